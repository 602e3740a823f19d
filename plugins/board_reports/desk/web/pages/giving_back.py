"""Releasing a hold: with a new date for what never was public, with more weeks for what lost days."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from board_reports.desk.web.asking import (
    at,
    basics,
    changed_since,
    one_at_a_time,
    seen,
    standing_of,
    sure_basics,
    the_site,
    today,
    who,
)
from board_reports.desk.web.pages.home import outside
from board_reports.desk.web.reading import day_in, weeks_in
from board_reports.desk.web.record import evidence_now
from board_reports.desk.web.today import row_of
from board_reports.release.commands import giving_back
from board_reports.release.commands.takedown import Unknown
from board_reports.release.record.evidence import Evidence
from board_reports.release.record.lines import Event
from board_reports.reports.rewriting import CannotRewrite

pages = Blueprint("giving_back", __name__)
CHANGED = "Somebody changed this report since you opened the page. This is how it is now: look, and send it again."


@pages.route("/reports/<slug>/release", methods=["GET", "POST"])
def give_back(slug: str) -> str | Response | tuple[str, int]:
    """Lift a hold."""
    if request.method == "GET":
        return _form(slug, {}, {})
    with one_at_a_time():
        one = standing_of(slug)
        values = {name: request.form.get(name, "") for name in ("day", "weeks")}
        if changed_since(one):
            return _form(slug, values, {"": CHANGED}), 409
        day, weeks, errors = _given(values)
        if errors:
            return _form(slug, values, errors), 422
        try:
            done = giving_back.give_back(the_site().state, sure_basics(), slug, at=at(), who=who(), on=day, weeks=weeks)
        except Unknown:
            abort(404)
        except giving_back.NeedsDay:
            text = "Its opening has passed, and it never was public: give the day on which it is to go up."
            return _form(slug, values, {"day": text}), 422
        except giving_back.NotNow as error:
            return _form(slug, values, {"day" if day else "": str(error).replace("Give --weeks", "Give weeks")}), 422
        except CannotRewrite as error:
            told = " ".join(f"{one.message} {one.fix}" for one in error.told(slug))
            return _form(slug, values, {"weeks" if weeks else "": told}), 422
        except OSError as error:
            text = f"The state folder cannot be used ({error.strerror or type(error).__name__}): tell the web team."
            return _form(slug, values, {"": text}), 500
    outside().forget()
    flash(f"The hold of {done.reference} is released. It is public with the next run, if its dates say so.", "done")
    for sentence in done.told:
        flash(sentence, "done")
    return redirect(url_for("report.report", slug=slug))


def _given(values: dict[str, str]) -> tuple[date | None, int | None, dict[str, str]]:
    day = weeks = None
    errors: dict[str, str] = {}
    if values["day"].strip():
        day, fault = day_in(values["day"])
        errors |= {"day": fault} if fault else {}
    if values["weeks"].strip():
        weeks, fault = weeks_in(values["weeks"], basics().settings.minimum_weeks)
        errors |= {"weeks": fault} if fault else {}
    return day, weeks, errors


def _form(slug: str, values: dict[str, str], errors: dict[str, str]) -> str:
    one = standing_of(slug)
    row = row_of(the_site(), slug, one)
    if row is None or one is None:
        abort(404)
    evidence = evidence_now(slug, one)
    was_public = any(line.entry.event is Event.OPENED for line in evidence.lines)
    window = one.report.window
    needs_day = not was_public and window is not None and window.opens <= at()
    weeks = _weeks(evidence) if was_public else None
    if not values and weeks:
        values = {"day": "", "weeks": str(weeks)}
    return render_template(
        "give_back.html",
        row=row,
        values={"day": "", "weeks": ""} | values,
        errors=errors,
        seen=seen(one),
        was_public=was_public,
        needs_day=needs_day,
        lost=evidence.tally.shortfall,
        weeks=weeks,
        tomorrow=today() + timedelta(days=1),
    )


def _weeks(evidence: Evidence) -> int | None:
    return evidence.tally.weeks_that_make_up() if evidence.tally.shortfall else None
