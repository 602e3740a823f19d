"""The calendar of reports: when each goes up, its last public day, when it is removed, and what reminds of that.

A calendar is shared further than anybody plans, so it names references alone: no title, no reason, no name. Times are
written in UTC, so that no programme has to know where the Board's clocks change; whole days are days of the Board.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event

from board_reports.desk.telling.course import Course, Stage, courses_of, not_published
from board_reports.reports import Standing, Standings
from board_reports.site.words import Words, words_of

REMINDERS = (28, 7, 1)  # days before the last public day
KEPT = timedelta(weeks=12)  # how long what has gone stays in the calendar: as long again as it was public
ALARM_AT = timedelta(hours=9)  # on the day of a reminder
_BEGAN = datetime(2000, 1, 1, tzinfo=UTC)  # of counting the minutes that make SEQUENCE
_NOT_UP = {Stage.HELD: "on hold", Stage.UNAPPROVED: "not approved"}


class Kind(StrEnum):
    """What an entry of the calendar is about. Part of its identity: the words stay as they are."""

    GOES_UP = "goes-up"
    LAST_DAY = "last-public-day"
    REMOVED = "removed"
    LEFT_28 = "28-days-before"
    LEFT_7 = "7-days-before"
    LEFT_1 = "1-day-before"
    AS_AT = "as-at"


_REMINDING = dict(zip(REMINDERS, (Kind.LEFT_28, Kind.LEFT_7, Kind.LEFT_1), strict=True))


@dataclass(frozen=True)
class Entry:
    """One entry: of which report, what it says, and when: a whole day, or an instant (aware).

    `alarms` are the numbers of days before it on which to remind; `tentative` says that it will not come about as
    things stand.
    """

    kind: Kind
    course: Course
    when: date
    summary: str
    text: str
    alarms: tuple[int, ...] = ()
    tentative: bool = False


def entries_of(standings: Standings, *, examples: bool = False) -> tuple[Entry, ...]:
    """All entries as at the instant of the standings, by time.

    Reports with a mistake have none, for their dates cannot be relied on; nor have examples, which the run does not
    publish, unless `examples` says that it does; nor what was gone for 12 weeks.
    """
    courses = courses_of(standings)
    aside = not_published(courses, examples=examples)
    found = [
        entry for course in courses if course.one.report.source not in aside for entry in _entries(course, standings.at)
    ]
    return tuple(sorted(found, key=lambda entry: (_day(entry.when, entry.course), str(entry.kind), entry.course.name)))


def calendar_of(
    standings: Standings,
    site_name: str,
    site_url: str,
    zone: ZoneInfo,
    *,
    examples: bool = False,
    preview: bool = False,
) -> bytes:
    """The calendar as iCalendar (RFC 5545), the same bytes for the same reports at the same instant.

    `site_url` is the address of the site's home, `zone` the Board's. An entry on the day of the instant says as at when
    the calendar is: without any entry it would not be one (RFC 5545, 3.6), and no report is the usual state. With
    `preview` the entries have an identity of their own, so that a look at another day never takes the place of what is
    in somebody's calendar.
    """
    calendar = Calendar()
    name = f"Reports: {site_name}" + (" (preview)" if preview else "")
    calendar.add("prodid", "-//board-reports//Calendar of reports//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("refresh-interval", timedelta(hours=1), parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    calendar.add_component(_as_at(standings.at, zone, site_url, preview=preview))
    for entry in entries_of(standings, examples=examples):
        calendar.add_component(_event(entry, standings.at, site_url, preview=preview))
    return bytes(calendar.to_ical())


def _entries(course: Course, at: datetime) -> Iterator[Entry]:
    if course.stage is Stage.GONE:
        yield from _history(course, at)
    elif course.sure:
        yield from _sure(course, at)
    elif course.stage in _NOT_UP:
        yield _not_up(course, at)


def _history(course: Course, at: datetime) -> Iterator[Entry]:
    """What is left of a report that has gone: that it was there, and that it is not any more."""
    fields = course.one.report.fields
    never = course.opens is None or fields is None or fields.hold or not fields.approved_date
    if never or course.goes is None or course.goes + KEPT <= at:
        return
    yield _goes_up(course)
    withdrawn = course.one.standing is Standing.WITHDRAWN
    yield _removed(course, f"{course.name}: withdrawn" if withdrawn else f"{course.name}: removed")
    if not withdrawn:
        yield _last_day(course, ())


def _sure(course: Course, at: datetime) -> Iterator[Entry]:
    last = course.last_day
    assert last is not None
    yield _goes_up(course)
    # An alarm whose time has passed would go off as soon as the calendar is read.
    ahead = tuple(days for days in REMINDERS if _alarm_at(last, days, course) > at)
    yield _last_day(course, ahead)
    yield _removed(course, f"{course.name}: removed")
    first = course.first_day
    for days, kind in _REMINDING.items():
        day = last - timedelta(days=days)
        if first is None or day >= first:
            left = "1 day" if days == 1 else f"{days} days"
            text = f"The last public day of {course.name} is {_words().date(last)}."
            yield Entry(kind, course, day, f"{course.name}: {left} to its last public day", text)


def _goes_up(course: Course) -> Entry:
    assert course.opens is not None
    assert course.first_day is not None
    text = f"{course.name} goes up on the website at {_clock(course.opens_at)}. {_until(course)}"
    when = course.opens if course.opens_at else course.first_day
    return Entry(Kind.GOES_UP, course, when, f"{course.name}: goes up", text)


def _last_day(course: Course, alarms: tuple[int, ...]) -> Entry:
    assert course.last_day is not None
    return Entry(
        Kind.LAST_DAY, course, course.last_day, f"{course.name}: last public day", _until(course), alarms=alarms
    )


def _removed(course: Course, summary: str) -> Entry:
    assert course.goes is not None
    assert course.removed_day is not None
    text = f"{course.name} is removed from the website at {_clock(course.goes_at)}. Look that it has gone."
    return Entry(Kind.REMOVED, course, course.goes if course.goes_at else course.removed_day, summary, text)


def _not_up(course: Course, at: datetime) -> Entry:
    """A report that does not go up as things stand: on the day on which it would, or on which its window ends."""
    assert course.opens is not None
    assert course.first_day is not None
    assert course.last_day is not None
    why = _NOT_UP[course.stage]
    text = "The day is the one that its dates plan. What it still needs is told by: board status"
    if at < course.opens:
        when = course.opens if course.opens_at else course.first_day
        return Entry(Kind.GOES_UP, course, when, f"{course.name}: {why}: does not go up", text, tentative=True)
    summary = f"{course.name}: {why}: not public, and its window ends"
    return Entry(Kind.LAST_DAY, course, course.last_day, summary, text, tentative=True)


def _event(entry: Entry, at: datetime, site_url: str, *, preview: bool) -> Event:
    slug = str(entry.course.one.report.slug)
    event = _begun(uid_of(site_url, slug, entry.kind, preview=preview), at, entry.when, entry.summary, entry.text)
    event.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
    for days in entry.alarms:
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", ALARM_AT - timedelta(days=days))
        alarm.add("description", f"{entry.course.name}: its last public day is {_words().date(entry.when)}.")
        event.add_component(alarm)
    return event


def _as_at(at: datetime, zone: ZoneInfo, site_url: str, *, preview: bool) -> Event:
    local = at.astimezone(zone)
    text = f"This calendar shows the reports as at {_words().date(local.date())}, {_words().time(local.time())}."
    uid = uid_of(site_url, "calendar", Kind.AS_AT, preview=preview)
    return _begun(uid, at, local.date(), "Calendar of reports: as at this day", text)


def _begun(uid: str, at: datetime, when: date, summary: str, text: str) -> Event:
    """An entry with all that each of them has. A later calendar's is always the newer one, whatever it says."""
    event = Event()
    event.add("uid", uid)
    event.add("dtstamp", at.astimezone(UTC))
    event.add("last-modified", at.astimezone(UTC))
    event.add("sequence", max(0, int((at - _BEGAN).total_seconds() // 60)))
    if isinstance(when, datetime):
        event.add("dtstart", when.astimezone(UTC))
    else:
        event.add("dtstart", when)
        event.add("dtend", when + timedelta(days=1))
    event.add("summary", summary)
    event.add("description", text)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")  # nobody is busy because of it
    return event


def uid_of(site_url: str, slug: str, kind: Kind, *, preview: bool = False) -> str:
    """The identity of an entry: the same for ever for this site, report and kind, whatever its dates become."""
    site = urlsplit(site_url)
    place = "-".join(part for part in site.path.split("/") if part)
    name = ".".join(part for part in ("preview" if preview else "", place, slug, kind) if part)
    return f"{name}@{site.hostname or 'localhost'}"


def left_aside(standings: Standings, *, examples: bool = False) -> Iterable[str]:
    """What is not in the calendar although it is a report, in sentences."""
    courses = courses_of(standings)
    aside = not_published(courses, examples=examples)
    invalid = sum(one.one.standing is Standing.INVALID for one in courses)
    if invalid:
        yield f"Not in it: {_count(invalid, 'report')} with a mistake. See: board check"
    if aside:
        yield f"Not in it: {_count(len(aside), 'example')}, which the nightly run does not publish."


def _alarm_at(last: date, days: int, course: Course) -> datetime:
    morning = datetime.combine(last - timedelta(days=days), time(0, 0), tzinfo=course.zone)
    return (morning + ALARM_AT).astimezone(UTC)


def _until(course: Course) -> str:
    last = course.last_day
    assert last is not None
    day = _words().date(last)
    if course.goes_at:
        return f"Its last public day is {day}: it is public until {_clock(course.goes_at)} on that day."
    return f"Its last public day is {day}: it is public until the end of that day."


def _clock(clock: time | None) -> str:
    return _words().time(clock) if clock else "midnight, as the day begins"


def _day(when: date, course: Course) -> date:
    return when.astimezone(course.zone).date() if isinstance(when, datetime) else when


def _words() -> Words:
    return words_of("en")


def _count(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"
