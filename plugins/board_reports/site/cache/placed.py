"""What the last build has put into the output folder of reports: what is as it was need not be put there again.

To make a thousand folders and links, and to delete those of the build before, takes longer than all else that a build
with one change has to do. So `board build` leaves in place what it would put there with the same bytes.
"""

from __future__ import annotations

import hashlib
import json
import os
import stat
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from board_reports.reports.digests import is_sure, stamp_of
from board_reports.site.cache.disk import read, write

NAME = "placed.json"
VERSION = 1


@dataclass
class Placed:
    """What stands in the output folder `target`, as the record in the folder of the cache tells.

    The record goes when it is opened, and is written anew when the output is whole: where a build broke off, nothing
    is known, and the next puts everything there. Paths are below the output folder, with `/`. `stands` are those that
    this build leaves as they are; each was seen to be a regular file of the bytes that it should have.
    """

    folder: Path
    target: Path
    stands: set[str] = field(default_factory=set)
    _opened: bool = False
    _now: int = 0
    _known_pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    _known_files: dict[str, list[Any]] = field(default_factory=dict)
    _pages: dict[str, dict[str, Any]] = field(default_factory=dict)
    _files: dict[str, list[Any]] = field(default_factory=dict)
    _folders: dict[str, bool] = field(default_factory=dict)

    def opened(self) -> Self:
        """Read the record and take it away; where one of them cannot be done, nothing is known."""
        self.stands, self._pages, self._files, self._folders, self._opened = set(), {}, {}, {"": True}, True
        path = self.folder / NAME
        try:
            now, data = path.stat().st_mtime_ns, path.read_bytes()
            path.unlink()
            head, body = data.split(b"\n", 1)
            told = json.loads(head)
            if (told["v"], told["site"], told["sum"]) == (VERSION, str(self.target), _sum(body)):
                known = json.loads(body)
                self._now, self._known_pages, self._known_files = now, known["pages"], known["files"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            pass
        return self

    def pages(self, slug: str, kind: str, key: str) -> list[dict[str, Any]] | None:
        """The pages of a report that were made under `key`, as the store tells of them, where they all stand there."""
        name = f"{slug} {kind}"
        known = self._known_pages.get(name)
        if known is None or known["key"] != key:
            return None
        paths = [f"{known['at']}{one['place']}" for one in known["pages"]]
        if not all(map(self._stands, paths, [one["sha256"] for one in known["pages"]], known["stamps"])):
            return None
        self.stands.update(paths)
        self._pages[name] = known
        pages: list[dict[str, Any]] = known["pages"]
        return pages

    def note_pages(self, slug: str, kind: str, key: str, at: str, pages: list[dict[str, Any]]) -> None:
        """Take note of pages that this build has put there, below the folder `at` (`""` or `cy/`)."""
        self._pages[f"{slug} {kind}"] = {"slug": slug, "key": key, "at": at, "pages": pages}

    def file(self, path: str, slug: str, sha256: str) -> bool:
        """Whether a file of a report stands there with this digest."""
        known = self._known_files.get(path)
        if known is None or known[:2] != [slug, sha256] or not self._stands(path, sha256, known[2]):
            return False
        self.stands.add(path)
        self._files[path] = known
        return True

    def note_file(self, path: str, slug: str, sha256: str) -> None:
        """Take note of a file of a report that this build has put there."""
        self._files[path] = [slug, sha256]

    def drop(self, slug: str, at: str) -> None:
        """Let nothing of a report stand below the folder `at`: it cannot be published after all."""
        home = f"{at}reports/{slug}/"
        self.stands = {path for path in self.stands if not path.startswith(home)}
        self._files = {path: one for path, one in self._files.items() if not path.startswith(home)}
        self._pages = {name: one for name, one in self._pages.items() if (one["slug"], one["at"]) != (slug, at)}

    def keep(self) -> None:
        """Write the record of what stands there now, if it was opened; without one the next build knows nothing."""
        if not self._opened:
            return
        try:
            for one in self._pages.values():
                one["stamps"] = [self._stamp(f"{one['at']}{page['place']}") for page in one["pages"]]
            files = {path: [*one[:2], self._stamp(path)] for path, one in self._files.items()}
            body = json.dumps({"pages": self._pages, "files": files}, separators=(",", ":")).encode()
            slugs = {*(one["slug"] for one in self._pages.values()), *(one[0] for one in files.values())}
            head = {"v": VERSION, "site": str(self.target), "slugs": sorted(slugs), "sum": _sum(body)}
            write(self.folder / NAME, json.dumps(head).encode() + b"\n" + body)
        except OSError:
            forget(self.folder)

    def _stamp(self, path: str) -> str:
        return stamp_of(os.lstat(f"{self.target}/{path}"))

    def _stands(self, path: str, sha256: str, known: str) -> bool:
        """Whether a file is as it was, or, where its times do not tell for sure, has its bytes."""
        try:
            found = os.lstat(f"{self.target}/{path}")
        except OSError:
            return False
        if not stat.S_ISREG(found.st_mode) or not self._is_below(path.rpartition("/")[0]):
            return False
        if stamp_of(found) == known and is_sure(found, self._now):
            return True
        data = read(self.target / path)
        return data is not None and hashlib.sha256(data).hexdigest() == sha256

    def _is_below(self, folder: str) -> bool:
        """Whether a folder is really in the output folder: no link leads there."""
        if folder not in self._folders:
            real = stat.S_ISDIR(os.lstat(f"{self.target}/{folder}").st_mode)
            self._folders[folder] = real and self._is_below(folder.rpartition("/")[0])
        return self._folders[folder]


def forget(folder: Path) -> bool:
    """Delete the record in the folder of a cache; False when it stays."""
    try:
        (folder / NAME).unlink(missing_ok=True)
    except OSError:
        return False
    return True


def forget_unless(folder: Path, live: Collection[str]) -> bool:
    """Delete the record where it tells of another report than these, or cannot be read; False when it stays."""
    try:
        with (folder / NAME).open("rb") as file:
            slugs = json.loads(file.readline())["slugs"]
            if all(slug in live for slug in slugs):
                return True
    except (FileNotFoundError, NotADirectoryError):
        return True
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        pass
    return forget(folder)


def _sum(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
