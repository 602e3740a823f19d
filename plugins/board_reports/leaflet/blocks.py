"""What a leaflet says, as print sees it: headings, paragraphs, lists and notes, with the words in them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Literal

from board_reports.reports.problem import Fault


class Form(Enum):
    """The two print files of a leaflet: the folded sheet, and large print."""

    SHEET = "sheet"
    LARGE = "large"


EVERYWHERE = frozenset(Form)


@dataclass(frozen=True, slots=True)
class Text:
    """Plain words. `forms` are the print files that have them."""

    text: str
    forms: frozenset[Form] = EVERYWHERE


@dataclass(frozen=True, slots=True)
class Break:
    """A new line inside a paragraph."""


@dataclass(frozen=True, slots=True)
class Marked:
    """Words in bold (`strong`), in italics (`emph`), or raised (`super`)."""

    kind: Literal["strong", "emph", "super"]
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """Words in another language than the leaflet's: its code, such as `en`."""

    language: str
    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Link:
    """Words that lead to a full address `to`: `https:`, `mailto:` or `tel:`."""

    to: str
    content: tuple[Inline, ...]


Inline = Text | Break | Marked | Spoken | Link


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 2 or deeper, for the title is level 1. `line` is its line in the source, where it is known."""

    level: int
    content: tuple[Inline, ...]
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    content: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """A list. `start` is the first number of an ordered one, and None where the items have no number."""

    start: int | None
    items: tuple[tuple[Block, ...], ...]


@dataclass(frozen=True, slots=True)
class Note:
    """A passage set apart in a box, with a title or none."""

    title: tuple[Inline, ...]
    content: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class NextPanel:
    """On the folded sheet, what follows begins a new panel."""

    line: int | None = None


Block = Heading | Paragraph | Listing | Note | NextPanel


@dataclass(frozen=True, slots=True)
class Leaflet:
    """A leaflet, read: its title, the paragraph below the title, the rest, and what print cannot show of it."""

    title: str
    lead: tuple[Inline, ...]
    blocks: tuple[Block, ...]
    faults: tuple[Fault, ...] = ()


def plain(content: Iterable[Inline]) -> str:
    """The words alone."""
    pieces = []
    for one in content:
        if isinstance(one, Text):
            pieces.append(one.text)
        elif isinstance(one, Break):
            pieces.append(" ")
        else:
            pieces.append(plain(one.content))
    return "".join(pieces)


def letters(text: str) -> str:
    """The letters and digits of a text alone, in lower case: the same words however they are marked up."""
    return "".join(character for character in text.lower() if character.isalnum())


def blocks_for(form: Form, blocks: Iterable[Block]) -> tuple[Block, ...]:
    """The blocks as one print file has them: without what is left out of it, and what that leaves empty."""
    return tuple(_kept(form, blocks))


def inlines_for(form: Form, content: Iterable[Inline]) -> tuple[Inline, ...]:
    """The words of a paragraph or heading as one print file has them, trimmed; empty when none are left."""
    kept = _trimmed(list(_words(form, content)))
    return kept if plain(kept).strip() else ()


def _kept(form: Form, blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, NextPanel):
            if form is Form.SHEET:
                yield block
        elif isinstance(block, Listing):
            items = tuple(kept for item in block.items if (kept := blocks_for(form, item)))
            if items:
                yield replace(block, items=items)
        elif isinstance(block, Note):
            if inside := blocks_for(form, block.content):
                yield Note(inlines_for(form, block.title), inside)
        elif content := inlines_for(form, block.content):
            yield replace(block, content=content)


def _words(form: Form, content: Iterable[Inline]) -> Iterator[Inline]:
    for one in content:
        if isinstance(one, Text):
            if form in one.forms:
                yield one
        elif isinstance(one, Break):
            yield one
        elif inside := tuple(_words(form, one.content)):
            yield replace(one, content=inside)


def _trimmed(content: Sequence[Inline]) -> tuple[Inline, ...]:
    """Without spaces and new lines at both ends, and with one space where several would meet."""
    kept: list[Inline] = []
    for one in content:
        if isinstance(one, Break):
            if kept and not isinstance(kept[-1], Break):
                kept.append(one)
            continue
        if isinstance(one, Text):
            bare = not kept or isinstance(kept[-1], Break) or plain(kept[-1:]).endswith(" ")
            text = one.text.lstrip(" ") if bare else one.text
            if not text:
                continue
            one = replace(one, text=text)  # noqa: PLW2901 - the same words, trimmed
        kept.append(one)
    while kept and isinstance(kept[-1], Break):
        kept.pop()
    if kept and isinstance(last := kept[-1], Text):
        kept[-1] = replace(last, text=last.text.rstrip(" "))
    return tuple(kept)
