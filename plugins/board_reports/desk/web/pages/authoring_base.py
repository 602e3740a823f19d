"""What the pages of writing share: their blueprint, the thing that is written on, its checks and its previews."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import cast

from flask import Blueprint, abort, current_app, g, make_response, render_template, request

from board_reports.desk.anonymity import CannotReadNames, Finding, Findings, Names, findings_of
from board_reports.desk.anonymity.names_file import private_names
from board_reports.desk.anonymity.site_check import own_details
from board_reports.desk.preview.keeping import Previews
from board_reports.desk.web.asking import basics, register, standings
from board_reports.desk.writing.places import Kind, Work, find_work, works
from board_reports.release.basics import Basics
from board_reports.reports.problem import Problem
from board_reports.reports.report import Report
from board_reports.reports.standing import ReportAt, Standing
from board_reports.site.board import Board, BoardError

pages = Blueprint("authoring", __name__)

KIND_LABELS = {Kind.DRAFT: "Draft", Kind.CORRECTION: "Correction", Kind.REPORT: "Report"}
PUBLIC_NOW = "The report is public now, so nothing was changed. Prepare a correction instead."
MOST_CHECKED = 16  # reports whose findings are kept
_COMMAND = re.compile(r"[^.;]*: board [a-z].*$")  # the last clause, where it names a command

STEPS = (
    ("authoring.work", "Overview"),
    ("authoring.details", "Details"),
    ("authoring.texts", "Text"),
    ("authoring.files", "Files"),
    ("authoring.check", "Check"),
    ("authoring.approve", "Approve"),
)


@dataclass(frozen=True)
class Checked:
    """What the anonymity check says of a report, and why it could not be asked in full."""

    findings: Findings
    lacking: str | None

    def numbered(self) -> list[tuple[int, Finding]]:
        """The open findings with the numbers that they have on the page and in the list."""
        return list(enumerate(self.findings.open, 1))


def previews() -> Previews:
    """The previews of this desk."""
    return cast("Previews", current_app.extensions.setdefault("board-desk-previews", Previews()))


def work_of(kind: str, name: str) -> Work:
    """What an address names; answers 404 where there is no such thing."""
    if kind not in tuple(Kind) or "/" in name:
        abort(404)
    if "work" not in g:
        g.work = find_work(basics(), register(), Kind(kind), name)
    if g.work is None:
        abort(404)
    return cast("Work", g.work)


def all_works() -> tuple[Work, ...]:
    """All drafts and corrections."""
    return works(basics())


def standing_of_work(work: Work) -> ReportAt | None:
    """The standing of a report that is no draft; of a correction, that of the report it corrects."""
    if work.kind is Kind.DRAFT:
        return None
    return next((one for one in standings().reports if one.report.files.name == work.name), None)


def may_write(work: Work) -> bool:
    """Whether its texts and files may be changed where they are: those of a live report change by a correction."""
    one = standing_of_work(work)
    return work.kind is not Kind.REPORT or one is None or one.standing is not Standing.LIVE


def work_to_write(kind: str, name: str) -> Work:
    """What an address names, for a page that changes it; a form is refused where that needs a correction."""
    work = work_of(kind, name)
    if request.method == "POST" and not may_write(work):
        abort(make_response(show("authoring_unreadable.html", work, message=PUBLIC_NOW, problems=()), 409))
    return work


def checked(report: Report) -> Checked:
    """What the anonymity check says now."""
    known = basics()
    names: Names | None = None
    lacking: str | None = "There is no private list of names, so the report was not searched for names."
    try:
        if path := known.names_file:
            folders = (known.docs_dir, known.reports_dir, known.state_dir)
            names, lacking = private_names(path, root=known.root, folders=folders), None
    except CannotReadNames as error:
        lacking = f"The report was not searched for names. {error}"
    return Checked(findings_of(report, names, _own_details(known)), lacking)


def checked_work(work: Work) -> Checked:
    """The same of what is written on, kept as long as neither it nor the list of names changes."""
    path = basics().names_file
    try:
        listed = path.stat().st_mtime_ns if path else 0
    except OSError:
        listed = -1
    key = (work.draft_name, work.state, listed)
    kept: dict[object, Checked] = current_app.extensions.setdefault("board-desk-checked", {})
    if key not in kept:
        while len(kept) >= MOST_CHECKED:
            kept.pop(next(iter(kept)), None)
        kept[key] = checked(work.report)
    return kept[key]


def _own_details(known: Basics) -> tuple[str, ...]:
    """The Board's own details; none where the configuration has a mistake there, so that more is found, not less."""
    try:
        return own_details(Board.of({"board": known.board}, known.site_name))
    except BoardError:
        return ()


def for_desk(text: str) -> str:
    """A sentence of a command, without the commands that it names: here there are buttons for them."""
    return _COMMAND.sub("", text).strip(" ;")


def problems_of(work: Work) -> tuple[Problem, ...]:
    """What is wrong with a report as it is, its texts and files included."""
    report = work.report
    return report.problems or report.content.problems


def show(template: str, work: Work, **values: object) -> str:
    """A page of one thing that is written on."""
    one = standing_of_work(work)
    return render_template(
        template,
        work=work,
        steps=STEPS,
        kind_label=KIND_LABELS[work.kind],
        heading=work.report.reference or work.name,
        standing=one,
        may_write=may_write(work),
        for_desk=for_desk,
        **values,
    )
