import time
from datetime import UTC, date, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from board_reports.reports import Register, Settings, Standing
from builders import BODY, at, read, report_text, standings, told, write, write_report, write_twin

INSIDE, AFTER = "2026-06-10T12:00", "2026-09-01T12:00"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("CPR 01/2026", "CPR 01/2026"),
        ("CPR 01/2026", "cpr 1 - 2026"),
        ("C&VSB CPR 2/2016", "CVSB CPR 02/2016"),
        ("Tŷ 1/2026", "ty 001/2026"),
    ],
)
@pytest.mark.parametrize("when", [INSIDE, AFTER])
def test_all_files_that_claim_a_reference_are_invalid(tmp_path, one, other, when):
    folder = tmp_path / "r"
    write_report(folder, "a", reference=one)
    write_report(folder, "b/", reference=other)
    write_report(folder, "c", reference="CPR 09/2026")
    found = standings(folder, when)
    assert [each.standing for each in found.reports][:2] == [Standing.INVALID, Standing.INVALID]
    assert found.reports[2].standing is (Standing.LIVE if when == INSIDE else Standing.EXPIRED)
    assert {problem.file for problem in found.problems} == {"r/a.md", "r/b/index.md"}
    assert "r/b/index.md" in found.reports[0].problems[0].fix
    assert found.reports[0].problems[0].key == "reference"
    assert found.reports[0].problems[0].line == 3


def test_a_wrong_report_claims_its_reference_too(tmp_path):
    folder = tmp_path / "r"
    write_report(folder, "a")
    write_report(folder, "b", wekks=12)
    assert [one.standing for one in standings(folder, INSIDE).reports] == [Standing.INVALID] * 2


@pytest.mark.parametrize(
    "front",
    [
        {"hold": "A question"},
        {"withdrawn_date": date(2026, 6, 2), "withdrawn_reason": "Corrected"},
        {"approved_date": None},
        {"publication_date": date(2020, 6, 1), "approved_date": date(2020, 5, 1)},
        {"example": True},
    ],
)
def test_a_reference_is_taken_by_a_report_of_any_standing(tmp_path, front):
    folder = tmp_path / "r"
    write_report(folder, "a")
    write_report(folder, "b", **front)
    assert [one.standing for one in standings(folder, INSIDE).reports] == [Standing.INVALID] * 2


def test_drafts_claim_nothing(tmp_path):
    folder = tmp_path / "r"
    write_report(folder, "a")
    write_report(folder, "_b/")
    write_report(folder, "_c")
    (one,) = standings(folder, INSIDE).reports
    assert one.live


@pytest.mark.parametrize(
    "spelling", ["C&VSB CPR 02/2016", "cvsb-cpr-02-2016", "CVSB CPR 2 2016", " c&vsb  cpr 002-2016 ", "CVSB-CPR-2-2016"]
)
def test_a_report_is_found_in_any_spelling(tmp_path, spelling):
    write_report(tmp_path / "r", "a", reference="C&VSB CPR 02/2016")
    write_report(tmp_path / "r", "b", reference="C&VSB CPR 03/2016")
    assert [report.source for report in read(tmp_path / "r").find(spelling)] == ["r/a.md"]


@pytest.mark.parametrize("spelling", ["", " ", "&", "日本", "CPR 04/2016", "cvsb-cpr-02-2016/", "a"])
def test_an_unknown_reference_finds_nothing_else(tmp_path, spelling):
    write_report(tmp_path / "r", "a", reference="C&VSB CPR 02/2016")
    write(tmp_path / "r" / "b.md", "No reference here")
    found = [report.source for report in read(tmp_path / "r").find(spelling)]
    assert found == (["r/a.md"] if spelling.endswith("/") else [])


def test_all_that_claim_a_reference_are_found(tmp_path):
    write_report(tmp_path / "r", "a")
    write_report(tmp_path / "r", "b", wekks=12)
    assert len(read(tmp_path / "r").find("cpr 1/2026")) == 2


def test_an_instant_needs_a_zone(tmp_path):
    write_report(tmp_path / "r")
    with pytest.raises(ValueError, match="time zone"):
        read(tmp_path / "r").at(datetime(2026, 6, 10))


def test_problems_are_sorted_by_file_and_line(tmp_path):
    folder = tmp_path / "r"
    write_report(folder, "b", wekks=12, zzz="x")
    write_report(folder, "a", weeks=1, reference="CPR 02/2026", aaa="x")
    write(folder / "B.txt", "x")
    places = [(problem.file, problem.line) for problem in standings(folder, INSIDE).problems]
    assert places == sorted(places)
    assert len(places) == 5


def test_a_problem_as_json_has_all_its_keys(tmp_path):
    write_report(tmp_path / "r", weeks=1)
    write(tmp_path / "r" / "x.txt", "x")
    for problem in standings(tmp_path / "r", INSIDE).problems:
        assert list(problem.as_json()) == ["file", "line", "key", "message", "fix"]


def test_the_register_can_be_asked_for_any_instant(tmp_path):
    write_report(tmp_path / "r")
    register = read(tmp_path / "r")
    found = [register.at(at(when)).reports[0].standing for when in (AFTER, INSIDE, "2026-05-25T12:00", INSIDE, AFTER)]
    assert found == ["expired", "live", "scheduled", "live", "expired"]
    assert register.at(datetime(1970, 1, 1, tzinfo=UTC)).reports[0].standing == "unapproved"
    assert register.at(datetime(9998, 1, 1, tzinfo=UTC)).reports[0].standing == "expired"


def judged(folder):
    register = Register.read(folder, Settings(root=folder))
    for when in ("2026-05-01T00:00", INSIDE, AFTER):
        found = register.at(at(when))
        for problem in found.problems:
            assert "\n" not in str(problem)
            str(problem).encode()
        for one in found.reports:
            assert one.why
            assert one.report.source
            assert one.report.sealed in (True, False, None)
    return register


NAMES = ["a.md", "a.cy.md", "b/index.md", "b/index.cy.md", "b/part.md", "b/part.cy.md", "b/x.pdf", "c.txt"]
FILES = st.dictionaries(
    st.sampled_from(NAMES),
    st.binary(max_size=200)
    | st.text(max_size=80).map(lambda text: report_text(text + "\n").encode("utf-8", "replace"))
    | st.text(max_size=40).map(lambda text: report_text(title=text).encode("utf-8", "replace"))
    | st.just(report_text("[x](x.pdf) ![y](x.pdf) [z](part.md)\n").encode()),
    max_size=len(NAMES),
)


@settings(max_examples=150)
@given(FILES)
@example({"a.md": report_text("\x02wzxhzdk:0\x03\n").encode()})
@example({"a.md": report_text("[a]: <\n[a][a]\n").encode()})
@example({"a.md": b"---\n---\n---\n"})
def test_reading_never_raises(tmp_path_factory, files):
    folder = tmp_path_factory.mktemp("r")
    for name, content in files.items():
        write(folder / name, content)
    started = time.perf_counter()
    judged(folder)
    assert time.perf_counter() - started < 10


def test_a_file_that_goes_while_it_is_read_is_a_problem(tmp_path, monkeypatch):
    folder = tmp_path / "r"
    path = write_report(folder, "winter/", body="[x](a.pdf)\n")
    write(path.with_name("a.pdf"), b"%PDF-1.4")
    register = read(folder)
    path.with_name("a.pdf").unlink()
    assert register.at(at(INSIDE)).reports[0].standing is Standing.INVALID


def test_many_reports_are_read_in_good_time(tmp_path):
    folder = tmp_path / "r"
    for number in range(1, 151):
        write_twin(write_report(folder, f"r{number}", BODY * 20, reference=f"CPR {number}/2026"))
    started = time.perf_counter()
    assert len(standings(folder, INSIDE).live) == 150
    assert time.perf_counter() - started < 60


def test_what_is_told_twice_is_told_once(tmp_path):
    write_report(tmp_path / "r", "winter/", body="[x](no.pdf) [y](no.pdf)\n")
    found = standings(tmp_path / "r", INSIDE)
    assert told(found.problems).count("no.pdf") <= 1
    assert len(found.problems) == 1
