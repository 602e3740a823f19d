"""The folder of finished pages: each entry is believed only when its bytes are those that were put there.

Its files are named by digests, and only those of live reports are there: `forget` deletes all others. It
knows nothing of MkDocs, so that every command that takes a report down can use it.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from board_reports.site.cache import placed
from board_reports.site.cache.disk import READABLE, delete_all, make, read, set_aside, write

VERSION = 1
PLACE = "cache"
"""The folder below `state_dir`."""

_PAGES, _FILES = "pages", "files"
_FILE = "file"  # the kind of a cleaned file
_LETTERS = 24  # of a digest in a name: enough that no two are ever alike


@dataclass(frozen=True, slots=True)
class KeptBytes:
    """Bytes in the store: where they are, and their SHA-256 in hex."""

    path: Path
    sha256: str

    def read(self) -> bytes | None:
        """The bytes, or None where they are not what was put there."""
        try:
            data = self.path.read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == self.sha256 else None

    def fit(self) -> bool:
        """Whether they are what was put there, and may become part of a site."""
        data = read(self.path)
        return data is not None and hashlib.sha256(data).hexdigest() == self.sha256


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A finished page in the store: its place in the output, and where its bytes are.

    `facts` are plain values that were kept with it, and `more` are further bytes, which few builds need.
    """

    place: str
    kept: KeptBytes
    facts: dict[str, Any]
    more: KeptBytes

    @property
    def record(self) -> dict[str, Any]:
        """What is written down of it."""
        return {"place": self.place, "sha256": self.kept.sha256, "facts": self.facts, "more": self.more.sha256}


@dataclass(frozen=True, slots=True)
class NewPage:
    """A finished page to keep: its place in the output, its bytes, plain values, and further bytes."""

    place: str
    data: bytes
    facts: dict[str, Any]
    more: bytes


@dataclass
class Store:
    """Finished pages and cleaned files of live reports, below `folder`, by report.

    A disk that is full or cannot be written costs the next build its haste, and this one nothing: what only keeps,
    finds or forgets raises no OSError. Two builds may use it at once, and commands may take things out of it meanwhile.
    Where it does not `keep`, nothing in it is changed. What is put into the output shares its bytes with what is kept,
    so each kind of output has a `lane` of its own: whoever changes a file of one in place changes no other.
    """

    folder: Path
    keeps: bool = True
    lane: str = ""
    _used: set[str] = field(default_factory=set)
    _begun: bool = False

    @classmethod
    def open(cls, folder: Path, *, keeps: bool = True, lane: str = "") -> Store | None:
        """The store below a folder, which nobody but its owner may read; None where it cannot be had."""
        try:
            if keeps:
                make(folder, (_PAGES, _FILES))
            elif not folder.is_dir():
                return None
        except OSError:
            return None
        return cls(folder, keeps, lane)

    def pages(self, slug: str, kind: str, key: str) -> list[KeptPage] | None:
        """The pages of a report that were kept under `key`, or None; `kind` tells apart what one report has several of.

        What was damaged, or is another's, is none.
        """
        name = self._name(_PAGES, slug, kind, key)
        try:
            document = json.loads(name.with_suffix(".json").read_bytes())
            body = document["pages"]
            if document["v"] != VERSION or document["key"] != key or document["sum"] != _sum(name.name, key, body):
                return None
            found = [_kept(name, number, one) for number, one in enumerate(body)]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return None
        if not all(one.kept.fit() for one in found):
            return None
        self._used.add(name.name)
        return found

    def keep_pages(self, slug: str, kind: str, key: str, pages: Iterable[NewPage]) -> list[KeptPage] | None:
        """Keep the pages of a report; None where the disk does not let, or nothing is to be kept."""
        if not self.keeps:
            return None
        name = self._name(_PAGES, slug, kind, key)
        kept = []
        try:
            self._begin()
            for number, one in enumerate(pages):
                page, more = _paths(name, number)
                bytes_of = KeptBytes(page, hashlib.sha256(one.data).hexdigest())
                more_of = KeptBytes(more, hashlib.sha256(one.more).hexdigest())
                kept.append(KeptPage(one.place, bytes_of, one.facts, more_of))
                write(page, one.data, mode=READABLE)
                write(more, one.more)
            body = [one.record for one in kept]
            document = {"v": VERSION, "key": key, "pages": body, "sum": _sum(name.name, key, body)}
            write(name.with_suffix(".json"), json.dumps(document).encode())
        except OSError:
            return None
        self._used.add(name.name)
        return kept

    def has_kept(self, slug: str, kind: str, key: str) -> None:
        """Take note that another process of this build has kept the pages of a report."""
        self._used.add(self._name(_PAGES, slug, kind, key).name)

    def told(self, slug: str, kind: str, key: str, records: Iterable[dict[str, Any]]) -> list[KeptPage]:
        """The pages of a report of which these records were written down elsewhere; used, but not looked at."""
        name = self._name(_PAGES, slug, kind, key)
        self._used.add(name.name)
        return [_kept(name, number, one) for number, one in enumerate(records)]

    def file(self, slug: str, sha256: str) -> KeptBytes | None:
        """The cleaned file of a report with this digest, or None."""
        kept = KeptBytes(self._name(_FILES, slug, _FILE, sha256), sha256)
        if not kept.fit():
            return None
        self._used.add(kept.path.name)
        return kept

    def has_file(self, slug: str, sha256: str) -> None:
        """Take note that a cleaned file of a report is used, which was not asked for."""
        self._used.add(self._name(_FILES, slug, _FILE, sha256).name)

    def keep_file(self, slug: str, sha256: str, data: bytes) -> KeptBytes | None:
        """Keep a cleaned file; None where the disk does not let, or nothing is to be kept."""
        path = self._name(_FILES, slug, _FILE, sha256)
        if not self.keeps:
            return None
        try:
            self._begin()
            write(path, data, mode=READABLE)
        except OSError:
            return None
        self._used.add(path.name)
        return KeptBytes(path, sha256)

    def tidy(self, live: Collection[str], shown: Collection[str]) -> bool:
        """Delete what no build will ask for again: all of reports that are not `live`, and, of the reports that this
        build has `shown`, what is of a kind that it has used and was not used itself. False when something stays.
        """
        if not self.keeps:
            return True
        theirs, slugs = set(map(_mark, live)), set(map(_mark, shown))
        files = _mark(f"{_FILE} {self.lane}")  # they are asked for in every build
        kinds = {files, *(name.split("-")[1] for name in self._used)}

        def goes(parts: list[str]) -> bool:
            left = "-".join(parts) not in self._used and parts[0] in slugs
            return not _is_of(parts, theirs) or (left and parts[1] in kinds)

        return self._delete(goes)

    def forget_all_but(self, live: Collection[str]) -> bool:
        """Delete all of the reports that are not among these slugs, and whatever else is there; False when not all
        could be deleted.
        """
        theirs = set(map(_mark, live))
        if not self.keeps:
            return True
        known = placed.forget_unless(self.folder, live)
        return self._delete(lambda parts: not _is_of(parts, theirs)) and known

    def forget(self, slugs: Iterable[str]) -> bool:
        """Delete all of these reports; False when not all could be deleted."""
        theirs = set(map(_mark, slugs))
        known = placed.forget(self.folder)
        return self._delete(lambda parts: parts[0] in theirs) and known

    def _begin(self) -> None:
        if not self._begun:
            set_aside(self.folder)
            self._begun = True

    def _name(self, room: str, slug: str, kind: str, key: str) -> Path:
        name = f"{_mark(slug)}-{_mark(f'{kind} {self.lane}')}-{hashlib.sha256(key.encode()).hexdigest()[:_LETTERS]}"
        return self.folder / room / name

    def _delete(self, goes: Callable[[list[str]], bool]) -> bool:
        """Delete what `goes` by the parts of its name; False when something stays, or not all could be seen."""
        found: list[str] = []
        seen = True
        for room in (self.folder / _PAGES, self.folder / _FILES):  # what is no folder of ours holds nothing of ours
            try:
                if not room.is_symlink():
                    found += [one.path for one in os.scandir(room) if goes(one.name.partition(".")[0].split("-"))]
            except (FileNotFoundError, NotADirectoryError):
                continue
            except OSError:
                seen = False
        return delete_all(found) and seen


def place(kept: KeptBytes, target: Path) -> bool:
    """Put kept bytes into the output, where there is no file yet: another name of the same file, or else a copy.

    False, and no file, where they are not there any more. Raises OSError for the output alone.
    """
    try:
        os.link(kept.path, target, follow_symlinks=False)
    except OSError:  # another disk, or one that knows no links, or it has just been deleted
        target.unlink(missing_ok=True)
        if (data := kept.read()) is None:
            return False
        target.write_bytes(data)
    return True


def clear(folder: Path, live: Collection[str]) -> bool:
    """Delete from the store below `folder`, where there is one, all of reports that are not among these slugs; False
    when not all could be deleted.
    """
    return not folder.is_dir() or Store(folder).forget_all_but(live)


def _paths(name: Path, number: int) -> tuple[Path, Path]:
    return name.with_suffix(f".{number}.html"), name.with_suffix(f".{number}.more")


def _kept(name: Path, number: int, body: dict[str, Any]) -> KeptPage:
    """A kept page as an entry tells of it."""
    page, more = _paths(name, number)
    return KeptPage(body["place"], KeptBytes(page, body["sha256"]), body["facts"], KeptBytes(more, body["more"]))


def _mark(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:16]


def _is_of(parts: list[str], theirs: Collection[str]) -> bool:
    return len(parts) == 3 and parts[0] in theirs


def _sum(name: str, key: str, body: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps([name, key, body], sort_keys=True).encode()).hexdigest()
