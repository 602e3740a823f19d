"""Approving a draft, or a report that is not approved yet: the approval and the seal in one write, then its place."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from board_reports.desk.approval.facts import facts_of
from board_reports.desk.approval.locking import alone
from board_reports.desk.approval.moving import rename_new, sync_below
from board_reports.desk.approval.noting import entry_of, is_noted, note
from board_reports.desk.approval.refused import CannotApprove
from board_reports.desk.approval.sealing import Approved, Finder, Sealing, found_in, write_all
from board_reports.desk.approval.targets import Target, read_at, target_of
from board_reports.release.basics import Basics
from board_reports.release.record.ledger import Event, Ledger
from board_reports.release.state import State, sync, sync_folder
from board_reports.reports.folder import CannotRead, read_text_bytes, told_path
from board_reports.reports.problem import Problem, in_order
from board_reports.reports.report import Report
from board_reports.reports.resealing import Prepared, as_in
from board_reports.reports.rewriting import CannotRewrite, rewritten
from board_reports.reports.standing import Standing, judge_at
from board_reports.site.words import words_of

_KEYS = ("approved_date", "approved_minute", "approved_digest")


@dataclass(frozen=True)
class Approval:
    """The approval of one reference: what was asked for, to be looked at and then written."""

    state: State
    basics: Basics
    reference: str
    on: date
    minute: str | None
    at: datetime
    findings: Finder

    def again(self) -> Sealing:
        """Look at the report as it is now; raises CannotApprove where there is not one report to look at."""
        target = target_of(self.basics, self.reference)
        report = target.report
        findings = found_in(self.findings, report)
        prepared, after, faults = self._after(report)
        problems = [*faults, *_problems(report, after), *self._refusals(target, after or report)]
        seal = after.content.seal if after else None
        if prepared and seal:
            new = rewritten(prepared.old, self._changes(seal))
            prepared = Prepared(prepared.path, prepared.old, new)
        approved = {"on": report.fields.approved_date, "minute": report.fields.approved_minute} if report.fields else {}
        done = (
            target.goal is None
            and report.sealed is True
            and approved == {"on": self.on, "minute": self.minute or approved["minute"]}
        )
        words = words_of("en")
        facts = [*facts_of(after or report), ("Approved by the Board", words.date(self.on))]
        facts.append(("Minute", "given" if self.minute or approved.get("minute") else "none"))
        facts.append(("Becomes" if target.goal else "Lies in", told_path(target.final, self.basics.root)))
        return Sealing(
            report=report,
            facts=tuple(facts),
            refusals=() if done else in_order(problems),
            findings=findings,
            seal=seal,
            writes=(prepared,) if prepared else (),
            job=self,
            done=done,
        )

    def write(self, sealing: Sealing, who: str) -> Approved:
        """Write what was looked at: into the draft first, and onto the disk; then its underscore goes."""
        target = target_of(self.basics, self.reference)
        assert sealing.seal is not None
        source = told_path(target.final / "index.md" if target.report.files.home else target.final, self.basics.root)
        approved = Approved((sealing.report.reference or "").strip(), source, sealing.seal, finished=sealing.done)
        if not sealing.done:
            write_all(sealing.writes, sealing.report.source)
            _assert_sealed(target_of(self.basics, self.reference).report, sealing.seal)
            if target.goal:
                take_off(target)
        final = read_at(target.final, self.basics.settings)
        _assert_sealed(final, sealing.seal)
        if not (sealing.done and is_noted(self.state, self.basics, final, sealing.seal)):
            entry = entry_of(Event.APPROVED, final, self.at, who, approved)
            note(self.state, self.basics, entry, approved)
        approved.told.append(judge_at(final, self.at, {}).why)
        return approved

    def holding(self, sealing: Sealing, work: Callable[[], Approved]) -> Approved:
        """Do the work while nobody else approves; a single file and its twin are moved while no run looks."""
        files = sealing.report.files
        with alone(self.state, no_run=files.home is None and files.welsh is not None):
            return work()

    def _changes(self, seal: str | None) -> dict[str, object]:
        changes: dict[str, object] = {"approved_date": self.on}
        changes |= {"approved_minute": self.minute} if self.minute else {}
        return changes | ({"approved_digest": seal} if seal else {})

    def _after(self, report: Report) -> tuple[Prepared | None, Report | None, list[Problem]]:
        """The report's file with the approval in it, and the report then; or what keeps it from being written."""
        if report.files.broken:
            return None, None, []
        path = report.files.english
        try:
            old = read_text_bytes(path)
            new = rewritten(old, self._changes(None))
            return Prepared(path, old, new), as_in(report, new), []
        except CannotRead as error:
            return None, None, [Problem(report.source, None, None, error.message, error.fix)]
        except CannotRewrite as error:
            return None, None, [] if report.problems else list(error.told(report.source))
        except ValueError as error:
            return None, None, [Problem(report.source, None, "approved_minute", str(error), "")]

    def _refusals(self, target: Target, report: Report) -> list[Problem]:
        """What the Board's rules, and the place where it goes, have against it."""
        found: list[Problem] = []

        def refuse(key: str | None, message: str, fix: str) -> None:
            line = report.front.line_of((key,)) if key and (key,) in target.report.front.lines else None
            found.append(Problem(target.report.source, line, key, message, fix))

        today = self.at.astimezone(report.settings.zone).date()
        if self.on > today:
            refuse("approved_date", f"{self.on} is still to come.", "Give the day on which the Board approved it.")
        if target.goal and (there := _taken(target)):
            where = told_path(there, self.basics.root)
            refuse(None, f"There is {where} already, so the draft cannot go there.", "Rename one, or take it away.")
        if report.settings.require_welsh and "cy" not in report.languages:
            refuse("title", "The Welsh twin is required and missing.", "Add the Welsh file beside the English one.")
        fields, window = report.fields, report.window
        if fields is None or window is None:
            return found
        if fields.withdrawn_date and fields.withdrawn_date <= today:
            refuse("withdrawn_date", "It was withdrawn.", "Give a new review a new file, or remove the withdrawal.")
        if window.first_day < today and not self._is_live(target):
            if self._was_public(report):
                fix = "Undo the change; or seal it as a correction: board approve REFERENCE --correction TEXT"
                refuse("approved_digest", "It was public already, and has changed since it was approved.", fix)
            else:
                fix = f"Set a new publication_date, {today} or later."
                refuse("publication_date", f'Its publication date "{window.first_day}" is past.', fix)
        approved = target.goal is None and target.report.sealed is True
        if approved and target.report.fields and target.report.fields.approved_date:
            day = target.report.fields.approved_date
            fix = "There is nothing to approve. To correct a text that is public: board correct REFERENCE"
            refuse("approved_date", f"It is approved and sealed already, on {day}.", fix)
        return found

    def _is_live(self, target: Target) -> bool:
        return target.goal is None and judge_at(target.report, self.at, {}).standing is Standing.LIVE

    def _was_public(self, report: Report) -> bool:
        lines = Ledger(self.state.ledger, self.basics.ledger_copy).read().lines
        return any(one.entry.slug == report.slug and one.entry.event is Event.OPENED for one in lines)


def take_off(target: Target) -> None:
    """Take the underscore off a sealed draft, by one rename; raises CannotApprove where the name is taken, or OSError.

    Of a single file the Welsh twin goes first: alone it is no report, and the English one without it is not as sealed.
    """
    assert target.goal is not None
    files = target.report.files
    try:
        if files.home:
            sync_below(files.home)
        elif files.welsh and files.welsh.name.startswith("_"):
            sync(files.welsh, os.O_NOFOLLOW)
            rename_new(files.welsh, target.goal.with_suffix(".cy.md"))
        rename_new(target.place, target.goal)
    except FileExistsError as error:
        raise CannotApprove(f"There is {Path(error.filename2 or error.filename).name} already.") from None
    sync_folder(target.goal.parent)


def _assert_sealed(report: Report, seal: str) -> None:
    if report.sealed is not True or report.content.seal != seal:
        raise CannotApprove("It was changed while it was approved, so its seal does not match. Approve it again.")


def _problems(report: Report, after: Report | None) -> list[Problem]:
    """What is wrong with the report itself, each at its line as the file is now."""
    own = [one for one in report.problems if after is None or one.key not in _KEYS]
    if after is None:
        return [*own, *report.content.problems]
    known = {(one.key, one.message) for one in report.problems}
    new = [one for one in after.problems if (one.key, one.message) not in known]
    return [*own, *new, *(report if report.fields else after).content.problems]


def _taken(target: Target) -> Path | None:
    """What stands already where the draft is to go, its twin's place included; not the twin of one half moved."""
    assert target.goal is not None
    stem = target.goal.with_suffix("") if target.goal.suffix == ".md" else target.goal
    welsh = target.report.files.welsh
    for path in (stem, stem.with_name(f"{stem.name}.md"), stem.with_name(f"{stem.name}.cy.md")):
        half_moved = path == welsh and target.report.sealed is True
        if os.path.lexists(path) and not half_moved:
            return path
    return None
