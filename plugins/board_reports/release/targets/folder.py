"""A target that is a folder of this machine, or mounted here: releases and a link, as in the state folder."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path

from board_reports.release.commands.pages_off import ROOTS
from board_reports.release.locks import Held, Lock
from board_reports.release.state import clear_halves, sync_folder, write_atomically
from board_reports.release.swap import sync_tree
from board_reports.release.targets.address import FolderAddress
from board_reports.release.targets.host import LOCK, MARK, TargetBusy, TargetFailed, judge_mark, mark_of
from board_reports.release.targets.showing import STATUS, Release

_ID = re.compile(r"[0-9TZ.-]+", re.ASCII)
_ROUNDS = 9
_NO_LINKS = (
    "It knows no symbolic links, so a release could not be shown in one step. Use a folder on a file system that does, "
    "or ssh."
)


class Folder:
    """A folder as a target; see `Host`."""

    def __init__(self, address: FolderAddress, site: str, *, known: bool) -> None:
        self.root, self._site, self._known = address.path, site, known
        self._lock: Lock | None = None
        self._there: dict[str, str] = {}  # digests of what the current release has, by path

    @property
    def _releases(self) -> Path:
        return self.root / "releases"

    def look(self) -> None:
        """See that the folder is there, can be written, and is ours."""
        if not self.root.is_dir():
            raise TargetFailed("The folder is not there. Make it, or mount it.")
        mark = self.root / MARK
        names = {path.name for path in self.root.iterdir()}
        text = mark.read_text("utf-8", "replace") if mark.is_file() and not mark.is_symlink() else None
        judge_mark(text, self._site, vacant=not names - {LOCK}, known=self._known)
        if not os.access(self.root, os.W_OK | os.X_OK):
            raise TargetFailed("This account may not write there.")
        for one in ("releases", "rules"):
            if (self.root / one).is_symlink():
                raise TargetFailed(f"{one} is a symbolic link there, and must be a folder. Take it away.")
        if os.path.lexists(self.root / "public") and not (self.root / "public").is_symlink():
            raise TargetFailed("public is no symbolic link there. Move it away: only a link may stand there.")

    def slugs(self) -> set[str]:
        """The slugs of all reports in any release there."""
        return {path.name for place in self._places() for path in _in(place)}

    def strip(self, slugs: Collection[str]) -> None:
        """Delete reports out of every release there."""
        gone = set(slugs)
        for _ in range(_ROUNDS):  # a run that is just bringing something may put it back, or rename what it is in
            found = [path for place in self._places() for path in _in(place) if path.name in gone]
            if not found:
                return
            for path in found:
                with suppress(FileNotFoundError):
                    _delete(path)
        raise TargetFailed("A report that has to go comes back there as it is deleted.")

    def hold(self) -> None:
        """Take the lock, mark the folder, and clear away halves and earlier releases."""
        lock = Lock(self.root / LOCK)
        try:
            lock.acquire(timeout=0)
        except Held:
            raise TargetBusy("Another run is publishing there. The next run tries again.") from None
        except NotImplementedError:
            raise TargetFailed("It knows no locks, so two runs could not be kept apart. Use another folder.") from None
        self._lock = lock
        try:
            self._prepare()
        except BaseException:
            self.let_go()
            raise

    def _prepare(self) -> None:
        _try_a_link(self.root / ".public.new")
        mark = self.root / MARK
        if not mark.is_file():
            write_atomically(mark, mark_of(self._site).encode() + b"\n")
        for name in (MARK, STATUS):
            clear_halves(self.root / name)
        (self.root / f".{STATUS}").unlink(missing_ok=True)
        for folder in (self._releases, self.root / "rules"):
            folder.mkdir(exist_ok=True)
        self._sweep()

    def same(self, release: Release) -> bool:
        """Whether the link leads to a tree of just the bytes of the release."""
        current = self._current()
        if current is None:
            self._there = {}
            return False
        found, tidy = _digests(current)
        self._there = {path: digest for path, digest in found.items() if path != STATUS}
        return tidy and STATUS in found and self._there == release.digests() and not _empty_folders(current)

    def lists(self, release: Release) -> None:
        """Nothing: they are shown with the rest, by the one rename."""

    def upload(self, release: Release) -> None:
        """Make the new tree beside the current one; what is the same is linked."""
        new, current = self._new(release), self._current()
        if new.exists():
            _delete(new)
        for path, digest in {**release.digests(), STATUS: ""}.items():
            target = new / path
            target.parent.mkdir(parents=True, exist_ok=True)
            if current and digest and self._there.get(path) == digest and _linked(current / path, target):
                continue
            target.write_bytes((release.tree / path).read_bytes())
            target.chmod(0o644)
        sync_tree(new, current)

    def switch(self, release: Release) -> None:
        """Point the link at the new tree, and delete the others."""
        name, number = release.id, 1
        while (self._releases / name).exists():  # the same release, damaged there, or cut in place here
            number += 1
            name = f"{release.id}.{number}"
        os.rename(self._new(release), self._releases / name)  # noqa: PTH104 - as the link below
        sync_folder(self._releases)
        link = self.root / ".public.new"
        link.unlink(missing_ok=True)
        link.symlink_to(Path("releases") / name)
        os.rename(link, self.root / "public")  # noqa: PTH104 - the one step at which what is public changes
        sync_folder(self.root)
        self._sweep()

    def refresh(self, release: Release) -> None:
        """Replace status and rules, each by a rename."""
        current = self._current()
        if current is None:
            raise TargetFailed("The link public went away while it was brought up.")
        waiting = self.root / f".{STATUS}"
        pairs = [(release.tree / STATUS, current / STATUS)]
        pairs += [(path, self.root / "rules" / path.name) for path in sorted(release.rules.glob("*.conf"))]
        for source, target in pairs:
            data = source.read_bytes()
            if not target.is_file() or target.read_bytes() != data:
                write_atomically(waiting, data)
                os.replace(waiting, target)  # noqa: PTH105 - as write_atomically does

    def let_go(self) -> None:
        """Give the lock back."""
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def empty(self) -> None:
        """Delete releases, rules, link and mark."""
        (self.root / "public").unlink(missing_ok=True)
        for name in ("releases", "rules"):
            if (self.root / name).exists():
                _delete(self.root / name)
        for name in (".public.new", f".{STATUS}", LOCK, MARK):
            (self.root / name).unlink(missing_ok=True)

    def close(self) -> None:
        """Nothing: no connection is open."""

    def _current(self) -> Path | None:
        """The tree that the link leads to, or None."""
        try:
            parts = Path(os.readlink(self.root / "public")).parts  # noqa: PTH115 - the text itself is what counts
        except OSError:
            return None
        if len(parts) != 2 or parts[0] != "releases" or not _ID.fullmatch(parts[1]):
            return None
        tree = self._releases / parts[1]
        return tree if tree.is_dir() and not tree.is_symlink() else None

    def _new(self, release: Release) -> Path:
        return self._releases / f"{release.id}.new"

    def _places(self) -> list[Path]:
        """The folders of reports of all releases there."""
        return [tree / f"{root}reports" for tree in _in(self._releases) for root in ROOTS]

    def _sweep(self) -> None:
        current = self._current()
        for path in self._releases.iterdir():
            if path != current:
                _delete(path)


def _in(folder: Path) -> list[Path]:
    """The folders in a folder; none where it is not there. Links are never followed."""
    try:
        return [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()]
    except (FileNotFoundError, NotADirectoryError):
        return []


def _delete(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _try_a_link(link: Path) -> None:
    link.unlink(missing_ok=True)
    try:
        link.symlink_to("releases")
    except (OSError, NotImplementedError):
        raise TargetFailed(_NO_LINKS) from None
    link.unlink()


def _linked(source: Path, target: Path) -> bool:
    try:
        os.link(source, target)
    except OSError:  # a file system without such links: the bytes are written again
        return False
    return True


def _digests(tree: Path) -> tuple[dict[str, str], bool]:
    """The digest of each regular file of a tree, by path, and whether there is nothing else but folders."""
    found, tidy = {}, True
    for folder, folders, names in os.walk(tree):
        here = Path(folder)
        tidy = tidy and not any((here / name).is_symlink() for name in folders)
        for name in names:
            path = here / name
            if path.is_symlink() or not path.is_file():
                tidy = False
                continue
            with path.open("rb") as file:
                found[path.relative_to(tree).as_posix()] = hashlib.file_digest(file, "sha256").hexdigest()
    return found, tidy


def _empty_folders(tree: Path) -> bool:
    return any(not folders and not names for _, folders, names in os.walk(tree))
