"""The evidence of a report: the days on which it was public, what it lacks, and how that is made up."""

import json
import re
from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

import builders
from board_reports.cli.evidence import evidence as evidence_command
from board_reports.release.record import tally as tally_module
from board_reports.release.record.evidence import evidence_of, shortfalls
from board_reports.release.record.ledger import Entry, Event, Ledger
from board_reports.release.record.sheet import html_of, sheet_of
from board_reports.reports.window import PublicationWindow
from builders import LONDON, Raw, at
from projects import Html, make, no_instant_from_outside

__all__ = ["no_instant_from_outside"]

REFERENCE, SLUG = "CPR 01/2026", "cpr-01-2026"
FIRST = date(2026, 6, 1)


class Record:
    """A ledger to be written line by line, and the folder of reports beside it."""

    def __init__(self, root):
        self.root = root
        self.ledger = Ledger(root / "var/ledger.jsonl")
        self.reports = root / "published_reports"
        self.reports.mkdir(exist_ok=True)
        self.window = PublicationWindow.of(FIRST, None, 12, LONDON)

    def planned(self, day=FIRST, at_time=None, weeks=12):
        self.window = PublicationWindow.of(day, at_time, weeks, LONDON)
        return self

    def add(self, event, when, slug=SLUG, **more):
        window = self.window
        planned = {"opens": window.opens, "closes": window.closes, "last_day": window.last_day, "reference": REFERENCE}
        moment = when if isinstance(when, datetime) else at(when)
        self.ledger.append([Entry(event, moment, slug, **planned | more)])
        return self

    def life(self, *moments, **more):
        """Opened, held, opened, held … at these moments."""
        for number, when in enumerate(moments):
            self.add((Event.OPENED, Event.HELD)[number % 2], when, **more)
        return self

    def evidence(self, when, **settings):
        found = builders.standings(self.reports, when, **settings).reports
        now = next((one for one in found if one.report.slug == SLUG), None)
        return evidence_of(self.ledger.read(), SLUG, at(when), LONDON, now)

    def shortfalls(self, when):
        return shortfalls(self.ledger.read(), builders.standings(self.reports, when).reports, at(when))


@pytest.fixture
def record(tmp_path):
    return Record(tmp_path)


def days(evidence):
    tally = evidence.tally
    return tally.days_in_window, tally.due, tally.shortfall


# Counting


def test_a_whole_life_has_all_its_days_although_runs_come_a_little_late(record):
    record.add(Event.OPENED, "2026-06-01T00:00:05").add(Event.CLOSED, "2026-08-24T00:05")
    found = record.evidence("2026-09-01T00:00")
    assert days(found) == (84, 84, 0)
    assert found.tally.days.count() == 84
    assert found.tally.gaps == ()
    assert found.notes == ()
    assert found.remedy.says == "Nothing needs to be made up."
    (stretch,) = found.tally.stretches
    assert (stretch.begins, stretch.ends) == (at("2026-06-01T00:00:05"), at("2026-08-24T00:00"))


def test_while_it_is_public_the_days_so_far_count_today_among_them(record):
    record.add(Event.OPENED, "2026-06-01T00:00")
    assert days(record.evidence("2026-06-01T00:00")) == (1, 84, 0)
    found = record.evidence("2026-06-03T00:00")
    assert days(found) == (3, 84, 0)
    assert found.tally.public_now
    assert sheet_of(found).answer == "Public on 3 days so far, of 84 that are due."


def test_a_day_counts_when_it_was_public_at_any_moment_of_it(record):
    record.life("2026-06-01T00:00", "2026-06-10T00:01", "2026-06-12T23:59")
    assert days(record.evidence("2026-06-20T12:00")) == (19, 84, 1)
    (gap,) = record.evidence("2026-06-20T12:00").tally.gaps
    assert (gap.begins, gap.ends) == (at("2026-06-10T00:01"), at("2026-06-12T23:59"))


def test_the_instant_at_which_it_goes_is_no_moment_of_that_day(record):
    record.life("2026-06-01T00:00", "2026-06-10T00:00", "2026-06-12T00:00")
    assert days(record.evidence("2026-06-20T12:00")) == (18, 84, 2)


def test_london_days_are_counted_not_those_of_another_zone(record):
    record.life(datetime(2026, 6, 1, 23, 30, tzinfo=UTC), datetime(2026, 6, 2, 22, 30, tzinfo=UTC))
    assert days(record.evidence("2026-06-03T12:00")) == (1, 84, 1)


@pytest.mark.parametrize("day", [date(2026, 3, 1), date(2026, 9, 1)])
def test_the_night_on_which_the_clocks_change_neither_adds_nor_takes_a_day(record, day):
    record.planned(day)
    record.add(Event.OPENED, record.window.opens).add(Event.CLOSED, record.window.closes)
    assert days(record.evidence("2027-01-01T00:00")) == (84, 84, 0)


def test_a_window_from_a_time_of_the_day_touches_a_day_more(record):
    record.planned(at_time=datetime(2026, 1, 1, 9, 30).time())
    record.add(Event.OPENED, "2026-06-01T09:30:02").add(Event.CLOSED, "2026-08-24T09:30:01")
    found = record.evidence("2026-09-01T00:00")
    assert days(found) == (85, 85, 0)
    assert (found.tally.plan.weeks, found.tally.plan.whole_days) == (12, False)
    assert found.tally.plan.last_day_of(13) == date(2026, 8, 31)


def test_days_after_the_closing_do_not_count_however_late_the_run(record):
    record.add(Event.OPENED, "2026-06-01T00:00").add(Event.CLOSED, "2026-08-27T15:00")
    found = record.evidence("2026-09-01T00:00")
    assert found.tally.days.count() == 84
    assert any("left the release only at 2026-08-27 15:00" in note for note in found.notes)


def test_a_report_that_is_still_in_the_release_after_its_window_is_told(record):
    record.add(Event.OPENED, "2026-06-01T00:00")
    found = record.evidence("2026-09-01T00:00")
    assert days(found) == (84, 84, 0)
    assert not found.tally.public_now
    assert found.notes == ("Its window is over, and it is still in the release: run the nightly run.",)


def test_a_last_day_that_ends_before_midnight_is_over_with_the_window(record):
    record.planned(at_time=datetime(2026, 1, 1, 9, 30).time()).life("2026-06-01T09:30", "2026-08-20T00:00")
    assert record.evidence("2026-08-24T09:29").tally.lost == 4
    assert record.evidence("2026-08-24T09:30").tally.lost == 5


def test_an_earlier_window_of_the_same_report_is_no_part_of_this_one(record):
    record.planned(date(2025, 6, 1)).add(Event.OPENED, "2025-06-01T00:00").add(Event.CLOSED, "2025-08-24T00:00")
    record.planned().add(Event.OPENED, "2026-06-01T00:05")
    found = record.evidence("2026-06-03T12:00")
    assert (days(found), found.tally.gaps) == ((3, 84, 0), ())
    assert dict(sheet_of(found).facts)["In the release"] == (
        "87 days, 84 of them outside the window that is planned now"
    )


def test_a_late_opening_is_a_gap_and_lost_days(record):
    record.add(Event.OPENED, "2026-06-04T08:00")
    found = record.evidence("2026-06-04T09:00")
    assert days(found) == (1, 84, 3)
    (gap,) = found.tally.gaps
    assert (gap.begins, gap.ends, gap.after) == (at("2026-06-01T00:00"), at("2026-06-04T08:00"), None)
    assert "The ledger begins on 2026-06-04: it shows nothing of the days before." in found.notes


def test_today_is_lost_only_once_it_is_over(record):
    record.life("2026-06-01T00:00", "2026-06-10T00:00")
    assert record.evidence("2026-06-10T23:59").tally.shortfall == 0
    assert record.evidence("2026-06-11T00:00").tally.shortfall == 1
    (gap,) = record.evidence("2026-06-11T00:00").tally.gaps
    assert gap.ends is None
    assert gap.after.entry.event is Event.HELD


@given(st.lists(st.integers(-5 * 24 * 60, 95 * 24 * 60), min_size=1, max_size=8, unique=True), st.integers(0, 100))
def test_days_are_those_of_a_count_minute_by_minute(tmp_path_factory, minutes, asked):
    opens = at("2026-09-01T00:00").astimezone(UTC)  # 12 weeks with a night of 25 hours
    record = Record(tmp_path_factory.mktemp("record")).planned(date(2026, 9, 1))
    when = (opens + timedelta(days=asked, minutes=7)).astimezone(LONDON)
    moments = [opens + timedelta(minutes=minute) for minute in sorted(minutes)]
    moments = [moment for moment in moments if moment <= when]
    record.life(*moments)
    found = evidence_of(record.ledger.read(), SLUG, when, LONDON)
    public = set()
    for number in range(0, len(moments), 2):
        moment = moments[number]
        end = moments[number + 1] if number + 1 < len(moments) else when + timedelta(seconds=1)
        while moment < min(end, record.window.closes):
            public.add(moment.astimezone(LONDON).date())
            moment += timedelta(minutes=30)
        last = min(end, record.window.closes) - timedelta(seconds=1)
        if last >= moments[number]:
            public.add(last.astimezone(LONDON).date())
    inside = {day for day in public if date(2026, 9, 1) <= day <= date(2026, 11, 23)}
    if moments:
        assert found.tally.days.count() == len(public)
        assert found.tally.days_in_window == len(inside)
        today = when.date()
        passed = [date(2026, 9, 1) + timedelta(days=number) for number in range(84)]
        assert found.tally.lost == len([day for day in passed if day not in inside and day < today])


# Making it up


def test_lost_days_are_made_up_by_weeks(record):
    builders.write_report(record.reports)
    record.life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00")
    found = record.evidence("2026-06-20T12:00")
    assert days(found) == (17, 84, 3)
    assert found.remedy.line == "weeks: 13"
    assert found.remedy.says == (
        "Write weeks: 13 in published_reports/winter.md. It is then public until the end of 30 August 2026."
    )
    builders.write_report(record.reports, weeks=13)
    mended = record.evidence("2026-06-20T12:00")
    assert days(mended) == (17, 84, 0)
    assert mended.remedy.line is None
    record.planned(weeks=13).add(Event.CLOSED, "2026-08-31T00:00")
    assert days(record.evidence("2026-09-01T00:00")) == (88, 84, 0)


def test_a_window_that_was_longer_from_the_beginning_is_due_in_full(record):
    builders.write_report(record.reports, weeks=16)
    record.planned(weeks=16).life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-12T09:00")
    found = record.evidence("2026-06-20T12:00")
    assert days(found)[1:] == (112, 1)
    assert found.remedy.line == "weeks: 17"
    builders.write_report(record.reports)
    assert record.evidence("2026-06-20T12:00").tally.due == 84


@given(st.integers(0, 80), st.integers(1, 80), st.integers(0, 200), st.integers(0, 23))
def test_the_weeks_that_are_told_are_enough_and_a_week_less_is_not(tmp_path_factory, held, length, later, hour):
    record = Record(tmp_path_factory.mktemp("record"))
    opens = record.window.opens + timedelta(hours=1)
    lifted = min(held + length, 84)
    record.life(opens, opens + timedelta(days=held), opens + timedelta(days=lifted, hours=hour))
    when = (opens + timedelta(days=lifted + later, hours=hour)).astimezone(LONDON)
    tally = evidence_of(record.ledger.read(), SLUG, when, LONDON).tally
    weeks = tally.weeks_that_make_up()
    had, today = tally.days.count(FIRST), when.date()

    def in_all(weeks):
        return had + len([day for day in range(7 * weeks) if FIRST + timedelta(days=day) > today])

    assert in_all(weeks) >= 84
    assert weeks == 12 or in_all(weeks - 1) < 84
    assert (weeks == 12) <= (tally.shortfall == 0)


def test_a_held_report_is_released_and_lengthened(record):
    builders.write_report(record.reports, hold="PRIVATE WORDS")
    record.life("2026-06-01T00:00", "2026-06-10T12:00")
    remedy = record.evidence("2026-06-13T12:00").remedy
    assert remedy.command == "board hold 'CPR 01/2026' --release --weeks 13"
    assert (remedy.weeks, remedy.line) == (13, "weeks: 13")
    assert "PRIVATE" not in str(remedy)


def test_a_held_report_that_never_was_public_gets_a_new_day(record):
    builders.write_report(record.reports, hold="PRIVATE WORDS")
    remedy = record.evidence("2026-06-13T12:00").remedy
    assert remedy.command == "board hold 'CPR 01/2026' --release --on 2026-06-14"
    (told,) = record.shortfalls("2026-06-13T12:00")
    assert (told.slug, told.days, told.remedy) == (SLUG, 12, remedy)


def test_a_report_that_its_file_keeps_off_is_mended_first(record):
    builders.write_report(record.reports, hold=Raw("[]"))
    record.life("2026-06-01T00:00", "2026-06-10T12:00")
    found = record.evidence("2026-06-13T12:00")
    assert found.remedy.command == "board check"
    assert found.remedy.line == "weeks: 13"


def test_a_sealed_report_is_approved_again(record):
    builders.write_report(record.reports, approved_digest="sha256:" + "0" * 64)
    record.life("2026-06-01T00:00", "2026-06-10T12:00")
    assert record.evidence("2026-06-13T12:00").remedy.says.endswith("approve it again after that (board approve).")


def test_a_withdrawal_ends_a_window_early_and_says_so(record):
    builders.write_report(record.reports, withdrawn_date=date(2026, 7, 1), withdrawn_reason="PRIVATE WORDS")
    record.add(Event.OPENED, "2026-06-01T00:00")
    planned = record.evidence("2026-06-20T12:00")
    assert (planned.tally.shortfall, planned.to_come) == (0, 54)
    assert planned.remedy.says == (
        "It is to be withdrawn, which ends its window early. To keep it public, take withdrawn_date and "
        "withdrawn_reason out of published_reports/winter.md."
    )
    (told,) = record.shortfalls("2026-06-20T12:00")
    assert str(told).startswith("CPR 01/2026: 54 days of its window still taken by its withdrawal.")
    record.add(Event.WITHDRAWN, "2026-07-01T00:00", who="j.jones")
    done = record.evidence("2026-07-11T12:00")
    assert (done.tally.shortfall, done.to_come) == (10, 44)
    assert "It was withdrawn, which" in done.remedy.says
    assert record.shortfalls("2026-09-01T00:00") == []
    assert "PRIVATE" not in str(sheet_of(done))


def test_a_report_whose_file_is_gone_has_its_evidence_still(record):
    record.life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00")
    record.add(Event.LEFT_OUT, "2026-06-18T10:00", note="missing")
    found = record.evidence("2026-06-20T12:00")
    assert (found.reference, found.source, found.known) == (REFERENCE, None, True)
    assert days(found) == (15, 84, 4)
    assert found.remedy.says.startswith("Bring its file back, and write weeks: 13 in it.")


def test_a_withdrawn_report_without_a_file_lacks_days_and_needs_nothing(record):
    record.add(Event.OPENED, "2026-06-01T00:00").add(Event.WITHDRAWN, "2026-06-10T00:00", who="j.jones")
    found = record.evidence("2026-06-20T12:00")
    assert found.tally.shortfall == 10
    assert found.remedy.line is None


def test_a_window_that_nobody_saw_gets_a_new_day(record):
    builders.write_report(record.reports)
    found = record.evidence("2026-09-10T12:00")
    assert sheet_of(found).answer == "By this record it was never public."
    assert found.remedy.line == "publication_date: 2026-09-11"
    assert record.shortfalls("2026-09-10T12:00") == []


# Who falls short


def test_only_reports_that_fall_short_are_told(record):
    builders.write_report(record.reports, "good")
    builders.write_report(record.reports, "short", reference="CPR 02/2026")
    builders.write_report(record.reports, "coming", reference="CPR 03/2026", publication_date=date(2026, 9, 1))
    builders.write_report(record.reports, "made-up", reference="CPR 04/2026", example=True)
    builders.write_report(record.reports, "late", reference="CPR 05/2026", publication_date=date(2026, 6, 18))
    builders.write_report(record.reports, "bad", reference="X", publication_date=Raw("soon"))
    record.life("2026-06-01T00:00")
    record.life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00", slug="cpr-02-2026")
    told = record.shortfalls("2026-06-20T12:00")
    assert [(one.slug, one.days, one.to_come) for one in told] == [("cpr-05-2026", 2, 0), ("cpr-02-2026", 3, 0)]
    assert str(told[1]) == (
        "CPR 02/2026: 3 days short of its window. Write weeks: 13 in published_reports/short.md. "
        "It is then public until the end of 30 August 2026."
    )


def test_a_report_that_fell_short_is_told_after_its_window_too(record):
    builders.write_report(record.reports)
    record.life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00").add(Event.CLOSED, "2026-08-24T00:00")
    (told,) = record.shortfalls("2026-09-05T12:00")
    assert (told.days, told.remedy.line) == (3, "weeks: 15")


def test_a_report_that_fell_short_is_told_for_28_days_after_its_window_and_then_by_its_evidence_alone(record):
    builders.write_report(record.reports)
    record.life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00").add(Event.CLOSED, "2026-08-24T00:00")
    (told,) = record.shortfalls("2026-09-20T23:59")
    assert "Its window is over: it is then public again, until the end of" in str(told)
    assert record.shortfalls("2026-09-21T00:00") == []
    found = record.evidence("2027-03-01T12:00")
    assert found.tally.shortfall == 3
    assert "it is then public again, until the end of" in found.remedy.says


def test_without_the_spare_weeks_rule_lost_days_could_never_be_made_up(record, monkeypatch):
    builders.write_report(record.reports, weeks=13)
    record.life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00")
    assert record.evidence("2026-06-20T12:00").tally.shortfall == 0
    monkeypatch.setattr(tally_module.Tally, "due", property(lambda self: self.plan.days))
    assert record.evidence("2026-06-20T12:00").tally.shortfall == 3


# The chain, and what is seen from outside


def test_what_was_seen_from_outside_is_counted_apart(record):
    record.add(Event.OPENED, "2026-06-01T00:00")
    for when in ("2026-06-02T08:00", "2026-06-02T20:00", "2026-06-05T08:00"):
        record.add(Event.SEEN, when)
    record.add(Event.CLOSED, "2026-08-24T00:00").add(Event.GONE, "2026-08-24T00:06")
    found = record.evidence("2026-09-01T00:00")
    assert (found.tally.days.count(), found.seen_days, len(found.gone)) == (84, 2, 1)
    assert [line.entry.event for line in found.acts] == [Event.OPENED, Event.CLOSED]


def test_a_broken_chain_comes_first(record):
    record.life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00")
    path = record.ledger.path
    path.write_bytes(path.read_bytes().replace(b"2026-06-10T11", b"2026-06-11T11"))
    sheet = sheet_of(record.evidence("2026-06-20T12:00"))
    assert len(sheet.broken) == 1
    assert dict(sheet.facts)["The ledger's chain"] == "broken: see above"
    page = html_of(sheet)
    assert page.index("The chain of the ledger is broken") < page.index(sheet.answer)


def test_what_a_reader_must_know_of_the_ledger_is_told(record):
    record.add(Event.OPENED, "2026-06-01T00:00")
    path = record.ledger.path
    path.write_bytes(path.read_bytes() + b'{"half')
    assert "not written whole, as after a crash" in record.evidence("2026-06-20T12:00").notes[0]
    record.add(Event.CORRECTED, "2026-06-20T13:00", digest="cd" * 32)
    (note,) = record.evidence("2026-06-21T12:00").notes
    assert note.startswith("Before line 3 of the ledger")
    copy = record.root / "copy.jsonl"
    copy.write_bytes(b"other\n")
    Ledger(path, copy).append([Entry(Event.SEEN, at("2026-06-22T12:00"))])
    assert "kept as copy.copy-differs-1.jsonl" in record.evidence("2026-06-23T12:00").notes[1]
    record.planned(date(2027, 6, 1)).add(Event.OPENED, "2027-06-01T00:00", "apr-02-2027")
    assert evidence_of(record.ledger.read(), "apr-02-2027", at("2027-06-02T00:00"), LONDON).notes == ()


def test_a_closing_by_a_doubted_clock_adds_no_days(record):
    record.add(Event.OPENED, "2026-06-01T00:00").add(Event.CLOSED, "2027-06-01T00:00", doubted=True)
    found = record.evidence("2026-09-01T00:00")
    assert found.tally.days.count() == 84
    assert any("clock was doubted" in note for note in found.notes)


def jumped(record):
    """A run of 2027 by a clock that was wrong closed the report; the next one, of the real day, opened it again."""
    builders.write_report(record.reports)
    record.add(Event.OPENED, "2026-06-01T00:00").add(Event.CLOSED, "2027-01-01T00:00", doubted=True)
    return record


def test_no_day_to_come_counts_after_a_clock_that_jumped_ahead(record):
    jumped(record).add(Event.OPENED, "2026-06-10T10:10")
    for when, so_far in (("2026-06-10T10:10", 10), ("2026-06-12T09:00", 12)):
        found = record.evidence(when)
        assert days(found) == (so_far, 84, 0)
        assert found.tally.days.count() == so_far
        assert sheet_of(found).answer == f"Public on {so_far} days so far, of 84 that are due."
    assert record.ledger.read().bounds == {2: at("2026-06-10T10:10")}
    assert record.evidence("2026-06-12T09:00").tally.gaps == ()


def test_a_doubted_end_counts_until_the_next_line_of_any_report(record):
    jumped(record).add(Event.OPENED, "2026-06-08T10:00", "cpr-09-2026")
    found = record.evidence("2026-06-12T09:00")
    assert days(found) == (8, 84, 3)
    assert found.tally.stretches[0].ends == at("2026-06-08T10:00")
    assert found.remedy.line == "weeks: 13"
    assert record.shortfalls("2026-06-12T09:00")[0].days == 3


def test_without_a_line_after_it_a_doubted_end_counts_until_now(record):
    found = jumped(record).evidence("2026-06-12T09:00")
    assert (found.tally.days.count(), found.tally.public_now) == (12, False)


def test_a_look_back_has_what_a_doubted_clock_did_by_then(record):
    jumped(record).add(Event.HELD, "2026-06-10T10:10", "cpr-09-2026")
    reading = record.ledger.read()
    assert [line.number for line in reading.until(at("2026-06-10T10:10")).lines] == [1, 2, 3]
    assert [line.number for line in reading.until(at("2026-06-10T10:00")).lines] == [1]


def test_no_day_after_the_instant_counts_and_the_weeks_told_are_always_more(record):
    builders.write_report(record.reports)
    record.life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00").add(Event.CLOSED, "2026-08-24T00:00")
    assert record.evidence("2026-06-05T12:00").tally.days.count() == 5
    record.planned(weeks=14).life("2026-08-24T00:00", "2026-09-07T00:00")
    found = record.evidence("2026-09-10T00:00")
    assert found.tally.shortfall == 3
    assert found.remedy.weeks > 12


# The page and the command


def test_the_page_is_complete_in_itself_and_escapes_what_it_prints(record):
    record.add(Event.OPENED, "2026-06-01T00:00", who="<script>alert(1)</script>", reference="<b>CPR</b> 01/2026")
    text = html_of(sheet_of(record.evidence("2026-06-20T12:00")))
    page = Html(text)
    assert page.one("html")["lang"] == "en-GB"
    assert page.one("h1").text == "Evidence of publication: <b>CPR</b> 01/2026"
    assert page.all("script") == page.all("link") == page.all("img") == page.all("b") == []
    assert not re.search(r"https?:|url\(|@import", text)
    assert "A4" in page.one("style").text
    assert {th.attributes.get("scope") for th in page.all("th")} == {"row", "col"}


def run(site, *arguments):
    result = CliRunner().invoke(evidence_command, list(map(str, arguments)), obj=site.config)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


@pytest.fixture
def site(tmp_path):
    return make(tmp_path / "project")


def test_the_command_takes_any_spelling_and_the_slug(site, tmp_path):
    site.report(title="THE SECRET TITLE")
    Record(site.root).add(Event.OPENED, "2026-06-01T00:00").add(Event.CLOSED, "2026-08-24T00:05", who="j.jones")
    outputs = {
        run(site, given, "--format", "json").output.partition('"as_of"')[0] for given in (REFERENCE, "cpr 1 2026", SLUG)
    }
    assert len(outputs) == 1
    result = run(site, REFERENCE, "--html", tmp_path / "evidence.html")
    assert result.exit_code == 0
    assert "Public on 84 days, of 84 that are due." in result.output
    assert "the publishing server kept itself" in result.output
    page = (tmp_path / "evidence.html").read_text("utf-8")
    for told in (result.output, page):
        assert "j.jones" in told
        assert "SECRET" not in told
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["evidence.html"]


def test_the_command_gives_a_document(site, monkeypatch):
    site.report()
    Record(site.root).life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00")
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-12")
    found = json.loads(run(site, SLUG, "--format", "json").output)
    assert found["preview"] is True
    assert found["chain"] == {"whole": True, "broken": [], "notes": []}
    assert found["planned"]["days_due"] == 84
    assert found["in_the_release"]["days"] == 10  # what came later is no part of it
    assert found["in_the_release"]["public_now"] is False
    assert found["shortfall"] == 1
    assert found["remedy"]["line"] == "weeks: 13"


def test_an_unknown_reference_and_one_that_is_none_are_failures(site):
    for reference in ("CPR 99/2026", "!!!"):
        result = run(site, reference)
        assert result.exit_code == 1
        assert result.output.startswith("Error: ")
    assert not (site.root / "var").exists()


def test_a_report_without_its_file_is_known_by_the_ledger(site):
    Record(site.root).add(Event.OPENED, "2026-06-01T00:00").add(Event.CLOSED, "2026-08-24T00:00")
    result = run(site, REFERENCE)
    assert result.exit_code == 0
    assert "Public on 84 days" in result.output


def test_a_broken_chain_is_said_first_and_fails(site):
    record = Record(site.root).life("2026-06-01T00:00", "2026-06-10T12:00", "2026-06-14T09:00")
    path = record.ledger.path
    path.write_bytes(path.read_bytes().replace(b"2026-06-10T11", b"2026-06-11T11"))
    result = run(site, REFERENCE)
    assert result.exit_code == 1
    assert result.output.startswith("The chain of the ledger is broken:\n  Line 3")
    assert "Public on" in result.output
    assert run(site, "CPR 77/2026").exit_code == 1


@pytest.mark.parametrize("place", ["site_src", "published_reports", "var/public", "site"])
def test_the_page_is_written_nowhere_where_it_could_become_public(site, place):
    Record(site.root).add(Event.OPENED, "2026-06-01T00:00")
    folder = site.root / place
    folder.mkdir(parents=True, exist_ok=True)
    result = run(site, REFERENCE, "--html", folder / "evidence.html")
    assert result.exit_code == 1
    assert "It is not for publication: write it somewhere else." in result.output
    assert not (folder / "evidence.html").exists()


def test_what_cannot_be_read_or_written_is_told_without_a_traceback(site, tmp_path):
    Record(site.root).add(Event.OPENED, "2026-06-01T00:00")
    result = run(site, REFERENCE, "--html", tmp_path / "none/evidence.html")
    assert (result.exit_code, "cannot be written" in result.output) == (1, True)
    (site.root / "var/ledger.jsonl").unlink()
    (site.root / "var/ledger.jsonl").mkdir()
    result = run(site, REFERENCE)
    assert (result.exit_code, "cannot be read" in result.output) == (1, True)
