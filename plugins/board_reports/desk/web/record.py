"""The ledger as the desk asks it: the evidence of a report, and pages with a style of their own."""

from __future__ import annotations

import base64
import hashlib
import re

from flask import Response, make_response

from board_reports.desk.web.asking import at, the_site
from board_reports.desk.web.guarding import policy
from board_reports.release.record.evidence import Evidence, evidence_of
from board_reports.release.record.ledger import Ledger, Reading
from board_reports.reports.standing import ReportAt

_BODY = re.compile(r"<body[^>]*>")
_STYLE = re.compile(r"<style[^>]*>(.*?)</style>", re.DOTALL)


def reading_now() -> Reading:
    """The whole ledger; raises OSError when it is there and cannot be opened."""
    site = the_site()
    return Ledger(site.state.ledger, site.basics.ledger_copy if site.basics else None).read()


def evidence_now(slug: str, one: ReportAt | None) -> Evidence:
    """The evidence of a report as at now; a clock behind the ledger takes no day back. Raises OSError."""
    reading = reading_now()
    now = max(at(), reading.mark or at())
    return evidence_of(reading, slug, now, the_site().zone, one)


def own_page(page: str, before: str = "") -> Response:
    """A page that is complete in itself, with its own style and no other; `before` is HTML put first into it."""
    digests = [base64.b64encode(hashlib.sha256(style.encode()).digest()).decode() for style in _STYLE.findall(page)]
    response = make_response(_BODY.sub(lambda body: body[0] + before, page, count=1))
    allowed = " ".join(f"'sha256-{digest}'" for digest in digests)
    response.headers["Content-Security-Policy"] = policy(style_src=allowed or "'none'")
    return response
