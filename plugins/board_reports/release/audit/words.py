"""Texts as the search for traces compares them: the same in whatever capitals, accents, markup or code they stand."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote_to_bytes

TIMES_CODED = 2  # what is escaped twice, such as HTML in a JSON text in a page, is still read

_TAG = re.compile(r"(<[a-zA-Z/!?][^<>]*+>)")
_PERCENT = re.compile(r"(?:%[0-9a-fA-F]{2})+")
_CODED = re.compile(r"&[#a-zA-Z]|%[0-9a-fA-F]{2}")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_WORD = re.compile(r"[^\W_]+")
_ASCII_WORD = re.compile(r"[a-z0-9]+")
_INSIDE_WORD = re.compile(r"&(?<=[^\W_]&)(?=[^\W_])")
_AROUND = 400  # characters, on each side
_BACKSLASH = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(.))", re.DOTALL)
_WRITTEN = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": "\f"}
_SURROGATE = re.compile(r"[\ud800-\udfff]+")
_INVISIBLE = frozenset("\u00ad\u180e\u200b\u200c\u200d\u200e\u200f\u2060\ufeff")

# What Markdown writes and no reader sees: where a link leads, attributes, the numbers of a list.
_MARKUP = re.compile(
    r"(?<=\])\((?:[^()\n]|\([^()\n]*\))*\)|(?<=\])\[[^\]\n]*\]|\{[^{}\n]*\}|^[ \t>]*\d{1,9}[.)][ \t]|<!--.*?-->",
    re.MULTILINE | re.DOTALL,
)


def said(text: str) -> str:
    """What a text says once its tags are taken out and its codes read, folded.

    What stands inside of tags comes behind the text, so that nothing is lost. Entities and percent codes are read
    twice over. For backslashes see `unescaped`.
    """
    for _ in range(TIMES_CODED):
        text = _without_tags(text)
        if "%" in text:
            text = _PERCENT.sub(_unquoted, text)
        if "&" in text:
            text = html.unescape(text)
        if not _CODED.search(text):
            break
    return folded(_without_tags(text))


def plain(text: str) -> str:
    """All that a text says, to look for something in it: `said`, and once more where an ampersand joins two words."""
    text = said(text)
    return text if "&" not in text else "\n".join([text, *_around_ampersands(text)])


def folded(text: str) -> str:
    """A text in small letters without accents; what is not ASCII and no letter or digit is a space, or is dropped."""
    return text.lower() if text.isascii() else _NOT_ASCII.sub(lambda match: _fold(match[0]), text).casefold()


def words_in(text: str) -> list[str]:
    """The words of a folded text: runs of letters and digits, whatever stands between them.

    An ampersand inside a word is dropped, as it is in slugs: `C&VSB` is one word.
    """
    if "&" in text:
        text = text.replace("&", "")
    return _ASCII_WORD.findall(text) if text.isascii() else _WORD.findall(text)


def unescaped(text: str) -> str:
    """A text with the backslash codes of JSON and JavaScript read."""
    text = _BACKSLASH.sub(_written, text)
    if _SURROGATE.search(text):
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def without_markup(markdown: str) -> str:
    """A Markdown text as its reader sees it, near enough to find its words in a page."""
    return _MARKUP.sub("", markdown)


def _without_tags(text: str) -> str:
    if "<" not in text:
        return text
    pieces = _TAG.split(text)
    if len(pieces) == 1:
        return text
    inside = dict.fromkeys(tag[1:-1] for tag in pieces[1::2])
    return "\n".join([" ".join(pieces[::2]), *inside])


def _around_ampersands(text: str) -> Iterator[str]:
    """What stands around each ampersand inside a word, as if that one were a space: `words_in` makes one word of it."""
    for match in _INSIDE_WORD.finditer(text):
        yield text[max(0, match.start() - _AROUND) : match.start()] + " " + text[match.end() : match.end() + _AROUND]


def _unquoted(match: re.Match[str]) -> str:
    try:
        return unquote_to_bytes(match[0]).decode()
    except UnicodeDecodeError:
        return match[0]  # a percentage before a word, not a code


def _written(match: re.Match[str]) -> str:
    if code := match[1] or match[2]:
        return chr(int(code, 16))
    return _WRITTEN.get(match[3], match[3])


@lru_cache(maxsize=65536)
def _fold(text: str) -> str:
    kept = []
    for character in unicodedata.normalize("NFKD", text):
        if character.isalnum() or character.isascii():
            kept.append(character)
        elif not unicodedata.combining(character) and character not in _INVISIBLE:
            kept.append(" ")
    return "".join(kept)
