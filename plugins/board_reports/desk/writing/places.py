"""What is written on: a draft, a correction, or a report that is not public now; found by a name, never by a path."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from board_reports.desk.writing.saving import file_digest
from board_reports.release.basics import Basics
from board_reports.reports.drafts import CORRECTION, draft_names, read_draft
from board_reports.reports.folder import CannotRead
from board_reports.reports.register import Register
from board_reports.reports.report import Report


class Kind(StrEnum):
    """What is written on, as it stands in the desk's addresses."""

    DRAFT = "draft"
    CORRECTION = "correction"
    REPORT = "report"


@dataclass(frozen=True)
class Work:
    """One thing that is written on. `name` is that of the address: the folder's, without `_`, or the file's."""

    kind: Kind
    name: str
    report: Report

    @property
    def home(self) -> Path | None:
        """The folder that its own files are in; None for a report that is a single file."""
        return self.report.files.home

    @property
    def draft_name(self) -> str:
        """The name below the folder of reports: `_NAME`, `NAME/_correction`, or that of a report."""
        return name_below(self.kind, self.name)

    @property
    def state(self) -> str:
        """A digest over every file of it: it is another one whenever anything is."""
        digest = hashlib.sha256()
        for name, path in _files(self.report):
            digest.update(f"{name}\0{file_digest(path)}\0".encode("utf-8", "surrogateescape"))
        return digest.hexdigest()[:32]


def name_below(kind: Kind, name: str) -> str:
    """The name below the folder of reports of what is written on."""
    return {Kind.DRAFT: f"_{name}", Kind.CORRECTION: f"{name}/{CORRECTION}"}.get(kind, name)


def works(basics: Basics) -> tuple[Work, ...]:
    """All drafts and corrections, by name; empty when the folder of reports cannot be read."""
    try:
        names = draft_names(basics.reports_dir)
    except CannotRead:
        return ()
    found = []
    for name in names:
        report = read_draft(basics.reports_dir, basics.settings, name)
        if name.endswith(f"/{CORRECTION}"):
            found.append(Work(Kind.CORRECTION, name.removesuffix(f"/{CORRECTION}"), report))
        else:
            found.append(Work(Kind.DRAFT, name[1:], report))
    return tuple(found)


def find_work(basics: Basics, register: Register, kind: Kind, name: str) -> Work | None:
    """What an address names, or None. A name is compared with those that are there: it never becomes a path."""
    if kind is Kind.REPORT:
        found = (report for report in register.reports if report.files.name == name)
        return next((Work(kind, name, report) for report in found), None)
    try:
        there = name_below(kind, name) in draft_names(basics.reports_dir)
    except CannotRead:
        return None
    if not there:
        return None
    return Work(kind, name, read_draft(basics.reports_dir, basics.settings, name_below(kind, name)))


def _files(report: Report) -> Iterator[tuple[str, Path]]:
    files = report.files
    yield "", files.english
    if files.welsh:
        yield "cy", files.welsh
    yield from sorted((files.parts | files.others).items())
