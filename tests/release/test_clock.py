"""Which clock a run trusts."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from board_reports.release.clock import FAR_AHEAD, SLACK, checked

LAST = datetime(2026, 6, 1, 12, tzinfo=UTC)
STEPS = st.timedeltas(min_value=timedelta(days=-4000), max_value=timedelta(days=4000))


def test_the_first_run_has_nothing_to_compare_with():
    assert checked(LAST, None).at == LAST
    assert not checked(LAST, None).doubted


@given(STEPS)
def test_a_clock_is_doubted_when_it_went_back_or_far_ahead(step):
    clock = checked(LAST + step, LAST)
    assert clock.doubted is (step < -timedelta(minutes=10) or step > timedelta(days=31))
    assert clock.at == max(LAST, LAST + step)
    assert clock.at >= LAST


@given(STEPS)
def test_an_accepted_clock_counts_as_it_is(step):
    clock = checked(LAST + step, LAST, accepted=True)
    assert (clock.at, clock.doubt) == (LAST + step, None)


def test_the_bounds_themselves_are_trusted():
    assert not checked(LAST - SLACK, LAST).doubted
    assert not checked(LAST + FAR_AHEAD, LAST).doubted
    assert checked(LAST - SLACK - timedelta(seconds=1), LAST).doubted
    assert checked(LAST + FAR_AHEAD + timedelta(seconds=1), LAST).doubted
