"""What is about to be sealed: shown first, written by whoever decided it, and only as it was shown."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from board_reports.desk.approval.facts import Fact
from board_reports.desk.approval.refused import CannotApprove
from board_reports.reports.problem import Problem
from board_reports.reports.report import Report
from board_reports.reports.resealing import Prepared
from board_reports.reports.rewriting import CannotRewrite


class OneFinding(Protocol):
    """One place at which the anonymity check found something; `problem` names it without its text."""

    @property
    def problem(self) -> Problem: ...


class Findings(Protocol):
    """What the anonymity check found in a report: open, waived, and what it could not read."""

    @property
    def open(self) -> Sequence[OneFinding]: ...
    @property
    def waived(self) -> Sequence[OneFinding]: ...
    @property
    def unread(self) -> Sequence[Problem]: ...


Finder = Findings | Callable[[Report], Findings | None] | None
"""The findings, or what makes them from the very report that is about to be sealed; None: they were not asked for."""


def found_in(finder: Finder, report: Report) -> Findings | None:
    """The findings in a report."""
    return finder(report) if callable(finder) else finder


@dataclass
class Approved:
    """What came of it: where the report lies now, its reference and seal, and sentences to tell.

    `failed` says that it is approved, but that something is left to look at; the sentences say what.
    """

    reference: str
    source: str
    seal: str
    told: list[str] = field(default_factory=list)
    failed: bool = False
    finished: bool = False


class Job(Protocol):
    """How something is looked at once more, and then written."""

    def again(self) -> Sealing:
        """Look at it as it is now."""
        ...

    def write(self, sealing: Sealing, who: str) -> Approved:
        """Write what was looked at; raises CannotApprove or OSError."""
        ...

    def holding(self, sealing: Sealing, work: Callable[[], Approved]) -> Approved:
        """Do the work while nobody else approves."""
        ...


@dataclass(frozen=True)
class Sealing:
    """A report, or a correction to one, as it would be sealed.

    `report` is as it lies now, `facts` are what to show, `refusals` what has to be mended first, `seal` what the seal
    would be, None while it cannot be sealed. `print` is another one whenever what was looked at is: whoever shows a
    sealing in one moment and writes it in another compares both. `done` says that it is approved so already: writing
    then only finishes what may have been cut short. `findings` is None where the anonymity check was not asked.
    `writes` is the change of each file's front matter, the English file's last.
    """

    report: Report
    facts: tuple[Fact, ...]
    refusals: tuple[Problem, ...]
    findings: Findings | None
    seal: str | None
    writes: tuple[Prepared, ...]
    job: Job
    done: bool = False

    @property
    def print(self) -> str:
        """A digest over what was looked at, and what would be written."""
        pieces = [str(self.seal).encode()]
        for one in self.writes:
            pieces += [bytes(one.path), one.old, one.new]
        return hashlib.sha256(b"".join(hashlib.sha256(piece).digest() for piece in pieces)).hexdigest()

    @property
    def open_findings(self) -> tuple[Problem, ...]:
        """The places of what the anonymity check found and nobody has waived, never the texts."""
        return tuple(one.problem for one in self.findings.open) if self.findings else ()

    def write(self, who: str, *, findings_seen: bool = False) -> Approved:
        """Approve it in the name of `who`, an account or person; it is exactly what was looked at.

        Open findings need `findings_seen`: that a person has looked at each of them. Raises CannotApprove when it is
        refused, or has changed since it was looked at, and OSError when the disk or the state folder cannot be used.
        Cut short at any moment it leaves nothing public that is not approved, and doing it again finishes it.
        """
        if self.refusals:
            raise CannotApprove("It cannot be approved yet:", self.refusals)
        if self.open_findings and not (findings_seen or self.done):
            raise CannotApprove("The anonymity check has open findings:", self.open_findings)
        return self.job.holding(self, lambda: self._write(who))

    def _write(self, who: str) -> Approved:
        now = self.job.again()
        if (now.print, now.seal, now.refusals) != (self.print, self.seal, self.refusals):
            raise CannotApprove("It has changed since it was shown. Look at it once more.")
        return self.job.write(now, who)


def write_all(writes: tuple[Prepared, ...], source: str) -> None:
    """Write the changes, file by file; raises CannotApprove where somebody else saved one of them in between."""
    try:
        for one in writes:
            one.write()
    except CannotRewrite as error:
        raise CannotApprove("It cannot be written:", error.told(source)) from None
