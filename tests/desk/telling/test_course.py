"""The course of a report: when it goes up and comes down as things stand, and its stage."""

from datetime import date, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import builders
from board_reports.desk.telling.course import Stage, course_of, courses_of, not_published
from board_reports.reports.standing import judge_at


def course(folder, when="2026-06-10T12:00", **front):
    builders.write_report(folder, **front)
    return course_of(builders.standing(folder, when))


@pytest.mark.parametrize(
    ("when", "stage", "left"),
    [
        ("2026-05-31T23:59", Stage.SCHEDULED, None),
        ("2026-06-01T00:00", Stage.LIVE, 84),
        ("2026-07-26T23:59", Stage.LIVE, 29),
        ("2026-07-27T00:00", Stage.GOING, 28),
        ("2026-08-23T23:59", Stage.GOING, 1),
        ("2026-08-24T00:00", Stage.GONE, None),
    ],
)
def test_stages_of_one_report(tmp_path, when, stage, left):
    one = course(tmp_path, when)
    assert (one.stage, one.days_left) == (stage, left)
    assert (one.first_day, one.last_day, one.removed_day) == (date(2026, 6, 1), date(2026, 8, 23), date(2026, 8, 24))
    assert (one.opens_at, one.goes_at) == (None, None)


@pytest.mark.parametrize(
    ("front", "stage"),
    [
        ({"hold": "Wait."}, Stage.HELD),
        ({"approved_date": None}, Stage.UNAPPROVED),
        ({"weeks": 2}, Stage.INVALID),
        ({"withdrawn_date": "2026-06-05", "withdrawn_reason": "x"}, Stage.GONE),
    ],
)
def test_what_does_not_go_up(tmp_path, front, stage):
    one = course(tmp_path, **front)
    assert one.stage is stage
    assert not one.sure


def test_withdrawal_that_is_planned_is_its_end(tmp_path):
    one = course(tmp_path, withdrawn_date="2026-06-20", withdrawn_reason="x")
    assert (one.stage, one.last_day, one.removed_day, one.days_left) == (
        Stage.GOING,
        date(2026, 6, 19),
        date(2026, 6, 20),
        10,
    )


def test_withdrawal_that_comes_before_it_goes_up(tmp_path):
    one = course(tmp_path, "2026-05-25T12:00", withdrawn_date="2026-05-30", withdrawn_reason="x")
    assert (one.stage, one.opens, one.goes) == (Stage.GONE, None, None)


def test_withdrawal_that_came_shows_the_days_before_it(tmp_path):
    one = course(tmp_path, withdrawn_date="2026-06-05", withdrawn_reason="x")
    assert (one.first_day, one.last_day) == (date(2026, 6, 1), date(2026, 6, 4))


def test_approval_that_is_dated_and_still_to_come_lets_it_go_up(tmp_path):
    one = course(tmp_path, "2026-05-18T12:00")
    assert one.one.standing == "unapproved"
    assert (one.stage, one.first_day) == (Stage.SCHEDULED, date(2026, 6, 1))


def test_time_of_the_day_and_clocks_that_change(tmp_path):
    one = course(tmp_path, "2026-10-01T12:00", publication_date="2026-10-01", publication_time="09:30")
    assert (one.opens_at, one.goes_at) == (time(9, 30), time(9, 30))
    assert one.last_day == one.removed_day == date(2026, 12, 24)
    assert one.goes - one.opens == timedelta(days=84, hours=1)


def test_order_is_that_of_looking(tmp_path):
    builders.write_report(
        tmp_path, "gone", reference="CPR 01/2025", publication_date="2026-01-01", approved_date="2025-12-01"
    )
    builders.write_report(
        tmp_path, "gone-last", reference="CPR 02/2025", publication_date="2026-02-01", approved_date="2025-12-01"
    )
    builders.write_report(tmp_path, "held", reference="CPR 03/2026", hold="x")
    builders.write_report(tmp_path, "later", reference="CPR 04/2026", publication_date="2026-09-01")
    builders.write_report(tmp_path, "live", reference="CPR 05/2026")
    builders.write_report(tmp_path, "next", reference="CPR 06/2026", publication_date="2026-07-01")
    builders.write_report(
        tmp_path, "soon", reference="CPR 07/2026", publication_date="2026-04-01", approved_date="2026-03-01"
    )
    found = courses_of(builders.standings(tmp_path, "2026-06-10T12:00"))
    assert [one.name for one in found] == [
        f"CPR {number}" for number in ("07/2026", "05/2026", "06/2026", "04/2026", "03/2026", "02/2025", "01/2025")
    ]


def test_examples_are_not_published_unless_asked(tmp_path):
    courses = [course(tmp_path, example=True)]
    assert not_published(courses, examples=False) == {courses[0].one.report.source}
    assert not_published(courses, examples=True) == frozenset()


days = st.dates(date(2026, 1, 1), date(2028, 12, 31))


@settings(max_examples=50)
@given(
    day=days, clock=st.none() | st.times(), at_days=st.integers(-10, 100), withdrawn=st.none() | st.integers(-5, 100)
)
def test_course_says_what_the_rule_says(tmp_path_factory, day, clock, at_days, withdrawn):
    """At each instant around its ends a report is public exactly when its course says so."""
    folder = tmp_path_factory.mktemp("course")
    front = {"publication_date": day, "approved_date": "2025-12-01"}
    if clock:
        front["publication_time"] = f"{clock:%H:%M}"
    if withdrawn is not None:
        front |= {"withdrawn_date": day + timedelta(days=withdrawn), "withdrawn_reason": "x"}
    builders.write_report(folder, **front)
    now = builders.at(f"{day + timedelta(days=at_days)}T12:00")
    one = course_of(builders.read(folder).at(now).reports[0])
    ends = [moment for moment in (one.opens, one.goes) if moment]
    for moment in [now, *ends, *(end - timedelta(microseconds=1) for end in ends)]:
        public = bool(one.opens and one.goes and one.opens <= moment < one.goes)
        if moment >= now:
            assert judge_at(one.one.report, moment, {}).live == public
