"""Putting a report's files into the output: what was judged, cleaned."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterable
from pathlib import Path

from board_reports.reports.files import PublishedFile, public_bytes
from board_reports.reports.folder import CannotRead
from board_reports.site.cache.placed import Placed
from board_reports.site.cache.store import Store, place

DISK_FAILS = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO, errno.EACCES)


def copy_published(
    files: Iterable[PublishedFile],
    output: Path,
    slug: str,
    *,
    store: Store | None = None,
    placed: Placed | None = None,
    at: str = "",
) -> None:
    """Write the published bytes of the files of the report `slug` to its address below `output`, or leave no folder.

    What was cleaned before comes out of the store, where there is one; what stands in the old output already is
    `placed`, below its folder `at`.

    Raises CannotRead when a file is no longer what was judged, or cannot be given its name; raises OSError when the
    disk itself fails, which is no report's fault.
    """
    folder = output / "reports" / slug
    try:
        for file in files:
            target, path = folder / file.name, f"{at}reports/{slug}/{file.name}"
            if store and placed and placed.file(path, slug, file.public_sha256):
                store.has_file(slug, file.public_sha256)
                continue
            if placed:
                placed.note_file(path, slug, file.public_sha256)
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
        if placed:
            placed.drop(slug, at)
        if isinstance(error, OSError) and error.errno not in DISK_FAILS:
            message = f"A file cannot be published ({error.strerror})."
            raise CannotRead(message, "Give it a short, plain name.") from None
        raise
