"""One report with everything about it: standing, dates, files, problems, what can be done, its lines of the ledger."""

from __future__ import annotations

from flask import Blueprint, Response, abort, render_template

from board_reports.desk.web.asking import standing_of, the_site
from board_reports.desk.web.record import evidence_now, own_page
from board_reports.desk.web.today import LABELS, row_of
from board_reports.release.commands.orders import orders_in
from board_reports.release.record.evidence import Evidence
from board_reports.release.record.sheet import Sheet, html_of, sheet_of
from board_reports.reports.report import Report
from board_reports.reports.slug import slug_of
from board_reports.reports.standing import ReportAt, Standing

pages = Blueprint("report", __name__)

# The private dates, as the Business Unit calls them.
DATES = (
    ("approved_date", "Approved by the Board"),
    ("family_told_date", "Family told"),
    ("sent_to_welsh_government_date", "Sent to Welsh Government"),
    ("legal_advice_date", "Legal advice"),
    ("withdrawn_date", "Withdrawn from"),
    ("revised_date", "Corrected"),
)


@pages.get("/reports/<slug>/")
def report(slug: str) -> str:
    """Everything about one report."""
    one, evidence = _known(slug)
    site = the_site()
    row = row_of(site, slug, one)
    current = site.state.current()
    return render_template(
        "report.html",
        slug=slug,
        row=row,
        one=one,
        reference=row.reference if row else evidence.reference,
        label=LABELS[one.standing] if one else "Its file is gone",
        dates_told=_dates(one.report) if one else [],
        seal=one.report.sealed if one else None,
        files=_files(one.report) if one else [],
        site_url=site.basics.site_url.rstrip("/") + "/" if site.basics and site.basics.site_url else "",
        released=current.files_of(slug) if current else (),
        ordered=slug in orders_in(site.state),
        sheet=sheet_of(evidence),
        acts=next((block for block in sheet_of(evidence).blocks if block.heading == "What was done"), None),
        can=_can(one),
    )


@pages.get("/reports/<slug>/evidence")
def evidence(slug: str) -> str:
    """The evidence of publication."""
    return render_template("evidence_sheet.html", slug=slug, sheet=_sheet(slug))


@pages.get("/reports/<slug>/evidence/print")
def evidence_to_print(slug: str) -> Response:
    """The same as one page to print or to keep."""
    return own_page(html_of(_sheet(slug)))


def _sheet(slug: str) -> Sheet:
    return sheet_of(_known(slug)[1])


def _known(slug: str) -> tuple[ReportAt | None, Evidence]:
    if slug_of(slug) != slug:
        abort(404)
    one = standing_of(slug) if the_site().basics else None
    found = evidence_now(slug, one)
    if not found.known and row_of(the_site(), slug, one) is None:
        abort(404)
    return one, found


def _dates(report: Report) -> list[tuple[str, object]]:
    return [
        (label, getattr(report.fields, key)) for key, label in DATES if report.fields and getattr(report.fields, key)
    ]


def _files(report: Report) -> list[tuple[str, str]]:
    """The report's own sources: each file, and what it is."""
    root = report.settings.root
    found = [(report.files.english, "the report")]
    if report.files.welsh:
        found.append((report.files.welsh, "the report in Welsh"))
    shown = []
    for path, what in found:
        name = path.relative_to(root).as_posix() if path.is_relative_to(root) else path.name
        shown.append((name, what))
    return shown


def _can(one: ReportAt | None) -> frozenset[str]:
    """What makes sense for a report of this standing. Taking down always does: it may be public for all we know."""
    if one is None:
        return frozenset({"hold", "withdraw"})
    if one.standing in (Standing.WITHDRAWN, Standing.EXPIRED):
        return frozenset()
    if one.standing is Standing.HELD or (one.report.fields and one.report.fields.hold):
        return frozenset({"release", "withdraw"})
    return frozenset({"hold", "withdraw"})
