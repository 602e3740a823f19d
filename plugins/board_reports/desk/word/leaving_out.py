"""The office block and the signatures: found in the document's tree, left out, and counted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from board_reports.desk.word.telling import Told, numbered
from board_reports.desk.word.template import (
    MOST_BESIDE,
    begins_office_block,
    is_beside_signature,
    is_office_line,
    is_signature,
    is_template_heading,
    may_follow_signature,
)
from board_reports.desk.word.tree import Node, changed_inside, is_text, line_of, only_picture, table_of

_WHOLE = 7  # deeper than any heading


class OfficeBlock:
    """Leaves out each block "For Welsh Government use only".

    Under a heading it goes to the next heading of the same or a higher level; a line or table without one, to the next
    heading that does not stand below the one around it; a heading of the template always ends it.
    """

    def __init__(self, told: Told) -> None:
        self._told = told
        self._paragraphs = self._tables = 0

    def left_out(self, blocks: list[Node]) -> list[Node]:
        """The blocks of the document without it."""
        kept = self._without(blocks)
        if self._paragraphs or self._tables:
            what = [
                numbered(self._paragraphs, "paragraph", "paragraphs") if self._paragraphs else "",
                numbered(self._tables, "table", "tables") if self._tables else "",
            ]
            self._told.count("office")
            self._told.say(what=" and ".join(text for text in what if text))
        return kept

    def _without(self, blocks: list[Node]) -> list[Node]:
        kept: list[Node] = []
        at = _Place()
        for block in blocks:
            rest: Node | None = block
            if block["t"] == "Header":
                at.heading(block["c"][0], line_of(block))
            elif at.until is None and block["t"] == "Table":
                rest = self._table(block, at)
                if at.until is not None:
                    kept += [rest] if rest else []
                    continue
            elif at.until is None:
                rest = changed_inside(block, self._without)
                if is_text(block) and begins_office_block(line_of(block)):
                    at.until = at.around
            if at.lines_only and not _of_office(block):
                at.until, at.lines_only = None, False
                rest = changed_inside(block, self._without)
            if at.until is None and rest:
                kept.append(rest)
            elif at.until is not None:
                self._count(block)
        return kept

    def _count(self, block: Node) -> None:
        self._tables += block["t"] == "Table"
        self._paragraphs += block["t"] != "Table"

    def _table(self, block: Node, at: _Place) -> Node | None:
        """What is left of a table; the block goes on below it when only its title stands in the table."""
        table = table_of(block)
        rows = [*table.head, *table.body]
        for number, row in enumerate(rows):
            if any(begins_office_block(line_of(one)) for cell in row for one in cell.blocks):
                self._tables += 1
                below = [line_of(one) for after in rows[number:] for cell in after for one in cell.blocks]
                at.until, at.lines_only = at.around, sum(bool(line) for line in below) > 1
                return _cut(block, number) if number else None
        return block


@dataclass(slots=True)
class _Place:
    """Where the walk is: the level of the heading that the text stands under, and what is being left out."""

    around: int = _WHOLE
    until: int | None = None  # leaving out, up to a heading of this level or a higher one
    lines_only: bool = False  # leaving out no more than lines that the office block is known to have

    def heading(self, level: int, line: str) -> None:
        """A heading comes: the block begins with it, ends before it, or neither."""
        if begins_office_block(line):
            self.until, self.lines_only = level, False
        elif self.until is not None and (level <= self.until or self.lines_only or is_template_heading(line)):
            self.until, self.lines_only = None, False
        self.around = level


def _of_office(block: Node) -> bool:
    if block["t"] == "Table":
        table = table_of(block)
        return any(
            is_office_line(line_of(one)) for row in (*table.head, *table.body) for cell in row for one in cell.blocks
        )
    return is_text(block) and (is_office_line(line_of(block)) or is_beside_signature(line_of(block)))


def _cut(block: Node, rows: int) -> Node:
    """A table's first rows."""
    attributes, caption, columns, head, bodies, foot = block["c"]
    new_head = [head[0], head[1][:rows]]
    left = rows - len(new_head[1])
    new_bodies: list[Any] = []
    for body in bodies:
        first, second = body[2][:left], body[3][: max(0, left - len(body[2]))]
        left -= len(first) + len(second)
        new_bodies.append([body[0], body[1], first, second])
    return {"t": "Table", "c": [attributes, caption, columns, new_head, new_bodies, [foot[0], foot[1][: max(0, left)]]]}


class Signatures:
    """Leaves out lines, pictures and rows of tables that are signatures, with the names and dates beside them."""

    def __init__(self, told: Told) -> None:
        self._told = told

    def left_out(self, blocks: list[Node]) -> list[Node]:
        """The blocks without them."""
        doomed: set[int] = set()
        for number, block in enumerate(blocks):
            if not (is_text(block) and is_signature(line_of(block))) or number in doomed:
                continue
            self._told.count("signatures")
            doomed.add(number)
            before = number - 1
            while before >= 0 and (only_picture(blocks[before]) or _is_label(blocks[before])):
                doomed.add(before)
                before -= 1
            after = number + 1
            while after < len(blocks) and (only_picture(blocks[after]) or _follows(blocks[after])):
                doomed.add(after)
                after += 1
        kept = []
        for number, block in enumerate(blocks):
            if number in doomed:
                continue
            if block["t"] == "Table":
                if rest := self._table(block):
                    kept.append(rest)
            else:
                kept.append(changed_inside(block, self.left_out))
        return kept

    def _table(self, block: Node) -> Node | None:
        attributes, caption, columns, head, bodies, foot = block["c"]
        signing = _Signing()
        new_head = [head[0], self._rows(head[1], signing)]
        new_bodies = [[one[0], one[1], self._rows(one[2], signing), self._rows(one[3], signing)] for one in bodies]
        new_foot = [foot[0], self._rows(foot[1], signing)]
        if not (new_head[1] or new_foot[1] or any(one[2] or one[3] for one in new_bodies)):
            return None
        return {"t": "Table", "c": [attributes, caption, columns, new_head, new_bodies, new_foot]}

    def _rows(self, rows: list[Any], signing: _Signing) -> list[Any]:
        kept: list[Any] = []
        for row in rows:
            lines = [line_of(one) for cell in row[1] for one in cell[4]]
            short = all(is_text(one) and len(line_of(one)) <= MOST_BESIDE for cell in row[1] for one in cell[4])
            if any(is_signature(line) for line in lines):
                signing.under = True
                if short:
                    self._told.count("signatures")
                    while kept and _is_signing_row(kept[-1]):
                        kept.pop()
                    continue
            elif signing.under and short and all(may_follow_signature(line) for line in lines):
                continue
            else:
                signing.under = False
            kept.append([row[0], [[*cell[:4], self.left_out(cell[4])] for cell in row[1]]])
        return kept


@dataclass(slots=True)
class _Signing:
    """Whether the rows of a table that come next stand under a signature, and hold names and dates."""

    under: bool = False


def _is_label(block: Node) -> bool:
    return is_text(block) and bool(line_of(block)) and is_beside_signature(line_of(block))


def _follows(block: Node) -> bool:
    return is_text(block) and may_follow_signature(line_of(block)) and not is_template_heading(line_of(block))


def _is_signing_row(row: Any) -> bool:
    """Whether a row of a table says who signed, or when: its first words are a label."""
    lines = [line_of(one) for cell in row[1] for one in cell[4]]
    first = next((line for line in lines if line), "")
    return bool(first) and is_beside_signature(first) and all(len(line) <= MOST_BESIDE for line in lines)
