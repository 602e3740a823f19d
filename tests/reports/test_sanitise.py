import re
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import board_reports
from board_reports.reports import body as body_module
from board_reports.reports.body import TangledText, render
from board_reports.reports.links import Links, Place
from board_reports.reports.sanitise import sanitised
from builders import words_of

TAGS = {
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "s",
    "small",
    "sub",
    "sup",
    "mark",
    "del",
    "ins",
    "code",
    "pre",
    "kbd",
    "abbr",
    "cite",
    "q",
    "blockquote",
    "span",
    "div",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "section",
    "details",
    "summary",
    "table",
    "thead",
    "tbody",
    "tfoot",
    "tr",
    "th",
    "td",
    "caption",
    "colgroup",
    "col",
    "a",
    "img",
}
ATTRIBUTES = {
    "id",
    "lang",
    "dir",
    "title",
    "href",
    "rel",
    "src",
    "alt",
    "start",
    "type",
    "reversed",
    "scope",
    "colspan",
    "rowspan",
    "abbr",
    "open",
    "class",
}
CLASSES = {
    "admonition",
    "admonition-title",
    "footnote",
    "footnote-ref",
    "footnote-backref",
    "align-left",
    "align-center",
    "align-right",
    "board-table",
    "note",
    "abstract",
    "info",
    "tip",
    "success",
    "question",
    "warning",
    "failure",
    "danger",
    "example",
    "quote",
    "important",
}
EMPTY = {"br", "hr", "img", "col"}
ADDRESS = re.compile(r"(?:https?://|mailto:|tel:|#|\.{1,2}/|[\w%][\w%./ -]*(?:#.*)?$)", re.IGNORECASE)


class Reader(HTMLParser):
    """Reads HTML as a browser's tokeniser does, and notes each thing that may not be there."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.wrong, self.open, self.ids, self.links, self.pictures, self.text = [], [], [], [], [], ""

    def handle_starttag(self, tag, attrs):
        if tag not in TAGS:
            self.wrong.append(tag)
        if tag not in EMPTY:
            self.open.append(tag)
        for name, value in attrs:
            self.attribute(tag, name, value or "")

    def attribute(self, tag, name, value):
        if name not in ATTRIBUTES:
            self.wrong.append(f"{tag} {name}")
        if name == "class" and not set(value.split()) <= CLASSES:
            self.wrong.append(f"{tag} class={value}")
        if name in ("href", "src") and not ADDRESS.match(value):
            self.wrong.append(f"{tag} {name}={value}")
        if name == "src" and re.match(r"[a-z]+:|/", value):
            self.wrong.append(f"{tag} src={value}")
        if name == "id":
            self.ids.append(value)
        if name == "href":
            self.links.append(value)
        if name == "src":
            self.pictures.append(value)

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.wrong.append(f"/{tag}")

    def handle_data(self, data):
        self.text += data

    def handle_comment(self, data):
        self.wrong.append("comment")

    def handle_decl(self, decl):
        self.wrong.append("declaration")

    def handle_pi(self, data):
        self.wrong.append("instruction")


def links():
    return Links(
        Place("winter/index.md", "winter", {}, None, "https://board.example"), "published reports", ("a.png", "a.pdf")
    )


def html_of(text):
    return render(text, links()).html


def read(text):
    reader = Reader()
    reader.feed(html_of(text))
    reader.close()
    assert reader.wrong == []
    assert reader.open == []
    return reader


INJECTIONS = [
    "<script>canary()</script>",
    "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
    "<scr<script>ipt>canary()</scr</script>ipt>",
    "<script\n>canary()</script\n>",
    "<script>canary()",
    '<noscript><p title="</noscript><img src=x onerror=canary()>">',
    "<template><img src=x onerror=canary()></template>",
    '<textarea><img title="</textarea><img src=x onerror=canary()>"></textarea>',
    '<xmp><p title="</xmp><img src=x onerror=canary()>"></xmp>',
    "<plaintext>canary",
    "<img src=a.png onerror=canary()>",
    '<img src="x" onerror="canary()">',
    "<img/src=a.png/onerror=canary()>",
    "<img src=a.png srcset='https://evil.example/x.png 2x'>",
    "<img src=https://evil.example/x.png>",
    "<img src=data:image/svg+xml;base64,PHN2Zy8+>",
    "<img lowsrc=https://evil.example/x.png dynsrc=x>",
    "<picture><source srcset=https://evil.example/x.png><img src=a.png></picture>",
    "<b onmouseover=canary()>x</b>",
    "<p ONCLICK='canary()'>x</p>",
    "<p onclick\x0c=canary()>x</p>".replace("\x0c", "\t"),
    "<details open ontoggle=canary()>x</details>",
    "<body onload=canary()>",
    "<a href='javascript:canary()'>x</a>",
    "<a href='JaVaScRiPt:canary()'>x</a>",
    "<a href=' javascript:canary()'>x</a>",
    "<a href='java&#10;script:canary()'>x</a>",
    "<a href='java&Tab;script:canary()'>x</a>",
    "<a href='&#106;&#97;&#118;&#97;&#115;&#99;&#114;&#105;&#112;&#116;&#58;canary()'>x</a>",
    "<a href='&#x6A&#x61&#x76&#x61&#x73&#x63&#x72&#x69&#x70&#x74&#x3A;canary()'>x</a>",
    "<a href='&#1;javascript:canary()'>x</a>",
    "<a href='javascript&colon;canary()'>x</a>",
    "<a href='data:text/html;base64,PHNjcmlwdD4='>x</a>",
    "<a href='vbscript:canary()'>x</a>",
    "<a href='//evil.example/'>x</a>",
    "<a href='a.pdf' target=_blank ping=https://evil.example>x</a>",
    "<a href='a.pdf' download=x.exe>x</a>",
    "<a href='a.pdf' style='position:fixed;inset:0'>x</a>",
    "[x](javascript:canary())",
    "[x](JAVASCRIPT:canary())",
    "[x](<javascript:canary()>)",
    "[x](&#106;avascript:canary())",
    "[x](java\\script:canary())",
    "[x](data:text/html,<script>canary()</script>)",
    "[x](vbscript:canary())",
    "[x][y]\n\n[y]: javascript:canary()",
    "<javascript:canary()>",
    "<data:text/html,x>",
    "![x](javascript:canary())",
    "![x](data:image/png;base64,AAAA)",
    "![x](https://evil.example/x.png)",
    "![x](//evil.example/x.png)",
    '![x" onerror="canary()](a.png)',
    '![x](a.png "y\\" onerror=\\"canary()")',
    '[x](a.pdf "y\\" onclick=\\"canary()")',
    "![x](a.png){: onerror=canary() }",
    "[x](a.pdf){: onclick=canary() }",
    'Text.\n{: onclick="canary()" }',
    "# Heading {: onclick=canary() style=color:red }",
    "Text.\n{: .mermaid data-md-component=search style=position:fixed #__search }",
    "| a | b |\n|---|---|\n| c {: onclick=canary() } | d |",
    "<form action=https://evil.example><input name=x><button>Send</button></form>",
    "<input autofocus onfocus=canary()>",
    "<select onchange=canary()><option>x</option></select>",
    "<button onclick=canary()>x</button>",
    "<isindex action=javascript:canary()>",
    "<iframe src=https://evil.example></iframe>",
    "<iframe srcdoc='<script>canary()</script>'></iframe>",
    "<frameset><frame src=x></frameset>",
    "<object data=x.swf></object>",
    "<embed src=x.swf>",
    "<applet code=x></applet>",
    "<video src=x onerror=canary()><source src=x></video>",
    "<audio src=x autoplay></audio>",
    "<svg onload=canary()><script>canary()</script></svg>",
    "<svg><a xlink:href='javascript:canary()'><text>x</text></a></svg>",
    "<svg><style><img src=x onerror=canary()></style></svg>",
    '<svg></p><style><a id="</style><img src=1 onerror=canary()>">',
    "<math><mtext><table><mglyph><style><img src=x onerror=canary()></style></mglyph></table></mtext></math>",
    "<math><a xlink:href=javascript:canary()>x</a></math>",
    "<form><math><mtext></form><form><mglyph><style></math><img src onerror=canary()>",
    "<style>body{background:url(https://evil.example)}</style>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<p style='background:url(https://evil.example)'>x</p>",
    "<font color=red face=x>x</font>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<title>x</title>",
    "<head><title>x</title></head>",
    "<html lang=x><body class=y>x</body></html>",
    "<div class=mermaid>graph TD; a-->b</div>",
    '<pre class="mermaid"><code>graph TD</code></pre>',
    "```mermaid\ngraph TD\n```",
    "<div data-md-component=search data-md-toggle=drawer>x</div>",
    '<div class="md-search admonition" data-x=y>x</div>',
    "<div class=board-table>x</div>",
    "<div id=__search>x</div>",
    "<p id=__md_scope>x</p>",
    "<p id=md-search>x</p>",
    "<a id=x name=getElementById>x</a>",
    "<img name=body src=a.png>",
    "<p hidden aria-hidden=true role=alert tabindex=1 accesskey=x contenteditable>x</p>",
    "<p slot=x is=y part=z itemprop=w>x</p>",
    "<custom-element onclick=canary()>x</custom-element>",
    "<marquee onstart=canary()>x</marquee>",
    "<dialog open>x</dialog>",
    "<!-- comment --><!--><img src=x onerror=canary()>-->",
    "<!--[if IE]><script>canary()</script><![endif]-->",
    "<![CDATA[<script>canary()</script>]]>",
    "<?xml version='1.0'?><?php canary() ?>",
    "<!DOCTYPE html><!ENTITY x 'y'>",
    "</div></div></article></main><h1>canary</h1>",
    "</table></td></tr>x",
    "<table><tr><td><table><tr><td>x</table></table>",
    "<table id=t title='a > b'><caption>x</caption><tr><td>y</td></tr></table>",
    "<table><form><input></form><tr onclick=canary()><td background=x>x</td></tr></table>",
    "<a href=a.pdf><a href=https://other.example><b></a></a></b>",
    "<a href=a.pdf><table><tr><td><a href=https://other.example>x</a></td></tr></table></a>",
    "<p title='</p><script>canary()</script>'>x</p>",
    "<abbr title='\"><script>canary()</script>'>x</abbr>",
    '*[x]: "><script>canary()</script>\n\nx',
    "[^1]\n\n[^1]: <script>canary()</script>",
    '[^"><script>canary()</script>]\n\n[^"><script>canary()</script>]: x',
    '!!! note "<script>canary()</script>"\n    x',
    '!!! mermaid md-search "x"\n    x',
    "# <script>canary()</script> x",
    '# x" onclick="canary()',
    "Term\n: <img src=x onerror=canary()>",
    '<div markdown="1" onclick="canary()">\n\n[x](javascript:canary())\n\n</div>',
    '<div markdown="1">\n\n<script>canary()</script>\n\n</div>',
    "{% include '/etc/passwd' %} {{ config }} --8<-- \"/etc/passwd\"",
    "\x02wzxhzdk:0\x03 \x02amp\x03",
    "&lt;script&gt;canary()&lt;/script&gt;",
    '<a href="https://other.example/" rel="opener">x</a>',
    "<p>" + "<b>" * 150 + "x",
]


@pytest.mark.parametrize("text", INJECTIONS)
def test_nothing_but_the_allowed_reaches_a_page(text):
    reader = read(f"Before.\n\n{text}\n\nAfter.\n")
    # Words may stay, as text; no name of a handler or scheme may stay where it could work.
    assert not any(link.lower().lstrip().startswith(("javascript", "data:", "vbscript")) for link in reader.links)
    assert "Before." in reader.text


@pytest.mark.parametrize("text", INJECTIONS)
def test_inline_injections_are_as_harmless(text):
    if "\n" not in text:
        read(f"A sentence {text} goes on.\n")
        read(f"- A point {text}\n\n> A quote {text}\n")


FRAGMENTS = st.lists(
    st.sampled_from(
        [
            "<",
            ">",
            '"',
            "'",
            "=",
            "/",
            "&",
            ";",
            "#",
            "[",
            "]",
            "(",
            ")",
            "!",
            "{",
            ":",
            "}",
            "a",
            "b",
            "href",
            "src",
            "onclick",
            "onerror",
            "script",
            "style",
            "svg",
            "math",
            "table",
            "tr",
            "td",
            "p",
            "div",
            "img",
            "javascript:",
            "data:",
            "https://other.example",
            "a.png",
            "a.pdf",
            "<a",
            "<img",
            "<p",
            "<div",
            "</a>",
            "</p>",
            "</div>",
            "<table>",
            "</table>",
            "<!--",
            "-->",
            "`",
            "```",
            "*",
            "_",
            "|",
            "---",
            "&#106;",
            "&Tab;",
            " ",
            "\n",
            "\n\n",
            "    ",
        ]
    ),
    max_size=40,
)


@given(FRAGMENTS)
def test_no_mixture_gets_through(fragments):
    text = "".join(fragments)
    try:
        read(text)
    except TangledText:
        assert text.count("[") + text.count("<") > 10


@pytest.mark.parametrize(
    "href",
    ["https://other.example/", "HTTPS://OTHER.example/", "http://other.example/", "mailto:a@b.example", "tel:999"],
)
def test_links_to_other_hosts_carry_rel(href):
    assert html_of(f"[x]({href})") == f'<p><a href="{href}" rel="noopener noreferrer">x</a></p>'


def test_a_link_of_our_own_carries_none():
    assert html_of("[x](a.pdf)") == '<p><a href="a.pdf">x</a></p>'
    assert html_of("[x](/about/)") == '<p><a href="../../about/">x</a></p>'


@pytest.mark.parametrize(
    "text", ["[Child B](../summer.md)", "<a id=x title=Child-B href='/reports/cpr-02-2026/'>Child B</a>"]
)
def test_a_link_to_another_report_keeps_neither_its_words_nor_its_address(text):
    html = html_of(text)
    assert '<a href="../../reports/">published reports</a>' in html
    assert "Child" not in html
    assert "summer" not in html
    assert "cpr-02-2026" not in html


@pytest.mark.parametrize(
    "title", ["Board oversight", "MDT meetings", "Search of the records", "Findings", "Tŷ", "—", "2026"]
)
def test_each_heading_is_an_anchor(title):
    body = render(f"## {title}\n\n### {title}\n", links())
    reader = Reader()
    reader.feed(body.html)
    assert [heading.id for heading in body.headings] == reader.ids
    assert len(set(reader.ids)) == 2


@pytest.mark.parametrize(
    "text",
    [
        "## x {: #__search }",
        "## x {: #md-search }",
        "## x {: #board-title }",
        "## Board title",
        "## " + "a long heading " * 20,
    ],
)
def test_a_heading_whose_anchor_is_taken_gets_another(text):
    body = render(text, links())
    assert re.findall(r' id="([^"]*)"', body.html) == [body.headings[0].id]
    assert not re.fullmatch(r"__.*|md-.*|board-title", body.headings[0].id)


def test_no_anchor_is_one_of_the_pages_own():
    site = Path(board_reports.__file__).parent / "site"
    pages = [*site.glob("theme/**/*.html"), site / "templates" / "report.html", site / "templates" / "part.html"]
    ids = {name for page in pages if page.exists() for name in re.findall(r'\sid="([\w-]+)"', page.read_text("utf-8"))}
    for name in ids:
        assert f'id="{name}"' not in html_of(f"<p id={name}>x</p>"), name


def test_headings_stand_below_the_pages_own():
    body = render("# One\n\n## Two\n\n###### Six\n", links())
    assert [(heading.level, heading.title) for heading in body.headings] == [(2, "One"), (3, "Two"), (6, "Six")]
    body = render("## One\n\n### Two\n", links())
    assert [heading.level for heading in body.headings] == [2, 3]


def test_the_words_of_a_heading_are_escaped():
    (heading,) = render("## A & B <b>c</b> &lt;script&gt;\n", links()).headings
    assert "<" not in heading.title
    assert "A &amp; B" in heading.title


def test_what_a_report_needs_does_reach_the_page():
    html = html_of(
        "A [link](https://other.example/), *stress*, a note[^1] and CPR.\n\n[^1]: The note.\n\n*[CPR]: Child Practice "
        'Review\n\n| a | b |\n|:--|--:|\n| c | d |\n\n!!! warning "Mind"\n    This.\n\n'
        '![Chart](a.png "Figure 1.")\n\nTerm\n: Meaning\n\n1. One\n2. Two\n\n> Said\n'
    )
    for piece in [
        '<abbr title="Child Practice Review">CPR</abbr>',
        '<div class="board-table"><table>',
        'class="align-right"',
        'scope="col"',
        '<div class="admonition warning">',
        '<p class="admonition-title">Mind</p>',
        "<figure><img",
        "<figcaption>Figure 1.</figcaption>",
        "<dt>Term</dt>",
        "<blockquote>",
        'href="#fn:1"',
        'id="fn:1"',
        'href="#fnref:1"',
        'id="fnref:1"',
    ]:
        assert piece in html, piece
    assert "The note." in words_of(html)


def test_a_text_is_rendered_alike_whatever_came_before():
    first = html_of("## One\n\nText[^1]\n\n[^1]: Note\n")
    html_of("## One\n\n*[Text]: x\n\n[One]: https://other.example/\n\nText[^1]\n\n[^1]: Other\n")
    assert html_of("## One\n\nText[^1]\n\n[^1]: Note\n") == first


def test_a_text_that_could_not_be_rendered_leaves_nothing_behind(monkeypatch):
    monkeypatch.setattr(body_module, "_refuse_tangles", lambda text: None)
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(300)
    try:
        with pytest.raises(RecursionError):
            html_of("\n".join("    " * depth + "- a" for depth in range(100)))
    finally:
        sys.setrecursionlimit(limit)
    assert html_of("One.\n\nTwo.\n") == "<p>One.</p>\n<p>Two.</p>"


def test_a_tangle_is_told_by_its_line():
    with pytest.raises(TangledText) as caught:
        html_of("One.\n\nTwo.\n\n" + "[" * 1000)
    assert caught.value.line == 5


@pytest.mark.parametrize(
    ("left", "escaped"),
    [
        ('<p title="a < b > c">d</p>', '<p title="a &lt; b &gt; c">d</p>'),
        ('<p id="x" title="<b>">d</p>', '<p id="x" title="&lt;b&gt;">d</p>'),
        ('<p title="a">b="c" &lt; d</p>', '<p title="a">b="c" &lt; d</p>'),
    ],
)
def test_no_value_looks_like_a_tag_even_if_the_cleaning_leaves_it_so(monkeypatch, left, escaped):
    monkeypatch.setattr("board_reports.reports.sanitise.nh3.clean", lambda *_, **__: left)
    assert sanitised(left, links()) == escaped
