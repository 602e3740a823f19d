"""The first page: what is public now, what is next, what has a problem; and hold and take down, two steps away."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template

from board_reports.desk.web.asking import at, register, standings, the_site
from board_reports.desk.web.seen_outside import Outside, SeenOutside
from board_reports.desk.web.today import LABELS, Row, coming, rows_of
from board_reports.reports.standing import Standing, Standings

pages = Blueprint("home", __name__)


def outside() -> Outside:
    """What looks at the site from outside, for all pages of this desk."""
    return current_app.extensions.setdefault("board-desk-outside", Outside())  # type: ignore[no-any-return]


@pages.get("/")
def home() -> str:
    """The first page. It is shown, with its buttons, whatever cannot be read."""
    site = the_site()
    known = standings() if site.basics else None
    seen = _seen(rows_of(site, known), site.basics.site_url if site.basics else "")
    rows = rows_of(site, known, seen)
    public = [row for row in rows if row.released or row.wanted]
    return render_template(
        "home.html",
        broken=site.broken,
        readable=register().readable if site.basics else True,
        any_release=site.state.current_id() is not None,
        seen=seen,
        public=public,
        scheduled=[row for row in rows if row.standing is Standing.SCHEDULED and row not in public],
        held=[row for row in rows if row.standing is Standing.HELD and row not in public],
        coming=coming(rows, at()),
        counts=_counts(known),
        labels=LABELS,
    )


@pages.get("/reports/")
def reports() -> str:
    """All reports, whatever their standing, and the problems of what is no report."""
    known = standings()
    rows = rows_of(the_site(), known)
    groups = [(label, [row for row in rows if row.standing is standing]) for standing, label in LABELS.items()]
    gone = [row for row in rows if row.one is None]
    unnamed = [one for one in known.reports if one.report.slug is None]
    return render_template(
        "reports.html", groups=groups, gone=gone, unnamed=unnamed, stray=known.stray, pressing=known.left_out
    )


def _seen(rows: list[Row], site_url: str) -> SeenOutside:
    slugs = [
        row.slug for row in rows if row.released or row.wanted or row.standing in (Standing.HELD, Standing.WITHDRAWN)
    ]
    return outside().look(site_url, slugs, at())


def _counts(known: Standings | None) -> dict[str, int]:
    """How many problems there are: what is left out now, what else has one, and files that are no report."""
    if known is None:
        return {}
    left_out = len(known.left_out)
    others = sum(bool(one.problems) and not one.left_out for one in known.reports)
    return {"left_out": left_out, "others": others, "stray": len(known.stray)}
