"""The site by keyboard alone: to a report's text and back, the search, the menu; the focus is always to be seen."""

import re
from urllib.parse import urlsplit

import pytest

from browser.rich import LANGUAGES, SLUG
from browser.searching import steady
from browser.watching import DARK, LIGHT, looks

MOST = 60  # presses of the Tab key; whoever needs more has lost the way, or is trapped

FOCUS = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const drawn = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  const clear = !/rgba.*, 0\\)$|transparent/.test(style.outlineColor);
  const seen = e.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const within = box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  const spots = [...e.getClientRects()].map(r => document.elementFromPoint(
    Math.min(Math.max(r.left + r.width / 2, 0), innerWidth - 1),
    Math.min(Math.max(r.top + Math.min(r.height, 40) / 2, 0), innerHeight - 1)));
  const covered = !spots.some(top => top && (e.contains(top) || top.contains(e)));
  const faults = [[!drawn, "no outline"], [!clear, "outline without colour"], [!seen, "not visible"],
    [!within, "outside the window"], [covered, "covered"]];
  return {
    name: `${e.localName}.${e.className}`,
    words: (e.getAttribute("aria-label") || e.innerText || "").trim(),
    href: e.getAttribute("href") ? new URL(e.href).pathname : null,
    faults: faults.filter(([wrong]) => wrong).map(([, what]) => what),
  };
}"""


def focused(page):
    """What has the focus, which must be seen; None when nothing has."""
    now = page.evaluate(FOCUS)
    assert not now or not now["faults"], f"{now['name']} {now['words']!r}: {', '.join(now['faults'])}"
    return now


def tab_to(page, *, words=None, href=None, key="Tab"):
    """Press Tab until an element with these words, or this address, has the focus; all that had it on the way."""
    passed = []
    for _ in range(MOST):
        page.keyboard.press(key)
        now = focused(page)
        if now is None:
            continue
        passed.append(now)
        if (words is None or re.fullmatch(words, now["words"])) and (href is None or now["href"] == href):
            return passed
    raise AssertionError(f"{words or href} was not reached: {[one['words'] or one['name'] for one in passed]}")


def enter(page, path):
    """Press Enter, and wait for the page at `path`."""
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: urlsplit(url).path == path)
    page.wait_for_load_state("load")


@looks(DARK, LIGHT)
def test_from_the_address_bar_to_the_text_of_a_report_and_back(opens, rich_site, language, scheme):
    watched, start = opens(scheme=scheme), LANGUAGES[language]
    page = watched.page
    watched.go(rich_site.url(f"/{start}"))
    first = tab_to(page, words="Skip to content|Neidio i'r cynnwys")
    assert len(first) == 1, "the way past the head comes first"
    tab_to(page, href=f"/{start}reports/")
    enter(page, f"/{start}reports/")
    tab_to(page, words="Skip to content|Neidio i'r cynnwys")
    page.keyboard.press("Enter")
    passed = tab_to(page, href=f"/{start}reports/{SLUG}/")
    assert len(passed) == 1, "after the way past the head comes the first report"
    enter(page, f"/{start}reports/{SLUG}/")
    tab_to(page, words="Skip to content|Neidio i'r cynnwys")
    page.keyboard.press("Enter")
    passed = tab_to(page, href="/practice-reviews")
    assert all(one["name"].startswith(("a.", "div.board-table")) for one in passed)
    assert page.locator(".board-body").get_by_text("The panel met four times").is_visible()
    tab_to(page, href=f"/{start}reports/", key="Shift+Tab")
    enter(page, f"/{start}reports/")
    tab_to(page, href=f"/{start}", key="Tab")
    enter(page, f"/{start}")
    watched.assert_quiet(rich_site.origin)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("language", LANGUAGES)
def test_tab_goes_through_a_whole_report_and_is_never_trapped(opens, rich_site, language, width):
    watched = opens(width=width, height=700)
    page = watched.page
    watched.go(rich_site.url(f"/{LANGUAGES[language]}reports/{SLUG}/"))
    passed = []
    for _ in range(2 * MOST):
        page.keyboard.press("Tab")
        now = focused(page)
        if now is None:
            break
        passed.append(now)
    else:
        raise AssertionError(f"no end: {[one['words'] for one in passed[-5:]]}")
    assert any(one["name"].startswith("div.board-table") for one in passed) == (width == 375)
    assert any("footnote-backref" in one["name"] for one in passed)
    back = []
    page.keyboard.press("Shift+Tab")
    for _ in passed:
        back.append(focused(page)["words"])
        page.keyboard.press("Shift+Tab")
    assert back == [one["words"] for one in reversed(passed)]
    watched.assert_quiet(rich_site.origin)


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_search_by_keyboard(opens, rich_site, language, width):
    watched, start = opens(width=width, height=800), LANGUAGES[language]
    page = watched.page
    watched.go(rich_site.url(f"/{start}about/"))
    tab_to(page, words="Search|Chwilio")
    if width == 375:
        page.keyboard.press("Enter")
        assert focused(page)["name"].startswith("input")
    page.keyboard.type("CPR 07/2026")
    page.locator(".md-search-result__item").first.wait_for()
    steady(page)
    assert page.locator(".md-search-result__meta").get_attribute("role") == "status"
    passed = tab_to(page, href=f"/{start}reports/{SLUG}/")
    assert len(passed) <= 2, "between the words and the first result there is only the button that clears them"
    page.keyboard.press("Shift+Tab")
    assert page.locator("#__search").is_checked()
    page.keyboard.press("Escape")
    assert not page.locator("#__search").is_checked()
    now = focused(page)
    assert now["name"].startswith("button.md-header__button" if width == 375 else "input.md-search__input")
    if width == 375:
        page.keyboard.press("Enter")
    else:
        page.keyboard.press("End")
        page.keyboard.type(" ")
    assert page.locator("#__search").is_checked()
    tab_to(page, href=f"/{start}reports/{SLUG}/")
    enter(page, f"/{start}reports/{SLUG}/")
    watched.assert_quiet(rich_site.origin)


def test_who_leaves_the_search_closes_it(watched, rich_site):
    page = watched.page
    watched.go(rich_site.url("/about/"))
    tab_to(page, words="Search")
    page.keyboard.type("quillwort")
    page.locator(".md-search-result__meta").filter(has_text=re.compile(r"^\D*$")).wait_for()
    for _ in range(MOST):  # the button that clears the words, and the ways on that the empty result offers
        page.keyboard.press("Tab")
        if not page.locator("#__search").is_checked():
            break
    assert not page.locator("#__search").is_checked()
    assert focused(page)["href"] is not None
    watched.assert_quiet(rich_site.origin)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_menu_of_a_small_screen_by_keyboard(opens, rich_site, language):
    watched, start = opens(width=375, height=800), LANGUAGES[language]
    page = watched.page
    watched.go(rich_site.url(f"/{start}"))
    passed = tab_to(page, words="Menu|Dewislen")
    assert not any(one["name"].startswith("a.board-nav") for one in passed), "a menu that is closed holds no stop"
    button = page.locator(".board-menu")
    assert button.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    assert focused(page)["name"].startswith("button.board-nav__close")
    tab_to(page, href=f"/{start}about/")
    page.keyboard.press("Escape")
    assert focused(page)["name"].endswith("board-menu focus-visible") or "board-menu" in focused(page)["name"]
    assert button.get_attribute("aria-expanded") == "false"
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert "board-menu" in focused(page)["name"], "its own button closes it, and gives the focus back"
    page.keyboard.press("Enter")
    tab_to(page, href=f"/{start}reports/")
    enter(page, f"/{start}reports/")
    assert not page.locator("#__drawer").is_checked()
    watched.assert_quiet(rich_site.origin)


def test_who_leaves_the_menu_closes_it(opens, rich_site):
    watched = opens(width=375, height=800)
    page = watched.page
    watched.go(rich_site.url("/"))
    tab_to(page, words="Menu")
    page.keyboard.press("Enter")
    for _ in range(MOST):
        page.keyboard.press("Tab")
        if not page.evaluate("document.activeElement.closest('.board-nav')"):
            break
    assert not page.locator("#__drawer").is_checked()
    focused(page)


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_colours_by_keyboard(watched, rich_site, key):
    page = watched.page
    watched.go(rich_site.url("/"))
    scheme = "document.body.dataset.mdColorScheme"
    assert page.evaluate(scheme) == "default"
    tab_to(page, words="Switch to dark colours")
    page.keyboard.press(key)
    assert page.evaluate(scheme) == "slate"
    assert focused(page)["words"] == "Switch to light colours"
    page.reload()
    assert page.evaluate(scheme) == "slate"
    tab_to(page, words="Switch to light colours")
    page.keyboard.press(key)
    assert page.evaluate(scheme) == "default"
    watched.assert_quiet(rich_site.origin)


def test_single_letters_do_nothing(watched, rich_site):
    """WCAG 2.1.4: who speaks to the computer, or hits a key by chance, must not be sent elsewhere."""
    page = watched.page
    watched.go(rich_site.url("/about/"))
    assert page.locator("link[rel=next]").count() == 1, "Material goes there on n"
    for letter in "fs/pn.,":
        page.keyboard.press(letter)
    page.wait_for_timeout(100)
    assert not page.locator("#__search").is_checked()
    assert page.evaluate("document.activeElement === document.body")
    assert page.url.endswith("/about/")


@pytest.mark.parametrize("width", [1280, 375])
def test_the_other_language_stands_before_the_search(opens, rich_site, width):
    if len(LANGUAGES) == 1:
        pytest.skip("the site has one language")
    watched = opens(width=width)
    watched.go(rich_site.url("/"))
    passed = tab_to(watched.page, words="Search")
    assert [one["words"] for one in passed].count("Cymraeg") == 1
