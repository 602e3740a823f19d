"""The policy that each page carries itself: whatever was injected does not run, and nothing of ours is blocked."""

import gzip
import re
import shutil
import socket
from html import unescape
from importlib.util import find_spec
from pathlib import Path

import board_reports
from board_reports.site.policy import policy
from board_reports.site.scripts import inline_hashes
from browser.rich import LANGUAGES, pages
from browser.serving import serving
from browser.test_rules import INJECTED
from browser.watching import DARK, LIGHT, looks
from builders import write

META = re.compile(r'<meta http-equiv="Content-Security-Policy" content="([^"]*)">')


def html_of(site):
    """The HTML of every page of a site, by its address."""
    return {path: site.text(path + "index.html" if path.endswith("/") else path) for path in site.pages()}


def test_every_page_has_one_policy_before_all_that_it_loads_or_runs(rich_site, empty_site, plain_site):
    for site in (rich_site, empty_site, plain_site):
        for path, html in html_of(site).items():
            (found,) = META.finditer(html)
            scripts = "".join(f" '{one}'" for one in sorted(inline_hashes(html)))
            assert unescape(found[1]) == policy(scripts, in_header=False), path
            assert not re.search(r"<(?:script|link|style|img|body)\b", html[: found.start()]), path
            assert "'unsafe" not in found[1], path
    assert {"/404.html", "/410.html", "/reports/"} <= set(html_of(rich_site)) & set(html_of(plain_site))


@looks(LIGHT, DARK)
def test_ordinary_use_breaks_no_policy_and_asks_no_other_host(opens, rich_site, language, scheme):
    watched = opens(scheme=scheme, width=375)
    page = watched.page
    for path in pages(LANGUAGES[language]).values():
        watched.go(rich_site.url(path))
        page.locator(".board-palette button:not([hidden])").click()
        page.locator(".board-menu").click()
        page.locator(".board-nav__close").click()
        page.locator(".board-find").click()
        page.keyboard.type("panel")
        page.locator(".md-search-result__item").first.wait_for()
        page.keyboard.press("Escape")
    watched.assert_quiet(rich_site.origin)


STYLED = '<style>h1 { color: rgb(1, 2, 3) }</style><p id="styled" style="color: rgb(1, 2, 3)">Words</p>'


def test_what_is_injected_does_not_run_without_any_header(watched, rich_site, tmp_path):
    for path in ("/reports/cpr-07-2026/", "/404.html"):
        html = html_of(rich_site)[path]
        injected = re.sub(r"</main>", lambda _: STYLED + INJECTED + "</main>", html, count=1)
        assert inline_hashes(injected) == inline_hashes(html)
        write(tmp_path / path.lstrip("/") / "index.html", injected)
    shutil.copytree(rich_site.folder / "assets", tmp_path / "assets")
    with serving(tmp_path) as site:
        for path in ("/reports/cpr-07-2026/", "/404.html/"):
            answer = watched.go(site.url(path))
            assert "content-security-policy" not in answer.headers
            watched.page.locator("#bad").evaluate("link => link.click()")
            watched.page.wait_for_timeout(300)
            assert watched.hits == []
            for kind in ("script-src", "style-src"):
                watched.until_told(lambda kind=kind: kind in " ".join(watched.errors))
            for element in ("h1", "#styled"):
                colour = watched.page.locator(element).first.evaluate("e => getComputedStyle(e).color")
                assert colour != "rgb(1, 2, 3)"
            assert watched.page.evaluate("document.baseURI").startswith(site.origin)


def test_without_the_policy_it_would_run(opens, rich_site, tmp_path):
    """So that the test above cannot pass because what is injected runs nowhere."""
    html = html_of(rich_site)["/404.html"]
    write(tmp_path / "index.html", META.sub("", html).replace("</main>", STYLED + INJECTED + "</main>"))
    watched = opens()
    with serving(tmp_path) as site:
        watched.go(site.url("/"))
        watched.until_told(lambda: {"inline", "handler", "data"} <= set(watched.hits))
        assert watched.page.locator("#styled").evaluate("e => getComputedStyle(e).color") == "rgb(1, 2, 3)"


def bytes_of(site):
    """Every file of a site, packed ones unpacked."""
    for file in sorted(site.folder.rglob("*")):
        if file.is_file():
            data = file.read_bytes()
            yield file.relative_to(site.folder).as_posix(), gzip.decompress(data) if file.suffix == ".gz" else data


def test_no_source_map_and_no_way_to_one_is_published(rich_site):
    seen = 0
    for name, data in bytes_of(rich_site):
        assert not name.endswith(".map"), name
        assert b"sourceMappingURL" not in data, name
        seen += name.endswith(".js")
    assert seen >= 3
    theme = Path(next(iter(find_spec("material").submodule_search_locations)))
    assert any(b"sourceMappingURL" in path.read_bytes() for path in theme.glob("templates/assets/javascripts/*.js"))


def test_nothing_published_tells_of_the_machine_that_built_it(rich_site, plain_site):
    package = Path(board_reports.__file__).parent
    places = {str(package), str(package.parents[1]), str(Path.home()), str(rich_site.folder.parent), "/tmp/"}
    places |= {"site-packages"} | {name for name in [socket.gethostname()] if len(name) > 6}
    for site in (rich_site, plain_site):
        for name, data in bytes_of(site):
            assert [place for place in sorted(places) if place.encode() in data] == [], name
