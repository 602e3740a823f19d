"""What a search finds, in both languages: references in any spelling, words with and without accents, or nothing."""

import pytest

from browser.searching import open_search, search, told
from browser.watching import DARK

SPOKEN = "document.querySelector('.board-search__status').textContent"
LANTERN, HERON = "reports/cvsb-cpr-06-2021/", "reports/apr-12-2024/"


@pytest.mark.parametrize("place", ["/", "/cy/"])
def test_a_report_is_found_by_its_reference_in_any_spelling(watched, harbour, place):
    watched.go(harbour.url(place))
    for words in (
        "06/2021",
        "6-2021",
        "06 2021",
        "6/2021",
        "CPR 6/2021",
        "cpr-06-2021",
        "cpr 006 / 2021",
        "CPR 6–2021",
        "C&VSB CPR 06/2021",
        "cvsb-cpr-06-2021",
        '"CPR 6/2021"',
    ):
        found = search(watched.page, words)
        assert found[0] == f"{place}{LANTERN}", words
        assert all(path.startswith(f"{place}{LANTERN}") for path in found), words
    for words in ("12/2024", "APR 12-2024"):
        assert search(watched.page, words)[0] == f"{place}{HERON}", words
    for words in ("07/2021", "6/2022", "APR 6/2021", "16/2021"):
        assert search(watched.page, words) == [], words
        assert told(watched.page) == "nothing"
    watched.assert_quiet(harbour.origin)


def test_a_report_is_found_by_title_text_type_file_and_correction(watched, harbour):
    watched.go(harbour.url("/"))
    for words in ("lantern", "quillwort", "samphire", "extended child", "harbour plan", "meeting put right"):
        assert search(watched.page, words)[0] == f"/{LANTERN}", words
    assert search(watched.page, "tarnwater") == [f"/{LANTERN}7-minute-briefing/"]
    assert search(watched.page, "cafe") == ["/"]
    for words in ("Lantern: quillwort-samphire,", "+lantern -keeper", "title:lantern", "lantern & keeper", "lantern*~"):
        assert search(watched.page, words)[:1] == ([] if words.startswith("title") else [f"/{LANTERN}"]), words
    watched.assert_quiet(harbour.origin)


def test_a_welsh_text_is_found_with_and_without_accents(watched, harbour):
    watched.go(harbour.url("/cy/"))
    for words in ("tŷ", "ty", "ŵyn", "wyn", "crëyr", "creyr", "cre\u0308yr", "gaeaf", "adolygiad y crëyr"):
        assert search(watched.page, words)[0] == f"/cy/{HERON}", words
    assert search(watched.page, "tŷ") == [f"/cy/{HERON}"]
    assert watched.page.locator(".md-search-result__item mark").first.inner_text() == "tŷ"
    assert search(watched.page, "quillwort") == [f"/cy/{LANTERN}"], "a report in English only"
    watched.assert_quiet(harbour.origin)


def test_only_pages_that_have_every_word_are_found(watched, harbour):
    watched.go(harbour.url("/"))
    assert search(watched.page, "lantern quillwort") == [f"/{LANTERN}"], "words from two sections of one page"
    assert watched.page.locator(".md-search-result__terms").count() == 0, "nothing is missing"
    assert search(watched.page, "lantern zebra") == []
    assert told(watched.page) == "nothing"
    watched.assert_quiet(harbour.origin)


@pytest.mark.parametrize(
    ("place", "said", "way"),
    [
        ("/", "No page has these words.", "See the reports that are published now"),
        ("/cy/", "Nid oes tudalen â'r geiriau hyn.", "Gweld yr adroddiadau sydd wedi'u cyhoeddi ar hyn o bryd"),
    ],
)
def test_a_search_that_finds_nothing_helps_on_and_a_screen_reader_is_told(opens, harbour, place, said, way):
    watched = opens(width=375, scheme=DARK)
    page = watched.page
    watched.go(harbour.url(place))
    open_search(page)
    assert told(page) is None
    assert search(page, "the zebra crossed nowhere") == []
    assert told(page) == "nothing"
    panel = page.locator(".board-search [data-board-when=nothing]")
    assert said in panel.inner_text()
    assert "01632 960 000" in panel.inner_text()
    assert panel.bounding_box()["x"] + panel.bounding_box()["width"] <= 375
    status = page.locator(".board-search__status")
    assert status.get_attribute("role") == "status"
    page.wait_for_function(f"said => {SPOKEN}.includes(said)", arg=said)
    search(page, "lantern")
    assert told(page) is None
    page.wait_for_function(f"said => !{SPOKEN}.includes(said)", arg=said)
    search(page, "zebra")
    panel.get_by_text(way).click()
    page.wait_for_url(f"**{place}reports/")
    watched.assert_quiet(harbour.origin)


def test_the_ways_on_are_reached_by_keyboard_and_the_search_closes_behind_them(watched, harbour):
    page = watched.page
    watched.go(harbour.url("/"))
    search(page, "zebra")
    reached = []
    for _ in range(6):
        page.keyboard.press("Tab")
        reached.append(page.evaluate("document.activeElement.textContent.trim()"))
        if not page.locator("#__search").is_checked():
            break
    assert "See the reports that are published now" in reached
    assert "unit@board.example" in reached
    assert not page.locator("#__search").is_checked()
    watched.assert_quiet(harbour.origin)


def test_without_scripts_the_search_is_not_there_and_a_link_leads_on(opens, harbour):
    watched = opens(java_script_enabled=False)
    for place in ("/", "/cy/", f"/cy/{LANTERN}"):
        watched.page.goto(harbour.url(place))
        assert not watched.page.locator("[data-md-component=search-query]").is_visible()
        assert watched.page.locator(".board-find").count() > 0
        assert not watched.page.locator(".board-find").is_visible()
        link = watched.page.locator(".board-noscript a")
        assert link.is_visible()
        link.click()
        watched.page.wait_for_url("**/reports/")
