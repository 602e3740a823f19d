"""The search of the Welsh site: words that end in ŷ or begin with ŵ, short ones, and words beside punctuation."""

import pytest
import yaml

from browser.searching import clear, open_search, put

PAGES = {
    "gair.md": "# Gair\n\nYn y tŷ, (gŵyl) ac 'ŵyl'; canwyd \"cân\" i deulu'r ferch: o'r diwedd, at y drws. A/B-c.\n",
    "arall.md": "# Arall\n\nDim byd o'r fath.\n",
}
WORDS = ["tŷ", "TŶ", "gŵyl", "ŵyl", "cân", "deulu", "deulu'r", "ferch", "at", "diwedd", "a/b", '"cân" "at"']


@pytest.fixture(scope="module")
def site(sites):
    """A small Welsh site that says nothing of the search, as the Board's own one: the plugin sets it."""
    config = {
        "site_name": "Bwrdd Enghreifftiol",
        "site_url": "https://board.example/",
        "docs_dir": "site_src",
        "theme": {"name": "material", "font": False},
        "plugins": {"search": {}, "board-reports": {"language": "cy"}},
    }
    return sites("welsh-search", config=yaml.safe_dump(config), pages=PAGES)


def test_welsh_words_are_found_as_they_are_written(site, watched):
    """In one visit: each word leads to its page, whatever stands around the word there."""
    page = watched.page
    watched.go(site.url("/"))
    missing = []
    for words in WORDS:
        open_search(page)
        clear(page)
        put(page, words)
        try:
            page.wait_for_selector(".md-search-result__item a[href*='gair/']", state="attached", timeout=10_000)
        except Exception:  # noqa: BLE001 - all that are missing are told at once
            missing.append(words)
    assert missing == []
    watched.assert_quiet(site.origin)
