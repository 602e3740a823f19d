"""The register: all reports of a folder, and which of them are public at an instant."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path

from board_reports.reports.claims import Claims
from board_reports.reports.folder import CannotRead, scan, told_path
from board_reports.reports.problem import Problem
from board_reports.reports.report import Report, read_report
from board_reports.reports.settings import Settings
from board_reports.reports.shelf import Shelf, ShelfReading
from board_reports.reports.slug import slug_of
from board_reports.reports.standing import Judging, Standings, by_content, judge_at


def _all(_report: Report) -> bool:
    return True


@dataclass(frozen=True)
class Register:
    """Every report of a folder, good or bad, sorted by source; `stray` are problems of what is no report.

    `readable` is False when the folder itself could not be read: then nothing is known about any report. `reading` is
    the shelf as it was read with, where there is one.
    """

    folder: Path
    settings: Settings
    reports: tuple[Report, ...]
    stray: tuple[Problem, ...]
    readable: bool = True
    reading: ShelfReading | None = field(default=None, repr=False, compare=False)

    @classmethod
    def read(cls, folder: Path, settings: Settings, shelf: Shelf | None = None) -> Register:
        """Read the folder of reports. Never raises for a bad file: it is a problem of the register.

        With a shelf, what is there of earlier readings is used where the files are as they were then.
        """
        reading = shelf.reading(folder, settings) if shelf else None
        try:
            sources, stray = scan(folder, settings.root, *([reading.passes_over] if reading else []))
        except CannotRead as error:
            problem = Problem(told_path(folder, settings.root), None, None, error.message, error.fix)
            return cls(folder, settings, (), (problem,), readable=False, reading=reading)
        found = [reading.read(source) if reading else read_report(source, settings) for source in sources]
        reports = sorted([*found, *(reading.passed_over if reading else ())], key=lambda report: report.source)
        return cls(folder, settings, tuple(reports), tuple(stray), reading=reading)

    def again(self) -> Register:
        """The register of the same folder as it is now."""
        return self.read(self.folder, self.settings, self.reading.shelf if self.reading else None)

    @property
    def claims(self) -> Claims:
        """By what reports are told apart that may claim the same slug."""
        return Claims(self.reading.mark) if self.reading else Claims()

    def keep(self, standings: Standings, shows: Callable[[Report], bool] = _all) -> None:
        """Keep on the shelf what has been found, and take from it all texts of what is not live by `standings`.

        `shows` says of a live report whether it is public after all. Without a shelf, or with one that is only read,
        nothing happens; a disk that cannot be written costs the next reading its haste, and no more.
        """
        if self.reading:
            self.reading.keep(standings, shows, readable=self.readable)

    @cached_property
    def taken_twice(self) -> dict[str, tuple[str, ...]]:
        """Each slug that more than one file claims, with the sources of those files."""
        claim_of = self.claims.of
        told = [(claim, report) for report in self.reports if (claim := claim_of(report))]
        if len(told) == len({claim for claim, _ in told}):
            return {}  # as nearly always, and quick to see for thousands
        claims = defaultdict(list)
        for claim, report in told:
            claims[claim].append(report)
        by_slug = defaultdict(list)
        for report in (report for same in claims.values() if len(same) > 1 for report in same):
            if report.slug:
                by_slug[report.slug].append(report.source)
        return {slug: tuple(sources) for slug, sources in by_slug.items() if len(sources) > 1}

    def at(self, instant: datetime, judging: Judging = by_content) -> Standings:
        """The standing of every report at `instant`, an aware datetime; raises ValueError for a naive one.

        `judging` judges the content of a report; without it each one is read and rendered.
        """
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        twins = self.taken_twice
        over: list[Report] = []
        others: list[Report] = []
        for report in self.reports:
            (over if (known := report.unread) and known.closes <= instant else others).append(report)
        judged = tuple(judge_at(report, instant, twins, judging) for report in others)
        return Standings(instant, judged, self.stray, tuple(over), self.claims)

    def find(self, reference: str) -> tuple[Report, ...]:
        """The reports that a reference in any spelling, or a slug, names."""
        slug = slug_of(reference)
        if not slug:
            return ()
        claims = self.claims
        claim = claims.mark(slug)
        return tuple(report for report in self.reports if claims.of(report) == claim and report.slug == slug)
