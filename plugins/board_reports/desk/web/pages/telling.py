"""The timeline, and the calendar with its address."""

from __future__ import annotations

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response as Answer

from board_reports.desk.web.asking import basics, desk, standings, the_site
from board_reports.desk.web.calendar_key import is_secret, renew, secret_of
from board_reports.desk.web.record import own_page
from board_reports.desk.web.seen_outside import checked_in
from board_reports.release.state import State

pages = Blueprint("telling", __name__)
BACK = '<nav aria-label="Desk"><p><a href="{}">Back to the desk</a></p></nav>'


@pages.get("/timeline")
def timeline() -> Response:
    """The timeline of all reports, and the coming four weeks: one page, complete in itself."""
    from board_reports.desk.telling.timeline import timeline_page  # noqa: PLC0415 - for this page alone

    known, site = basics(), the_site()
    page = timeline_page(
        standings(),
        known.site_name,
        lambda slug: _on_site(site.state, slug),
        examples=known.publish_examples,
        checked_at=checked_in(_status(site.state)),
    )
    return own_page(page, before=BACK.format(url_for("home.home")))


@pages.get("/calendar")
def calendar() -> str:
    """The calendar's address, and how it is made or renewed."""
    secret = secret_of(the_site().state)
    address = desk().origin + url_for("telling.ics", secret=secret) if secret else None
    return render_template("calendar.html", address=address, local="//127." in desk().origin)


@pages.post("/calendar")
def new_address() -> str | Answer | tuple[str, int]:
    """Make the address, or another one in its place."""
    try:
        renew(the_site().state)
    except OSError:
        abort(500)
    flash("The calendar has a new address. The old one, if there was one, answers no more.", "done")
    return redirect(url_for("telling.calendar"))


@pages.get("/calendar/<secret>.ics")
def ics(secret: str) -> Response:
    """The calendar itself, for whoever knows its address: nobody is signed in here. It names references alone."""
    if not is_secret(the_site().state, secret):
        abort(404)
    from board_reports.desk.telling.calendar import calendar_of  # noqa: PLC0415 - as above

    known = basics()
    data = calendar_of(
        standings(), known.site_name, known.site_url, known.settings.zone, examples=known.publish_examples
    )
    response = make_response(data)
    response.headers["Content-Type"] = "text/calendar; charset=utf-8"
    response.headers["Content-Disposition"] = 'inline; filename="reports.ics"'
    return response


def _on_site(state: State, slug: str | None) -> bool | None:
    tree = state.public_tree()
    if slug is None or tree is None:
        return None
    return (tree / "reports" / slug / "index.html").is_file()


def _status(state: State) -> bytes:
    tree = state.public_tree()
    try:
        return (tree / "status.json").read_bytes() if tree else b""
    except OSError:
        return b""
