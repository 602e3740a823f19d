"""Reports of which the shelf knows enough: their files are read when something else of them is asked for."""

from __future__ import annotations

import os
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from board_reports.reports.digests import Seen
from board_reports.reports.folder import Source, scan_home
from board_reports.reports.report import Ended, Report, read_report
from board_reports.reports.settings import Settings

Lazy = TypeVar("Lazy", bound=Report)


def _of_the_file(name: str) -> Any:
    """A fact of a report that is read from its file when it is first asked for."""
    return cached_property(lambda report: getattr(report.whole, name))


class LazyReport(Report):
    """A report that is made with some of its facts; the rest is read from its file."""

    @cached_property
    def whole(self) -> Report:
        """The report as its file tells it."""
        return read_report(self.files, self.settings)

    if not TYPE_CHECKING:  # what is set when it is made takes the place of these
        front = _of_the_file("front")
        fields = _of_the_file("fields")
        title = _of_the_file("title")
        reference = _of_the_file("reference")
        slug = _of_the_file("slug")
        window = _of_the_file("window")
        problems = _of_the_file("problems")


class EndedReport(LazyReport):
    """A report that was over when it was read last. Once its file has been read again, it is a report as any other.

    It is made with `source`, what is known of it, and `files` where they are known. `name` is that of its file in
    `folder`, or of its own folder there with a slash; `mark` is the mark of that, `kept` its record on the shelf.
    """

    folder: Path
    name: str
    mark: str
    kept: list[Any]

    if not TYPE_CHECKING:

        @cached_property
        def files(self) -> Source:
            """The files of the report, looked for when they are first asked for."""
            path = self.folder / self.name
            if self.name.endswith("/"):
                return scan_home(path)
            stem = self.name.removesuffix(".md")
            welsh = self.folder / f"{stem}.cy.md"
            return Source(stem, path, welsh if os.path.lexists(welsh) else None)

    @property
    def unread(self) -> Ended | None:
        """What is known of it as long as its file has not been read."""
        return None if "whole" in self.__dict__ else self.__dict__.get("ended")


class KnownReport(LazyReport):
    """A report whose content was found before, from the very bytes that its files have now.

    It is made with all but its front matter.
    """

    record: dict[str, Any]


def ended_reports_of(folder: Path, settings: Settings, seen: Seen) -> type[EndedReport]:
    """The kind of all such reports of one reading: what is the same for thousands of them stands there once."""
    return type("EndedReport", (EndedReport,), {"folder": folder, "settings": settings, "seen": seen})


def made(kind: type[Lazy], **facts: Any) -> Lazy:
    """A report of which these facts are known."""
    report = object.__new__(kind)
    vars(report).update(facts)
    return report
