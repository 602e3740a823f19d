"""Moving files and folders so that a crash, or a reader, finds either how it was or how it will be."""

from __future__ import annotations

import ctypes
import errno
import os
import shutil
import stat
from contextlib import suppress
from pathlib import Path

from board_reports.release.state import sync_folder
from board_reports.reports.folder import open_regular

_HERE = -100  # AT_FDCWD
_NOREPLACE, _EXCHANGE = 1, 2
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP}


def exchange(one: Path, other: Path) -> bool:
    """Let two names change places in one step; False where the system cannot, and nothing has changed.

    Raises OSError for anything else, such as a name that is not there.
    """
    return _renameat2(one, other, _EXCHANGE)


def rename_new(old: Path, new: Path) -> None:
    """Rename, but never over what is there: raises FileExistsError then, and OSError for anything else."""
    if _renameat2(old, new, _NOREPLACE):
        return
    if os.path.lexists(new):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(new))
    os.rename(old, new)  # noqa: PTH104 - as all here, in terms of the system


def copy_file(old: Path, new: Path) -> None:
    """Copy an ordinary file with its mode, and owner where the system lets it, onto the disk.

    Raises OSError, or CannotRead for a link or a pipe.
    """
    with open_regular(old) as source, new.open("xb") as target:
        shutil.copyfileobj(source, target, 1 << 20)
        look_alike(target.fileno(), os.fstat(source.fileno()))
        target.flush()
        os.fsync(target.fileno())


def write_file(path: Path, data: bytes, like: Path) -> None:
    """Write a new file with the mode, and owner where the system lets it, of another one; raises OSError."""
    with path.open("xb") as target:
        target.write(data)
        look_alike(target.fileno(), like.lstat())
        target.flush()
        os.fsync(target.fileno())


def make_folder(path: Path, like: Path) -> None:
    """Make a folder that looks like another one; raises OSError, also when it is there."""
    os.mkdir(path)  # noqa: PTH102 - as all here
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        look_alike(handle, like.lstat())
    finally:
        os.close(handle)


def look_alike(handle: int, model: os.stat_result) -> None:
    """Give what is open the mode of a model, and its owner and group where the system lets it."""
    for owner, group in ((-1, model.st_gid), (model.st_uid, -1)):
        with suppress(PermissionError):
            os.fchown(handle, owner, group)
    os.fchmod(handle, stat.S_IMODE(model.st_mode) & 0o777)


def sync_below(folder: Path) -> None:
    """Put every file and folder below a folder on the disk, and itself; raises OSError."""
    for here, _, files in os.walk(folder, topdown=False):
        for name in files:
            path = Path(here) / name
            if stat.S_ISREG(path.lstat().st_mode):
                handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)
        sync_folder(Path(here))


def _renameat2(old: Path, new: Path, flags: int) -> bool:
    call = _found()
    if call is None:
        return False
    if call(_HERE, os.fsencode(old), _HERE, os.fsencode(new), flags) == 0:
        return True
    error = ctypes.get_errno()
    if error in _CANNOT:
        return False
    raise OSError(error, os.strerror(error), str(old), None, str(new))


def _found() -> ctypes._NamedFuncPointer | None:
    """The C library's `renameat2`, which glibc has had since 2.28; None elsewhere."""
    return getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
