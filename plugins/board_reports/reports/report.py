"""One report: its source, its front matter, its window, and, once asked for, its judged content."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from board_reports.reports.digests import Digests, Seen, source_digest
from board_reports.reports.folder import CannotRead, Source, read_text_bytes, told_path
from board_reports.reports.front_matter import FrontMatter, read_front_matter
from board_reports.reports.problem import Problem
from board_reports.reports.settings import Settings
from board_reports.reports.slug import slug_of
from board_reports.reports.texts import Content
from board_reports.reports.window import PublicationWindow

if TYPE_CHECKING:
    from board_reports.reports.fields import ReportFields


class Ended(NamedTuple):
    """What is known of a report whose window was over when its file was read last, and which is as it was then.

    `closes` is when its window closed, `withdrawn` its withdrawn_date, `example` whether it is made up; `claim` stands
    for its slug without telling it.
    """

    closes: datetime
    withdrawn: date | None
    claim: str
    example: bool = False


@dataclass(frozen=True)
class Report:
    """A report as its front matter tells it.

    `source` is the English file, POSIX and relative to the configuration file. `fields` is None when the front
    matter breaks a rule; `title`, `reference`, `slug` and `window` then still say what could be read, and are None
    otherwise. `problems` are those of the front matter alone: they count even after the window is over. `seen` is how
    its files were right before they were read, where somebody took a look.
    """

    source: str
    files: Source
    settings: Settings
    front: FrontMatter
    fields: ReportFields | None
    title: str | None
    reference: str | None
    slug: str | None
    window: PublicationWindow | None
    problems: tuple[Problem, ...]
    seen: Seen | None = field(default=None, repr=False, compare=False)

    @cached_property
    def content(self) -> Content:
        """The report's texts, parts and files, judged and sealed, with their problems; reads them when first used."""
        from board_reports.reports.content import judge  # noqa: PLC0415 - as in read_report

        return judge(self.files, self.source, self.front, self.fields, self.settings)

    @cached_property
    def source_digest(self) -> str:
        """One digest over names and bytes of all its files, published or not, as SHA-256 in hex.

        Empty where a file has changed since the report was read, or where nobody can tell.
        """
        return self.seen.digest(self.files) if self.seen else source_digest(self.files, Digests({}, 0))

    @property
    def unread(self) -> Ended | None:
        """What is known of a report that is over and whose file has not been read; None of every other one."""
        return None

    def is_over(self, instant: datetime) -> bool:
        """Whether its window is known to be over at an instant (aware)."""
        if known := self.unread:
            return known.closes <= instant
        return self.window is not None and self.window.is_over(instant)

    @property
    def example(self) -> bool:
        """Whether it is made up, and says so."""
        if known := self.unread:
            return known.example
        return self.fields is not None and bool(self.fields.example)

    @property
    def is_judged(self) -> bool:
        """Whether the content is known already."""
        return "content" in self.__dict__

    def keep(self, content: Content) -> None:
        """Take the content as it was judged elsewhere."""
        self.__dict__["content"] = content

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages that the report has a file in."""
        if self.files.broken:
            return ()
        return ("en", "cy") if self.files.welsh else ("en",)

    @property
    def sealed(self) -> bool | None:
        """Whether the seal is there and matches; None when there is none, or when it cannot be told."""
        if self.fields is None or self.fields.approved_digest is None:
            return None
        return self.content.seal == self.fields.approved_digest


def read_report(files: Source, settings: Settings, data: bytes | None = None) -> Report:
    """Read the front matter of one report. Never raises for what is in the file: that is among its problems.

    `data` are the bytes of its English file where they have been read already.
    """
    # A build that knows every report from before reads none, and loads nothing that it would take.
    from board_reports.reports.fields import ReportFields  # noqa: PLC0415
    from board_reports.reports.validate import validate, window_of  # noqa: PLC0415

    source = told_path(files.english, settings.root)
    try:
        if files.broken:
            raise files.broken
        front = read_front_matter(read_text_bytes(files.english) if data is None else data)
    except CannotRead as error:
        problem = Problem(source, None, None, error.message, error.fix)
        front = FrontMatter({}, "", 1, {}, (), readable=False)
        return Report(source, files, settings, front, None, None, None, None, None, (problem,))
    found = validate(front, ReportFields, settings)
    reference = found.good.get("reference")
    return Report(
        source=source,
        files=files,
        settings=settings,
        front=front,
        fields=found.fields,
        title=found.good.get("title"),
        reference=reference,
        slug=slug_of(reference) if reference else None,
        window=window_of(found.good, front, settings),
        problems=tuple(fault.in_file(source) for fault in found.faults),
    )
