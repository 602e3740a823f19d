"""Hostile reports in a real browser: no script of theirs runs, nothing of theirs is asked for, and text stays text."""

# ruff: noqa: SIM905 - words between spaces read better than fifty strings

import json
import xml.etree.ElementTree as ET
from datetime import date
from urllib.parse import urljoin, urlsplit

import pytest

from browser.searching import open_search, put
from browser.serving import serving
from browser.vectors import BODIES, NAMES, REFUSED, WORDS, armed
from builders import pdf, png, write, write_part, write_report

pytestmark = pytest.mark.slow

CHUNKS = 10
BROKEN_PICTURE = b"\x89PNG\r\n\x1a\nno picture at all"
UNFIT = "/\\\u2028\u2029"  # what no file's name may have
HARMLESS = """\
## A first heading {#first}

Read the [second heading](#second), the [Board](https://good.example/page?a=1&b=2) or
[write](mailto:someone@good.example). A note.[^1] **Strong**, *emphasis* and `a < b && c`.

| Left | Right |
|:-----|------:|
| 1 < 2 | 3 & 4 |

!!! warning "Read this"
    An admonition.

![A drawing of a marsh](drawing.png "Figure 1. A marsh")

<details><summary>More</summary>Hidden words</details>

Marsh
:   Wet land.

## Second

- one
- two

> Somebody said so.

[^1]: The words of the note.
"""


@pytest.fixture
def watched(opens):
    """A watched page without the pages' security policy: it is the cleaning of texts that must hold here."""
    return opens(bypass_csp=True)


def hostile(reports):
    """One live report for each vector, and two harmless ones to compare with."""
    front = {"publication_date": date(2026, 11, 2), "summary": "A summary of some words."}
    for number, name in enumerate((*BODIES, "plain")):
        body = f"Harmless words first.\n\n{armed(name) if name in BODIES else ''}\n"
        write_report(reports, f"{name}/", body, title=f"Vector {name}", reference=f"VEC {number + 1}/2026", **front)
        write(reports / name / "x.png", png())
    for number, name in enumerate((*WORDS, "words-plain")):
        _words_report(reports, name, number, armed(name) if name in WORDS else "plain", front)
    for number, name in enumerate(REFUSED):
        write_report(reports, f"{name}/", armed(name), title=name, reference=f"REF {number + 1}/2026", **front)
    harmless = write_report(reports, "harmless/", HARMLESS, title="Harmless", reference="HAR 1/2026", **front)
    write(harmless.with_name("drawing.png"), png())


def _words_report(reports, name, number, text, front):
    line = text.replace("\n", " ")
    cell, quoted = line.replace("|", "/"), line.replace('"', "'")
    file = f"{number}{line.translate({ord(one): '' for one in UNFIT})}.pdf"
    body = (
        f"Wordsbody{number} starts here.\n\n## {line}\n\n### Heading {line} end\n\nText {line} text.[^1]\n\n"
        f'!!! note "{quoted}"\n    Inside {line}.\n\n'
        f"| {cell} | b |\n|---|---|\n| {cell} | `{cell}` |\n\n"
        f'![{line}](x.png "{quoted}")\n\n![{quoted}](x.png)\n\n[{line}](https://good.example/ "{quoted}")\n\n'
        f"Term {line}\n:   Meaning {line}\n\n*[Wordsbody{number}]: {line}\n\n[^1]: {line}\n"
    )
    path = write_report(
        reports,
        f"{name}/",
        body,
        title=f"Wordstitle{number} {line}",
        reference=f"WORDS {number + 1}/2026 {line}",
        **front | {"summary": f"Summary {line}", "revised_date": date(2026, 11, 9), "revision_note": f"Note {line}"},
        attachments=[{"file": "a.pdf", "title": f"Label {line}", "language": "cy"}, {"file": file}],
    )
    write(path.with_name("x.png"), png())
    write(path.with_name("a.pdf"), pdf())
    write(path.with_name(file), pdf())
    write_part(path.with_name("part.md"), f"Part of words. {line}\n", title=f"Part {line}")


@pytest.fixture(scope="session")
def site(sites):
    """A site of hostile reports, its pictures torn on the way to the reader: what listens for that would run."""
    made = sites("hostile", hostile)
    for path in made.folder.glob("reports/*/x.png"):
        path.write_bytes(BROKEN_PICTURE)
    return made


def test_every_hostile_report_is_live(site):
    problems = [str(problem) for problem in site.publication.problems if "/refused-" not in str(problem)]
    assert problems == []
    assert len(site.publication.published) == len(BODIES) + len(WORDS) + 3


def slug_of(site, name):
    """The slug of the report that carries a vector."""
    number = [*BODIES, "plain"].index(name) + 1 if name in (*BODIES, "plain") else None
    start = f"vec-{number:02}-2026" if number else f"words-{[*WORDS, 'words-plain'].index(name) + 1:02}-2026"
    (slug,) = [one.slug for one in site.publication.published if f"{one.slug}-".startswith(f"{start}-")]
    return slug


NO_INDEX = {"config": {"lang": ["en"], "separator": " ", "pipeline": [], "fields": {}}, "docs": []}

STATIC = """text => {
  const page = new DOMParser().parseFromString(text, "text/html");
  const body = page.querySelector(".board-body");
  const all = [...page.querySelectorAll("*")];
  const outside = all.filter(e => !body || !body.contains(e) || e === body);
  const count = {};
  const watched = ["script", "style", "link", "meta", "base", "iframe", "object", "embed", "form", "input", "button",
    "template", "noscript", "img", "video", "audio", "textarea", "select", "math", "title", "html", "body", "h1"];
  for (const e of outside) if (watched.includes(e.localName)) count[e.localName] = (count[e.localName] || 0) + 1;
  const address = value => {
    try { return new URL(value, "https://board.example/a/b/").protocol } catch { return "bad" }
  };
  return {
    count,
    title: page.title,
    inside: body && [...body.querySelectorAll("*")]
      .map(e => [e.localName, [...e.attributes].map(a => [a.name, a.value])]),
    handlers: all.flatMap(e => [...e.attributes].map(a => a.name)).filter(name => name.startsWith("on")),
    schemes: [...new Set(all.flatMap(e => ["href", "src", "action", "data", "srcset"].filter(n => e.hasAttribute(n))
      .map(n => address(e.getAttribute(n)))))],
  };
}"""

POKE = """async () => {
  const types = ["pointerover", "pointerenter", "mouseover", "mouseenter", "mousemove", "mousedown", "mouseup", "click",
    "dblclick", "contextmenu", "focus", "focusin", "blur", "keydown", "input", "change", "toggle", "beforetoggle",
    "wheel", "scroll", "copy", "cut", "animationstart", "animationend", "transitionend", "load", "error", "submit"];
  for (const e of document.querySelectorAll("h1, .board-summary, .board-strip *, .board-body, .board-body *")) {
    for (const type of types) e.dispatchEvent(new Event(type, {cancelable: true}));
    if (e.focus) e.focus({preventScroll: true});
    if (e.localName === "a" || e.localName === "area") {
      const stays = ["http:", "https:", "mailto:", "tel:"].includes(e.protocol);
      if (!stays || (e.getAttribute("href") || "").startsWith("#")) e.click();
    } else if (e.localName === "summary" || e.localName === "label" || e.localName === "button") e.click();
  }
  await new Promise(done => setTimeout(done, 40));
}"""

TAGS = set(
    "p br hr em strong b i u s small sub sup mark del ins code pre kbd abbr cite q blockquote span div "
    "h2 h3 h4 h5 h6 ul ol li dl dt dd figure figcaption section details summary "
    "table thead tbody tfoot tr th td caption colgroup col a img".split()
)
ATTRIBUTES = set(
    "id lang dir title href rel src alt class start type reversed scope colspan rowspan abbr open "
    "tabindex role aria-label".split()  # these three are the page's own, on the places in which tables scroll
)
CLASSES = set(
    "admonition admonition-title footnote footnote-ref footnote-backref board-table board-cells "
    "align-left align-center align-right "
    "note abstract info tip success question warning failure danger example quote important".split()
)
TAKEN = ("__", "md-", "board-title", "board-about", "board-search")  # by the theme and by the page itself


def faults_inside(elements):
    """What the text of a report brought that it must not bring."""
    for tag, attributes in elements:
        if tag not in TAGS:
            yield f"<{tag}>"
        for name, value in attributes:
            if name not in ATTRIBUTES:
                yield f"{tag} {name}={value!r}"
            if name == "class" and not set(value.split()) <= CLASSES:
                yield f"{tag} class={value!r}"
            if name == "id" and value.lower().startswith(TAKEN):
                yield f"{tag} id={value!r}"
            if name == "src" and (urlsplit(value).netloc or urlsplit(value).scheme or "\\" in value):
                yield f"{tag} src={value!r}"


def judged(watched, site, path, plain):
    """Open one page, look at it as it came, provoke it, and return what went wrong."""
    watched.requests.clear()
    assert watched.go(site.url(path)).status == 200, path
    page = watched.page
    seen = page.evaluate(STATIC, site.text(f"{path}index.html"))
    wrong = [*faults_inside(seen["inside"] or []), *(f"handler {name}" for name in seen["handlers"])]
    if plain is not None and seen["count"] != plain["count"]:
        wrong.append(f"other elements: {seen['count']} instead of {plain['count']}")
    wrong += [f"scheme {one}" for one in seen["schemes"] if one not in ("http:", "https:", "mailto:", "tel:")]
    page.evaluate(POKE)
    for step in range(2):
        page.mouse.move(500, 350 + 200 * step)
        page.keyboard.press("Tab")
    live = page.locator("article :is(script, iframe, object, embed, form, input, svg, math, base, meta, link, style)")
    wrong += [f"live <{tag}>" for tag in live.evaluate_all("all => all.map(e => e.localName)")]
    wrong += [f"ran {NAMES[int(hit)]}" for hit in watched.hits]
    wrong += [f"asked {url}" for url in watched.foreign(site.origin)]
    wrong += watched.dialogs + watched.others + watched.errors
    if not page.url.startswith(site.url(path)):
        wrong.append(f"went to {page.url}")
    for told in (watched.hits, watched.dialogs, watched.others, watched.errors):
        told.clear()
    return wrong


def test_what_is_hostile_would_be_noticed(watched, tmp_path):
    """The corpus proves nothing unless a script that runs is seen: the same vectors, without the site's guard."""
    unguarded = [
        "script",
        "img-onerror",
        "p-onmouseover",
        "link-javascript-unquoted",
        "svg-onload",
        "details-ontoggle",
        "iframe-srcdoc",
        "link-javascript-tab-entity",
        "a-onfocus",
        "style-tag",
        "video",
    ]
    write(tmp_path / "x.png", BROKEN_PICTURE)
    for name in unguarded:
        write(tmp_path / f"{name}.html", f"<!doctype html><title>x</title><div class=board-body>{armed(name)}</div>")
    seen = watched.page.evaluate(STATIC, f"<!doctype html><title>x</title>{armed('meta-refresh')}")
    assert seen["count"]["meta"] == 1
    with serving(tmp_path) as site:
        for name in unguarded:
            watched.go(site.url(f"/{name}.html"))
            watched.page.evaluate(POKE)
            assert str(NAMES.index(name)) in watched.hits, name
        watched.page.evaluate("fetch('https://evil.example/').catch(() => 0)")
        assert watched.foreign(site.origin) == ["https://evil.example/"]


@pytest.mark.parametrize(
    "chunk", [pytest.param(chunk, marks=[pytest.mark.slow] if chunk % 3 else []) for chunk in range(CHUNKS)]
)
def test_no_text_of_a_report_runs_asks_or_brings_anything(watched, site, chunk):
    plain = watched.page.evaluate(STATIC, site.text(f"/reports/{slug_of(site, 'plain')}/index.html"))
    # Search has a test of its own: here its large index would only be read 200 times.
    watched.context.route("**/search_index.json", lambda route: route.fulfill(json=NO_INDEX))
    failed = {}
    for name in sorted(BODIES)[chunk::CHUNKS]:
        if wrong := judged(watched, site, f"/reports/{slug_of(site, name)}/", plain):
            failed[name] = wrong
        elif "Harmless words first." not in watched.page.locator(".board-body").inner_text():
            failed[name] = ["the harmless words are gone"]
    assert failed == {}


@pytest.mark.parametrize("name", sorted(WORDS))
def test_no_words_of_a_report_run_wherever_they_are_printed(watched, site, name):
    slug, plain_slug = slug_of(site, name), slug_of(site, "words-plain")
    failed = {}
    for path in ("", "part/"):
        plain = watched.page.evaluate(STATIC, site.text(f"/reports/{plain_slug}/{path}index.html"))
        if wrong := judged(watched, site, f"/reports/{slug}/{path}", plain):
            failed[path] = wrong
    assert failed == {}
    report = next(one for one in site.publication.published if one.slug == slug)
    page = watched.page
    assert _line(page.locator(".board-up a").first.inner_text()) == _line(f"Part of: {report.title}")
    watched.go(site.url(f"/reports/{slug}/"))
    assert _line(page.locator("h1").inner_text()) == _line(report.title)
    assert _line(page.title()) == _line(f"{report.title} - Example Board")
    assert _line(page.locator(".board-body ~ *, .board-summary").first.inner_text()) == _line(report.summary)
    assert _line(page.locator(".board-facts dd").first.inner_text()) == _line(report.reference)
    assert _line(report.revision_note) in _line(page.locator(".board-revision").inner_text())
    for link, file in zip(page.locator(".board-files a").all(), report.files, strict=False):
        assert _line(link.inner_text()) == _line(file.labels["en"])
        answer = watched.context.request.get(urljoin(page.url, link.get_attribute("href")))
        assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    facts = json.loads(page.locator("script[type='application/ld+json']").text_content())
    assert facts["headline"] == report.title
    assert facts["reportNumber"] == report.reference
    assert "7777777" not in page.content()


def _line(text):
    return " ".join(text.split())


def test_the_listing_of_hostile_reports_is_harmless(watched, site):
    assert judged(watched, site, "/reports/", None) == []
    titles = [_line(text) for text in watched.page.locator(".board-card h2").all_inner_texts()]
    assert titles == [_line(report.title) for report in site.publication.published]
    assert watched.page.locator(".board-card :is(script, img, style, iframe, svg, b, i)").count() == 0


def test_feed_and_sitemap_of_hostile_reports_are_text(site):
    feed = ET.fromstring(site.text("/reports/feed.xml"))
    atom = "{http://www.w3.org/2005/Atom}"
    told = [entry.findtext(f"{atom}title") for entry in feed.findall(f"{atom}entry")]
    assert [_line(one) for one in told] == [_line(report.reference) for report in site.publication.published]
    assert {element.tag.rpartition("}")[2] for element in feed.iter()} <= set(
        "feed title id link updated author name entry published category content valid".split()
    )
    assert all(element.text for element in ET.fromstring(site.text("/sitemap.xml")).iter() if "loc" in element.tag)


SHOWN = TAGS - {"img"} | set("article h1 nav svg path".split())


@pytest.mark.parametrize("words", ["harmless", "vector", "wordsbody", "wordstitle"])
def test_the_search_results_of_hostile_reports_are_harmless(watched, site, words):
    watched.go(site.url("/"))
    page = watched.page
    open_search(page)
    put(page, words)
    watched.until(r"""() => /^\d+ matching/.test(document.querySelector('.md-search-result__meta').innerText.trim())""")
    total = int(page.locator(".md-search-result__meta").inner_text().split()[0])
    assert total >= len(WORDS)
    for _ in range(60):
        count = page.locator(".md-search-result__item").count()
        if count >= min(total, 60):
            break
        for place in ("0", "e.scrollHeight"):  # ten more are shown each time that the end comes into sight
            page.locator(".md-search__scrollwrap").evaluate(f"e => {{ e.scrollTop = {place} }}")
            page.wait_for_timeout(40)
    assert count >= min(total, 60)
    seen = page.locator(".md-search-result__item *").evaluate_all(
        "all => all.map(e => [e.localName, [...e.attributes].map(a => a.name)])"
    )
    assert {tag for tag, _ in seen} <= SHOWN
    assert [names for _, names in seen if any(name.startswith("on") for name in names)] == []
    for link in page.locator(".md-search-result__link").all()[:3]:
        link.hover()
    page.wait_for_timeout(100)
    watched.assert_quiet(site.origin)


def test_what_is_harmless_stays(watched, site):
    report = next(one for one in site.publication.published if one.title == "Harmless")
    watched.go(site.url(f"/reports/{report.slug}/"))
    body = watched.page.locator(".board-body")
    assert body.locator("h2").all_inner_texts() == ["A first heading", "Second"]
    assert body.locator("table th").all_inner_texts() == ["Left", "Right"]
    assert body.locator("table td").all_inner_texts() == ["1 < 2", "3 & 4"]
    assert body.locator("td.align-right").inner_text() == "3 & 4"
    assert body.locator(".admonition.warning .admonition-title").inner_text() == "Read this"
    assert body.locator("figure img").get_attribute("alt") == "A drawing of a marsh"
    assert body.locator("figure figcaption").inner_text() == "Figure 1. A marsh"
    assert body.locator("code").inner_text() == "a < b && c"
    assert body.locator("blockquote").inner_text().strip() == "Somebody said so."
    assert body.locator("dl dt").inner_text() == "Marsh"
    assert body.locator("li").all_inner_texts()[:2] == ["one", "two"]
    outward = body.locator("a[href^='https:']")
    assert outward.get_attribute("href") == "https://good.example/page?a=1&b=2"
    assert outward.get_attribute("rel") == "noopener noreferrer"
    assert body.locator("a[href^='mailto:']").get_attribute("href") == "mailto:someone@good.example"
    body.locator("summary").click()
    assert body.get_by_text("Hidden words").is_visible()
    body.locator("a[href='#second']").click()
    watched.page.wait_for_url("**#second")
    note = body.locator("a.footnote-ref")
    note.click()
    assert "The words of the note." in watched.page.locator("li:target").inner_text()
    body.locator("a.footnote-backref").click()
    watched.page.locator("sup:target").wait_for()
    watched.assert_quiet(site.origin)


def test_some_texts_keep_their_report_from_being_public(site):
    refused = {one.report.source: one.standing for one in site.publication.standings.reports}
    assert {refused[f"published_reports/{name}/index.md"] for name in REFUSED} == {"invalid"}
    assert not [path for path in site.pages() if "/ref-" in path]
