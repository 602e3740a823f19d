"""What goes into a site: which files, whether they are as they were, and digests over their bytes."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import attrgetter
from pathlib import Path
from stat import S_ISREG
from typing import TYPE_CHECKING

import board_reports
from board_reports.release.basics import Basics

if TYPE_CHECKING:  # a run with nothing to change reads no report
    from board_reports.reports.report import Report

RACY_NS = 2_000_000_000  # a file that changed less than this before it was looked at may change again unseen
_NAME = attrgetter("name")
_PACKAGE = Path(board_reports.__file__).parent


@dataclass
class Digests:
    """SHA-256 digests of files, in hex, remembered by path and stamp, so that an unchanged file is not read again.

    `known` maps a path to its stamp and digest; `used` is what this run asked for, which is all that is worth keeping.
    `now_ns` is the file system's own time, in nanoseconds.
    """

    known: dict[str, tuple[str, str]]
    now_ns: int
    used: dict[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, path: Path) -> str:
        """The digest of one file; of one that cannot be read it is a word that no other file has."""
        try:
            stat = path.stat()
        except OSError as error:
            return f"unreadable-{error.errno}"
        if not S_ISREG(stat.st_mode):
            return f"no-file-{stat.st_mode}"  # a pipe would keep whoever opens it waiting
        stamp, name = _stamp(stat), str(path)
        found = self.known.get(name)
        if found is None or found[0] != stamp:
            try:
                with path.open("rb") as file:
                    found = (stamp, hashlib.file_digest(file, "sha256").hexdigest())
            except OSError as error:
                return f"unreadable-{error.errno}"
        if self.now_ns - max(stat.st_mtime_ns, stat.st_ctime_ns) > RACY_NS:
            self.used[name] = found
        return found[1]


def source_digest(report: Report, digests: Digests) -> str:
    """One digest over all files of a report, published or not."""
    files = report.files
    paths = [files.english, *([files.welsh] if files.welsh else []), *files.parts.values(), *files.others.values()]
    home = files.english.parent
    return _over(f"{os.path.relpath(path, home)}\0{digests.of(path)}" for path in sorted(paths))


def site_digest(basics: Basics, digests: Digests) -> str:
    """One digest over everything that goes into a site beside its reports: pages, configuration, theme, packages."""
    return _over([basics.digest, *packages(), *(f"{path}\0{digests.of(Path(path))}" for path in _site_files(basics))])


def fingerprint(basics: Basics, orders: Path) -> tuple[str, int]:
    """A quick digest over names and stamps of all that decides a run, and the latest change among them, in ns.

    An equal fingerprint means equal bytes, unless a file changed within the last moment before it was taken.
    """
    digest, newest = hashlib.sha256(), 0
    for part in packages():
        digest.update(part.encode("utf-8", "surrogateescape") + b"\n")
    folders = [basics.reports_dir, orders]
    for path, stat in _stats([*_site_files(basics), *(path for folder in folders for path in _below(folder))]):
        digest.update(f"{path}\0{_stamp(stat) if stat else '-'}\n".encode("utf-8", "surrogateescape"))
        newest = max(newest, stat.st_mtime_ns, stat.st_ctime_ns) if stat else newest
    return digest.hexdigest(), newest


def packages() -> list[str]:
    """The installed packages with their versions, as the names of their folders tell them, and the interpreter."""
    found = {sys.version}
    for folder in sys.path:
        try:
            found |= {name for name in os.listdir(folder or ".") if name.endswith(".dist-info")}
        except OSError:
            continue
    return sorted(found)


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


def _stamp(stat: os.stat_result) -> str:
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}"


def _over(parts: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()
