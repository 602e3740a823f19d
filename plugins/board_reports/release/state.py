"""The state folder: where releases, manifests, ledger and rules are, and who may change what is public."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from board_reports.release.locks import Lock

if TYPE_CHECKING:  # a run with nothing to change reads no manifest
    from board_reports.release.manifest import Manifest


@dataclass(frozen=True)
class State:
    """A state folder. Its paths are absolute; nothing is made before it is needed."""

    folder: Path

    @property
    def public(self) -> Path:
        """The symbolic link to the current release: the web server's root."""
        return self.folder / "public"

    @property
    def releases(self) -> Path:
        """Complete trees, and nothing else."""
        return self.folder / "releases"

    @property
    def manifests(self) -> Path:
        """One manifest for each release."""
        return self.folder / "manifests"

    @property
    def rules(self) -> Path:
        """The server's rules for the current release."""
        return self.folder / "rules"

    @property
    def ledger(self) -> Path:
        """The record of what was public when."""
        return self.folder / "ledger.jsonl"

    @property
    def memory(self) -> Path:
        """What the last run found, so that the next one knows that nothing has changed."""
        return self.folder / "memory.json"

    @property
    def passed(self) -> Path:
        """What the last audit has passed, so that the next one need not look again at what has not changed."""
        return self.folder / "audited.json"

    @property
    def orders(self) -> Path:
        """Reports that were taken down by a command, until their files say so themselves."""
        return self.folder / "orders"

    @property
    def work(self) -> Path:
        """Where releases are built; all of it is thrown away by the next run."""
        return self.folder / "work"

    def run_lock(self) -> Lock:
        """Held by a nightly run from beginning to end."""
        return Lock(self.folder / ".run.lock")

    def swap_lock(self) -> Lock:
        """Held for the short time in which what is public is changed."""
        return Lock(self.folder / ".swap.lock")

    def targets_lock(self) -> Lock:
        """Held by whoever brings other places up to what is public here."""
        return Lock(self.folder / ".targets.lock")

    def current_id(self) -> str | None:
        """The current release's name, or None where there is none."""
        try:
            target = os.readlink(self.public)  # noqa: PTH115 - the text itself is what counts
        except OSError:
            return None
        name = Path(target).name
        return name if name and (self.releases / name).is_dir() else None

    def public_tree(self) -> Path | None:
        """What is public, whatever is known of it: the current release, or a folder in the place of the link."""
        current = self.current_id()
        if current is not None:
            return self.tree(current)
        return self.public if self.public.is_dir() and not self.public.is_symlink() else None

    def tree(self, release: str) -> Path:
        """The tree of a release."""
        return self.releases / release

    def manifest_path(self, release: str) -> Path:
        """The manifest's file of a release."""
        return self.manifests / f"{release}.json"

    def manifest(self, release: str | None) -> Manifest | None:
        """The manifest of a release, or None."""
        from board_reports.release.manifest import Manifest  # noqa: PLC0415 - as above

        return Manifest.read(self.manifest_path(release)) if release else None

    def current(self) -> Manifest | None:
        """The manifest of the current release, or None."""
        return self.manifest(self.current_id())


def write_atomically(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Write a file so that a reader, or a crash, finds the old bytes or the new ones; raises OSError.

    The bytes and then the folder are on the disk before it returns.
    """
    handle, name = make_half(path)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        os.replace(name, path)  # noqa: PTH105 - as the rest of this function, in terms of the system
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    sync_folder(path.parent)


def make_half(path: Path) -> tuple[int, str]:
    """Open a new file beside another, to be renamed into its place; what `tempfile` does takes long to load."""
    name = os.fspath(path.with_name(f".{path.name}.{os.urandom(4).hex()}"))
    return os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600), name


def clear_halves(path: Path) -> None:
    """Delete what a killed `write_atomically` left of a file; for whoever holds the lock under which it is written."""
    for half in path.parent.glob(f".{path.name}.????????"):
        half.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Put a folder's own entries on the disk."""
    sync(folder, os.O_DIRECTORY)


def sync(path: Path | str, flags: int = 0) -> None:
    """Put a file's bytes, or a folder's own entries, on the disk; `flags` are more of those that open it."""
    handle = os.open(path, os.O_RDONLY | flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
