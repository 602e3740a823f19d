"""Who uses the desk: a name that the council's sign-on passes in one header, or one person who shows a token."""

from __future__ import annotations

import hmac
import re
from collections import deque
from datetime import datetime, timedelta

from flask import Blueprint, Flask, abort, current_app, g, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from board_reports.desk.web.asking import Desk, at, desk, signed_on

KEY_HEADER = "X-Board-Desk-Key"
MOST_NAME = 100  # characters
MOST_TOKENS, FORGOTTEN_AFTER = 10, timedelta(minutes=1)  # wrong tokens, before no other is looked at
OPEN = ("static", "signing_on.sign_on")  # endpoints for which nobody has to be signed in; pages add theirs

pages = Blueprint("signing_on", __name__)


def guard_sign_on(app: Flask, *open_too: str) -> None:
    """Let nobody in but who is signed in, to every address that is, or is not, there.

    `open_too` are endpoints that keep a secret of their own.
    """
    app.extensions["board-desk-wrong"] = deque()

    @app.before_request
    def _sign_on() -> Response | None:
        known = desk()
        g.who = _from_proxy(known) if known.header else _from_session(known)
        reads = known.header is None and request.method in ("GET", "HEAD")
        if reads and request.args.get("token"):
            return _token_given(request.args["token"], request.path)
        if signed_on() or request.endpoint in (*OPEN, *open_too):
            return None
        return redirect(url_for("signing_on.sign_on")) if reads else abort(403)


@pages.route("/sign-on", methods=["GET", "POST"])
def sign_on() -> str | Response:
    """Ask for the token, where the desk is for one person."""
    if desk().header is not None:
        abort(404)
    if signed_on():
        return redirect(url_for("home.home"))
    if request.method == "POST":
        return _token_given(request.form.get("token", ""), url_for("home.home"))
    return render_template("sign_on.html")


def name_in(value: str) -> str | None:
    """The name that a header's value gives, or None for what no sign-on would send.

    A header that came twice reaches us as one value with a comma in it, so a name with a comma is refused as well.
    """
    try:
        name = value.encode("latin-1").decode("utf-8")  # header values reach WSGI as if they were Latin-1
    except UnicodeError:
        return None
    if not name or len(name) > MOST_NAME or "," in name or not name.isprintable() or name != name.strip():
        return None
    return name


def _from_proxy(known: Desk) -> str:
    """The name in the header; nothing unless the proxy's key is beside it."""
    given = request.headers.get(KEY_HEADER, "")
    key = known.proxy_key or ""
    if not key or not hmac.compare_digest(given.encode("latin-1", "replace"), key.encode()):
        return ""
    name = name_in(request.headers.get(known.header or "", "")) or ""
    if session and session.get("name") != name:  # another person at the same browser starts afresh
        session.clear()
    if name and "name" not in session:
        session["name"] = name
    return name


def _from_session(known: Desk) -> str:
    return known.account if session.get("name") == known.account else ""


def _token_given(token: str, place: str) -> Response:
    """Sign in who knows the token; one who does not may try a few times a minute."""
    if signed_on():
        return redirect(_inside(place))  # whatever the token: it goes out of the address
    wrong = _wrong()
    now = at()
    while wrong and not (timedelta(0) <= now - wrong[0] < FORGOTTEN_AFTER):
        wrong.popleft()
    if len(wrong) >= MOST_TOKENS:
        abort(429)
    if not hmac.compare_digest(token.encode("utf-8", "replace"), (desk().token or "").encode()) or not desk().token:
        wrong.append(now)
        abort(403)
    session.clear()
    session["name"] = desk().account
    session.permanent = True  # for as long as app.py says, and no longer than the desk runs
    return redirect(_inside(place))


def _inside(place: str) -> str:
    """The path of an address of this desk; the first page for anything that a browser could take for another host."""
    return place if re.fullmatch(r"/(?!/)[\w/.-]*", place) else url_for("home.home")


def _wrong() -> deque[datetime]:
    """When the last wrong tokens were given."""
    return current_app.extensions["board-desk-wrong"]  # type: ignore[no-any-return]
