"""One page of a report made whole, in the steps in which MkDocs makes any page, and with the same plugins' say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page

from board_reports.site.cache.frame_print import can_be_kept
from board_reports.site.finished import FinishedPage
from board_reports.site.pages import MadePage

_OF_SEARCH = re.compile(r'data-search-\w+="')


@dataclass(frozen=True)
class Frame:
    """What a build knows once all its permanent pages have been read: enough to make any page of it.

    `known` says that it has no plugin but those of which this program knows what they do to a page.
    """

    config: MkDocsConfig
    env: Environment
    files: Files
    nav: Navigation
    documents: Sequence[File]
    known: bool

    @classmethod
    def of(cls, config: MkDocsConfig, env: Environment, files: Files, nav: Navigation) -> Frame:
        """The frame of a build."""
        return cls(config, env, files, nav, files.documentation_pages(), can_be_kept(config))


def page_of(made: MadePage, config: MkDocsConfig) -> FinishedPage:
    """A made page as MkDocs' templates and plugins know pages; MkDocs itself is not told of it."""
    file = File.generated(config, made.uri, content="", inclusion=InclusionLevel.NOT_IN_NAV)
    return FinishedPage(str(made.title_html), file, config)


def whole_page(page: FinishedPage, frame: Frame) -> bytes:
    """The finished page; raises whatever a template or plugin raises."""
    config, files, plugins = frame.config, frame.files, frame.config.plugins
    told = plugins.on_pre_page(page, config=config, files=files)
    told.read_source(config)
    told.markdown = plugins.on_page_markdown(told.markdown or "", page=told, config=config, files=files)
    told.render(config, files)
    told.content = plugins.on_page_content(told.content or "", page=told, config=config, files=files)
    told.active = True
    context = get_context(frame.nav, frame.documents, config, told)
    template = frame.env.get_template(told.meta.get("template", "main.html"))
    with _held_back(told, frame):
        context = plugins.on_page_context(context, page=told, config=config, nav=frame.nav)
    html = plugins.on_post_page(template.render(context), page=told, config=config)
    return html.encode("utf-8", errors="xmlcharrefreplace")


@contextmanager
def _held_back(page: Page, frame: Frame) -> Iterator[None]:
    """Keep the text of a page out of sight of plugins that would only look through it for what it has not got.

    Material's search takes these attributes out of a text, and looks for them at each letter.
    """
    content = page.content or ""
    if not frame.known or _OF_SEARCH.search(content):
        yield
        return
    page.content = ""
    try:
        yield
    finally:
        page.content = content
