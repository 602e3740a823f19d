"""The front matter as a form, with what is wrong beside each field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from board_reports.desk.web.asking import register
from board_reports.desk.web.pages.authoring_base import PUBLIC_NOW, all_works, may_write, pages, show, work_of
from board_reports.desk.writing.details import DATES, KEYS, judged, standing_errors, taken, values_of
from board_reports.desk.writing.places import Kind, Work
from board_reports.desk.writing.saving import CannotSave, SavedMeanwhile, bytes_of, digest_of, save_over
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.rewriting import CannotRewrite, rewritten

LABELS = {
    "title": ("Title", "What the report is called on the site."),
    "reference": ("Reference", "As the Board writes it, for example CPR 01/2026."),
    "review_type": ("Kind of review", None),
    "publication_date": ("Publication date", "The first public day, for example 2026-12-07."),
    "publication_time": ("Publication time", "Only if it is not to go up at midnight, for example 09:30."),
    "weeks": ("Weeks", "Only if it is to stay up longer than usual."),
    "summary": ("Summary", "One or two sentences for the list of reports. They are public."),
    "family_told_date": ("Family told on", "Not public. For example 2026-12-01."),
    "sent_to_welsh_government_date": ("Sent to Welsh Government on", "Not public."),
    "legal_advice_date": ("Legal advice on", "Not public."),
    "note": ("Note", "Not public: for the Business Unit alone."),
}
FIXED = {Kind.CORRECTION: ("reference", "publication_date", "publication_time", "weeks")}


@dataclass
class Form:
    """The form of one request: what its fields show, what is wrong, and what it has seen of the file.

    `theirs` is what somebody else saved meanwhile, by key, where it differs from what was typed.
    """

    shown: tuple[str, ...]
    typed: dict[str, str]
    wrong: dict[str, str]
    seen: str
    theirs: dict[str, str] | None = None


@pages.route("/write/<kind>/<name>/details", methods=["GET", "POST"])
def details(kind: str, name: str) -> str | tuple[str, int] | Response:
    """The form, and what came of it: nothing is saved while anything that was typed is wrong."""
    work = work_of(kind, name)
    try:
        data = bytes_of(work.report.files.english)
    except CannotSave as error:
        return show("authoring_unreadable.html", work, message=str(error), problems=work.report.problems)
    front, keys = read_front_matter(data), keys_of(work)
    if not front.readable:
        return show("authoring_unreadable.html", work, message=None, problems=work.report.problems)
    wrong = standing_errors(work.report.problems, work.report.source, keys)
    form = Form(keys, values_of(front), wrong, digest_of(data))
    if request.method == "GET":
        return _page(work, form)
    form.typed |= {key: request.form.get(key, "") for key in keys}
    found = judged(front, form.typed, work.report.settings, keys)
    form.wrong, form.seen = dict(found.errors), request.form.get("seen", "")
    if not may_write(work):
        form.wrong[""] = PUBLIC_NOW
    if new := found.changes.get("reference"):
        others = [one.report for one in all_works() if one.report.source != work.report.source]
        if why := taken(str(new), work.report, register(), others):
            form.wrong["reference"] = why
    if not form.wrong and _saved(work, form, data, found.changes):
        flash("The details are saved." if found.changes else "Nothing was changed.", "done")
        return redirect(url_for("authoring.work", kind=kind, name=name), 303)
    return _page(work, form), 409 if form.theirs is not None else 422


def _saved(work: Work, form: Form, data: bytes, changes: Mapping[str, object | None]) -> bool:
    """Save the changes to the file's bytes; what keeps them from being saved is put into the form."""
    try:
        if digest_of(data) != form.seen:
            raise SavedMeanwhile(data)
        if changes:
            save_over(work.report.files.english, form.seen, rewritten(data, changes))
    except SavedMeanwhile as error:
        again = values_of(read_front_matter(error.now))
        form.theirs = {key: again[key] for key in form.shown if again[key] != form.typed[key]}
        form.seen = digest_of(error.now)
    except (CannotSave, CannotRewrite, ValueError) as error:
        form.wrong[""] = str(error)
    else:
        return True
    return False


def keys_of(work: Work) -> tuple[str, ...]:
    """The keys of the form: a correction changes neither the reference nor when it is public."""
    return tuple(key for key in KEYS if key not in FIXED.get(work.kind, ()))


def _page(work: Work, form: Form) -> str:
    settings = work.report.settings
    kinds = [("", "Not said")] + [(key, labels["en"]) for key, labels in settings.review_types.items()]
    kind = form.typed.get("review_type")
    if kind and kind not in settings.review_types:
        kinds.append((kind, f"{kind} (not one of the site's)"))
    return show(
        "authoring_details.html",
        work,
        labels=LABELS,
        values=form.typed,
        keys=form.shown,
        errors=form.wrong,
        theirs=form.theirs,
        seen=form.seen,
        dates=DATES,
        kinds=kinds,
        usual_weeks=settings.weeks,
        required=settings.required_before_publication,
    )
