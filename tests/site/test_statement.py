"""The accessibility statement's review is told when it is more than a year ago, missing or unreadable."""

import json
from datetime import date

import pytest

import builders
import projects
from board_reports.site.statement import PAGE, review_problems

TODAY = date(2027, 6, 1)
STATEMENT = "---\ntitle: Accessibility statement\nreview_date: {}\n---\n\n# Accessibility statement\n"


@pytest.fixture
def told(tmp_path):
    """What is told of a statement with this text."""

    def problems(text, day=TODAY):
        return review_problems(builders.write(tmp_path / "en" / PAGE, text), tmp_path, day)

    return problems


@pytest.mark.parametrize(
    ("reviewed", "last_day"),
    [
        ("2026-11-24", "2027-11-24"),
        ('"2026-11-24"', "2027-11-24"),
        ("2027-12-31", "2028-12-31"),
        ("2028-02-28", "2029-02-28"),
        ("2028-02-29", "2029-02-28"),
        ("2028-03-01", "2029-03-01"),
    ],
)
def test_a_review_holds_for_a_year(told, reviewed, last_day):
    last = date.fromisoformat(last_day)
    assert told(STATEMENT.format(reviewed), last) == []
    (one,) = told(STATEMENT.format(reviewed), date.fromordinal(last.toordinal() + 1))
    assert (one.file, one.line, one.key) == (f"en/{PAGE}", 3, "review_date")
    assert "more than a year ago" in one.message
    assert "every language" in one.fix


def test_a_review_of_the_same_day_is_one(told):
    assert told(STATEMENT.format(TODAY)) == []


@pytest.mark.parametrize(
    ("value", "line", "message"),
    [
        ("2027-06-02", 3, "still to come"),
        ("2026-02-30", 3, '"2026-02-30" is not a day'),
        ("2026", 3, '"2026" is not a day'),
        ("last winter", 3, "A text is not a day"),
        ("2026-11-24T10:00", 3, "is not a day"),
        ("[2026-11-24]", 3, "A list is not a day"),
        ("", 3, "There is no value"),
        ('"  "', 3, "There is no value"),
    ],
)
def test_a_day_that_is_none_is_told_with_what_to_write(told, value, line, message):
    (one,) = told(STATEMENT.format(value))
    assert (one.line, one.key) == (line, "review_date")
    assert message in one.message
    assert "review_date: " in one.fix


def test_a_day_written_another_way_is_read_for_the_person(told):
    (one,) = told(STATEMENT.format("24/11/2026"))
    assert one.fix == "Write: review_date: 2026-11-24"


@pytest.mark.parametrize("text", ["# Accessibility statement\n", "---\ntitle: Accessibility\n---\n\nText.\n"])
def test_a_missing_day_is_told(told, text):
    (one,) = told(text)
    assert (one.line, one.key) == (1, "review_date")
    assert "does not say when it was last reviewed" in one.message


WELSH_SITE = """\
INHERIT: mkdocs.yml
docs_dir: site_cy
plugins: [{board-reports: {language: cy}}]
"""


@pytest.fixture
def both(site, monkeypatch):
    """A site in two languages with nothing to tell."""
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    site.configure(extra={"board": projects.BOARD}, options={"twin": "mkdocs.cy.yml"})
    builders.write(site.root / "mkdocs.cy.yml", WELSH_SITE)
    builders.write(site.root / "site_cy" / "index.md", "# Croeso\n")
    site.page(PAGE, STATEMENT.format("2026-06-10"))
    builders.write(site.root / "site_cy" / PAGE, STATEMENT.format("2026-06-10"))
    return site


def checked(site):
    result = site.board("check", "--format", "json")
    problems = json.loads(result.stdout)["problems"]
    assert result.exit_code == bool(problems)
    return [(one["file"], one["line"], one["key"]) for one in problems]


def test_check_is_content_with_statements_of_this_year(both):
    assert checked(both) == []


@pytest.mark.parametrize("folder", ["site_src", "site_cy"])
def test_check_tells_an_old_statement_in_either_language(both, folder):
    builders.write(both.root / folder / PAGE, STATEMENT.format("2025-06-09"))
    assert checked(both) == [(f"{folder}/{PAGE}", 3, "review_date")]


def test_check_takes_its_own_day_in_london(both, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "2027-06-10T23:59")
    assert checked(both) == []
    monkeypatch.setenv("BOARD_AS_OF", "2027-06-11T00:00")
    assert len(checked(both)) == 2


def test_a_statement_with_a_review_is_a_page_like_any_other(both):
    assert [problem for problem in both.build().problems if PAGE in problem.file] == []
    assert "review_date" not in both.read("accessibility/index.html")
    assert both.has("cy/accessibility/index.html")


def test_check_tells_a_page_that_one_language_lacks(both):
    both.page("about.md", "# About\n")
    leaflet = "---\ntitle: Dysgu\nsummary: Taflen.\n---\n\n# Dysgu\n\nTestun.\n"
    builders.write(both.root / "site_cy" / "leaflets" / "dysgu.md", leaflet)
    assert checked(both) == [("site_cy/leaflets/dysgu.md", None, None), ("site_src/about.md", None, None)]


def test_check_tells_what_is_wrong_with_welsh_pages(both):
    builders.write(both.root / "mkdocs.cy.yml", WELSH_SITE + "nav: [{Un: /reports/cpr-01-2026/}]\n")
    builders.write(both.root / "site_cy" / "index.md", "# Croeso\n\n[Un](/reports/cpr-01-2026/) {board.fax}\n")
    builders.write(both.root / "site_cy" / "crwydr.md", "---\nreference: CPR 01/2026\n---\n\nTestun.\n")
    assert checked(both) == [
        ("mkdocs.cy.yml", None, "nav"),
        ("site_cy/crwydr.md", 2, "reference"),
        ("site_cy/index.md", 3, None),
        ("site_cy/index.md", 3, None),
    ]


def test_check_tells_pages_in_the_place_of_the_other_language(both):
    both.page("cy/about.md", "# About\n")
    assert checked(both) == [("site_src/cy/about.md", None, None)]
    assert "belong to the other language" in both.board("check").output


def test_check_tells_a_twin_that_cannot_be_read(both):
    (both.root / "mkdocs.cy.yml").unlink()
    assert checked(both) == [("mkdocs.yml", None, "twin")]
