"""Texts without a mark are kept from Markdown's patterns: what comes out is what Markdown makes of them itself."""

import markdown
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown.inlinepatterns import SimpleTagInlineProcessor

from board_reports.reports import plain_words as module
from board_reports.reports.body import EXTENSIONS
from board_reports.reports.plain_words import PlainWords

PIECES = [
    *["word", " ", "  ", "\n", "\n\n", "  \n", "    ", "\t", "1. ", "- ", "> ", "# ", "☺", "é"],
    *["*", "**", "_", "__", "`", "``", "\\", "\\*", "&", "&amp;", "&#233;", "<", ">", "<b>", "</b>", "<br>"],
    *["[", "]", "(", ")", "![", "[a](b)", "[a][b]", "[b]: /c\n", "![a](b.png)", "[^1]", "[^1]: note\n", "<a@b.cy>"],
    *["<https://a.cy>", "*[HTML]: words\n", "HTML", "term\n:   meaning\n", "{: .one #two }", "!!! note\n    "],
    *["<div markdown='1'>", "</div>", "\x02", "\x03", "klzzwxh:0001", "wzxhzdk:0", "~~~\n", "```\n", "---\n", "===\n"],
    *["<!-- x -->", "| a | b |\n|---|---|\n| c | d |\n"],
]


def converters():
    return markdown.Markdown(extensions=list(EXTENSIONS)), markdown.Markdown(extensions=[*EXTENSIONS, PlainWords()])


def both(text):
    with_all, spared = converters()
    return with_all.convert(text), spared.convert(text)


@settings(max_examples=600, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_it_is_what_markdown_makes_of_it(text):
    ours, theirs = both(text)
    assert ours == theirs


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=80))
def test_of_any_text(text):
    ours, theirs = both(text)
    assert ours == theirs


# "&" is not among them: what is written out of a text leaves it as it is before a name of a character.
@pytest.mark.parametrize("mark", sorted({*"".join(module._BEGINS.values())} - {"&"}))
def test_each_character_counts(mark, monkeypatch):
    """Without it, some text would come out otherwise."""
    without = module._MARKED.pattern.replace("\\" + mark, "").replace(mark, "")
    monkeypatch.setattr(module, "_MARKED", module.re.compile(without))
    texts = ["a *b* c", "a _b_ c", "a `b` c", "a\\.b", "[a](b)", "<b>a</b> <https://a.cy>"]
    assert any(one != other for one, other in map(both, texts))


def test_a_line_that_is_broken_by_hand_is():
    assert both("one  \ntwo")[1] == "<p>one<br />\ntwo</p>"


def test_texts_are_indeed_kept_from_the_patterns(monkeypatch):
    seen = []
    _, spared = converters()
    pattern = spared.inlinePatterns["em_strong"]
    found = pattern.getCompiledRegExp()

    class Looking:
        def finditer(self, text, start):
            seen.append(text)
            return found.finditer(text, start)

    monkeypatch.setattr(pattern, "getCompiledRegExp", Looking)
    assert spared.convert("Plain words.\n\nWith *one* mark.") == "<p>Plain words.</p>\n<p>With <em>one</em> mark.</p>"
    assert seen
    assert "Plain words." not in seen


def test_a_pattern_that_is_not_known_sees_every_text():
    _, spared = converters()
    spared.inlinePatterns.register(SimpleTagInlineProcessor("(=)(.*?)=", "mark"), "marked", 55)
    assert spared.convert("one =two= three") == "<p>one <mark>two</mark> three</p>"


def test_a_pattern_in_the_place_of_a_known_one_sees_every_text():
    _, spared = converters()
    spared.inlinePatterns.deregister("entity")
    spared.inlinePatterns.register(SimpleTagInlineProcessor("(=)(.*?)=", "mark"), "marked", 55)
    assert spared.convert("one =two= three") == "<p>one <mark>two</mark> three</p>"
