"""Setting, replacing and removing keys of a front matter, in bytes, with every other byte left as it is."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from board_reports.reports.front_matter import FrontMatter, read_front_matter
from board_reports.reports.located import CannotRewrite, Entry, Layout, located
from board_reports.reports.problem import Fault

__all__ = ["CannotRewrite", "rewritten"]

Edit = tuple[int, int, str]  # from, to, and what comes in its place

_KEY = re.compile(r"[a-z][a-z_]*")
_LINE_BREAK = re.compile(r"[\n\r\x0b\x0c\x85\u2028\u2029]")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r'["\\\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]')  # beside " and \\, what hides itself
_UNSEEN = re.compile(r"[\u200b\u200c\u200d\u2060\ufeff\u00ad]")  # a text of these alone is blank to the reader


def rewritten(data: bytes, changes: Mapping[str, object | None]) -> bytes:
    """The file with these top-level keys set to a text, day, whole number, true or false, or list, or removed (None).

    The items of a list are groups of keys with texts. A value is replaced at its place, and the comment in its line
    stays; a new key comes last. Every other byte stays. What is returned has been read again: it has exactly these
    values, and all others as before.

    Raises ValueError for a value that no front matter can hold so, with a sentence for whoever gave it, and
    CannotRewrite where the file is not plain enough to be changed safely.
    """
    lines = {key: None if value is None else _written(key, value) for key, value in changes.items()}
    old, mark, text, layout = opened(data)
    faults: tuple[Fault, ...] = ()
    for edits in _ways(layout, text, lines):
        new = mark + _edited(text, edits).encode()
        again = read_front_matter(new)
        if _as_meant(old, again, changes):
            return new
        faults = () if again.readable else again.faults
    message = faults[0].message if faults else "The front matter cannot be changed without changing more than that."
    raise CannotRewrite(message, "Change the keys by hand, each with its value in one line.")


def opened(data: bytes) -> tuple[FrontMatter, bytes, str, Layout]:
    """A file that is to be changed: its front matter, its byte-order mark or none, its text, and where each key stands.

    Raises CannotRewrite where the front matter cannot be read, or is not plain enough.
    """
    front = read_front_matter(data)
    if not front.readable:
        fault = front.faults[0]
        raise CannotRewrite(fault.message, fault.fix, line=fault.line, key=fault.key)
    mark = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    text = data.decode("utf-8-sig")
    return front, mark, text, located(text, front.body_line)


def _written(key: str, value: object) -> str:
    if not _KEY.fullmatch(key):
        raise ValueError("A key is written in small letters and underscores.")
    if isinstance(value, list):
        return _listed(value)
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime) or not isinstance(value, date | int):
        raise ValueError("A value is a text, a day, a whole number, true or false, or a list of groups of texts.")
    return value.isoformat() if isinstance(value, date) else str(value)


def _listed(items: list[Any]) -> str:
    """A list of groups in lines of its own, each beginning with a line break."""
    if not items or not all(isinstance(item, dict) and item for item in items):
        raise ValueError("A list has at least one group of texts. To have none, remove the key.")
    lines = []
    for item in items:
        for number, (key, value) in enumerate(item.items()):
            if not isinstance(key, str) or not _KEY.fullmatch(key) or not isinstance(value, str):
                raise ValueError("The groups of a list have keys, in small letters, with texts.")
            lines.append(f"\n{'    ' if number else '  - '}{key}: {quoted(value)}")
    return "".join(lines)


def quoted(text: str) -> str:
    """A text in double quotes, on one line. What turns the direction of a line, or is not seen, is escaped."""
    if _LINE_BREAK.search(text):
        raise ValueError("The text has more than one line. Write it in one line.")
    if _CONTROL.search(text):
        raise ValueError("The text has a control character. Type it again, without tabs.")
    if not _UNSEEN.sub("", text).strip():
        raise ValueError("The text is blank. Write at least a word.")
    return '"' + _ESCAPED.sub(lambda found: _escape(found[0]), text) + '"'


def _escape(character: str) -> str:
    return f"\\{character}" if character in '"\\' else f"\\u{ord(character):04x}"


def _ways(layout: Layout, text: str, lines: Mapping[str, str | None]) -> Iterator[list[Edit]]:
    """The ways of making the changes, the best one first.

    A block of lines in the last place may read otherwise once another key follows it, or none does any longer. So a
    blank line can stay behind for keys that are removed, and new ones can go before the last entry.
    """
    edits: list[Edit] = []
    new = ""
    for key, line in lines.items():
        value = line and line.replace("\n", layout.line_end + layout.indent)  # only a list has more than one
        entry = layout.entries.get(key)
        if entry and value is None:
            edits.append((entry.begin, entry.end, ""))
        elif entry and value is not None:
            edits += _replacing(entry, text, value)
        elif value is not None:
            new += f"{layout.indent}{key}:{_apart(value)}{layout.line_end}"
    yield [*edits, (layout.close, layout.close, new)]
    yield [*edits, (layout.close, layout.close, new + layout.line_end)]
    *_, last = layout.entries.values()
    above = max((entry.end for entry in layout.entries.values() if entry is not last), default=last.begin)
    for place in (above, last.begin):  # above the comments of the last entry, or else below them
        yield [*edits, (place, place, new)]


def _replacing(entry: Entry, text: str, value: str) -> list[Edit]:
    start, end = entry.spot
    while value[0] in "\r\n" and text[start - 1] in " \t":
        start -= 1
    before = "" if text[start - 1].isspace() else _apart(value)[: -len(value)]
    after = "" if text[end].isspace() else " "
    return [(start, end, before + value + after), (*entry.rest, "")]


def _apart(value: str) -> str:
    """A value as it stands right behind its colon."""
    return value if value[0] in "\r\n" else f" {value}"


def _edited(text: str, edits: Iterable[Edit]) -> str:
    for start, end, new in sorted(edits, key=lambda edit: edit[:2], reverse=True):
        text = text[:start] + new + text[end:]
    return text


def _as_meant(old: FrontMatter, new: FrontMatter, changes: Mapping[str, object | None]) -> bool:
    """Whether `new` is `old` with these changes and nothing else: values, body, and keys, those with a fault, too."""
    kept = {key: value for key, value in old.values.items() if key not in changes}
    given = {key: value for key, value in changes.items() if value is not None}
    return (
        new.readable
        and new.body == old.body
        and _typed(new.values) == _typed(kept | given)
        and _keys(new) == (_keys(old) - set(changes)) | set(given)
    )


def _keys(front: FrontMatter) -> set[str | int]:
    return {path[0] for path in front.lines if len(path) == 1}


def _typed(value: Any) -> Any:
    """A value for comparison: with its type, for `1` is not `true`, and its faults without their line."""
    if isinstance(value, dict):
        return {key: _typed(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_typed(item) for item in value]
    return (value.key, value.message) if isinstance(value, Fault) else (type(value), value)
