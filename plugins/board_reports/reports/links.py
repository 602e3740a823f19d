"""What a link or picture in a report's text leads to, and what becomes of it on the page."""

from __future__ import annotations

import html
import posixpath
import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import ClassVar
from urllib.parse import SplitResult, quote, unquote, urlsplit

PICTURE_ENDINGS = frozenset({"png", "jpg", "jpeg", "gif", "webp"})


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: `source` is its file's name below the folder of reports, in POSIX form.

    `home` is the folder that holds the report's files (None for a report that is a single file), `parts` maps the
    name of each part's file to the last part of its address, and `part` is the address of the part that this text
    is, or None for the report's own text.
    """

    source: str
    home: str | None
    parts: dict[str, str]
    part: str | None = None
    site_url: str | None = None


@dataclass(slots=True)
class Links:
    """Judges the links and pictures of one text, and collects what it found.

    `files` are the report's files that the text links to, `figures` those it shows; `missing` are names that lead
    nowhere; `to_reports` counts links to other reports, `foreign_pictures` pictures of other hosts.
    """

    LISTING: ClassVar[str] = "\0listing"

    place: Place
    listing_words: str
    present: Collection[str] = ()
    files: list[str] = field(default_factory=list)
    figures: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    to_reports: int = 0
    foreign_pictures: int = 0

    @property
    def root(self) -> str:
        """From the text's page up to the root of the site, as a relative address."""
        return "../../../" if self.place.part else "../../"

    @property
    def listing_href(self) -> str:
        """From the text's page to the listing of reports."""
        return html.escape(self.root + "reports/")

    def link(self, href: str) -> str | None:
        """What `href` becomes: an address, `LISTING` for a link to another report, or None to drop it."""
        href = href.strip()
        address = urlsplit(href) if _splits(href) else None
        if address is None:
            return None
        if href.startswith("#"):
            return href
        if address.scheme or address.netloc:
            return self._elsewhere(href)
        if href.startswith("/"):
            return self._on_this_site(href)
        return self._beside(unquote(address.path), address.fragment)

    def picture(self, src: str) -> str | None:
        """What the address of a picture becomes: one of the report's own files, or None to drop the picture."""
        src = src.strip()
        address = urlsplit(src) if _splits(src) else None
        if address is None or address.scheme or address.netloc or src.startswith("/"):
            self.foreign_pictures += 1
            return None
        name = self._file_name(unquote(address.path))
        if name is None or name not in self.present or ending_of(name) not in PICTURE_ENDINGS:
            self.missing.append(unquote(address.path))
            return None
        self.figures.append(name)
        return self._up() + quote(name)

    def _elsewhere(self, href: str) -> str | None:
        if not re.match(r"(?:https?|mailto|tel):", href, re.IGNORECASE):
            return None
        path = path_on_site(href, self.place.site_url or "")
        return href if path is None else self._on_this_site(path)

    def _on_this_site(self, path: str) -> str:
        if leads_to_report(path):
            self.to_reports += 1
            return self.LISTING
        return self.root + path.lstrip("/")

    def _beside(self, path: str, fragment: str) -> str | None:
        anchor = f"#{fragment}" if fragment else ""
        if not path:
            return anchor or None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self.place.source), path))
        home = self.place.home
        own = ("index.md", "index.cy.md") if home else ()
        if target == self.place.source or (home and target in (home, *(f"{home}/{name}" for name in own))):
            return (self._up() or "./") + anchor
        name = self._file_name(path)
        if name in self.place.parts:
            return f"{self._up()}{self.place.parts[name]}/{anchor}"
        if name is not None and name in self.present:
            self.files.append(name)
            return self._up() + quote(name) + anchor
        if _belongs_to_another_report(target, home):
            self.to_reports += 1
            return self.LISTING
        self.missing.append(path)
        return None

    def _file_name(self, path: str) -> str | None:
        if not self.place.home:
            return None
        target = posixpath.normpath(posixpath.join(posixpath.dirname(self.place.source), path))
        target = unicodedata.normalize("NFC", target)
        inside = unicodedata.normalize("NFC", self.place.home) + "/"
        return target[len(inside) :] if target.startswith(inside) else None

    def _up(self) -> str:
        return "../" if self.place.part else ""


def _address(text: str) -> SplitResult | None:
    """A full address as browsers take it: a backslash is a slash, slashes may be missing, a name may end in a dot."""
    try:
        address = urlsplit(re.sub(r"^https?:[/\\]*", "https://", text, flags=re.IGNORECASE).replace("\\", "/"))
        host = (address.hostname or "").rstrip(".")
    except ValueError:
        return None
    return address._replace(netloc=host) if host else None


def path_on_site(href: str, site_url: str) -> str | None:
    """What a full address of this site leads to, from the site's root (`/reports/…`); None for any other address."""
    site, address = _address(site_url), _address(href)
    if not site or not address or address.hostname != site.hostname or address.scheme not in ("http", "https", ""):
        return None
    base = site.path.rstrip("/")
    if not address.path.startswith(base + "/"):
        return None
    return address._replace(scheme="", netloc="", path=address.path[len(base) :]).geturl()


def leads_to_report(path: str) -> bool:
    """Whether an address on this site (from its root) is below `/reports/`, and not the listing or the feed."""
    path = path.replace("\\", "/")  # as browsers do
    plain = posixpath.normpath("/" + unquote(urlsplit(path.lstrip("/")).path))
    plain = plain.removeprefix("/cy")
    return bool(re.match(r"/reports/(?!(?:index\.(?:html|md)|feed\.xml)$)[^/]", plain))


def ending_of(name: str) -> str:
    """The ending of a file's name, in lower case, without the dot; empty when there is none."""
    return posixpath.splitext(name)[1].lstrip(".").lower()


def _belongs_to_another_report(target: str, home: str | None) -> bool:
    """Whether a path below the folder of reports is, or would be, another report or one of its files."""
    if target.startswith("..") or (home and target.startswith(home + "/")):
        return False
    return "/" in target or "." not in target or target.endswith(".md")


def _splits(address: str) -> bool:
    try:
        urlsplit(address)
    except ValueError:
        return False
    return not re.search(r"[\x00-\x1f\x7f]", address)
