"""Taking reports out of what tells of all of them: listing, feed, sitemap, search index. No MkDocs is needed for it.

Cut so, each of these files has the bytes that a build without the reports would have given it.
"""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
from collections.abc import Collection
from datetime import datetime

from board_reports.site.feed import ATOM, as_feed
from board_reports.site.sitemap import SITEMAP, as_sitemap
from board_reports.site.small_index import without

_CARD = re.compile(r'<article class="board-card" id="report-([a-z0-9-]+)">.*?</article>\n', re.DOTALL)
_COUNT = re.compile(r'<p class="board-count">.*?</p>\n', re.DOTALL)
_OF_REPORT = re.compile(r"(?:^|/)reports/([a-z0-9-]+)(?:/|$)")


class CannotCut(Exception):
    """A file is not as this program writes it, so that nothing can be cut out of it; names the kind of file."""


def cut_listing(html: str, gone: Collection[str], *, empty: str, one: str, other: str) -> str:
    """The listing without the cards of the slugs in `gone`, and with the right count, or `empty`, above it.

    `one` and `other` are the sentences that count, with `{count}` for the number. Raises CannotCut.
    """
    there = {match[1] for match in _CARD.finditer(html)}
    left = there - set(gone)
    html = _CARD.sub(lambda match: match[0] if match[1] in left else "", html)
    if there and not left:
        said = empty
    else:
        said = f'<p class="board-count">{one if len(left) == 1 else other.replace("{count}", str(len(left)))}</p>\n'
    html, counts = _COUNT.subn(lambda _: said, html)
    if there and counts != 1:
        raise CannotCut("listing")
    return html


def cut_feed(data: bytes, gone: Collection[str], at: datetime) -> bytes:
    """The feed without the entries of the slugs in `gone`; `at` is when it says it changed if none is left."""
    root = _parsed(data, "feed")
    for entry in root.findall(f"{{{ATOM}}}entry"):
        if _slug_in(entry.findtext(f"{{{ATOM}}}id")) in gone:
            root.remove(entry)
    times = [entry.findtext(f"{{{ATOM}}}updated") or "" for entry in root.findall(f"{{{ATOM}}}entry")]
    updated = root.find(f"{{{ATOM}}}updated")
    if updated is None:
        raise CannotCut("feed")
    updated.text = max(times, key=datetime.fromisoformat, default=at.isoformat())
    return as_feed(root)


def cut_sitemap(data: bytes, gone: Collection[str]) -> bytes:
    """The sitemap without the addresses of the slugs in `gone`."""
    root = _parsed(data, "sitemap")
    for url in root.findall(f"{{{SITEMAP}}}url"):
        if _slug_in(url.findtext(f"{{{SITEMAP}}}loc")) in gone:
            root.remove(url)
    return as_sitemap(root)


def cut_search(data: bytes, gone: Collection[str]) -> bytes:
    """The search index without the entries of the slugs in `gone`.

    A small one stays small: without the reports that have gone, a build may have room for their whole text.
    """
    try:
        smaller = without(json.loads(data), lambda location: _slug_in(location) in gone)
    except (ValueError, KeyError, TypeError):
        raise CannotCut("search index") from None
    return json.dumps(smaller, separators=(",", ":")).encode()


def _slug_in(address: str | None) -> str | None:
    match = _OF_REPORT.search((address or "").partition("#")[0])
    return match[1] if match else None


def _parsed(data: bytes, what: str) -> ET.Element:
    try:
        return ET.fromstring(data)  # noqa: S314 - our own output, which no one else can write
    except ET.ParseError:
        raise CannotCut(what) from None
