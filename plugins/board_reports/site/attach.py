"""Copying a report's files into the output: exactly the bytes that were judged."""

from __future__ import annotations

import errno
import hashlib
import shutil
from collections.abc import Iterable
from pathlib import Path

from board_reports.reports.files import PublishedFile
from board_reports.reports.folder import CannotRead, open_regular

PIECE = 1024 * 1024  # bytes read at once
DISK_FAILS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES)


def copy_published(files: Iterable[PublishedFile], folder: Path) -> None:
    """Copy the files below `folder`, or leave no folder.

    Raises CannotRead when a file is no longer what was judged, or cannot be given its name; raises OSError when the
    disk itself fails, which is no report's fault.
    """
    try:
        for file in files:
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            if _copy(file.path, target) != file.sha256:
                raise CannotRead("A file changed while the site was being built.", "Build the site again.")
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)  # an empty folder would still tell the report's slug
        if isinstance(error, OSError) and error.errno not in DISK_FAILS:
            message = f"A file cannot be published ({error.strerror})."
            raise CannotRead(message, "Give it a short, plain name.") from None
        raise


def _copy(source: Path, target: Path) -> str:
    digest = hashlib.sha256()
    with open_regular(source) as reading, target.open("wb") as writing:
        while piece := reading.read(PIECE):
            digest.update(piece)
            writing.write(piece)
    return digest.hexdigest()
