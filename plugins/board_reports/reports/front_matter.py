"""From the bytes of a Markdown file to its front matter and its text, strictly: what is not plain is a problem."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import frontmatter
import yaml
from frontmatter.default_handlers import YAMLHandler

from board_reports.reports.problem import Fault

MAX_FRONT_MATTER = 64 * 1024  # characters; a report's front matter has a few hundred
MAX_DEPTH = 4  # the front matter, a list in it, a group in that list, its values

Path = tuple[str | int, ...]

_LINE_END = re.compile(r"\r\n|\n|\r")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_ODD_LINE_END = re.compile(r"[\x85\u2028\u2029]")  # lines to YAML, but to no editor
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_CLOCK = re.compile(r"\d{1,2}:\d\d")  # YAML reads 12:30 as a number and 09:30 as a text: neither without quotes
_QUOTE = "Put the text in double quotes, and begin each line with a key, a colon and a space."


@dataclass(frozen=True, slots=True)
class Odd:
    """A value without quotes that YAML reads as something that no report needs, such as `12:30`, `NO` or `1.5`."""

    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """One Markdown file, read: its keys and values, the line of each, its text, and what is wrong.

    `lines` gives the line (from 1) of a key, or of a value inside a list or group by its path. `readable` is
    False when no key could be read at all. A key with a fault is not in `values`.
    """

    values: dict[str, Any]
    body: str
    body_line: int
    lines: dict[Path, int]
    faults: tuple[Fault, ...]
    readable: bool = True

    @property
    def has_text(self) -> bool:
        """Whether there is anything to read below the front matter."""
        return bool(_seen(self.body))

    def line_of(self, path: Path) -> int:
        """The line of the value at `path`, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _CannotBeRead(Exception):
    """The front matter as a whole cannot be read; carries the one fault to tell."""

    def __init__(self, line: int, message: str, fix: str, key: str | None = None) -> None:
        super().__init__(message)
        self.fault = Fault(line, key, message, fix)


@dataclass(slots=True)
class _Reading:
    """What one walk through a block of YAML collects."""

    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


class StrictHandler(YAMLHandler):
    """The YAML handler of python-frontmatter, without its leniency: one reading of one file."""

    def __init__(self) -> None:
        super().__init__()
        self.reading = _Reading()
        self.body_line = 1

    def split(self, text: str) -> tuple[str, str]:
        """The front matter and the body of `text`; raises when the first line or a closing line is not `---`."""
        lines = _LINE_END.split(text) if "\r" in text else text.split("\n")
        if lines[0].rstrip(" \t") != "---":
            raise _CannotBeRead(1, "The first line is not ---.", "Begin the file with a line of three hyphens.")
        for number, line in enumerate(lines[1:], 2):
            if line.rstrip(" \t") == "---":
                self.body_line = number + 1
                return "\n".join(lines[1 : number - 1]), "\n".join(lines[number:])
        raise _CannotBeRead(
            1, "The front matter has no closing line.", "Write a line of three hyphens after the last key."
        )

    def load(self, fm: str, **_: object) -> dict[str, Any]:
        """The keys and plain values of the front matter; faults and lines are in `reading`."""
        if len(fm) > MAX_FRONT_MATTER:
            raise _CannotBeRead(1, "The front matter is longer than 64 KB.", "Keep the text below the closing ---.")
        try:
            return self._parsed(_ODD_LINE_END.sub(" ", fm))
        except yaml.MarkedYAMLError as error:
            mark = (error.context_mark if "quoted" in (error.context or "") else None) or error.problem_mark
            line = (mark.line if mark else 0) + 2
            raise _CannotBeRead(line, "The front matter cannot be read here.", _QUOTE) from None
        except (yaml.YAMLError, ValueError, RecursionError):
            raise _CannotBeRead(1, "The front matter cannot be read.", _QUOTE) from None

    def _parsed(self, block: str) -> dict[str, Any]:
        try:
            return self._mapping(yaml.parse(block, Loader=_FAST))
        except yaml.YAMLError:  # the slower parser says more exactly where, and has the last word
            self.reading = _Reading()
            return self._mapping(yaml.parse(block, Loader=yaml.SafeLoader))

    def _mapping(self, events: Iterator[yaml.Event]) -> dict[str, Any]:
        next(events)  # the start of the stream
        start = next(events)
        if isinstance(start, yaml.StreamEndEvent):
            raise _CannotBeRead(1, "The front matter is empty.", "Write at least title and reference.")
        if isinstance(start, yaml.DocumentStartEvent) and (start.version or start.tags):
            raise _CannotBeRead(2, "The front matter has a YAML directive.", "Remove the line that begins with %.")
        root = next(events)
        if not isinstance(root, yaml.MappingStartEvent):
            raise _CannotBeRead(2, "The front matter is not a list of keys with values.", "Write key: value lines.")
        values = self._value(root, events, ())
        next(events)
        if not isinstance(next(events), yaml.StreamEndEvent):
            raise _CannotBeRead(2, "The front matter has an end in the middle.", "Remove the line that is only `...`.")
        assert isinstance(values, dict)
        return values

    def _value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path) -> Any:
        line = _line(event)
        self.lines.setdefault(path, line)
        self._refuse_what_is_not_plain(event, line, path)
        if isinstance(event, yaml.ScalarEvent):
            return self._scalar(event, line, path)
        if len(path) >= MAX_DEPTH - 1:
            raise _CannotBeRead(line, "The front matter is nested too deeply.", "Write plain values.", _key(path))
        if isinstance(event, yaml.SequenceStartEvent):
            items: list[Any] = []
            while not isinstance(event := next(events), yaml.SequenceEndEvent):
                items.append(self._value(event, events, (*path, len(items))))
            return items
        return self._group(events, path)

    def _group(self, events: Iterator[yaml.Event], path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = _line(event)
            self._refuse_what_is_not_plain(event, line, path)
            if not isinstance(event, yaml.ScalarEvent):
                raise _CannotBeRead(line, "A key is not a plain word.", _QUOTE)
            name = event.value
            if name == "<<":
                raise _CannotBeRead(line, "The front matter has a merge key.", "Write each key with its own value.")
            here = (*path, name)
            twice = here in self.lines
            self.lines[here] = line
            value = self._value(next(events), events, here)
            if twice:
                raise _CannotBeRead(line, "The key is there twice.", "Keep one of the two lines.", _key(here))
            if not isinstance(value, Fault):
                found[name] = value
        return found

    def _scalar(self, event: yaml.ScalarEvent, line: int, path: Path) -> Any:
        text = event.value
        plain = event.implicit[0] and not event.style  # None, or empty where the C parser read it
        tag = _RESOLVER.resolve(yaml.ScalarNode, text, (True, False)) if plain else _TAG + "str"
        if tag == _TAG + "null" or not _seen(text):
            return self._fault(line, path, "There is no value.", "Write a value, or remove the line.")
        if _CONTROL.search(text):
            return self._fault(line, path, "There is a control character.", "Delete the line and type it again.")
        if tag == _TAG + "str":
            return Odd(text) if plain and _CLOCK.fullmatch(text) else text
        if tag == _TAG + "int" and re.fullmatch(r"0|[1-9]\d{0,8}", text):
            return int(text)
        if tag == _TAG + "bool" and text.lower() in ("true", "false"):
            return text.lower() == "true"
        if tag == _TAG + "timestamp" and _DATE.fullmatch(text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                return Odd(text)
        return Odd(text)

    def _fault(self, line: int, path: Path, message: str, fix: str) -> Fault:
        fault = Fault(line, _key(path), message, fix)
        self.reading.faults.append(fault)
        return fault

    def _refuse_what_is_not_plain(self, event: yaml.Event, line: int, path: Path) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _CannotBeRead(line, "The front matter has an anchor or alias (& or *).", _QUOTE, _key(path))
        if getattr(event, "tag", None):
            raise _CannotBeRead(line, "The front matter has a tag (!).", _QUOTE, _key(path))

    @property
    def lines(self) -> dict[Path, int]:
        """The line of each key and value, by path."""
        return self.reading.lines


_RESOLVER: Any = yaml.resolver.Resolver()
_FAST: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same events, ten times as fast
_TAG = "tag:yaml.org,2002:"


def read_front_matter(data: bytes) -> FrontMatter:
    """The front matter and text of the bytes of one Markdown file. Never raises for what they hold."""
    handler = StrictHandler()
    try:
        text = _text_of(data)
        block, content = handler.split(text)
        post = frontmatter.Post(content, handler)
        post.metadata.update(handler.load(block))
    except _CannotBeRead as error:
        return FrontMatter({}, "", 1, {}, (error.fault,), readable=False)
    faults = tuple(handler.reading.faults)
    return FrontMatter(dict(post.metadata), post.content, handler.body_line, handler.lines, faults)


def _text_of(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise _CannotBeRead(1, "The file is UTF-16.", "Save it as UTF-8.")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise _CannotBeRead(line, "The file is not UTF-8.", "Save it as UTF-8.") from None
    if control := _CONTROL.search(text):
        line = len(_LINE_END.split(text[: control.start()]))
        raise _CannotBeRead(line, "There is a control character.", "Delete the line and type it again.")
    return text


def _line(event: yaml.Event) -> int:
    return event.start_mark.line + 2 if event.start_mark else 2


def _seen(text: str) -> str:
    return text.translate({ord(character): None for character in _INVISIBLE}).strip()


def _key(path: Path) -> str | None:
    """The key of the front matter at or around `path`: what stands inside its value may be anything."""
    name = str(path[0]) if path else ""
    return name if re.fullmatch(r"[A-Za-z_][\w.-]{0,60}", name) else None
