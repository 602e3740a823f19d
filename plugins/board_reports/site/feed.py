"""The Atom feed of live reports: reference, type, dates, address; no text, which readers' programs would keep."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from board_reports.site.xml_lines import document, element, start

ATOM = "http://www.w3.org/2005/Atom"
_TERMS = "http://purl.org/dc/terms/"


@dataclass(frozen=True, slots=True)
class FeedEntry:
    """One live report as the feed tells it; `valid` is its window in the form of Dublin Core's `valid`."""

    address: str
    title: str
    kind: str | None
    opened: datetime
    updated: datetime
    dates: str
    valid: str


@dataclass(frozen=True, slots=True)
class FeedHead:
    """What the feed says of itself: `address` is its own, `listing` that of the page, `at` when it was made."""

    title: str
    author: str
    address: str
    listing: str
    language: str
    at: datetime


def feed(head: FeedHead, entries: Iterable[FeedEntry]) -> bytes:
    """The feed as UTF-8 XML."""
    entries = list(entries)
    spaces = [("xmlns", ATOM), *([("xmlns:dcterms", _TERMS)] if entries else [])]
    updated = max((entry.updated for entry in entries), default=head.at)
    lines = [
        f"<{start('feed', [*spaces, ('xml:lang', head.language)])}>",
        f"  {element('title', head.title)}",
        f"  {element('id', head.address)}",
        f"  {_link(rel='self', href=head.address, type='application/atom+xml')}",
        f"  {_link(rel='alternate', href=head.listing, type='text/html')}",
        f"  {element('updated', updated.isoformat())}",
        "  <author>",
        f"    {element('name', head.author)}",
        "  </author>",
    ]
    for entry in entries:
        lines += _entry(entry)
    return document([*lines, "</feed>"])


def _entry(entry: FeedEntry) -> Iterator[str]:
    yield "  <entry>"
    yield f"    {element('title', entry.title)}"
    yield f"    {element('id', entry.address)}"
    yield f"    {_link(rel='alternate', href=entry.address, type='text/html')}"
    yield f"    {element('published', entry.opened.isoformat())}"
    yield f"    {element('updated', entry.updated.isoformat())}"
    if entry.kind:
        yield f"    {element('category', attributes=[('term', entry.kind)])}"
    yield f"    {element('content', entry.dates, [('type', 'text')])}"
    yield f"    {element('dcterms:valid', entry.valid)}"
    yield "  </entry>"


def _link(**attributes: str) -> str:
    return element("link", attributes=attributes.items())


def as_feed(root: ET.Element) -> bytes:
    """A feed's tree, as it was read from one, as UTF-8 XML."""
    ET.register_namespace("", ATOM)
    ET.register_namespace("dcterms", _TERMS)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text + b"\n"
