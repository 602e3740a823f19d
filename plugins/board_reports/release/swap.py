"""Making a release public: on the disk first, then by one rename; and deleting what must not stay."""

from __future__ import annotations

import os
import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

from board_reports.release.manifest import Manifest
from board_reports.release.record.noticing import NAME as NOTICED
from board_reports.release.state import State, clear_halves, sync, sync_folder, write_atomically

WRITERS = 8  # threads that wait for the disk at once


class CannotSwap(Exception):
    """A release cannot be made public; the text is a sentence for the user."""


def new_id(state: State, at: datetime) -> str:
    """A name for a new release: it sorts after every earlier one, whatever the clock did."""
    stamp, number = f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}", 1
    names = [path.name for path in state.releases.glob("*-*")] + [
        path.stem for path in state.manifests.glob("*-*.json")
    ]
    if names and max(names) >= f"{stamp}-{number:04}":
        last, _, count = max(names).rpartition("-")
        stamp, number = last, (int(count) if count.isdigit() else 0) + 1
    return f"{stamp}-{number:04}"


def publish(state: State, tree: Path, manifest: Manifest) -> None:
    """Make the finished `tree` the current release; raises OSError or CannotSwap, and then nothing has changed.

    Each step leaves a state from which the next run goes on by itself.
    """
    if state.public.exists() and not state.public.is_symlink():
        raise CannotSwap(f"{state.public} is no symbolic link. Move it away: only a link may stand there.")
    for folder in (state.releases, state.manifests):
        folder.mkdir(parents=True, exist_ok=True)
    current = state.current_id()
    sync_tree(tree, state.tree(current) if current else None)
    write_atomically(state.manifest_path(manifest.id), manifest.to_bytes(), mode=0o600)
    target = state.tree(manifest.id)
    os.rename(tree, target)  # noqa: PTH104 - as the link below
    sync_folder(state.releases)
    link = state.folder / ".public.new"
    link.unlink(missing_ok=True)
    link.symlink_to(Path(state.releases.name) / manifest.id)
    os.rename(link, state.public)  # noqa: PTH104 - the one step at which what is public changes
    sync_folder(state.folder)


def sync_tree(tree: Path, before: Path | None = None) -> None:
    """Put every file and folder of a tree on the disk.

    A file that is the very same as that of the tree `before` at its place, by a link, is there already.
    """
    files: list[str] = []
    folders: list[str] = []
    for folder, _, names in os.walk(tree):
        folders.append(folder)
        old = before and os.path.join(before, os.path.relpath(folder, tree))  # noqa: PTH118 - thousands of them
        files.extend(os.path.join(folder, name) for name in names if not (old and _same(folder, old, name)))  # noqa: PTH118
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(sync, files))
        list(pool.map(sync, reversed(folders)))


def _same(folder: str, old: str, name: str) -> bool:
    """Whether a name in two folders means one and the same file."""
    new = os.lstat(os.path.join(folder, name))  # noqa: PTH118 - as above
    if new.st_nlink == 1:
        return False
    try:
        return os.path.samestat(new, os.lstat(os.path.join(old, name)))  # noqa: PTH118
    except OSError:
        return False


def sweep(state: State, keep: int) -> list[str]:
    """Delete what must not stay: every release but the current one and up to `keep` earlier ones.

    An earlier release stays only when every report in it is public now, with the same bytes. Returns a sentence for
    each thing that could not be deleted.
    """
    told: list[str] = []
    current = state.current_id()
    if current is None:
        return told
    now = state.manifest(current)
    public = {(one.slug, one.digest) for one in now.reports} if now else set()
    kept = 0
    for path in sorted(state.releases.iterdir(), reverse=True):
        if path.name == current:
            continue
        manifest = state.manifest(path.name)
        clean = manifest is not None and all((one.slug, one.digest) in public for one in manifest.reports)
        if clean and path.name < current and kept < keep:
            kept += 1
            continue
        told += _delete(state, path)
    there = {path.name for path in state.releases.iterdir()}
    for path in state.manifests.glob("*.json"):
        if path.stem not in there:
            path.unlink(missing_ok=True)
    return told


def clear_work(state: State) -> list[str]:
    """Throw away what an earlier run, or one that was killed, left half done; for whoever holds both locks."""
    told: list[str] = []
    for waiting in (state.folder / ".cut", state.folder / ".status.json"):
        clear_halves(waiting)
        waiting.unlink(missing_ok=True)
    for path in (state.memory, state.passed, state.folder / "last-run", state.folder / NOTICED):
        clear_halves(path)
    for folder in (state.manifests, state.rules, state.orders):
        for half in folder.glob(".*"):
            told += _remove(half)
    if state.work.is_dir():
        for path in state.work.iterdir():
            told += _remove(path)
    return told


def _delete(state: State, tree: Path) -> list[str]:
    """Delete a release whole: out of the releases by one rename, then file by file."""
    state.work.mkdir(parents=True, exist_ok=True)
    away = state.work / f"deleted-{tree.name}"
    try:
        if away.exists():
            shutil.rmtree(away)
        tree.rename(away)
    except OSError as error:
        return [f"{tree} could not be deleted ({error.strerror}). Delete it by hand."]
    return _remove(away)


def _remove(path: Path) -> list[str]:
    try:
        if _is_folder(path):
            _remove_tree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        return [f"{path} could not be deleted ({error.strerror}). Delete it by hand."]
    return []


def _remove_tree(tree: Path) -> None:
    """Delete a folder; of a release the folders of reports side by side, for each waits for the disk."""
    homes = [tree / "reports", *([tree / "cy" / "reports"] if _is_folder(tree / "cy") else [])]
    inside = [path for home in homes if _is_folder(home) for path in home.iterdir() if _is_folder(path)]
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(shutil.rmtree, inside))
    shutil.rmtree(tree)


def _is_folder(path: Path) -> bool:
    """Whether a path is a folder itself: what a link leads to is none of ours to delete."""
    return path.is_dir() and not path.is_symlink()
