"""The panels of the folded sheet, and how the text flows over them: whole paragraphs and list items, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from itertools import pairwise

from board_reports.leaflet.blocks import Block, Heading, Listing, NextPanel, Note, Paragraph, plain

ROOM = 184.0
"""How high the text of a panel may be, in millimetres."""

_NEVER = float("inf")


class Panel(Enum):
    """The six panels, by the names that people give them."""

    COVER = "cover"
    BACK = "back panel"
    FLAP = "inner flap"
    LEFT = "inside, left panel"
    MIDDLE = "inside, middle panel"
    RIGHT = "inside, right panel"


FLOW = (Panel.FLAP, Panel.LEFT, Panel.MIDDLE, Panel.RIGHT)
"""The panels that the text flows through: the flap is seen first, as soon as the cover is opened."""


@dataclass(frozen=True, slots=True)
class Unit:
    """What stays together on one panel: a block, or one item of a list. `item` is its place in that list, from 0."""

    block: Block
    item: int = 0
    begins_panel: bool = False
    line: int | None = None

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return isinstance(self.block, Heading)

    @property
    def leads_on(self) -> bool:
        """Whether what follows must stand on the same panel: after a heading, and after words that end in a colon."""
        if isinstance(self.block, Paragraph):
            return plain(self.block.content).rstrip().endswith(":")
        return self.is_heading


@dataclass(frozen=True, slots=True)
class TooLong:
    """The text does not fit: the panel, the line of the section that is too much, and by how many millimetres."""

    panel: Panel
    line: int | None
    by: float


@dataclass(frozen=True, slots=True)
class TooManyMarks:
    """There are more marks for the next panel than panels; the line of the first that is too much."""

    line: int | None


def units_of(blocks: Iterable[Block]) -> list[Unit]:
    """The units of a text, each with the line of the heading it stands under."""
    found: list[Unit] = []
    begins, line = False, None
    for block in blocks:
        if isinstance(block, NextPanel):
            begins, line = bool(found), block.line
            continue
        line = block.line if isinstance(block, Heading) and block.line else line
        if isinstance(block, Listing):
            for index, item in enumerate(block.items):
                start = None if block.start is None else block.start + index
                found.append(Unit(Listing(start, (item,)), index, begins, line))
                begins = False
        else:
            found.append(Unit(block, 0, begins, line))
            begins = False
    return found


def gap(before: Unit | None, unit: Unit) -> float:
    """The space above a unit, in millimetres: none at the top of a panel."""
    if before is None:
        return 0.0
    if isinstance(unit.block, Heading):
        return 4.0 if before.is_heading else {2: 7.0, 3: 5.0}.get(unit.block.level, 4.0)
    if before.is_heading:
        return 2.8
    if isinstance(unit.block, Note) or isinstance(before.block, Note):
        return 5.0
    if isinstance(unit.block, Listing):
        return 2.5 if unit.item or not isinstance(before.block, Listing) else 3.4
    return 3.4


def height(units: Sequence[Unit], heights: Sequence[float]) -> float:
    """How high some units are that stand under one another, in millimetres, as their own heights are."""
    gaps = (gap(units[index - 1] if index else None, unit) for index, unit in enumerate(units))
    return sum(heights) + sum(gaps)


def flow(units: Sequence[Unit], heights: Sequence[float]) -> list[list[int]] | TooLong | TooManyMarks:
    """Which units stand on each panel of `FLOW`, by their numbers; or why they cannot.

    A heading never ends a panel, nor do words that end in a colon. Of what fits, a break before a section is best,
    then one before a paragraph, then one inside a list, and panels about equally full.
    """
    starts = [index for index, unit in enumerate(units) if unit.begins_panel]
    if len(starts) >= len(FLOW):
        return TooManyMarks(units[starts[len(FLOW) - 1]].line)
    count = len(units)

    @cache
    def best(start: int, panel: int) -> tuple[float, tuple[int, ...]]:
        """The least cost of the units from `start` on, on the panels from `panel` on, and where each panel ends."""
        if panel == len(FLOW):
            return (0.0, ()) if start == count else (_NEVER, ())
        found: tuple[float, tuple[int, ...]] = (_NEVER, ())
        for end in range(min(start + 1, count), count + 1):  # no panel stays empty while there is text to come
            high = height(units[start:end], heights[start:end])
            if high > ROOM or (end > start and any(start < forced < end for forced in starts)):
                break
            rest, ends = best(end, panel + 1)
            cost = (1 - high / ROOM) ** 2 + _break(units, end, panel) + rest
            if cost < found[0]:
                found = (cost, (end, *ends))
        return found

    cost, ends = best(0, 0)
    if cost == _NEVER:
        return _too_long(units, heights, starts)
    return [list(range(start, end)) for start, end in zip((0, *ends), ends, strict=False)]


def _break(units: Sequence[Unit], end: int, panel: int) -> float:
    """What it costs to end a panel before the unit `end`."""
    if end in (0, len(units)):
        return 0.0
    if units[end - 1].leads_on:
        return _NEVER
    unit = units[end]
    if unit.begins_panel:
        return 0.0
    if isinstance(unit.block, Heading):
        cost = 0.0 if unit.block.level == 2 else 0.1
    elif unit.item:
        last = end + 1 == len(units) or not units[end + 1].item
        cost = 0.6 if unit.item == 1 or last else 0.35  # one item of a list alone looks lost
    else:
        cost = 0.2
    return cost * (3 if FLOW[panel] is Panel.FLAP else 1)  # nobody turns from the flap to the inside in mid-section


def _too_long(units: Sequence[Unit], heights: Sequence[float], starts: Sequence[int]) -> TooLong:
    """Fill panel after panel, as full as they get: where and by how much the text is too long."""
    bounds = [0, *starts, len(units)]
    panel = 0
    for number, (begin, stop) in enumerate(pairwise(bounds)):
        last = len(FLOW) - (len(bounds) - 2 - number)
        here = begin
        while here < stop:
            end = _filled(units, heights, here, stop)
            if end == here or (end < stop and panel + 1 >= last):
                over = height(units[here:stop], heights[here:stop]) if panel + 1 >= last else heights[here]
                return TooLong(FLOW[panel], units[min(end, stop - 1)].line, over - ROOM)
            here, panel = end, panel + 1
    return TooLong(FLOW[-1], units[-1].line, 0.0)


def _filled(units: Sequence[Unit], heights: Sequence[float], start: int, stop: int) -> int:
    end = start
    while end < stop and height(units[start : end + 1], heights[start : end + 1]) <= ROOM:
        end += 1
    while start < end < stop and units[end - 1].leads_on:
        end -= 1
    return end
