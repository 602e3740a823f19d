"""Notices about a report: their text, a draft for a mail program, and sending, which is asked twice."""

from __future__ import annotations

import os
import re

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from board_reports.desk.telling.notice import Kind, NoNotice, draft_of, notice_for, text_of
from board_reports.desk.telling.sending import CannotSend, addresses_of, not_to_be_sent, send_notice
from board_reports.desk.web.asking import at, basics, standing_of, the_site, who
from board_reports.desk.web.today import row_of
from board_reports.reports.standing import ReportAt

pages = Blueprint("notices", __name__)

NAMES = {
    Kind.PRACTITIONERS: "Message for practitioners",
    Kind.WELSH_GOVERNMENT: "Covering note for Welsh Government",
}
# What a message says of the command line, and what it says here.
_HERE = (
    (re.compile(r" ?To send it once more: --again"), " To send it once more, tick the box."),
    (re.compile(r"with --again"), "with the box ticked"),
    (re.compile(r"Look first: board verify \S+"), "The server looks at the site by itself: wait until it has."),
)


@pages.get("/reports/<slug>/notices/")
def notices(slug: str) -> str:
    """The notices that there are about a report."""
    return render_template("notices.html", slug=slug, reference=_reference(slug), names=NAMES)


@pages.route("/reports/<slug>/notices/<kind>/", methods=["GET", "POST"])
def notice(slug: str, kind: str) -> str | Answer | tuple[str, int]:
    """One notice: shown; then asked once more; then sent."""
    one, which = _known(slug, kind)
    if request.method == "GET":
        return _page(one, slug, which)
    given, again = request.form.get("to", ""), request.form.get("again") == "yes"
    try:
        addresses = addresses_of(part for part in re.split(r"[\s,;]+", given) if part)
        if not addresses:
            raise CannotSend("Give at least one e-mail address.")
        if request.form.get("step") != "send":
            return _page(one, slug, which, to=given, ask=addresses)
        sent = send_notice(
            the_site().state,
            basics(),
            one,
            which,
            addresses,
            at=at().astimezone(the_site().zone),
            who=who(),
            environment=os.environ,
            again=again,
        )
    except NoNotice as error:
        return _page(one, slug, which, to=given, error=_here(str(error))), 422
    flash(f"Sent to {_count(sent.taken)}.", "done")
    if sent.skipped:
        flash(f"{_count(sent.skipped)} had it before, and got it no second time.", "done")
    if sent.refused:
        flash(f"The mail server refused {_count(len(sent.refused))}: look whether they are right.", "problem")
    return redirect(url_for("notices.notice", slug=slug, kind=kind))


@pages.get("/reports/<slug>/notices/<kind>.eml")
def draft(slug: str, kind: str) -> Response:
    """The notice as a draft that a mail program opens."""
    one, which = _known(slug, kind)
    try:
        data = draft_of(notice_for(basics(), one, which, at().astimezone(the_site().zone)))
    except NoNotice:
        abort(404)
    response = make_response(data)
    response.headers["Content-Type"] = "message/rfc822"
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{which}.eml"'
    return response


def _page(
    one: ReportAt, slug: str, kind: Kind, *, to: str = "", ask: tuple[str, ...] = (), error: str | None = None
) -> str:
    text = subject = why = None
    try:
        mail = notice_for(basics(), one, kind, at().astimezone(the_site().zone))
        text, subject = text_of(mail), str(mail["Subject"])
        why = not_to_be_sent(the_site().state, basics(), one, kind)
    except NoNotice as none:
        why = str(none)
    return render_template(
        "notice.html",
        slug=slug,
        kind=kind,
        name=NAMES[kind],
        reference=_reference(slug),
        text=text,
        subject=subject,
        why=_here(why) if why else None,
        can_send=bool(basics().smtp),
        to=to,
        ask=ask,
        error=error,
    )


def _known(slug: str, kind: str) -> tuple[ReportAt, Kind]:
    one = standing_of(slug)
    if one is None or kind not in list(Kind):
        abort(404)
    return one, Kind(kind)


def _reference(slug: str) -> str:
    row = row_of(the_site(), slug, standing_of(slug))
    if row is None:
        abort(404)
    return row.reference


def _here(text: str) -> str:
    for pattern, words in _HERE:
        text = pattern.sub(words, text)
    return text


def _count(number: int) -> str:
    return "1 address" if number == 1 else f"{number} addresses"
