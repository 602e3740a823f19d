"""Putting a report's files into the output: what was judged, cleaned."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable
from pathlib import Path

from board_reports.reports.files import PublishedFile, public_bytes
from board_reports.reports.folder import CannotRead
from board_reports.site.cache.store import Store, place

DISK_FAILS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES)


def copy_published(files: Iterable[PublishedFile], folder: Path, slug: str, store: Store | None = None) -> None:
    """Write the published bytes of the files of the report `slug` below `folder`, or leave no folder.

    What was cleaned before comes out of the store, where there is one.

    Raises CannotRead when a file is no longer what was judged, or cannot be given its name; raises OSError when the
    disk itself fails, which is no report's fault.
    """
    try:
        for file in files:
            target = folder / file.name
            target.parent.mkdir(parents=True, exist_ok=True)
            kept = store.file(slug, file.public_sha256) if store else None
            if kept and place(kept, target):
                continue
            data = public_bytes(file)
            kept = store.keep_file(slug, file.public_sha256, data) if store else None
            if not (kept and place(kept, target)):
                target.write_bytes(data)
    except BaseException as error:
        shutil.rmtree(folder, ignore_errors=True)  # an empty folder would still tell the report's slug
        if isinstance(error, OSError) and error.errno not in DISK_FAILS:
            message = f"A file cannot be published ({error.strerror})."
            raise CannotRead(message, "Give it a short, plain name.") from None
        raise
