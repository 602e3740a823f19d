"""The web desk as one Flask application: its guards in their order, its pages, and what templates know."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from board_reports.desk.web.asking import Desk, the_site, who
from board_reports.desk.web.errors import show_errors
from board_reports.desk.web.guarding import MOST_FIELD, guard_answers, guard_host, guard_origin
from board_reports.desk.web.pages import authoring, giving_back, home, notices, report, running, taking_down, telling
from board_reports.desk.web.signing_on import guard_sign_on
from board_reports.desk.web.signing_on import pages as signing_on

MOST_BYTES = 60_000_000  # of one request
SIGNED_ON_FOR = timedelta(hours=12)

# What the bar at the top leads to, in this order: endpoint and label.
BAR = (
    ("home.home", "Today"),
    ("home.reports", "All reports"),
    ("authoring.drafts", "Write"),
    ("running.run", "Publish now"),
    ("running.tonight", "Tonight"),
    ("telling.timeline", "Timeline"),
    ("telling.calendar", "Calendar"),
)


def create_app(
    config_file: Path,
    *,
    header: str | None,
    token: str | None,
    origin: str,
    proxy_key: str | None,
    clock: Callable[[], datetime],
    account: str = "the desk",
) -> Flask:
    """The desk of one site. `clock` gives the instant (aware); it is read once for each request.

    With `header`, a name in it is believed where `proxy_key` is beside it. Without, whoever shows `token` is `account`.
    """
    app = Flask(__name__)
    app.extensions["board-desk"] = Desk(config_file, header, token, origin, proxy_key, clock, account)
    secure = origin.startswith("https://")
    app.config.update(
        SECRET_KEY=secrets.token_bytes(32),  # made at each start: no session outlives the desk
        SESSION_COOKIE_NAME="__Host-board-desk" if secure else f"board-desk-{origin.rpartition(':')[2]}",  # by port
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Strict",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=SIGNED_ON_FOR,
        MAX_CONTENT_LENGTH=MOST_BYTES,
        MAX_FORM_MEMORY_SIZE=MOST_FIELD,
        MAX_FORM_PARTS=500,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session: a form may wait on a desk for an afternoon
        WTF_CSRF_SSL_STRICT=False,  # guarding.py looks at Origin and Referer, also behind a proxy
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters |= {
        "day": _day,
        "moment": _moment,
        "iso_moment": lambda text: _moment(datetime.fromisoformat(text)),
    }
    guard_answers(app)
    guard_host(app)
    guard_sign_on(app, "telling.ics")
    guard_origin(app)
    CSRFProtect(app)
    show_errors(app)
    app.register_blueprint(signing_on)
    for room in (home, report, taking_down, giving_back, running, telling, notices, authoring):
        app.register_blueprint(room.pages)
    app.jinja_env.globals["has_page"] = app.view_functions.__contains__
    app.context_processor(lambda: {"who": who(), "bar": BAR, "board_name": _board_name()})
    return app


def _board_name() -> str:
    """The Board's name for the top of each page."""
    known = the_site().basics
    return str(known.board.get("name") or known.site_name) if known else ""


def _day(day: date) -> str:
    """Tuesday 3 March 2026."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def _moment(moment: datetime) -> str:
    """Tuesday 3 March 2026, 9:05 am, in the Board's zone."""
    local = moment.astimezone(the_site().zone)
    return f"{_day(local.date())}, {local.hour % 12 or 12}:{local:%M} {'am' if local.hour < 12 else 'pm'}"
