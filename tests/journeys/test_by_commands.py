"""Whole cases from the first day to the last, by commands alone, as an administrator types them."""

import json
import re

import pytest

from journeys.case import OFFICE, PAGES, REFERENCE, is_gone, is_public
from journeys.council import council
from journeys.reviewers_word import ENGLISH, SCHOOL, TELEPHONE, WELSH, word_file

pytestmark = pytest.mark.slow


@pytest.fixture
def place(tmp_path):
    """A new council on Tuesday 1 December 2026."""
    with council(tmp_path / "council", "2026-12-01T10:00") as made:
        yield made


def approved(place, *, opens="2027-01-11"):
    """Take the reviewer's Word files to an approved report that is public from a day on."""
    (place.root / "report.docx").write_bytes(word_file(ENGLISH))
    (place.root / "adroddiad.docx").write_bytes(word_file(WELSH, picture=False))
    told = place.board(
        "import", "report.docx", "--welsh", "adroddiad.docx", "--reference", REFERENCE,
        "--title", ENGLISH["title"], "--title-cy", WELSH["title"], "--date", opens, "--type", "cpr-concise",
    )  # fmt: skip
    assert not any(token in told for token in OFFICE)
    draft = place.reports / "_cpr-01-2027"
    found = place.board("check", REFERENCE, code=1)
    assert not any(token in found for token in OFFICE)
    english = draft / "index.md"
    text = english.read_text("utf-8")
    assert TELEPHONE in text
    assert "OFFICE-BLOCK-TOKEN" not in text
    assert "SIGNATURE-TOKEN" not in text
    text = text.replace(f"{SCHOOL}, whose office ({TELEPHONE}) kept", "the school, whose office kept")
    english.write_text(described(text), "utf-8")
    place.board("check", REFERENCE)
    place.board("approve", REFERENCE, "--on", "2026-11-30", "--minute", "4.2")
    for path in (place.root / "report.docx", place.root / "adroddiad.docx"):
        path.unlink()


def described(text):
    """The text with words for its one picture, in the place where the import has asked for them."""
    new, count = re.subn(r"!\[[^\]]*\]", "![Three boxes in a row, each with an arrow to the next]", text)
    assert count == 1
    return new


def test_from_the_word_file_to_the_last_day(place):
    approved(place)
    standing = json.loads(place.board("status", "--format", "json"))["reports"]
    assert [(one["reference"], one["standing"], one["sealed"]) for one in standing] == [(REFERENCE, "scheduled", True)]
    place.night()
    with place.served():
        assert is_gone(place)
        place.nights_until("2027-01-10T23:59")
        assert is_gone(place)
        place.nights_until("2027-01-11T00:00")
        assert is_public(place)
        page = place.web.ask(PAGES[0]).body.decode()
        assert "Available until the end of 4 April 2027" in page
        assert "<table" in page
        assert not any(token in page for token in OFFICE)
        place.board("verify", place.url)
        place.nights_until("2027-04-04T23:58")
        assert is_public(place)
        place.it_is("2027-04-05T00:01")
        assert is_gone(place)  # by the rules of the server alone, before any run
        assert place.answers("/reports/") == 200
        place.night()
        assert is_gone(place)
        place.board("verify", place.url)
    left = [path for path in (place.root / "var").rglob("*") if "cpr-01-2027" in path.name]
    assert left == []
    assert "84 days" in place.board("evidence", REFERENCE)


def test_a_hold_on_the_eve_and_a_release_with_a_new_date(place):
    approved(place)
    place.night()
    with place.served():
        place.it_is("2027-01-10T20:15")
        told = place.board("hold", REFERENCE, "--reason", "A solicitor has called")
        assert "solicitor" not in told
        place.nights_until("2027-01-11T00:05")
        assert is_gone(place)
        place.it_is("2027-01-20T09:00")
        place.board("hold", REFERENCE, "--release", code=2)  # its day has passed: a new one is needed
        place.board("hold", REFERENCE, "--release", "--on", "2027-01-25")
        place.night()
        assert is_gone(place)
        place.nights_until("2027-01-25T00:05")
        assert is_public(place)
        assert "Available until the end of 18 April 2027" in place.web.ask(PAGES[0]).body.decode()
    assert all(word not in place.board("evidence", REFERENCE) for word in ("solicitor", "shortfall of"))


def test_a_correction_while_it_is_public(place):
    approved(place)
    place.nights_until("2027-01-11T00:05")
    with place.served():
        assert is_public(place)
        place.it_is("2027-02-01T10:00")
        place.board("correct", REFERENCE)
        place.night()
        assert b"Two referrals were made" in place.web.ask(PAGES[0]).body
        prepared = place.reports / "cpr-01-2027" / "_correction" / "index.md"
        prepared.write_text(prepared.read_text("utf-8").replace("Two referrals", "Three referrals"), "utf-8")
        place.night()
        assert b"Two referrals were made" in place.web.ask(PAGES[0]).body
        place.board(
            "approve", REFERENCE, "--correction", "A number in the outline was corrected.",
            "--correction-cy", "Cywirwyd rhif yn yr amlinelliad.",
        )  # fmt: skip
        place.night()
        english, welsh = (place.web.ask(page).body.decode() for page in PAGES)
        assert "Three referrals were made" in english
        assert "Two referrals were made" not in english
        assert "A number in the outline was corrected." in english
        assert "Cywirwyd rhif yn yr amlinelliad." in welsh
        assert "4 April 2027" in english  # its window is as it was
    assert "approved" in (place.root / "var" / "ledger.jsonl").read_text()


def test_a_report_that_must_come_down_now(place):
    approved(place)
    place.nights_until("2027-01-11T00:05")
    with place.served():
        assert is_public(place)
        place.it_is("2027-01-12T20:00")
        told = place.board("withdraw", REFERENCE, "--reason", "At the request of the family")
        assert "off the site" in told
        assert "family" not in told
        assert is_gone(place)  # before any run
        place.night()
        assert is_gone(place)
        assert b"CPR 01/2027" not in place.web.ask("/reports/").body
        assert b"one family" not in place.web.ask("/search/search_index.json").body
    shown = place.board("evidence", REFERENCE)
    assert "2 days" in shown
    assert "family" not in shown


def test_an_inspector_asks_for_the_12_weeks(place):
    approved(place)
    for day in ("2027-01-11T00:05", "2027-04-05T00:05"):
        place.nights_until(day)
    place.it_is("2027-06-01T11:00")
    sheet = place.folder / "evidence.html"
    told = place.board("evidence", REFERENCE, "--html", sheet)
    page = sheet.read_text("utf-8")
    for text in (told, page):
        assert "84 days" in text
        assert "2027-04-05" in text
    assert ENGLISH["title"] not in page
    assert "4.2" not in page  # the minute
