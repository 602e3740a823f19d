"""Tables as Markdown can write them: one line for each row, merged cells taken apart, nested tables in lines."""

from __future__ import annotations

from board_reports.desk.word.inline import Inlines
from board_reports.desk.word.telling import Told
from board_reports.desk.word.tree import Cell, Node, Table, changed_inside, content_of, is_text, table_of

_ALIGN = {"AlignLeft": "---", "AlignRight": "---:", "AlignCenter": ":---:", "AlignDefault": "---"}
_BREAK = "<br>"
MOST_FRAMED = 1  # column: a table of one column frames text


def unframed(blocks: list[Node], told: Told) -> list[Node]:
    """The blocks, with what stands in tables of a single column taken out of them."""
    found: list[Node] = []
    for block in blocks:
        if block["t"] == "Table" and len((table := table_of(block)).align) <= MOST_FRAMED:
            told.count("boxes")
            for row in (*table.head, *table.body):
                for cell in row:
                    found += unframed(cell.blocks, told)
        else:
            found.append(changed_inside(block, lambda inner: unframed(inner, told)))
    return found


class Tables:
    """Writes the tables of one text."""

    def __init__(self, inlines: Inlines, told: Told) -> None:
        self._inlines, self._told = inlines, told
        self._merged = False

    def written(self, block: Node) -> str:
        """A table in Markdown; empty when nothing is in it."""
        table, self._merged = table_of(block), False
        head, body = self._grid(table.head, table), self._grid(table.body, table)
        self._told.count("merged", int(self._merged))
        body = [row for row in body if any(row)]
        if not any(any(row) for row in head):
            if not body:
                return ""
            self._told.count("headless")
            head, body = [body[0]], body[1:]
        top = [_together(column) for column in zip(*head, strict=True)]
        used = [number for number, words in enumerate(top) if words or any(row[number] for row in body)]
        lines = [_line([row[number] for number in used]) for row in (top, *body)]
        marks = "|".join(_ALIGN.get(table.align[number], "---") for number in used)
        lines.insert(1, f"|{marks}|")
        return "\n".join(lines)

    def _grid(self, rows: list[list[Cell]], table: Table) -> list[list[str]]:
        """The words of each place: a cell over several rows is in each, one over several columns in the first."""
        width = len(table.align)
        grid: list[list[str | None]] = [[None] * width for _ in rows]
        for number, row in enumerate(rows):
            column = 0
            for cell in row:
                while column < width and grid[number][column] is not None:
                    column += 1
                if column >= width:
                    break
                words = self._cell(cell.blocks)
                self._merged |= bool(words) and (cell.rows > 1 or cell.columns > 1)
                for down in range(number, min(number + max(1, cell.rows), len(rows))):
                    for across in range(column, min(column + max(1, cell.columns), width)):
                        first = across == column or rows is table.head
                        grid[down][across] = words if first else ""
                column += max(1, cell.columns)
        return [[words or "" for words in row] for row in grid]

    def _cell(self, blocks: list[Node]) -> str:
        return _BREAK.join(words for block in blocks if (words := self._in_cell(block)))

    def _in_cell(self, block: Node, depth: int = 0) -> str:
        kind, content = block["t"], content_of(block)
        if is_text(block):
            return self._inlines.line(content, break_with=_BREAK).replace("|", "\\|")
        if kind == "Header":
            return self._in_cell({"t": "Para", "c": [{"t": "Strong", "c": content[2]}]})
        if kind in ("BulletList", "OrderedList"):
            items = content if kind == "BulletList" else content[1]
            start = 0 if kind == "BulletList" else content[0][0]
            lines = []
            for number, item in enumerate(items):
                mark = f"{start + number}." if start else "•"
                words = _BREAK.join(text for one in item if (text := self._in_cell(one, depth + 1)))
                lines.append(f"{mark} {words}")
            return _BREAK.join(lines)
        if kind == "Table":
            self._told.count("nested")
            table = table_of(block)
            rows = [
                [self._cell(cell.blocks).replace(_BREAK, " ") for cell in row] for row in (*table.head, *table.body)
            ]
            return _BREAK.join(", ".join(words for words in row if words) for row in rows if any(row))
        if kind in ("BlockQuote", "Figure"):
            return _BREAK.join(
                text for one in (content if kind == "BlockQuote" else content[2]) if (text := self._in_cell(one))
            )
        return ""


def _together(column: tuple[str, ...]) -> str:
    """The words over a column that has several heading rows, each said once."""
    found: list[str] = []
    for words in column:
        if words and words not in found:
            found.append(words)
    return ": ".join(found)


def _line(cells: list[str]) -> str:
    return "| " + " | ".join(cells) + " |"
