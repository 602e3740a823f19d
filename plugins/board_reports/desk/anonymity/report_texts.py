"""The texts of a report's own files: front matter, body, and everything beside them, with their lines."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from board_reports.desk.anonymity.markdown import strands
from board_reports.desk.anonymity.seen import Seen, plain
from board_reports.reports.folder import CannotRead, read_text_bytes
from board_reports.reports.front_matter import FrontMatter, read_front_matter

_LINE_END = re.compile(r"\r\n|\n|\r")
_WITHOUT_TEXT = re.compile(r"(?:.*_date|publication_time|weeks|example|approved_digest|review_type)\Z")
_PRIVATE = frozenset({"note", "hold", "withdrawn_reason", "approved_minute"})
_DATES = frozenset({"date"})
_KEY = re.compile(r"[ ]{0,8}(?:-[ ]+)?(?P<key>[A-Za-z_]\w{0,60})[ \t]*:")


@dataclass(frozen=True, slots=True)
class Strand:
    """One seen text of a file: the key of the front matter that it stands under, and kinds not to look for in it.

    `line` is given where the text stands nowhere as it is, such as one with escapes in the front matter.
    """

    seen: Seen
    key: str | None = None
    but: frozenset[str] = frozenset()
    line: int | None = None


class Written:
    """A Markdown file of a report, as text. Raises CannotRead when it cannot be read at all."""

    def __init__(self, path: object) -> None:
        from pathlib import Path  # noqa: PLC0415

        assert isinstance(path, Path)
        data = read_text_bytes(path)
        self.front: FrontMatter = read_front_matter(data)
        try:
            self.text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            raise CannotRead("The file is not UTF-8.", "Save it as UTF-8.") from None

    @cached_property
    def _starts(self) -> list[int]:
        return [0, *(end.end() for end in _LINE_END.finditer(self.text))]

    def line_of(self, offset: int) -> int:
        """The line, from 1, of an offset into the text."""
        return bisect_right(self._starts, offset)

    def strands(self) -> Iterator[Strand]:
        """Every text in the file that is looked through."""
        if not self.front.readable:
            yield from (Strand(seen) for seen in strands(self.text))
            return
        body = self._starts[min(self.front.body_line - 1, len(self._starts) - 1)]
        yield from self._front(body)
        yield from (Strand(seen) for seen in strands(self.text[body:], body))

    def _front(self, body: int) -> Iterator[Strand]:
        """The front matter as it is written, with its comments, and then the values that are written in another way."""
        key: str | None = None
        blocks: dict[str | None, list[tuple[int, int]]] = {}
        for number in range(1, self.line_of(body) - 1):
            start, end = self._starts[number], self._starts[number + 1] if number + 1 < len(self._starts) else body
            if end > body:
                break
            line = self.text[start:end]
            if line.strip() == "---":
                break
            found = _KEY.match(line)
            if found and not line[0].isspace() and not line.startswith("-"):
                key = found["key"]
            if key is None or not _WITHOUT_TEXT.match(key) or "#" in line:
                inner = found["key"] if found else None
                if key == "waivers" and inner in ("kind", "digest"):
                    continue
                begin = start + (line.index("#") if key and _WITHOUT_TEXT.match(key) else found.end() if found else 0)
                blocks.setdefault(key, []).append((begin, end))
        for name, pieces in blocks.items():
            seen = Seen()
            for begin, end in pieces:
                seen.add_plain(self.text[begin:end], begin)
            yield Strand(seen, name, _but(name))
            yield from self._as_read(name, seen)

    def _as_read(self, key: str | None, seen: Seen) -> Iterator[Strand]:
        """The values under a key that are not in the file as they are read: with escapes, or over several lines."""
        for path, value in _values_of(self.front.values.get(key), (key,)) if key else ():
            as_read = plain(value)
            if path[-1] not in ("kind", "digest") and as_read.text not in seen.text:
                yield Strand(as_read, key, _but(key), self.front.line_of(path))


def _but(key: str | None) -> frozenset[str]:
    """Kinds that are no finding under a key: what the Business Unit notes for itself has days in it."""
    return _DATES if key in _PRIVATE or key == "waivers" else frozenset()


def _values_of(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _values_of(item, (*path, number))
    elif isinstance(value, dict):
        for name, item in value.items():
            yield from _values_of(item, (*path, name))
