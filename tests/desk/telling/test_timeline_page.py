"""The timeline page: complete in itself, the right words for each stage, nothing private, nothing that runs."""

import datetime as dt
import re

import pytest

import builders
import projects
from board_reports.desk.telling.bars import Axis, bar_of
from board_reports.desk.telling.course import courses_of
from board_reports.desk.telling.timeline import timeline_page, timeline_policy
from board_reports.release.record.ledger import Entry, Event, Ledger

JUNE = "2026-06-10T12:00"


def page(folder, when=JUNE, on_site=lambda _slug: None, **options):
    return projects.Html(timeline_page(builders.standings(folder, when), "Example Board", on_site, **options))


def fill(folder):
    """One report of each stage, named by it."""
    more = {"approved_date": "2025-12-01"}
    builders.write_report(folder, "1", title="GOING", reference="CPR 01/2026", publication_date="2026-03-27", **more)
    builders.write_report(folder, "2", title="LIVE", reference="CPR 02/2026")
    builders.write_report(folder, "3", title="SCHEDULED", reference="CPR 03/2026", publication_date="2026-06-17")
    builders.write_report(
        folder, "4", title="HELD", reference="CPR 04/2026", publication_date="2026-06-22", hold="SECRET", note="SECRET"
    )
    builders.write_report(
        folder, "5", title="UNAPPROVED", reference="CPR 05/2026", publication_date="2026-06-29", approved_date=None
    )
    builders.write_report(folder, "6", title="INVALID", reference="CPR 06/2026", weeks=1)
    builders.write_report(folder, "7", title="EXPIRED", reference="CPR 07/2026", publication_date="2026-02-10", **more)
    builders.write_report(
        folder,
        "8",
        title="WITHDRAWN",
        reference="CPR 08/2026",
        publication_date="2026-05-01",
        withdrawn_date="2026-06-05",
        withdrawn_reason="SECRET",
        approved_date="2026-04-01",
    )


def rows(html):
    """The table, row by row: the texts of its cells."""
    return [
        [cell.text for cell in html.elements if cell.tag in ("th", "td") and row in cell.around]
        for row in html.all("tr")[1:]
    ]


def test_each_stage_in_the_table(tmp_path):
    fill(tmp_path)
    told = {row[0].split()[-1]: row[1:] for row in rows(page(tmp_path))}
    assert told == {
        "GOING": ["going soon 9 days left", "27 March 2026", "18 June 2026", "19 June 2026", "not known"],
        "LIVE": ["live 75 days left", "1 June 2026", "23 August 2026", "24 August 2026", "not known"],
        "SCHEDULED": ["scheduled", "17 June 2026", "8 September 2026", "9 September 2026", "not known"],
        "HELD": ["on hold It is on hold.", "22 June 2026", "13 September 2026", "14 September 2026", "not known"],
        "UNAPPROVED": [
            "not approved It has no approved_date.",
            "29 June 2026",
            "20 September 2026",
            "21 September 2026",
            "not known",
        ],
        "INVALID": ["has a mistake Its front matter breaks a rule.", *["not known"] * 4],
        "EXPIRED": ["gone", "10 February 2026", "4 May 2026", "5 May 2026", "not known"],
        "WITHDRAWN": ["gone It was withdrawn.", "1 May 2026", "4 June 2026", "5 June 2026", "not known"],
    }


def test_coming_four_weeks_day_by_day(tmp_path):
    fill(tmp_path)
    html = page(tmp_path)
    assert [h.text for h in html.all("h3")] == [
        "10 June to 16 June 2026",
        "17 June to 23 June 2026",
        "24 June to 30 June 2026",
        "1 July to 7 July 2026",
    ]
    assert [e.text for e in html.elements if e.tag in ("dt", "dd", "p") and html.one("ol") in e.around] == [
        "Nothing goes up or comes down.",
        "Wednesday 17 June 2026",
        "CPR 03/2026 goes up at midnight, as the day begins. SCHEDULED",
        "Thursday 18 June 2026",
        "CPR 01/2026 has its last public day. GOING",
        "Friday 19 June 2026",
        "CPR 01/2026 is removed at midnight, as the day begins. GOING",
        "Monday 22 June 2026",
        "CPR 04/2026 would go up. It is on hold: it does not go up as things stand. HELD",
        "Monday 29 June 2026",
        "CPR 05/2026 would go up. It is not approved: it does not go up as things stand. UNAPPROVED",
        "Nothing goes up or comes down.",
    ]


@pytest.mark.parametrize(("when", "told"), [("2026-05-05T23:00", True), ("2026-05-04T23:00", False)])
def test_four_weeks_are_28_days_from_today(tmp_path, when, told):
    builders.write_report(tmp_path)
    assert ("goes up at midnight" in page(tmp_path, when).one("ol").text) == told


def test_today_is_marked(tmp_path):
    builders.write_report(tmp_path, publication_time="17:00", publication_date="2026-06-10")
    html = page(tmp_path)
    assert html.one("dt", class_="today").text == "Wednesday 10 June 2026 (today)"
    assert "goes up at 5:00 pm." in html.one("ol").text


def test_page_says_for_whom_it_is(tmp_path):
    text = page(tmp_path).text
    assert text.startswith("For the Business Unit. Not for publication.")
    assert "No report is public, and none is on its way. This is the usual state." in text
    assert "As at Wednesday 10 June 2026, 12:00 pm" in text
    assert "As it would be on Wednesday" in page(tmp_path, preview=True).text
    assert page(tmp_path).meta("robots") == "noindex, noarchive"


def test_nothing_private_reaches_it(tmp_path):
    fill(tmp_path)
    assert "SECRET" not in timeline_page(builders.standings(tmp_path, JUNE), "B", lambda _slug: None)


def test_texts_of_authors_are_escaped(tmp_path):
    builders.write_report(tmp_path, title="</title><script>alert(1)</script>", reference='CPR "><img src=x> 01/2026')
    html = page(tmp_path)
    assert html.all("script") == html.all("img") == []
    assert "<script>alert(1)</script>" in html.one("tbody").text


def test_it_asks_for_nothing_and_runs_nothing(tmp_path):
    fill(tmp_path)
    html = page(tmp_path)
    assert not [e for e in html.elements if {"src", "href", "style", "onclick"} & set(e.attributes)]
    assert html.all("script") == html.all("link") == []
    assert "url(" not in html.one("style").text
    (policy,) = html.all("meta", **{"http-equiv": "Content-Security-Policy"})
    assert policy["content"] == timeline_policy()
    assert policy["content"].startswith("default-src 'none'; style-src 'sha256-")


def test_where_the_site_differs_the_page_says_so_first(tmp_path):
    fill(tmp_path)
    there = {"cpr-01-2026": True, "cpr-08-2026": True}
    html = page(tmp_path, on_site=lambda slug: there.get(slug, False))
    wrong = html.one(class_="wrong").text
    assert "CPR 02/2026 is not on the site, and should be" in wrong
    assert "CPR 08/2026 is on the site, and should not be" in wrong
    assert "CPR 01/2026" not in wrong
    assert html.text.index("The site is not as it should be") < html.text.index("In short")
    assert {row[0].split()[-1]: row[-1] for row in rows(html)} == {
        "GOING": "yes",
        "LIVE": "no, and should be",
        "SCHEDULED": "no",
        "HELD": "no",
        "UNAPPROVED": "no",
        "INVALID": "no",
        "EXPIRED": "no",
        "WITHDRAWN": "yes, and should not be",
    }
    assert page(tmp_path).all(class_="wrong") == []


def test_examples_are_told_as_such(tmp_path):
    builders.write_report(tmp_path, example=True)
    html = page(tmp_path, on_site=lambda _slug: False)
    assert "An example: the nightly run does not publish it." in html.text
    assert html.all(class_="wrong") == html.all(class_="counts") == []
    assert page(tmp_path, on_site=lambda _slug: False, examples=True).all(class_="wrong")


def test_all_that_is_drawn_lies_on_the_line(tmp_path):
    fill(tmp_path)
    standings = builders.standings(tmp_path, JUNE)
    courses = courses_of(standings)
    axis = Axis.around(dt.date(2026, 6, 10), courses)
    assert (axis.first, axis.end) == (dt.date(2026, 3, 1), dt.date(2026, 10, 1))
    assert [name for _, _, name in axis.months] == ["Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep"]
    bars = {one.name: bar_of(one, axis) for one in courses}
    assert bars["CPR 06/2026"] is None
    for bar in bars.values():
        assert bar is None or (bar.begins >= 0 and bar.width > 0 and bar.begins + bar.width <= 100.001)
    assert bars["CPR 07/2026"].earlier
    days = (axis.end - axis.first).days
    live = bars["CPR 02/2026"]
    assert live.begins == pytest.approx(100 * 92 / days, abs=0.01)
    assert live.width == pytest.approx(100 * 84 / days, abs=0.01)


def test_line_has_an_end_however_long_a_window(tmp_path):
    builders.write_report(tmp_path, weeks=520)
    builders.write_report(tmp_path, "far", reference="CPR 02/2030", publication_date="2030-01-01")
    courses = courses_of(builders.standings(tmp_path, JUNE))
    axis = Axis.around(dt.date(2026, 6, 10), courses)
    assert axis.end == dt.date(2027, 4, 1)
    long, far = (bar_of(one, axis) for one in courses)
    assert long.later
    assert far is None
    assert "1 January 2030" in page(tmp_path).text


def test_table_keeps_its_roles_when_it_is_laid_out_anew(tmp_path):
    fill(tmp_path)
    html = page(tmp_path)
    for tag, role in (("table", "table"), ("tr", "row"), ("td", "cell")):
        assert {e.attributes.get("role") for e in html.all(tag)} == {role}
    headings = {heading.text for heading in html.all("th", scope="col")}
    assert {cell["data-label"] for cell in html.all("td")} == headings - {"Report"}


def test_command_writes_the_page(site):
    site.report(title="The winter", hold="SECRET")
    file = site.root / "timeline.html"
    done = site.board("status", "--as-of", "2026-06-10", "--html", file)
    assert done.exit_code == 0
    assert f"Written to {file}. It is not for publication." in re.sub(r"\s*\n(?=\S)", " ", done.output)
    assert file.stat().st_mode & 0o777 == 0o600
    html = projects.Html(file.read_text("utf-8"))
    assert "As it would be" in html.text
    assert "The winter" in html.text
    assert "SECRET" not in html.text


def test_command_with_json_prints_the_document_alone(site):
    done = site.board("status", "--format", "json", "--html", site.root / "t.html")
    assert done.stdout.startswith("{")
    assert done.stdout.rstrip().endswith("}")
    assert (site.root / "t.html").is_file()


def test_command_tells_of_lost_days(site):
    site.report()
    opened = Entry(Event.OPENED, builders.at("2026-06-03T00:05"), "cpr-01-2026", "CPR 01/2026")
    Ledger(site.state.ledger).append([opened])
    file = site.root / "t.html"
    site.board("status", "--as-of", "2026-06-10", "--html", file)
    assert "CPR 01/2026: 2 days short of its window." in projects.Html(file.read_text("utf-8")).text


@pytest.mark.parametrize("place", ["site_src/t.html", "published_reports/t.html", "var/public/t.html", "site/t.html"])
def test_command_never_writes_it_where_it_would_be_published(site, place):
    file = site.root / place
    file.parent.mkdir(parents=True, exist_ok=True)
    done = site.board("status", "--html", file)
    assert done.exit_code == 1
    assert "not for publication" in done.output
    assert not file.exists()


def test_command_never_writes_it_through_a_link_into_what_is_published(site):
    (site.root / "aside").symlink_to(site.docs)
    done = site.board("status", "--html", site.root / "aside" / "t.html")
    assert done.exit_code == 1
    assert not (site.docs / "t.html").exists()
