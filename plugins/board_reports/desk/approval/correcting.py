"""Bringing a correction in: checked against what is public, dated, sealed, and in its place in one step."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from board_reports.desk.anonymity.finding import Findings as Found
from board_reports.desk.approval.bringing_in import bring_in
from board_reports.desk.approval.facts import facts_of
from board_reports.desk.approval.locking import alone
from board_reports.desk.approval.noting import entry_of, is_noted, note
from board_reports.desk.approval.refused import CannotApprove
from board_reports.desk.approval.sealing import Approved, Finder, Findings, Sealing, found_in, write_all
from board_reports.desk.approval.starting import PUBLIC_OR_HELD
from board_reports.desk.approval.targets import correction_of, present
from board_reports.release.basics import Basics
from board_reports.release.record.ledger import Event
from board_reports.release.state import State
from board_reports.reports.drafts import CORRECTION, read_draft
from board_reports.reports.folder import CannotRead, read_text_bytes, told_path
from board_reports.reports.problem import Problem, in_order
from board_reports.reports.register import Register
from board_reports.reports.report import Report, read_report
from board_reports.reports.resealing import Prepared
from board_reports.reports.rewriting import CannotRewrite, rewritten
from board_reports.reports.standing import Standing, judge_at

DATES = ("publication_date", "publication_time", "weeks")
KEPT = ("approved_date", "hold", "withdrawn_date", "withdrawn_reason")
"""What a correction never changes: it is taken from the report as it is when the correction comes in."""


@dataclass(frozen=True)
class Correction:
    """A correction to one report: what was asked for, to be looked at and then brought in."""

    state: State
    basics: Basics
    reference: str
    note: str
    note_cy: str | None
    at: datetime
    findings: Finder

    def again(self) -> Sealing:
        """Look at the correction as it is now; raises CannotApprove where there is none."""
        report, register = present(self.basics, self.reference)
        folder = correction_of(report)
        if folder is None and self._is_in(report):
            facts = (*facts_of(report), ("Correction", "in already"))
            return Sealing(report, facts, (), None, report.content.seal, (), self, done=True)
        correction = self._read(report, folder, register)
        findings = found_in(self.findings, correction)
        problems = list(self._against(report, register, correction))
        try:
            writes, after = self._written(report, correction)
        except CannotRewrite as error:
            writes, after = (), None
            problems += [] if correction.problems else error.told(correction.source)
        except (CannotRead, ValueError) as error:
            writes, after = (), None
            problems.append(Problem(correction.source, None, None, str(error), getattr(error, "fix", "")))
        problems += self._of_its_own(correction, after)
        findings = self._with_notes(findings, correction, writes)
        return Sealing(
            report=correction,
            facts=(*facts_of(after or correction), ("Takes the place of", report.source)),
            refusals=in_order(problems),
            findings=findings,
            seal=after.content.seal if after else None,
            writes=writes,
            job=self,
        )

    def write(self, sealing: Sealing, who: str) -> Approved:
        """Seal the correction where it was prepared, and let it take the place of what is public, in one step."""
        assert sealing.seal is not None
        report, _ = present(self.basics, self.reference)
        folder = correction_of(report)
        approved = Approved((report.reference or "").strip(), report.source, sealing.seal, finished=sealing.done)
        if not sealing.done:
            write_all(sealing.writes, sealing.report.source)
        if not sealing.done and folder is not None:
            approved.told += bring_in(report, self._draft(report, folder), sealing.seal, KEPT)
        final, _ = present(self.basics, self.reference)
        if final.sealed is not True or final.content.seal != sealing.seal:
            raise CannotApprove("It was changed while it was approved, so its seal does not match. Look at it again.")
        if not (sealing.done and is_noted(self.state, self.basics, final, sealing.seal)):
            entry = entry_of(Event.CORRECTION, final, self.at, who, approved)
            note(self.state, self.basics, entry, approved)
        approved.told.append("The corrected text is public with the next run. To see it now: board nightly")
        return approved

    def holding(self, sealing: Sealing, work: Callable[[], Approved]) -> Approved:
        """Do the work while nobody else approves, and no run looks."""
        with alone(self.state, no_run=not sealing.done):
            return work()

    def _is_in(self, report: Report) -> bool:
        """Whether this very correction is what is there now."""
        fields = report.fields
        return bool(fields and report.sealed and (fields.revision_note or "").strip() == self.note.strip())

    def _read(self, report: Report, folder: Path | None, register: Register) -> Report:
        """The correction; without one, the report itself where its own text was changed after it was sealed."""
        if folder is not None:
            return self._draft(report, folder)
        one = judge_at(report, self.at, register.taken_twice)
        if one.standing is Standing.UNAPPROVED and report.sealed is False:
            return report
        raise CannotApprove(f"No correction to {report.source} is prepared. To begin one: board correct REFERENCE")

    def _draft(self, report: Report, folder: Path) -> Report:
        name = f"{folder.parent.name}/{CORRECTION}"
        draft = read_draft(self.basics.reports_dir, self.basics.settings, name)
        return replace(draft, files=replace(draft.files, name=report.files.name))

    def _changes(self, report: Report) -> dict[str, object | None]:
        today = self.at.astimezone(report.settings.zone).date()
        kept = {key: getattr(report.fields, key, None) for key in KEPT}
        return {**kept, "revised_date": today, "revision_note": self.note}

    def _written(self, report: Report, correction: Report) -> tuple[tuple[Prepared, ...], Report]:
        """What would be written into the correction, the Welsh twin first, and the correction as it then is.

        Raises CannotRead, CannotRewrite or ValueError where it cannot be written.
        """
        if correction.files.broken:
            raise correction.files.broken
        main = _prepared(correction.files.english, self._changes(report))
        welsh = correction.files.welsh
        twin = _prepared(welsh, {"revision_note": self.note_cy}) if welsh else None
        after = as_written(correction, main.new, twin.new if twin else None)
        if seal := after.content.seal:
            main = _prepared(main.path, {**self._changes(report), "approved_digest": seal})
            after = as_written(correction, main.new, twin.new if twin else None)
        return (*([twin] if twin else []), main), after

    def _with_notes(
        self, findings: Findings | None, correction: Report, writes: tuple[Prepared, ...]
    ) -> Findings | None:
        """The findings, with those in the notes, which stand in no file until the correction is brought in."""
        if not isinstance(findings, Found) or not callable(self.findings) or not writes:
            return findings
        with TemporaryDirectory() as folder:
            texts = {write.path.name: Path(folder, write.path.name) for write in writes}
            for write in writes:
                texts[write.path.name].write_bytes(write.new)
            welsh = correction.files.welsh
            files = replace(
                correction.files,
                english=texts[correction.files.english.name],
                welsh=texts[welsh.name] if welsh else None,
                parts={},
                others={},
            )  # of all that was looked through already, only the two texts with the notes are looked through again
            found = self.findings(read_report(files, correction.settings))
        told = {correction.files.english.name: correction.source}
        told |= {welsh.name: told_path(welsh, self.basics.root)} if welsh else {}
        shown = found.open if isinstance(found, Found) else ()
        notes = tuple(replace(one, file=told[Path(one.file).name]) for one in shown if one.key == "revision_note")
        return replace(findings, open=(*(one for one in findings.open if one.key != "revision_note"), *notes))

    def _against(self, report: Report, register: Register, correction: Report) -> Iterator[Problem]:
        """What speaks against it beside the report that is public now."""
        front, source = correction.front, correction.source
        one = judge_at(report, self.at, register.taken_twice)
        if correction is not report and one.standing not in PUBLIC_OR_HELD:
            message = f"The report is not public ({one.standing}), so a correction cannot take its place."
            yield Problem(report.source, None, None, message, "Mend the report first, or withdraw the correction.")
        if report.window is None or not report.window.contains(self.at):
            message = "Today is not a day of its window: only what is public is corrected."
            yield Problem(report.source, None, "publication_date", message, "Change the text, and approve it again.")
        if correction.slug is not None and correction.slug != report.slug:
            message = "The correction has another reference than the report."
            yield Problem(source, front.line_of(("reference",)), "reference", message, "Write the report's reference.")
        for key in DATES if correction.fields and report.fields else ():
            public = getattr(report.fields, key)
            if getattr(correction.fields, key) != public:
                fix = f"Write {key} as it is in {report.source}: a correction never moves the window."
                yield Problem(source, front.line_of((key,)), key, "It is not as in the report that is public.", fix)
        if correction is not report and correction.content.seal and correction.content.seal == report.content.seal:
            fix = "Change the text in this folder, or take the folder away."
            yield Problem(source, None, None, "It is the same as what is public now.", fix)
        yield from self._of_the_note(correction)

    def _of_the_note(self, correction: Report) -> Iterator[Problem]:
        welsh = correction.files.welsh
        told = told_path(welsh, self.basics.root) if welsh else correction.source
        if welsh is None and self.note_cy is not None:
            message = "There is a Welsh note, but no Welsh text."
            yield Problem(told, None, "revision_note", message, "Give the note in English alone, or add index.cy.md.")
        if welsh is not None and self.note_cy is None and self.basics.settings.require_welsh:
            message = "The Welsh text needs the note in Welsh."
            yield Problem(told, None, "revision_note", message, "Give it as well: --correction-cy TEXT")

    def _of_its_own(self, correction: Report, after: Report | None) -> Iterator[Problem]:
        """What is wrong with the correction itself, each at its line as the file is now."""
        ours = {*KEPT, "revised_date", "revision_note", "approved_digest"}
        yield from (one for one in correction.problems if after is None or one.key not in ours)
        if correction.fields:
            yield from correction.content.problems
        if after is None or correction.problems or correction.content.problems:
            return
        one = judge_at(after, self.at, {})
        if one.standing not in PUBLIC_OR_HELD:
            told = one.problems or (Problem("", None, None, one.why, "Correct that first."),)
            yield from (replace(problem, file=correction.source, line=None) for problem in told)


def as_written(report: Report, english: bytes, welsh: bytes | None) -> Report:
    """The report, read and judged as it is once its two texts have these bytes; nothing of it is written."""
    with TemporaryDirectory() as folder:
        texts = {"index.md": english, **({"index.cy.md": welsh} if welsh is not None else {})}
        for name, data in texts.items():
            Path(folder, name).write_bytes(data)
        twin = Path(folder, "index.cy.md") if welsh is not None else None
        after = read_report(replace(report.files, english=Path(folder, "index.md"), welsh=twin), report.settings)
        after.content  # noqa: B018 - judged while the texts are there
        return after


def _prepared(path: Path, changes: dict[str, object | None]) -> Prepared:
    old = read_text_bytes(path)
    return Prepared(path, old, rewritten(old, changes))
