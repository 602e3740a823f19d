"""The pages of all reports of one build: those that were made before come out of the cache, the others are made."""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from board_reports.site.cache.placed import Placed
from board_reports.site.cache.store import KeptPage, NewPage, Store, place
from board_reports.site.pages import MadePage
from board_reports.site.public import PublicReport
from board_reports.site.rendering.whole_page import Frame, page_of, whole_page
from board_reports.site.rendering.workers import Failure, apart, attempted, done_here
from board_reports.site.search import Entry, PageEntries, as_json, entries_of, short_entries

Said = tuple[str, int, str]
"""Something that was logged while a page was made: the logger's name, the level, the sentence."""

Task = tuple[PublicReport, str]
"""A report of which the pages are missing, and the key under which to keep them; empty where they cannot be kept."""

Made = Sequence[KeptPage] | Sequence[NewPage]
"""The new pages of a report, kept or not."""


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
    one, under `kind`. `alone` prepares a process of its own for such work. `told` hears with which report it goes on.
    With `together` all are made by this process, one after the other, as plugins and hooks need it that this program
    does not know, and an error is raised. `placed` knows which pages stand in the old output as they should, below
    its folder `at`: those are not written.
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
    placed: Placed | None = None
    at: str = ""

    def all_of(self, reports: Sequence[PublicReport]) -> Iterator[tuple[PublicReport, list[ReportPage] | Failure]]:
        """Write the pages of each report; gives each report with them, or with why it has none, in no order."""
        missing = []
        for report in reports:
            key = self.key(report) if self.store else ""
            pages = self._standing(report, key) or self._found(report, key) if key else None
            if pages is None:
                missing.append((report, key))
            else:
                yield report, pages
        for task, made in self._made(missing):
            report, key = task
            if self.store and key:
                self.store.has_kept(report.slug, self.kind, key)
            yield report, made if isinstance(made, Failure) else self._put(report, key, made)

    def _standing(self, report: PublicReport, key: str) -> list[ReportPage] | None:
        """The pages of a report where they stand in the old output, and are still right."""
        records = self.placed.pages(report.slug, self.kind, key) if self.placed else None
        if records is None:
            return None
        assert self.store
        return self._pages(report, self.store.told(report.slug, self.kind, key, records))

    def _found(self, report: PublicReport, key: str) -> list[ReportPage] | None:
        """The pages of a report out of the store, put into the output."""
        found = self.store.pages(report.slug, self.kind, key) if self.store else None
        return self._placed(report, key, found) if found is not None else None

    def _made(self, tasks: list[Task]) -> Iterator[tuple[Task, Made | Failure]]:
        if self.together:
            yield from done_here(self._work, tasks, self._told)
        else:
            yield from apart(self._work, tasks, self._told, self.alone)

    def _told(self, task: Task) -> None:
        self.told(task[0])

    def _work(self, task: Task) -> Made:
        """Make the pages of one report whole, and keep them, where they can be kept. What it says goes with them."""
        report, key = task
        with _heard() as said:
            pages = self.make(report)
            for made in pages:
                self.note(made)
            whole = [self._whole(made) for made in pages]
        whole[0].facts["said"] = said
        kept = self.store.keep_pages(report.slug, self.kind, key, whole) if self.store and key else None
        return whole if kept is None else kept

    def _whole(self, made: MadePage) -> NewPage:
        page = page_of(made, self.frame.config)
        data = whole_page(page, self.frame)
        entries = entries_of(page.url, made.html, made.found_by, made.weight)
        full = as_json(entries)
        facts = {
            "uri": made.uri,
            "address": page.url,
            "changed": made.changed.isoformat() if made.changed else None,
            "size": len(full),
            "short": short_entries(entries, made.found_by, made.description),
            "said": [],
        }
        return NewPage(page.file.dest_uri, data, facts, full)

    def _put(self, report: PublicReport, key: str, made: Made) -> list[ReportPage] | Failure:
        """Put the new pages of a report into the output."""
        if kept := [one for one in made if isinstance(one, KeptPage)]:
            if (placed := self._placed(report, key, kept)) is not None:
                return placed
            again = attempted(self._work, (report, ""))  # somebody has deleted them at once, and may have done more
            if isinstance(again, Failure):
                return again
            made = again
        new = [one for one in made if isinstance(one, NewPage)]
        _say_again(new[0].facts["said"])
        written = []
        for one in new:
            self._target(one.place).write_bytes(one.data)
            digest = hashlib.sha256(one.data).hexdigest()
            written.append(_page(report, one.place, one.facts, digest, partial(json.loads, one.more)))
        return written

    def _placed(self, report: PublicReport, key: str, found: Sequence[KeptPage]) -> list[ReportPage] | None:
        """Put the kept pages of a report into the output; None, and none of them, where one is gone meanwhile."""
        targets = [self._target(one.place) for one in found]
        if not all(place(one.kept, target) for one, target in zip(found, targets, strict=True)):
            for target in targets:
                target.unlink(missing_ok=True)
            return None
        if self.placed:
            self.placed.note_pages(report.slug, self.kind, key, self.at, [one.record for one in found])
        return self._pages(report, found)

    def _pages(self, report: PublicReport, found: Sequence[KeptPage]) -> list[ReportPage]:
        _say_again(found[0].facts["said"] if found else [])
        return [_page(report, one.place, one.facts, one.kept.sha256, partial(self._full, report, one)) for one in found]

    def _full(self, report: PublicReport, kept: KeptPage) -> list[Entry]:
        """All search entries of a kept page; made again where they were damaged."""
        if (data := kept.more.read()) is not None:
            found: list[Entry] = json.loads(data)
            return found
        made = next(one for one in self.make(report) if one.uri == kept.facts["uri"])
        return entries_of(kept.facts["address"], made.html, made.found_by, made.weight)

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


@contextmanager
def _heard() -> Iterator[list[Said]]:
    """What is logged meanwhile, which nobody else hears."""
    logger, hearing = logging.getLogger("mkdocs"), _Hearing()
    before = logger.handlers, logger.propagate
    logger.handlers, logger.propagate = [hearing], False
    try:
        yield hearing.said
    finally:
        logger.handlers, logger.propagate = before


def _say_again(said: Sequence[Sequence[Any]]) -> None:
    for name, level, sentence in said:
        logging.getLogger(str(name)).log(int(level), "%s", sentence)
