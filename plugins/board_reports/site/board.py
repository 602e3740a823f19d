"""The Board as `extra.board` gives it: names, address, telephone, e-mail, and the line of urgent help."""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from board_reports.site.filling import is_marked
from board_reports.site.words import Words

_PLACEHOLDER = re.compile(r"(tel:)?\{board\.(\w+)\}")
_LINK = re.compile(r"\[(\{board\.(\w+)\})\]\((?:mailto|tel):\1\)")
_KEYS = ("name", "name_cy", "address", "telephone", "email", "urgent", "urgent_cy")


class BoardError(ValueError):
    """`extra.board` is not as it should be; the text is a sentence for the user."""


@dataclass(frozen=True, slots=True)
class Board:
    """Who publishes. Every text is as the configuration gives it, or empty.

    `marked` are the keys, beside the names, whose value is only the mark of what is still to be filled in, each with
    that mark: the value itself is empty then, and permanent pages show the mark, without a link.
    """

    name: str
    name_cy: str
    address: tuple[str, ...]
    telephone: str
    email: str
    urgent: str
    urgent_cy: str
    marked: tuple[tuple[str, str], ...] = ()

    @classmethod
    def of(cls, extra: Mapping[str, Any], site_name: str) -> Board:
        """Read `extra.board`; raises BoardError for an unknown key or a value that is no text."""
        given = extra.get("board") or {}
        if not isinstance(given, Mapping):
            raise BoardError("extra.board is a group of keys: name, address, telephone, email, urgent.")
        for key in given:
            if key not in _KEYS:
                raise BoardError(f"extra.board has no key {key}. Known keys: {', '.join(_KEYS)}.")
        lines = given.get("address") or []
        lines = lines.splitlines() if isinstance(lines, str) else lines
        if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
            raise BoardError("extra.board.address is a list of lines.")
        for key in _KEYS:
            if key != "address" and not isinstance(given.get(key) or "", str):
                raise BoardError(f"extra.board.{key} is a text: put it in quotes.")
        texts = {key: (given.get(key) or "").strip() for key in _KEYS if key != "address"}
        marked = {key: text for key, text in texts.items() if not key.startswith("name") and is_marked(text)}
        texts |= dict.fromkeys(marked, "")
        texts["name"] = texts["name"] or site_name
        if is_marked(address := "\n".join(lines)):
            marked["address"], lines = address, []
        return cls(**texts, address=tuple(lines), marked=tuple(marked.items()))

    def named(self, language: str) -> str:
        """The Board's name in `language`."""
        return (self.name_cy if language == "cy" else "") or self.name

    def urgent_help(self, words: Words) -> str:
        """The one line of urgent help: the Board's own, or 999 and no other number."""
        own = self.urgent_cy if words.language == "cy" else self.urgent
        return own or words("urgent_999")

    @property
    def dialled(self) -> str:
        """The telephone number as a `tel:` link takes it."""
        return re.sub(r"[^\d+]", "", self.telephone)

    def expand(self, text: str, language: str) -> tuple[str, list[str]]:
        """`text` with `{board.email}` and the like written out as HTML, and the names that the Board does not have."""
        unknown: list[str] = []
        marked = dict(self.marked)
        values = {
            "name": self.named(language),
            "telephone": self.telephone,
            "email": self.email,
            "urgent": self.urgent_cy if language == "cy" else self.urgent,
        }

        def value(match: re.Match[str]) -> str:
            name = match[2]
            if mark := marked.get("urgent_cy" if (name, language) == ("urgent", "cy") else name):
                return html.escape(" ".join(mark.split()))
            if name == "address":
                return (match[1] or "") + "<br>".join(html.escape(line) for line in self.address)
            if name not in values:
                unknown.append(name)
                return match[0]
            if match[1]:
                return "tel:" + (self.dialled if name == "telephone" else values[name])
            return html.escape(values[name])

        text = _LINK.sub(lambda match: match[1] if match[2] in marked else match[0], text)
        return _PLACEHOLDER.sub(value, text), unknown
