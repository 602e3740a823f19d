"""What is found of a report's content: its texts, parts and files, its seal, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from board_reports.reports.body import Body
from board_reports.reports.files import PublishedFile
from board_reports.reports.problem import Problem


@dataclass(frozen=True, slots=True)
class Text:
    """One text of a report in one language: its words from the front matter, and its rendered body.

    `rendered` is the body, or what renders it when it is first needed.
    """

    title: str
    summary: str | None
    revision_note: str | None
    rendered: Body | Callable[[], Body]

    @property
    def body(self) -> Body:
        """The rendered body; raises CannotRead when the text has changed since it was judged."""
        return self.rendered if isinstance(self.rendered, Body) else self.rendered()


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a report, such as its 7-minute briefing: the last part of its address, and its texts by language."""

    name: str
    texts: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Content:
    """A report's judged content.

    `texts` are by language (`en`, `cy`); `files` are what is published with it, figures included; `seal` is the
    seal that the content has now, or None when it cannot be sealed; `problems` keep the report from being public;
    `advice` is for `board check` alone.
    """

    texts: Mapping[str, Text]
    parts: tuple[Part, ...]
    files: tuple[PublishedFile, ...]
    seal: str | None
    problems: tuple[Problem, ...]
    advice: tuple[Problem, ...]
