"""Adding up one report's lines of the ledger: when it was public, on how many days, and how many it lacks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from board_reports.release.record.days import Days, Plan
from board_reports.release.record.lines import Event, Line, Span, replay
from board_reports.reports.keys import MOST_WEEKS

_INSTANT = timedelta(microseconds=1)
LATENESS = timedelta(minutes=10)  # what a run may come after an opening or a closing


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time in which the report was public.

    `ends` is when it was public no more: when it left the release, or its window closed before that, for from then on
    the server's own rules refuse it; None while it goes on. `late` is when it left the release, where that was more
    than ten minutes after its window had closed. `doubted` says that the clock was doubted when it was taken off.
    """

    span: Span
    begins: datetime
    ends: datetime | None
    late: datetime | None = None
    doubted: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A time inside the window in which the report was not public; `ends` is None while it goes on.

    `after` is the line that ended the time before, None where it had not been opened yet.
    """

    begins: datetime
    ends: datetime | None
    after: Line | None


@dataclass(frozen=True)
class Tally:
    """One report's lines, added up as at the instant `at`.

    `current` is the window that its file gives now; None where there is no such file. A day counts as public when the
    report was public at any moment of it. `bounds` are those of the ledger (`Reading.bounds`): the instant of a line
    with a doubted clock may not be real, and counts no later than its bound, nor later than `at`.
    """

    lines: Sequence[Line]
    at: datetime
    zone: ZoneInfo
    current: Plan | None = None
    bounds: Mapping[int, datetime] = field(default_factory=dict)

    @cached_property
    def plan(self) -> Plan | None:
        """The planned window: the file's, for it is the authority on dates, else the last one in the ledger."""
        return self.current or self._plan_at(len(self.lines))

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The times in which the report was public."""
        spans = [span for found in replay(self.lines).values() for span in found]
        return tuple(self._stretch(span) for span in spans)

    @cached_property
    def public_now(self) -> bool:
        """Whether the report is public at `at`."""
        return bool(self.stretches) and self.stretches[-1].ends is None

    @cached_property
    def in_release(self) -> bool:
        """Whether the report is in the current release, be its window over or not."""
        return bool(self.stretches) and self.stretches[-1].span.ended is None

    @cached_property
    def days(self) -> Days:
        """The days on which the report was public, none of them after `at`."""
        now = self.at + _INSTANT  # the moment of asking counts
        return Days.touched(((one.begins, min(one.ends or now, now)) for one in self.stretches), self.zone)

    @property
    def today(self) -> date:
        """The day of `at`."""
        return self.at.astimezone(self.zone).date()

    @cached_property
    def days_in_window(self) -> int:
        """On how many days of the planned window the report was public."""
        return self.days.count(self.plan.first_day, self.plan.last_day) if self.plan else 0

    @cached_property
    def lost(self) -> int:
        """On how many days of the planned window that have passed the report was not public."""
        if self.plan is None:
            return 0
        over = self.at >= self.plan.closes
        last = self.plan.last_day if over else min(self.plan.last_day, self.today - timedelta(days=1))
        passed = max(0, (last - self.plan.first_day).days + 1)
        return passed - self.days.count(self.plan.first_day, last)

    @cached_property
    def due(self) -> int:
        """On how many days the report is to be public.

        Those of its window, and no more when the window was lengthened after it had opened: such weeks give lost
        days back, and would else have to be made up in their turn.
        """
        if self.plan is None:
            return 0
        for line in self.lines:
            if line.entry.event is Event.OPENED and line.entry.opens == self.plan.opens:
                first = Plan.of_entry(line.entry, self.zone)
                return min(first.days, self.plan.days) if first else self.plan.days
        return self.plan.days

    @cached_property
    def shortfall(self) -> int:
        """How many days it lacks as at now: lost days that the rest of its window cannot give back."""
        return max(0, self.lost - (self.plan.days - self.due)) if self.plan else 0

    def weeks_that_make_up(self) -> int | None:
        """The least `weeks` with which it is public on all the days that are due, from tomorrow on without a gap.

        Where it lacks days that are more than its file gives now.
        """
        if self.plan is None:
            return None
        least = self.plan.weeks + (1 if self.shortfall else 0)
        had = self.days.count(self.plan.first_day)
        counted = max(self.today, self.plan.first_day - timedelta(days=1))
        for weeks in range(least, MOST_WEEKS + 1):
            if had + max(0, (self.plan.last_day_of(weeks) - counted).days) >= self.due:
                return weeks
        return None

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        """The times inside the planned window, until now, in which the report was not public."""
        if self.plan is None:
            return ()
        opens, closes = self.plan.opens, self.plan.closes
        until = min(self.at, closes)
        found, since = [], opens
        after: Line | None = None
        for one in self.stretches:
            ends = one.ends or until
            if ends <= opens or one.begins >= closes:
                continue  # of another window
            if since + (LATENESS if after is None else timedelta(0)) < one.begins:
                found.append(Gap(since, one.begins, after))
            since, after = max(since, ends), one.span.ended
        if since + (LATENESS if since == opens else timedelta(0)) < until:
            found.append(Gap(since, None if self.at < closes else closes, after))
        return tuple(found)

    def _stretch(self, span: Span) -> Stretch:
        begins, ended = self._instant_of(span.opened), span.ended
        if ended is None:
            closes = self.plan.closes if self.plan else None
            over = closes is not None and closes <= self.at
            return Stretch(span, begins, max(begins, closes) if closes and over else None)
        plan = self._plan_at(self.lines.index(ended) + 1)
        went = self._instant_of(ended)
        ends = min(went, plan.closes) if plan else went
        doubted = ended.entry.doubted
        late = ended.entry.at if not doubted and ended.entry.at - ends > LATENESS else None
        return Stretch(span, begins, max(begins, ends), late, doubted)

    def _instant_of(self, line: Line) -> datetime:
        """When a line was written; one with a doubted clock by the latest that can be."""
        at = line.entry.at
        return min(at, self.bounds.get(line.number, at), self.at) if line.entry.doubted else at

    def _plan_at(self, count: int) -> Plan | None:
        """The plan that was in force after the first `count` lines."""
        plans = (Plan.of_entry(line.entry, self.zone) for line in reversed(self.lines[:count]))
        return next((plan for plan in plans if plan), None)
