"""The Atom feed of live reports: reference, type, dates, address. Never a summary or text, which readers' programs keep."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

_ATOM = "http://www.w3.org/2005/Atom"
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


def feed(title: str, address: str, site: str, language: str, at: datetime, entries: Iterable[FeedEntry]) -> bytes:
    """The feed as UTF-8 XML. `address` is its own, `site` that of the listing; `at` is when it was made."""
    ET.register_namespace("", _ATOM)
    ET.register_namespace("dcterms", _TERMS)
    root = ET.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": language})
    entries = list(entries)
    _add(root, "title", title)
    _add(root, "id", address)
    _add(root, "link", rel="self", href=address, type="application/atom+xml")
    _add(root, "link", rel="alternate", href=site, type="text/html")
    _add(root, "updated", max((entry.updated for entry in entries), default=at).isoformat())
    author = ET.SubElement(root, f"{{{_ATOM}}}author")
    _add(author, "name", title.split(": ", 1)[-1])
    for entry in entries:
        item = ET.SubElement(root, f"{{{_ATOM}}}entry")
        _add(item, "title", entry.title)
        _add(item, "id", entry.address)
        _add(item, "link", rel="alternate", href=entry.address, type="text/html")
        _add(item, "published", entry.opened.isoformat())
        _add(item, "updated", entry.updated.isoformat())
        if entry.kind:
            _add(item, "category", term=entry.kind)
        _add(item, "content", entry.dates, type="text")
        ET.SubElement(item, f"{{{_TERMS}}}valid").text = entry.valid
    ET.indent(root)
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(root, encoding="utf-8") + b"\n"


def _add(parent: ET.Element, name: str, text: str | None = None, **attributes: str) -> None:
    ET.SubElement(parent, f"{{{_ATOM}}}{name}", attributes).text = text
