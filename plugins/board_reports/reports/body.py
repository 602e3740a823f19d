"""A report's text: from Markdown to the HTML that may be published, with what it links to and shows.

The set of extensions is the plugin's own and fixed, whatever the site uses: it includes no file, runs no code and
reads no template. The HTML is sanitised here, so that what is judged is what is published.
"""

from __future__ import annotations

import html
import re
import xml.etree.ElementTree as ET
from dataclasses import dataclass
from functools import cache

import markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from board_reports.reports.links import Links
from board_reports.reports.plain_words import PlainWords
from board_reports.reports.sanitise import may_be_id, sanitised
from board_reports.reports.sparing import Sparing

EXTENSIONS = ("abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "sane_lists", "tables", "toc")

MOST_NESTED = 40  # brackets open at once in one block; the time to read them grows with the square
MOST_OPEN_TAGS = 200  # "<" without ">" in one block, for the same reason
MOST_RULES = 500  # lines in one block that define a term, or are a heading or a rule, for the same reason
MOST_ABBREVIATIONS = 200  # abbreviations in one text, which are looked for in every word
MOST_FOOTNOTES = 1000
MOST_HEADINGS = 1000
MOST_ESCAPES = 5000  # backslashes in one block
_DEEP = re.compile(r"^[ \t]*(?:>[ \t]*){40}|^(?: {4}|\t){40}[ \t]*\S|^[ \t]*(?:(?:[-*+]|\d+\.)[ \t]+){40}\S")
_RULE = re.compile(r"^ {0,3}(?:[:#!=]|([-*_]) *(?:\1 *)*$)")
_ABBREVIATION = re.compile(r"^ {0,3}\*\[", re.MULTILINE)
_FOOTNOTE = re.compile(r"^ {0,3}\[\^", re.MULTILINE)
_SQUARE, _ROUND = re.compile(r"[\[\]]"), re.compile(r"\]\(|\)")  # round ones count where a link opens them
_COUNTED = (
    ("*[", _ABBREVIATION, MOST_ABBREVIATIONS),
    ("[^", _FOOTNOTE, MOST_FOOTNOTES),
    ("#", re.compile(r"^ {0,3}#", re.MULTILINE), MOST_HEADINGS),
    ("\n=", re.compile(r"^=", re.MULTILINE), MOST_HEADINGS),
)
_BLANK_LINE = re.compile(r"(\n[ \t]*\n)")
_HEADING = re.compile(r"h([1-6])")
_ALIGNED = re.compile(r"text-align: (left|center|right);")


class TangledText(ValueError):
    """The text cannot be rendered in reasonable time: `line` (from 1, in the text) is where it is worst."""

    def __init__(self, line: int) -> None:
        super().__init__("too many things are inside one another")
        self.line = line


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the text: its level (2 to 6), its anchor, and its words as escaped HTML."""

    level: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Body:
    """A rendered text: sanitised HTML and its headings, in order."""

    html: str
    headings: tuple[Heading, ...]

    @property
    def shows_anything(self) -> bool:
        """Whether a reader would see anything: words, or a picture."""
        return "<img" in self.html or bool(html.unescape(re.sub(r"<[^>]*>", "", self.html)).strip())


def render(text: str, links: Links) -> Body:
    """Render Markdown to sanitised HTML; `links` judges each link and picture and collects them.

    Raises TangledText for a text that would take very long, RecursionError for one nested too deeply.
    """
    _refuse_tangles(text)
    converter = _converter()
    converter.reset()
    try:
        rendered = converter.convert(text)
    except BaseException:
        _converter.cache_clear()  # reset() leaves one that was interrupted inside a list or quote there
        raise
    headings = tuple(_headings(converter.toc_tokens))  # type: ignore[attr-defined]
    return Body(sanitised(rendered, links), headings)


def _headings(tokens: list[dict[str, object]]) -> list[Heading]:
    found = []
    for token in tokens:
        words = html.escape(html.unescape(str(token["name"])))
        found.append(Heading(int(str(token["level"])), str(token["id"]), words))
        children = token["children"]
        assert isinstance(children, list)
        found.extend(_headings(children))
    return found


def _refuse_tangles(text: str) -> None:
    if _may_be_tangled(text):
        _refuse_tangled_blocks(text)
    for mark, pattern, most in _COUNTED:
        if text.count(mark) <= most:
            continue
        starts = [match.start() for match in pattern.finditer(text)]
        if len(starts) > most:
            raise TangledText(1 + text.count("\n", 0, starts[most]))


def _may_be_tangled(text: str) -> bool:
    """Whether there is enough of anything in the text for one of its blocks to be tangled."""
    lines = text.split("\n")
    return (
        len(lines) > MOST_RULES
        or text.count("[") > MOST_NESTED
        or text.count("<") > MOST_OPEN_TAGS
        or text.count("\\") > MOST_ESCAPES
        or any(_DEEP.match(words) for words in lines if not words[:1].isalpha())
    )


def _refuse_tangled_blocks(text: str) -> None:
    line = 1
    for block in _BLANK_LINE.split(text):
        if _deepest(block) > MOST_NESTED or block.count("<") - block.count(">") > MOST_OPEN_TAGS:
            raise TangledText(line)
        if block.count("\\") > MOST_ESCAPES:
            raise TangledText(line)
        lines = block.split("\n")
        for number, words in enumerate(lines):
            if _DEEP.match(words):
                raise TangledText(line + number)
        if len(lines) > MOST_RULES and sum(bool(_RULE.match(words)) for words in lines) > MOST_RULES:
            raise TangledText(line)
        line += len(lines) - 1


def _deepest(block: str) -> int:
    """How many brackets are open at once in a block, at most; counted only where there are enough to matter."""
    if block.count("[") <= MOST_NESTED:
        return 0
    return max(_deepest_of(_SQUARE, block), _deepest_of(_ROUND, block))


def _deepest_of(brackets: re.Pattern[str], block: str) -> int:
    depth = deepest = 0
    for bracket in brackets.findall(block):
        depth = max(0, depth - 1) if bracket in "])" else depth + 1
        deepest = max(deepest, depth)
    return deepest


@cache
def _converter() -> markdown.Markdown:
    return markdown.Markdown(
        extensions=[*EXTENSIONS, _Shape(), PlainWords()],
        extension_configs={"toc": {"permalink": False, "slugify": _anchor}, "footnotes": {"BACKLINK_TEXT": "↩"}},
        output_format="html",
    )


def _anchor(value: str, separator: str) -> str:
    words = re.sub(r"[^\w]+", separator, value.lower()).strip(separator + "_")[:100]
    return words if may_be_id(words) else f"section-{words}".strip("-")


class _Shape(Extension):
    """What a report's page needs of the tree: headings below the page's own, figures, tables without style."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - the name is Markdown's
        md.treeprocessors.register(_Shaping(md), "board-shape", 6)  # after attr_list (8) and abbr (7), before toc (5)
        Sparing().extendMarkdown(md)


class _Shaping(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        if next(root.iter("h1"), None) is not None:
            for element in root.iter():
                if level := _HEADING.fullmatch(str(element.tag)):
                    element.tag = f"h{min(6, int(level[1]) + 1)}"
        for element in root.iter():
            tag = element.tag
            if (name := element.get("id")) is not None and not may_be_id(name):
                element.attrib.pop("id")  # so that a heading gets one that stays
            if tag in ("td", "th"):
                _shape_cell(element)
            elif tag == "p" and _only_picture(element) is not None:
                _make_figure(element)


def _shape_cell(cell: ET.Element) -> None:
    if (style := cell.get("style")) is not None:
        del cell.attrib["style"]
        if align := _ALIGNED.fullmatch(style):
            cell.set("class", f"align-{align[1]}")
    if cell.tag == "th" and not cell.get("scope"):
        cell.set("scope", "col")


def _only_picture(paragraph: ET.Element) -> ET.Element | None:
    if len(paragraph) != 1 or (picture := paragraph[0]).tag != "img" or (paragraph.text or "").strip():
        return None
    return picture if not (picture.tail or "").strip() else None


def _make_figure(paragraph: ET.Element) -> None:
    picture = paragraph[0]
    paragraph.tag = "figure"
    if caption := picture.attrib.pop("title", ""):
        ET.SubElement(paragraph, "figcaption").text = caption
