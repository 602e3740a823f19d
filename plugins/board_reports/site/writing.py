"""The files written when all pages are done: those of each language, and those that the whole site has once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import board_reports
from board_reports.reports.settings import MEGABYTE
from board_reports.site.feed import feed
from board_reports.site.finished import FinishedPage
from board_reports.site.pages import MadePage
from board_reports.site.publication import Publication
from board_reports.site.search import PageEntries, add_entries, entries_of
from board_reports.site.security import expires_after, security_txt
from board_reports.site.sitemap import SitemapEntry, sitemap, zipped


def write_own(publication: Publication, site_dir: Path) -> None:
    """Write the feed and the search entries of one language into its output."""
    site_url, maker = publication.project.site_url, publication.maker
    told = [maker.feed_entry(report, site_url) for report in publication.published]
    _write(site_dir / "reports" / "feed.xml", feed(maker.feed_head(site_url, _local(publication)), told))
    finished = [page for page in publication.pages if isinstance(page, FinishedPage)]
    most = int(publication.project.options.search_full_text_max_mb * MEGABYTE)
    others = [_entries(page.url, publication.made[page.file.src_uri]) for page in finished]
    add_entries(site_dir, [*(page.entries for page in publication.report_pages), *others], most)


def write_common(publication: Publication, site_dir: Path) -> None:
    """Write sitemap (plain and gzip), status and security contact of the whole site into its output."""
    at = _local(publication)
    both = [publication, *([publication.twin] if publication.twin else [])]
    pages = sitemap(entry for one in both for entry in _addresses(one))
    _write(site_dir / "sitemap.xml", pages)
    _write(site_dir / "sitemap.xml.gz", zipped(pages))
    if email := publication.project.board.email:
        address = f"{publication.project.base_url}.well-known/security.txt"
        _write(site_dir / ".well-known" / "security.txt", security_txt(email, address, expires_after(at)))
    _write(site_dir / "status.json", json.dumps(status(publication, at), indent=2).encode() + b"\n")


def status(publication: Publication, at: datetime) -> Mapping[str, Any]:
    """What `status.json` tells: nothing by which a report could be known."""
    change = publication.next_change
    return {
        "built_at": at.isoformat(),
        "checked_at": at.isoformat(),
        "next_change_at": change.astimezone(at.tzinfo).isoformat() if change else None,
        "live_count": len(publication.published),
        "left_out_count": publication.left_out_count,
        "version": board_reports.__version__,
        "preview": publication.moment.preview,
    }


def _entries(address: str, page: MadePage) -> PageEntries:
    """Those of a made page that is no report's: it stands whole in either index."""
    full = entries_of(address, page.html, page.found_by, page.weight)
    return PageEntries(0, full, lambda: full)


def _addresses(publication: Publication) -> Iterator[SitemapEntry]:
    other = publication.counterpart
    for page in publication.pages:
        made = publication.made.get(page.file.src_uri)
        twins = dict(other.addresses(page.url)) if other and other.has(page.file.src_uri) else {}
        address = publication.project.site_url + page.url.removeprefix("./")
        yield SitemapEntry(address, made.changed if made else None, twins)
    for one in publication.report_pages:
        twins = dict(other.addresses(one.address)) if other else {}
        yield SitemapEntry(publication.project.site_url + one.address, one.changed, twins)


def _local(publication: Publication) -> datetime:
    return publication.moment.at.astimezone(publication.project.settings.zone)


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
