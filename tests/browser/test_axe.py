"""Nothing that axe finds is wrong on any kind of page: wide and narrow, light and dark, in each language."""

import re

from axe_playwright_python.base import AXE_SCRIPT

from browser.rich import LANGUAGES, pages
from browser.searching import open_search, put
from browser.watching import DARK, LIGHT, looks

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
WIDTHS = (1280, 375, 320)
OPTIONS = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
RUN = """async options => {
  const {violations} = await axe.run(document, options);
  return violations.flatMap(one => one.nodes.map(node => `${one.id}: ${node.target} ${node.html.slice(0, 120)}`));
}"""
DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"


def violations(page):
    """What axe finds wrong on the page as it is now: each rule, and where."""
    page.evaluate(DRAWN)  # the page has seen its new width
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(RUN, OPTIONS)


def found(watched, url, act=lambda _page: None):
    """What axe finds wrong at an address, by width; `act` is done to the page before each look."""
    watched.go(url)
    wrong = {}
    for width in WIDTHS:
        watched.page.set_viewport_size({"width": width, "height": 800})
        act(watched.page)
        if told := violations(watched.page):
            wrong[width] = told
    return wrong


def all_found(looks):
    """What was found by several looks, by what was looked at; empty when all is well."""
    return {what: wrong for what, wrong in looks.items() if wrong}


def searched(words, says):
    """Something to do to a page: open its search at any width, and look for `words`."""

    def act(page):
        open_search(page)
        if page.locator("[data-md-component=search-query]").input_value() != words:
            put(page, words)
        page.locator(".md-search-result__meta").filter(has_text=re.compile(says)).wait_for()

    return act


def menu(page):
    """Open the menu, where there is one."""
    button = page.locator(".board-menu")
    if button.is_visible() and not page.locator("#__drawer").is_checked():
        button.click()


@looks(LIGHT, DARK)
def test_axe_finds_nothing_on_any_kind_of_page(opens, rich_site, language, scheme):
    watched = opens(scheme=scheme)
    paths = pages(LANGUAGES[language])
    assert all_found({kind: found(watched, rich_site.url(path)) for kind, path in paths.items()}) == {}
    watched.assert_quiet(rich_site.origin)


@looks(DARK, LIGHT)
def test_axe_finds_nothing_in_what_is_open_or_empty(opens, rich_site, empty_site, plain_site, language, scheme):
    watched, start = opens(scheme=scheme), LANGUAGES[language]
    about = rich_site.url(f"/{start}about/")
    looks = {
        "search with results": found(watched, about, searched("CPR 07/2026", r"^\s*[1-9]")),
        "search without results": found(watched, about, searched("quillwort", r"^\D+$")),
        "menu": found(watched, about, menu),
        "empty listing, in a preview": found(watched, empty_site.url(f"/{start}reports/")),
        "plain page": found(watched, plain_site.url(f"/{start}leaflets/learning-events/")),
    }
    assert all_found(looks) == {}


def test_axe_finds_what_is_wrong(opens, rich_site):
    watched = opens(bypass_csp=True)
    wrong = "<img src='/x.png'><p style='color: #bbb'>Faint words</p><div role=button>No way to press it</div>"

    def spoil(page):
        page.locator(".board-body").evaluate("(body, html) => body.insertAdjacentHTML('beforeend', html)", wrong)

    told = found(watched, rich_site.url("/reports/cpr-07-2026/"), spoil)
    assert set(told) == set(WIDTHS)
    assert {"image-alt", "color-contrast"} <= {one.partition(":")[0] for one in told[1280]}
