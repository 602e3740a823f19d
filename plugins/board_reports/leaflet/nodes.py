"""A rendered page as a tree of elements, with the marks that say which print files have what."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

from board_reports.leaflet.blocks import EVERYWHERE, Form

PREFIX = "print:"
NEXT_PANEL = "next panel"
FORMS: dict[str, frozenset[Form]] = {
    "off": frozenset(),
    "large only": frozenset({Form.LARGE}),
    "on": EVERYWHERE,
}
"""What the mark `<!-- print: WORDS -->` says of all that follows it."""

_VOID = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}
)


@dataclass(slots=True)
class Node:
    """An element with what is in it; `forms` are the print files that have it, as its beginning was marked."""

    tag: str
    attributes: dict[str, str]
    forms: frozenset[Form]
    children: list[Node | Said | Mark] = field(default_factory=list)

    @property
    def classes(self) -> frozenset[str]:
        """The element's classes."""
        return frozenset(self.attributes.get("class", "").split())


@dataclass(frozen=True, slots=True)
class Said:
    """Words between elements."""

    text: str
    forms: frozenset[Form]


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark that belongs at its place: the next panel, or one that print does not know."""

    words: str
    known: bool
    number: int


@dataclass(slots=True)
class Tree:
    """A page: its root, and how its marks leave off."""

    root: Node
    marks: int
    ends_on: bool


def tree_of(html: str) -> Tree:
    """The tree of a page's HTML; what is not well formed is closed as a browser would."""
    parser = _Parser()
    parser.feed(html)
    parser.close()
    return Tree(parser.root, parser.marks, parser.forms == EVERYWHERE)


class _Parser(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.forms = EVERYWHERE
        self.marks = 0
        self.root = Node("", {}, EVERYWHERE)
        self.open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.forms)
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        if any(node.tag == tag for node in self.open[1:]):
            while self.open.pop().tag != tag:
                pass

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(Said(data, self.forms))

    def handle_comment(self, data: str) -> None:
        words = " ".join(data.split())
        if not words.lower().startswith(PREFIX):
            return
        words = words[len(PREFIX) :].strip().lower()
        if words in FORMS:
            self.forms = FORMS[words]
        elif words != NEXT_PANEL or self.forms == EVERYWHERE:
            self.open[-1].children.append(Mark(words, words == NEXT_PANEL, self.marks))
        self.marks += 1
