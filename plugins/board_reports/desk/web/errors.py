"""The error pages: plain words in the desk's own frame, and never a traceback."""

from __future__ import annotations

import logging

from flask import Flask, g, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from board_reports.desk.web.asking import NoSite, desk

log = logging.getLogger("board_reports.desk")

WORDS = {
    400: ("This could not be read", "Something in what your browser sent was not right. Go back, and try again."),
    403: ("You are not signed in", "Sign in in the usual way, and open the desk again."),
    404: ("There is no such page", "The report may have another reference now, or the address may be wrong."),
    405: ("That cannot be done here", "Go back to the first page, and start from there."),
    413: ("That is too large", "Files of one form may have 60 MB in all. Send fewer or smaller ones."),
    429: ("Too many wrong tokens", "Wait a minute, and try again."),
    500: (
        "Something failed that should not have",
        "Nothing more is known here; the desk's log on the server says more.",
    ),
}
FORM = ("The form is too old", "The desk was started again since, or you signed in anew. Go back, and send it again.")
STRANGE = ("This form came from elsewhere", "Only the desk's own pages can change something. Nothing was changed.")
HELP = "To take a report down without the desk, write to the web team, or on the server: board hold REFERENCE"


def show_errors(app: Flask) -> None:
    """Answer every error with a page of the desk."""

    @app.errorhandler(HTTPException)
    def _refused(error: HTTPException) -> tuple[str, int] | HTTPException:
        code = error.code or 500
        if code < 400:
            return error
        return _page(code if code in WORDS else 400 if code < 500 else 500, code)

    @app.errorhandler(CSRFError)
    def _old_form(_error: CSRFError) -> tuple[str, int]:
        return _page(400, 400, FORM)

    @app.errorhandler(NoSite)
    def _no_site(error: NoSite) -> tuple[str, int]:
        words = ("The configuration cannot be used", f"{error} Nothing of the reports can be shown until it is mended.")
        return _page(500, 500, words)

    @app.errorhandler(Exception)
    def _failed(error: Exception) -> tuple[str, int]:
        # The kind and the place alone: an error's own text could repeat what a report says.
        trace = error.__traceback__
        while trace and trace.tb_next:
            trace = trace.tb_next
        place = f"{trace.tb_frame.f_code.co_qualname}:{trace.tb_lineno}" if trace else "?"
        log.error("failed: %s in %s", type(error).__name__, place)
        return _page(500, 500)


def _page(words: int, code: int, own: tuple[str, str] | None = None) -> tuple[str, int]:
    heading, text = own or WORDS[words]
    if own is None and code == 400 and g.get("wrong_host"):
        text = f"This desk answers at {desk().origin} only."
    if own is None and code == 403 and g.get("from_elsewhere"):
        heading, text = STRANGE
    return render_template("error.html", heading=heading, text=text, help=HELP if code >= 500 else None), code
