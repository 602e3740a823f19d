"""One report's whole life, day by day: absent, public for exactly its days, absent for good."""

from datetime import date, timedelta

import pytest

import builders
import oracle
from board_reports.site.build import build_site


def public_days(site, canary, first, days, monkeypatch):
    """Build at noon of each day, as BOARD_AS_OF says; the days on which the canary is public."""
    public = []
    for day in (first + timedelta(days=number) for number in range(days)):
        monkeypatch.setenv("BOARD_AS_OF", f"{day}T12:00")
        build_site(site.config)
        if site.has(f"reports/{canary.slug}/index.html"):
            assert set(oracle.found(site.out, canary.public)) == set(canary.public), day
            public.append(day)
        else:
            assert oracle.traces(site.out, canary) == {}, day
    return public


def test_report_is_public_on_exactly_84_days(site, monkeypatch):
    canary = oracle.plant(site.reports)
    public = public_days(site, canary, date(2026, 5, 28), 92, monkeypatch)
    assert public == [date(2026, 6, 1) + timedelta(days=number) for number in range(84)]


@pytest.mark.parametrize(
    ("front", "first", "end"),
    [
        ({"publication_date": "2026-09-01"}, "2026-09-01T00:00", "2026-11-24T00:00"),  # the clocks go back
        ({"publication_date": "2026-02-01"}, "2026-02-01T00:00", "2026-04-26T00:00"),  # the clocks go forward
        ({"publication_time": "09:30"}, "2026-06-01T09:30", "2026-08-24T09:30"),
        ({"weeks": 20}, "2026-06-01T00:00", "2026-10-19T00:00"),
        ({"publication_date": "2026-01-04", "publication_time": "01:30"}, "2026-01-04T01:30", "2026-03-29T02:30"),
    ],
)
def test_window_opens_and_closes_to_the_second(site, front, first, end):
    canary = oracle.plant(
        site.reports, **{"revised_date": None, "revision_note": None, "approved_date": "2026-01-01"} | front
    )
    second = timedelta(seconds=1)
    opens, closes = builders.at(first), builders.at(end)
    for moment, public in ((opens - second, 0), (opens, 1), (closes - second, 1), (closes, 0)):
        published = site.build(moment.astimezone(builders.LONDON).strftime("%Y-%m-%dT%H:%M:%S"))
        assert len(published.published) == public, moment
        assert bool(oracle.traces(site.out, canary)) == bool(public), moment


def test_report_never_comes_back(site):
    canary = oracle.plant(site.reports)
    for later in ("2026-08-24", "2026-09-01", "2027-06-01", "2100-01-01"):
        assert site.build(later).published == []
    assert oracle.traces(site.out, canary) == {}


def test_missed_window_is_never_made_up(site):
    """The first build after the whole window has passed publishes nothing of it."""
    canary = oracle.plant(site.reports)
    site.build("2026-05-31")
    site.build("2026-08-24")
    assert oracle.traces(site.out, canary) == {}
