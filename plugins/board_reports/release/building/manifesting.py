"""From a finished build to the manifest of its release."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from pathlib import Path

import board_reports
from board_reports.release.manifest import Kind, Listing, Manifest, ReleasedFile, ReleasedReport
from board_reports.reports.report import Report
from board_reports.reports.window import MIDNIGHT, instant_of
from board_reports.site.publication import Publication
from board_reports.site.scripts import inline_hashes
from board_reports.site.security import expires_after


def manifest_of(publication: Publication, tree: Path, release: str) -> Manifest:
    """The manifest of what `publication` wrote into `tree`; what only the run knows is still to be filled in."""
    files = tuple(
        ReleasedFile(
            path,
            Kind(account.kind),
            account.report,
            None if account.kind == Kind.STATUS else _digest(tree / path),
            account.source,
        )
        for path, account in sorted(publication.accounts.items())
    )
    live = {one.report.slug: one.report for one in publication.live}
    project, at = publication.project, publication.moment.at
    reports = tuple(released_report(live[shown.slug]) for shown in publication.published)
    return Manifest(
        id=release,
        at=at,
        rung="full",
        inputs=None,
        next_change=publication.next_change,
        reports=reports,
        files=files,
        listings=tuple(
            Listing(root=one.project.place, language=one.project.language, **one.maker.pieces())
            for one in (publication, publication.twin)
            if one is not None
        ),
        scripts=scripts_in(tree, files),
        security_expires=expires_after(at.astimezone(project.settings.zone)) if project.board.email else None,
        version=board_reports.__version__,
        page_problems=tuple(problem.as_json() for problem in publication.kept_back),
    )


def released_report(report: Report) -> ReleasedReport:
    """One report as its release has it."""
    window, fields = report.window, report.fields
    assert window is not None
    assert fields is not None
    assert report.slug is not None
    goes = window.closes
    if fields.withdrawn_date:
        goes = min(goes, instant_of(fields.withdrawn_date, MIDNIGHT, window.zone))
    return ReleasedReport(
        slug=report.slug,
        reference=fields.reference.strip(),
        title=fields.title.strip(),
        source=report.source,
        opens=window.opens,
        closes=window.closes,
        goes=goes,
        first_day=window.first_day,
        last_day=window.last_day,
        languages=report.languages,
        example=bool(fields.example),
        digest=report.content.seal or "",
        source_digest="",
    )


def scripts_in(tree: Path, files: Iterable[ReleasedFile]) -> tuple[str, ...]:
    """The hashes of the known inline scripts of all pages; those of an unknown one are never among them."""
    found: set[str] = set()
    seen: set[tuple[str, ...]] = set()
    for one in files:
        if one.path.endswith(".html"):
            depth = (str(one.path.count("/")), str(one.kind))
            if one.kind in (Kind.REPORT, Kind.PERMANENT) and depth in seen:
                continue  # the scripts of pages of one kind differ by their depth alone
            seen.add(depth)
            found |= inline_hashes((tree / one.path).read_text("utf-8", "replace"))
    return tuple(sorted(found))


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
