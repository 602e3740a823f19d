"""Making a draft: a folder `_NAME/` with everything that is known filled in and nothing guessed."""

from __future__ import annotations

import os
import re
import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

import yaml

from board_reports.release.state import sync_folder
from board_reports.reports import Register, Settings, slug_of
from board_reports.reports.validate import fault_in

BODY = """\
## Brief outline of circumstances resulting in the review

## Practice and organisational learning

## Improving systems and practice

## Statement by reviewer(s)

## Appendix 1: terms of reference

## Appendix 2: summary timeline
"""

_LATER = """\
# To go live, the report also needs the day on which the Board approved it, which board approve writes:
# approved_date: YYYY-MM-DD
"""
_UNFINISHED = ".board-draft-"  # a name with a full stop in front is never read as a report
_MOST_SUGGESTED = 300  # characters of a title


class CannotDraft(Exception):
    """A draft cannot be made; the text is one message for the user."""


def fault_of(key: str, value: object, settings: Settings) -> str | None:
    """What is wrong with a value that a draft is to begin with, in a sentence or two, or None."""
    if fault := fault_in(key, value, settings):
        return f"{fault.message} {fault.fix}"
    if isinstance(value, str) and key in ("title", "summary") and not value.isprintable():
        return "It has a character that cannot be shown."
    return None


def report_text(
    fields: Mapping[str, object], body: str, *, settings: Settings, suggested_title: str | None = None
) -> str:
    """A report's file: the keys that are known, the others as comments to fill in, and the body.

    `fields` has the keys of a report that are known; `suggested_title` stands as a comment where the title is not.
    """
    kind = next(iter(settings.review_types), "cpr-concise")
    lines = [
        _line("title", fields.get("title"), suggested_title),
        _line("reference", fields.get("reference")),
        _plain("publication_date", fields.get("publication_date"), "YYYY-MM-DD"),
        _plain("review_type", fields.get("review_type"), kind),
        _line("summary", fields.get("summary"), "One or two sentences for the list of reports."),
    ]
    return _file("\n".join(lines) + "\n" + _LATER, body)


def twin_text(fields: Mapping[str, object], body: str, *, suggested_title: str | None = None) -> str:
    """The file of a report's Welsh twin, which has a title and, if the English one has it, a summary."""
    lines = [
        _line("title", fields.get("title"), suggested_title),
        _line("summary", fields.get("summary"), "One or two sentences for the list of reports, in Welsh."),
    ]
    return _file("\n".join(lines) + "\n", body)


def part_text(fields: Mapping[str, object], body: str, *, suggested_title: str | None = None) -> str:
    """The file of a part, such as the 7-minute briefing, which has a title alone."""
    return _file(_line("title", fields.get("title"), suggested_title) + "\n", body)


def make_draft(  # noqa: PLR0917 - where, which and what
    reports_dir: Path,
    settings: Settings,
    root: Path,
    reference: str,
    fields: Mapping[str, object],
    files: Mapping[str, bytes] | None = None,
) -> Path:
    """Make the draft folder of a reference, whole or not at all, and return it.

    `files` are its files by name; without them it gets an `index.md` with the headings of the template. Raises
    CannotDraft when the reference is taken, when there is a draft already, or when it cannot be written.
    """
    try:
        reports_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CannotDraft(f"The folder {reports_dir.name} cannot be made ({error.strerror}).") from None
    register = Register.read(reports_dir, settings)
    if not register.readable:
        raise CannotDraft(str(register.stray[0]))
    taken = [report.source for report in register.find(reference)]
    if taken:
        raise CannotDraft(f"The reference is taken by {', '.join(taken)}. Choose another, or change that file.")
    folder = reports_dir / f"_{slug_of(reference)}"
    if files is None:
        files = {"index.md": report_text({**fields, "reference": reference}, BODY, settings=settings).encode()}
    try:
        _refuse_existing(folder, root)
        beside = reports_dir / f"{_UNFINISHED}{secrets.token_hex(8)}"
        beside.mkdir()
        try:
            for name, data in files.items():
                _write(beside / name, data)
            sync_folder(beside)
            _refuse_existing(folder, root)  # as late as can be
            beside.rename(folder)
        except BaseException:
            shutil.rmtree(beside, ignore_errors=True)
            raise
        sync_folder(reports_dir)
    except OSError as error:
        raise CannotDraft(f"The draft cannot be written ({error.strerror}).") from None
    return folder


def find_draft(reports_dir: Path, settings: Settings, reference: str) -> Path:
    """The draft folder of a reference in any spelling; raises CannotDraft when it is no draft, or not there."""
    folder = reports_dir / f"_{slug_of(reference)}"
    if slug_of(reference) and (folder / "index.md").is_file() and not folder.is_symlink():
        return folder
    for report in Register.read(reports_dir, settings).find(reference):
        message = f"{report.source} is no draft: a part is added to a report before it is approved."
        raise CannotDraft(f"{message} Prepare a correction of it instead.")
    raise CannotDraft(f'There is no draft with this reference. Make it first: board new "{reference[:60]}"')


def add_to_draft(folder: Path, root: Path, files: Mapping[str, bytes]) -> None:
    """Add new files to a draft folder, all or none; raises CannotDraft when one of the names is taken."""
    made: list[Path] = []
    ends = sorted(files, key=lambda name: name.endswith(".md"))  # the texts last, when what they show is there
    try:
        for name in ends:
            if os.path.lexists(folder / name):
                raise FileExistsError(0, "", name)  # before anything is written
        for name in ends:
            beside = folder / f"{_UNFINISHED}{secrets.token_hex(8)}"
            try:
                _write(beside, files[name])
                (folder / name).hardlink_to(beside)  # unlike a rename, it never replaces what is there
                made.append(folder / name)
            finally:
                beside.unlink(missing_ok=True)
        sync_folder(folder)
    except FileExistsError as error:
        _take_back(made)
        name = Path(str(error.filename)).name
        raise CannotDraft(
            f"There is a file already: {(folder / name).relative_to(root)}. Rename it, or take it away."
        ) from None
    except OSError as error:
        _take_back(made)
        raise CannotDraft(f"The draft cannot be written ({error.strerror}).") from None


def _take_back(made: list[Path]) -> None:
    for path in made:
        path.unlink(missing_ok=True)


def _refuse_existing(folder: Path, root: Path) -> None:
    if os.path.lexists(folder):
        raise CannotDraft(f"There is a draft already: {folder.relative_to(root)}.")


def _write(path: Path, data: bytes) -> None:
    with path.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def _file(head: str, body: str) -> str:
    return f"---\n{head}---\n\n{body}"


def _plain(key: str, value: object, example: str) -> str:
    return f"{key}: {value}" if value else f"# {key}: {example}"


def _line(key: str, value: object, suggested: str | None = None) -> str:
    """A key with its text in quotes; as a comment, with what it might be, when the text is not known."""
    if value:
        return f"{key}: {_quoted(str(value))}"
    words = re.sub(r"\s+", " ", suggested or "").strip()
    fits = bool(words) and words.isprintable() and len(words) <= _MOST_SUGGESTED
    example = _quoted(words) if fits else '"..."'
    return f"# {key}: {example}"


def _quoted(text: str) -> str:
    return str(yaml.safe_dump(text.strip(), default_style='"', allow_unicode=True, width=10_000)).strip()
