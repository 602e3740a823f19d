"""Sparing plain words what Markdown does to marks: each of its patterns is tried on each text, and most have no mark.

That is half of the time in which a report is rendered. What comes out is the same.
"""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET

from markdown import Markdown
from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor
from markdown.util import STX, AtomicString

_BEGINS = {
    "backtick": "`\\",
    "escape": "\\",
    "footnote": "[",
    "reference": "[",
    "link": "[",
    "image_link": "[",
    "image_reference": "[",
    "short_reference": "[",
    "short_image_ref": "[",
    "autolink": "<",
    "automail": "<",
    "linebreak": "",  # two spaces at the end of a line
    "html": "<",
    "entity": "&",
    "em_strong": "*_",
}
"""Markdown's patterns, and the characters without which each of them finds nothing."""

_MARKED = re.compile(f"[{re.escape(''.join(sorted({*''.join(_BEGINS.values()), STX})))}]|  \n")
_BEFORE, _AFTER = 20.5, 19.5  # Markdown's own step stands at 20


class PlainWords(Extension):
    """Keeps texts without a mark from Markdown's patterns, as long as it has none but those that are known here."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        """Put one step before Markdown's patterns, and one after them."""
        md.treeprocessors.register(_SetAside(md), "board-set-aside", _BEFORE)
        md.treeprocessors.register(_TakeBack(md), "board-take-back", _AFTER)


class _Aside(AtomicString):
    """A text that was set aside."""


class _SetAside(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        patterns = self.md.inlinePatterns
        if len(patterns) != len(_BEGINS) or not all(name in patterns for name in _BEGINS):
            return  # one that is not known here may look for anything
        for element in root.iter():
            if (text := element.text) and type(text) is str and not _MARKED.search(text):
                element.text = _Aside(text)
            if (text := element.tail) and type(text) is str and not _MARKED.search(text):
                element.tail = _Aside(text)


class _TakeBack(Treeprocessor):
    def run(self, root: ET.Element) -> None:
        for element in root.iter():
            if type(element.text) is _Aside:
                element.text = str(element.text)
            if type(element.tail) is _Aside:
                element.tail = str(element.tail)
