"""The search box, used as a reader uses it, on a page in either language."""

import re

SETTLED = r"""typed => {
  const box = document.querySelector("[data-md-component=search-query]");
  const said = document.querySelector(".md-search-result__meta").innerText.trim();
  const list = document.querySelector(".md-search-result__list").children.length;
  const panel = [...document.querySelectorAll("[data-board-when]")].some(piece => !piece.hidden);
  return box.value === typed && document.documentElement.dataset.boardSearch && (list > 0 || panel) && said !== '';
}"""


def open_search(page):
    """Open the search, where a small screen hides its box behind a sign."""
    sign = page.locator(".board-find")
    if sign.is_visible() and not page.locator("#__search").is_checked():
        sign.click()
    page.locator("[data-md-component=search-query]").click()


def clear(page):
    """Empty the box, and wait until nothing is shown any more."""
    put(page, "")
    page.wait_for_function(
        "() => document.querySelectorAll('.md-search-result__item').length === 0"
        " && [...document.querySelectorAll('[data-board-when]')].every(piece => piece.hidden)"
    )


def put(page, words):
    """Put words into the box at once: typed one by one, the first letters would be searched for as well."""
    box = page.locator("[data-md-component=search-query]")
    box.fill(words)
    box.press("Shift")  # the theme listens to keys alone


def search(page, words):
    """Search for `words`; the paths of the pages shown, in order."""
    open_search(page)
    clear(page)
    put(page, words)
    page.wait_for_function(SETTLED, arg=words)
    return shown(page)


def steady(page):
    """Wait until the results of words that were typed one by one stay as they are."""
    before, same = None, 0
    while same < 3:
        page.wait_for_timeout(150)
        now = page.locator(".md-search-result").inner_html()
        before, same = now, same + 1 if now == before else 0


def shown(page):
    """The paths that the results lead to which a reader can see now, without their anchors, each once."""
    links = page.locator(".md-search-result__item a").all()
    found = [re.sub(r"^https?://[^/]+|[?#].*$", "", link.get_attribute("href")) for link in links if link.is_visible()]
    return list(dict.fromkeys(found))


def told(page):
    """Which message the search shows instead of results: `nothing`, `unchecked` or None."""
    pieces = [piece for piece in page.locator("[data-board-when]").all() if piece.is_visible()]
    assert len(pieces) <= 1
    return pieces[0].get_attribute("data-board-when") if pieces else None
