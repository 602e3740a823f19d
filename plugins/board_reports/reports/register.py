"""The register: all reports of a folder, and which of them are public at an instant."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from board_reports.reports.folder import CannotRead, scan, told_path
from board_reports.reports.problem import Problem
from board_reports.reports.report import Report, read_report
from board_reports.reports.settings import Settings
from board_reports.reports.slug import slug_of
from board_reports.reports.standing import Judging, ReportAt, Standings, by_content, judge_at


@dataclass(frozen=True)
class Register:
    """Every report of a folder, good or bad, sorted by source; `stray` are problems of what is no report.

    `readable` is False when the folder itself could not be read: then nothing is known about any report.
    """

    folder: Path
    settings: Settings
    reports: tuple[Report, ...]
    stray: tuple[Problem, ...]
    readable: bool = True

    @classmethod
    def read(cls, folder: Path, settings: Settings) -> Register:
        """Read the folder of reports. Never raises for a bad file: it is a problem of the register."""
        try:
            sources, stray = scan(folder, settings.root)
        except CannotRead as error:
            problem = Problem(told_path(folder, settings.root), None, None, error.message, error.fix)
            return cls(folder, settings, (), (problem,), readable=False)
        reports = sorted((read_report(source, settings) for source in sources), key=lambda report: report.source)
        return cls(folder, settings, tuple(reports), tuple(stray))

    @cached_property
    def taken_twice(self) -> dict[str, tuple[str, ...]]:
        """Each slug that more than one file claims, with the sources of those files."""
        claims = defaultdict(list)
        for report in self.reports:
            if report.slug:
                claims[report.slug].append(report.source)
        return {slug: tuple(sources) for slug, sources in claims.items() if len(sources) > 1}

    def at(self, instant: datetime, judging: Judging = by_content) -> Standings:
        """The standing of every report at `instant`, an aware datetime; raises ValueError for a naive one.

        `judging` judges the content of a report; without it each one is read and rendered.
        """
        if instant.tzinfo is None:
            raise ValueError("an instant needs a time zone")
        twins = self.taken_twice
        judged: tuple[ReportAt, ...] = tuple(judge_at(report, instant, twins, judging) for report in self.reports)
        return Standings(instant, judged, self.stray)

    def find(self, reference: str) -> tuple[Report, ...]:
        """The reports that a reference in any spelling, or a slug, names."""
        slug = slug_of(reference)
        return tuple(report for report in self.reports if report.slug == slug) if slug else ()
