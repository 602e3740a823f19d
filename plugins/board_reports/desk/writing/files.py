"""The files beside a report: their names, and their entries under `attachments`."""

from __future__ import annotations

import os
import re
import tempfile
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from board_reports.desk.writing.places import Kind, Work
from board_reports.desk.writing.saving import (
    CannotSave,
    SavedMeanwhile,
    bytes_of,
    digest_of,
    file_digest,
    replace_file,
    save_new,
    save_over,
)
from board_reports.release.state import sync_folder
from board_reports.reports.fields import AttachmentEntry
from board_reports.reports.files import published
from board_reports.reports.folder import CannotRead
from board_reports.reports.rewriting import CannotRewrite, rewritten
from board_reports.reports.settings import MEGABYTE, Settings

ENTRY_KEYS = tuple(key for key in AttachmentEntry.model_fields if key != "file")
LANGUAGES = (("", "As its name says"), ("en", "English"), ("cy", "Welsh"), ("both", "Both languages"))

_OUTSIDE = re.compile(r"[^A-Za-z0-9.]+")
_DOTS = re.compile(r"\.{2,}")
_MOST_NAME = 100  # characters


@dataclass(frozen=True)
class Beside:
    """A file beside the report. `entry` is its entry under `attachments`, or None; `size` is in bytes.

    `own` is False for a file of the report that a correction has taken over as it is. `seen` is its digest.
    """

    name: str
    path: Path
    size: int
    entry: Mapping[str, str] | None
    own: bool
    seen: str


def safe_name(given: str) -> str:
    """A name of letters, digits, `-` and `.` for a file that somebody sends; empty when nothing is left of it."""
    last = re.split(r"[/\\]", given)[-1]
    plain = unicodedata.normalize("NFKD", last).encode("ascii", "ignore").decode()
    name = _DOTS.sub(".", _OUTSIDE.sub("-", plain)).strip("-.").lower()
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:_MOST_NAME]
    return f"{stem.strip('-.')[: _MOST_NAME - len(ending) - 1].rstrip('-.')}.{ending}" if stem.strip("-.") else ""


def beside(work: Work) -> tuple[Beside, ...]:
    """The files beside the report, by name."""
    entries = {str(entry.get("file")): entry for entry in entries_of(work)}
    found = []
    for name, path in sorted(work.report.files.others.items()):
        own = work.home is not None and path.is_relative_to(work.home)
        size = path.lstat().st_size if path.exists() else 0
        found.append(Beside(name, path, size, entries.get(name), own, file_digest(path)))
    return tuple(found)


def entries_of(work: Work) -> list[dict[str, str]]:
    """The entries of `attachments` as they are in the file, each key and text; what is no entry is left out."""
    given = work.report.front.values.get("attachments")
    items = given if isinstance(given, list) else []
    return [{str(key): str(value) for key, value in item.items()} for item in items if isinstance(item, dict)]


def with_entry(work: Work, name: str, values: Mapping[str, str] | None) -> list[dict[str, str]] | None:
    """The list of `attachments` with another entry for a file, in its place, or without it; None for an empty list."""
    given = {"file": name} | {key: text for key, text in (values or {}).items() if text} if values is not None else None
    entries = entries_of(work)
    places = [number for number, entry in enumerate(entries) if entry.get("file") == name]
    if places:
        entries[places[0]] = given or {}
    elif given:
        entries.append(given)
    return [entry for entry in entries if entry] or None


def add_file(work: Work, given_name: str, data: bytes, settings: Settings, replaces: str | None = None) -> str:
    """Put a file beside the report under a safe name; its name. With `replaces`, the digest of the file to replace.

    Raises CannotSave where the site does not publish such a file, or there is one already; SavedMeanwhile where the
    one to replace has changed since.
    """
    if work.home is None:
        raise CannotSave("The report is a single file: files need a folder around it.")
    name = safe_name(given_name)
    if not name or "." not in name:
        raise CannotSave("The file's name has no letters or no ending. Give it a name such as timeline.pdf.")
    if name.endswith(".md") or name == "thumbs.db":
        raise CannotSave("A text is not sent as a file. Add a part, and paste its text there.")
    if len(data) > settings.attachment_max_bytes:
        raise CannotSave(f"The file is larger than {settings.attachment_max_bytes // MEGABYTE} MB. Make it smaller.")
    _judge(work.home, name, data, settings)
    path = work.home / name
    there = next((one for one in beside(work) if one.name == name), None)
    if there is None or (work.kind is Kind.CORRECTION and not there.own):
        save_new(path, data)
    elif replaces is None:
        raise CannotSave(f"There is a file {name} already. Rename yours, or say that it takes the place of that one.")
    else:
        replace_file(path, replaces, data)
    return name


def save_entry(work: Work, seen: str, name: str, values: Mapping[str, str] | None) -> None:
    """Write what a file is called, or that it is not listed any more, into the report that had the digest `seen`.

    Raises SavedMeanwhile and CannotSave.
    """
    path = work.report.files.english
    data = bytes_of(path)
    if digest_of(data) != seen:
        raise SavedMeanwhile(data)
    entries = with_entry(work, name, values)
    if entries == (entries_of(work) or None):
        return
    try:
        save_over(path, seen, rewritten(data, {"attachments": entries}))
    except (CannotRewrite, ValueError) as error:
        raise CannotSave(str(error)) from None


def remove_file(work: Work, one: Beside, seen: str) -> None:
    """Take a file, which had the digest `seen`, and its entry away; raises SavedMeanwhile and CannotSave."""
    if file_digest(one.path) != seen:
        raise SavedMeanwhile(b"")
    if one.entry is not None:
        save_entry(work, digest_of(bytes_of(work.report.files.english)), one.name, None)
    if not one.own:
        return
    try:
        one.path.unlink()
        sync_folder(one.path.parent)
    except OSError as error:
        raise CannotSave(f"The file cannot be removed ({error.strerror}).") from None


def entry_faults(values: Mapping[str, str]) -> dict[str, str]:
    """What is wrong in the fields that describe a file."""
    known = {key for key, _ in LANGUAGES}
    return {} if values.get("language", "") in known else {"language": "Choose one of the languages."}


def _judge(home: Path, name: str, data: bytes, settings: Settings) -> None:
    """Judge a file as the site will, before it is beside the report; raises CannotSave."""
    handle, temporary = tempfile.mkstemp(prefix=".board-", dir=home)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        published(name, Path(temporary), None, settings, listed=True)
    except CannotRead as error:
        raise CannotSave(f"{error.message} {error.fix}") from None
    finally:
        Path(temporary).unlink(missing_ok=True)
