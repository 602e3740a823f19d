"""The course of a report: when it goes up and comes down as things stand, and which stage of that it has reached."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from board_reports.reports import ReportAt, Standing, Standings
from board_reports.reports.standing import judge_at, next_change_of
from board_reports.reports.window import MIDNIGHT, instant_of

SOON = 28  # days left, today included, from which on a live report counts as going soon
_MOMENT = timedelta(microseconds=1)


class Stage(StrEnum):
    """How far a report has come, in the order in which a person should look at them."""

    GOING = "going soon"
    LIVE = "live"
    SCHEDULED = "scheduled"
    HELD = "on hold"
    UNAPPROVED = "not approved"
    INVALID = "has a mistake"
    GONE = "gone"


@dataclass(frozen=True)
class Course:
    """A report's way onto the site and off it again.

    `opens` and `goes` are instants (aware, UTC): the first at which it is public, and the first at which it is not any
    more, whatever ends it. Of a report that does not go up as things stand they are those that its dates plan; None
    where its dates cannot be read, and both None for one that was withdrawn before it could go up.
    """

    one: ReportAt
    stage: Stage
    opens: datetime | None
    goes: datetime | None
    zone: ZoneInfo

    @property
    def name(self) -> str:
        """The reference, or the file where none could be read."""
        return self.one.report.reference or self.one.report.source

    @property
    def example(self) -> bool:
        """Whether the report is made up, and says so."""
        return self.one.report.example

    @property
    def sure(self) -> bool:
        """Whether the report is public, or will be by itself as things stand."""
        return self.stage in (Stage.GOING, Stage.LIVE, Stage.SCHEDULED)

    @property
    def first_day(self) -> date | None:
        """The first day of the Board's zone on which it is public."""
        return self.opens.astimezone(self.zone).date() if self.opens else None

    @property
    def last_day(self) -> date | None:
        """The last day of the Board's zone on which it is public for some of the day."""
        return (self.goes - _MOMENT).astimezone(self.zone).date() if self.goes else None

    @property
    def removed_day(self) -> date | None:
        """The day of the Board's zone on which it is removed, be it at its first instant."""
        return self.goes.astimezone(self.zone).date() if self.goes else None

    @property
    def opens_at(self) -> time | None:
        """The time of day at which it goes up; None at midnight."""
        return _clock(self.opens, self.zone)

    @property
    def goes_at(self) -> time | None:
        """The time of day at which it is removed; None at midnight."""
        return _clock(self.goes, self.zone)

    @property
    def days_left(self) -> int | None:
        """How many days it is still public, today included; None when it is not public."""
        if not self.one.live or self.last_day is None:
            return None
        return (self.last_day - self.one.at.astimezone(self.zone).date()).days + 1


def course_of(one: ReportAt) -> Course:
    """The course of a report, as at the instant of its standing."""
    report, window = one.report, one.report.window
    zone = report.settings.zone
    if window is None:
        return Course(one, Stage.INVALID, None, None, zone)
    if one.live:
        found = Course(one, Stage.LIVE, window.opens, next_change_of([one]) or window.closes, zone)
        left = found.days_left
        return Course(one, Stage.GOING, found.opens, found.goes, zone) if left is not None and left <= SOON else found
    if one.standing in (Standing.EXPIRED, Standing.WITHDRAWN):
        return _gone(one)
    opens = next_change_of([one])
    if opens is not None:  # by itself: also one whose approval is dated, and still to come
        goes = next_change_of([judge_at(report, opens, {})]) or window.closes
        return Course(one, Stage.SCHEDULED, opens, goes, zone)
    if one.standing is Standing.SCHEDULED:  # its withdrawal comes first
        return _gone(one)
    stage = {Standing.HELD: Stage.HELD, Standing.UNAPPROVED: Stage.UNAPPROVED}.get(one.standing, Stage.INVALID)
    return Course(one, stage, window.opens, window.closes, zone)


def courses_of(standings: Standings) -> tuple[Course, ...]:
    """The courses of all reports, in the order in which a person should look at them."""
    return tuple(sorted((course_of(one) for one in standings.reports), key=_place))


def not_published(courses: Iterable[Course], *, examples: bool) -> frozenset[str]:
    """The sources of the reports that the run never publishes: examples, unless `examples` says otherwise."""
    return frozenset() if examples else frozenset(one.one.report.source for one in courses if one.example)


def _gone(one: ReportAt) -> Course:
    """A report whose time is over, or which was withdrawn before it came."""
    window, fields = one.report.window, one.report.fields
    assert window is not None
    opens, goes, zone = window.opens, window.closes, one.report.settings.zone
    if fields and fields.withdrawn_date:
        goes = min(goes, instant_of(fields.withdrawn_date, MIDNIGHT, zone))
    if goes <= opens:
        return Course(one, Stage.GONE, None, None, zone)
    return Course(one, Stage.GONE, opens, goes, zone)


def _place(course: Course) -> tuple[int, float, str]:
    moment = course.goes if course.stage in (Stage.GOING, Stage.LIVE, Stage.GONE) else course.opens
    when = moment.timestamp() if moment else 0.0
    # What has gone last stands first among the gone; of all others what comes next.
    return list(Stage).index(course.stage), -when if course.stage is Stage.GONE else when, course.one.report.source


def _clock(moment: datetime | None, zone: ZoneInfo) -> time | None:
    local = moment.astimezone(zone).time() if moment else MIDNIGHT
    return None if local == MIDNIGHT else local
