"""The previews of one desk: in a private folder, a few at a time, gone when they are replaced or the desk ends."""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from board_reports.desk.preview.making import Preview

MOST = 8  # previews of one desk; the oldest goes first


@dataclass(frozen=True)
class Kept:
    """One preview: its token, whose it is, what it shows (`name`), and the state of the report that it was made of.

    `marked` is for pages of it with their findings, for whoever makes them.
    """

    token: str
    who: str
    name: str
    state: str
    preview: Preview
    marked: dict[object, Any] = field(default_factory=dict, compare=False)


class Previews:
    """Keeps the previews of one desk; safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: dict[str, Kept] = {}
        self._folder: Path | None = None

    def make(self, who: str, name: str, state: str, build: Callable[[Path], Preview]) -> Kept:
        """Let `build` make a preview in a new folder, and keep it in the place of the one that `who` had of `name`.

        What `build` raises is raised, and nothing is left of what it made.
        """
        token = secrets.token_urlsafe(18)
        place = self._root() / token
        place.mkdir()
        try:
            kept = Kept(token, who, name, state, build(place / "site"))
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        with self._lock:
            gone = [one for one in self._kept.values() if (one.who, one.name) == (who, name)]
            for one in gone:
                del self._kept[one.token]
            while len(self._kept) >= MOST:
                gone.append(self._kept.pop(next(iter(self._kept))))
            self._kept[token] = kept
        for one in gone:
            shutil.rmtree(one.preview.tree.parent, ignore_errors=True)
        return kept

    def of(self, who: str, name: str) -> Kept | None:
        """The preview that `who` has of `name`."""
        with self._lock:
            return next((one for one in self._kept.values() if (one.who, one.name) == (who, name)), None)

    def get(self, token: str, who: str) -> Kept | None:
        """The preview of a token, for nobody but the one who made it."""
        with self._lock:
            kept = self._kept.get(token)
        return kept if kept and kept.who == who else None

    def drop(self, who: str, name: str) -> None:
        """Delete the preview that `who` has of `name`, if there is one."""
        with self._lock:
            gone = [one for one in self._kept.values() if (one.who, one.name) == (who, name)]
            for one in gone:
                del self._kept[one.token]
        for one in gone:
            shutil.rmtree(one.preview.tree.parent, ignore_errors=True)

    def close(self) -> None:
        """Delete all previews."""
        with self._lock:
            self._kept.clear()
            folder, self._folder = self._folder, None
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
        atexit.unregister(self.close)

    def _root(self) -> Path:
        with self._lock:
            if self._folder is None:
                self._folder = Path(tempfile.mkdtemp(prefix="board-desk-"))  # 0700: for this account alone
                atexit.register(self.close)
            return self._folder


def file_in(tree: Path, path: str) -> Path | None:
    """The file of a built site at an address below its root, `index.html` for a folder; None for what is not there.

    Nothing outside the tree is ever found, by `..` or by a link.
    """
    if "\0" in path or "\\" in path:
        return None
    root = Path(os.path.realpath(tree))
    target = root / path.lstrip("/")
    if not path or path.endswith("/"):
        target /= "index.html"
    target = Path(os.path.realpath(target))  # where links lead is what counts
    return target if target.is_relative_to(root) and target.is_file() else None
