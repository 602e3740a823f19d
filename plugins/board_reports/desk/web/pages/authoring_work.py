"""What is being written: the list of drafts and corrections, and the overview of each."""

from __future__ import annotations

from flask import abort, redirect, render_template, url_for
from werkzeug.wrappers import Response

from board_reports.desk.web.asking import at, standing_of, standings
from board_reports.desk.web.pages.authoring_base import all_works, pages, problems_of, show, work_of
from board_reports.desk.writing.details import NEEDED
from board_reports.desk.writing.places import Kind
from board_reports.desk.writing.texts import texts_of
from board_reports.reports.slug import slug_of
from board_reports.reports.standing import Standing

WRITTEN_ON = (Standing.INVALID, Standing.UNAPPROVED, Standing.SCHEDULED, Standing.HELD)


@pages.get("/write/")
def drafts() -> str:
    """All drafts and corrections, and the reports that are not public yet."""
    works = all_works()
    others = [one for one in standings().reports if one.standing in WRITTEN_ON]
    return render_template(
        "authoring_drafts.html",
        drafts=[work for work in works if work.kind is Kind.DRAFT],
        corrections=[work for work in works if work.kind is Kind.CORRECTION],
        waiting=[one for one in others if one.report.window is None or one.report.window.closes > at()],
        live=[one for one in standings().reports if one.live],
    )


@pages.get("/write/<kind>/<name>/")
def work(kind: str, name: str) -> str:
    """The overview of one thing that is written on: what is there, and what still has to be done."""
    found = work_of(kind, name)
    front = found.report.front
    return show(
        "authoring_work.html",
        found,
        texts=texts_of(found),
        missing=[key for key in NEEDED if (key,) not in front.lines],
        problems=[one for one in problems_of(found) if not one.message.startswith("There is no ")],
        advice=found.report.content.advice,
    )


@pages.get("/reports/<slug>/write")
def open_report(slug: str) -> Response:
    """Lead from a report's page to where it is written on: its correction, where one is prepared."""
    one = standing_of(slug) if slug_of(slug) == slug else None
    if one is None:
        abort(404)
    name = one.report.files.name
    corrected = any(work.kind is Kind.CORRECTION and work.name == name for work in all_works())
    kind = Kind.CORRECTION if corrected else Kind.REPORT
    return redirect(url_for("authoring.work", kind=kind.value, name=name), 303)
