"""The folder of finished pages: each entry is believed only when its bytes are those that were put there.

Its files are named by digests, and only those of live reports are there: `forget` deletes all others. It
knows nothing of MkDocs, so that every command that takes a report down can use it.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

VERSION = 1
PLACE = "cache"
"""The folder below `state_dir`."""

_PAGES, _FILES = "pages", "files"
_LETTERS = 24  # of a digest in a name: enough that no two are ever alike


@dataclass(frozen=True, slots=True)
class KeptPage:
    """A finished page in the store: its place in the output, where its bytes are, and their SHA-256 in hex.

    `facts` are plain values that were kept with it, and `more` is where further bytes are, which few builds need.
    """

    place: str
    path: Path
    sha256: str
    facts: dict[str, Any]
    more: Path
    more_sha256: str

    def read_more(self) -> bytes | None:
        """The further bytes, or None where they are not what was put there."""
        try:
            data = self.more.read_bytes()
        except OSError:
            return None
        return data if hashlib.sha256(data).hexdigest() == self.more_sha256 else None


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

    A disk that is full or cannot be written costs the next build its haste, and this one nothing: nothing here raises
    OSError. Two builds may use it at once.
    """

    folder: Path
    _used: set[str] = field(default_factory=set)

    @classmethod
    def open(cls, folder: Path) -> Store | None:
        """The store below a folder, which nobody but its owner may read; None where it cannot be had."""
        try:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            for name in (_PAGES, _FILES):
                (folder / name).mkdir(mode=0o700, exist_ok=True)
        except OSError:
            return None
        return cls(folder)

    def pages(self, slug: str, kind: str, key: str) -> list[KeptPage] | None:
        """The pages of a report that were kept under `key`, or None; `kind` tells apart what one report has several of.

        What was damaged, or is another's, is none.
        """
        name = self._name(_PAGES, slug, kind, key)
        try:
            document = json.loads(name.with_suffix(".json").read_bytes())
            body = document["pages"]
            if document["v"] != VERSION or document["key"] != key or document["sum"] != _sum(key, body):
                return None
            found = [_kept(name, number, one) for number, one in enumerate(body)]
            if any(_digest(one.path) != one.sha256 for one in found):
                return None
        except (OSError, ValueError, KeyError, TypeError):
            return None
        self._used.add(name.name)
        return found

    def keep_pages(self, slug: str, kind: str, key: str, pages: Iterable[NewPage]) -> list[KeptPage] | None:
        """Keep the pages of a report; None where the disk does not let."""
        name = self._name(_PAGES, slug, kind, key)
        body: list[dict[str, Any]] = []
        try:
            for number, one in enumerate(pages):
                body.append(
                    {
                        "place": one.place,
                        "sha256": hashlib.sha256(one.data).hexdigest(),
                        "facts": one.facts,
                        "more": hashlib.sha256(one.more).hexdigest(),
                    }
                )
                kept = _kept(name, number, body[-1])
                _write(kept.path, one.data, mode=0o644)
                _write(kept.more, one.more)
            document = {"v": VERSION, "key": key, "pages": body, "sum": _sum(key, body)}
            _write(name.with_suffix(".json"), json.dumps(document).encode())
        except OSError:
            return None
        self._used.add(name.name)
        return [_kept(name, number, one) for number, one in enumerate(body)]

    def file(self, slug: str, sha256: str) -> Path | None:
        """The cleaned file of a report with this digest, or None."""
        path = self._name(_FILES, slug, "file", sha256)
        try:
            if _digest(path) != sha256:
                return None
        except OSError:
            return None
        self._used.add(path.name)
        return path

    def keep_file(self, slug: str, sha256: str, data: bytes) -> None:
        """Keep a cleaned file."""
        path = self._name(_FILES, slug, "file", sha256)
        with contextlib.suppress(OSError):
            _write(path, data, mode=0o644)
            self._used.add(path.name)

    def tidy(self, live: Collection[str], shown: Collection[str]) -> bool:
        """Delete what no build will ask for again: all of reports that are not `live`, and, of the reports that this
        build has `shown`, what is of a kind that it has used and was not used itself. False when something stays.
        """
        done = self.forget_all_but(live)
        slugs, kinds = {_mark(slug) for slug in shown}, {name.split("-")[1] for name in self._used}
        left = [path for path in self._all() if _stem(path) not in self._used]
        names = {path: _stem(path).split("-") for path in left}
        return _delete_all(path for path, parts in names.items() if parts[0] in slugs and parts[1] in kinds) and done

    def forget_all_but(self, live: Collection[str]) -> bool:
        """Delete all of the reports that are not among these slugs, and whatever else is there; False when not all
        could be deleted.
        """
        theirs = {_mark(slug) for slug in live}
        names = {path: _stem(path).split("-") for path in self._all()}
        return _delete_all(path for path, parts in names.items() if len(parts) != 3 or parts[0] not in theirs)

    def forget(self, slugs: Iterable[str]) -> bool:
        """Delete all of these reports; False when not all could be deleted."""
        theirs = {_mark(slug) for slug in slugs}
        return _delete_all(path for path in self._all() if _stem(path).split("-")[0] in theirs)

    def _name(self, room: str, slug: str, kind: str, key: str) -> Path:
        name = f"{_mark(slug)}-{_mark(kind)}-{hashlib.sha256(key.encode()).hexdigest()[:_LETTERS]}"
        return self.folder / room / name

    def _all(self) -> list[Path]:
        found: list[Path] = []
        for room in (_PAGES, _FILES):
            with contextlib.suppress(OSError):
                found += [Path(entry.path) for entry in os.scandir(self.folder / room)]
        return found


def clear(folder: Path, live: Collection[str]) -> bool:
    """Delete from the store below `folder`, where there is one, all of reports that are not among these slugs; False
    when not all could be deleted.
    """
    return not folder.is_dir() or Store(folder).forget_all_but(live)


def place(source: Path, target: Path) -> None:
    """Put a kept file into the output: another name of the same bytes, or a copy where that cannot be had."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def _kept(name: Path, number: int, body: dict[str, Any]) -> KeptPage:
    page, more = name.with_suffix(f".{number}.html"), name.with_suffix(f".{number}.more")
    return KeptPage(body["place"], page, body["sha256"], body["facts"], more, body["more"])


def _mark(word: str) -> str:
    return hashlib.sha256(word.encode()).hexdigest()[:16]


def _stem(path: Path) -> str:
    return path.name.partition(".")[0]


def _sum(key: str, body: list[dict[str, Any]]) -> str:
    return hashlib.sha256(json.dumps([key, body], sort_keys=True).encode()).hexdigest()


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _write(path: Path, data: bytes, *, mode: int = 0o600) -> None:
    """Write a file so that whoever reads it finds all of it or nothing."""
    handle, name = tempfile.mkstemp(dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            file.write(data)
        os.replace(name, path)  # noqa: PTH105 - in terms of the system, as the rest
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _delete_all(paths: Iterable[Path]) -> bool:
    """Delete files and folders; False when one of them stays."""
    done = True
    for path in paths:
        try:
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            else:
                path.unlink(missing_ok=True)
        except OSError:
            done = False
    return done
