"""Approving: what will be sealed is shown as it is, and sealed as it was shown; a correction is put up the same way."""

from __future__ import annotations

from datetime import date
from pathlib import PurePosixPath

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from board_reports.desk.approval import CannotApprove, Sealing, look, look_correction
from board_reports.desk.web.asking import at, basics, register, the_site, today, who
from board_reports.desk.web.pages.authoring_base import (
    checked,
    checked_work,
    for_desk,
    pages,
    previews,
    show,
    work_of,
)
from board_reports.desk.web.reading import day_in
from board_reports.desk.writing.differing import Change, differences
from board_reports.desk.writing.places import Kind, Work, find_work
from board_reports.desk.writing.saving import CannotSave, bytes_of
from board_reports.desk.writing.texts import TextFile, opened, text_named, texts_of
from board_reports.reports.problem import Problem
from board_reports.reports.standing import Standing

MOST_NOTE = 500  # characters
_PLACEHOLDER = "(the note)"


@pages.route("/write/<kind>/<name>/approve", methods=["GET", "POST"])
def approve(kind: str, name: str) -> str | tuple[str, int] | Response:
    """What would be sealed, and the form; or the approval."""
    work = work_of(kind, name)
    if request.method == "GET":
        return _page(work, {}, {})
    fields = ("note", "note_cy") if work.kind is Kind.CORRECTION else ("day", "minute")
    typed = {key: " ".join(request.form.get(key, "").split()) for key in fields}
    errors, day = _judged(work, typed)
    found = checked_work(work).findings
    if found.open and not request.form.get("looked"):
        errors["looked"] = "Look at each open finding first, and tick that you have."
    if request.form.get("state") != work.state:
        errors[""] = "It has changed since it was shown to you. Look at it once more, as it is now."
    refusals: tuple[Problem, ...] = ()
    if not errors:
        try:
            approved = _look(work, day, typed).write(who(), findings_seen=bool(found.open))
            for sentence in filter(None, map(for_desk, approved.told)):
                if not sentence.startswith("It opens at"):  # the page says it, too
                    flash(sentence, "problem" if approved.failed else "done")
            previews().drop(who(), work.draft_name)
            path = PurePosixPath(approved.source)
            final = path.parent.name if path.name == "index.md" else path.stem
            return redirect(url_for("authoring.approved", name=final, what=work.kind.value), 303)
        except CannotApprove as error:
            errors[""], refusals = for_desk(str(error)), error.problems
        except OSError as error:
            errors[""] = f"It cannot be written ({error.strerror}). Tell the web team."
    return _page(work, typed, errors, refusals), 422


@pages.get("/write/report/<name>/approved")
def approved(name: str) -> str:
    """What comes next, once it is approved."""
    work = work_of(Kind.REPORT.value, name)
    return show("authoring_approved.html", work, Standing=Standing, what=request.args.get("what", ""))


def _judged(work: Work, typed: dict[str, str]) -> tuple[dict[str, str], date]:
    errors: dict[str, str] = {}
    day = today()
    if work.kind is Kind.CORRECTION:
        if not typed["note"]:
            errors["note"] = "Say to the public in one sentence what was corrected."
        if work.report.files.welsh and not typed["note_cy"]:
            errors["note_cy"] = "Say the same in Welsh: the report has a Welsh text."
        for key in ("note", "note_cy"):
            if len(typed[key]) > MOST_NOTE:
                errors[key] = f"The note has {len(typed[key])} characters: at most {MOST_NOTE} are taken."
        return errors, day
    given, fault = day_in(typed["day"])
    if fault or given is None:
        errors["day"] = f"{fault} It is the day on which the Board approved the report." if fault else ""
    elif given > today():
        errors["day"] = "This day is still to come. Give the day on which the Board approved it."
    return errors, given or day


def _look(work: Work, day: date, typed: dict[str, str]) -> Sealing:
    """Raises CannotApprove or OSError."""
    state, known = the_site().state, basics()
    reference = work.report.reference or work.name
    if work.kind is Kind.CORRECTION:
        note = typed.get("note") or _PLACEHOLDER
        note_cy = (typed.get("note_cy") or _PLACEHOLDER) if work.report.files.welsh else None
        return look_correction(
            state,
            known,
            reference,
            note=note,
            note_cy=note_cy,
            at=at(),
            findings=lambda report: checked(report).findings,
        )
    minute = typed.get("minute") or None
    return look(
        state, known, reference, on=day, minute=minute, at=at(), findings=lambda report: checked(report).findings
    )


def _page(work: Work, typed: dict[str, str], errors: dict[str, str], refusals: tuple[Problem, ...] = ()) -> str:
    fields = work.report.fields
    day = min(today(), fields.publication_date) if fields else today()
    sealing, refused = None, None
    try:
        sealing = _look(work, day, typed)
    except CannotApprove as error:
        refused, refusals = for_desk(str(error)), (*refusals, *error.problems)
    except OSError as error:
        refused = f"The state folder cannot be used ({error.strerror}). Tell the web team."
    asked_later = ("approved_date", "approved_minute", "revision_note")  # those are judged when they are given
    if sealing is not None:
        refusals += tuple(one for one in sealing.refusals if one.key not in asked_later and one not in refusals)
    facts = [fact for fact in sealing.facts if fact[0] not in ("Approved by the Board", "Minute")] if sealing else []
    found = checked_work(work)
    return show(
        "authoring_approve.html",
        work,
        correction=work.kind is Kind.CORRECTION,
        facts=facts,
        refusals=refusals,
        refused=refused,
        ready=sealing is not None and not refusals and not sealing.done,
        done=sealing is not None and sealing.done,
        found=found,
        typed=typed,
        errors=errors,
        state=work.state,
        changes=_changes(work) if work.kind is Kind.CORRECTION else [],
        most_note=MOST_NOTE,
    )


def _changes(work: Work) -> list[tuple[str, list[Change]]]:
    """What a correction changes in the texts: the label of each, and its lines that differ."""
    public = find_work(basics(), register(), Kind.REPORT, work.name)
    found = []
    for text in texts_of(work):
        old = text_named(public, text.name) if public else None
        before, after = (_lines(one) if one and one.there else [] for one in (old, text))
        differs = differences(before, after)
        if differs:
            found.append((text.label, differs))
    return found


def _lines(text: TextFile) -> list[str]:
    try:
        shown = opened(text, bytes_of(text.path))
    except CannotSave:
        return []
    return [f"{key}: {value}" for key, value in shown.values.items() if value] + shown.body.splitlines()
