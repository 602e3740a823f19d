"""Putting a report's files into the output: what was judged, cleaned."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable
from pathlib import Path

from board_reports.reports.files import PublishedFile, public_bytes
from board_reports.reports.folder import CannotRead

DISK_FAILS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES)


def copy_published(files: Iterable[PublishedFile], folder: Path) -> None:
    """Write the published bytes of the files below `folder`, or leave no folder.

    Raises CannotRead when a file is no longer what was judged, or cannot be given its name; raises OSError when the
    disk itself fails, which is no report's fault.
    """
    try:
        for file in files:
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(public_bytes(file))
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)  # an empty folder would still tell the report's slug
        if isinstance(error, OSError) and error.errno not in DISK_FAILS:
            message = f"A file cannot be published ({error.strerror})."
            raise CannotRead(message, "Give it a short, plain name.") from None
        raise
