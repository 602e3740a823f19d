"""The headings of a draft: those of the template at level 2, the others below, and the title not repeated."""

from __future__ import annotations

import re
import unicodedata

from board_reports.desk.word.telling import Told
from board_reports.desk.word.template import is_template_heading
from board_reports.desk.word.tree import Node, is_bold, is_text, line_of, only_picture, plain_heading, words_of

_MOST_BOLD = 100  # characters of a bold line that may be meant as a heading
_DEEPEST = 6


def recognised(blocks: list[Node], told: Told) -> list[Node]:
    """The blocks, with bold paragraphs that are headings of the template made headings of its level."""
    styled = [block["c"][0] for block in blocks if block["t"] == "Header" and is_template_heading(line_of(block))]
    level = min(styled, default=1)
    found = []
    for block in blocks:
        if is_bold(block) and is_template_heading(line_of(block)):
            told.count("template_headings")
            found.append({"t": "Header", "c": [level, ["", [], []], plain_heading(block)]})
            continue
        if is_bold(block) and len(line_of(block)) <= _MOST_BOLD and not re.search(r"[.!?;,]$", line_of(block)):
            told.count("bold_lines")
        if block["t"] == "Header" and not line_of(block):  # an empty line, or a picture, in the style of a heading
            if only_picture(paragraph := {"t": "Para", "c": block["c"][2]}):
                found.append(paragraph)
            continue
        found.append(block)
    return found


def without_title(blocks: list[Node], titles: list[str], told: Told) -> tuple[list[Node], str | None]:
    """The blocks without the document's title, and that title, when a heading at the beginning is it.

    `titles` are what the title is known to be. A single heading of the first level above all others is one, too.
    """
    known = {_plain(title) for title in titles if title}
    places = [number for number, block in enumerate(blocks) if block["t"] == "Header"]
    first = places[0] if places else len(blocks)
    for number in range(min(first, 10)):
        if is_text(blocks[number]) and _plain(line_of(blocks[number])) in known:
            told.count("title")
            return [*blocks[:number], *blocks[number + 1 :]], None
    if not places:
        return blocks, None
    head = blocks[first]
    others = [blocks[number]["c"][0] for number in places[1:]]
    line = line_of(head)
    above_all = not known and bool(others) and min(others) > head["c"][0] and not is_template_heading(line)
    if _plain(line) in known or above_all:
        told.count("title")
        return [*blocks[:first], *blocks[first + 1 :]], line
    return blocks, None


def _plain(text: str) -> str:
    return re.sub(r"\W+", " ", unicodedata.normalize("NFKC", text)).strip().casefold()


def levelled(blocks: list[Node], told: Told) -> list[Node]:
    """The blocks with headings from level 2 on, none skipped; those of the template are at level 2."""
    around: list[int] = []  # the levels in Word of the headings that a place stands under
    found = []
    for block in blocks:
        if block["t"] != "Header":
            found.append(block)
            continue
        level, attributes, inlines = block["c"]
        while around and around[-1] >= level:
            around.pop()
        if is_template_heading(words_of(inlines)):
            around = []
        around.append(level)
        if len(around) + 1 > _DEEPEST:
            told.count("deep_headings")
        found.append({"t": "Header", "c": [min(len(around) + 1, _DEEPEST), attributes, inlines]})
    return found
