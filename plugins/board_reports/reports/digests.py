"""Digests over files, remembered as long as the files are as they were, and what tells that they are."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from stat import S_ISREG

from board_reports.reports.folder import Source

RACY_NS = 2_000_000_000  # a file that changed less than this before it was looked at may change again unseen


@dataclass
class Digests:
    """SHA-256 digests of files, in hex, remembered by path and stamp, so that an unchanged file is not read again.

    `known` maps a path to its stamp and digest; `used` is what has been asked for, which is all that is worth keeping.
    `now_ns` is the file system's own time, in nanoseconds.
    """

    known: dict[str, tuple[str, str]]
    now_ns: int
    used: dict[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, path: Path, *, follow: bool = True) -> str:
        """The digest of one file; of one that cannot be read it is a word that no other file has.

        Without `follow` a symbolic link is no file, whatever it leads to.
        """
        name = str(path)
        try:
            stat = os.stat(name, follow_symlinks=follow)  # noqa: PTH116 - thousands of them: a Path's own takes longer
        except OSError as error:
            return f"unreadable-{error.errno}"
        if not S_ISREG(stat.st_mode):
            return f"no-file-{stat.st_mode}"  # a pipe would keep whoever opens it waiting
        stamp = stamp_of(stat)
        found = self.used.get(name) or self.known.get(name)
        if found is None or found[0] != stamp:
            try:
                with path.open("rb") as file:
                    found = (stamp, hashlib.file_digest(file, "sha256").hexdigest())
            except OSError as error:
                return f"unreadable-{error.errno}"
        if self.is_sure(stat):
            self.used[name] = found
        return found[1]

    def is_sure(self, stat: os.stat_result) -> bool:
        """Whether a file that has another content one day will have another stamp as well."""
        return is_sure(stat, self.now_ns)


@dataclass(frozen=True, slots=True)
class Seen:
    """How the files of a report were before it was read: their stamps, or digests where a stamp tells nothing for sure.

    Without stamps nothing is known.
    """

    stamps: tuple[str, ...]
    digests: Digests

    @classmethod
    def of(cls, files: Source, digests: Digests) -> Seen:
        """Look at the files of a report."""
        return cls(tuple(_stamps(files, digests)), digests)

    def digest(self, files: Source) -> str:
        """The digest over the files that were read; empty where it cannot be said that they are still the same."""
        digest = source_digest(files, self.digests)
        same = bool(self.stamps) and tuple(_stamps(files, self.digests)) == self.stamps
        return digest if same else ""


def source_digest(files: Source, digests: Digests) -> str:
    """One digest over names and bytes of all files of a report, published or not."""
    return over(f"{name}\0{digests.of(path, follow=False)}" for name, path in _all(files))


def over(parts: Iterable[str]) -> str:
    """One digest over some texts, SHA-256 in hex."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part.encode("utf-8", "surrogateescape") + b"\n")
    return digest.hexdigest()


def is_sure(stat: os.stat_result, now_ns: int) -> bool:
    """Whether a file that was so at a time of the file system will have another stamp when it has another content."""
    return now_ns - max(stat.st_mtime_ns, stat.st_ctime_ns) > RACY_NS


def stamp_of(stat: os.stat_result) -> str:
    """What changes whenever a file is written or changes its name: size, times and inode."""
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ctime_ns}-{stat.st_ino}"


def paths_of(files: Source) -> list[Path]:
    """Every file of a report."""
    return [path for _, path in _all(files)]


def _all(files: Source) -> list[tuple[str, Path]]:
    own = [(path.name, path) for path in (files.english, files.welsh) if path is not None]
    return sorted([*own, *files.parts.items(), *files.others.items()])


def _stamps(files: Source, digests: Digests) -> Iterator[str]:
    for path in paths_of(files):
        try:
            stat = os.lstat(path)
        except OSError as error:
            yield f"unreadable-{error.errno}"
            continue
        yield stamp_of(stat) if digests.is_sure(stat) else digests.of(path, follow=False)
