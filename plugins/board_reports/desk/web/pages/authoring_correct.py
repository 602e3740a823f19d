"""Correcting while a report is public: a copy to change, while what was approved stays up."""

from __future__ import annotations

from flask import abort, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from board_reports.desk.approval import CannotApprove, start_correction
from board_reports.desk.web.asking import at, basics, standing_of, the_site
from board_reports.desk.web.pages.authoring_base import pages
from board_reports.desk.writing.places import Kind
from board_reports.reports.slug import slug_of


@pages.route("/reports/<slug>/correct", methods=["GET"])
def correct(slug: str) -> str:
    """What a correction is, and the button that begins one."""
    one = standing_of(slug) if slug_of(slug) == slug else None
    if one is None:
        abort(404)
    return render_template("authoring_correct.html", one=one, slug=slug, error=None)


@pages.post("/reports/<slug>/correct")
def begin_correction(slug: str) -> str | tuple[str, int] | Response:
    """Begin a correction: a copy of the present text, to change."""
    one = standing_of(slug) if slug_of(slug) == slug else None
    if one is None:
        abort(404)
    try:
        place = start_correction(the_site().state, basics(), slug, at=at())
    except CannotApprove as error:
        problems = " ".join(str(problem) for problem in error.problems)
        return render_template("authoring_correct.html", one=one, slug=slug, error=f"{error} {problems}".strip()), 422
    except OSError as error:
        told = f"It cannot be written ({error.strerror}). Tell the web team."
        return render_template("authoring_correct.html", one=one, slug=slug, error=told), 500
    flash("The correction is begun. What is public stays as it is until you put the correction up.", "done")
    return redirect(url_for("authoring.work", kind=Kind.CORRECTION.value, name=place.parent.name), 303)
