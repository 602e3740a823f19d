"""A report as it is read: on small screens, without scripts or pictures, on paper; and how much of it is sent."""

import re
from urllib.parse import urlsplit

import pytest

from board_reports.release.rules import RulesInput
from board_reports.site.scripts import inline_hashes
from browser.test_site import report_with_all
from browser.watching import DARK
from pdf_text import pages_of
from reading_site import ROWS
from serving_nginx import nginx

LANTERN = "reports/cvsb-cpr-06-2021/"
REFERENCE = "C&VSB CPR 6/2021"
LAST_DAY = {"/": "Available until the end of 23 August 2026", "/cy/": "Ar gael tan ddiwedd 23 Awst 2026"}
LIMIT = 200_000  # bytes of a first view, packed


def printed(watched):
    """The text of each page of the page in view, printed on A4 by a reader who is in the middle of it."""
    watched.page.evaluate("scrollTo(0, document.scrollingElement.scrollHeight / 2)")
    return pages_of(watched.page.pdf(format="A4", prefer_css_page_size=True))


@pytest.mark.parametrize("place", ["/", "/cy/"])
@pytest.mark.parametrize("address", [LANTERN, f"{LANTERN}7-minute-briefing/"])
def test_every_printed_page_says_which_report_it_is_and_until_when(opens, harbour, place, address):
    watched = opens(scheme=DARK)
    watched.go(harbour.url(place + address))
    pages = printed(watched)
    assert len(pages) >= (4 if address == LANTERN else 1)
    for number, page in enumerate(pages, 1):
        assert page.count(f"{REFERENCE} · {LAST_DAY[place]}") == 1, number
        assert f"{number} / {len(pages)}" in page
    whole = " ".join(pages)
    for words in ("Cymraeg", "English" if place == "/cy/" else "Chwilio", "Search", "Table of contents", "999"):
        assert words not in whole.replace("Languages English", ""), words


def test_every_printed_page_of_a_report_with_figures_and_tables_says_so_too(watched, own):
    report = report_with_all(own)
    watched.go(own.url(f"/reports/{report.slug}/"))
    for picture in watched.page.locator(".board-body img").all():
        picture.scroll_into_view_if_needed()
    pages = printed(watched)
    assert len(pages) > 5
    until = own.publication.project.words.until(report.window)
    assert [page.count(f"{report.reference} · {until}") for page in pages] == [1] * len(pages)


@pytest.mark.parametrize("rule", ["display: block", "display: none", "position: fixed; bottom: 0"])
def test_without_the_rule_that_repeats_it_a_printed_page_does_not_say(opens, harbour, rule):
    watched = opens(bypass_csp=True)
    watched.go(harbour.url(f"/{LANTERN}"))
    watched.page.add_style_tag(content=f"@media print {{ .board-running {{ {rule} !important }} }}")
    assert not all(f"{REFERENCE} · {LAST_DAY['/']}" in page for page in printed(watched))


def test_on_paper_a_table_repeats_its_head_and_nothing_is_lost(watched, harbour):
    watched.go(harbour.url(f"/{LANTERN}"))
    pages = printed(watched)
    whole = " ".join(pages)
    for number in range(1, ROWS.count("\n") + 2):
        assert f"Week {number} The keeper wrote line {number} of the log" in whole
    for page in pages:
        if "The keeper wrote" in page:
            assert page.index("What was written") < page.index("The keeper wrote")
    assert "Folded samphire." in whole, "what is folded on the screen is printed"
    assert "the law <https://law.example/act?a=1>" in whole, "paper says where a link to elsewhere leads"
    assert "plan.pdf" not in whole
    assert "↩" not in whole
    assert "Corrected on 8 June 2026: The date of a meeting was put right." in whole


def test_paper_is_white_and_its_letters_are_black_in_dark_colours_too(opens, harbour):
    watched = opens(scheme=DARK)
    watched.go(harbour.url(f"/{LANTERN}"))
    assert watched.page.locator("body").get_attribute("data-md-color-scheme") == "slate"
    watched.page.emulate_media(media="print", color_scheme="dark")
    backs, fronts = watched.page.evaluate(
        """() => {
             const seen = [...document.querySelectorAll("html, body, body *")].filter(e => e.checkVisibility());
             const says = e => [...e.childNodes].some(one => one.nodeType === Node.TEXT_NODE && one.data.trim());
             return [seen.map(e => getComputedStyle(e).backgroundColor),
                     seen.filter(says).map(e => getComputedStyle(e).color)];
           }"""
    )
    assert set(backs) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)", "rgba(255, 255, 255, 0)"}
    assert len(fronts) > 200
    for colour in set(fronts):
        red, green, blue, *alpha = map(float, re.findall(r"[\d.]+", colour))
        assert max(red, green, blue) <= 85, colour
        assert (alpha or [1.0])[0] > 0.8, colour


def test_paper_has_no_header_navigation_search_or_switch(watched, harbour):
    watched.go(harbour.url(f"/{LANTERN}"))
    watched.page.emulate_media(media="print")
    for part in (
        ".md-header",
        ".md-search",
        ".md-sidebar",
        ".board-language",
        ".md-banner",
        ".board-footer",
        ".board-sections",
        ".footnote-backref",
    ):
        assert watched.page.locator(part).count() > 0, part
        assert not watched.page.locator(part).first.is_visible(), part


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
@pytest.mark.parametrize("place", ["/", "/cy/"])
def test_a_small_screen_has_a_list_of_sections_and_a_wide_one_has_it_once(opens, harbour, place, scripts):
    watched = opens(width=375, java_script_enabled=scripts)
    page = watched.page
    page.goto(harbour.url(place + LANTERN))
    links = page.locator(".board-sections a")
    assert links.count() == 4
    assert all(link.is_visible() for link in links.all())
    assert [one.is_visible() for one in page.locator(".md-sidebar--secondary").all()] == [False]
    links.nth(2).click()
    page.wait_for_url("**#week-by-week")
    page.set_viewport_size({"width": 1280, "height": 800})
    assert not links.first.is_visible()
    assert page.locator(".md-sidebar--secondary a", has_text="Week by week").is_visible()


def test_a_report_reads_well_without_pictures_and_scripts(opens, harbour):
    watched = opens(width=375)
    page = watched.page
    page.route(re.compile(r"\.(?:png|jpg|svg|js|json)$"), lambda route: route.abort())
    page.goto(harbour.url(f"/{LANTERN}"))
    text = page.locator("article").inner_text()
    for words in (
        "The lantern review",
        "until the end of 23 August 2026",
        "Corrected on 8 June 2026",
        "Seven minutes on the lantern",
        "PDF, 1 kB, in Welsh",
        "The quillwort was never counted.",
        "Figure 1. Three boats.",
        "About this report",
        "01632 960 000",
    ):
        assert words in text, words
    assert page.locator(".board-body img").get_attribute("alt") == "A drawing of three boats in a harbour"
    assert not page.locator("[data-md-component=search-query]").is_visible(), "a search that cannot work is not offered"
    assert page.locator("nav.board-nav").count() == 1
    assert page.locator("header .board-home").is_visible(), "a way home, which needs no script"


@pytest.fixture(scope="module")
def packed(own, tmp_path_factory):
    """The project's own site behind nginx, which packs what it sends."""
    pages = (page.read_text("utf-8") for page in own.folder.rglob("*.html"))
    scripts = set().union(*map(inline_hashes, pages))
    with nginx(RulesInput(own.folder, scripts=tuple(sorted(scripts))), tmp_path_factory.mktemp("packed")) as server:
        yield server


def test_a_first_view_of_a_report_is_light(watched, own, packed):
    report = report_with_all(own)
    watched.go(f"{packed.url}/reports/{report.slug}/")
    for picture in watched.page.locator(".board-body img").all():
        picture.scroll_into_view_if_needed()
    watched.page.wait_for_load_state("networkidle")
    sizes = {}
    for path in dict.fromkeys(urlsplit(url).path for url in watched.requests):
        answer = packed.ask(path, Accept_Encoding="gzip")
        assert answer.status == 200
        headers = sum(len(name) + len(value) + 4 for name, value in answer.headers.items())
        sizes[path] = len(answer.body) + headers
    assert {"css", "js", "json", "png"} <= {path.rsplit(".", 1)[-1] for path in sizes}, "all that is loaded is counted"
    assert any("/workers/search" in path for path in sizes)
    assert sum(sizes.values()) <= LIMIT, sizes
    watched.assert_quiet(packed.url)
