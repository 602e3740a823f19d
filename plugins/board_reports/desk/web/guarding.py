"""What each request must be, whoever sent it, and what each answer carries, whatever its status."""

from __future__ import annotations

import logging
from urllib.parse import urlsplit

from flask import Flask, abort, g, request
from flask.wrappers import Response

from board_reports.desk.web.asking import desk, who

log = logging.getLogger("board_reports.desk")

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "img-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
}
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    # Not "no-referrer": with it browsers send the Origin of a form as "null", and the check below would be blind.
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "X-Robots-Tag": "noindex, nofollow",
}
MOST_FIELD = 3_000_000  # bytes of a form without files, or of one field: a report's text has at most 2 MB
SAFE = ("GET", "HEAD", "OPTIONS")


def guard_host(app: Flask) -> None:
    """Refuse what came for another address: a page of another site whose name was made to lead here."""

    @app.before_request
    def _host() -> None:
        origin = desk().origin
        if _address(f"{urlsplit(origin).scheme}://{request.host}") != _address(origin):
            g.wrong_host = True
            abort(400)
        if request.mimetype != "multipart/form-data":
            request.max_content_length = MOST_FIELD  # such a body is read whole into memory


def guard_origin(app: Flask) -> None:
    """Refuse a form that another site's page sends."""

    @app.before_request
    def _origin() -> None:
        if request.method in SAFE:
            return
        own = _own(request.headers.get("Origin"), request.headers.get("Referer"))
        if not own or request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin":
            g.from_elsewhere = True
            abort(403)


def guard_answers(app: Flask) -> None:
    """Put the headers on every answer, and write one line of each to the log: no address, title or reason in it."""

    @app.after_request
    def _headers(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers[name] = value
        response.headers.setdefault("Content-Security-Policy", policy())
        response.headers.setdefault("X-Frame-Options", "DENY")
        if desk().secure:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        place = request.url_rule.rule if request.url_rule else "an address that is not there"
        log.info("%s %s %s %s", request.method, place, response.status_code, who() or "nobody")
        return response


def policy(**directives: str) -> str:
    """The content policy, with other values for some directives (`style_src="'self' 'unsafe-inline'"`)."""
    values = POLICY | {name.replace("_", "-"): value for name, value in directives.items()}
    return "; ".join(f"{name} {value}" for name, value in values.items())


def _own(origin: str | None, referer: str | None) -> bool:
    """Whether a form comes from one of the desk's own pages."""
    given = origin if origin is not None else referer
    return bool(given) and _address(given or "") == _address(desk().origin)


def _address(url: str) -> tuple[str, str, int] | None:
    """Scheme, host and port of an address; None for what is none."""
    try:
        parts = urlsplit(url)
        port = parts.port or {"http": 80, "https": 443}[parts.scheme]
    except (ValueError, KeyError):
        return None
    return (parts.scheme, parts.hostname, port) if parts.hostname else None
