"""Sharing with the release before: a file that has not changed becomes a link to the bytes that are on the disk."""

from __future__ import annotations

import os
from pathlib import Path

from board_reports.release.manifest import Manifest

_WAITING = ".shared"


def share(tree: Path, manifest: Manifest, old_tree: Path, before: Manifest) -> None:
    """Put links to the files of `before` into `tree`, a finished build, in the place of those with the same bytes.

    The bytes themselves are compared, so that a release that somebody laid hands on spoils no other. A file that
    cannot be shared stays as it is. Raises nothing.
    """
    old = {one.path: one.sha256 for one in before.files if one.sha256}
    waiting = tree.with_name(f"{tree.name}{_WAITING}")
    for one in manifest.files:
        if old.get(one.path) == one.sha256 is not None:
            try:
                _share(os.fspath(tree / one.path), os.fspath(old_tree / one.path), waiting)
            except OSError:  # another disk, or one that knows no links, or too many of them
                waiting.unlink(missing_ok=True)


def _share(new: str, old: str, waiting: Path) -> None:
    ours, theirs = os.lstat(new), os.lstat(old)
    if os.path.samestat(ours, theirs) or (ours.st_mode, ours.st_size) != (theirs.st_mode, theirs.st_size):
        return
    with open(new, "rb") as this, open(old, "rb") as that:  # noqa: PTH123 - thousands of them
        if this.read() != that.read():
            return
    os.link(old, waiting, follow_symlinks=False)
    os.replace(waiting, new)  # noqa: PTH105 - as above
