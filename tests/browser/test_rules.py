"""A whole site behind the rules, in a real browser: nothing of ours is blocked, and whatever is injected is."""

import re
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from board_reports.release.rules import RulesInput
from board_reports.site.scripts import inline_hashes
from browser.searching import open_search, put
from browser.serving import serving
from builders import pdf, png, write
from projects import LIVE_DAY, make, quick_templates
from serving_apache import apache
from serving_nginx import nginx
from serving_real import open_folder

BODY = """\
## What the panel found

| Day | Lanterns | Lit |
|:----|:--------:|----:|
| 1   | seven    | 7   |

!!! note "A word first"

    The keepers wrote it down.[^1]

![A map](map.png)

[Timeline](timeline.pdf)

[^1]: In a green notebook.
"""
PALETTE = [
    {
        "media": f"(prefers-color-scheme: {name})",
        "scheme": colours,
        "toggle": {"icon": "material/eye", "name": name},
    }
    for name, colours in (("light", "default"), ("dark", "slate"))
]


@contextmanager
def served(folder, templates, server):
    site = make(folder / "project", theme={"name": "material", "font": False, "palette": PALETTE})
    site.page("leaflets/index.md", "# Leaflets\n\nTo print.\n")
    site.page("leaflets/events.md", "# Events\n\n!!! tip\n\n    Bring a pen.\n")
    site.report("winter/", BODY, summary="Lanterns in winter.")
    write(site.reports / "winter/timeline.pdf", pdf())
    write(site.reports / "winter/map.png", png())
    write(site.reports / "winter/briefing.md", "---\ntitle: In seven minutes\n---\n\nShort.\n")
    with quick_templates(templates):
        site.build(LIVE_DAY)
    scripts = set().union(*(inline_hashes(path.read_text("utf-8")) for path in site.out.rglob("*.html")))
    closes = datetime.now(UTC) + timedelta(days=9)
    rules = RulesInput(site.out, closings={"cpr-01-2026": closes}, scripts=tuple(scripts))
    with server(rules, folder / "server") as running:
        yield site, running


@pytest.fixture(scope="module", params=[nginx, apache], ids=["nginx", "apache"])
def site(request, tmp_path_factory):
    """A real site with a report, behind a real server."""
    with open_folder() as folder, served(folder, tmp_path_factory.mktemp("templates"), request.param) as both:
        yield both


PATHS = [
    "/",
    "/reports/",
    "/reports/cpr-01-2026/",
    "/reports/cpr-01-2026/briefing/",
    "/leaflets/",
    "/leaflets/events/",
    "/nothing-here",
    "/reports/never/",
]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_ours_breaks_the_policy(site, opens, scheme):
    _, server = site
    watched = opens(scheme=scheme)
    for path in PATHS:
        answer = watched.go(server.url + path)
        assert answer.status == {"/nothing-here": 404, "/reports/never/": 410}.get(path, 200)
        assert "'unsafe" not in answer.headers["content-security-policy"]
        watched.assert_quiet(server.url)


def test_search_works_behind_the_rules(site, watched):
    _, server = site
    watched.go(server.url + "/")
    open_search(watched.page)
    put(watched.page, "lanterns")
    watched.page.wait_for_selector(".md-search-result__item a")
    found = watched.page.locator(".md-search-result__item a").first.get_attribute("href")
    assert "/reports/cpr-01-2026/" in found
    watched.assert_quiet(server.url)


def test_the_colours_can_be_changed_behind_the_rules(site, watched):
    _, server = site
    watched.go(server.url + "/reports/cpr-01-2026/")
    before = watched.page.evaluate("document.body.dataset.mdColorScheme")
    watched.page.locator(".board-palette button:visible").first.click()
    watched.until(f"document.body.dataset.mdColorScheme !== {before!r}")
    watched.page.reload()
    assert watched.page.evaluate("document.body.dataset.mdColorScheme") != before
    watched.assert_quiet(server.url)


INJECTED = """<script>window.__hit("inline")</script>
<img src="/nothing.png" onerror="window.__hit('handler')">
<a id="bad" href="javascript:window.__hit('link')">x</a>
<script src="data:text/javascript,window.__hit('data')"></script>
<iframe srcdoc="<script>parent.__hit('frame')</script>"></iframe>
<object data="/reports/cpr-01-2026/timeline.pdf"></object>
<base href="https://other.example/">"""


def test_what_is_injected_does_not_run(site, watched):
    """The last line of defence: even a page that went out with a script in it runs none."""
    built, server = site
    page = built.out / "leaflets/events/index.html"
    clean = page.read_text("utf-8")
    try:
        page.write_text(re.sub(r"</main>", lambda _: INJECTED + "</main>", clean, count=1), "utf-8")
        watched.go(server.url + "/leaflets/events/")
        watched.page.locator("#bad").evaluate("link => link.click()")
        watched.page.wait_for_timeout(300)
        assert watched.hits == []
        watched.until_told(lambda: "script-src" in " ".join(watched.errors))
        assert watched.page.evaluate("document.baseURI").startswith(server.url)
    finally:
        page.write_text(clean, "utf-8")


def test_no_page_can_be_framed(site, watched, tmp_path):
    _, server = site
    write(tmp_path / "index.html", f'<iframe src="{server.url}/"></iframe>')
    with serving(tmp_path) as other:
        watched.go(other.url("/"))
        (framed,) = watched.page.frames[1:]
        framed.wait_for_url("chrome-error:**")
        assert "Welcome" not in framed.content()
