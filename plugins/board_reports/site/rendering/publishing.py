"""Putting the reports of one build on their pages, once all permanent pages have been read."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from mkdocs.structure.pages import Page

from board_reports.reports import Problem
from board_reports.reports.body import Heading
from board_reports.site.cache.frame_print import frame_print
from board_reports.site.finishing import mended
from board_reports.site.frame import for_templates
from board_reports.site.pages import MadePage
from board_reports.site.public import PublicReport
from board_reports.site.publication import Publication
from board_reports.site.rendering.report_pages import Rendering
from board_reports.site.rendering.whole_page import Frame, page_of, whole_page
from board_reports.site.rendering.workers import Failure
from board_reports.site.wish import unheard

_HEADINGS = (Heading(1, "board-title", "0"), Heading(2, "board-about", "0"))
_TRIED = ("reports/0/index.md", "reports/0/0/index.md")


def publish_reports(publication: Publication, frame: Frame, kind: str) -> list[Problem]:
    """Write the pages of all reports into the output, and then the listing; returns a problem for each left out.

    `kind` tells apart pages that this program makes in several ways from the same report.
    """
    known = frame.known
    store = publication.store if known else None
    tried = _tried(publication, frame) if known and publication.published else []
    printed = _print_of(publication, frame, tried) if store else ""
    rendering = Rendering(
        frame=frame,
        site_dir=Path(frame.config.site_dir),
        make=publication.maker.report,
        note=lambda made: publication.made.__setitem__(made.uri, made),
        key=lambda report: _key(publication, report, printed),
        store=store,
        kind=f"{publication.project.language} {kind}",
        told=lambda report: publication.wish.progress("page", publication.source_of(report.slug)),
        together=not known,
        placed=publication.placed,
        at=publication.project.place,
        alone=lambda: setattr(publication, "wish", replace(publication.wish, progress=unheard)),
    )
    problems = []
    pages = {}
    for report, made in rendering.all_of(list(publication.published)):
        if isinstance(made, Failure):
            problems.append(_drop(publication, report, made, rendering.site_dir))
        else:
            pages[report.slug] = made
    publication.report_pages = [page for report in publication.published for page in pages[report.slug]]
    publication.wish.progress("listing", "")
    _fill_listing(publication, frame)
    return problems


def _tried(publication: Publication, frame: Frame) -> list[bytes]:
    """Pages with no report on them; raises what a template raises: then no page of a report can be made."""
    tried = []
    for uri in _TRIED:
        made = MadePage(uri, "0", "0", "<h1>0</h1>", _HEADINGS, robots=("noarchive",), json_ld="{}")
        publication.made[uri] = made
        try:
            tried.append(whole_page(page_of(made, frame.config), frame))
        finally:
            del publication.made[uri]
    return tried


def _print_of(publication: Publication, frame: Frame, tried: Iterable[bytes]) -> str:
    """The print of what pages are made from besides their report."""
    told = for_templates(publication, frame.files)
    facts = [told.name, told.urgent, told.preview, _other(publication), repr(_navigation(frame))]
    return frame_print(frame.config, publication.project, facts, tried)


def _other(publication: Publication) -> str:
    """What pages are told of the site in the other language, in words that are the same in every process."""
    other = publication.counterpart
    return repr((replace(other, pages=frozenset()), sorted(other.pages))) if other else ""


def _navigation(frame: Frame) -> list[tuple[str, str]]:
    return [(str(page.title), page.url) for page in frame.nav.pages]


def _key(publication: Publication, report: PublicReport, printed: str) -> str:
    """Everything that a report's pages depend on: the frame, its files, and whether its correction is told already.

    Its name counts, for a text may link to its own files by it, and the seal of what was read: a file may change
    between being read and being looked at here. Empty where nobody can tell which files they are made from.
    """
    if not (digest := publication.digest_of(report.slug)):
        return ""
    read = publication.report_at(report.slug).report
    parts = [
        printed,
        digest,
        read.source,
        str(read.content.seal),
        report.slug,
        str(report.revised),
        str(report.languages),
    ]
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogateescape")).hexdigest()


def _drop(publication: Publication, report: PublicReport, failure: Failure, site_dir: Path) -> Problem:
    """Leave a report out whose pages could not be made: nothing of it stays in the output."""
    if (folder := site_dir / "reports" / report.slug).is_dir():
        shutil.rmtree(folder)
    if publication.placed:
        publication.placed.drop(report.slug, publication.project.place)
    publication.published.remove(report)
    kind = f" ({failure.kind})" if failure.kind else ""
    message = f"The report's page could not be made: {failure.why}{kind}."
    problem = Problem(publication.source_of(report.slug), None, None, message, "Look at what was changed in it last.")
    publication.kept_back.append(problem)
    publication.lost |= {problem.file}
    return problem


def _fill_listing(publication: Publication, frame: Frame) -> None:
    """Put the reports that have their pages into the listing, which no template has seen yet."""
    file = frame.files.get_file_from_path(publication.listing_uri)
    assert file is not None
    page = file.page
    assert isinstance(page, Page)
    made = publication.maker.listing(publication.published, introduced=file.generated_by is None)
    publication.made[publication.listing_uri] = made
    html = mended(made.html, publication.project.words) if file.generated_by is not None else f"\n{made.html}"
    page.content = f"{page.content or ''}{html}"
