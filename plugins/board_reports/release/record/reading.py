"""The ledger as it was read: its lines, what is wrong with it, and what had happened by when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property, reduce

from board_reports.release.record.lines import Line, mark_after


@dataclass(frozen=True)
class Reading:
    """The ledger as it was read: its whole lines, and what is wrong with it.

    `broken` says in sentences where the chain does not hold, which lines cannot be read, and whether the copy holds
    lines that are missing here; it is empty when all is whole. `torn` are the bytes of a last line that was not
    written whole, as after a crash; the next entry repairs it.
    """

    lines: tuple[Line, ...] = ()
    broken: tuple[str, ...] = ()
    torn: bytes | None = None

    @property
    def mark(self) -> datetime | None:
        """The high-water mark, as `Ledger.last_instant` has it."""
        return reduce(mark_after, (line.entry for line in self.lines), None)

    @cached_property
    def bounds(self) -> dict[int, datetime]:
        """For the number of each line with a doubted clock, the instant by which it was written for certain.

        That is the instant of the next line whose clock was not doubted; a line after which there is none has no bound.
        """
        bounds: dict[int, datetime] = {}
        sure: datetime | None = None
        for line in reversed(self.lines):
            if not line.entry.doubted:
                sure = line.entry.at
            elif sure is not None:
                bounds[line.number] = sure
        return bounds

    def until(self, instant: datetime) -> Reading:
        """What of it had happened by an instant (aware)."""
        return replace(
            self,
            lines=tuple(
                line
                for line in self.lines
                if min(line.entry.at, self.bounds.get(line.number, line.entry.at)) <= instant
            ),
        )
