"""The search of a site with too many reports to search every word: what it finds, and says that it leaves out."""

import json
import re

import pytest

from board_reports.release.rules import RulesInput
from board_reports.site.cutting import cut_search
from board_reports.site.policy import policy
from board_reports.site.scripts import inline_hashes
from browser.conftest import Harbour, built
from browser.searching import open_search, search, told
from browser.test_axe import violations
from browser.test_keyboard import tab_to
from browser.watching import DARK, LIGHT, looks
from builders import write
from reading_site import CONFIG, bilingual
from serving_nginx import nginx
from serving_real import open_folder

pytestmark = pytest.mark.slow

LANTERN, HERON = "reports/cvsb-cpr-06-2021/", "reports/apr-12-2024/"
SAID = {
    "en": "There are too many reports here to search every word of them. This search looks at titles, references, "
    "summaries, headings and the most used words.",
    "cy": "Mae gormod o adroddiadau yma i chwilio pob gair ynddynt. Mae'r chwiliad hwn yn edrych ar deitlau, "
    "cyfeirnodau, crynodebau, penawdau a'r geiriau a ddefnyddir amlaf.",
}
NOTHING = {
    "en": ("The search found no page for these words.", "No page has these words."),
    "cy": ("Ni chanfu'r chwiliad dudalen ar gyfer y geiriau hyn.", "Nid oes tudalen â'r geiriau hyn."),
}
WAY = {"en": "See the reports that are published now", "cy": "Gweld yr adroddiadau sydd wedi'u cyhoeddi ar hyn o bryd"}
SPOKEN = "document.querySelector('.board-search__status').textContent"
INDEX = "search/search_index.json"


@pytest.fixture(scope="module")
def crowded_built():
    """The harbour's site past the threshold, behind nginx; `cut` is `before` with one report cut out of its index."""
    with open_folder() as root:
        bilingual(root)
        limited = CONFIG.replace("twin: mkdocs.cy.yml", "twin: mkdocs.cy.yml, search_full_text_max_mb: 0")
        assert limited != CONFIG
        write(root / "mkdocs.yml", limited)
        for release in ("before", "cut"):
            built(root / "mkdocs.yml", root / release, "2026-06-10T12:00")
        for place in ("", "cy/"):
            index = root / "cut" / place / INDEX
            index.write_bytes(cut_search(index.read_bytes(), {"apr-12-2024"}))
        built(root / "mkdocs.yml", root / "after", "2026-08-18T12:00")
        (root / "public").symlink_to(root / "before")
        pages = [page.read_text("utf-8") for page in (root / "before").rglob("*.html")]
        scripts = tuple(sorted(set().union(*map(inline_hashes, pages))))
        with nginx(RulesInput(root / "public", scripts=scripts), root / "server") as server:
            yield Harbour(root, server), scripts


@pytest.fixture
def crowded(crowded_built):
    """The crowded site with both reports public, whatever another test has shown."""
    crowded_built[0].show("before")
    return crowded_built[0]


def note(page):
    """The sentence about what the search leaves out, where a reader sees it; else None."""
    place = page.locator(".board-search__small")
    return place.locator("p").first.inner_text() if place.is_visible() else None


def described(page):
    """How a screen reader describes the box, as the browser tells it."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    boxes = [one for one in nodes if one.get("role", {}).get("value") in ("textbox", "searchbox")]
    return [one.get("description", {}).get("value", "") for one in boxes]


@pytest.mark.parametrize("place", ["/", "/cy/"])
def test_a_report_is_found_by_reference_title_heading_summary_and_telling_word(watched, crowded, place):
    page = watched.page
    watched.go(crowded.url(place))
    for words in ("06/2021", "6-2021", "06 2021", "CPR 6/2021", "C&VSB CPR 06/2021", "cvsb-cpr-06-2021", "CPR 6–2021"):
        found = search(page, words)
        assert found[0] == f"{place}{LANTERN}", words
        assert all(path.startswith(f"{place}{LANTERN}") for path in found), words
    for words in ("lantern", "week by week", "office", "samphire", "agency knew", "winter at the harbour", "quillwort"):
        assert f"{place}{LANTERN}" in search(page, words), words
    assert search(page, "tarnwater") == [f"{place}{LANTERN}7-minute-briefing/"]
    assert search(page, "curlew") == [f"{place}{HERON}terms/"], "the beginning of a word is enough"
    for words in ("07/2021", "zebra", "lantern zebra", "words BbC", "CbB"):
        assert search(page, words) == [], words
        assert told(page) == "nothing"
    watched.assert_quiet(crowded.origin)


def test_welsh_words_and_what_is_said_beside_a_report_are_found(watched, crowded):
    page = watched.page
    watched.go(crowded.url("/cy/"))
    for words in ("tŷ", "ŵyn", "wyn", "gaeaf", "crëyr", "creyr", "beth ddysgon", "lyfrgell"):
        expected = [f"/cy/{HERON}"] if words not in ("tŷ", "ŵyn", "wyn") else []  # fewer than four letters
        assert search(page, words)[:1] == expected, words
    watched.go(crowded.url("/"))
    for words in ("extended child", "harbour plan"):
        assert search(page, words)[0] == f"/{LANTERN}", words
    assert search(page, "cafe") == ["/"], "permanent pages are searched in full"
    watched.assert_quiet(crowded.origin)


@pytest.mark.parametrize("width", [1280, 375])
@looks(LIGHT, DARK)
def test_the_search_says_what_it_leaves_out(opens, crowded, language, scheme, width):
    watched = opens(width=width, scheme=scheme)
    page, place = watched.page, {"en": "/", "cy": "/cy/"}[language]
    watched.go(crowded.url(place))
    open_search(page)
    page.locator(".board-search__small").wait_for()
    assert note(page) == SAID[language]
    assert described(page) == [SAID[language]]
    assert page.locator("#board-search-small").count() == 1
    for words in ("", "lantern", "zebra"):
        if words:
            search(page, words)
        assert note(page) == SAID[language]
        box = page.locator(".board-search__small").bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert violations(page) == []
        assert page.get_by_role("link", name=WAY[language]).count() == 1, words
    assert page.locator(".board-search__heading:visible").all_inner_texts() == [NOTHING[language][0]]
    page.wait_for_function(f"said => {SPOKEN}.includes(said)", arg=SAID[language])
    assert NOTHING[language][0] in page.evaluate(SPOKEN)
    search(page, "lantern")
    page.wait_for_function(f"said => !{SPOKEN}.includes(said)", arg=SAID[language])
    watched.assert_quiet(crowded.origin)


@looks(DARK, LIGHT)
def test_by_keyboard_the_way_to_the_list_comes_before_the_results(opens, crowded, language, scheme):
    watched = opens(scheme=scheme)
    page, place = watched.page, {"en": "/", "cy": "/cy/"}[language]
    watched.go(crowded.url(place))
    search(page, "lantern")
    tab_to(page, href=f"{place}reports/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')").startswith(crowded.url(f"{place}{LANTERN}"))
    tab_to(page, href=f"{place}reports/", key="Shift+Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{place}reports/")
    watched.assert_quiet(crowded.origin)


def test_where_every_word_is_searched_nothing_of_this_is_said(watched, harbour):
    page = watched.page
    for place in ("/", "/cy/"):
        watched.go(harbour.url(place))
        for words in ("lantern", "zebra"):
            search(page, words)
            assert note(page) is None
            assert described(page) == [""]
            assert page.get_by_role("link", name=re.compile("published now|ar hyn o bryd")).count() <= 1
        language = "cy" if "cy" in place else "en"
        assert page.locator(".board-search__heading:visible").all_inner_texts() == [NOTHING[language][1]]
        assert not any(said in page.evaluate(SPOKEN) for said in SAID.values())
    watched.assert_quiet(harbour.origin)


@pytest.mark.parametrize("release", ["after", "cut"])
def test_a_report_that_has_gone_is_not_found_from_a_tab_opened_before(watched, crowded, release):
    page = watched.page
    watched.go(crowded.url("/"))
    for words, path in {"curlewrise": "terms/", "heron": "", "weir": ""}.items():
        assert search(page, words)[0] == f"/{HERON}{path}", words
    crowded.show(release)
    page.wait_for_timeout(2100)  # longer than a look at the index counts
    for words in ("curlewrise", "heron", "weir", "12/2024"):
        assert search(page, words) == [], words
    assert search(page, "quillwort") == [f"/{LANTERN}"], "what stays is found by the same words"
    watched.assert_quiet(crowded.origin)


def test_an_open_tab_learns_that_the_site_has_crossed_the_threshold(watched, crowded):
    """Either way: the pages are the same, and the index alone says which form it has."""
    page = watched.page
    watched.go(crowded.url("/"))
    search(page, "weir")
    assert note(page) == SAID["en"]
    index = json.loads((crowded.root / "before" / INDEX).read_text("utf-8"))
    words = index["config"].pop("words")
    full = json.dumps(index)
    page.route(f"**/{INDEX}", lambda route: route.fulfill(body=full, content_type="application/json"))
    page.wait_for_timeout(2100)
    assert search(page, "weir") == []
    assert note(page) is None
    assert described(page) == [""]
    page.unroute(f"**/{INDEX}")
    page.wait_for_timeout(2100)
    assert search(page, "weir") == [f"/{HERON}"]
    assert note(page) == SAID["en"]
    assert "weir" in words


def test_other_words_of_the_same_entries_count_from_the_first_search_on(watched, crowded):
    page = watched.page
    watched.go(crowded.url("/"))
    page.wait_for_load_state("networkidle")
    index = json.loads((crowded.root / "before" / INDEX).read_text("utf-8"))
    index["config"]["words"]["grebe"] = index["config"]["words"].pop("weir")
    page.route(f"**/{INDEX}", lambda route: route.fulfill(json=index))
    assert search(page, "weir") == []
    assert search(page, "grebe") == [f"/{HERON}"]
    watched.assert_quiet(crowded.origin)


def test_an_index_with_places_that_are_not_there_breaks_nothing(watched, crowded):
    page = watched.page
    index = json.loads((crowded.root / "before" / INDEX).read_text("utf-8"))
    index["config"]["words"] |= {"farther": "zzzB", "nowhere": "", "odd": "7-?"}
    page.route(f"**/{INDEX}", lambda route: route.fulfill(json=index))
    watched.go(crowded.url("/"))
    assert search(page, "weir") == [f"/{HERON}"]
    for words in ("farther", "nowhere", "odd"):
        assert search(page, words) == []
    watched.assert_quiet(crowded.origin)


def test_the_policy_is_the_same_as_without_and_no_request_is_added(watched, crowded, crowded_built):
    answer = watched.go(crowded.url("/"))
    listed = "".join(f" '{one}'" for one in crowded_built[1])
    assert answer.headers["content-security-policy"] == policy(listed, in_header=True)
    assert "unsafe" not in answer.headers["content-security-policy"]
    search(watched.page, "weir")
    asked = {url.removeprefix(crowded.url("/")) for url in watched.requests}
    of_search = {path for path in asked if "search" in path or "lunr" in path}
    assert INDEX in of_search
    assert all(path == INDEX or path.startswith("assets/javascripts/workers/search.") for path in of_search)
    watched.assert_quiet(crowded.origin)
