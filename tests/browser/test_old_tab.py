"""A tab that was opened before a report went: its search does not find the report any more."""

import pytest

from browser.searching import clear, open_search, put, search, shown, told

HERON = "/reports/apr-12-2024/"
INDEX = "**/search/search_index.json"


def results(page):
    """The hrefs of all results in the document, seen or not."""
    return page.locator(".md-search-result__item a").evaluate_all("all => all.map(e => e.getAttribute('href'))")


def look_again(page):
    """Let the page come to the front, as if the reader had been elsewhere."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def settle(page, message):
    page.wait_for_function(
        "message => !document.querySelector(`.board-search [data-board-when=${message}]`).hidden", arg=message
    )


@pytest.mark.parametrize("place", ["", "/cy"])
def test_a_report_that_has_gone_is_not_found_from_a_tab_opened_before(watched, harbour, place):
    page, words = watched.page, "curlewrise"
    watched.go(harbour.url(f"{place}/"))
    assert search(page, words) == [f"{place}{HERON}terms/"]
    harbour.show("after")
    page.wait_for_timeout(2100)  # longer than a look at the index counts
    assert search(page, words) == []
    assert told(page) == "nothing"
    assert results(page) == []
    assert search(page, "lantern")[0] == f"{place}/reports/cvsb-cpr-06-2021/"
    watched.assert_quiet(harbour.origin)


def test_a_report_that_has_gone_is_not_found_by_the_first_search_of_an_old_tab(watched, harbour):
    watched.go(harbour.url("/"))
    watched.page.wait_for_load_state("networkidle")
    harbour.show("after")
    assert search(watched.page, "heron") == []
    assert told(watched.page) == "nothing"
    watched.assert_quiet(harbour.origin)


def test_without_the_script_that_looks_again_it_would_be_found(opens, harbour):
    watched = opens()
    watched.page.route("**/assets/board.js", lambda route: route.fulfill(
        content_type="text/javascript", body="document.documentElement.dataset.boardSearch = 'checked'"
    ))  # fmt: skip
    watched.go(harbour.url("/"))
    watched.page.wait_for_load_state("networkidle")
    harbour.show("after")
    open_search(watched.page)
    put(watched.page, "curlewrise")
    watched.page.wait_for_function("() => document.querySelectorAll('.md-search-result__item').length > 0")
    assert shown(watched.page) == [f"{HERON}terms/"]


def test_a_report_that_has_opened_is_found_from_an_old_tab(watched, harbour):
    harbour.show("after")
    watched.go(harbour.url("/"))
    assert search(watched.page, "curlewrise") == []
    harbour.show("before")
    look_again(watched.page)
    assert search(watched.page, "curlewrise") == [f"{HERON}terms/"]
    watched.assert_quiet(harbour.origin)


def test_results_on_the_screen_go_when_the_page_comes_back(watched, harbour):
    page = watched.page
    watched.go(harbour.url("/"))
    assert search(page, "curlewrise") == [f"{HERON}terms/"]
    harbour.show("after")
    look_again(page)
    settle(page, "nothing")
    assert results(page) == []
    harbour.show("before")
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    page.wait_for_function("() => document.querySelectorAll('.md-search-result__item').length > 0")
    watched.assert_quiet(harbour.origin)


def test_results_go_when_the_reader_comes_back_to_the_page(watched, harbour):
    page = watched.page
    watched.go(harbour.url("/"))
    assert search(page, "curlewrise") == [f"{HERON}terms/"]
    page.evaluate("addEventListener('pageshow', event => { window.kept = event.persisted })")
    page.locator(".md-search-result__item a").first.click()
    page.wait_for_url(f"**{HERON}terms/**")
    harbour.show("after")
    page.go_back()
    page.wait_for_load_state("networkidle")
    assert f"{HERON}terms/" not in shown(page)
    watched.assert_quiet(harbour.origin)


ANSWERS = {
    "offline": lambda route: route.abort(),
    "server in trouble": lambda route: route.fulfill(status=503, body=""),
    "another page": lambda route: route.fulfill(status=200, body="<html>Log in"),
    "another form": lambda route: route.fulfill(status=200, body='{"docs": [{"place": "reports/x/"}], "config": {}}'),
}


def test_where_the_index_cannot_be_looked_at_no_report_is_shown_and_that_is_said(watched, harbour):
    page = watched.page
    watched.go(harbour.url("/"))
    page.wait_for_load_state("networkidle")
    for name, answer in ANSWERS.items():
        page.route(INDEX, answer)
        look_again(page)
        assert search(page, "heron") == [], name
        assert told(page) == "unchecked", name
        assert results(page) == [], name
        assert search(page, "welcome") == ["/"], f"{name}: pages that stay are found"
        page.unroute(INDEX)
        assert search(page, "heron")[0] == HERON, name
        assert told(page) is None


def open_and_type(page, words):
    open_search(page)
    put(page, words)
    page.wait_for_timeout(600)


def test_without_the_script_no_result_is_shown(watched, harbour):
    watched.page.route("**/assets/board.js", lambda route: route.abort())
    watched.go(harbour.url("/"))
    open_and_type(watched.page, "heron")
    watched.page.wait_for_function("() => document.querySelectorAll('.md-search-result__item').length > 0")
    assert results(watched.page) != []
    assert shown(watched.page) == []


HIT = "{location: 'reports/apr-12-2024/', title: 'The heron review', text: '', score: 1, terms: {}}"
OTHERS = {
    "other messages": "onmessage = () => postMessage({kind: 'done', found: ['/reports/apr-12-2024/']})",
    "other results": "onmessage = e => postMessage(e.data.type === 0 ? {type: 1} : {type: 3, data: {hits: 1}})",
    "results unasked": "onmessage = e => { if (e.data.type === 0) postMessage({type: 1}); "
    f"else for (let n = 0; n < 3; n++) postMessage({{type: 3, data: {{items: [[{HIT}]]}}}}) }}",
}


@pytest.mark.parametrize("worker", OTHERS.values(), ids=OTHERS)
def test_a_theme_that_speaks_otherwise_shows_no_report(opens, harbour, worker):
    watched = opens()
    page = watched.page
    page.route("**/workers/search.*.js", lambda route: route.fulfill(content_type="text/javascript", body=worker))
    watched.go(harbour.url("/"))
    page.wait_for_load_state("networkidle")
    page.route(INDEX, lambda route: route.abort())
    open_and_type(page, "heron")
    assert shown(page) == []


def test_an_empty_box_asks_for_nothing(watched, harbour):
    watched.go(harbour.url("/"))
    watched.page.wait_for_load_state("networkidle")
    asked = [url for url in watched.requests if url.endswith("search_index.json")]
    assert len(asked) == 1
    open_search(watched.page)
    put(watched.page, " ")
    clear(watched.page)
    watched.page.wait_for_timeout(200)
    assert len([url for url in watched.requests if url.endswith("search_index.json")]) == 1
