"""Keeping the private list of names in its file: reading, adding and counting, without the names themselves."""

from __future__ import annotations

import os
import re
import secrets
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from board_reports.desk.anonymity.names import Entry, Forms, Names, forms_of

_HEAD = re.compile(r"board-names 1 ([0-9a-f]{64}) ([1-9][0-9]?)")
_ENTRY = re.compile(r"~?[0-9a-f]{32}(?: ~?[0-9a-f]{32})*")  # ~ before a mutated form
_MOST_BYTES = 64 * 1024 * 1024
_COMMENT = "# The Board's list of names, hashed. Kept with: board names. Not for any repository.\n"


class CannotReadNames(Exception):
    """The list of names cannot be read, kept or used where it is; `message` and `fix` say why, without its path."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message} {fix}")
        self.message, self.fix = message, fix


class BadName(ValueError):
    """A line that is no name: its number from 1, and why, without repeating it."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(f"Line {line}: {message}")
        self.line = line


@dataclass(frozen=True, slots=True)
class Kept:
    """What a change of the list did: entries that changed, entries there were not, and all there are now."""

    changed: int
    unchanged: int
    entries: int


def read_names(path: Path | None) -> Names | None:
    """The list in a file; None where there is no `path`. Raises CannotReadNames."""
    if path is None:
        return None
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise CannotReadNames("The list of names is too large.", "Name the file that `board names` keeps.")
        lines = path.read_text("utf-8").splitlines()
    except OSError as error:
        fix = "Make it with: board names add" if isinstance(error, FileNotFoundError) else "Check its permissions."
        raise CannotReadNames(f"The list of names cannot be read ({error.strerror}).", fix) from None
    except UnicodeDecodeError:
        lines = []
    lines = [line for line in lines if line and not line.startswith("#")]
    head = _HEAD.fullmatch(lines[0]) if lines else None
    if not head or not all(_ENTRY.fullmatch(line) for line in lines[1:]):
        message = "The list of names is not one that `board names` made."
        raise CannotReadNames(message, "Make it with: board names add. A list of names in clear is not read.")
    return Names(bytes.fromhex(head[1]), (_entry(line.split()) for line in lines[1:]), int(head[2]))


def add_names(path: Path, lines: Iterable[str]) -> Kept:
    """Add one name a line to the list in `path`, and make the list where there is none; blank lines do not count.

    Raises BadName, with nothing written, for the first line that is no name, and CannotReadNames.
    """
    old = _old(path)
    salt, longest = (old.salt, old.longest) if old else (secrets.token_bytes(32), 1)
    entries = dict.fromkeys(old.entries if old else ())
    before, given = len(entries), 0
    for forms in _given(lines):
        entries[forms.hashed(salt)] = None
        longest, given = max(longest, forms.words), given + 1
    changed = len(entries) - before
    if changed or old is None:
        _write(path, salt, longest, entries)
    return Kept(changed, given - changed, len(entries))


def remove_names(path: Path, lines: Iterable[str]) -> Kept:
    """Take one name a line off the list in `path`. Raises BadName and CannotReadNames as `add_names` does."""
    old = read_names(path)
    assert old is not None
    entries = dict.fromkeys(old.entries)
    before, given = len(entries), 0
    for forms in _given(lines):
        entries.pop(forms.hashed(old.salt), None)
        given += 1
    if changed := before - len(entries):
        _write(path, old.salt, old.longest, entries)
    return Kept(changed, given - changed, len(entries))


def private_names(path: Path, *, root: Path, folders: Iterable[Path]) -> Names | None:
    """The list in `path`, where it lies out of the public's reach; raises CannotReadNames otherwise."""
    refuse_public_place(path, root=root, folders=folders)
    return read_names(path)


def refuse_public_place(path: Path, *, root: Path, folders: Iterable[Path]) -> None:
    """Raise CannotReadNames when `path` lies where it could be published or shared: in the project or a repository.

    `root` is the folder of the configuration file; `folders` are others that are published from or kept with it.
    """
    place = Path(os.path.realpath(path))
    for folder in (root, *folders):
        if place.is_relative_to(os.path.realpath(folder)):
            raise CannotReadNames(
                "The list of names lies inside the project.",
                "Keep it in a folder of its own, outside, that only the Business Unit may read.",
            )
    if any((parent / ".git").exists() for parent in place.parents):
        raise CannotReadNames("The list of names lies inside a repository.", "Keep it in a folder outside.")


def _entry(codes: list[str]) -> Entry:
    given = frozenset(bytes.fromhex(code) for code in codes if code[0] != "~")
    return given, frozenset(bytes.fromhex(code[1:]) for code in codes if code[0] == "~")


def _old(path: Path) -> Names | None:
    return read_names(path) if os.path.lexists(path) else None


def _given(lines: Iterable[str]) -> list[Forms]:
    found = []
    for number, line in enumerate(lines, 1):
        if line.strip("\ufeff \t\r\n"):
            try:
                found.append(forms_of(line.strip("\ufeff")))
            except ValueError as error:
                raise BadName(number, str(error)) from None
    return found


def _write(path: Path, salt: bytes, longest: int, entries: Iterable[Entry]) -> None:
    """Put the list in place in one step; only its owner may read it. Its order says nothing about the names."""
    lines = sorted(
        " ".join(sorted([*map(bytes.hex, given), *(f"~{one.hex()}" for one in changed)])) for given, changed in entries
    )
    text = _COMMENT + f"board-names 1 {salt.hex()} {longest}\n" + "".join(line + "\n" for line in lines)
    target = Path(os.path.realpath(path))
    name = None
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".board-", dir=target.parent)  # for its owner alone
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            if target.exists():
                _look_alike(file.fileno(), target)
            os.fsync(file.fileno())
        Path(name).replace(target)
        folder = os.open(target.parent, os.O_RDONLY | os.O_DIRECTORY)
        os.fsync(folder)
        os.close(folder)
    except OSError as error:
        if name:
            Path(name).unlink(missing_ok=True)
        raise CannotReadNames(
            f"The list of names cannot be written ({error.strerror}).", "Check the folder and its permissions."
        ) from None


def _look_alike(handle: int, path: Path) -> None:
    """Keep owner, group and mode of the old file, as far as the system lets this user."""
    stat = path.stat()
    with suppress(PermissionError):
        os.fchown(handle, stat.st_uid, stat.st_gid)
    os.fchmod(handle, stat.st_mode & 0o770)
