"""From the HTML that a leaflet's Markdown renders to, to its blocks."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from board_reports.leaflet.blocks import (
    Block,
    Break,
    Heading,
    Inline,
    Leaflet,
    Link,
    Listing,
    Marked,
    NextPanel,
    Note,
    Paragraph,
    Spoken,
    Text,
    letters,
    plain,
)
from board_reports.leaflet.nodes import FORMS, NEXT_PANEL, PREFIX, Mark, Node, Said, tree_of
from board_reports.reports.problem import Fault

_STRONG, _EMPH = frozenset({"strong", "b"}), frozenset({"em", "i", "cite", "dfn"})
_INLINE = frozenset(
    {
        "a",
        "abbr",
        "br",
        "code",
        "del",
        "ins",
        "kbd",
        "mark",
        "q",
        "s",
        "small",
        "span",
        "sub",
        "sup",
        "time",
        "u",
        "var",
    }
    | {"bdi", "bdo", "data", "label", "samp", "wbr", "img"}
    | _STRONG
    | _EMPH
)
_SILENT = frozenset({"hr", "script", "style", "template", "head", "title"})
_NOT_SHOWN = frozenset(
    {"img", "picture", "svg", "table", "video", "audio", "iframe", "object", "embed", "canvas", "form", "pre"}
    | {"input", "select", "textarea", "button", "math", "map"}
)
_HEADING = re.compile(r"h[1-6]")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}")
_MARK = re.compile(rf"<!--\s*{PREFIX}", re.IGNORECASE)
_SPACE = re.compile(r"[ \t\r\n\f]+")
_MARKS = " or ".join(f"<!-- {PREFIX} {words} -->" for words in (*FORMS, NEXT_PANEL))
OFF, ON = f"<!-- {PREFIX} off -->", f"<!-- {PREFIX} on -->"

Address = Callable[[str], str | None]


def read(html: str, source: str, first_line: int, *, title: str, address_of: Address) -> Leaflet:
    """Read a leaflet from its page's HTML.

    `source` is the Markdown that it was rendered from and `first_line` its first line in the file, so that a problem
    can name a line. `title` stands where the page has no heading of level 1. `address_of` gives the full address that
    a link leads to, or None when it leads to a place of the page itself.
    """
    tree = tree_of(html)
    reader = _Reader(_Lines(source, first_line), address_of)
    blocks = list(reader.blocks(tree.root.children))
    if not tree.ends_on:
        fix = f"Write {ON} where print goes on."
        line = reader.lines.of_mark(tree.marks - 1)
        reader.faults.append(Fault(line, None, "A passage that print leaves out has no end.", fix))
    lead: tuple[Inline, ...] = ()
    if blocks and isinstance(first := blocks[0], Paragraph):
        lead = first.content
        del blocks[0]
    return Leaflet(reader.title or title, lead, tuple(blocks), tuple(dict.fromkeys(reader.faults)))


@dataclass
class _Lines:
    """Where in the source something stands: headings and marks are found again by their words, in order."""

    source: str
    first: int
    at: int = 0
    lines: list[str] = field(init=False)
    marks: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self.lines = self.source.split("\n")
        self.marks = [index for index, line in enumerate(self.lines) for _ in _MARK.findall(line)]

    def of_heading(self, words: str) -> int | None:
        """The line of the next heading with these words."""
        wanted = letters(words)
        for index in range(self.at, len(self.lines)):
            line = self.lines[index]
            underlined = index + 1 < len(self.lines) and re.fullmatch(r"[=-]+\s*", self.lines[index + 1])
            if (line.lstrip().startswith("#") or underlined) and letters(line).startswith(wanted):
                self.at = index + 1
                return self.first + index
        return None

    def of_mark(self, number: int) -> int | None:
        """The line of a mark, by its number from 0."""
        return self.first + self.marks[number] if 0 <= number < len(self.marks) else None

    @property
    def here(self) -> int:
        """The line of the heading that was read last."""
        return self.first + max(0, self.at - 1)


@dataclass
class _Reader:
    lines: _Lines
    address_of: Address
    title: str = ""
    faults: list[Fault] = field(default_factory=list)

    def blocks(self, children: Sequence[Node | Said | Mark]) -> Iterator[Block]:
        """The blocks of some children; words that stand alone between them make a paragraph."""
        loose: list[Node | Said] = []
        for child in children:
            if isinstance(child, Said) or (isinstance(child, Node) and child.tag in _INLINE):
                loose.append(child)
                continue
            yield from self._paragraph(loose)
            loose = []
            if isinstance(child, Mark):
                yield from self._mark(child)
            else:
                yield from self._block(child)
        yield from self._paragraph(loose)

    def _block(self, node: Node) -> Iterator[Block]:
        if node.tag in _SILENT or "toc" in node.classes:
            return
        if _HEADING.fullmatch(node.tag):
            yield from self._heading(node)
        elif node.tag == "p":
            yield from self._paragraph(node.children)
        elif node.tag in ("ul", "ol"):
            items = tuple(tuple(self.blocks(one.children)) for one in _elements(node) if one.tag == "li")
            yield Listing(_start(node) if node.tag == "ol" else None, items)
        elif node.tag == "dt":
            yield Paragraph((Marked("strong", self._inlines(node.children)),))
        elif "admonition" in node.classes or node.tag == "blockquote":
            yield self._note(node)
        elif node.tag in _NOT_SHOWN:
            self._not_shown(node)
        else:
            yield from self.blocks(node.children)

    def _heading(self, node: Node) -> Iterator[Block]:
        content = self._inlines(node.children)
        if node.tag == "h1" and not self.title:
            self.title = plain(content).strip()
            self.lines.of_heading(self.title)
            return
        yield Heading(max(2, int(node.tag[1])), content, self.lines.of_heading(plain(content)))

    def _note(self, node: Node) -> Note:
        children = list(node.children)
        title: tuple[Inline, ...] = ()
        for child in _elements(node):
            if "admonition-title" in child.classes:
                title = self._inlines(child.children)
                children.remove(child)
        return Note(title, tuple(self.blocks(children)))

    def _paragraph(self, children: Sequence[Node | Said | Mark]) -> Iterator[Paragraph]:
        content = self._inlines(children)
        if plain(content).strip():
            yield Paragraph(content)

    def _inlines(self, children: Sequence[Node | Said | Mark]) -> tuple[Inline, ...]:
        return tuple(one for child in children for one in self._inline(child))

    def _inline(self, child: Node | Said | Mark) -> Iterator[Inline]:
        if isinstance(child, Mark):
            self._misplaced(child)
        elif isinstance(child, Said):
            yield Text(_SPACE.sub(" ", child.text), child.forms)
        elif child.tag == "br":
            yield Break()
        elif child.tag in _NOT_SHOWN:
            self._not_shown(child)
        elif child.tag not in _SILENT and not child.classes & {"headerlink", "footnote-backref"}:
            yield from self._dressed(child, self._inlines(child.children))

    def _dressed(self, node: Node, content: tuple[Inline, ...]) -> tuple[Inline, ...]:
        """The words of an element, with what the element makes of them."""
        if node.tag in _STRONG:
            return (Marked("strong", content),)
        if node.tag in _EMPH:
            return (Marked("emph", content),)
        if node.tag == "sup":
            return (Marked("super", content),)
        if node.tag == "a" and (address := self.address_of(node.attributes.get("href", ""))):
            return (Link(address, content),)
        language = node.attributes.get("lang", "")
        return (Spoken(language.lower(), content),) if _LANGUAGE.fullmatch(language) else content

    def _mark(self, mark: Mark) -> Iterator[NextPanel]:
        if mark.known:
            yield NextPanel(self.lines.of_mark(mark.number))
        else:
            self._unknown(mark)

    def _misplaced(self, mark: Mark) -> None:
        if not mark.known:
            self._unknown(mark)
            return
        message = "The mark for the next panel stands inside a paragraph or a heading."
        self.faults.append(Fault(self.lines.of_mark(mark.number), None, message, "Give it a line of its own."))

    def _unknown(self, mark: Mark) -> None:
        line = self.lines.of_mark(mark.number)
        self.faults.append(Fault(line, None, "Print does not know this mark.", f"Write {_MARKS}."))

    def _not_shown(self, node: Node) -> None:
        if not node.forms:
            return
        what = {"img": "A picture", "table": "A table", "pre": "A block of code"}.get(node.tag, f"<{node.tag}>")
        message = f"{what} cannot be printed on a leaflet."
        fix = f"Say it in words, or put it between {OFF} and {ON}: it is then on the web page alone."
        self.faults.append(Fault(self.lines.here, None, message, fix))


def _elements(node: Node) -> list[Node]:
    return [child for child in node.children if isinstance(child, Node)]


def _start(node: Node) -> int:
    start = node.attributes.get("start", "")
    return int(start) if start.isdecimal() and len(start) < 6 else 1
