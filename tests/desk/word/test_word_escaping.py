"""Whatever words a Word file has, the page shows them: none of them is taken for Markdown or for an extension."""

import html
import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from board_reports.desk.word.escaping import cleaned
from board_reports.desk.word.markdown import written
from board_reports.desk.word.telling import Told
from board_reports.reports.body import render
from board_reports.reports.links import Links, Place

ACTIVE = [
    "# no heading", "#", "## {#id}", "Title {: .class onclick=x}", "{: #x }", "- no list", "+ x", "1. no list",
    "12) x", "> no quote", "!!! note", "!!! danger \"x\"", ":   no definition", ": x",
    "*[HTML]: no abbreviation", "[^1]: no note", "[^1]", "[a](b)", "![a](b)", "![a][b]", "[a]: http://x",
    "a_b_c __d__ _e_", "*a* **b** ***", "`code` ``", "\\*", "\\", "<b>x</b>", "<script>alert(1)</script>",
    "<!-- x -->", "<http://x>", "a < b > c", "&lt; &amp; &#65; & &copy;", "AT&T", "| a | b |", "---", "===",
    "***", "___", "_______________", "- - -", "|---|---|", ":--", "a|b", "!", "!!", "!!!", "...", "{{ x }}",
    "{% x %}", "{board.email}", "http://example.org/a_b_c", "a@b.example", "‘smart’ “quotes” – — …",
    "2 * 3 * 4", "e.g. (a) [sic]", "~~x~~", "^x^", "==x==", "++x++", "$x$", "\\(x\\)", "<div markdown='1'>",
    "</div>", "<", ">", "&",
]  # fmt: skip


def shown(blocks):
    page = render(written(blocks, {}, Told()), Links(Place("draft/index.md", "draft", {}), "", [])).html
    return page, [html.unescape(re.sub(r"<[^>]*>", "", one)) for one in page.split("\n")]


def flat(text):
    return re.sub(r"\s+", " ", re.sub(r"_{4,}", "___", cleaned(text)[0])).strip()


def words(text):
    """Words as pandoc gives them: pieces with spaces between."""
    pieces = [{"t": "Str", "c": one} for one in text.split(" ")]
    return [one for pair in pieces for one in (pair, {"t": "Space"})][:-1]


def para(*lines):
    inlines = []
    for line in lines:
        inlines += [*words(line), {"t": "LineBreak"}]
    return {"t": "Para", "c": inlines[:-1]}


text = st.one_of(
    st.sampled_from(ACTIVE),
    st.text(st.sampled_from("ab 1.)#>+-*_`[](){}<>&!|:=\\~^\"'\u00a0\u200b\u00ad;/x"), max_size=24),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)


def check(tag, make):
    """Whatever text `make` puts into blocks, the page has it within `tag`, and nothing else."""

    @settings(max_examples=150)
    @given(text)
    @example("\\`")
    @example("a *")
    def run(words):
        if not flat(words):
            return
        page, _ = shown(make(words))
        found = re.search(rf"<{tag}[^>]*>(.*?)</{tag}>", page, re.DOTALL)
        assert found, page
        assert flat(html.unescape(re.sub(r"<[^>]*>", "", found[1]))) == flat(words), page
        assert not re.search(r"<(?:a|code|em|strong|img|blockquote|abbr|hr|script|ul|ol|dl)\b", found[1]), page

    return run


@pytest.mark.parametrize("line", ACTIVE)
def test_every_active_line_is_shown_as_it_is(line):
    page, _ = shown([para(line), para("After.")])
    paragraphs = re.findall(r"<p>(.*?)</p>", page, re.DOTALL)
    assert [flat(html.unescape(one)) for one in paragraphs] == [flat(line), "After."]
    assert page.count("<") == 4


def test_any_text_in_a_paragraph():
    check("p", lambda words: [para(words)])()


def test_any_active_line_after_a_line_break():
    for line in ACTIVE:
        page, _ = shown([para("first", line, "last")])
        assert page.startswith("<p>first<br>")
        assert page.rstrip().endswith("<br>\nlast</p>")
        inside = re.sub(r"^<p>first<br>\n|<br>\nlast</p>$", "", page.strip())
        assert flat(html.unescape(inside)) == flat(line)


def test_any_text_in_a_heading():
    check("h2", lambda text: [{"t": "Header", "c": [2, ["", [], []], words(text)]}])()


def test_any_text_in_a_list():
    check("li", lambda text: [{"t": "BulletList", "c": [[para(text)], [para("x")]]}])()


def test_any_text_in_a_cell():
    def cell(text):
        return [["", [], []], {"t": "AlignDefault"}, 1, 1, [para(text)]]

    def table(text):
        columns = [[{"t": "AlignDefault"}, {"t": "ColWidthDefault"}]] * 2
        rows = [[["", [], []], [cell(one), cell("y")]] for one in (text, "x")]
        body = [[["", [], []], 0, [], rows[1:]]]
        return [
            {"t": "Table", "c": [["", [], []], [None, []], columns, [["", [], []], rows[:1]], body, [["", [], []], []]]}
        ]

    check("th", table)()


def test_any_text_in_a_footnote():
    def make(text):
        return [{"t": "Para", "c": [{"t": "Str", "c": "x"}, {"t": "Note", "c": [para(text)]}]}]

    @settings(max_examples=60)
    @given(text)
    def run(words):
        if flat(words):
            page, _ = shown(make(words))
            note = re.search(r"<li[^>]*>(.*?)</li>", page, re.DOTALL)[1]
            assert flat(html.unescape(re.sub(r"<a .*?</a>|<[^>]*>", "", note))) == flat(words)

    run()


styled = st.recursive(
    st.sampled_from(["a", " ", "b c", "*", "1."]).map(
        lambda one: {"t": "Str", "c": one} if one != " " else {"t": "Space"}
    ),
    lambda inner: st.tuples(
        st.sampled_from(["Strong", "Emph", "Strikeout", "Superscript"]), st.lists(inner, max_size=3)
    ).map(lambda pair: {"t": pair[0], "c": pair[1]}),
    max_leaves=6,
)


BOLD_IN_BOLD = [
    {"t": "Strong", "c": [{"t": "Str", "c": "a"}]},
    {"t": "Strong", "c": [{"t": "Strong", "c": [{"t": "Str", "c": "a"}]}]},
    {"t": "Strong", "c": [{"t": "Space"}, {"t": "Str", "c": "a"}]},
]


@settings(max_examples=150)
@example(BOLD_IN_BOLD)
@given(st.lists(styled, min_size=1, max_size=5))
def test_any_emphasis_keeps_the_words(inlines):
    def plain(parts):
        return "".join(plain(one["c"]) if isinstance(one.get("c"), list) else one.get("c", " ") for one in parts)

    page, _ = shown([{"t": "Para", "c": inlines}])
    assert flat(html.unescape(re.sub(r"<[^>]*>", "", page))) == flat(plain(inlines))
