"""The pages of all reports of one build: those that were made before come out of the cache, the others are made."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from board_reports.site.cache.store import KeptBytes, KeptPage, NewPage, Store
from board_reports.site.pages import MadePage
from board_reports.site.public import PublicReport
from board_reports.site.rendering.whole_page import Frame, page_of, whole_page
from board_reports.site.rendering.workers import Failure, Workers, can_be_copied, cores, done_here
from board_reports.site.search import Entry, PageEntries, entries_of, short_entries, size_of

Said = tuple[str, int, str]
"""Something that was logged while a page was made: the logger's name, the level, the sentence."""


@dataclass(frozen=True, slots=True)
class ReportPage:
    """A page of a report as it stands in the output, at `place`: its address, the day that the sitemap tells, the
    SHA-256 of its bytes in hex, and its search entries.
    """

    slug: str
    uri: str
    address: str
    place: str
    changed: date | None
    sha256: str
    entries: PageEntries


@dataclass(frozen=True)
class Rendering:
    """How the pages of one build are made.

    `make` gives a report's pages before they are whole, and `note` tells the build of one of them. `key` gives what
    the report's pages depend on, as a word, or nothing where that cannot be said; `store` keeps them, where there is
    one, under `kind`. `alone` prepares a process of its own for such work. `told` hears with
    which report it goes on. With `together` all are made by this process, one after the other, as plugins and hooks
    need it that this program does not know, and an error is raised.
    """

    frame: Frame
    site_dir: Path
    make: Callable[[PublicReport], list[MadePage]]
    note: Callable[[MadePage], None]
    key: Callable[[PublicReport], str]
    store: Store | None
    kind: str
    told: Callable[[PublicReport], None]
    alone: Callable[[], None]
    together: bool = False

    def all_of(self, reports: Sequence[PublicReport]) -> Iterator[tuple[PublicReport, list[ReportPage] | Failure]]:
        """Write the pages of each report; gives each report with them, or with why it has none, in no order."""
        missing, keys = [], {}
        for report in reports:
            key = self.key(report) if self.store else ""
            found = self.store.pages(report.slug, self.kind, key) if self.store and key else None
            if found is None:
                keys[report.slug] = key
                missing.append(report)
                continue
            _say_again(found[0].facts["said"] if found else [])
            yield report, [self._placed(report, one) for one in found]
        for report, made in self._made(missing):
            yield report, made if isinstance(made, Failure) else self._written(report, made, keys[report.slug])

    def _made(self, reports: list[PublicReport]) -> Iterator[tuple[PublicReport, list[NewPage] | Failure]]:
        if self.together:
            yield from done_here(self._work, reports, self.told)
        elif can_be_copied():
            yield from Workers(self._work_alone, min(cores(), len(reports)), self.told).each(reports)
        else:
            yield from done_here(partial(_surely, self._work), reports, self.told)

    def _work(self, report: PublicReport) -> list[NewPage]:
        """Make the pages of one report whole."""
        pages = self.make(report)
        for made in pages:
            self.note(made)
        return [self._whole(made) for made in pages]

    def _work_alone(self, report: PublicReport) -> list[NewPage]:
        """The work in a process of its own: what it says goes with its result."""
        logger, hearing = logging.getLogger("mkdocs"), _Hearing()
        logger.handlers, logger.propagate = [hearing], False
        self.alone()
        return _with(self._work(report), hearing)

    def _whole(self, made: MadePage) -> NewPage:
        page = page_of(made, self.frame.config)
        data = whole_page(page, self.frame)
        entries = entries_of(page.url, made.html, made.found_by, made.weight)
        full = json.dumps(entries).encode()
        facts = {
            "uri": made.uri,
            "address": page.url,
            "changed": made.changed.isoformat() if made.changed else None,
            "size": size_of(entries),
            "short": short_entries(entries, made.found_by, made.description),
            "said": [],
        }
        return NewPage(page.file.dest_uri, data, facts, full)

    def _written(self, report: PublicReport, pages: list[NewPage], key: str) -> list[ReportPage]:
        _say_again(pages[0].facts["said"] if pages else [])
        kept = self.store.keep_pages(report.slug, self.kind, key, pages) if self.store and key else None
        if kept is not None:
            return [self._placed(report, one) for one in kept]
        written = []
        for one in pages:
            target = self._target(one.place)
            target.write_bytes(one.data)
            digest = hashlib.sha256(one.data).hexdigest()
            written.append(_page(report, one.place, one.facts, digest, partial(json.loads, one.more)))
        return written

    def _placed(self, report: PublicReport, kept: KeptPage) -> ReportPage:
        assert self.store is not None
        self.store.place_page(kept, self._target(kept.place))
        full = partial(self._full, report, kept.facts["uri"], kept.facts["address"], kept.more)
        return _page(report, kept.place, kept.facts, kept.kept.sha256, full)

    def _full(self, report: PublicReport, uri: str, address: str, more: KeptBytes) -> list[Entry]:
        """All search entries of a kept page; made again where they were damaged."""
        if (data := more.read()) is not None:
            found: list[Entry] = json.loads(data)
            return found
        made = next(one for one in self.make(report) if one.uri == uri)
        return entries_of(address, made.html, made.found_by, made.weight)

    def _target(self, place: str) -> Path:
        target = self.site_dir / place
        target.parent.mkdir(parents=True, exist_ok=True)
        return target


def _page(
    report: PublicReport, at: str, facts: dict[str, Any], sha256: str, full: Callable[[], list[Entry]]
) -> ReportPage:
    changed = date.fromisoformat(facts["changed"]) if facts["changed"] else None
    entries = PageEntries(facts["size"], facts["short"], full)
    return ReportPage(report.slug, facts["uri"], facts["address"], at, changed, sha256, entries)


class _Hearing(logging.Handler):
    """Collects what is logged, to be said by the process that a person listens to."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.said: list[Said] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.said.append((record.name, record.levelno, record.getMessage()))


def _surely(work: Callable[[PublicReport], list[NewPage]], report: PublicReport) -> list[NewPage] | Failure:
    """The work in this process, where an error costs this report alone."""
    logger, hearing = logging.getLogger("mkdocs"), _Hearing()
    kept, logger.handlers = logger.handlers, [hearing]
    try:
        return _with(work(report), hearing)
    except Exception as error:  # noqa: BLE001 - as in a worker
        return Failure("it failed", type(error).__name__)
    finally:
        logger.handlers = kept


def _with(pages: list[NewPage], hearing: _Hearing) -> list[NewPage]:
    if pages:
        pages[0].facts["said"] = hearing.said
    return pages


def _say_again(said: Sequence[Sequence[Any]]) -> None:
    for name, level, sentence in said:
        logging.getLogger(str(name)).log(int(level), "%s", sentence)
