"""What goes into a site: which files, whether they are as they were, and digests over their bytes."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from operator import attrgetter
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

import board_reports
from board_reports.release.basics import Basics
from board_reports.reports.basis import packages
from board_reports.reports.digests import RACY_NS, Digests, over, paths_of, stamp_of

if TYPE_CHECKING:  # a run with nothing to change reads no report
    from board_reports.reports.report import Report

_NAME = attrgetter("name")
_PACKAGE = Path(board_reports.__file__).parent


def source_stamp(report: Report, now_ns: int) -> str:
    """One digest over the stamps of a report's files, of which none is read; empty where they may change unseen."""
    parts = []
    for path, stat in _stats(map(str, sorted(paths_of(report.files)))):
        if stat is None or not S_ISREG(stat.st_mode) or now_ns - max(stat.st_mtime_ns, stat.st_ctime_ns) <= RACY_NS:
            return ""
        parts.append(f"{path}\0{stamp_of(stat)}")
    return over(parts)


def site_digest(basics: Basics, digests: Digests) -> str:
    """One digest over everything that goes into a site beside its reports: pages, configuration, theme, packages."""
    return over([basics.digest, *packages(), *(f"{path}\0{digests.of(Path(path))}" for path in _site_files(basics))])


def frame_digest(basics: Basics, digests: Digests) -> str:
    """One digest over what every page is made with: configuration, hooks, the site's own templates, packages."""
    own = [side.custom_dir for side in basics.sides if side.custom_dir]
    files = [*basics.hooks, *(path for folder in (*own, _PACKAGE) for path in _below(folder))]
    told = (f"{path}\0{digests.of(Path(path))}" for path in sorted(files) if not path.endswith(".pyc"))
    return over([basics.digest, *packages(), *told])


def fingerprint(basics: Basics, orders: Path) -> tuple[str, int]:
    """A quick digest over names and stamps of all that decides a run, and the latest change among them, in ns.

    An equal fingerprint means equal bytes, unless a file changed within the last moment before it was taken.
    """
    digest, newest = hashlib.sha256(), 0
    for part in packages():
        digest.update(part.encode("utf-8", "surrogateescape") + b"\n")
    folders = [basics.reports_dir, orders]
    for path, stat in _stats([*_site_files(basics), *(path for folder in folders for path in _below(folder))]):
        digest.update(f"{path}\0{stamp_of(stat) if stat else '-'}\n".encode("utf-8", "surrogateescape"))
        newest = max(newest, stat.st_mtime_ns, stat.st_ctime_ns) if stat else newest
    return digest.hexdigest(), newest


def _site_files(basics: Basics) -> list[str]:
    files = [*basics.config_files, *basics.hooks]
    ours = [folder for side in basics.sides for folder in (side.docs_dir, side.custom_dir)]
    for folder in dict.fromkeys((*ours, _PACKAGE)):
        if folder is not None:
            files.extend(path for path in _below(folder) if not path.endswith(".pyc"))
    return sorted(files)


def _below(folder: Path) -> Iterator[str]:
    """Every file below a folder, links to folders followed once; names that begin with a dot are left aside."""
    seen: set[tuple[int, int]] = set()
    waiting = [str(folder)]
    while waiting:
        here = waiting.pop()
        try:
            itself = os.stat(here)  # noqa: PTH116 - as in _stats
            if (itself.st_dev, itself.st_ino) in seen:
                continue
            seen.add((itself.st_dev, itself.st_ino))
            entries = sorted(os.scandir(here), key=_NAME)
        except OSError:
            yield here  # that it cannot be read is a fact as well
            continue
        for entry in entries:
            if entry.name.startswith(".") or entry.name == "__pycache__":
                continue
            if _is_folder(entry):
                waiting.append(entry.path)
            else:
                yield entry.path


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link that leads to itself
        return False


def _stats(paths: Iterable[str]) -> Iterator[tuple[str, os.stat_result | None]]:
    for path in paths:
        try:
            yield path, os.stat(path)  # noqa: PTH116 - thousands of them, and a Path for each would take longer
        except OSError:
            yield path, None
