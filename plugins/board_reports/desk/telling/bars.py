"""The bars of the timeline: where days lie on a line that the page draws, in hundredths of its width."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from board_reports.desk.telling.course import Course

BEFORE = timedelta(weeks=12)  # so that what has gone lately is still on the line
AFTER = timedelta(weeks=16)  # at the least, so that a report that goes up soon is on it with its whole window
MOST = timedelta(weeks=40)  # ahead: what is later is told in the table


@dataclass(frozen=True)
class Axis:
    """The days that the line shows, whole months: from `first` on, until before `end`."""

    first: date
    end: date
    today: date

    @classmethod
    def around(cls, today: date, courses: Iterable[Course]) -> Axis:
        """The line on which these courses are best seen, as on a day."""
        latest = max((one.last_day for one in courses if one.last_day), default=today)
        last = min(max(latest, today + AFTER), today + MOST)
        return cls((today - BEFORE).replace(day=1), _next_month(last), today)

    @property
    def now(self) -> float:
        """Where today begins."""
        return self.place(self.today)

    @property
    def months(self) -> tuple[tuple[float, float, str], ...]:
        """For each month: where it begins, its middle, and its short name; January with its year."""
        found, day = [], self.first
        while day < self.end:
            after = _next_month(day)
            name = f"{day:%b}" if day.month > 1 else f"{day:%b %Y}"
            found.append((self.place(day), (self.place(day) + self.place(after)) / 2, name))
            day = after
        return tuple(found)

    def place(self, day: date) -> float:
        """Where a day begins, from 0 to 100."""
        share = (day - self.first).days / (self.end - self.first).days
        return round(100 * min(max(share, 0), 1), 3)


@dataclass(frozen=True)
class Bar:
    """One bar: where it begins and how wide it is, and whether it goes on to the left or right of the line."""

    begins: float
    width: float
    earlier: bool
    later: bool


def bar_of(course: Course, axis: Axis) -> Bar | None:
    """The bar of a report; None when it has no days, or none that the line shows."""
    first, last = course.first_day, course.last_day
    if first is None or last is None or last < axis.first or first >= axis.end:
        return None
    begins, ends = axis.place(first), axis.place(last + timedelta(days=1))
    return Bar(begins, round(ends - begins, 3), first < axis.first, last >= axis.end)


def _next_month(day: date | datetime) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)
