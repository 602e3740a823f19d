"""The calendar, read back by the library: entries, identities, alarms, clocks that change, and folded lines."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

import builders
from board_reports.desk.telling.calendar import KEPT, calendar_of, entries_of, left_aside

URL = "https://board.example/"
JUNE = "2026-06-10T12:00"


def written(folder, when=JUNE, **options):
    standings = builders.standings(folder, when)
    return calendar_of(standings, "Example Board", URL, builders.LONDON, **options)


def events(folder, when=JUNE, **options):
    """The entries by the first part of their identity, without the one that says as at when the calendar is."""
    found = {}
    for event in Calendar.from_ical(written(folder, when, **options)).walk("VEVENT"):
        name = str(event["uid"]).partition("@")[0]
        assert name not in found
        found[name] = event
    assert found.pop("calendar.as-at", None) or options.get("preview")
    return found


def kinds(found):
    return {name.partition(".")[2] for name in found}


ALL = {"goes-up", "last-public-day", "removed", "28-days-before", "7-days-before", "1-day-before"}


def test_scheduled_report_has_every_entry(tmp_path):
    builders.write_report(tmp_path, publication_date="2026-07-01")
    found = events(tmp_path)
    assert kinds(found) == ALL
    days = {name.partition(".")[2]: (event["dtstart"].dt, event["dtend"].dt) for name, event in found.items()}
    last = dt.date(2026, 9, 22)
    assert days == {
        kind: (day, day + dt.timedelta(days=1))
        for kind, day in {
            "goes-up": dt.date(2026, 7, 1),
            "last-public-day": last,
            "removed": dt.date(2026, 9, 23),
            "28-days-before": dt.date(2026, 8, 25),
            "7-days-before": dt.date(2026, 9, 15),
            "1-day-before": dt.date(2026, 9, 21),
        }.items()
    }
    for event in found.values():
        assert event["class"] == "PRIVATE"
        assert event["transp"] == "TRANSPARENT"
        assert event["status"] == "CONFIRMED"
        assert event["summary"].startswith("CPR 01/2026: ")
        assert event["dtstamp"].dt == builders.at(JUNE)


def test_time_of_the_day_is_an_instant(tmp_path):
    builders.write_report(tmp_path, publication_date="2026-09-01", publication_time="09:30")
    found = events(tmp_path)
    up, removed = found["cpr-01-2026.goes-up"], found["cpr-01-2026.removed"]
    assert up["dtstart"].dt == dt.datetime(2026, 9, 1, 8, 30, tzinfo=dt.UTC)
    assert removed["dtstart"].dt == dt.datetime(2026, 11, 24, 9, 30, tzinfo=dt.UTC)  # the clocks went back meanwhile
    assert found["cpr-01-2026.last-public-day"]["dtstart"].dt == dt.date(2026, 11, 24)
    assert "until 9:30 am on that day" in found["cpr-01-2026.last-public-day"]["description"]


def test_alarms_are_in_the_last_public_day_and_only_ahead(tmp_path):
    builders.write_report(tmp_path)

    def triggers(when):
        found = events(tmp_path, when)
        alarms = {name: event.walk("VALARM") for name, event in found.items()}
        assert [name for name, some in alarms.items() if some] in ([], ["cpr-01-2026.last-public-day"])
        assert all(one["action"] == "DISPLAY" for some in alarms.values() for one in some)
        return [one["trigger"].dt for one in alarms["cpr-01-2026.last-public-day"]]

    nine = dt.timedelta(hours=9)
    all_three = [nine - dt.timedelta(days=days) for days in (28, 7, 1)]
    assert triggers(JUNE) == all_three
    assert triggers("2026-07-26T08:59") == all_three
    assert triggers("2026-07-26T09:00") == all_three[1:]
    assert triggers("2026-08-22T10:00") == []


@pytest.mark.parametrize(
    ("front", "why"), [({"hold": "Advice of SECRET"}, "on hold"), ({"approved_date": None}, "not approved")]
)
def test_report_that_does_not_go_up_says_so(tmp_path, front, why):
    builders.write_report(tmp_path, publication_date="2026-07-01", **front)
    ((name, event),) = events(tmp_path).items()
    assert name == "cpr-01-2026.goes-up"
    assert event["summary"] == f"CPR 01/2026: {why}: does not go up"
    assert event["status"] == "TENTATIVE"
    ((name, event),) = events(tmp_path, "2026-07-02").items()
    assert name == "cpr-01-2026.last-public-day"
    assert event["summary"] == f"CPR 01/2026: {why}: not public, and its window ends"
    assert event["dtstart"].dt == dt.date(2026, 9, 22)
    assert not event.walk("VALARM")


def test_planned_withdrawal_is_the_end(tmp_path):
    builders.write_report(tmp_path, withdrawn_date="2026-07-01", withdrawn_reason="x")
    found = events(tmp_path)
    assert found["cpr-01-2026.last-public-day"]["dtstart"].dt == dt.date(2026, 6, 30)
    assert found["cpr-01-2026.removed"]["dtstart"].dt == dt.date(2026, 7, 1)


def test_what_has_gone_stays_for_twelve_weeks(tmp_path):
    builders.write_report(tmp_path)
    assert kinds(events(tmp_path, "2026-08-24")) == {"goes-up", "last-public-day", "removed"}
    end = builders.at("2026-08-24T00:00") + KEPT
    assert events(tmp_path, f"{end:%Y-%m-%dT%H:%M}") == {}


def test_withdrawn_report_says_so(tmp_path):
    builders.write_report(tmp_path, withdrawn_date="2026-06-05", withdrawn_reason="SECRET")
    found = events(tmp_path)
    assert kinds(found) == {"goes-up", "removed"}
    assert found["cpr-01-2026.removed"]["summary"] == "CPR 01/2026: withdrawn"


@pytest.mark.parametrize("front", [{"hold": "x"}, {"approved_date": None}])
def test_of_what_never_went_up_nothing_is_left(tmp_path, front):
    builders.write_report(tmp_path, **front)
    assert events(tmp_path, "2026-08-24") == {}


def test_mistakes_and_examples_are_left_aside_and_told(tmp_path):
    builders.write_report(tmp_path, "one", weeks=2)
    builders.write_report(tmp_path, "two", reference="CPR 02/2026")
    builders.write_report(tmp_path, "three", reference="cpr 2-2026")
    builders.write_report(tmp_path, "four", reference="CPR 04/2026", example=True)
    assert events(tmp_path) == {}
    standings = builders.standings(tmp_path, JUNE)
    assert list(left_aside(standings)) == [
        "Not in it: 3 reports with a mistake. See: board check",
        "Not in it: 1 example, which the nightly run does not publish.",
    ]
    assert kinds(events(tmp_path, examples=True)) == ALL


def test_nothing_but_the_reference_is_told(tmp_path):
    builders.write_report(
        tmp_path, title="TITLE", summary="SUMMARY OF IT", note="NOTE", review_type="cpr-concise", hold="HOLD"
    )
    builders.write_report(tmp_path, "two", reference="CPR 02/2026", title="TITLE", summary="SUMMARY OF IT")
    data = written(tmp_path).decode()
    for private in ("TITLE", "SUMMARY OF IT", "NOTE", "HOLD", "concise", "oncise"):
        assert private not in data


def test_calendar_without_a_report_is_still_one(tmp_path):
    calendar = Calendar.from_ical(written(tmp_path))
    (event,) = calendar.walk("VEVENT")
    assert event["summary"] == "Calendar of reports: as at this day"
    assert event["dtstart"].dt == dt.date(2026, 6, 10)
    assert calendar["method"] == "PUBLISH"


def test_identity_stays_and_the_later_calendar_wins(tmp_path):
    builders.write_report(tmp_path, publication_date="2026-07-01")
    before = events(tmp_path)
    builders.write_report(tmp_path, publication_date="2026-07-08", title="Another")
    after = events(tmp_path, "2026-06-10T12:01")
    assert {event["uid"] for event in before.values()} == {event["uid"] for event in after.values()}
    assert all(after[name]["sequence"] == before[name]["sequence"] + 1 for name in before)


def test_same_instant_same_bytes(tmp_path):
    builders.write_report(tmp_path)
    assert written(tmp_path) == written(tmp_path)


def test_preview_never_takes_the_place_of_an_entry(tmp_path):
    builders.write_report(tmp_path)
    usual, preview = events(tmp_path), events(tmp_path, preview=True)
    assert {event["uid"] for event in usual.values()}.isdisjoint(event["uid"] for event in preview.values())
    assert b"(preview)" in written(tmp_path, preview=True)


def test_two_boards_on_one_host_share_no_identity(tmp_path):
    builders.write_report(tmp_path)
    standings = builders.standings(tmp_path, JUNE)
    north, south = (
        {event["uid"] for event in Calendar.from_ical(calendar_of(standings, "B", url, builders.LONDON)).walk("VEVENT")}
        for url in ("https://council.example/north/", "https://council.example/south/")
    )
    assert north.isdisjoint(south)


references = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=80)


@settings(max_examples=30)
@given(text=references)
def test_lines_are_folded_as_the_standard_wants(tmp_path_factory, text):
    """No line is longer than 75 octets, none is cut inside a character, and the reference comes back whole."""
    folder = tmp_path_factory.mktemp("folding")
    reference = f"CPR 01/2026 {text.strip()}".strip()
    builders.write_report(folder, reference=reference)
    standings = builders.standings(folder, JUNE)
    data = calendar_of(standings, "Bwrdd y Tŷ Gwyrdd, Caerdydd; Bro Morgannwg " * 3, URL, builders.LONDON)
    assert data.endswith(b"END:VCALENDAR\r\n")
    lines = data.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    for line in lines:
        line.decode("utf-8")
    found = {str(event["summary"]) for event in Calendar.from_ical(data).walk("VEVENT")}
    told = standings.reports[0].report.reference
    if standings.reports[0].standing != "invalid":
        assert f"{told}: goes up" in found


@settings(max_examples=30)
@given(
    day=st.dates(dt.date(2025, 1, 1), dt.date(2030, 12, 31)),
    clock=st.none() | st.times(),
    weeks=st.integers(12, 30),
)
def test_days_and_instants_are_those_of_the_rule_whatever_the_clocks_do(tmp_path_factory, day, clock, weeks):
    folder = tmp_path_factory.mktemp("clocks")
    more = {"publication_time": f"{clock:%H:%M}"} if clock else {}
    builders.write_report(folder, publication_date=day, approved_date="2024-12-01", weeks=weeks, **more)
    found = events(folder, "2024-12-31")
    window = builders.only(folder).window
    up, last, removed = (
        found[f"cpr-01-2026.{kind}"]["dtstart"].dt for kind in ("goes-up", "last-public-day", "removed")
    )
    assert last == window.last_day
    for told, instant in ((up, window.opens), (removed, window.closes)):
        if isinstance(told, dt.datetime):
            assert told == instant
        else:
            assert builders.at(f"{told}T00:00") == instant
    for days in (28, 7, 1):
        kind = f"{days}-day{'s' if days > 1 else ''}-before"
        assert found[f"cpr-01-2026.{kind}"]["dtstart"].dt == last - dt.timedelta(days=days)


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
@pytest.mark.parametrize("clock", ["00:30", "01:00", "01:30", "02:00"])
def test_instants_on_the_nights_when_the_clocks_change(tmp_path, day, clock):
    builders.write_report(tmp_path, publication_date=day, publication_time=clock, approved_date="2026-01-01")
    assert events(tmp_path, "2026-02-01")["cpr-01-2026.goes-up"]["dtstart"].dt == builders.only(tmp_path).window.opens


def test_entries_come_in_the_order_of_their_days(tmp_path):
    builders.write_report(tmp_path)
    builders.write_report(
        tmp_path, "two", reference="CPR 02/2026", publication_date="2026-06-15", publication_time="09:30"
    )
    days = [
        entry.when.astimezone(builders.LONDON).date() if isinstance(entry.when, dt.datetime) else entry.when
        for entry in entries_of(builders.standings(tmp_path, JUNE))
    ]
    assert days == sorted(days)


def test_command_writes_a_private_file_or_prints(site):
    site.report()
    done = site.board("calendar", "--as-of", "2026-06-10")
    assert done.exit_code == 0
    assert done.stdout_bytes.startswith(b"BEGIN:VCALENDAR\r\n")
    file = site.root / "reports.ics"
    told = site.board("calendar", "--as-of", "2026-06-10", "--output", file)
    assert told.exit_code == 0
    assert file.read_bytes() == done.stdout_bytes
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("place", ["site_src/c.ics", "published_reports/c.ics", "var/c.ics", "site/a/c.ics"])
def test_command_never_writes_where_it_would_be_published(site, place):
    file = site.root / place
    file.parent.mkdir(parents=True, exist_ok=True)
    done = site.board("calendar", "--output", file)
    assert done.exit_code == 1
    assert "not for publication" in done.output
    assert not file.exists()


def test_command_tells_of_a_folder_that_cannot_be_read(site):
    site.reports.rmdir()
    done = site.board("calendar")
    assert done.exit_code == 1
    assert "BEGIN:VCALENDAR" in done.stdout
    assert "published_reports" in done.stderr
    assert site.board("calendar", "--as-of", "soon").exit_code == 2
