from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_reports.reports import Standing
from builders import Raw, at, only, read, standing, standings, told, write, write_part, write_report, write_twin

BEFORE, INSIDE, AFTER = "2026-05-25T12:00", "2026-06-10T12:00", "2026-09-01T12:00"

# One mark for each row of the table: what makes a report that standing, at an instant inside its window. In the
# table's order: of two that apply, the first decides.
INVALID = {"wekks": 12}
WITHDRAWN = {"withdrawn_date": date(2026, 6, 5), "withdrawn_reason": "Corrected"}
HELD = {"hold": "A question was asked"}
UNAPPROVED = {"approved_date": None}


def standing_of(tmp_path, when=INSIDE, settings=None, **front):
    write_report(tmp_path / "r", **front)
    return standing(tmp_path / "r", when, **(settings or {}))


@pytest.mark.parametrize(
    ("front", "when", "expected"),
    [
        ({}, BEFORE, Standing.SCHEDULED),
        ({}, INSIDE, Standing.LIVE),
        ({}, AFTER, Standing.EXPIRED),
        (UNAPPROVED, BEFORE, Standing.UNAPPROVED),
        (UNAPPROVED, INSIDE, Standing.UNAPPROVED),
        (UNAPPROVED, AFTER, Standing.EXPIRED),
        (HELD, BEFORE, Standing.HELD),
        (HELD, INSIDE, Standing.HELD),
        (HELD, AFTER, Standing.EXPIRED),
        (HELD | UNAPPROVED, BEFORE, Standing.HELD),
        (HELD | UNAPPROVED, INSIDE, Standing.HELD),
        (WITHDRAWN, BEFORE, Standing.SCHEDULED),
        (WITHDRAWN, INSIDE, Standing.WITHDRAWN),
        (WITHDRAWN, AFTER, Standing.WITHDRAWN),
        (WITHDRAWN | HELD, INSIDE, Standing.WITHDRAWN),
        (WITHDRAWN | UNAPPROVED, INSIDE, Standing.WITHDRAWN),
        (INVALID, BEFORE, Standing.INVALID),
        (INVALID, INSIDE, Standing.INVALID),
        (INVALID, AFTER, Standing.INVALID),
        (INVALID | WITHDRAWN, INSIDE, Standing.INVALID),
        (INVALID | WITHDRAWN, AFTER, Standing.INVALID),
        (INVALID | HELD, INSIDE, Standing.INVALID),
        (INVALID | UNAPPROVED, INSIDE, Standing.INVALID),
        ({"body": ""}, INSIDE, Standing.INVALID),
        ({"body": ""}, AFTER, Standing.EXPIRED),
        ({"body": ""} | WITHDRAWN, INSIDE, Standing.INVALID),
        ({"body": ""} | WITHDRAWN, AFTER, Standing.WITHDRAWN),
        ({"body": ""} | HELD, INSIDE, Standing.INVALID),
    ],
)
def test_the_first_row_that_applies_decides(tmp_path, front, when, expected):
    one = standing_of(tmp_path, when, **front)
    assert one.standing is expected
    assert one.live is (expected is Standing.LIVE)


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-06-04T23:59:59", Standing.LIVE),
        ("2026-06-05T00:00", Standing.WITHDRAWN),
        ("2026-06-05T23:59", Standing.WITHDRAWN),
        ("2026-06-06T00:00", Standing.WITHDRAWN),
    ],
)
def test_a_withdrawal_begins_with_its_day(tmp_path, when, expected):
    assert standing_of(tmp_path, when, **WITHDRAWN).standing is expected


@pytest.mark.parametrize(
    ("when", "expected"),
    [("2026-05-29T23:59:59", Standing.UNAPPROVED), ("2026-05-30T00:00", Standing.SCHEDULED)],
)
def test_an_approval_counts_from_its_day(tmp_path, when, expected):
    assert standing_of(tmp_path, when, approved_date=date(2026, 5, 30)).standing is expected


def test_an_approval_on_the_day_of_publication_opens_on_time(tmp_path):
    approved = {"approved_date": date(2026, 6, 1)}
    assert standing_of(tmp_path, "2026-05-31T23:59:59", **approved).standing is Standing.UNAPPROVED
    assert standing_of(tmp_path, "2026-06-01T00:00", **approved).standing is Standing.LIVE


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-06-01T00:00", Standing.SCHEDULED),
        ("2026-06-01T09:29:59", Standing.SCHEDULED),
        ("2026-06-01T09:30", Standing.LIVE),
        ("2026-08-24T09:29:59", Standing.LIVE),
        ("2026-08-24T09:30", Standing.EXPIRED),
    ],
)
def test_a_publication_time(tmp_path, when, expected):
    assert standing_of(tmp_path, when, publication_time="09:30").standing is expected


def test_weeks_of_the_report_and_of_the_site(tmp_path):
    assert standing_of(tmp_path, "2026-08-30T12:00").standing is Standing.EXPIRED
    assert standing_of(tmp_path, "2026-08-30T12:00", weeks=13).standing is Standing.LIVE
    assert standing_of(tmp_path, "2026-08-31T00:00", weeks=13).standing is Standing.EXPIRED
    assert standing_of(tmp_path, "2026-08-30T12:00", {"weeks": 13}).standing is Standing.LIVE
    assert standing_of(tmp_path, "2026-08-31T00:00", {"weeks": 26}, weeks=13).standing is Standing.EXPIRED


@pytest.mark.parametrize(
    ("told_on", "expected"),
    [(None, Standing.UNAPPROVED), (date(2026, 6, 11), Standing.UNAPPROVED), (date(2026, 6, 10), Standing.LIVE)],
)
def test_required_before_publication(tmp_path, told_on, expected):
    required = {"required_before_publication": ("family_told_date",)}
    one = standing_of(tmp_path, settings=required, family_told_date=told_on)
    assert one.standing is expected
    assert standing_of(tmp_path, AFTER, required, family_told_date=told_on).standing is Standing.EXPIRED
    if expected is Standing.UNAPPROVED:
        assert "family_told_date" in one.why
        assert one.left_out


def test_a_required_seal(tmp_path):
    required = {"require_seal": True}
    assert standing_of(tmp_path, settings=required).standing is Standing.UNAPPROVED
    digest = only(tmp_path / "r").content.seal
    assert standing_of(tmp_path, settings=required, approved_digest=digest).standing is Standing.LIVE
    assert standing_of(tmp_path, settings=required, approved_digest="x").standing is Standing.UNAPPROVED


@pytest.mark.parametrize("when", [BEFORE, INSIDE, AFTER])
def test_a_seal_that_does_not_match_is_judged_until_closing(tmp_path, when):
    one = standing_of(tmp_path, when, approved_digest="sha256:00")
    assert one.standing is (Standing.EXPIRED if when == AFTER else Standing.UNAPPROVED)
    assert one.left_out is (when == INSIDE)


def test_a_required_welsh_twin(tmp_path):
    required = {"require_welsh": True}
    path = write_report(tmp_path / "r")
    one = standing(tmp_path / "r", **required)
    assert one.standing is Standing.UNAPPROVED
    assert "Welsh" in one.why
    write_twin(path)
    assert standing(tmp_path / "r", **required).standing is Standing.LIVE
    assert standing(tmp_path / "r").standing is Standing.LIVE


LEFT_OUT = [
    # front matter, instant, left out because of a problem that somebody should mend
    ({}, INSIDE, False),
    ({}, BEFORE, False),
    ({}, AFTER, False),
    (HELD, INSIDE, False),
    (WITHDRAWN, INSIDE, False),
    (UNAPPROVED, BEFORE, False),
    (UNAPPROVED, "2026-05-31T23:59:59", False),
    (UNAPPROVED, "2026-06-01T00:00", True),
    (UNAPPROVED, "2026-08-23T23:59:59", True),
    (UNAPPROVED, "2026-08-24T00:00", False),
    (INVALID, BEFORE, True),
    (INVALID, INSIDE, True),
    (INVALID, AFTER, False),
    ({"publication_date": Raw("01/06/2026")}, AFTER, True),
    ({"publication_date": None}, AFTER, True),
    ({"weeks": 3}, AFTER, True),
    ({"publication_time": "noon"}, AFTER, True),
    ({"title": None}, AFTER, False),
    ({"body": ""}, BEFORE, True),
    ({"body": ""}, INSIDE, True),
    ({"body": ""}, AFTER, False),
]


@pytest.mark.parametrize(("front", "when", "left_out"), LEFT_OUT)
def test_what_counts_as_left_out(tmp_path, front, when, left_out):
    one = standing_of(tmp_path, when, **front)
    assert one.left_out is left_out
    found = standings(tmp_path / "r", when)
    assert found.left_out == ((one,) if left_out else ())
    if left_out:
        assert one.problems
        assert found.pressing == one.problems


def test_a_file_that_cannot_be_read_is_left_out_for_ever(tmp_path):
    write(tmp_path / "r" / "winter.md", b"\xff\xfe")
    one = standing(tmp_path / "r", "2099-01-01T00:00")
    assert one.standing is Standing.INVALID
    assert one.left_out


PRIVATE = {
    "approved_date": date(2026, 5, 13),
    "approved_minute": "Quince seventeen",
    "family_told_date": date(2026, 5, 14),
    "sent_to_welsh_government_date": date(2026, 5, 15),
    "legal_advice_date": date(2026, 5, 16),
    "note": "Mulberry the archivist",
    "hold": "Tangerine complaint",
    "withdrawn_date": date(2026, 6, 17),
    "withdrawn_reason": "Persimmon named",
    "approved_digest": "sha256:medlar",
}
WORDS = ["Quince", "Mulberry", "Tangerine", "Persimmon", "medlar", "archivist", "complaint"]
WORDS += [value.isoformat() for value in PRIVATE.values() if isinstance(value, date)]


@pytest.mark.parametrize("when", ["2026-05-01T12:00", BEFORE, INSIDE, "2026-06-20T12:00", AFTER])
@pytest.mark.parametrize(
    "without",
    [
        [],
        ["hold"],
        ["hold", "withdrawn_date", "withdrawn_reason"],
        ["withdrawn_date", "withdrawn_reason", "approved_digest"],
    ],
)
@pytest.mark.parametrize("more", [{}, {"wekks": 12}, {"body": ""}, {"title": None}])
def test_why_never_repeats_a_private_text(tmp_path, when, without, more):
    front = {key: value for key, value in PRIVATE.items() if key not in without} | more
    for required in ({}, {"require_seal": True, "required_before_publication": ("family_told_date",)}):
        one = standing_of(tmp_path, when, required, **front)
        said = f"{one.why} {told(one.problems)}"
        assert not [word for word in WORDS if word in said]
        assert one.why.endswith(".")
        assert "\n" not in one.why


@pytest.mark.parametrize(
    ("front", "when", "words"),
    [
        ({}, BEFORE, "opens at 00:00 on 2026-06-01"),
        ({}, INSIDE, "until 00:00 on 2026-08-24"),
        ({}, AFTER, "closed at 00:00 on 2026-08-24"),
        (HELD, INSIDE, "hold"),
        (WITHDRAWN, INSIDE, "withdrawn"),
        (UNAPPROVED, INSIDE, "approved_date"),
        (INVALID, INSIDE, "front matter"),
        ({"body": ""}, INSIDE, "rule"),
    ],
)
def test_why_names_the_rule(tmp_path, front, when, words):
    assert words in standing_of(tmp_path, when, **front).why


def test_a_problem_in_one_report_keeps_no_other_up_or_down(tmp_path):
    folder = tmp_path / "r"
    write_report(folder, "good", reference="CPR 01/2026")
    alone = standings(folder, INSIDE).live[0].report.source
    write_report(folder, "wrong", reference="CPR 02/2026", **INVALID)
    write_report(folder, "empty", "", reference="CPR 03/2026")
    write_report(folder, "held", reference="CPR 04/2026", **HELD)
    write_part(folder / "alone" / "briefing.md")
    write(folder / "noise.txt", "x")
    write_report(
        folder, "over", reference="CPR 05/2026", publication_date=date(2026, 3, 18), approved_date=date(2026, 1, 1)
    )
    found = standings(folder, INSIDE)
    assert [one.report.source for one in found.live] == [alone]
    assert [one.report.source for one in found.left_out] == ["r/alone", "r/empty.md", "r/wrong.md"]


def test_live_reports_stand_newest_first(tmp_path):
    folder = tmp_path / "r"
    for number, day in ((1, 1), (2, 8), (3, 8), (4, 4)):
        write_report(folder, f"r{number}", reference=f"CPR {number}/2026", publication_date=date(2026, 6, day))
    found = standings(folder, INSIDE)
    assert [one.report.slug for one in found.live] == ["cpr-02-2026", "cpr-03-2026", "cpr-04-2026", "cpr-01-2026"]
    assert [one.report.source for one in found.reports] == [f"r/r{number}.md" for number in (1, 2, 3, 4)]


# What comes next, found the long way: the set of live reports, asked at every midnight and half past nine.


def next_by_asking(register, start):
    live = [one.live for one in register.at(start).reports]
    day = start.date()
    for count in range(200):
        for clock in ("00:00", "09:30"):
            moment = at(f"{day + timedelta(days=count)}T{clock}")
            if moment > start and [one.live for one in register.at(moment).reports] != live:
                return moment
    return None


DAYS = st.dates(date(2026, 5, 1), date(2026, 7, 31))


@settings(max_examples=25)
@given(
    published=DAYS,
    approved=st.none() | DAYS,
    withdrawn=st.none() | st.dates(date(2026, 5, 1), date(2026, 9, 30)),
    family=st.none() | DAYS,
    clock=st.sampled_from([None, "09:30"]),
    hold=st.sampled_from([None, None, "A question"]),
    start=DAYS,
)
def test_the_next_change_is_when_a_report_next_opens_or_closes_by_itself(
    tmp_path_factory, published, approved, withdrawn, family, clock, hold, start
):
    folder = tmp_path_factory.mktemp("r")
    write_report(
        folder,
        publication_date=published,
        approved_date=approved,
        family_told_date=family,
        publication_time=clock,
        hold=hold,
        withdrawn_date=withdrawn,
        withdrawn_reason=withdrawn and "Corrected",
    )
    register = read(folder, required_before_publication=("family_told_date",))
    start = at(f"{start}T12:00")
    assert register.at(start).next_change == next_by_asking(register, start)
