"""Days of the Board's calendar: those of a planned window, and those on which a report was public."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from board_reports.release.record.lines import Entry
from board_reports.reports.window import PublicationWindow

_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Plan:
    """A planned window: its instants (aware), and the first and last of its days, both counted."""

    opens: datetime
    closes: datetime
    first_day: date
    last_day: date

    @classmethod
    def of_window(cls, window: PublicationWindow) -> Plan:
        """The plan that a report's file makes."""
        return cls(window.opens, window.closes, window.first_day, window.last_day)

    @classmethod
    def of_entry(cls, entry: Entry, zone: ZoneInfo) -> Plan | None:
        """The plan that an entry of the ledger carries, or None."""
        if entry.opens is None or entry.closes is None or entry.closes <= entry.opens:
            return None
        first, last = _day(entry.opens, zone), entry.last_day or _day(entry.closes - _INSTANT, zone)
        return cls(entry.opens, entry.closes, first, last)

    @property
    def days(self) -> int:
        """How many days the window touches: 84 for 12 weeks from midnight, 85 when it opens later in the day."""
        return (self.last_day - self.first_day).days + 1

    @property
    def weeks(self) -> int:
        """How many weeks the window has."""
        return self.days // 7

    @property
    def whole_days(self) -> bool:
        """Whether it opens and closes at midnight, so that its last day is public to its end."""
        return self.days % 7 == 0

    def last_day_of(self, weeks: int) -> date:
        """The last day that the window would have with another number of weeks."""
        return self.last_day + timedelta(weeks=weeks - self.weeks)


@dataclass(frozen=True, slots=True)
class Days:
    """Some days, as ranges that neither meet nor overlap, in order; first and last day of each are in it."""

    ranges: tuple[tuple[date, date], ...] = ()

    @classmethod
    def touched(cls, spans: Iterable[tuple[datetime, datetime]], zone: ZoneInfo) -> Days:
        """The days of `zone` of which at least a moment lies in one of the spans, each without its last instant."""
        merged: list[tuple[date, date]] = []
        for begins, ends in sorted(spans):
            if ends <= begins:
                continue
            first, last = _day(begins, zone), _day(ends - _INSTANT, zone)
            if merged and first <= merged[-1][1] + timedelta(days=1):
                merged[-1] = (merged[-1][0], max(last, merged[-1][1]))
            else:
                merged.append((first, last))
        return cls(tuple(merged))

    def count(self, first: date = date.min, last: date = date.max) -> int:
        """How many of the days lie between two days, both counted."""
        within = ((max(one, first), min(other, last)) for one, other in self.ranges)
        return sum(max(0, (other - one).days + 1) for one, other in within)


def _day(instant: datetime, zone: ZoneInfo) -> date:
    return instant.astimezone(zone).date()
