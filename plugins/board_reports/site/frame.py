"""What the theme's templates know: of the Board and this build, and of the head of each page."""

from __future__ import annotations

import html
from types import SimpleNamespace

from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page

from board_reports.site.publication import Publication
from board_reports.site.words import LANGUAGES, words_of

FOOTER_PAGES = ("about.md", "after-12-weeks.md", "accessibility.md", "privacy.md")


def for_templates(publication: Publication, files: Files) -> SimpleNamespace:
    """What every page is told of the Board and of this build."""
    project, moment = publication.project, publication.moment
    words = project.words
    at = moment.at.astimezone(project.settings.zone)
    footer = [file.page for uri in FOOTER_PAGES if (file := files.get_file_from_path(uri)) and file.page]
    other = publication.counterpart
    return SimpleNamespace(
        words=words,
        details=project.board,
        name=project.board.named(project.language),
        urgent=project.board.urgent_help(words),
        preview=words("preview", moment=words.moment(at)) if moment.preview else "",
        footer=footer,
        both=[words_of(language) for language in LANGUAGES],
        switch=_switch(other.home, other.language) if other else None,
    )


def head_of(publication: Publication, page: Page) -> SimpleNamespace:
    """What one page's head tells machines, and where its other language is. All of it still to be escaped.

    `switch` leads to the page in the other language, None where the site has one language; `alternates` are the full
    addresses of the page in all languages, each with its language, empty where the page has no twin.
    """
    uri = page.file.src_uri
    made = publication.made.get(uri) if page.file.generated_by is not None else None
    robots = made.robots if made else ()
    if publication.moment.preview and "noindex" not in robots:
        robots = ("noindex", *robots)
    title = made.title if made else html.unescape(str(page.title or ""))
    other = publication.counterpart
    there = other is not None and other.has(uri)
    return SimpleNamespace(
        title=title,
        robots=", ".join(robots),
        json_ld=made.json_ld if made else "",
        switch=_switch(other.href(page.url, there=there), other.language) if other else None,
        alternates=other.addresses(page.url) if other and there else (),
    )


def _switch(href: str, language: str) -> SimpleNamespace:
    words = words_of(language)
    return SimpleNamespace(href=href, language=language, name=words("own_name"))
