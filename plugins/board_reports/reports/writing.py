"""Writing a report's file in one step, so that nobody ever finds half of it, and nobody's work is written over."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from board_reports.reports.folder import CannotRead, read_text_bytes
from board_reports.reports.located import CannotRewrite

_BEGINNING = ".board-"  # a name with a full stop in front is never read as a report


def write_report(path: Path, old: bytes, new: bytes) -> None:
    """Put `new` in the place of the file's bytes `old`; when it returns, they are on the disk.

    A reader, or a crash, finds the old bytes or the new ones. The file keeps its mode, and its owner and group where
    the system lets it. Raises CannotRewrite, with the file left as it is, when it does not hold `old` any more, is a
    symbolic link or no ordinary file, or cannot be written.
    """
    try:
        if new == old:
            _refuse_other_than(path, old)
        else:
            _replace(path, old, new)
    except OSError as error:
        message = f"The file cannot be written ({error.strerror})."
        raise CannotRewrite(message, "Check the permissions of its folder and the space on the disk.") from None


def _replace(path: Path, old: bytes, new: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=_BEGINNING, dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(new)
            file.flush()
            _look_alike(file.fileno(), path)
            os.fsync(file.fileno())
        _refuse_other_than(path, old)  # as late as can be
        os.replace(name, path)  # noqa: PTH105 - as the rest of this function, in terms of the system
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _refuse_other_than(path: Path, old: bytes) -> None:
    try:
        found = read_text_bytes(path)
    except CannotRead as error:
        raise CannotRewrite(error.message, error.fix) from None
    if found != old:
        raise CannotRewrite("Somebody else saved the file in the meantime.", "Look at it, and do it again.")


def _look_alike(handle: int, path: Path) -> None:
    """Give the new file the mode, owner and group of the old one; only the system's administrator may give all."""
    stat = path.lstat()
    for owner, group in ((-1, stat.st_gid), (stat.st_uid, -1)):
        with suppress(OSError):  # EPERM, or EINVAL for a group that a service's own user namespace does not know
            os.fchown(handle, owner, group)
    os.fchmod(handle, stat.st_mode & 0o777)
