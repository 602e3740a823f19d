"""A text as a reader sees it: without what is invisible or only markup, and with the way back to where it stands."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache

_SPACES = " \t\v\f\x1c\x1d\x1e\x1f\x85\xa0"
_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d"
_QUOTES = "\u2018\u2019\u201b\u02bc\u02b9\u2032\uff07\u0060\u00b4"

ODD = re.compile(r"[^\n -_a-~]")
"""A character that is not plain ASCII text, or is a backtick: `shown` tells what a reader sees of it."""


class Seen:
    """A text as it is seen, built piece by piece.

    `text` is what the kinds are looked for in. Each piece knows where it stands in the source, so that `place` leads
    from a part of the text back to offsets there. `lead` is counted to every offset of the source.
    """

    def __init__(self, lead: int = 0) -> None:
        self._pieces: list[str] = []
        self._starts: list[int] = []  # in the seen text
        self._sources: list[tuple[int, int, bool]] = []  # from, to, and whether character goes with character
        self._length = 0
        self._lead = lead
        self._text: str | None = None

    def add(self, text: str, start: int, end: int | None = None) -> None:
        """Add a text that stands as it is at `start`; with `end`, one that stands for all from `start` to there."""
        if text:
            self._pieces.append(text)
            self._starts.append(self._length)
            self._sources.append((start, start + len(text) if end is None else end, end is None))
            self._length += len(text)
            self._text = None

    def add_plain(self, text: str, start: int, *, flat_end: int | None = None) -> None:
        """Add a text without markup: what is invisible is left out, and what looks like a letter or digit is one.

        With `flat_end` the text is not what stands in the source, but was made of all from `start` to there.
        """
        done = 0
        for odd in ODD.finditer(text):
            self._run(text, done, odd.start(), start, flat_end)
            begin = start if flat_end is not None else start + odd.start()
            self.add(shown(odd[0]), begin, begin + 1 if flat_end is None else flat_end)
            done = odd.end()
        self._run(text, done, len(text), start, flat_end)

    def _run(self, text: str, begin: int, end: int, start: int, flat_end: int | None) -> None:
        if flat_end is None:
            self.add(text[begin:end], start + begin)
        else:
            self.add(text[begin:end], start, flat_end)

    @property
    def text(self) -> str:
        """The whole seen text."""
        if self._text is None:
            self._text = "".join(self._pieces)
        return self._text

    def place(self, start: int, end: int) -> tuple[int, int]:
        """Where the seen text from `start` to `end` (more than `start`) stands in the source: from, to."""
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        begin, _, as_is = self._sources[first]
        if as_is:
            begin += start - self._starts[first]
        begin_last, finish, as_is = self._sources[last]
        if as_is:
            finish = begin_last + end - self._starts[last]
        return begin + self._lead, finish + self._lead


@lru_cache(maxsize=4096)
def shown(character: str) -> str:
    """What a reader sees of one character: nothing, a space, a plain dash or quote, or letters and digits."""
    if character in _SPACES or unicodedata.category(character) == "Zs":
        return " "
    if character in "\r\u2028\u2029":
        return "\n"
    if character in _DASHES:
        return "-"
    if character in _QUOTES:
        return "'"
    if unicodedata.category(character) in ("Cf", "Cc", "Mn", "Me", "Cn", "Co", "Cs") or character == "\u3164":
        return ""
    if (digit := unicodedata.digit(character, None)) is not None:
        return str(digit)
    return unicodedata.normalize("NFKC", character)


def plain(text: str, lead: int = 0) -> Seen:
    """A text without any markup, such as a page of a PDF, as it is seen."""
    seen = Seen(lead)
    seen.add_plain(text, 0)
    return seen


def joined(pieces: Iterable[str]) -> Seen:
    """Several short texts, such as those of a file's metadata, each in a paragraph of its own."""
    return plain("\n\n".join(pieces))
