"""Making a new board's site: written whole in a folder beside, put on the disk, and renamed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from board_reports.desk.starting.asked import Asked
from board_reports.desk.starting.examples import example_files
from board_reports.desk.starting.place import CannotStart, free_place
from board_reports.desk.starting.program import bring_program, everything_in
from board_reports.desk.starting.slots import filled, quoted, templates_in
from board_reports.release.state import sync
from board_reports.site.filling import to_fill_in
from board_reports.site.statement import due_after
from board_reports.site.words import words_of

REPORTS = "published_reports"
UNNAMED_URL = "https://board.example/"
_PRIVATE = 0o750  # the folder of reports: they are private before their day and after it


@dataclass(frozen=True, slots=True)
class Started:
    """A new site: its folder, and how many made-up reports are in it."""

    folder: Path
    examples: int


def start_site(folder: Path, asked: Asked, *, today: date) -> Started:
    """Make the site of a new board in `folder`, which is not there yet or is empty.

    `today` dates the accessibility statement, the privacy notice and the examples. The folder is there whole or not at
    all, whenever the program is stopped. Raises CannotStart, with nothing changed.
    """
    place = free_place(folder)
    try:
        beside = Path(tempfile.mkdtemp(prefix=f".{place.name}.new-", dir=place.parent))
    except OSError as error:
        raise CannotStart(f"{place.parent} cannot be written ({error.strerror}).") from None
    try:
        examples = _write(beside, asked, today)
        beside.chmod(place.stat().st_mode & 0o7777 if place.is_dir() else 0o777 & ~_umask())
        for one in everything_in(beside):
            sync(one)
        beside.rename(place)  # over an empty folder at most: what somebody put there in the meantime stays
        sync(place.parent)
    except OSError as error:
        raise CannotStart(f"{folder} cannot be written ({error.strerror}). Nothing was left there.") from None
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return Started(place, examples)


def _write(site: Path, asked: Asked, today: date) -> int:
    bring_program(site)
    for path, text in _own_files(asked, today):
        _put(site / path, text)
    reports = site / REPORTS
    written = list(example_files(today)) if asked.examples else []
    for path, text in written:
        _put(reports / path, text)
    reports.chmod(_PRIVATE)
    return len({path.partition("/")[0] for path, _ in written})


def _own_files(asked: Asked, today: date) -> Iterator[tuple[str, str]]:
    name = asked.name or to_fill_in("the Board's name")
    texts = {
        "name": name,
        "name_cy": asked.name_cy or to_fill_in("the Board's name in Welsh"),
        "url": asked.url or UNNAMED_URL,
        "email": asked.email or to_fill_in("the e-mail address of the Business Unit"),
        "telephone": asked.telephone or to_fill_in("the telephone number of the Business Unit"),
    }
    lines = asked.address or (to_fill_in("the postal address, one line for each item of this list"),)
    values = {key: quoted(text) for key, text in texts.items()}
    values["address"] = "\n".join(f"      - {quoted(line)}" for line in lines)
    values["url_note"] = "" if asked.url else f"# {to_fill_in('the address of the site, instead of this one')}\n"
    prose = {"name": asked.name or "the Board", "today": today.isoformat()}
    for language in ("en", "cy"):
        words = words_of(language)
        prose |= {f"today_{language}": words.date(today), f"due_{language}": words.date(due_after(today))}
    for path, template in templates_in("tree"):
        yield (
            (".gitignore" if path == "gitignore" else path),
            filled(template, prose if path.endswith(".md") else values),
        )


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
