"""Hold and take down, each in two steps: a button, and a page with a reason and the button that does it."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, abort, render_template, request

from board_reports.desk.outside import STILL_TO_DO
from board_reports.desk.web.asking import at, seen, seen_by_form, standing_of, the_site, today, who
from board_reports.desk.web.pages.home import outside
from board_reports.desk.web.reading import day_in, reason_in
from board_reports.desk.web.today import Row, row_of
from board_reports.release.commands.takedown import Request, Unknown, take_down
from board_reports.reports.slug import slug_of

pages = Blueprint("taking_down", __name__)


@pages.route("/reports/<slug>/hold", methods=["GET", "POST"])
def hold(slug: str) -> str | tuple[str, int]:
    """Hold a report: off the site at once, or kept from opening, until it is given back."""
    return _taken(slug, "hold")


@pages.route("/reports/<slug>/take-down", methods=["GET", "POST"])
def withdraw(slug: str) -> str | tuple[str, int]:
    """Withdraw a report, now or on a later day."""
    return _taken(slug, "withdraw")


def _taken(slug: str, kind: str) -> str | tuple[str, int]:
    """The form, or what came of it. Nothing but a missing reason or an impossible day sends the form back.

    That the file was changed meanwhile is told and hinders nothing: what has to come down comes down.
    """
    if slug_of(slug) != slug:
        abort(404)
    if request.method == "GET":
        return _form(slug, kind, {}, {})
    values = {name: request.form.get(name, "") for name in ("reason", "when", "day")}
    reason, fault = reason_in(values["reason"])
    errors = {"reason": fault} if fault else {}
    on: date | None = None
    if kind == "withdraw" and values["when"] == "later":
        on, fault = day_in(values["day"])
        if fault is None and on is not None and on <= today():
            fault = f"Give a day after today, such as {date.fromordinal(today().toordinal() + 1)}, or choose now."
        errors |= {"day": fault} if fault else {}
    if errors:
        return _form(slug, kind, values, errors), 422
    site = the_site()
    before = standing_of(slug) if site.basics else None
    changed = bool(seen_by_form()) and seen(before) != seen_by_form()
    try:
        done = take_down(site.state, site.basics, Request(kind, _reference(slug), reason, at(), who(), on))
    except Unknown:
        abort(404)
    except OSError as error:
        return render_template("down_failed.html", why=error.strerror or type(error).__name__), 500
    outside().forget()
    off = done.off_site or (done.was_public and on is None)
    lines = STILL_TO_DO if done.was_public and on is None else ()
    return render_template(
        "down_done.html", done=done, kind=kind, on=on, off=off, lines=lines, changed=changed, slug=slug, site=site
    )


def _form(slug: str, kind: str, values: dict[str, str], errors: dict[str, str]) -> str:
    site = the_site()
    one = standing_of(slug) if site.basics else None
    row = row_of(site, slug, one) or Row(slug, slug, "", None, None, wanted=False)
    return render_template("down.html", row=row, kind=kind, values=values, errors=errors, seen=seen(one), today=today())


def _reference(slug: str) -> str:
    """The reference that is told: as the file or the release has it. Each of them, and the slug, names the report."""
    site = the_site()
    row = row_of(site, slug, standing_of(slug) if site.basics else None)
    return row.reference if row else slug
