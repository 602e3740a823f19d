"""The Board's own site: its example reports, its permanent pages, and where its contact details stand."""

import re
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest
import yaml

from board_reports.reports import Register, Settings, Standing

ROOT = Path(__file__).parent.parent
FIRST, LAST = date(2026, 11, 23), date(2028, 12, 31)
PAGES = sorted((ROOT / "site_src").rglob("*.md"))


@pytest.fixture(scope="module")
def register():
    return Register.read(ROOT / "published_reports", Settings(root=ROOT))


def words_of(text):
    return len(re.findall(r"[A-Za-z][\w'-]*", text))


def test_every_report_is_sound_and_an_approved_example(register):
    assert not register.stray
    assert len(register.reports) >= 12
    for report in register.reports:
        assert not report.problems
        assert not report.content.problems
        assert not report.content.advice
        assert report.fields.example is True
        assert report.fields.approved_date < FIRST


def test_on_every_day_one_to_three_are_live_and_one_is_scheduled(register):
    day = FIRST
    while day <= LAST:
        standings = register.at(datetime.combine(day, time(12), tzinfo=UTC))
        scheduled = [one for one in standings.reports if one.standing is Standing.SCHEDULED]
        assert 1 <= len(standings.live) <= 3, day
        assert scheduled, day
        day += timedelta(days=1)


def test_the_examples_show_what_a_report_can_carry(register):
    contents = [report.content for report in register.reports]
    bodies = [content.texts["en"].body.html for content in contents]
    assert sum(words_of(report.front.body) >= 1500 for report in register.reports) >= 5
    for mark in ("<table>", 'class="footnote"', "<figure>", "admonition"):
        assert any(mark in body for body in bodies), mark
    assert any(part.name == "7-minute-briefing" for content in contents for part in content.parts)
    assert {"PDF", "PNG"} <= {file.kind for content in contents for file in content.files}


def test_every_picture_says_in_words_what_it_shows(register):
    for report in register.reports:
        for alt in re.findall(r'<img[^>]*\balt="([^"]*)"', report.content.texts["en"].body.html):
            assert len(alt) > 30


@pytest.mark.parametrize("heading", ["Brief outline of circumstances", "Practice and organisational learning"])
def test_the_reports_use_the_headings_of_the_template(register, heading):
    assert all(heading.lower() in report.front.body.lower() for report in register.reports)


def test_contact_details_stand_in_the_configuration_alone():
    board = yaml.safe_load((ROOT / "mkdocs.yml").read_text("utf-8"))["extra"]["board"]
    details = [board["telephone"], board["telephone"].replace(" ", ""), board["email"], *board["address"][2:]]
    for page in PAGES:
        text = page.read_text("utf-8")
        assert not [detail for detail in details if detail in text and detail != "Cardiff"], page.name


@pytest.mark.parametrize(
    "fact",
    [
        "understand what happened",
        "assessments and decisions",
        "learning",
        "Serious Case Reviews",
        "abused or neglected",
        "multi-agency",
        "senior staff",
        "timeline",
        "records",
        "independent reviewer",
        "panel member",
        "good practice",
        "experienced facilitator",
        "group",
        "feedback",
        "organisations",
        "family",
        "Welsh Government",
        "12 weeks",
        "1 October 2024",
        "Single Unified Safeguarding Review",
        "{board.telephone}",
        "{board.email}",
        "{board.address}",
    ],
)
def test_the_leaflet_says_what_the_printed_one_says(fact):
    leaflet = (ROOT / "site_src" / "en" / "leaflets" / "learning-events.md").read_text("utf-8")
    plain = re.sub(r"\s+", " ", leaflet.replace("*", "")).lower()
    assert fact.lower() in plain


@pytest.mark.parametrize(
    ("language", "copies"),
    [
        ("en", ("archive", "search engine", "newspaper", "national")),
        ("cy", ("archif", "peiriannau chwilio", "papurau newydd", "cenedlaethol")),
    ],
)
def test_what_happens_after_12_weeks_says_what_cannot_be_taken_back(language, copies):
    page = (ROOT / "site_src" / language / "after-12-weeks.md").read_text("utf-8").lower()
    assert [copy for copy in copies if copy not in page] == []
