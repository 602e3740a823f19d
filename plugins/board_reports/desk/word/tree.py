"""Pandoc's tree of a document, as far as this needs it: its words, its tables, and how to walk through it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

Node = dict[str, Any]

# What stands inside an inline element that holds others: the place of its list of inlines.
HOLDING = {
    "Emph": None, "Strong": None, "Underline": None, "Strikeout": None, "Superscript": None, "Subscript": None,
    "SmallCaps": None, "Quoted": 1, "Cite": 1, "Link": 1, "Span": 1,
}  # fmt: skip


def content_of(node: Node) -> Any:
    """What a node of the tree has beside its kind; None where the kind says it all."""
    return node.get("c")


def inside(inline: Node) -> list[Node] | None:
    """The inlines that an inline holds; None for one that holds none, such as a word, a picture or a footnote."""
    if inline["t"] not in HOLDING:
        return None
    place = HOLDING[inline["t"]]
    found = inline["c"] if place is None else inline["c"][place]
    assert isinstance(found, list)
    return found


def words_of(inlines: list[Node]) -> str:
    """The words of some inlines in one line, without footnotes and pictures."""
    return re.sub(r"\s+", " ", "".join(_words(inlines))).strip()


def _words(inlines: list[Node]) -> Iterator[str]:
    for one in inlines:
        if one["t"] == "Str":
            yield one["c"]
        elif one["t"] in ("Space", "SoftBreak", "LineBreak"):
            yield " "
        elif one["t"] in ("Code", "Math"):
            yield one["c"][1]
        elif held := inside(one):
            yield from _words(held)


def is_text(block: Node) -> bool:
    """Whether a block is a paragraph."""
    return block["t"] in ("Para", "Plain")


def line_of(block: Node) -> str:
    """The words of a paragraph or heading; empty for any other block."""
    if is_text(block):
        return words_of(block["c"])
    return words_of(block["c"][2]) if block["t"] == "Header" else ""


def only_picture(block: Node) -> bool:
    """Whether a paragraph holds a picture and no word."""
    return is_text(block) and not words_of(block["c"]) and any(one["t"] == "Image" for one in every_inline(block["c"]))


def every_inline(inlines: list[Node]) -> Iterator[Node]:
    """Each inline, and those inside it."""
    for one in inlines:
        yield one
        yield from every_inline(inside(one) or [])


def is_bold(block: Node) -> bool:
    """Whether all words of a paragraph are in bold letters."""
    if not is_text(block) or not words_of(block["c"]):
        return False
    return all(one["t"] in ("Strong", "Space", "LineBreak", "SoftBreak") or _is_bold_within(one) for one in block["c"])


def _is_bold_within(one: Node) -> bool:
    held = inside(one)
    return held is not None and bool(held) and all(part["t"] in ("Strong", "Space") for part in held)


def plain_heading(block: Node) -> list[Node]:
    """The inlines of a bold paragraph, without the bold letters."""
    found: list[Node] = []
    for one in block["c"]:
        found += one["c"] if one["t"] == "Strong" else [one]
    return found


@dataclass(slots=True)
class Cell:
    """One cell: its blocks, and over how many rows and columns it stands."""

    blocks: list[Node]
    rows: int = 1
    columns: int = 1


@dataclass(slots=True)
class Table:
    """A table as pandoc has it: how many columns, the alignment of each, and the rows of its head and body."""

    align: list[str]
    head: list[list[Cell]]
    body: list[list[Cell]]
    caption: list[Node]


def table_of(block: Node) -> Table:
    """A block that is a table, as rows of cells."""
    _, caption, columns, head, bodies, foot = block["c"]
    body = [row for one in bodies for row in (*one[2], *one[3])] + foot[1]
    return Table([one[0]["t"] for one in columns], _rows(head[1]), _rows(body), caption[1])


def _rows(rows: list[Any]) -> list[list[Cell]]:
    return [[Cell(cell[4], cell[2], cell[3]) for cell in row[1]] for row in rows]


def changed_inside(block: Node, change: Callable[[list[Node]], list[Node]]) -> Node:
    """The block with `change` made to each list of blocks that it holds: of quotations, lists and divisions."""
    kind, content = block["t"], content_of(block)
    if kind == "BlockQuote":
        return {"t": kind, "c": change(content)}
    if kind == "BulletList":
        return {"t": kind, "c": [change(item) for item in content]}
    if kind == "OrderedList":
        return {"t": kind, "c": [content[0], [change(item) for item in content[1]]]}
    if kind == "Figure":
        return {"t": kind, "c": [content[0], content[1], change(content[2])]}
    return block


def caption_of(table: Node) -> list[Node]:
    """The blocks of a table's caption."""
    caption: list[Node] = table["c"][1][1]
    return caption
