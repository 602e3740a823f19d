"""The manifest of a release: what each of its files is, and which report it belongs to. It is never served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any

VERSION = 1


class Kind(StrEnum):
    """What a file of a release is.

    `REPORT` is a page of a report, or of one of its parts; `FILE` one of its attachments or figures. `PERMANENT` is a
    page of the docs folder, `STATIC` another file of it. `MADE` is what the plugin makes from what is public, such as
    the listing; `INDEX` the search index, the feed and the sitemap; `ERROR` the pages for 404 and 410; `STATUS` the
    file `status.json`; `THEME` what the theme or the plugin brings, the same for every site.
    """

    REPORT = "report"
    FILE = "file"
    PERMANENT = "permanent"
    STATIC = "static"
    MADE = "made"
    INDEX = "index"
    ERROR = "error"
    STATUS = "status"
    THEME = "theme"


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """One file of a release: its POSIX path below the tree, its kind, and for a report's file the report's slug.

    `sha256` is the hex digest of its bytes; None for `status.json`, which is written again by every run. `source` is
    that of a permanent page or file, a POSIX path relative to the configuration file's folder.
    """

    path: str
    kind: Kind
    report: str | None = None
    sha256: str | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class ReleasedReport:
    """One report of a release.

    `opens` and `closes` are the instants of its window (aware, UTC). `goes` is the instant at which it must be gone:
    the earlier of `closes` and 00:00 of a planned withdrawal. `first_day` and `last_day` are London days. `digest` is
    the SHA-256, in hex, over the paths and digests of what is public of it; `source` the POSIX path of its English
    file, relative to the configuration file; `source_digest` the SHA-256 over the bytes of its sources.
    """

    slug: str
    reference: str
    title: str
    source: str
    opens: datetime
    closes: datetime
    goes: datetime
    first_day: date
    last_day: date
    languages: tuple[str, ...]
    example: bool
    digest: str
    source_digest: str


@dataclass(frozen=True)
class Listing:
    """What is needed to cut the listing of one language down without building it: whole HTML fragments and sentences.

    `root` is the language's place in the tree: empty, or `cy/`. `empty` is the section's HTML when no report is left;
    `one` and `other` are the sentences that count reports, with `{count}` for the number.
    """

    root: str
    language: str
    empty: str
    one: str
    other: str


@dataclass(frozen=True)
class Manifest:
    """A release as it was built.

    `id` is its name, which sorts by time; `at` the instant that it shows (aware, UTC); `rung` the rung of the ladder
    that made it; `inputs` the digest of all that went into it, None where a later run must make it anew;
    `next_change` the next instant at which what it shows changes by itself. `scripts` are the CSP hashes of its known
    inline scripts. `audit` is the SHA-256, in hex, of the record of the audit that it passed; a release that was cut
    down has that of the one that it was cut from. `security_expires` is when its `security.txt` lapses;
    `page_problems` are the problems of permanent pages that were left out of it.
    """

    id: str
    at: datetime
    rung: str
    inputs: str | None
    next_change: datetime | None
    reports: tuple[ReleasedReport, ...]
    files: tuple[ReleasedFile, ...]
    listings: tuple[Listing, ...] = ()
    scripts: tuple[str, ...] = ()
    security_expires: datetime | None = None
    version: str = ""
    audit: str = ""
    page_problems: tuple[Mapping[str, Any], ...] = ()
    v: int = field(default=VERSION)

    def report(self, slug: str) -> ReleasedReport | None:
        """The report with this slug, or None."""
        return next((one for one in self.reports if one.slug == slug), None)

    def files_of(self, slug: str) -> tuple[ReleasedFile, ...]:
        """The files that belong to a report."""
        return tuple(one for one in self.files if one.report == slug)

    def of_kind(self, *kinds: Kind) -> tuple[ReleasedFile, ...]:
        """The files of some kinds."""
        return tuple(one for one in self.files if one.kind in kinds)

    def to_bytes(self) -> bytes:
        """The manifest as UTF-8 JSON, the same bytes for the same manifest."""
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        text = json.dumps(values, default=_plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode("utf-8", "surrogateescape") + b"\n"

    @classmethod
    def from_bytes(cls, data: bytes) -> Manifest:
        """Read a manifest; raises ValueError when it is none, or of another version."""
        try:
            given = json.loads(data)
            if given["v"] != VERSION:
                raise ValueError("a manifest of another version")
            return cls(
                **given
                | {
                    "at": datetime.fromisoformat(given["at"]),
                    "next_change": _instant(given["next_change"]),
                    "security_expires": _instant(given["security_expires"]),
                    "reports": tuple(_report(one) for one in given["reports"]),
                    "files": tuple(ReleasedFile(**one | {"kind": Kind(one["kind"])}) for one in given["files"]),
                    "listings": tuple(Listing(**one) for one in given["listings"]),
                    "scripts": tuple(given["scripts"]),
                    "page_problems": tuple(given["page_problems"]),
                }
            )
        except (KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"no manifest ({type(error).__name__})") from None

    @classmethod
    def read(cls, path: Path) -> Manifest | None:
        """The manifest in a file, or None when there is none that can be read; read once while it stays as it is."""
        try:
            stat = path.stat()
            stamp = (stat.st_size, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_ino)
            known = _READ.get(path)
            if known is None or known[0] != stamp:
                known = (stamp, cls.from_bytes(path.read_bytes()))
                if len(_READ) >= _MOST_READ:
                    _READ.clear()
                _READ[path] = known
        except (OSError, ValueError):
            return None
        return known[1]


_READ: dict[Path, tuple[tuple[int, ...], Manifest]] = {}
_MOST_READ = 3


def _report(given: Mapping[str, Any]) -> ReleasedReport:
    instants = {key: datetime.fromisoformat(given[key]) for key in ("opens", "closes", "goes")}
    days = {key: date.fromisoformat(given[key]) for key in ("first_day", "last_day")}
    return ReleasedReport(**{**given, **instants, **days, "languages": tuple(given["languages"])})


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _plain(value: Any) -> Any:
    if isinstance(value, date):  # a datetime is a date, too
        return value.isoformat()
    if isinstance(value, ReleasedFile | ReleasedReport | Listing):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(type(value).__name__)
