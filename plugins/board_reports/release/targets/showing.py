"""What is to be shown: the current release as targets are held against it, and the order in which its files go up."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.release.state import State
from board_reports.release.wholeness import tree_print

STATUS = "status.json"
_OF_REPORT = re.compile(r"(?:cy/)?reports/([a-z0-9-]+)/")
_ALONE, _LISTS = (Kind.THEME, Kind.STATIC), (Kind.MADE, Kind.INDEX)
_OPENING = (_ALONE, (Kind.FILE,), (Kind.REPORT,), (Kind.PERMANENT, Kind.ERROR), _LISTS)


@dataclass(frozen=True)
class Release:
    """A release of the state folder. `print` is its quick digest; `still` says whether it is what is public now."""

    id: str
    tree: Path
    manifest: Manifest
    rules: Path
    print: str
    still: Callable[[], bool]

    @property
    def slugs(self) -> set[str]:
        """The slugs of its reports."""
        return {one.slug for one in self.manifest.reports}

    def digests(self) -> dict[str, str]:
        """The SHA-256 of each of its files, in hex, but for the status; raises OSError where one is gone."""
        return {
            one.path: one.sha256 or _digest(self.tree / one.path) for one in self.manifest.files if one.path != STATUS
        }

    def whole(self) -> bool:
        """Whether each of its files has the bytes that its manifest says; raises OSError where one is gone."""
        return all(
            one.sha256 is None or _digest(self.tree / one.path) == one.sha256
            for one in self.manifest.files
            if one.path != STATUS
        )

    @classmethod
    def current(cls, state: State) -> Release | None:
        """The current release; None where there is none with a record."""
        stamp = _stamp(state)
        current = state.current_id()
        manifest = state.manifest(current)
        if current is None or manifest is None:
            return None
        return cls(
            current, state.tree(current), manifest, state.rules, tree_print(state), lambda: _stamp(state) == stamp
        )


def _stamp(state: State) -> tuple[str | None, int, int]:
    """What tells one release from another, and from itself after something was cut out of it in place."""
    current = state.current_id()
    try:
        stat = state.manifest_path(current or "").stat()
    except OSError:
        return current, 0, 0
    return current, stat.st_mtime_ns, stat.st_ino


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def slug_in(path: str) -> str | None:
    """The slug of the report that a path in a release belongs to, or None."""
    found = _OF_REPORT.match(path)
    return found[1] if found else None


def in_order(files: Iterable[ReleasedFile]) -> list[list[ReleasedFile]]:
    """Groups of files in the order in which they go up where there is no swap; the status is in none.

    A page comes after what it needs, and the lists after the pages that they name.
    """
    given = list(files)
    groups = [[one for one in given if one.kind in kinds] for kinds in _OPENING]
    return [group for group in groups if group]


def lists_of(files: Iterable[ReleasedFile]) -> list[ReleasedFile]:
    """The files that name reports beside the reports' own: when a report went, they go up before all else."""
    return [one for one in files if one.kind in _LISTS]
