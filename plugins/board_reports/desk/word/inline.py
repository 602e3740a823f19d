"""Words, emphasis, links, pictures and footnotes as Markdown within a line."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, quote, urlsplit

from board_reports.desk.word.escaping import cleaned, escaped
from board_reports.desk.word.telling import Told
from board_reports.desk.word.tree import Node, content_of, inside, words_of

_MARKS = {"Strong": ("**", "strong"), "Emph": ("*", "em")}
_TAGS = {"Strikeout": "s", "Superscript": "sup", "Subscript": "sub"}
_BLANKS = {"Space": " ", "SoftBreak": " ", "LineBreak": "\0"}
_WARNED = re.compile(r"(?:^|\.)safelinks\.protection\.outlook\.com$")


@dataclass(slots=True)
class Inlines:
    """Writes the inlines of one text; collects the footnotes that it meets.

    `pictures` gives for each picture of the tree the name and alternative text to write; `anchors` are the headings
    that a link may lead to; `footnote_start` is the number of the first footnote.
    """

    told: Told
    pictures: Mapping[str, tuple[str, str]]
    anchors: Mapping[str, str] = field(default_factory=dict)
    notes: list[list[Node]] = field(default_factory=list)

    def line(self, inlines: list[Node], *, break_with: str = "<br>\n") -> str:
        """The inlines in Markdown, without spaces at the ends; `break_with` stands for each forced line break."""
        text = re.sub(r"[ ]*\n[ ]*", "\n", self._written(inlines).replace("\0", break_with))
        text = re.sub(r"[ ]{2,}", " ", text).strip()
        return re.sub(r"^(?:<br>\s*)+|(?:\s*<br>)+$", "", text).strip()

    def _written(self, inlines: list[Node]) -> str:
        text = ""
        for words in _joined(inlines):
            piece = self._one(words)
            if piece.startswith("*") and text.endswith("*") and words["t"] in _MARKS:
                piece = self._tagged(words)  # two runs of stars would be read as one
            text += piece
        return text

    def _one(self, one: Node) -> str:
        kind, content = one["t"], content_of(one)
        if kind in _BLANKS:
            return _BLANKS[kind]
        if kind in ("Str", "Code", "Math"):
            return self._words(content if kind == "Str" else content[1])
        if kind in ("Note", "Image", "Link"):
            return {"Note": self._note, "Image": self._picture, "Link": self._link}[kind](content)
        held = inside(one)
        if held is None:
            return ""
        if kind in _MARKS:
            return self._marked(kind, held)
        if kind in _TAGS:
            self.told.count("struck", int(kind == "Strikeout"))
            return self._in_tag(_TAGS[kind], self._written(held))
        return self._written(held)

    def _words(self, words: str) -> str:
        plain, odd = cleaned(words)
        self.told.count("odd", odd)
        return escaped(plain)

    def _marked(self, kind: str, held: list[Node]) -> str:
        """Emphasis, with the spaces and breaks at its ends outside, as Markdown wants it."""
        before, core, after = _split(self._written(held))
        if not core:
            return before + after
        stars, tag = _MARKS[kind]
        if "*" in re.sub(r"\\.", "", core) or "\0" in core:  # stars within stars are read in ways of their own
            return before + self._in_tag(tag, core) + after
        return f"{before}{stars}{core}{stars}{after}"

    def _tagged(self, one: Node) -> str:
        before, core, after = _split(self._written(inside(one) or []))
        return before + self._in_tag(_MARKS[one["t"]][1], core) + after

    @staticmethod
    def _in_tag(tag: str, text: str) -> str:
        before, core, after = _split(text)
        return f"{before}<{tag}>{core}</{tag}>{after}" if core else before + after

    def _note(self, blocks: Any) -> str:
        self.notes.append(blocks)
        return f"[^{len(self.notes)}]"

    def _picture(self, content: Any) -> str:
        name = str(content[2][0]).rsplit("/", 1)[-1].rsplit(".", 1)[0]
        if name not in self.pictures:
            return ""
        file, alt = self.pictures[name]
        return f"![{self._words(alt)}]({quote(file)})"

    def _link(self, content: Any) -> str:
        held, target = content[1], str(content[2][0]).strip()
        words = self._written(held)
        if not words.strip() or "![" in words:
            return words
        before, core, after = _split(words)
        if target.startswith("#"):
            anchor = self.anchors.get(target[1:])
            self.told.count("lost_links", int(anchor is None))
            return words if anchor is None else f"{before}[{core}](#{anchor}){after}"
        address = _address(target)
        if address is None:
            self.told.count("local_links")
            return words
        return f"{before}[{core}](<{address}>){after}" if "(" in address else f"{before}[{core}]({address}){after}"


def _address(target: str) -> str | None:
    """The address of a link to the web, a mailbox or a telephone; None for a file on somebody's machine.

    Outlook's Safe Links carry the mailbox of whoever got the mail: what they lead to is taken instead.
    """
    try:
        address = urlsplit(target)
        if _WARNED.search(address.hostname or ""):
            target = parse_qs(address.query).get("url", [target])[0]
            address = urlsplit(target)
        host = address.hostname
    except ValueError:
        return None
    if address.scheme.lower() not in ("http", "https", "mailto", "tel") or (
        address.scheme.startswith("http") and not host
    ):
        return None
    return re.sub(r"[\s<>\[\]\"'`*_\\{}|^\x00-\x1f\x7f-\x9f]", lambda found: quote(found[0], safe="_"), target)


def _split(text: str) -> tuple[str, str, str]:
    match = re.fullmatch(r"([ \0\n]*)(.*?)([ \0\n]*)", text, re.DOTALL)
    assert match
    return match[1], match[2], match[3]


def _joined(inlines: list[Node]) -> list[Node]:
    """The inlines, with neighbours of one kind of emphasis taken together: Word splits them as it was typed."""
    found: list[Node] = []
    for one in inlines:
        if found and one["t"] in (*_MARKS, *_TAGS) and found[-1]["t"] == one["t"]:
            found[-1] = {"t": one["t"], "c": [*found[-1]["c"], *one["c"]]}
        elif one["t"] == "Str" and found and found[-1]["t"] == "Str":
            found[-1] = {"t": "Str", "c": found[-1]["c"] + one["c"]}
        elif not (one["t"] in _MARKS and not words_of(inside(one) or []) and not _holds(one)):
            found.append(one)
        else:
            found += inside(one) or []
    return found


def _holds(one: Node) -> bool:
    return any(part["t"] in ("Image", "Note") for part in inside(one) or [])
