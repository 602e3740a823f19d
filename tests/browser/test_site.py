"""Every kind of page as a reader meets it: status, words, size, colours, links, and nothing asked of another host."""

import json
import re
from collections import Counter
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from browser.watching import DARK, LIGHT

KINDS = ("home", "listing", "report", "part", "leaflets", "leaflet", "about", "not found", "gone")
WIDTHS = (1280, 375, 320)
SITE = "https://board.example"
NEUTRAL = (
    "No report is published at this address now. It may not be published yet, it may no longer be published, "
    "or the address may be wrong."
)


def report_with_all(site):
    """A live report that has a part, a listed file and a figure."""
    for report in site.publication.published:
        if report.parts and any(f.listed for f in report.files) and any(not f.listed for f in report.files):
            return report
    raise AssertionError("The project's own site has no live report with a part, a file and a figure.")


def address(site, kind):
    """Where a page of this kind is on a site."""
    if kind in ("report", "part"):
        report = report_with_all(site)
        return f"/reports/{report.slug}/" + (f"{report.parts[0].name}/" if kind == "part" else "")
    if kind == "leaflet":
        return next(page for page in site.pages() if re.fullmatch(r"/leaflets/[^/]+/", page))
    return {
        "home": "/",
        "listing": "/reports/",
        "leaflets": "/leaflets/",
        "about": "/about/",
        "not found": "/no-such-page/",
        "gone": "/reports/no-such-report/",
    }[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_answers_with_its_heading_language_and_line_of_urgent_help(watched, own, kind):
    response = watched.go(own.url(address(own, kind)))
    assert response.status == {"not found": 404, "gone": 410}.get(kind, 200)
    page = watched.page
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("h1").count() == 1
    heading = page.locator("h1").inner_text().strip()
    assert heading
    assert heading in page.title() or kind not in ("report", "part", "listing")
    assert own.publication.project.board.name in page.title()
    urgent = page.locator(".board-urgent")
    assert urgent.is_visible()
    assert "999" in urgent.inner_text()
    if not own.publication.project.board.urgent:
        assert re.findall(r"\d[\d ]+\d", urgent.inner_text()) == ["999"]
    watched.assert_quiet(own.origin)


@pytest.mark.parametrize("kind", KINDS)
def test_a_page_fits_every_width_in_light_and_dark_and_asks_no_other_host(opens, own, kind):
    for scheme in (LIGHT, DARK):
        watched = opens(scheme=scheme)
        watched.go(own.url(address(own, kind)))
        colours = watched.page.locator("body").get_attribute("data-md-color-scheme")
        assert colours == ("slate" if scheme == DARK else "default")
        for width in WIDTHS:
            watched.page.set_viewport_size({"width": width, "height": 800})
            wide = watched.page.evaluate(TOO_WIDE)
            assert wide == [], f"{kind} at {width} pixels in {scheme} colours scrolls sideways"
        watched.page.wait_for_load_state("networkidle")
        watched.assert_quiet(own.origin)


TOO_WIDE = """() => {
  const root = document.scrollingElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const told = [...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > root.clientWidth + 1)
    .map(e => `${e.tagName}.${e.className}: ${Math.round(e.getBoundingClientRect().right)}`);
  return [`${root.scrollWidth} > ${root.clientWidth}`, ...told.slice(0, 12)];
}"""


@pytest.mark.parametrize("kind", ["not found", "gone"])
def test_an_error_page_speaks_both_languages_and_names_no_report(watched, own, kind):
    watched.go(own.url(address(own, kind)))
    page = watched.page
    assert NEUTRAL in page.locator(".board-nothing[lang=en]").inner_text()
    assert page.locator(".board-nothing[lang=cy]").is_visible()
    words = page.content()
    for report in own.publication.published:
        assert report.title not in words
        assert report.reference not in words
        assert report.slug not in words
    page.locator(".board-nothing[lang=en] a").first.click()
    page.wait_for_url("**/reports/")
    assert watched.errors == []


def test_the_listing_tells_of_each_live_report(watched, own):
    watched.go(own.url("/reports/"))
    cards = watched.page.locator(".board-card")
    assert cards.count() == len(own.publication.published) > 0
    opened = [report.window.opens for report in own.publication.published]
    assert opened == sorted(opened, reverse=True)
    for number, report in enumerate(own.publication.published):
        card = cards.nth(number)
        words = " ".join(card.inner_text().split())
        assert report.title in words
        assert report.reference in words
        assert report.kind in words
        assert f"until the end of {own.publication.project.words.date(report.window.last_day)}" in words
        assert "English" in words
        for file in report.files:
            if file.listed:
                assert f"{file.labels['en']} {file.kind}, " in words
        card.locator("h2 a").click()
        watched.page.wait_for_url(f"**/reports/{report.slug}/")
        assert watched.page.locator("h1").inner_text() == report.title
        watched.page.go_back()
    watched.assert_quiet(own.origin)


def test_figures_load_and_have_alternative_text(watched, own):
    seen = 0
    for report in own.publication.published:
        watched.go(own.url(f"/reports/{report.slug}/"))
        watched.page.wait_for_load_state("networkidle")
        for picture in watched.page.locator(".board-body img").all():
            picture.scroll_into_view_if_needed()
            assert len(picture.get_attribute("alt")) > 20
            assert picture.evaluate("e => e.decode().then(() => e.naturalWidth)") > 100
            box, room = picture.bounding_box(), watched.page.locator(".board-body").bounding_box()
            assert box["x"] + box["width"] <= room["x"] + room["width"] + 1
            assert picture.locator("xpath=ancestor::figure/figcaption").count() == 1
            seen += 1
    assert seen
    watched.assert_quiet(own.origin)


def test_a_listed_file_answers_as_what_it_is(watched, own):
    report = report_with_all(own)
    watched.go(own.url(f"/reports/{report.slug}/"))
    links = watched.page.locator(".board-files a")
    assert links.count() == len([file for file in report.files if file.listed])
    for link in links.all():
        answer = watched.context.request.get(urljoin(watched.page.url, link.get_attribute("href")))
        assert answer.status == 200
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.body().startswith(b"%PDF-")


def test_the_links_at_the_foot_work(watched, own):
    watched.go(own.url(address(own, "part")))
    links = watched.page.locator(".board-footer__links a")
    assert links.count() == 4
    targets = [urljoin(watched.page.url, link.get_attribute("href")) for link in links.all()]
    for number, target in enumerate(targets):
        watched.go(own.url(address(own, "part")))
        links.nth(number).click()
        watched.page.wait_for_url(target)
        watched.page.locator("h1").wait_for()
        assert watched.page.locator("h1").count() == 1
    watched.assert_quiet(own.origin)


def test_a_part_leads_back_to_its_report(watched, own):
    report = report_with_all(own)
    watched.go(own.url(f"/reports/{report.slug}/"))
    watched.page.locator(".board-contents a").first.click()
    watched.page.wait_for_url(f"**/reports/{report.slug}/{report.parts[0].name}/")
    watched.page.locator(".board-up a").last.click()
    watched.page.wait_for_url(f"**/reports/{report.slug}/")
    watched.assert_quiet(own.origin)


def test_reports_are_in_no_navigation_and_have_no_neighbours(watched, own):
    for path in own.pages():
        watched.go(own.url(path))
        places = (
            "nav.board-nav a, .md-tabs a, .md-header a:not(.board-language__link), .board-footer a, a.md-footer__link"
        )
        to = "all => all.filter(e => e.href).map(e => new URL(e.href).pathname)"
        for target in watched.page.locator(places).evaluate_all(to):
            assert not re.match(r"/reports/[^/]+/", target) or target == path, path
        neighbours = watched.page.locator("link[rel~=prev], link[rel~=next], a[rel~=prev], a[rel~=next]")
        told = neighbours.evaluate_all(to)
        assert [one for one in told if re.match(r"/reports/[^/]+/", one)] == [], path
        if re.match(r"/reports/[^/]+/", path):
            assert told == [], path
        assert watched.page.locator("a.md-footer__link").count() == 0, path
    watched.assert_quiet(own.origin)


def test_a_report_tells_machines_until_when_it_may_be_kept(watched, own):
    report = report_with_all(own)
    closes = report.window.local_closes.isoformat()
    for path in (f"/reports/{report.slug}/", f"/reports/{report.slug}/{report.parts[0].name}/"):
        watched.go(own.url(path))
        robots = watched.page.locator("meta[name=robots]")
        assert robots.count() == 1
        told = robots.get_attribute("content").split(", ")
        assert "noarchive" in told
        assert f"unavailable_after: {closes}" in told
        assert ("noindex" in told) == report.example
        facts = json.loads(watched.page.locator("script[type='application/ld+json']").inner_text())
        assert facts["expires"] == closes
        assert facts["datePublished"] == report.window.first_day.isoformat()


def test_without_a_report_the_listing_says_that_this_is_usual(watched, sites):
    site = sites("empty")
    response = watched.go(site.url("/reports/"))
    assert response.status == 200
    assert watched.page.locator(".board-empty").is_visible()
    assert "No report is published at the moment" in watched.page.locator(".board-empty").inner_text()
    assert watched.page.locator(".board-card").count() == 0
    watched.page.locator(".board-feed a").evaluate("e => fetch(e.href).then(r => r.text())")
    watched.assert_quiet(site.origin)


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_of_a_preview_says_so(watched, own_preview, kind):
    watched.go(own_preview.url(address(own_preview, kind)))
    banner = watched.page.locator(".board-preview")
    assert banner.is_visible()
    assert "23 November 2026" in banner.inner_text()
    robots = watched.page.locator("meta[name=robots]")
    assert robots.count() == 1
    assert "noindex" in robots.get_attribute("content")
    watched.assert_quiet(own_preview.origin)


def test_previews_are_marked_throughout_and_the_real_site_nowhere(own, own_preview):
    for path in own.pages():
        name = path + "index.html" if path.endswith("/") else path
        assert 'class="board-preview"' in own_preview.text(name), path
        assert 'class="board-preview"' not in own.text(name), path
        noindex = '<meta name="robots" content="noindex'
        example = any(report.example and report.slug in path for report in own.publication.published)
        assert (noindex in own.text(name)) == (example or path in ("/404.html", "/410.html")), path
        assert noindex in own_preview.text(name), path
    assert json.loads(own_preview.text("status.json"))["preview"] is True
    assert json.loads(own.text("status.json"))["preview"] is False


class _Page(HTMLParser):
    """The anchors and addresses of one HTML file."""

    def __init__(self, text):
        super().__init__()
        self.ids, self.links, self.loaded = [], [], []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        if values.get("id"):
            self.ids.append(values["id"])
        if tag == "a" and values.get("href") is not None:
            self.links.append(values["href"])
        rel = (values.get("rel") or "").split()
        if tag == "link" and values.get("href") and "canonical" not in rel:
            (self.links if "alternate" in rel else self.loaded).append(values["href"])
        if tag in ("script", "img", "iframe", "source", "video", "audio", "embed") and values.get("src"):
            self.loaded.append(values["src"])


def test_every_link_anchor_and_picture_of_the_site_leads_somewhere(own):
    pages = {path: _Page(own.text(path + "index.html" if path.endswith("/") else path)) for path in own.pages()}
    checked = 0
    for path, page in pages.items():
        assert [one for one, count in Counter(page.ids).items() if count > 1] == [], f"{path} has an anchor twice"
        for href in page.links + page.loaded:
            target = urlsplit(urljoin(SITE + path, href))
            if f"{target.scheme}://{target.netloc}" != SITE:
                assert href not in page.loaded, f"{path} loads {href}"
                assert target.scheme in ("https", "http", "mailto", "tel"), f"{path} links to {href}"
                continue
            place = unquote(target.path)
            if place.endswith("/"):
                assert place in pages, f"{path} links to {href}"
            else:
                assert (own.folder / place.lstrip("/")).is_file(), f"{path} links to {href}"
            anchor = unquote(target.fragment)
            if anchor and place in pages and not anchor.startswith("__"):
                assert anchor in pages[place].ids, f"{path} links to {href}"
            checked += 1
    assert checked > 100


def test_sitemap_and_feed_lead_to_pages_that_are_there(own):
    pages = own.pages()
    told = re.findall(r"<loc>([^<]+)</loc>", own.text("sitemap.xml"))
    assert {urlsplit(one).path for one in told} == set(pages) - {"/404.html", "/410.html"}
    feed = re.findall(r'href="([^"]+)"', own.text("reports/feed.xml"))
    for one in feed:
        path = urlsplit(one).path
        assert path in pages or (own.folder / path.lstrip("/")).is_file()
