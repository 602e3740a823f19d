"""Finishing what was cut short: a correction, or a single file on its way to become a folder. Nothing is ever lost.

While a report is changed, what belongs to it lies for a moment beside it, under a name that begins with a full stop
and is read by nobody. Each of these names says how far it had come.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from board_reports.desk.approval.copying import same_files
from board_reports.desk.approval.locking import alone
from board_reports.desk.approval.moving import rename_new
from board_reports.desk.approval.targets import read_at
from board_reports.release.basics import Basics
from board_reports.release.state import State, sync_folder
from board_reports.reports.drafts import CORRECTION
from board_reports.reports.folder import is_ignored
from board_reports.reports.settings import Settings

BEFORE = "_before-"
"""What the name of a folder begins with that keeps what a correction replaced; a day follows."""

_COMING, _AWAY, _FOLDER = ".board-correction", ".board-before", ".board-folder"
_MADE, _DONE = ".board-made", ".board-done"


def coming(home: Path) -> Path:
    """Where the corrected folder of a report is made, beside it; afterwards the replaced one lies there."""
    return home.with_name(f".{home.name}{_COMING}")


def away(home: Path) -> Path:
    """Where the replaced folder lies for a moment, on a disk that cannot exchange two names."""
    return home.with_name(f".{home.name}{_AWAY}")


def as_folder(file: Path) -> Path:
    """Where the folder is made that a single file becomes; afterwards the file lies there."""
    return file.with_name(f".{file.name}{_FOLDER}")


def made(home: Path) -> Path:
    """Where the folder of a correction is made, inside that of its report."""
    return home / _MADE


def mend(state: State, basics: Basics) -> list[str]:
    """Finish every change that a crash cut short; returns sentences to tell.

    Raises CannotApprove when somebody else is at it, and OSError.
    """
    if not any(_left(basics.reports_dir)):
        return []
    with alone(state, no_run=True):
        told: list[str] = []
        for path in list(_left(basics.reports_dir)):
            told += _mend(path, basics.settings)
        return told


def _left(folder: Path) -> Iterator[Path]:
    """What a crash left: its hidden name, a folder that is called like a file, or a correction that is in already."""
    with suppress(OSError):
        for path in sorted(folder.iterdir()):
            if path.name.startswith("."):
                if path.name.endswith((_COMING, _AWAY, _FOLDER)):
                    yield path
            elif path.is_dir() and not path.is_symlink() and not is_ignored(path.name):
                if path.suffix == ".md" and (path / "index.md").is_file():
                    yield path
                file = path.with_name(f"{path.name}.md")
                if _same_bytes(file, path / "index.md"):
                    yield file
                for inside in (_MADE, f"{BEFORE}*/{CORRECTION}", f"{BEFORE}*/{_DONE}"):
                    yield from sorted(path.glob(inside))


def _mend(path: Path, settings: Settings) -> list[str]:
    """Finish one of the things that `_left` gives."""
    name = path.name
    if name.endswith(_AWAY):
        home = path.with_name(name[1:].removesuffix(_AWAY))
        if not home.exists():  # the old one was moved away, and the new one not in its place yet
            rename_new(path, home)
            return [f"{home.name}: a correction was cut short. It is as before."]
        return put_aside(path, home, settings)
    if name.endswith(_COMING) and (path / CORRECTION).is_dir():  # only the replaced folder holds one
        home = path.with_name(name[1:].removesuffix(_COMING))
        return [f"{home.name}: a correction was cut short. It is in now.", *put_aside(path, home, settings)]
    if name == CORRECTION:
        return clear_correction(path, path.parent.parent, settings)
    if name == _DONE:
        _throw_away(path)
    elif name == _MADE or name.endswith((_COMING, _FOLDER)):
        _unused(path)
    elif path.is_dir():
        finish_folder(path)
    else:
        drop_file(path)
    return []


def _unused(path: Path) -> None:
    """Delete a copy that was never in use, or the single file whose bytes are in the folder that took its place."""
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink()


def put_aside(old: Path, home: Path, settings: Settings) -> list[str]:
    """Put the replaced folder `old` into the corrected one as `_before-DAY`; what nobody reads stays where it was.

    Each step can be done again. Raises OSError.
    """
    for path in sorted(old.iterdir()):
        kept = is_ignored(path.name) and path.name != CORRECTION
        if kept and not os.path.lexists(home / path.name):
            rename_new(path, home / path.name)
    fields = read_at(home, settings).fields
    day = fields.revised_date.isoformat() if fields and fields.revised_date else "correction"
    target = _free(home / f"{BEFORE}{day}")
    rename_new(old, target)
    sync_folder(home)
    sync_folder(home.parent)
    prepared = target / CORRECTION
    return clear_correction(prepared, home, settings) if prepared.is_dir() else []


def clear_correction(prepared: Path, home: Path, settings: Settings) -> list[str]:
    """Delete the folder of a correction that is in; put it back where somebody went on writing in it meanwhile."""
    report = read_at(home, settings)
    correction = read_at(prepared, settings, home.name)
    if correction.files.broken or not same_files(correction, report):
        if not os.path.lexists(home / CORRECTION):
            rename_new(prepared, home / CORRECTION)
            sync_folder(home)
        return [f"{home.name}: somebody went on writing in {CORRECTION} meanwhile. That stays there."]
    done = prepared.with_name(_DONE)
    rename_new(prepared, done)
    _throw_away(done)
    return []


def finish_folder(folder: Path) -> None:
    """Let a folder that is called like the file that it replaced have its name, its twin's file gone; raises OSError.

    Until then the report is read from it as from any folder.
    """
    welsh = folder.with_name(f"{folder.stem}.cy.md")
    if _same_bytes(welsh, folder / "index.cy.md"):
        welsh.unlink()
    rename_new(folder, folder.with_name(folder.stem))
    sync_folder(folder.parent)


def drop_file(file: Path) -> None:
    """Delete a single file, after its twin, whose bytes lie in the folder that it has become; raises OSError."""
    home, welsh = file.with_name(file.stem), file.with_name(f"{file.stem}.cy.md")
    if _same_bytes(welsh, home / "index.cy.md"):
        welsh.unlink()
    if _same_bytes(file, home / "index.md"):
        file.unlink()
    sync_folder(file.parent)


def _throw_away(done: Path) -> None:
    """Delete the files of a correction, whose copies are public; what nobody reads stays, in a folder of its own."""
    for here, folders, names in os.walk(done, topdown=False):
        for name in names:
            if not is_ignored(name):
                (Path(here) / name).unlink()
        for name in folders:
            with suppress(OSError):
                (Path(here) / name).rmdir()
    try:
        done.rmdir()
    except OSError:
        rename_new(done, _free(done.with_name(f"{CORRECTION}-notes")))


def _same_bytes(one: Path, other: Path) -> bool:
    return one.is_file() and other.is_file() and one.read_bytes() == other.read_bytes()


def _free(path: Path) -> Path:
    """A name that is not taken: the given one, or one with a number."""
    number, free = 1, path
    while os.path.lexists(free):
        number += 1
        free = path.with_name(f"{path.name}-{number}")
    return free
