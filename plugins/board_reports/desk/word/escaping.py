"""Words in Markdown: every character that Markdown, or an extension that reports are rendered with, would act on."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\t\n\r\x0b\x0c\x85\u00a0\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]")
_HYPHENS = re.compile(r"[\u2010\u2011]")
_UNSEEN = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff]")
_ODD = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\ufdd0-\ufdef\ufff9-\uffff\U000f0000-\U0010ffff]")

_ACTIVE = re.compile(r"[\\`*\[\]{]|(?<![^\W_])_|_(?![^\W_])|<|&(?=#?\w+;)")
_STARTS = re.compile(  # what begins a block of its own at the beginning of a line
    r"(?P<mark>[#>]|[+-](?=\s))|(?P<number>\d+)(?P<dot>[.)])(?=\s|$)|(?P<colon>:)(?=\s)|(?P<notes>!)(?=!!)"
    r"|(?P<rule>[-=|+_*])(?=[-=|+:_* ]*$)"
)
_FILLED = re.compile(r"_{4,}")


def cleaned(words: str) -> tuple[str, int]:
    """The words in NFC, with plain spaces and hyphens, without what is not seen; and how many odd characters went."""
    plain = _HYPHENS.sub("-", _UNSEEN.sub("", _SPACES.sub(" ", unicodedata.normalize("NFC", words))))
    return _ODD.subn("", plain)


def escaped(words: str) -> str:
    """Words so that Markdown shows them as they are, wherever they stand within a line."""
    return _ACTIVE.sub(_harmless, _FILLED.sub("___", words))


def _harmless(match: re.Match[str]) -> str:
    character = match[0]
    return {"<": "&lt;", "&": "&amp;"}.get(character, "\\" + character)


def at_line_starts(text: str) -> str:
    """Written text so that no line of it begins a heading, list, quotation, definition, note, table or rule."""
    return "\n".join(
        _STARTS.sub(_not_a_start, line, count=1) if _STARTS.match(line) else line for line in text.split("\n")
    )


def _not_a_start(match: re.Match[str]) -> str:
    if match["number"]:
        return f"{match['number']}\\{match['dot']}"
    return f"&#{ord(match[0])};" if match[0] in ":=|" else f"\\{match[0]}"
