"""The allow-list of scripts: the theme's own are known to the last character, and whatever else runs is told."""

import base64
import hashlib
import re

import pytest

from board_reports.site.scripts import inline_hashes, known, known_scripts, unknown_scripts
from builders import pdf, write
from projects import LIVE_DAY, make, quick_templates

PAGE = "<!doctype html><html><head><title>Page</title></head><body>{}</body></html>"


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    """Every page of a whole site, by its place in the output."""
    site = make(tmp_path_factory.mktemp("scripts") / "project")
    site.page("leaflets/events.md", "# Events\n\nWhere to learn.\n")
    table = "| Day | What |\n|:--|--:|\n| 1 | Met |\n\n[Timeline](timeline.pdf)\n"
    site.report("winter/", f"## Findings\n\n{table}")
    write(site.reports / "winter/timeline.pdf", pdf())
    write(site.reports / "winter/briefing.md", "---\ntitle: In seven minutes\n---\n\nShort.\n")
    with quick_templates(tmp_path_factory.mktemp("templates")):
        site.build(LIVE_DAY)
    return {path.relative_to(site.out).as_posix(): path.read_text("utf-8") for path in site.out.rglob("*.html")}


def test_every_page_of_a_site_is_known(pages):
    assert {"404.html", "410.html", "reports/cpr-01-2026/briefing/index.html", "leaflets/events/index.html"} <= set(
        pages
    )
    for name, html in pages.items():
        assert unknown_scripts(html) == (), name


def test_the_hashes_are_those_of_all_inline_scripts_of_a_page(pages):
    for html in pages.values():
        inline = re.findall(r"<script>(.*?)</script>", html, re.DOTALL)
        digests = (base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline)
        assert inline_hashes(html) == {f"sha256-{digest}" for digest in digests}
        assert inline


def test_pages_of_other_depths_have_scripts_of_their_own(pages):
    depths = [inline_hashes(pages[name]) for name in ("index.html", "reports/index.html", "404.html")]
    assert len(set(depths)) == 3


def test_an_injected_script_is_told_and_never_blessed(pages):
    home = pages["index.html"]
    for injected in (
        "<script>alert(1)</script>",
        "<SCRIPT type=module>alert(1)</SCRIPT>",
        "<svg><script>x()</script></svg>",
    ):
        html = home.replace("</body>", f"{injected}</body>")
        assert inline_hashes(html) == inline_hashes(home)
        assert unknown_scripts(html) == ("an inline script",)


SCOPE = '__md_scope=new URL("{}",location)'


@pytest.mark.parametrize(
    "place",
    [
        '.",location);alert(1);new URL("',
        "javascript:alert(1)",
        "//198.51.100.7/",
        "https://other.example/",
        "../",
        ".../x",
        "",
    ],
)
def test_the_only_slot_takes_nothing_but_a_place_of_the_site(pages, place):
    text = next(one for one in re.findall(r"<script>(.*?)</script>", pages["index.html"]) if "__md_scope" in one)
    assert known(text)
    assert SCOPE.format(".") in text
    assert not known(text.replace(SCOPE.format("."), SCOPE.format(place)))
    assert not known(text + " ")
    assert not known(text + ";alert(1)")


def test_scripts_that_count_visitors_or_ask_for_consent_are_not_among_them():
    assert not any(word in pattern.pattern for pattern in known_scripts() for word in ("analytics", "consent", "gtag"))


@pytest.mark.parametrize(
    ("html", "told"),
    [
        ('<p onclick="x()">', "a handler onclick"),
        ("<img src=x onerror=x()>", "a handler onerror"),
        ("<body/onload=x()>", "a handler onload"),
        ('<a href="javascript:x()">', "an address that runs a script"),
        ('<a href=" &#106;ava\tscript:x()">', "an address that runs a script"),
        ('<form action="JavaScript:x()">', "an address that runs a script"),
        ('<svg><a xlink:href="javascript:x()">', "an address that runs a script"),
        ('<meta http-equiv="refresh" content="0;url=javascript:x()">', "an address that runs a script"),
        ('<iframe srcdoc="&lt;b&gt;">', "a frame with a text of its own"),
        ('<base href="https://other.example/">', "a changed base address"),
        ('<pre class="mermaid">', "a diagram that loads a script"),
        ('<script src="https://other.example/x.js"></script>', "a script of another host"),
        ('<script src="//other.example/x.js"></script>', "a script of another host"),
        ('<script src="\\\\other.example/x.js"></script>', "a script of another host"),
        ('<script src="data:text/javascript,x()"></script>', "a script of another host"),
        ('<script src="../reports/cpr-01-2026/x.js"></script>', "a script of a report"),
        ('<script src="../x.pdf"></script>', "a script whose address cannot be read"),
        ('<script type="importmap">{}</script>', "an inline script"),
        ("<script>alert(1)", "a script that is not closed"),
        ("<!-- <script>alert(1)</script> -->", "a script where none can be read"),
    ],
)
def test_whatever_else_would_run_is_told(html, told):
    assert told in unknown_scripts(PAGE.format(html))
    assert inline_hashes(PAGE.format(html)) == frozenset()


@pytest.mark.parametrize(
    "html",
    [
        '<script type="application/ld+json">{"a": 1}</script>',
        '<script src="../assets/javascripts/bundle.a5f9d56c.min.js"></script>',
        '<a href="/about/?on=1" title="javascript: what it is">On</a>',
        "<p>Write &lt;script&gt; or onclick=x()</p>",
        '<a href="mailto:unit@board.example">mail</a>',
    ],
)
def test_what_runs_nothing_is_not_told(html):
    assert unknown_scripts(PAGE.format(html)) == ()


def test_what_is_told_repeats_nothing_of_the_page():
    told = unknown_scripts(
        PAGE.format('<p onzanzibarsecretnameofaverylongperson="x" onclick="zanzibar()"><script>zanzibar')
    )
    assert "zanzibar" not in " ".join(told)
