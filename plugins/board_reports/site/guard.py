"""No permanent page leads to a report: such a link becomes one to the listing, whether the report is public or not."""

from __future__ import annotations

import html
import posixpath
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

from markdown.extensions import Extension
from markdown.treeprocessors import Treeprocessor

from board_reports.reports.links import leads_to_report, path_on_site
from board_reports.site.addresses import address_of

if TYPE_CHECKING:
    from markdown import Markdown

_VALUE = r"""\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))[^>]*>"""
_HTML_LINK = re.compile(rf"<a\b[^>]*?[\s/]href{_VALUE}.*?</a>", re.DOTALL | re.IGNORECASE)
_HTML_AREA = re.compile(rf"<area\b[^>]*?[\s/]href{_VALUE}", re.DOTALL | re.IGNORECASE)
_HTML_PICTURE = re.compile(rf"<img\b[^>]*?[\s/]src{_VALUE}", re.DOTALL | re.IGNORECASE)

_ALIGNED = re.compile(r"text-align:\s*(left|center|right);?")


def refers_to_report(href: str, uri: str, site_url: str, reports_folder: str) -> bool:
    """Whether `href`, written on the page with source `uri`, leads to a report or one of its files.

    It may be written as an address of the built site, as a path from the page's own source, or as a full address.
    """
    try:
        address = urlsplit(href.strip())
    except ValueError:
        return False
    if address.scheme or address.netloc:
        path = path_on_site(href.strip(), site_url)
        return path is not None and leads_to_report(path)
    if not address.path:
        return False
    if address.path.startswith("/"):
        return leads_to_report(address.path) or leads_to_report(_below(address.path, urlsplit(site_url).path))
    if f"/{reports_folder}/" in f"/{address.path}":
        return True
    from_source = posixpath.normpath(posixpath.join(posixpath.dirname(uri), address.path))
    from_page = posixpath.normpath(posixpath.join(address_of(uri), address.path))
    return leads_to_report(from_source) or leads_to_report(from_page)


def without_reports(nav: Any, site_url: str, reports_folder: str) -> tuple[Any, list[str]]:
    """A navigation as `mkdocs.yml` gives it, without its links to reports, and what those links were."""
    found: list[str] = []

    def kept(item: Any) -> Any:
        if isinstance(item, str):
            if refers_to_report(item, "index.md", site_url, reports_folder):
                found.append(item)
                return None
            return item
        if isinstance(item, list):
            return [left for one in item if (left := kept(one)) is not None]
        if isinstance(item, dict):
            return {title: left for title, one in item.items() if (left := kept(one)) is not None} or None
        return item

    return kept(nav), found


def _below(path: str, base: str) -> str:
    base = base.rstrip("/")
    return path[len(base) :] if base and path.startswith(base + "/") else path


@dataclass
class LinkGuard:
    """Turns every link of a permanent page to a report into a link to the listing, in the tree and in raw HTML.

    A picture of a report counts as a link to it.
    """

    site_url: str
    reports_folder: str
    words: str
    uri: str = ""
    listing_href: str = ""
    extension: Extension = field(init=False)

    def __post_init__(self) -> None:
        self.extension = _GuardExtension(self)

    def on_page(self, uri: str, listing_href: str) -> None:
        """From now on the page with source `uri` is rendered; `listing_href` leads from it to the listing."""
        self.uri, self.listing_href = uri, listing_href

    def forbids(self, href: str) -> bool:
        """Whether the link leads to a report."""
        return refers_to_report(html.unescape(href), self.uri, self.site_url, self.reports_folder)

    def guarded(self, page: str) -> str:
        """The HTML of the current page without links to reports."""

        def replaced(match: re.Match[str]) -> str:
            link = f'<a href="{html.escape(self.listing_href)}">{html.escape(self.words)}</a>'
            return link if self.forbids(next(filter(None, match.groups()), "")) else match[0]

        for pattern in (_HTML_LINK, _HTML_PICTURE, _HTML_AREA):
            page = pattern.sub(replaced, page)
        return page


class _GuardExtension(Extension):
    def __init__(self, guard: LinkGuard) -> None:
        super().__init__()
        self.guard = guard

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the name is Markdown's
        # Just before MkDocs resolves links (0): it would warn of a link to a report that has gone.
        md.treeprocessors.register(_Guarding(md, self.guard), "board-links", 1)


class _Guarding(Treeprocessor):
    def __init__(self, md: Markdown, guard: LinkGuard) -> None:
        super().__init__(md)
        self.guard = guard

    def run(self, root: Element) -> None:
        if not self.guard.uri:
            return
        for link in root.iter("a"):
            if self.guard.forbids(link.get("href", "")):
                self._lead_to_listing(link)
        for picture in root.iter("img"):
            if self.guard.forbids(picture.get("src", "")):
                picture.tag = "a"
                self._lead_to_listing(picture)
        for cell in (*root.iter("th"), *root.iter("td")):
            if match := _ALIGNED.fullmatch(cell.get("style", "")):  # the security policy lets no page bring style
                del cell.attrib["style"]
                cell.set("class", f"{cell.get('class', '')} align-{match[1]}".strip())

    def _lead_to_listing(self, link: Element) -> None:
        for child in list(link):
            link.remove(child)
        link.attrib.clear()
        link.set("href", posixpath.relpath("reports/index.md", posixpath.dirname(self.guard.uri) or "."))
        link.text = self.guard.words
