"""The publication window: from when until when a report is public."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

MIDNIGHT = time(0, 0)


@dataclass(frozen=True, slots=True)
class PublicationWindow:
    """A half-open interval of time: at `opens` the report is public, at `closes` it is not.

    Both instants are aware and in UTC, so that comparing them never depends on a wall clock; `zone` is the Board's.
    `last_day` is the last London day on which the report is public for some of the day.
    The rule is the guidance's 12 weeks on the Board's website, understood as whole calendar days.
    """

    opens: datetime
    closes: datetime
    first_day: date
    last_day: date
    at_time: time
    zone: ZoneInfo

    @classmethod
    def of(cls, day: date, at_time: time | None, weeks: int, zone: ZoneInfo) -> PublicationWindow:
        """The window of `weeks` weeks that opens on `day` at `at_time` (00:00 when None), wall clock of `zone`.

        It closes the same number of calendar days later at the same wall-clock time, whatever the clocks did in
        between. A wall-clock time that happens twice means the first; one that does not happen means the one an
        hour later (PEP 495, `fold=0`).
        """
        clock = at_time or MIDNIGHT
        end = day + timedelta(weeks=weeks)
        return cls(
            opens=instant_of(day, clock, zone),
            closes=instant_of(end, clock, zone),
            first_day=day,
            last_day=end if clock != MIDNIGHT else end - timedelta(days=1),
            at_time=clock,
            zone=zone,
        )

    @property
    def whole_days(self) -> bool:
        """Whether the window opens and closes at midnight, so that the page can name a last day without a time."""
        return self.at_time == MIDNIGHT

    @property
    def local_opens(self) -> datetime:
        """The opening instant in the Board's zone."""
        return self.opens.astimezone(self.zone)

    @property
    def local_closes(self) -> datetime:
        """The closing instant in the Board's zone."""
        return self.closes.astimezone(self.zone)

    def contains(self, instant: datetime) -> bool:
        """Whether the window is open at `instant` (aware)."""
        return self.opens <= instant < self.closes

    def is_over(self, instant: datetime) -> bool:
        """Whether the closing instant has come by `instant` (aware)."""
        return self.closes <= instant

    def days_left(self, today: date) -> int:
        """How many days the report is still public, today included."""
        return (self.last_day - today).days + 1


@lru_cache(maxsize=1024)  # thousands of reports share their days
def instant_of(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant, in UTC, at which the wall clock of `zone` shows `clock` on `day`."""
    return datetime.combine(day, clock.replace(fold=0), tzinfo=zone).astimezone(UTC)
