"""The search box, as a reader uses it: what is public is found, what is not is nowhere, and text stays text."""

import re
from datetime import date

import pytest

from browser import searching
from browser.test_site import report_with_all
from builders import write_part, write_report

TITLE = "A & B <i>quillwort</i> \"and\" 'more' <img src=x onerror=__hit('title')>"


def two_reports(reports):
    """One live report with a part and an odd title, and one that is still to come."""
    write_report(
        reports,
        "open/",
        title=TITLE,
        reference="CPR 07/2026",
        publication_date=date(2026, 11, 2),
        body="## Marshes & <b>meadows</b>\n\nThe panel met by the brackenmere & wrote `<b>saltmarsh</b>` down.\n",
    )
    write_part(reports / "open" / "briefing.md", title="A briefing of tarnwater", body="Seven minutes of heathfold.\n")
    write_report(
        reports,
        "later/",
        title="The review of dunlinsedge",
        reference="APR 98/2027",
        publication_date=date(2027, 3, 1),
        approved_date=date(2026, 5, 20),
        summary="About wigeonbrook.",
        body="Nobody may read of plovershore yet.\n",
    )
    write_part(reports / "later" / "briefing.md", title="A briefing of godwitpool", body="Not yet curlewrise.\n")


@pytest.fixture
def site(sites):
    """A small site with one live and one scheduled report."""
    return sites("searched", two_reports)


def search(watched, words):
    """Type into the search box and return the entries found, each as its address and its words."""
    page = watched.page
    searching.search(page, words)
    items = page.locator(".md-search-result__item")
    if items.count() == 0:
        assert page.locator(".md-search-result__meta").inner_text().strip() == "No matching documents"
        return []
    return items.evaluate_all("all => all.map(e => [e.querySelector('a').getAttribute('href'), e.innerText])")


def found(watched, words):
    """The paths, without anchor and highlighting, that a search leads to."""
    return [re.sub(r"^https?://[^/]+|[?#].*$", "", href) for href, _ in search(watched, words)]


def test_a_live_report_and_its_part_are_found_by_title_reference_and_text(watched, own):
    report = report_with_all(own)
    path = f"/reports/{report.slug}/"
    watched.go(own.url("/"))
    number, year = re.search(r"(\d+)/(\d{4})", report.reference).groups()
    written = re.sub(r"<[^>]*>", " ", report.text.body.html)
    rare = max(re.findall(r"\b[a-z]{6,}\b", written), key=len)
    for words in (report.title, report.reference, f"{number}/{year}", rare):
        assert path in found(watched, words), words
    part = report.parts[0]
    assert f"{path}{part.name}/" in found(watched, part.texts["en"].title)
    watched.assert_quiet(own.origin)


@pytest.mark.parametrize("words", ["CPR 07/2026", "cpr 07/2026", "07/2026", '"CPR 07/2026"', "CPR-07/2026"])
def test_a_reference_is_found_as_people_write_it(watched, site, words):
    watched.go(site.url("/"))
    assert "/reports/cpr-07-2026/" in found(watched, words)
    watched.assert_quiet(site.origin)


def test_words_of_text_heading_code_and_part_are_found(watched, site):
    watched.go(site.url("/reports/"))
    for words in ("quillwort", "brackenmere", "brackenm", "meadows", "saltmarsh"):
        assert "/reports/cpr-07-2026/" in found(watched, words), words
    for words in ("tarnwater", "heathfold"):
        assert found(watched, words)[0] == "/reports/cpr-07-2026/briefing/", words
    watched.assert_quiet(site.origin)


def test_nothing_of_a_scheduled_report_is_found(watched, site):
    watched.go(site.url("/"))
    for words in ("dunlinsedge", "wigeonbrook", "plovershore", "godwitpool", "curlewrise", "98/2027"):
        assert found(watched, words) == [], words
    for word in ("dunlinsedge", "wigeonbrook", "plovershore", "godwitpool", "curlewrise", "98/2027", "98-2027"):
        assert word not in site.text("search/search_index.json").lower()
    watched.assert_quiet(site.origin)


def test_a_result_leads_to_the_report(watched, site):
    watched.go(site.url("/"))
    search(watched, "brackenmere")
    watched.page.locator(".md-search-result__item a").first.click()
    watched.page.wait_for_url("**/reports/cpr-07-2026/**")
    assert watched.page.locator("h1").inner_text() == TITLE
    watched.assert_quiet(site.origin)


@pytest.mark.parametrize("words", ["quillwort", "saltmarsh", "meadows"])
def test_special_characters_are_shown_as_text_and_run_nothing(watched, site, words):
    watched.go(site.url("/"))
    entries = search(watched, words)
    assert entries
    list_of = watched.page.locator(".md-search-result__list")
    assert list_of.locator("i, img, b, script, svg").count() == watched.page.locator(ICONS).count()
    assert any(TITLE in text for _, text in entries)
    if words == "saltmarsh":
        assert any("<b>saltmarsh</b>" in text for _, text in entries)
    watched.page.wait_for_timeout(200)
    watched.assert_quiet(site.origin)


ICONS = ".md-search-result__list .md-search-result__icon svg"


def test_search_works_on_a_small_screen(opens, own):
    report = report_with_all(own)
    watched = opens(width=375, height=700)
    watched.go(own.url("/about/"))
    assert f"/reports/{report.slug}/" in found(watched, report.reference)
    watched.assert_quiet(own.origin)
