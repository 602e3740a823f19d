"""A document's blocks as Markdown, in the form that reports are written in."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from board_reports.desk.word.escaping import at_line_starts
from board_reports.desk.word.inline import Inlines
from board_reports.desk.word.tables import Tables
from board_reports.desk.word.telling import Told
from board_reports.desk.word.tree import Node, caption_of, content_of, is_text, words_of
from board_reports.reports.sanitise import may_be_id

_INDENT = "    "
_LETTERED = ("LowerAlpha", "UpperAlpha", "LowerRoman", "UpperRoman")


def written(blocks: list[Node], pictures: Mapping[str, tuple[str, str]], told: Told) -> str:
    """The blocks in Markdown, ending in one line break; `pictures` gives the file and description of each picture."""
    writer = _Writer(blocks, pictures, told)
    text = writer.blocks(blocks)
    notes = [writer.note(number) for number in writer.footnotes()]
    return "\n\n".join([text, "\n\n".join(notes)]).strip("\n") + "\n"


class _Writer:
    def __init__(self, blocks: list[Node], pictures: Mapping[str, tuple[str, str]], told: Told) -> None:
        self._told = told
        self._anchors = _anchors(blocks)
        self._inlines = Inlines(told, pictures, self._anchors)
        self._tables = Tables(self._inlines, told)

    def footnotes(self) -> Any:
        """The numbers of the footnotes met so far, and of those that are met while they are written."""
        number = 0
        while number < len(self._inlines.notes):
            yield number
            number += 1

    def note(self, number: int) -> str:
        text = self.blocks(self._inlines.notes[number]) or "…"
        return f"[^{number + 1}]: " + _indented(text)

    def blocks(self, blocks: list[Node]) -> str:
        """Blocks, with a blank line between."""
        return "\n\n".join(text for block in blocks if (text := self._block(block)))

    def _block(self, block: Node) -> str:
        kind, content = block["t"], content_of(block)
        if is_text(block):
            return at_line_starts(self._inlines.line(content))
        if kind == "Header":
            return self._heading(*content)
        if kind in ("BulletList", "OrderedList"):
            return self._list(block)
        if kind == "Table":
            return "\n\n".join(text for text in (self.blocks(caption_of(block)), self._tables.written(block)) if text)
        if kind == "BlockQuote":
            return "\n".join(f"> {line}".rstrip() for line in self.blocks(content).split("\n") if content)
        if kind in ("LineBlock", "CodeBlock"):
            lines = content if kind == "LineBlock" else [[{"t": "Str", "c": line}] for line in content[1].split("\n")]
            return at_line_starts("<br>\n".join(self._inlines.line(line) for line in lines))
        return self.blocks(_parts_of(block))

    def _heading(self, level: int, attributes: list[Any], inlines: list[Node]) -> str:
        words = self._inlines.line(_without_bold(inlines), break_with=" ")
        words = re.sub(r"#+$", lambda found: "\\#" * len(found[0]), words)
        anchor = self._anchors.get(attributes[0])
        mark = f" {{#{anchor}}}" if anchor else ""
        return f"{'#' * level} {words}{mark}" if words else ""

    def _list(self, block: Node) -> str:
        if block["t"] == "BulletList":
            items = [("- ", item) for item in block["c"]]
        else:
            (start, style, _), listed = block["c"]
            self._told.count("letters", int(style["t"] in _LETTERED))
            items = [(f"{start + number}. ", item) for number, item in enumerate(listed)]
        written = [(mark, text) for mark, item in items if (text := self._item(item))]
        loose = any("\n\n" in text for _, text in written)
        return ("\n\n" if loose else "\n").join(mark + _indented(text) for mark, text in written)

    def _item(self, blocks: list[Node]) -> str:
        text = ""
        for block in blocks:
            if not (piece := self._block(block)):
                continue
            nested = block["t"] in ("BulletList", "OrderedList") and "\n\n" not in piece
            text += ("\n" if nested else "\n\n") * bool(text) + piece
        return text


def _parts_of(block: Node) -> list[Node]:
    """The blocks that a figure, a division or a list of definitions holds."""
    content = content_of(block)
    if block["t"] == "Figure":
        return [*content[2], *content[1][1]]
    if block["t"] == "Div":
        return list(content[1])
    if block["t"] == "DefinitionList":
        found: list[Node] = []
        for term, texts in content:
            found.append({"t": "Para", "c": [{"t": "Strong", "c": term}]})
            found += [one for text in texts for one in text]
        return found
    return []


def _indented(text: str) -> str:
    """A text with all but its first line four spaces further in."""
    first, *others = text.split("\n")
    return "\n".join([first, *(_INDENT + line if line else "" for line in others)])


def _without_bold(inlines: list[Node]) -> list[Node]:
    found: list[Node] = []
    for one in inlines:
        found += one["c"] if one["t"] == "Strong" else [one]
    return found


def _anchors(blocks: list[Node]) -> dict[str, str]:
    """The headings that links within the document lead to: pandoc's name for each, and its anchor on the page."""
    targets = set(_targets(blocks))
    found: dict[str, str] = {}
    for block in blocks:
        if block["t"] == "Header" and block["c"][1][0] in targets and words_of(block["c"][2]):
            anchor = re.sub(r"[^a-z0-9]+", "-", block["c"][1][0].lower()).strip("-")
            if may_be_id(anchor) and anchor not in found.values():
                found[block["c"][1][0]] = anchor
    return found


def _targets(tree: Any) -> Any:
    """What each link within the document leads to, wherever it stands."""
    if isinstance(tree, dict):
        if tree.get("t") == "Link" and str(tree["c"][2][0]).startswith("#"):
            yield str(tree["c"][2][0])[1:]
        tree = tree.get("c")
    if isinstance(tree, list):
        for one in tree:
            yield from _targets(one)
