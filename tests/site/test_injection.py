"""What an author writes is text, wherever it is printed: no title, name or heading becomes markup or runs."""

import json
import re
import xml.etree.ElementTree as ET
from urllib.parse import unquote

import pytest

import builders
import projects

PAYLOADS = {
    "end of title": "</title><script>alert(1)</script>",
    "end of script": "</script><script>alert(1)</script>",
    "picture": '"><img src=p.png onerror=alert(1)>',
    "attribute": 'x" onmouseover="alert(1)" y=\'',
    "single quotes": "x' onfocus='alert(1)' autofocus='",
    "entities": "&lt;script&gt;alert(1)&lt;/script&gt; &#60;img src=x onerror=alert(1)&#62;",
    "twice escaped": "&amp;lt;script&amp;gt;alert(1)",
    "ampersand": "Salt & pepper &copy &nbsp; AT&T",
    "Jinja value": "{{ config.site_name }}{{ 7 * 7 }}",
    "Jinja block": "{% if true %}alert(1){% endif %}{# gone #}",
    "format": "{title} {0} %s ${x}",
    "comment": "<!-- <script>alert(1)</script> -->",
    "character data": "]]><script>alert(1)</script><![CDATA[",
    "frame": "<iframe src=javascript:alert(1)></iframe><svg/onload=alert(1)>",
    "Markdown": "**bold** [x](javascript:alert(1)) `code`",
    "other script": "\u202ereversed \u00ad \U0001f600",
}


@pytest.fixture(scope="module")
def theme_scripts(tmp_path_factory):
    """The scripts that the pages of a harmless site carry."""
    site = projects.make(tmp_path_factory.mktemp("clean") / "project")
    plant(site, "Plain words")
    return {script.text for page in pages(site).values() for script in page.all("script") if not is_data(script)}


def plant(site, text):
    """A site with `text` wherever an author may write, built."""
    name = re.sub(r"[/\0-\x1f]", "", text)[:80]
    site.configure(
        extra={"board": projects.BOARD | {"name": f"Board {text}", "urgent": f"Urgent {text}"}},
        options={"review_types": {"mine": {"en": f"Kind {text}"}}},
    )
    path = site.report(
        "winter/",
        title=f"Title {text}",
        reference=f"CPR {text} 01/2026",
        summary=f"Summary {text}",
        review_type="mine",
        revised_date="2026-06-02",
        revision_note=f"Note {text}",
        attachments=[{"file": f"plan {name}.pdf"}, {"file": "b.pdf", "title": f"Label {text}"}],
        body=f"## Heading {text}\n\nText {text}\n\n### `{text}`\n\n![Picture {text}](p.png)\n",
    )
    builders.write(path.parent / f"plan {name}.pdf", builders.pdf())
    builders.write(path.parent / "b.pdf", builders.pdf())
    builders.write(path.parent / "p.png", builders.png())
    builders.write_part(path.parent / "part.md", f"## Part heading {text}\n\nText {text}\n", title=f"Part {text}")
    site.page("leaflets/one.md", f"---\n{builders.front_lines({'title': 'One', 'summary': text})}---\n\n# One\n")
    published = site.build()
    assert [report.title for report in published.published] == [f"Title {text}".strip()]
    return published.published[0]


def pages(site):
    return {n: projects.Html(data.decode()) for n, data in projects.tree(site.out).items() if n.endswith(".html")}


def is_data(script):
    return script.attributes.get("type", "") in ("application/ld+json", "application/json")


@pytest.fixture(scope="module", params=PAYLOADS)
def planted(request, tmp_path_factory):
    """A site with one payload in every place; the site, the report, the payload."""
    site = projects.make(tmp_path_factory.mktemp("planted") / "project")
    return site, plant(site, PAYLOADS[request.param]), PAYLOADS[request.param]


def test_no_script_but_the_themes_own(planted, theme_scripts):
    site, _report, _text = planted
    for name, page in pages(site).items():
        for script in page.all("script"):
            assert not script.attributes.get("src", "").startswith(("http", "//", "data:", "javascript:")), name
            assert is_data(script) or script.text in theme_scripts, name


def test_no_attribute_and_no_element_breaks_out(planted):
    site, _report, _text = planted
    for name, page in pages(site).items():
        for element in page.elements:
            assert element.tag not in ("iframe", "object", "embed", "base"), name
            for attribute, value in element.attributes.items():
                assert not attribute.startswith("on") and attribute != "autofocus", (name, element)  # noqa: PT018
                if attribute in ("href", "src", "action"):
                    assert not re.match(r"\s*(javascript|vbscript|data):", value, re.IGNORECASE), (name, value)


def test_title_is_what_was_written_in_every_place(planted):
    site, report, text = planted
    page = site.html(f"reports/{report.slug}/")
    title = " ".join(f"Title {text}".split())
    assert page.one("h1").text == title
    assert page.one("title").text == f"{title} - Example Board"
    assert title in site.html("reports/").one("main").text
    (data,) = page.all("script", type="application/ld+json")
    facts = json.loads("".join(data.pieces))
    assert facts["headline"] == f"Title {text}".strip()
    assert facts["reportNumber"] == f"CPR {text} 01/2026"
    assert page.meta("description").split() == f"Summary {text}".split()


def test_other_words_are_what_was_written(planted):
    site, report, text = planted
    words = site.html(f"reports/{report.slug}/").text
    listing = site.html("reports/").text
    for label in ("Kind", "Label", "Summary"):
        plain = " ".join(f"{label} {text}".split())
        assert plain in words, label
        assert plain in listing, label
    for label in ("Note", "Part"):
        assert " ".join(f"{label} {text}".split()) in words, label
    assert " ".join(f"Urgent {text}".split()) in site.html().text
    assert " ".join(text.split()) in site.html("leaflets/").text


def test_part_is_what_was_written(planted):
    site, report, text = planted
    page = site.html(f"reports/{report.slug}/part/")
    assert page.one("h1").text == " ".join(f"Part {text}".split())
    assert " ".join(f"Title {text}".split()) in page.text


def test_files_keep_their_names_and_links_lead_to_them(planted):
    site, report, _text = planted
    home = site.out / "reports" / report.slug
    page = site.html(f"reports/{report.slug}/")
    linked = {unquote(a["href"]) for a in page.all("a") if a["href"].endswith(".pdf")}
    assert linked == {path.name for path in home.glob("*.pdf")}
    assert len(linked) == 2


def test_feed_and_sitemap_are_well_formed_and_say_what_was_written(planted):
    site, _report, text = planted
    feed = ET.fromstring(site.read("reports/feed.xml"))
    titles = [entry.findtext("{http://www.w3.org/2005/Atom}title") for entry in feed]
    assert any(title and f"CPR {text} 01/2026" in title for title in titles)
    ET.fromstring(site.read("sitemap.xml"))


def test_search_index_holds_no_markup_that_runs(planted):
    """The theme writes titles and texts of results as HTML."""
    site, _report, _text = planted
    for entry in site.json("search/search_index.json")["docs"]:
        for field in ("title", "text"):
            for element in projects.Html(entry[field]).elements:
                assert element.tag not in ("script", "iframe", "svg", "object"), entry
                assert not [name for name in element.attributes if name.startswith("on")], entry
            assert not projects.Html(entry["title"]).all("img"), entry


TEXTS = [
    "<script>alert(1)</script>",
    "<img src=https://other.example/x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "![x](https://other.example/pixel.png)",
    "<iframe src='https://other.example/'></iframe>",
    "<form action='https://other.example/'><input name=a><button>b</button></form>",
    "<style>body { background: url(https://other.example/x) }</style>",
    "<p style='background:url(https://other.example/x)'>x</p>",
    "<link rel=stylesheet href=https://other.example/x.css>",
    "<meta http-equiv=refresh content='0;url=https://other.example/'>",
    "<base href='https://other.example/'>",
    "<video src='https://other.example/x'></video><audio></audio>",
    "<svg onload=alert(1)><use href='https://other.example/x'/></svg>",
    "Text {: onclick=alert(1) style=color:red data-md-component=search }",
    '# Title {: id="__search" class="mermaid" }',
    "<div class='mermaid'>graph TD</div>\n\n```mermaid\ngraph TD\n```",
    "<a href='x' target='_blank' ping='https://other.example/'>x</a>",
    "<div markdown='1'>\n<script>alert(1)</script>\n</div>",
    "*[HTML]: <script>alert(1)</script>\n\nHTML",
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    '!!! note "<script>alert(1)</script>"\n    Text',
    "<template><script>alert(1)</script></template><noscript><img src=x onerror=alert(1)></noscript>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "{{ config }} {% include 'x' %}",
]


@pytest.mark.parametrize("text", TEXTS)
def test_text_of_a_report_brings_nothing_that_runs_or_fetches(site, theme_scripts, text):
    site.report(body=f"A beginning.\n\n{text}\n")
    assert len(site.build().published) == 1
    page = site.html("reports/cpr-01-2026/")
    written = [e for e in page.elements if any("board-body" in a.attributes.get("class", "") for a in e.around)]
    assert written
    for element in written:
        assert element.tag not in [
            "script",
            "iframe",
            "form",
            "input",
            "button",
            "style",
            "link",
            "meta",
            "base",
            "video",
            "audio",
            "svg",
            "math",
            "object",
            "template",
            "noscript",
            "use",
        ], element
        for name, value in element.attributes.items():
            assert not name.startswith(("on", "data-", "style", "ping", "xlink")), element
            assert not value.lower().strip().startswith(("javascript:", "data:")), element
            assert name != "src" or "//" not in value
            assert (name, value) != ("class", "mermaid")
            assert name != "id" or not value.startswith("__")
    assert {script.text for script in page.all("script") if not is_data(script)} <= theme_scripts


@pytest.mark.parametrize("case", [case for case in PAYLOADS if case != "twice escaped"])
def test_front_matter_of_a_permanent_page_is_text_too(site, theme_scripts, case):
    text = PAYLOADS[case]
    for name in ("about.md", "leaflets/one.md"):
        front = builders.front_lines({"title": f"About {text}", "description": text, "subtitle": text, "summary": text})
        site.page(name, f"---\n{front}---\n\nText.\n")
    site.build()
    for page in pages(site).values():
        assert {script.text for script in page.all("script") if not is_data(script)} <= theme_scripts
        assert not [e for e in page.elements if any(name.startswith("on") for name in e.attributes)]
    if "&" not in text:  # an author of a permanent page may write an entity
        assert site.html("about/").one("h1").text == " ".join(f"About {text}".split())


@pytest.mark.parametrize("name", ["a<b>.md", 'a"b.md', "leaflets/<script>alert(1)<.md", "a\nb.md"])
def test_name_of_a_permanent_page_cannot_be_markup(site, name):
    site.page(name, "Text.\n")
    assert site.board("build").exit_code == 3
    assert "alert(1)" not in site.read("index.html")
    assert site.mkdocs(strict=True).error is not None


def test_plain_signs_in_a_permanent_title_stay_as_they_are(site):
    site.page("about.md", "---\ntitle: Children's Q & A\n---\n\nText.\n")
    site.page("it's-q&a.md", "Text.\n")
    site.build()
    assert site.html("about/").one("title").text == "Children's Q & A - Example Board"
    assert "Children's Q & A" in site.html().text
    assert "&amp;amp;" not in site.read("index.html")
