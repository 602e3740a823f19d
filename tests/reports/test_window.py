import calendar
import time
from datetime import UTC, date, datetime, timedelta
from datetime import time as clock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from board_reports.reports import PublicationWindow, Standing
from builders import LONDON, at, standing, write_report

DAYS = st.dates(date(2000, 1, 1), date(2100, 12, 31))
CLOCKS = st.builds(clock, st.integers(0, 23), st.integers(0, 59))
WEEKS = st.integers(12, 520)


# The oracle knows no time zone: it follows the statute. Summer time begins on the last Sunday of March and ends on the
# last Sunday of October, both at 01:00 GMT.


def last_sunday(year, month):
    day = date(year, month, calendar.monthrange(year, month)[1])
    while day.isoweekday() != 7:
        day -= timedelta(days=1)
    return day


def by_the_statute(day, wall):
    """The instant at which London's clocks show `wall` on `day`, as UTC without a zone."""
    minutes = wall.hour * 60 + wall.minute
    spring, autumn = last_sunday(day.year, 3), last_sunday(day.year, 10)
    summer = spring < day < autumn
    if day == spring:
        summer = minutes >= 120  # 01:00 to 01:59 is skipped: 01:30 becomes 02:30, which is 01:30 GMT
    if day == autumn:
        summer = minutes < 120  # 01:00 to 01:59 comes twice: the first is still summer time
    return datetime(day.year, day.month, day.day) + timedelta(minutes=minutes - 60 * summer)


def day_after(day, count):
    for _ in range(count):
        day += timedelta(days=1)
    return day


def plain(instant):
    return instant.astimezone(UTC).replace(tzinfo=None)


SPRING, AUTUMN = last_sunday(2026, 3), last_sunday(2026, 10)


@given(DAYS, st.none() | CLOCKS, WEEKS)
@example(SPRING, clock(1, 30), 12)
@example(AUTUMN, clock(1, 30), 12)
@example(SPRING - timedelta(days=84), clock(1, 0), 12)
@example(AUTUMN - timedelta(days=84), clock(1, 59), 12)
@example(SPRING - timedelta(days=84), None, 12)
@example(AUTUMN - timedelta(days=84), None, 12)
@example(date(2024, 2, 29), None, 12)
@example(date(2023, 12, 7), None, 12)  # closes on a leap day
@example(date(2100, 12, 31), clock(23, 59), 520)
def test_the_window_is_what_the_statute_gives(day, wall, weeks):
    window = PublicationWindow.of(day, wall, weeks, LONDON)
    end = day_after(day, 7 * weeks)
    assert plain(window.opens) == by_the_statute(day, wall or clock(0))
    assert plain(window.closes) == by_the_statute(end, wall or clock(0))
    assert window.first_day == day
    assert window.last_day == (end if wall and wall > clock(0) else end - timedelta(days=1))


@given(DAYS, st.none() | CLOCKS, WEEKS, st.integers(-3, 3))
def test_the_window_is_half_open(day, wall, weeks, seconds):
    window = PublicationWindow.of(day, wall, weeks, LONDON)
    step = timedelta(seconds=seconds)
    assert window.contains(window.opens + step) is (seconds >= 0)
    assert window.contains(window.closes + step) is (seconds < 0)
    assert window.is_over(window.closes + step) is (seconds >= 0)


@given(DAYS)
def test_a_report_is_public_on_exactly_84_london_days(day):
    window = PublicationWindow.of(day, None, 12, LONDON)
    around = [day + timedelta(days=count) for count in range(-3, 90)]
    first = [each for each in around if window.contains(by_the_statute(each, clock(0)).replace(tzinfo=UTC))]
    last = [each for each in around if window.contains(by_the_statute(each, clock(23, 59)).replace(tzinfo=UTC))]
    assert first == last == around[3 : 3 + 84]
    assert window.last_day == day + timedelta(days=83)
    assert window.days_left(day) == 84
    assert window.days_left(window.last_day) == 1


@pytest.mark.parametrize(
    ("day", "wall", "opens", "closes"),
    [
        # 84 days from winter into summer, and back: the wall clock stays, the hour in UTC moves.
        (date(2026, 2, 1), None, "2026-02-01T00:00", "2026-04-25T23:00"),
        (date(2026, 9, 1), None, "2026-08-31T23:00", "2026-11-24T00:00"),
        # opens in the hour that is skipped: an hour later on the wall
        (SPRING, clock(1, 30), "2026-03-29T01:30", "2026-06-21T00:30"),
        # closes in the hour that is skipped
        (date(2026, 1, 4), clock(1, 30), "2026-01-04T01:30", "2026-03-29T01:30"),
        # opens and closes in the hour that comes twice: the first of the two
        (AUTUMN, clock(1, 30), "2026-10-25T00:30", "2027-01-17T01:30"),
        (date(2026, 8, 2), clock(1, 30), "2026-08-02T00:30", "2026-10-25T00:30"),
        # the nights themselves, at midnight
        (SPRING, None, "2026-03-29T00:00", "2026-06-20T23:00"),
        (AUTUMN, None, "2026-10-24T23:00", "2027-01-17T00:00"),
        (date(2024, 2, 29), None, "2024-02-29T00:00", "2024-05-22T23:00"),
    ],
)
def test_the_nights_when_the_clocks_change(day, wall, opens, closes):
    window = PublicationWindow.of(day, wall, 12, LONDON)
    assert plain(window.opens) == datetime.fromisoformat(opens)
    assert plain(window.closes) == datetime.fromisoformat(closes)


def test_the_last_public_day_of_the_contract():
    assert PublicationWindow.of(date(2026, 6, 1), None, 12, LONDON).last_day == date(2026, 8, 23)
    assert PublicationWindow.of(date(2026, 6, 1), clock(0), 12, LONDON).last_day == date(2026, 8, 23)
    assert PublicationWindow.of(date(2026, 6, 1), clock(9, 30), 12, LONDON).last_day == date(2026, 8, 24)
    assert PublicationWindow.of(date(2026, 6, 1), clock(9, 30), 12, LONDON).whole_days is False


def test_instants_are_aware_and_in_utc():
    window = PublicationWindow.of(date(2026, 6, 1), None, 12, LONDON)
    assert window.opens.tzinfo is UTC
    assert window.closes.tzinfo is UTC
    assert window.local_opens == at("2026-06-01T00:00")
    assert window.local_closes.isoformat() == "2026-08-24T00:00:00+01:00"


@pytest.fixture(params=["Pacific/Auckland", "America/Los_Angeles", "UTC"])
def host_zone(request, monkeypatch):
    monkeypatch.setenv("TZ", request.param)
    time.tzset()
    yield request.param
    monkeypatch.undo()
    time.tzset()


@pytest.mark.parametrize(
    ("when", "standing_then"),
    [
        ("2026-05-31T23:59:59", Standing.SCHEDULED),
        ("2026-06-01T00:00", Standing.LIVE),
        ("2026-08-23T23:59:59", Standing.LIVE),
        ("2026-08-24T00:00", Standing.EXPIRED),
    ],
)
def test_the_zone_of_the_machine_does_not_matter(tmp_path, host_zone, when, standing_then):
    write_report(tmp_path / "r")
    assert standing(tmp_path / "r", when).standing is standing_then


@pytest.mark.parametrize(("day", "standing_then"), [("2026-06-10", "withdrawn"), ("2026-06-11", "live")])
@pytest.mark.parametrize("when", ["2026-06-10T00:00", "2026-06-10T23:59"])
def test_today_is_the_day_in_london(tmp_path, host_zone, day, when, standing_then):
    write_report(tmp_path / "r", withdrawn_date=date.fromisoformat(day), withdrawn_reason="Corrected")
    assert standing(tmp_path / "r", when).standing == standing_then


def test_an_instant_in_any_zone_is_the_same_instant(tmp_path):
    write_report(tmp_path / "r")
    one = standing(tmp_path / "r", "2026-06-01T00:00")
    assert one.live
    register_at = one.report.window.contains
    assert register_at(datetime(2026, 5, 31, 16, 0, tzinfo=at("2026-05-31").tzinfo)) is False
    assert register_at(datetime(2026, 5, 31, 23, 0, tzinfo=UTC)) is True
