"""The output folder: emptied before each build, and never one that is not ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Collection, Iterator
from pathlib import Path

OURS = "status.json"
UNFINISHED = ".board-building"


class OutputRefused(Exception):
    """The output folder must not be used; the text is a sentence for the user."""


def check_output(site_dir: Path, sources: list[Path]) -> None:
    """Refuse an output folder that holds a repository, overlaps the sources, or is not empty and not ours.

    Raises OutputRefused. A folder is ours when it is empty, or has the `status.json` that each build writes, or the
    mark that a build leaves when it is killed.
    """
    real = site_dir.resolve()
    for source in sources:
        other = source.resolve()
        if real == other or real.is_relative_to(other) or other.is_relative_to(real):
            raise OutputRefused(
                f"The output folder {site_dir} overlaps the sources in {source}. Choose another site_dir."
            )
    if not site_dir.exists():
        return
    if not site_dir.is_dir():
        raise OutputRefused(f"The output folder {site_dir} is a file. Remove it, or choose another site_dir.")
    names = os.listdir(site_dir)
    if ".git" in names:
        raise OutputRefused(f"The output folder {site_dir} holds a git repository. Choose another site_dir.")
    if names and not _is_ours(site_dir):
        raise OutputRefused(
            f"The output folder {site_dir} is not empty, and no site of ours. Empty it, or choose another site_dir."
        )


def empty(site_dir: Path) -> None:
    """Delete all that the output folder holds, dot-files included; raises OSError when something stays."""
    if not site_dir.is_dir():
        return
    for entry in os.scandir(site_dir):
        if entry.is_dir(follow_symlinks=False):
            shutil.rmtree(entry.path)
        else:
            Path(entry.path).unlink()


def begin(site_dir: Path) -> None:
    """Empty the output folder and mark it as ours until `finish`, so that a killed build does not block the next."""
    empty(site_dir)
    site_dir.mkdir(parents=True, exist_ok=True)
    (site_dir / UNFINISHED).touch()


def take_place(fresh: Path, target: Path, old: Path, stands: Collection[str]) -> None:
    """Put a finished tree into the place of the old one; raises OSError.

    Where nothing of the old one stays, it takes its place by name, and the old one is deleted from `old`. Where the
    files `stands` (paths below the folder, with `/`) stay, all others go first, and what is new then takes its place
    file by file, `status.json` last: whoever is killed in between leaves no page that had to go, and none half.
    """
    if not stands:
        if target.exists():
            target.rename(old)
        fresh.rename(target)
        return
    (target / UNFINISHED).touch()
    files = [path.relative_to(fresh).as_posix() for path in sorted(fresh.rglob("*")) if not path.is_dir()]
    new = {folder for path in files for folder in _folders_of(path)}
    folders = new.union(*map(_folders_of, stands))
    _clear(f"{target}/", "", {*files, *stands, UNFINISHED}, folders)
    for folder in sorted(new):
        (target / folder).mkdir(exist_ok=True)
    for path in sorted(files, key=lambda path: path == OURS):
        (fresh / path).replace(target / path)
    finish(target)


def _clear(root: str, below: str, files: Collection[str], folders: Collection[str]) -> None:
    """Delete all but these files and folders; links are never followed."""
    with os.scandir(f"{root}{below}") as found:
        for entry in found:
            path = f"{below}{entry.name}"
            if not entry.is_dir(follow_symlinks=False):
                if path not in files or entry.is_symlink():
                    os.unlink(entry.path)  # noqa: PTH108 - thousands of them
            elif path in folders:
                _clear(root, f"{path}/", files, folders)
            else:
                shutil.rmtree(entry.path)


def _folders_of(path: str) -> Iterator[str]:
    while path := path.rpartition("/")[0]:
        yield path


def finish(site_dir: Path) -> None:
    """Take the mark of an unfinished build away."""
    (site_dir / UNFINISHED).unlink(missing_ok=True)


def _is_ours(site_dir: Path) -> bool:
    status = site_dir / OURS
    if (site_dir / UNFINISHED).exists():
        return True
    try:
        return status.is_file() and b'"live_count"' in status.read_bytes()[:4096]
    except OSError:
        return False
