"""Whether the current release is still as it was made: nothing gone from it, nothing changed, nothing put in."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path, PurePosixPath
from stat import S_ISREG
from typing import TYPE_CHECKING

from board_reports.release.state import State

if TYPE_CHECKING:  # a run with nothing to change reads no manifest
    from board_reports.release.manifest import Manifest
    from board_reports.reports.digests import Digests

STATUS = "status.json"
_NAME = attrgetter("name")


def tree_print(state: State) -> str:
    """A quick digest over names and stamps of all that the current release holds, its manifest and the rules.

    A stamp is size, time and number of a file: a later release that shares files by links leaves it as it is. Of
    `status.json`, which every run writes again, counts only that it can be read. Empty where there is no release.
    """
    current = state.current_id()
    if current is None:
        return ""
    root = os.fspath(state.tree(current))
    lines = [f"{current}\0{_papers(state, current)}"]
    for name, stat in _all_below(root):
        if name == STATUS:
            stamp = "status" if status_can_be_read(Path(root)) else "-"
        elif stat is None:
            stamp = "folder"
        else:
            stamp = f"{stat.st_mode}-{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}"
        lines.append(f"{name}\0{stamp}")
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogateescape")).hexdigest()


def whole(state: State, manifest: Manifest, digests: Digests) -> bool:
    """Whether the tree of a release is what its manifest says: the same names, and the same bytes under each."""
    tree = state.tree(manifest.id)
    wanted = {one.path: one.sha256 for one in manifest.files}
    folders = {str(folder) for path in wanted for folder in PurePosixPath(path).parents}
    found = set()
    for name, stat in _all_below(os.fspath(tree)):
        if stat is None:
            if name not in folders:
                return False
        elif name not in wanted or not S_ISREG(stat.st_mode):
            return False
        else:
            found.add(name)
    if found != wanted.keys() or not status_can_be_read(tree):
        return False
    return all(digest is None or digests.of(tree / path) == digest for path, digest in wanted.items())


def status_can_be_read(tree: Path) -> bool:
    """Whether a release says when it was looked at last, in a form that a run can write again."""
    try:
        return isinstance(json.loads((tree / STATUS).read_bytes()), dict)
    except (OSError, ValueError):
        return False


def _papers(state: State, release: str) -> str:
    """What stands beside a release: its manifest, and the rules, which a run may write again as they are."""
    try:
        stat = state.manifest_path(release).stat()
        paper = f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}"
        with os.scandir(state.rules) as found:
            return f"{paper} {sorted((one.name, one.stat().st_size) for one in found)}"
    except OSError:
        return "-"


def _all_below(root: str) -> Iterator[tuple[str, os.stat_result | None]]:
    """Everything below a folder by its POSIX path there, in an order that stays; None stands for a folder.

    Links are not followed: a release has none. A folder that cannot be read is as if it were empty.
    """
    waiting = [""]
    while waiting:
        here = waiting.pop()
        try:
            with os.scandir(f"{root}/{here}") as found:
                entries = sorted(found, key=_NAME)
        except OSError:
            continue
        for entry in entries:
            name = here + entry.name
            try:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{name}/")
                    yield name, None
                else:
                    yield name, entry.stat(follow_symlinks=False)
            except OSError:  # it went while it was looked at
                continue
