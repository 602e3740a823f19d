"""What whoever starts a build may ask of it, beside the instant."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from board_reports.reports import Problem, Register
from board_reports.site.cache.placed import Placed

Progress = Callable[[str, str], None]


def unheard(_kind: str, _source: str) -> None:
    """Listen to no progress."""


@dataclass(frozen=True)
class Wish:
    """How one build is to be made.

    `with_examples` says whether example reports are shown. `excluded` are sources, of reports and of permanent pages,
    relative to the configuration file, that must be left out because they stopped an earlier build. `only` are the
    sources of the reports that may be shown, where not all live ones may. `register` is the register when it has been
    read already. `progress` is told each step: a kind of step, and the source it is about. `cache` is the folder in
    which builds keep what they made for the next, or None to make all of it anew, and keep nothing. What is there
    is used alone, and left as it is, unless the build `keeps`. The output shares bytes with what is kept there; `lane`
    tells apart outputs that share nothing with each other: a change in place of one must not reach another. With
    `in_place` what stands in the output folder and is still right may stay there; `placed` knows what that is.
    """

    with_examples: bool = True
    excluded: frozenset[str] = frozenset()
    only: frozenset[str] | None = None
    register: Register | None = None
    progress: Progress = unheard
    cache: Path | None = None
    keeps: bool = True
    lane: str = "site"
    in_place: bool = False
    placed: Placed | None = None

    def shows(self, source: str) -> bool:
        """Whether the report with this source may be shown when it is live."""
        return source not in self.excluded and (self.only is None or source in self.only)


def stopped_the_build(source: str) -> Problem:
    """The problem to tell of a source that stopped a build."""
    return Problem(source, None, None, "It stopped the build of the site.", "Look at what was changed in it last.")
