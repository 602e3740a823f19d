"""Pages as each reader wants them: without scripts, without motion, enlarged, in few colours, on a narrow screen."""

import shutil

import pytest

from browser.conftest import FLAGS
from browser.rich import LANGUAGES, LONG, SLUG, pages
from browser.test_keyboard import FOCUS
from browser.test_looks import CONTRASTS
from browser.test_site import TOO_WIDE
from browser.watching import DARK, LIGHT

SEEN = "e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}) && e.getClientRects().length > 0"


def shown(page, selector):
    """Those elements that a reader sees, each by its words or its name."""
    return page.locator(selector).evaluate_all(
        f"all => all.filter({SEEN}).map(e => (e.innerText || e.getAttribute('aria-label') || e.className).trim())"
    )


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("language", LANGUAGES)
def test_without_scripts_everything_can_be_read_and_reached_and_nothing_is_dead(opens, rich_site, language, width):
    watched = opens(width=width, java_script_enabled=False)
    page, start = watched.page, LANGUAGES[language]
    for kind, path in pages(start).items():
        watched.go(rich_site.url(path))
        assert len(shown(page, "h1")) == 1, kind
        assert shown(page, "button, label, input, summary:empty, [role=search]") == [], kind
        links = shown(page, "nav.board-nav a")
        assert len(links) >= 7, kind
        assert page.evaluate(TOO_WIDE) == [], kind
        assert page.evaluate(CONTRASTS) == {}, kind
    watched.go(rich_site.url(f"/{start}"))
    page.locator("nav.board-nav a").nth(1).click()
    page.wait_for_url(f"**/{start}reports/")
    page.locator(".board-card h2 a").click()
    page.wait_for_url(f"**/reports/{SLUG}/")
    assert page.locator(".board-body").is_visible()
    page.locator(".board-body summary").click()
    assert page.get_by_text("Two learning events were held.").is_visible()
    assert page.locator(".board-table").first.get_attribute("tabindex") == "0"
    page.locator(".board-files a").first.evaluate("e => e.href")
    assert watched.errors == []
    assert watched.foreign(rich_site.origin) == []


def test_who_wants_dark_colours_reads_without_scripts_as_well(opens, rich_site):
    watched = opens(scheme=DARK, java_script_enabled=False)
    watched.go(rich_site.url(f"/reports/{SLUG}/"))
    assert watched.page.evaluate(CONTRASTS) == {}


def test_what_scripts_would_need_is_offered_where_they_run(watched, rich_site):
    """So that the test above cannot pass because there is nothing to offer."""
    watched.go(rich_site.url("/"))
    assert len(shown(watched.page, "button, input")) == 2
    watched.page.set_viewport_size({"width": 375, "height": 800})
    assert len(shown(watched.page, "button, input")) == 3


MOVING = """() => [...document.querySelectorAll("*")].flatMap(e => [null, "::before", "::after"].flatMap(part => {
  const style = getComputedStyle(e, part);
  const moves = style.transitionDuration.split(", ").some(time => parseFloat(time) > 0);
  const plays = style.animationName !== "none" || style.scrollBehavior === "smooth";
  return moves || plays ? [`${e.localName}.${e.className}${part || ""}`] : [];
}))"""


@pytest.mark.parametrize("kind", ["home", "report"])
def test_nothing_moves_for_those_who_want_no_motion(opens, rich_site, kind):
    path = pages("")[kind]
    watched = opens(reduced_motion="reduce", width=375)
    watched.go(rich_site.url(path))
    assert watched.page.evaluate(MOVING) == []
    watched.page.locator(".board-menu").click()
    assert watched.page.evaluate(MOVING) == []
    others = opens(reduced_motion="no-preference")
    others.go(rich_site.url(path))
    assert others.page.evaluate(MOVING) != []


ZOOMS = {"320 pixels": (320, 640), "200 %": (640, 450), "400 %": (320, 225)}


@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_enlarged_pages_do_not_scroll_sideways_and_lose_nothing(opens, rich_site, language, zoom):
    width, height = ZOOMS[zoom]
    watched = opens(width=width, height=height)
    page = watched.page
    for kind, path in pages(LANGUAGES[language]).items():
        watched.go(rich_site.url(path))
        assert page.evaluate(TOO_WIDE) == [], kind
        page.evaluate("scrollTo(0, 900)")
        head = page.locator(".md-header").bounding_box()
        assert head["y"] + head["height"] < height / 2, "what stays in view leaves the text at least half of it"
    watched.assert_quiet(rich_site.origin)


def test_long_words_break_and_a_wide_table_scrolls_in_a_place_of_its_own(opens, rich_site):
    watched = opens(width=320)
    page = watched.page
    watched.go(rich_site.url(f"/reports/{SLUG}/"))
    assert LONG in page.locator(".board-body").inner_text()
    wide, narrow = page.locator(".board-table").all()
    width = "e => e.scrollWidth > e.clientWidth"
    assert wide.evaluate(width)
    assert (wide.get_attribute("tabindex"), wide.get_attribute("role")) == ("0", "group")
    assert wide.get_attribute("aria-label") == rich_site.publication.project.words("table_scrolls")
    assert not narrow.evaluate(width)
    assert narrow.get_attribute("tabindex") is None, "no stop of the Tab key where nothing scrolls"
    wide.focus()
    page.keyboard.press("ArrowRight")
    watched.until("document.querySelector('.board-table').scrollLeft > 0")


@pytest.fixture(scope="module")
def large_text(chromium):
    """A browser whose reader has set text to twice its size."""
    with_large = chromium.browser_type.launch(
        executable_path=shutil.which("chromium"), args=[*FLAGS, "--blink-settings=defaultFontSize=32"]
    )
    yield with_large
    with_large.close()


def test_text_alone_at_twice_its_size(large_text, rich_site):
    page = large_text.new_page(viewport={"width": 1280, "height": 900})
    for kind, path in pages("").items():
        page.goto(rich_site.url(path))
        assert page.evaluate("parseFloat(getComputedStyle(document.querySelector('article p')).fontSize)") >= 28, kind
        assert page.evaluate(TOO_WIDE) == [], kind
    page.close()


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_in_colours_that_the_reader_chose(opens, rich_site, scheme):
    watched = opens(scheme=scheme, forced_colors="active", width=375)
    page = watched.page
    watched.go(rich_site.url(f"/reports/{SLUG}/"))
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")
    for selector in (".board-menu", ".board-palette button:not([hidden])", ".board-find"):
        button = page.locator(selector)
        assert button.evaluate("e => getComputedStyle(e).borderTopStyle") == "solid", selector
        ground, lines = button.evaluate(
            "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e.querySelector('svg')).fill]"
        )
        assert ground != lines, selector
    page.locator(".board-menu").click()
    here = page.locator(".board-nav [aria-current]").evaluate("e => getComputedStyle(e).borderLeftColor")
    there = page.locator(".board-nav a:not([aria-current])").first.evaluate("e => getComputedStyle(e).borderLeftColor")
    assert here != there
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS)["faults"] == []


@pytest.mark.parametrize("scheme", [LIGHT, DARK])
def test_more_contrast_for_those_who_ask_for_it(opens, rich_site, scheme):
    lowest = CONTRASTS.replace("(large ? 3 : 4.5)", "7")
    assert lowest != CONTRASTS
    watched = opens(scheme=scheme, contrast="more")
    for kind in ("home", "listing", "report", "leaflet", "not found"):
        watched.go(rich_site.url(pages("")[kind]))
        assert watched.page.evaluate(lowest) == {}, kind
