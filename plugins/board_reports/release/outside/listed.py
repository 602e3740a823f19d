"""What a served site says of itself: the reports that its feed, sitemap, search and pages name, and its status."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ET
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from html.parser import HTMLParser
from urllib.parse import unquote, urljoin

_ATOM = "{http://www.w3.org/2005/Atom}"
_VALID = "{http://purl.org/dc/terms/}valid"
_LOC = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"
_REPORT = re.compile(r"(?<![a-z0-9-])reports/([a-z0-9-]+)(?![a-z0-9.-])")
_UNTIL = re.compile(r"unavailable_after:\s*([0-9T:+.-]+Z?)")
_MOST_UNZIPPED = 64 * 1024 * 1024
_AHEAD = timedelta(minutes=10)


class NotReadable(Exception):
    """What the site served is not what it should be; the text is the end of a sentence that begins with the address."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of the feed: its address as it stands there, and its window."""

    address: str
    opens: datetime
    closes: datetime


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its own address, and its entries."""

    address: str
    entries: tuple[Entry, ...]


def feed_of(data: bytes) -> Feed:
    """Read an Atom feed of ours; raises NotReadable."""
    root = _xml(data)
    entries = []
    try:
        for item in root.iter(f"{_ATOM}entry"):
            parts = dict(part.strip().split("=", 1) for part in (item.findtext(_VALID) or "").split(";"))
            opens, closes = (_instant(parts[key]) for key in ("start", "end"))
            entries.append(Entry(item.findtext(f"{_ATOM}id") or "", opens, closes))
    except (KeyError, ValueError):
        raise NotReadable("has an entry without its window") from None
    if root.tag != f"{_ATOM}feed":
        raise NotReadable("is no Atom feed")
    return Feed(root.findtext(f"{_ATOM}id") or "", tuple(entries))


def sitemap_of(data: bytes) -> tuple[str, ...]:
    """The addresses in a sitemap, plain or gzip, as they stand there; raises NotReadable."""
    root = _xml(unzipped(data))
    if not root.tag.endswith("}urlset"):
        raise NotReadable("is no sitemap")
    return tuple(one.text or "" for one in root.iter(_LOC))


def search_of(data: bytes) -> tuple[str, ...]:
    """The locations in a search index; raises NotReadable."""
    try:
        return tuple(str(one["location"]) for one in json.loads(data)["docs"])
    except (ValueError, KeyError, TypeError, RecursionError):
        raise NotReadable("is no search index") from None


def status_of(data: bytes) -> dict[str, object]:
    """The document of `status.json`; raises NotReadable."""
    try:
        document = json.loads(data)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict):
        raise NotReadable("is no JSON document")
    return document


def wrong_with_status(
    document: dict[str, object], at: datetime, max_age: timedelta, allowed: timedelta
) -> Iterator[str]:
    """What `status.json` says that should not be, each as the end of a sentence that begins with its address."""
    try:
        checked = _instant(document.get("checked_at"))
    except ValueError:
        yield "has no checked_at that can be read"
    else:
        if at - checked >= max_age:
            hours = (at - checked) // timedelta(hours=1)
            yield f"was last checked {hours} hours ago (checked_at): the nightly run does not run, or fails"
        elif checked - at > _AHEAD:
            yield "was last checked at an instant still to come (checked_at): a clock is wrong"
    if document.get("preview") is not False:
        yield "says that the site is a preview"
    try:
        change = document["next_change_at"]
        due = None if change is None else _instant(change)
    except (KeyError, ValueError):
        yield "has no next_change_at that can be read"
    else:
        if due is not None and at - due >= allowed:
            yield "tells of a change that was due (next_change_at) and has not come"


def slugs_in(text: str) -> set[str]:
    """The slugs of all reports whose addresses stand in a text."""
    return set(_REPORT.findall(unquote(text)))


def links_in(data: bytes, address: str) -> set[str]:
    """The full addresses of all that a page at `address` links to or shows, without their fragments."""
    reader = _Links()
    reader.feed(data.decode("utf-8", "replace"))
    found = set()
    for link in reader.found:
        try:
            found.add(urljoin(address, link).partition("#")[0])
        except ValueError:
            continue
    return found


def available_until(data: bytes) -> datetime | None:
    """The instant after which a report's page says that it is not available; None when it says none."""
    match = _UNTIL.search(data.decode("utf-8", "replace"))
    try:
        return _instant(match[1]) if match else None
    except ValueError:
        return None


def unzipped(data: bytes) -> bytes:
    """The bytes, inflated when they are gzip; raises NotReadable."""
    if not data.startswith(b"\x1f\x8b"):
        return data
    inflate = zlib.decompressobj(wbits=31)
    try:
        plain = inflate.decompress(data, _MOST_UNZIPPED)
    except zlib.error:
        plain = b""
    if not inflate.eof:
        raise NotReadable("is gzip that is not whole")
    return plain


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        self.found.extend(value for name, value in attrs if name in ("href", "src") and value)


def _xml(data: bytes) -> ET.Element:
    if b"<!" in data.replace(b"<!--", b""):  # ours declare nothing, and what is declared could grow without end
        raise NotReadable("is XML with declarations, and none of ours")
    try:
        return ET.fromstring(data)  # noqa: S314 - nothing is declared in it
    except (ET.ParseError, ValueError, LookupError):
        raise NotReadable("is not whole XML") from None


def _instant(text: object) -> datetime:
    moment = datetime.fromisoformat(text) if isinstance(text, str) else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("no instant")
    return moment
