"""The Atom feed of live reports: reference, type, dates, address; no text, which readers' programs would keep."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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
    root = ET.Element(f"{{{ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": head.language})
    entries = list(entries)
    _add(root, "title", head.title)
    _add(root, "id", head.address)
    _add(root, "link", rel="self", href=head.address, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=head.listing, type="text/html")
    _add(root, "updated", max((entry.updated for entry in entries), default=head.at).isoformat())
    author = ET.SubElement(root, f"{{{ATOM}}}author")
    _add(author, "name", head.author)
    for entry in entries:
        item = ET.SubElement(root, f"{{{ATOM}}}entry")
        _add(item, "title", entry.title)
        _add(item, "id", entry.address)
        _add(item, "link", rel="alternate", href=entry.address, type="text/html")
        _add(item, "published", entry.opened.isoformat())
        _add(item, "updated", entry.updated.isoformat())
        if entry.kind:
            _add(item, "category", term=entry.kind)
        _add(item, "content", entry.dates, type="text")
        ET.SubElement(item, f"{{{_TERMS}}}valid").text = entry.valid
    return as_feed(root)


def as_feed(root: ET.Element) -> bytes:
    """A feed's tree as UTF-8 XML."""
    ET.register_namespace("", ATOM)
    ET.register_namespace("dcterms", _TERMS)
    ET.indent(root)
    text: bytes = ET.tostring(root, encoding="utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text + b"\n"


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{ATOM}}}{name}", attributes).text = text
