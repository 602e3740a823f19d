from datetime import date, time

import pytest

from board_reports.reports.fields import PartFields, ReportFields, TwinFields
from board_reports.reports.keys import PRIVATE_KEYS, PUBLIC_KEYS
from builders import Raw, only, told, write_part, write_report, write_twin


def problems_with(tmp_path, **front):
    write_report(tmp_path / "r", **front)
    return only(tmp_path / "r").problems


def the_problem(tmp_path, **front):
    (problem,) = problems_with(tmp_path, **front)
    return problem


def fields_with(tmp_path, **front):
    write_report(tmp_path / "r", **front)
    report = only(tmp_path / "r")
    assert report.problems == ()
    return report.fields


# Which keys there are, and who may see them, is the contract's table: a change here is a change there.
PUBLIC = [
    "title",
    "reference",
    "publication_date",
    "review_type",
    "publication_time",
    "weeks",
    "summary",
    "attachments",
]
PUBLIC += ["revised_date", "revision_note", "example"]
PRIVATE = [
    "approved_date",
    "approved_minute",
    "family_told_date",
    "sent_to_welsh_government_date",
    "legal_advice_date",
    "note",
]
PRIVATE += ["approved_digest", "hold", "withdrawn_date", "withdrawn_reason", "waivers"]


def test_the_keys_are_those_of_the_contract():
    assert sorted(PUBLIC_KEYS) == sorted(PUBLIC)
    assert sorted(PRIVATE_KEYS) == sorted(PRIVATE)
    assert sorted(ReportFields.model_fields) == sorted(PUBLIC + PRIVATE)
    assert sorted(TwinFields.model_fields) == ["revision_note", "summary", "title"]
    assert sorted(PartFields.model_fields) == ["title"]


@pytest.mark.parametrize("reference", ["CPR 01/2026", "C&VSB CPR 02/2016", "WG S71 2023", "ab1d", "a  1"])
def test_a_reference(tmp_path, reference):
    assert fields_with(tmp_path, reference=reference).reference == reference


@pytest.mark.parametrize("reference", ["abc", "ab1", "abcd", " a1 ", "CPR", "日本語語", "٣٣٣٣", "two\nlines 1"])
def test_no_reference(tmp_path, reference):
    assert the_problem(tmp_path, reference=reference).key == "reference"


@pytest.mark.parametrize("value", [Raw("2026"), Raw("[CPR 1/2026]"), Raw("2026-06-01"), Raw("01.2026")])
def test_a_reference_is_a_text(tmp_path, value):
    problem = the_problem(tmp_path, reference=value)
    assert problem.key == "reference"


@pytest.mark.parametrize(("value", "read"), [("09:30", time(9, 30)), ("00:00", time(0)), ("23:59", time(23, 59))])
def test_a_publication_time(tmp_path, value, read):
    assert fields_with(tmp_path, publication_time=value).publication_time == read


@pytest.mark.parametrize(
    "value",
    [
        "9:30",
        "24:00",
        "09:60",
        "09.30",
        "0930",
        "09:30:00",
        "9.30 am",
        "noon",
        "09:30 ",
        "09:30+01:00",
        Raw("12:30"),
        Raw("930"),
        Raw("true"),
        Raw("2026-06-01"),
        Raw("[09, 30]"),
    ],
)
def test_no_publication_time(tmp_path, value):
    problem = the_problem(tmp_path, publication_time=value)
    assert problem.key == "publication_time"
    assert 'publication_time: "09:30"' in problem.fix


@pytest.mark.parametrize("weeks", [12, 13, 26, 520])
def test_weeks(tmp_path, weeks):
    assert fields_with(tmp_path, weeks=weeks).weeks == weeks


@pytest.mark.parametrize("weeks", [0, 1, 11, 521, 100000, -12, "12", Raw("12.0"), Raw("true"), Raw("0x0c"), [12]])
def test_no_weeks(tmp_path, weeks):
    assert the_problem(tmp_path, weeks=weeks).key == "weeks"


def test_the_least_number_of_weeks_is_the_sites(tmp_path):
    write_report(tmp_path / "r", weeks=20)
    assert only(tmp_path / "r", minimum_weeks=20).problems == ()
    (problem,) = only(tmp_path / "r", minimum_weeks=21).problems
    assert problem.key == "weeks"
    assert "withdraw" in problem.fix


@pytest.mark.parametrize("kind", ["cpr-concise", "cpr-extended", "apr-concise", "apr-extended", "susr", "other"])
def test_a_review_type(tmp_path, kind):
    assert fields_with(tmp_path, review_type=kind).review_type == kind


@pytest.mark.parametrize(
    ("kind", "hint"),
    [
        ("cpr-concice", "cpr-concise"),
        ("CPR Concise", "cpr-concise"),
        ("SUSR", "susr"),
        ("inquest", "cpr-extended"),
        (Raw("1"), "susr"),
        (Raw("[susr]"), "susr"),
    ],
)
def test_no_review_type(tmp_path, kind, hint):
    problem = the_problem(tmp_path, review_type=kind)
    assert problem.key == "review_type"
    assert hint in problem.fix


def test_the_review_types_are_the_sites(tmp_path):
    write_report(tmp_path / "r", review_type="mhr")
    assert only(tmp_path / "r", review_types={"mhr": {"en": "Mental health review", "cy": "Adolygiad"}}).fields
    assert only(tmp_path / "r").fields is None


@pytest.mark.parametrize("key", ["title", "reference", "approved_digest"])
def test_a_heading_has_one_line(tmp_path, key):
    assert the_problem(tmp_path, **{key: "CPR 1/2026\nand more"}).key == key


@pytest.mark.parametrize("value", ["true", Raw('"true"'), Raw("yes"), Raw("1"), Raw("on")])
def test_example_is_true_or_false(tmp_path, value):
    problem = the_problem(tmp_path, example=value)
    assert problem.key == "example"
    assert "example: true" in problem.fix


def test_example_may_be_true_or_false(tmp_path):
    assert fields_with(tmp_path, example=True).example is True
    assert fields_with(tmp_path, example=False).example is False


def test_the_board_approves_before_it_publishes(tmp_path):
    assert fields_with(tmp_path, approved_date=date(2026, 6, 1)).approved_date == date(2026, 6, 1)
    problem = the_problem(tmp_path, approved_date=date(2026, 6, 2))
    assert (problem.key, problem.line) == ("approved_date", 5)


PAIRS = [("revised_date", "revision_note"), ("withdrawn_date", "withdrawn_reason")]


@pytest.mark.parametrize(("day", "why"), PAIRS)
def test_two_keys_that_belong_together(tmp_path, day, why):
    assert fields_with(tmp_path, **{day: date(2026, 6, 20), why: "A number was corrected"})
    assert the_problem(tmp_path, **{day: date(2026, 6, 20)}).key == day
    assert the_problem(tmp_path, **{why: "A number was corrected"}).key == why


@pytest.mark.parametrize(
    ("revised", "good"),
    [
        (date(2026, 5, 31), False),
        (date(2026, 6, 1), True),
        (date(2026, 8, 23), True),
        (date(2026, 8, 24), False),
    ],
)
def test_a_correction_falls_inside_the_window(tmp_path, revised, good):
    problems = problems_with(tmp_path, revised_date=revised, revision_note="A number was corrected")
    assert [problem.key for problem in problems] == ([] if good else ["revised_date"])


def test_a_correction_may_fall_on_the_morning_of_a_late_closing(tmp_path):
    assert fields_with(
        tmp_path, revised_date=date(2026, 8, 24), revision_note="A number was corrected", publication_time="09:30"
    )


@pytest.mark.parametrize(
    "attachments",
    [
        [{"file": "timeline.pdf"}],
        [{"file": "timeline.pdf", "title": "Timeline", "title_cy": "Llinell amser", "language": "both"}],
        [{"file": "below/timeline.pdf", "language": "cy"}],
        [{"file": "a.pdf"}, {"file": "b.pdf"}],
    ],
)
def test_attachments(tmp_path, attachments):
    assert len(fields_with(tmp_path, attachments=attachments).attachments) == len(attachments)


@pytest.mark.parametrize(
    "attachments",
    [
        "timeline.pdf",
        ["timeline.pdf"],
        {"file": "timeline.pdf"},
        [{"title": "Timeline"}],
        [{"file": "timeline.pdf", "language": "fr"}],
        [{"file": "timeline.pdf", "language": "EN"}],
        [{"file": "timeline.pdf", "lang": "en"}],
        [{"file": "timeline.pdf", "title": 5}],
        [{"file": "timeline.pdf"}, {"file": "timeline.pdf"}],
        [{"file": "/etc/timeline.pdf"}],
        [{"file": "../other/timeline.pdf"}],
        [{"file": "a/../timeline.pdf"}],
        [{"file": "./timeline.pdf"}],
        [{"file": ".timeline.pdf"}],
        [{"file": "a//timeline.pdf"}],
        [{"file": "a\\timeline.pdf"}],
        [{"file": "a\nb.pdf"}],
    ],
)
def test_no_attachments(tmp_path, attachments):
    problem = the_problem(tmp_path, attachments=attachments)
    assert problem.key.startswith("attachments")
    assert problem.fix


def test_waivers(tmp_path):
    waiver = {"kind": "name", "digest": "sha256:00", "reason": "It is the name of a street."}
    assert len(fields_with(tmp_path, waivers=[waiver]).waivers) == 1
    problem = the_problem(tmp_path, waivers=[{"kind": "name", "digest": "sha256:00"}])
    assert problem.key.startswith("waivers")


@pytest.mark.parametrize(
    "key", ["reference", "publication_date", "approved_date", "hold", "attachments", "weeks", "example", "note"]
)
def test_a_welsh_twin_carries_words_alone(tmp_path, key):
    twin = write_twin(write_report(tmp_path / "r"), **{key: "CPR 01/2026"})
    (problem,) = only(tmp_path / "r").content.problems
    assert (problem.file, problem.key) == (f"r/{twin.name}", key)


def test_a_welsh_twin_may_have_a_summary_and_a_note(tmp_path):
    english = write_report(
        tmp_path / "r", summary="Short.", revised_date=date(2026, 6, 20), revision_note="A number was corrected"
    )
    write_twin(english, summary="Byr.", revision_note="Cywirwyd rhif")
    text = only(tmp_path / "r").content.texts["cy"]
    assert (text.title, text.summary, text.revision_note) == ("Adolygiad o'r gaeaf", "Byr.", "Cywirwyd rhif")


@pytest.mark.parametrize("key", ["summary", "publication_date", "reference", "revision_note"])
def test_a_part_carries_a_title_alone(tmp_path, key):
    home = write_report(tmp_path / "r", "winter/").parent
    write_part(home / "briefing.md", **{key: "CPR 01/2026"})
    (problem,) = only(tmp_path / "r").content.problems
    assert (problem.file, problem.key) == ("r/winter/briefing.md", key)


def test_a_twin_or_part_without_a_title(tmp_path):
    english = write_report(tmp_path / "r", "winter/")
    write_twin(english, title=None, summary="Byr.")
    write_part(english.with_name("briefing.md"), title=None, note="x")
    problems = only(tmp_path / "r").content.problems
    assert {(problem.file, problem.key) for problem in problems} == {
        ("r/winter/index.cy.md", "title"),
        ("r/winter/briefing.md", "title"),
        ("r/winter/briefing.md", "note"),
    }
    assert "There is no title." in told(problems)
