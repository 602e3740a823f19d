"""The sitemap: every page's address, and for a report the day it last changed and its other languages."""

from __future__ import annotations

import gzip
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from board_reports.site.xml_lines import document, element, start

SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XHTML = "http://www.w3.org/1999/xhtml"


@dataclass(frozen=True, slots=True)
class SitemapEntry:
    """A page: its full address, when it last changed (None when that is not told), its versions by language."""

    address: str
    changed: date | None = None
    languages: Mapping[str, str] = field(default_factory=dict)


def sitemap(entries: Iterable[SitemapEntry]) -> bytes:
    """The sitemap as UTF-8 XML, sorted by address."""
    entries = sorted(entries, key=lambda entry: entry.address)
    linked = any(entry.languages for entry in entries)
    spaces = [("xmlns", SITEMAP), *([("xmlns:xhtml", _XHTML)] if linked else [])]
    if not entries:
        return document([element("urlset", attributes=spaces)])
    lines = [f"<{start('urlset', spaces)}>"]
    for entry in entries:
        lines += ["  <url>", f"    {element('loc', entry.address)}"]
        if entry.changed:
            lines.append(f"    {element('lastmod', entry.changed.isoformat())}")
        for language, address in sorted(entry.languages.items()):
            link = [("rel", "alternate"), ("hreflang", language), ("href", address)]
            lines.append(f"    {element('xhtml:link', attributes=link)}")
        lines.append("  </url>")
    return document([*lines, "</urlset>"])


def as_sitemap(root: ET.Element) -> bytes:
    """A sitemap's tree, as it was read from one, as UTF-8 XML."""
    ET.register_namespace("", SITEMAP)
    ET.register_namespace("xhtml", _XHTML)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text + b"\n"


def zipped(data: bytes) -> bytes:
    """The gzip form, the same bytes for the same input."""
    return gzip.compress(data, mtime=0)
