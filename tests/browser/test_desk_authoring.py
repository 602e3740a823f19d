"""From a Word file to a scheduled report, and a correction of a public one, at the desk in a real browser."""

import io
import re

import docx
import pytest
from PIL import Image

from browser.open_desk import open_desk
from browser.test_axe import DRAWN, violations
from browser.watching import DARK, LIGHT, leads_on
from builders import write_report
from projects import BOARD, make

DRAFT = "/write/draft/cpr-01-2026"
SIZES = ((1280, 900), (375, 800))


def word_file(path):
    """A short report as a reviewer sends it: headings, a table, a picture without words."""
    document = docx.Document()
    document.add_heading("Brief outline of circumstances resulting in the review", 1)
    document.add_paragraph("The child lived near a lake. The letter came from rhys.jones@example.org at that time.")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (one for row in table.rows for one in row.cells), ["When", "What", "Spring", "Visit"], strict=True
    ):
        cell.text = words
    document.add_heading("Practice and organisational learning", 1)
    document.add_paragraph("Ring the helpline on 029 2018 0999 when a child is missing.")
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "#1d6b43").save(picture, "PNG")
    picture.seek(0)
    document.add_picture(picture)
    document.save(path)
    return path


@pytest.fixture
def site(tmp_path):
    """A small site with one public report, and a Word file beside it."""
    made = make(tmp_path / "project", extra={"board": BOARD})
    write_report(
        made.reports,
        "letters/",
        "## What happened\n\nThe letters came late.\n",
        reference="CPR 09/2026",
        title="Learning about late letters",
        publication_date="2026-11-01",
        approved_date="2026-10-20",
    )
    return made


@pytest.fixture
def desk(site):
    """The desk of the site, at noon on 24 November 2026."""
    with open_desk(site.config, "2026-11-24T12:00") as opened:
        yield opened


@pytest.fixture
def page(opens, desk):
    """A browser in which somebody is signed in."""
    return opens(extra_http_headers=desk.headers()).page


def judged(page):
    """The page as it is now has no fault that axe finds, wide and narrow, in light and dark colours, and fits."""
    for scheme in (LIGHT, DARK):
        page.emulate_media(color_scheme=scheme)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            page.evaluate(DRAWN)
            assert violations(page) == [], (page.url, scheme, width)
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (page.url, width)
    page.set_viewport_size({"width": 1280, "height": 900})


def shows_the_page(page):
    """Let the desk build the real page: on a busy machine that takes a while."""
    press(page, "Show the page")
    page.locator("iframe").wait_for()


def press(page, name):
    leads_on(page.get_by_role("button", name=name, exact=True))


@pytest.mark.slow
def test_from_a_word_file_to_a_scheduled_report(site, desk, page, tmp_path):
    page.goto(desk.url("/write/"))
    judged(page)
    leads_on(page.get_by_role("link", name="Add a report from Word"))
    page.get_by_label("Publication date").fill("07/12/2026")
    press(page, "Make the draft")
    assert page.get_by_label("Publication date").input_value() == "07/12/2026"
    judged(page)
    page.get_by_role("link", name=re.compile("There is no reference")).click()
    page.wait_for_url("**#reference")
    page.get_by_label("Reference").fill("CPR 01/2026")
    page.get_by_label("Publication date").fill("")
    page.get_by_label("Word file, English").set_input_files(word_file(tmp_path / "Review.docx"))
    press(page, "Make the draft")
    judged(page)

    leads_on(page.get_by_role("link", name="Go on to the details"))
    page.get_by_label("Title", exact=True).fill("Learning from a winter")
    page.get_by_label("Publication date").fill("7.12.2026")
    press(page, "Save the details")
    assert "Write: 2026-12-07" in page.locator("#publication_date-error").inner_text()
    assert page.get_by_label("Title", exact=True).input_value() == "Learning from a winter"
    judged(page)
    page.get_by_label("Publication date").fill("2026-12-07")
    press(page, "Save the details")
    assert page.get_by_role("status").inner_text() == "The details are saved."
    judged(page)

    page.goto(desk.url(f"{DRAFT}/check"))
    shows_the_page(page)
    frame = page.frame_locator("iframe")
    assert frame.locator("mark.desk-finding").all_inner_texts() == ["rhys.jones@example.org", "029 2018 0999"]
    judged(page)
    page.get_by_role("link", name="See it in the page above: finding 2").click()
    frame.locator("#finding-2").wait_for()
    frame.locator("#finding-2").click()
    page.wait_for_url("**/check#finding-2")
    leads_on(page.get_by_role("link", name="Change the text for finding 1"))
    editor = page.get_by_label("Text", exact=True)
    editor.fill(editor.input_value().replace("rhys.jones@example.org", "a neighbour"))
    judged(page)
    press(page, "Save, and check")
    page.get_by_text("It identifies nobody: waive it").click()
    press(page, "Waive finding 1")
    judged(page)
    page.get_by_label("Why it identifies nobody").fill("The number of a public helpline")
    press(page, "Waive finding 1")
    page.get_by_role("heading", name="nothing was found").wait_for()

    page.goto(desk.url(f"{DRAFT}/files/"))
    judged(page)
    page.get_by_label("What the picture shows, in words").fill("A green square")
    press(page, "Save the words of picture-1.png in The report, English")
    page.goto(desk.url(f"{DRAFT}/text/"))
    judged(page)

    page.goto(desk.url(f"{DRAFT}/approve"))
    page.locator("dl").get_by_text("the end of 28 February 2027").wait_for()
    judged(page)
    page.get_by_label("Day on which the Board approved it").fill("2026-11-20")
    press(page, "Approve and seal")
    main = page.locator("main").inner_text()
    assert "goes up by itself on Monday 7 December 2026" in main
    assert "last public day is Sunday 28 February 2027" in main
    judged(page)
    assert (site.reports / "cpr-01-2026/index.md").is_file()
    site.nightly("2026-12-07T00:05")
    assert "A green square" in (site.public / "reports/cpr-01-2026/index.html").read_text("utf-8")
    site.nightly("2027-03-01T00:05")
    assert not (site.public / "reports/cpr-01-2026").exists()


@pytest.mark.slow
def test_a_correction_is_put_up_while_the_report_is_public(site, desk, page, opens):
    assert site.nightly("2026-11-24T11:00").exit_code == 0
    page.goto(desk.url("/reports/cpr-09-2026/correct"))
    judged(page)
    press(page, "Prepare a correction")
    where = "/write/correction/letters"
    other = opens(extra_http_headers=desk.headers("mary.jones@board.example")).page
    for one in (page, other):
        one.goto(desk.url(f"{where}/text/index.md"))
    other.get_by_label("Text", exact=True).fill("## What happened\n\nThe letters came very late.\n")
    press(other, "Save")
    page.get_by_label("Text", exact=True).fill("## What happened\n\nThe letters came in spring.\n")
    press(page, "Save")
    assert page.get_by_role("alert").inner_text().startswith("Somebody else saved this")
    assert page.get_by_label("Text", exact=True).input_value().strip().endswith("came in spring.")
    assert page.get_by_label("Their text").input_value().strip().endswith("came very late.")
    judged(page)
    press(page, "Save")

    page.goto(desk.url(f"{where}/check"))
    shows_the_page(page)
    page.frame_locator("iframe").get_by_text("The letters came in spring.").wait_for()
    page.goto(desk.url(f"{where}/approve"))
    judged(page)
    page.get_by_label("What was corrected").fill("When the letters came was corrected.")
    press(page, "Put the correction up")
    judged(page)
    shown = site.public / "reports/cpr-09-2026/index.html"
    assert "The letters came late." in shown.read_text("utf-8")
    assert site.nightly("2026-11-24T12:10").exit_code == 0
    assert "When the letters came was corrected." in shown.read_text("utf-8")
    assert "in spring" in shown.read_text("utf-8")


def test_the_preview_is_the_sites_own_page_and_asks_nobody_else(site, desk, opens):
    watched = opens(extra_http_headers=desk.headers())
    page = watched.page
    page.goto(desk.url("/write/report/letters/check"))
    shows_the_page(page)
    leads_on(page.get_by_role("link", name="Open this page by itself"))
    page.locator(".desk-bar").wait_for()
    judged(page)
    assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"
    leads_on(page.get_by_role("link", name="Back to the desk"))
    page.wait_for_url("**/write/report/letters/check")
    assert watched.foreign(desk.origin) == []
    assert watched.errors == []


@pytest.mark.parametrize("script", [True, False])
def test_by_the_keyboard_and_without_a_script(site, desk, opens, script):
    write_report(site.reports, "_x/", reference="CPR 02/2026", publication_date="2026-12-07", approved_date=None)
    page = opens(extra_http_headers=desk.headers(), java_script_enabled=script).page
    page.goto(desk.url("/write/draft/x/details"))
    page.get_by_label("Publication date").focus()
    for key in ("Control+a", "Delete", "x"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    error = page.get_by_role("link", name=re.compile("not a date"))
    error.focus()
    page.keyboard.press("Enter")
    page.get_by_label("Publication date").focus()
    page.keyboard.press("Control+a")
    page.keyboard.type("2026-12-14")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("/write/draft/x/(#.*)?$"))
    assert "2026-12-14" in (site.reports / "_x/index.md").read_text("utf-8")
    page.goto(desk.url("/write/draft/x/check"))
    page.get_by_role("button", name="Show the page").focus()
    page.keyboard.press("Enter")
    page.locator("iframe").wait_for()
    page.frame_locator("iframe").locator("#board-title").wait_for()
