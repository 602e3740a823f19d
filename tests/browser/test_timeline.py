"""The timeline page in a real browser: nothing that axe finds, no sideways scrolling, no request, on paper as well."""

import pytest

from board_reports.desk.telling.timeline import timeline_page
from browser.test_axe import WIDTHS, found
from browser.watching import DARK, LIGHT
from builders import at, read, write, write_report

WHEN = "2026-06-10T12:00"
LONG = "A review of how services worked together around Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


@pytest.fixture(scope="module")
def timelines(tmp_path_factory):
    """The page with a report of each stage, and the page of the usual state, as files; and their folder."""
    folder = tmp_path_factory.mktemp("timeline")
    early = {"approved_date": "2025-12-01"}
    reports = folder / "reports"
    write_report(reports, "1", reference="CPR 01/2026", publication_date="2026-03-27", **early)
    write_report(reports, "2", reference="CPR 02/2026", title=LONG)
    write_report(reports, "3", reference="CPR 03/2026", publication_date="2026-06-17", publication_time="09:30")
    write_report(reports, "4", reference="CPR 04/2026", publication_date="2026-06-22", hold="Wait.")
    write_report(reports, "5", reference="CPR 05/2026", publication_date="2026-06-29", approved_date=None)
    write_report(reports, "6", reference="CPR 06/2026", weeks=1)
    write_report(reports, "7", reference="CPR 07/2026", publication_date="2026-02-10", **early)
    write_report(reports, "8", reference="CPR 08/2026", example=True)
    (folder / "none").mkdir()
    there = {"cpr-01-2026": True, "cpr-07-2026": True}
    pages = {}
    for name in ("reports", "none"):
        standings = read(folder / name).at(at(WHEN))
        page = timeline_page(standings, "Example Board", lambda slug: there.get(slug, False), told=["A sentence."])
        pages[name] = write(folder / f"{name}.html", page).as_uri()
    return pages


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
@pytest.mark.parametrize("name", ["reports", "none"])
def test_axe_finds_nothing_on_the_timeline(opens, timelines, scheme, name):
    # The policy of the page lets no script run; axe is one, so it is left out for this look.
    watched = opens(scheme=scheme, bypass_csp=True)
    assert found(watched, timelines[name]) == {}


@pytest.mark.parametrize("width", WIDTHS)
def test_timeline_fits_and_asks_for_nothing(opens, timelines, width):
    watched = opens(width=width)
    watched.go(timelines["reports"])
    assert watched.page.evaluate("document.documentElement.scrollWidth") <= width
    assert watched.requests == [timelines["reports"]]
    assert watched.errors == []  # its own policy lets its style in
    assert watched.page.evaluate("getComputedStyle(document.querySelector('.private')).backgroundColor") == (
        "rgb(122, 26, 18)"
    )


def test_bars_lie_where_their_days_are(opens, timelines):
    watched = opens()
    watched.go(timelines["reports"])
    boxes = watched.page.evaluate("""() => [...document.querySelectorAll(".bar-row:not(.scale)")].map(row => {
      const [bar, now] = [".bar", ".now"].map(one => row.querySelector(one).getBoundingClientRect());
      return [row.querySelector("b").textContent, bar.left < now.left, bar.right > now.left, bar.width > 20];
    })""")
    # each: begins before today, ends after today, can be seen
    assert {name: rest for name, *rest in boxes} == {
        "CPR 01/2026": [True, True, True],
        "CPR 02/2026": [True, True, True],
        "CPR 03/2026": [False, True, True],
        "CPR 04/2026": [False, True, True],
        "CPR 05/2026": [False, True, True],
        "CPR 07/2026": [True, False, True],
        "CPR 08/2026": [True, True, True],
    }


def test_table_is_one_for_programs_that_read_aloud_at_any_width(opens, timelines):
    for width in (1280, 375):
        watched = opens(width=width)
        watched.go(timelines["reports"])
        assert watched.page.get_by_role("table").count() == 1
        assert watched.page.get_by_role("columnheader").count() == 6
        assert watched.page.get_by_role("rowheader").count() == 8
        assert watched.page.get_by_role("row", name="CPR 03/2026").get_by_role("cell").count() == 5


def test_paper_is_black_on_white_and_has_all(opens, timelines):
    watched = opens(scheme=DARK)
    watched.go(timelines["reports"])
    watched.page.emulate_media(media="print", color_scheme="dark")
    colours = watched.page.evaluate("""() => [getComputedStyle(document.documentElement).backgroundColor,
      getComputedStyle(document.body).color, getComputedStyle(document.querySelector(".private")).color]""")
    assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)", "rgb(0, 0, 0)"]
    assert watched.page.pdf(format="A4").startswith(b"%PDF")
