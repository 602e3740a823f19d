"""Pages whose text is finished before MkDocs comes to them, and their lists of contents."""

from __future__ import annotations

import html
from collections.abc import Iterable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files
from mkdocs.structure.pages import Page
from mkdocs.structure.toc import AnchorLink, TableOfContents

from board_reports.reports.body import Heading


class FinishedPage(Page):
    """A page for which MkDocs has nothing to read or render: its text is put in when that would be done."""

    def read_source(self, config: MkDocsConfig) -> None:  # noqa: ARG002 - the signature is MkDocs's
        """Read nothing."""
        self.markdown, self.meta = "", {"search": {"exclude": True}}  # its entries are added at the end

    def render(self, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG002 - the signature is MkDocs's
        """Render nothing."""
        self.content = ""


def contents_of(headings: Iterable[Heading]) -> TableOfContents:
    """The list of contents that the theme shows beside a page, from its headings in order."""
    return TableOfContents(_tree(headings))


def _tree(headings: Iterable[Heading]) -> list[AnchorLink]:
    roots: list[AnchorLink] = []
    path: list[AnchorLink] = []
    for heading in headings:
        link = AnchorLink(heading.title if heading.level > 1 else html.escape(heading.title), heading.id, heading.level)
        while path and path[-1].level >= heading.level:
            path.pop()
        (path[-1].children if path else roots).append(link)
        path.append(link)
    return roots
