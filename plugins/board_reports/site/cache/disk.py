"""The files of what one build keeps for the next: written whole, told to be left alone, and deleted."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path

READABLE = 0o644
"""The mode of what may become part of a site."""

_ALL, _OTHERS = 0o444, 0o077
_TAG = b"Signature: 8a477f597d28d172789f06886806bc55\n# Finished pages of board-reports: no backup needs them.\n"
_ASIDE = {".gitignore": b"*\n", "CACHEDIR.TAG": _TAG}


def make(folder: Path, rooms: Iterable[str]) -> None:
    """Make the folder of a store, for its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in rooms:
        room = folder / name
        if room.is_symlink() or room.is_file():
            room.unlink()
        room.mkdir(mode=0o700, exist_ok=True)
        if room.stat().st_mode & _OTHERS:
            room.chmod(0o700)


def set_aside(folder: Path) -> None:
    """Tell programs for backups and for versions to leave the folder of a store out."""
    for name, text in _ASIDE.items():
        if not (folder / name).exists():
            write(folder / name, text)


def read(path: Path) -> bytes | None:
    """The bytes of a kept file that may become part of a site, or None.

    One that others may not read any more would be kept from the public as well, wherever it is linked to.
    """
    try:
        with path.open("rb") as file:
            return file.read() if os.fstat(file.fileno()).st_mode & _ALL == _ALL else None
    except OSError:
        return None


def write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file so that whoever reads it finds all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
        os.replace(name, path)  # noqa: PTH105 - in terms of the system, as the rest
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def delete_all(paths: Iterable[str]) -> bool:
    """Delete files and folders; False when one of them stays."""
    done = True
    for path in map(Path, paths):
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError:
            done = False
    return done
