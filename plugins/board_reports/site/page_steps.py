"""What becomes of one page in the steps in which MkDocs makes it: of a permanent one, and of one of ours."""

from __future__ import annotations

import html
from pathlib import Path
from typing import Any

from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

from board_reports.reports.folder import told_path
from board_reports.site.finished import contents_of
from board_reports.site.finishing import mended
from board_reports.site.leaflets import below_title, seen_from
from board_reports.site.publication import Publication


def before_rendering(publication: Publication, markdown: str, page: Page) -> tuple[str, list[str]]:
    """The Markdown of a page with the Board's details written out, and names that the Board does not have."""
    page.update_date = f"{publication.moment.at.astimezone(publication.project.settings.zone):%Y-%m-%d}"
    made = publication.made.get(page.file.src_uri)
    if made is not None and page.file.generated_by is not None:
        publication.guard.on_page("", "")
        if made.description:
            page.meta["description"] = html.escape(made.description)
        return "", []
    page.meta = {key: _escaped(value) for key, value in page.meta.items()}
    publication.guard.on_page(page.file.src_uri, get_relative_url("reports/", page.url))
    return publication.project.board.expand(markdown, publication.project.language)


def after_rendering(publication: Publication, content: str, page: Page) -> str:
    """The finished HTML of a made page, or a permanent page without links to reports."""
    made = publication.made.get(page.file.src_uri)
    if made is not None and page.file.generated_by is not None:
        page.toc = contents_of(made.headings)
        page.present_anchor_ids = {heading.id for heading in made.headings}
        return "" if made.uri == publication.listing_uri else mended(made.html, publication.project.words)
    content = publication.guard.guarded(content)
    if prints := publication.prints.files.get(page.file.src_uri):
        content = below_title(content, publication.maker.prints(seen_from(page.url, prints)))
    return mended(content, publication.project.words)


def step(publication: Publication, page: Page) -> None:
    """Say that this page is being worked on, by the source that a person would have to mend."""
    if page.file.generated_by is not None and page.file.src_uri in publication.made:
        parts = page.file.src_uri.split("/")
        source = publication.source_of(parts[1]) if len(parts) > 2 else page.file.src_uri
    elif page.file.abs_src_path:
        source = told_path(Path(page.file.abs_src_path), publication.project.root)
    else:
        source = page.file.src_uri
    publication.wish.progress("page", source)


def _escaped(value: Any) -> Any:
    """A text of a page's front matter as the theme, which escapes nothing, may print it."""
    return html.escape(html.unescape(value)) if isinstance(value, str) else value
