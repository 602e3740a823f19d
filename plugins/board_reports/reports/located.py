"""Where each key of a front matter stands in its file, so that one value can be changed and no other byte is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import accumulate
from typing import Any

import yaml

from board_reports.reports.problem import Fault, Problem

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\n|\r|\Z)")
_ODD_LINE_END = re.compile(r"[\x85\u2028\u2029]")  # lines to YAML, but to no editor, nor to the reader
_LOADERS: Any = (getattr(yaml, "CSafeLoader", yaml.SafeLoader), yaml.SafeLoader)  # what either takes, the reader takes
_COLON = re.compile(r"[ \t]*:")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")


class CannotRewrite(Exception):
    """A report's file cannot be changed safely, and was not.

    `message` and `fix` say why and what to do, without the file's name, and repeat no text of the report.
    `problems` are all that would be wrong with the changed report, where that is the reason.
    """

    def __init__(
        self,
        message: str,
        fix: str,
        *,
        line: int | None = None,
        key: str | None = None,
        problems: tuple[Problem, ...] = (),
    ) -> None:
        super().__init__(f"{message} {fix}")
        self.message, self.fix, self.problems = message, fix, problems
        self._fault = Fault(line, key, message, fix)

    def told(self, source: str) -> tuple[Problem, ...]:
        """Everything that stands in the way, for a report whose English file is told as `source`."""
        return self.problems or (self._fault.in_file(source),)


@dataclass(frozen=True, slots=True)
class Entry:
    """One key with its value, by offsets into the text of the file.

    It takes the whole lines from `begin` to `end`. To replace its value, a new one is put in place of `spot`, and
    `rest`, the further lines of the old value, is taken out.
    """

    begin: int
    end: int
    spot: tuple[int, int]
    rest: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Layout:
    """The entries of a front matter by key, in order, and what a further key needs: a place, and a line's looks."""

    entries: dict[str, Entry]
    close: int
    indent: str
    line_end: str


def located(text: str, body_line: int) -> Layout:
    """The layout of the front matter of `text`, whose body begins at line `body_line` (from 1).

    Raises CannotRewrite when it is written in a way that only a program could change.
    """
    for loader in _LOADERS:
        with suppress(yaml.YAMLError, ValueError, RecursionError):
            return _Walk(text, body_line).layout(loader)
    raise CannotRewrite("The front matter cannot be read.", "Write each key with its value in a line.")


class _Walk:
    """One walk through the parts of a front matter. Lines count from 0 and begin with the first below the opening."""

    def __init__(self, text: str, body_line: int) -> None:
        self.text = text
        self.whole = _LINE.findall(text)
        self.starts = list(accumulate((len(line) for line in self.whole), initial=0))[1:]
        self.lines = [line.rstrip("\r\n") for line in self.whole[1 : body_line - 2]]
        self.block_starts = list(accumulate((len(line) + 1 for line in self.lines), initial=0))
        self.closing = body_line - 3

    def layout(self, loader: Any) -> Layout:
        events = yaml.parse(_ODD_LINE_END.sub(" ", "\n".join(self.lines)), Loader=loader)
        root = next(event for event in events if isinstance(event, yaml.NodeEvent))
        if not isinstance(root, yaml.MappingStartEvent) or root.flow_style:
            fix = "Write each key with its value in a line of its own, without braces."
            raise CannotRewrite("The front matter is not written line by line.", fix, line=2)
        entries: dict[str, Entry] = {}
        indents = []
        while isinstance(key := next(events), yaml.ScalarEvent):
            begin = _mark(key.start_mark)
            line, before = begin.line, self.text[self.starts[begin.line] : self.place(begin)]
            if before.strip():
                raise CannotRewrite("A key does not begin its line.", "Write key: value lines.", line=line + 2)
            indents.append(before)
            entries[key.value] = self.entry(key, events)
        end = next(events)  # of the document: explicit where there is a line of three dots
        close = _mark(end.start_mark).line if getattr(end, "explicit", False) else self.closing
        line_end = self.whole[0][len(self.whole[0].rstrip("\r\n")) :]
        return Layout(entries, self.starts[close], indents[0], line_end)

    def entry(self, key: yaml.ScalarEvent, events: Iterator[yaml.Event]) -> Entry:
        value = next(events)
        last, end = self.last_of(value, events)
        begin, start = _mark(key.start_mark).line, _mark(value.start_mark)
        if isinstance(value, yaml.ScalarEvent) and value.style in ("|", ">"):
            header = _BLOCK_HEADER.match(self.text, self.place(start))
            assert header
            spot, stays = header.span(), start.line
        elif isinstance(value, yaml.ScalarEvent) or getattr(value, "flow_style", False):
            spot, stays = (self.place(start), self.place(end)), last
        else:
            colon = _COLON.match(self.text, self.place(_mark(key.end_mark)))
            if not colon:
                raise CannotRewrite("A key has no colon in its line.", "Write key: value lines.", line=begin + 2)
            spot, stays = (colon.end(), colon.end()), begin
        after = self.starts[last + 1]
        return Entry(self.starts[begin], after, spot, (self.starts[stays + 1], after))

    def last_of(self, event: yaml.Event, events: Iterator[yaml.Event]) -> tuple[int, yaml.Mark]:
        """The last line of the value that begins with `event`, and the mark at its end.

        The end of a list or group in lines of its own is not asked for: it lies beyond the comments that follow.
        """
        end = _mark(event.end_mark)
        if isinstance(event, yaml.ScalarEvent):
            return self.last_line_of(event), end
        last = end.line
        while not isinstance(inner := next(events), yaml.CollectionEndEvent):
            last, end = self.last_of(inner, events)
        if not getattr(event, "flow_style", False):
            return last, end
        return _mark(inner.end_mark).line, _mark(inner.end_mark)

    def last_line_of(self, event: yaml.ScalarEvent) -> int:
        """The last line with anything of a text; the blank lines below a block of lines are not of it."""
        end = _mark(event.end_mark)
        if event.style not in ("|", ">"):
            return end.line
        last = end.line - 1 if end.column == 0 else end.line
        while last > _mark(event.start_mark).line and not self.lines[last].strip():
            last -= 1
        return last

    def place(self, mark: yaml.Mark) -> int:
        """The offset into the text of a mark. Its column will not do: it leaves out byte-order marks."""
        return self.starts[mark.line] + mark.index - self.block_starts[mark.line]


def _mark(mark: Any) -> yaml.Mark:
    """A mark, which each event of a parser has, though its type leaves it open."""
    found: yaml.Mark = mark
    return found
