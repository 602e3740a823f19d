"""What a served site tells of itself in feed, sitemap, search and listings, held against what is expected."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TypeVar
from urllib.parse import unquote, urlsplit

from board_reports.release.outside import listed
from board_reports.release.outside.asking import Asked
from board_reports.release.outside.expected import ALLOWED, Expectation, Expected

FEED, SITEMAP, SEARCH, LISTING = "reports/feed.xml", "sitemap.xml", "search/search_index.json", "reports/"
WELSH = "cy/"
Read = TypeVar("Read")


@dataclass
class ToldBySite:
    """What the lists of a site name: by each list's address the slugs of reports; the addresses of its sitemaps.

    `asked` holds the answers. Addresses are below the home of the site that was looked at, also where the lists
    carry another host: a site may be looked at by an address of its own machine.
    """

    asked: Asked
    named: dict[str, set[str]] = field(default_factory=dict)
    pages: set[str] = field(default_factory=set)
    own: str | None = None

    def take(self, lists: list[str], expected: Expectation, at: datetime) -> Expectation:
        """Read the lists that answered; where nothing else says which reports are live, the feed does."""
        lists = [address for address in lists if self.asked.look(address).status == 200]
        if not expected.whole:
            expected = replace(expected, live=())
        for address in sorted(lists, key=lambda one: not one.endswith(FEED)):  # the feed knows the site's own address
            body = self.asked.look(address).body
            if address.endswith(FEED):
                feed = self._read(address, listed.feed_of, body)
                expected = self._take_feed(address, feed, expected, at) if feed else expected
            elif address.endswith((SITEMAP, f"{SITEMAP}.gz")):
                found = self._read(address, listed.sitemap_of, body)
                self._take_sitemap(address, found) if found is not None else None
            elif address.endswith(SEARCH):
                entries = self._read(address, listed.search_of, body)
                if entries is not None:
                    self.named[address] = {slug for entry in entries for slug in listed.slugs_in(entry)}
            else:
                links = listed.links_in(body, self.asked.url + address)
                self.named[address] = {slug for one in links if (slug := slug_in(self._below(one)))}
        return expected

    def judge(self, expected: Expectation) -> None:
        """Tell of each list that names a report that is not public, or does not name one that is."""
        live = {one.slug: one for one in expected.live}
        gone = {one.slug: one.name for one in expected.gone}
        for address, slugs in self.named.items():
            in_text = listed.slugs_in(self.asked.look(address).body.decode("utf-8", "replace"))
            for slug in sorted((slugs - live.keys() - expected.either) | (in_text & gone.keys())):
                self.asked.tell(address, f"names {gone.get(slug, slug)}, which is not public")
            for slug in sorted(live.keys() - slugs):
                if live[slug].settled and _belongs(live[slug], address):
                    self.asked.tell(address, f"does not name {live[slug].name}, which is public")

    def names(self, slug: str) -> bool:
        """Whether any list names a report."""
        return any(slug in slugs for slugs in self.named.values())

    def _read(self, address: str, reader: Callable[[bytes], Read], body: bytes) -> Read | None:
        try:
            return reader(body)
        except listed.NotReadable as error:
            self.asked.tell(address, str(error))
            return None

    def _take_feed(self, address: str, feed: listed.Feed, expected: Expectation, at: datetime) -> Expectation:
        if not feed.address.endswith(f"/{address}"):
            self.asked.tell(address, "names another address as its own")
            return expected
        self.own = self.own or feed.address.removesuffix(address)
        self.named[address] = set()
        root = address.removesuffix(FEED)
        live, gone, either = {one.slug: one for one in expected.live}, list(expected.gone), set(expected.either)
        for entry in feed.entries:
            slug = slug_in(self._below(entry.address))
            if slug is None:
                self.asked.tell(address, "has an entry that leads to no report of this site")
                continue
            self.named[address].add(slug)
            if expected.whole:
                continue
            if entry.closes + ALLOWED <= at or at < entry.opens:
                gone.append(Expected(slug))
            elif entry.closes <= at:
                either.add(slug)
            else:
                pages = live[slug].addresses if slug in live else {}
                settled = at - entry.opens >= ALLOWED
                live[slug] = Expected(slug, None, {**pages, f"{root}reports/{slug}/": None}, settled=settled)
        return replace(expected, live=tuple(live.values()), gone=tuple(gone), either=frozenset(either))

    def _take_sitemap(self, address: str, found: tuple[str, ...]) -> None:
        below = {self._below(one) for one in found}
        if None in below:
            self.asked.tell(address, "names an address outside this site")
        self.pages |= {one for one in below if one is not None}
        self.named[address] = {slug for one in below if (slug := slug_in(one))}

    def _below(self, address: str) -> str | None:
        """An address of this site without its home: by its own name, or by the one it is looked at."""
        for home in (self.asked.url, self.own):
            if home is not None and address.startswith(home):
                return address.removeprefix(home)
        parts = urlsplit(address)
        return parts.path.lstrip("/") if self.own is None and parts.scheme in ("http", "https") else None


def slug_in(address: str | None) -> str | None:
    """The slug of the report that an address below the site's home belongs to, or None."""
    slug, slash, _ = (address or "").removeprefix(WELSH).removeprefix("reports/").partition("/")
    in_reports = (address or "").removeprefix(WELSH).startswith("reports/")
    return unquote(slug) if in_reports and slash and slug else None


def _belongs(one: Expected, address: str) -> bool:
    """Whether a list must name a live report: those of the languages that it has a page in."""
    root = WELSH if address.startswith(WELSH) else ""
    in_language = any(page.startswith(f"{root}reports/") for page in one.addresses)
    lists = (LISTING, FEED, SITEMAP, f"{SITEMAP}.gz", SEARCH)
    return in_language and address.removeprefix(root) in lists
