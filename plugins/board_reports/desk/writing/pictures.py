"""What the pictures of a report's texts say in words, for those who cannot see them."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from urllib.parse import unquote

from board_reports.desk.writing.places import Work
from board_reports.desk.writing.saving import CannotSave, SavedMeanwhile, bytes_of, digest_of, save_over
from board_reports.desk.writing.texts import texts_of
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.pictures import UNDESCRIBED

_PICTURE = re.compile(
    r"!\[(?P<alt>(?:\\.|[^\[\]\\])*)\]\(\s*(?P<src><[^<>\n]*>|[^\s()<>]+)(?P<rest>\s+(?:\"[^\"\n]*\"|'[^'\n]*'))?\s*\)"
)
_LINK = re.compile(r"\]\(\s*<?(?P<src>[^\s()<>]+)")
_CODE = re.compile(r"^ {0,3}(?P<fence>```+|~~~+)[^\n]*\n.*?(?:^ {0,3}(?P=fence)[ \t]*$|\Z)", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Picture:
    """A picture that a text shows: in which text, the how manieth there (from 0), its file, its words, if it has any.

    `described` is False where its words are still the sign that they are wanted. `seen` is the digest of the text.
    """

    text: str
    label: str
    number: int
    file: str
    alt: str
    described: bool
    seen: str

    @property
    def key(self) -> str:
        """What tells the picture from all others on a page."""
        return f"{self.text.removesuffix('.md').replace('.', '-')}-{self.number}"


def pictures(work: Work) -> tuple[Picture, ...]:
    """All pictures that the texts show, in order, with their words."""
    found = []
    for text in texts_of(work):
        try:
            data = bytes_of(text.path) if text.there else b""
        except CannotSave:
            continue
        for number, match in enumerate(_pictures_in(read_front_matter(data).body)):
            file, alt = unquote(match["src"].strip("<>")), _plain(match["alt"])
            described = alt != UNDESCRIBED
            seen = digest_of(data)
            found.append(Picture(text.name, text.label, number, file, alt if described else "", described, seen))
    return tuple(found)


def save_alternative(work: Work, picture: Picture, seen: str, words: str) -> None:
    """Write a picture's words into the text that had the digest `seen`; raises SavedMeanwhile and CannotSave."""
    path = next(text.path for text in texts_of(work) if text.name == picture.text)
    data = bytes_of(path)
    if digest_of(data) != seen:
        raise SavedMeanwhile(data)
    save_over(path, seen, with_alternative(data, picture.number, words))


def with_alternative(data: bytes, number: int, words: str) -> bytes:
    """A text with other words for one of its pictures; every other byte stays. Raises CannotSave."""
    words = " ".join(unicodedata.normalize("NFC", words).split())
    front = read_front_matter(data)
    text = data.decode("utf-8-sig") if front.readable else ""
    lines = re.findall(r"[^\r\n]*(?:\r\n|\n|\r|\Z)", text)
    start = sum(map(len, lines[: front.body_line - 1]))
    matches = _pictures_in(text[start:])
    if number >= len(matches):
        raise CannotSave("The picture is not there any more.")
    begin, end = (start + place for place in matches[number].span("alt"))
    changed = text[:begin] + re.sub(r"([\[\]\\])", r"\\\1", words) + text[end:]
    mark = data[:3] if data.startswith(b"\xef\xbb\xbf") else b""
    return mark + changed.encode()


def shown_or_linked(work: Work, name: str) -> tuple[str, ...]:
    """The labels of the texts that show a file or link to it."""
    found = []
    for text in texts_of(work):
        try:
            body = read_front_matter(bytes_of(text.path)).body if text.there else ""
        except CannotSave:
            continue
        if any(unquote(match["src"]).removeprefix("./") == name for match in _LINK.finditer(body)):
            found.append(text.label)
    return tuple(found)


def _pictures_in(body: str) -> list[re.Match[str]]:
    code = [match.span() for match in _CODE.finditer(body)]
    return [match for match in _PICTURE.finditer(body) if not any(begin <= match.start() < end for begin, end in code)]


def _plain(alt: str) -> str:
    return " ".join(re.sub(r"\\([\[\]\\])", r"\1", alt).split())
