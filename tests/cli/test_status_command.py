"""`board status`: every report with all its keys, whatever its standing."""

import json
from datetime import date

import pytest

import builders
import projects

KEYS = [
    "reference",
    "slug",
    "title",
    "source",
    "standing",
    "why",
    "opens",
    "closes",
    "last_day",
    "days_left",
    "languages",
    "sealed",
    "on_site",
]
DOCUMENT = ["as_of", "site_checked_at", "reports", "problems"]

CASES = {
    "live": {},
    "scheduled": {"publication_date": "2026-07-01"},
    "expired": {"publication_date": "2026-01-01", "approved_date": "2025-12-01"},
    "held": {"hold": "Wait."},
    "withdrawn": {"withdrawn_date": "2026-06-02", "withdrawn_reason": "A mistake."},
    "unapproved": {"approved_date": None},
    "invalid": {"weeks": 2},
}


def listed(site, *arguments, day=projects.LIVE_DAY):
    result = site.board("status", "--format", "json", "--as-of", day, *arguments)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def only(site, **keys):
    (row,) = listed(site, **keys)["reports"]
    return row


def test_document_has_exactly_its_keys(site):
    site.report()
    document = listed(site)
    assert list(document) == DOCUMENT
    assert list(document["reports"][0]) == KEYS


def test_empty_site_is_listed(site):
    assert listed(site) == {
        "as_of": "2026-06-10T00:00:00+01:00",
        "site_checked_at": None,
        "reports": [],
        "problems": [],
    }
    assert site.board("status").exit_code == 0


def test_live_report_with_all_its_values(site):
    site.report("winter/")
    assert only(site, day="2026-06-10T12:00") == {
        "reference": "CPR 01/2026",
        "slug": "cpr-01-2026",
        "title": "A review of the winter",
        "source": "published_reports/winter/index.md",
        "standing": "live",
        "why": "It is public until 00:00 on 2026-08-24.",
        "opens": "2026-06-01T00:00:00+01:00",
        "closes": "2026-08-24T00:00:00+01:00",
        "last_day": "2026-08-23",
        "days_left": 75,
        "languages": ["en"],
        "sealed": None,
        "on_site": None,
    }


@pytest.mark.parametrize("standing", CASES)
def test_standing(site, standing):
    site.report(**CASES[standing])
    row = only(site)
    assert row["standing"] == standing
    assert row["why"].endswith(".")
    assert (row["days_left"] is None) == (standing != "live")
    assert row["reference"] == "CPR 01/2026"
    for private in ("Wait", "mistake"):
        assert private not in json.dumps(row)


@pytest.mark.parametrize("standing", CASES)
def test_standing_is_in_the_text_form(site, standing):
    site.report(**CASES[standing])
    result = site.board("status", "--as-of", projects.LIVE_DAY)
    assert result.exit_code == 0
    assert standing in result.output
    assert "CPR 01/2026" in result.output
    for private in ("Wait", "A mistake"):
        assert private not in result.output


@pytest.mark.parametrize(("day", "left"), [("2026-06-01", 84), ("2026-08-23", 1), ("2026-08-23T23:59", 1)])
def test_days_left_count_today(site, day, left):
    site.report()
    assert only(site, day=day)["days_left"] == left


def test_days_left_with_a_time_count_the_last_day(site):
    site.report(publication_time="09:30")
    row = only(site, day="2026-08-24T09:29")
    assert (row["standing"], row["last_day"], row["days_left"]) == ("live", "2026-08-24", 1)


def test_instants_carry_the_offset_of_their_own_day(site):
    site.report(publication_date="2026-09-01")
    row = only(site)
    assert (row["opens"], row["closes"]) == ("2026-09-01T00:00:00+01:00", "2026-11-24T00:00:00+00:00")


def test_what_cannot_be_read_is_null(site):
    builders.write(site.reports / "bad.md", "no front matter\n")
    row = only(site)
    assert list(row) == KEYS
    assert row["standing"] == "invalid"
    for key in ("reference", "slug", "title", "opens", "closes", "last_day", "days_left", "sealed", "on_site"):
        assert row[key] is None, key
    assert row["source"] == "published_reports/bad.md"


def test_unreadable_date_leaves_the_rest(site):
    site.report(publication_date="soon")
    row = only(site)
    assert (row["reference"], row["slug"], row["title"]) == ("CPR 01/2026", "cpr-01-2026", "A review of the winter")
    assert (row["opens"], row["closes"], row["last_day"]) == (None, None, None)


def test_languages_are_those_with_a_file(site):
    builders.write_twin(site.report())
    assert only(site)["languages"] == ["en", "cy"]


def test_sealed_is_true_false_or_null(site):
    path = site.report()
    seal = builders.only(site.reports).content.seal
    path.write_text(
        path.read_text("utf-8").replace("approved_date", f'approved_digest: "{seal}"\napproved_date'), "utf-8"
    )
    assert (only(site)["sealed"], only(site)["standing"]) == (True, "live")
    path.write_text(path.read_text("utf-8") + "More.\n", "utf-8")
    assert (only(site)["sealed"], only(site)["standing"]) == (False, "unapproved")


def release(site, *slugs):
    """A current release with pages for some slugs, as the nightly run would leave it."""
    home = site.root / "var" / "releases" / "1"
    builders.write(home / "status.json", json.dumps({"live_count": 1, "checked_at": "2026-06-10T00:05:00+01:00"}))
    for slug in slugs:
        builders.write(home / "reports" / slug / "index.html", "x")
    (site.root / "var" / "public").symlink_to("releases/1")


def test_on_site_tells_what_the_release_has(site):
    release(site, "cpr-01-2026")
    site.report()
    site.report("other", reference="CPR 02/2026")
    document = listed(site)
    assert [(row["slug"], row["on_site"]) for row in document["reports"]] == [
        ("cpr-02-2026", False),
        ("cpr-01-2026", True),
    ]
    assert document["site_checked_at"] == "2026-06-10T00:05:00+01:00"


def test_where_standing_and_release_disagree_the_text_says_so_first(site):
    release(site, "cpr-01-2026")
    site.report(**CASES["expired"])
    site.report("other", reference="CPR 02/2026")
    site.report("third", reference="CPR 03/2026", publication_date="2026-07-01")
    text = " ".join(site.board("status", "--as-of", projects.LIVE_DAY).output.split())
    said = [text.index("CPR 01/2026 is on the site, and should not be"), text.index("CPR 02/2026 is not on the site")]
    assert max(said) < text.index("Standing")
    assert "CPR 03/2026 is" not in text


def test_reports_are_sorted_by_source(site):
    for number, name in enumerate(("c", "a/", "B", "b/"), 1):
        site.report(name, reference=f"CPR {number:02}/2026")
    sources = [row["source"] for row in listed(site)["reports"]]
    assert sources == sorted(sources)
    assert len(sources) == 4


def test_reference_that_is_taken_twice_is_told_in_both(site):
    site.report("one", reference="C&VSB CPR 02/2016")
    site.report("two", reference="cvsb cpr 2-2016")
    document = listed(site)
    assert {row["standing"] for row in document["reports"]} == {"invalid"}
    assert {row["slug"] for row in document["reports"]} == {"cvsb-cpr-02-2016"}
    assert {one["file"] for one in document["problems"]} == {"published_reports/one.md", "published_reports/two.md"}


@pytest.mark.parametrize("name", ["_draft.md", "_draft/", ".x.md", "~$x.md", "README.md"])
def test_drafts_are_not_listed(site, name):
    if name == "README.md":
        builders.write(site.reports / name, "# Read me\n")
    else:
        site.report(name.removesuffix(".md"))
    assert listed(site)["reports"] == []
    assert listed(site)["problems"] == []


def test_names_that_are_odd_are_printable(site):
    site.report("a\x1b[31m name\n2")
    result = site.board("status")
    assert "\x1b[31m" not in result.output
    assert "\x1b[31m" not in json.loads(site.board("status", "--format", "json").stdout)["reports"][0]["source"]


def test_title_with_markup_of_the_terminal_is_printed_as_it_is(site):
    site.report(reference="CPR [red]01[/red] 1/2026")
    assert "[red]" in site.board("status", "--as-of", projects.LIVE_DAY).output


def test_as_of_the_variable_lists_too(site, monkeypatch):
    site.report()
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    document = json.loads(site.board("status", "--format", "json").stdout)
    assert document["as_of"] == "2026-06-10T00:00:00+01:00"
    assert document["reports"][0]["standing"] == "live"


def test_withdrawal_that_has_come_by_day(site):
    site.report(withdrawn_date="2026-06-05", withdrawn_reason="x")
    assert only(site, day="2026-06-04T23:59")["standing"] == "live"
    assert only(site, day="2026-06-05")["standing"] == "withdrawn"


def test_expired_report_is_not_judged_by_its_text(site):
    site.report(body=" \n", publication_date=date(2026, 1, 1), approved_date=date(2025, 12, 1))
    assert only(site)["standing"] == "expired"
    assert listed(site)["problems"] == []
