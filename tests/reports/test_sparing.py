"""What is spared Markdown changes nothing: a text becomes what Markdown alone makes of it."""

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.extensions import Extension

from board_reports.reports import body

PIECES = ["word", "Two words", "a", "b", "\u00e9", "1", "12.", "TOC", "fn", "note"]
PIECES += [
    " ",
    "  ",
    "   ",
    "    ",
    *"\n\n\n",
    "\n\n",
    "\n\n",
    "\n    ",
    "\n\n    ",
    "\t",
    "\r\n",
    "\r",
    "\f",
    "\u00a0",
]
PIECES += [
    "#",
    "## ",
    "===",
    "---",
    "\n---\n",
    "\n===\n",
    "- - -",
    "*  *  *",
    "___",
    "-",
    "- ",
    "* ",
    "+ ",
    "1. ",
    "> ",
]
PIECES += ["|", " | ", "|---|---|", "--|--", ":-: | -:", "\n: ", ": ", ":   ", "\n    : ", "~~~", "```\n", "\u2028"]
PIECES += ["!!!", "!!! note\n", '!!! tip "Words"\n', "[TOC]", "\n\n[TOC]\n\n", "[TO", "OC]", "///Footnotes Go Here///"]
PIECES += [
    "[^1]",
    "[^1]: ",
    "[^n]",
    "\n\n[^n]: note",
    "[a]",
    "[a]: /b",
    "\n[a]: <b> 'c'",
    "[a](b)",
    "![a](b.png)",
    "]:",
]
PIECES += [
    "*[a]: Ah",
    "*",
    "**",
    "_",
    "`",
    "``",
    "\\",
    "\\*",
    "\\[",
    "\\{",
    "{",
    "}",
    "{: .x }",
    "{#y}",
    "\n{: .z }",
    ":}",
]
PIECES += ["<", ">", "<b>", "</b>", "<br>", "<div>", "</div>", '<div markdown="1">', '<p markdown="span">', "</p>"]
PIECES += [
    '<div class="admonition" markdown>',
    "<!-- c -->",
    "<!--",
    "-->",
    "<?x",
    "&",
    "&amp;",
    "&#91;",
    "&#123;",
    "&#65",
]
PIECES += ["<a@b.cy>", "\x02", "\x03", "\x0291\x03", "\x02wzxhzdk:0\x03"]


class _Plain(Extension):
    def extendMarkdown(self, md):  # noqa: N802 - the name is Markdown's
        md.treeprocessors.register(body._Shaping(md), "board-shape", 6)


PLAIN = markdown.Markdown(
    extensions=[*body.EXTENSIONS, _Plain()],
    extension_configs={"toc": {"permalink": False, "slugify": body._anchor}, "footnotes": {"BACKLINK_TEXT": "↩"}},
    output_format="html",
)
SPARED = body._converter.__wrapped__()


def made_by(converter, text):
    try:
        return converter.reset().convert(text), converter.toc_tokens
    except Exception as error:  # noqa: BLE001 - Markdown may fail, but both ways alike
        converter.parser.state.clear()
        return type(error)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_a_text_is_read_as_markdown_reads_it(text):
    assert made_by(SPARED, text) == made_by(PLAIN, text)


@settings(max_examples=200)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                ["[", "](", "]", "<", ">", "\\", "> ", "- ", "1. ", "\t", "    ", "x", "\n", "\n\n", ": x\n"]
            ),
            st.sampled_from([1, 39, 40, 41, 201, 501, 5001]),
        ).map(lambda one: one[0] * one[1]),
        max_size=5,
    ).map("".join)
)
def test_each_text_that_might_be_tangled_is_looked_at(text):
    try:
        body._refuse_tangled_blocks(text)
    except body.TangledText:
        assert body._may_be_tangled(text)


@pytest.mark.parametrize(
    "text",
    [
        "!!! note\n    One\n\n    Two",
        "!!! note\n\n    - One\n\n        Two",
        "[TOC]\n\n## One\n\n## Two",
        "[TO\x02C]\n\n## One",
        "A note.[^1]\n\n///Footnotes Go Here///\n\nThe end.\n\n[^1]: Of it.",
        "A note.[^1]\n\n///Footnotes\x03 Go Here///\n\nThe end.\n\n[^1]: Of it.",
        "A note.[^1]\n\n[^1]: Of it.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        "a | b\n-|-\n1 | 2 {: .x}",
        *(
            "---",
            "- - -",
            "-  -  -",
            "***",
            "* * *",
            "*  *  *",
            "___",
            "_ _ _",
            "_  _  _",
            "-- -  --",
            "One\n* * *\nTwo",
        ),
        *("One\n---", "One\n===", "# One", "> One", "One\n: Two", "One\n\n:   Two\n\n    Three"),
        *(
            "[a]: /b\n\n[a]",
            "[a]:\n/b\n\n[a]",
            "*[AB]: Both\n\nAB",
            "One {: .x}",
            "# One {: .x}",
            "One\n{: .x}",
            r"\*One\*",
        ),
        *(
            "One  \n \n  \nTwo",
            "One\tTwo",
            "One\r\n\r\nTwo",
            "<div>\n\n*One*\n\n</div>",
            "One &amp Two",
            "&#65 One",
            "One ",
        ),
    ],
)
def test_what_markdown_has_a_step_for_is_still_found(text):
    assert made_by(SPARED, text) == made_by(PLAIN, text)
