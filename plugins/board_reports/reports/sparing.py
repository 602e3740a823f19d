"""Sparing Markdown the steps that can find nothing in a text, or in a block of it, for want of what they look for.

Each of these steps looks at every letter, and most texts have nothing for most of them. What comes out is the same.
"""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from typing import Any

from markdown import Markdown
from markdown.blockprocessors import BlockProcessor
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.util import ETX, STX

_BLOCKS = {
    "abbr": ("*[",),
    "admonition": ("!!!", "    "),
    "deflist": (": ",),
    "footnote": ("[^",),
    "hashheader": ("#",),
    "hr": ("--", "- -", "-  -", "**", "* *", "*  *", "__", "_ _", "_  _"),
    "quote": (">",),
    "reference": ("]:",),
    "setextheader": ("\n=", "\n-"),
    "table": ("|",),
}
"""Markdown's kinds of blocks, and what stands, one or the other, in each block of that kind."""

_TREES = {"attr_list": ("{",), "unescape": ("\\",)}
"""Steps that change a read text, and what stands, one or the other, in each text that they change."""

_CONTENTS, _NOTES = "[TOC]", "///Footnotes Go Here///"
_INLINE = frozenset({"a", "abbr", "br", "code", "em", "img", "strong", "sub", "sup"})
_ODD_SPACE = (STX, ETX, "\r", "\t", " \n")  # what Markdown takes out of a text, or writes otherwise


class Sparing(Extension):
    """Lets each of Markdown's steps be taken only where it may find something. It comes after all other extensions."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Put a look at what is in a text before all of Markdown's steps, and before each step that may be spared."""
        text = _Text(md)
        md.preprocessors.register(text, "board-text", 1000)
        _spare(md.preprocessors["normalize_whitespace"], "run", text.is_plain, text.lines_as_they_are)
        _spare(md.preprocessors["html_block"], "run", lambda *_: not text.has("<", "&"), lambda lines: lines)
        for name, marks in _BLOCKS.items():
            _ask_only_with(marks, md.parser.blockprocessors[name])
        for name, marks in _TREES.items():
            _spare(md.treeprocessors[name], "run", lambda _, marks=marks: not text.has(*marks), lambda _: None)
        contents = md.treeprocessors["toc"]
        for step in ("build_toc_div", "replace_marker"):
            _spare(contents, step, lambda *_: not text.has(_CONTENTS), lambda *_: ET.Element("div"))
        for extension in md.registeredExtensions:
            if hasattr(extension, "findFootnotesPlaceholder"):
                _spare(extension, "findFootnotesPlaceholder", lambda _: not text.has(_NOTES), lambda _: None)
        _know_blocks(md)


class _Text(Preprocessor):
    """Knows the text that is being read."""

    text = ""

    def run(self, lines: list[str]) -> list[str]:
        self.text = "\n".join(lines)
        return lines

    def has(self, *marks: str) -> bool:
        """Whether the text has one of these marks, or something that is taken out of it so that one may come about."""
        return any(mark in self.text for mark in (*marks, STX, ETX))

    def is_plain(self, _lines: list[str]) -> bool:
        """Whether nothing in the text's spaces is to be written otherwise."""
        return not self.text.endswith(" ") and not any(one in self.text for one in _ODD_SPACE)

    def lines_as_they_are(self, lines: list[str]) -> list[str]:
        """The lines of such a text as Markdown hands them on."""
        return [*lines, "", ""]


def _ask_only_with(marks: tuple[str, ...], processor: BlockProcessor) -> None:
    """Ask a kind of block only about blocks that have one of these marks."""
    asked, (first, *others) = processor.test, marks

    def test(parent: ET.Element, block: str) -> bool:
        if first not in block:
            for mark in others:  # in a plain loop, as this is done some thousand times for a report
                if mark in block:
                    break
            else:
                return False
        return asked(parent, block)

    _put(processor, "test", test)


def _know_blocks(md: Markdown) -> None:
    """Know the names of most elements at once, where Markdown writes each in small letters and looks through a list."""
    blocks, asked = frozenset(md.block_level_elements), md.is_block_level

    def is_block_level(tag: Any) -> bool:
        return tag in blocks or (tag not in _INLINE and asked(tag))

    _put(md, "is_block_level", is_block_level)


def _spare(thing: object, step: str, finds_nothing: Callable[..., bool], otherwise: Callable[..., Any]) -> None:
    """Let `thing` take one of its steps unless it `finds_nothing` with what it is given; then `otherwise` is done."""
    taken = getattr(thing, step)
    _put(thing, step, lambda *given: otherwise(*given) if finds_nothing(*given) else taken(*given))


def _put(thing: object, step: str, instead: Callable[..., Any]) -> None:
    setattr(thing, step, instead)
