"""What every kind of target can do, and how it says that it cannot."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Protocol

from board_reports.release.targets.showing import Release

MARK, LOCK = ".board-target", ".board-lock"
LEASE = 3600  # seconds after which the lock of another machine's run is taken for one that was left behind


class TargetFailed(Exception):
    """A target cannot be brought up; the text is a sentence for the user, and names no file of a report."""


class TargetBusy(TargetFailed):
    """Another machine's run is publishing there."""


class Superseded(Exception):
    """What is public here changed while it was being brought to a target: begin again with what is public now."""


class Host(Protocol):
    """One target while it is being looked at or brought up; each method raises TargetFailed, or OSError.

    `look` comes first, and only reads. Nothing is changed or deleted where the mark of this site is not.
    """

    def look(self) -> None:
        """See that the target is there, can be used, and is this site's, or empty and new."""

    def slugs(self) -> set[str]:
        """The slugs of all reports of which the target has anything: in a half release, or an old version, too."""

    def strip(self, slugs: Collection[str]) -> None:
        """Delete pages and files of reports wherever they are on the target, whoever holds its lock."""

    def hold(self) -> None:
        """Mark the target as this site's, take its lock, and clear away what a killed run has left."""

    def same(self, release: Release) -> bool:
        """Whether what the public gets is the release, by every byte, and nothing else; status and rules aside."""

    def lists(self, release: Release) -> None:
        """Bring at once what named the reports that were stripped, where that does not go up with the rest in one."""

    def upload(self, release: Release) -> None:
        """Bring what differs. Raises Superseded where the release is no longer the current one."""

    def switch(self, release: Release) -> None:
        """Show the release to the public, and delete all that is not in it."""

    def refresh(self, release: Release) -> None:
        """Bring what changes without a new release: the status, and the server's rules."""

    def let_go(self) -> None:
        """Give the lock back."""

    def empty(self) -> None:
        """Delete everything of ours, the mark last."""

    def close(self) -> None:
        """Part from it; the last thing that is asked, whatever came of the rest. Raises nothing."""


def mark_of(site: str) -> str:
    """The text of the mark: whose target it is. It may be served, and tells nothing that the site does not."""
    return json.dumps({"v": 1, "site": site}, separators=(",", ":"))


def judge_mark(mark: str | None, site: str, *, vacant: bool, known: bool) -> None:
    """Raise TargetFailed unless the mark is this site's, or there is none in a `vacant` place that is not `known`."""
    if mark is None:
        if known:
            raise TargetFailed(
                f"Its mark ({MARK}) is gone, so it may be another place than before, such as a disk that is not "
                "mounted. If it was emptied on purpose, run: board nightly --drop TARGET"
            )
        if not vacant:
            raise TargetFailed(
                f"It holds files, and no mark ({MARK}) says that they are this site's. Give an empty place, or delete "
                "them by hand."
            )
        return
    try:
        whose = json.loads(mark)["site"]
    except (ValueError, KeyError, TypeError):
        raise TargetFailed(f"Its mark ({MARK}) cannot be read, so nothing is touched there.") from None
    if whose != site:
        raise TargetFailed(
            f"It belongs to another site, by its mark ({MARK}). If this site's address has changed, correct it there."
        )
