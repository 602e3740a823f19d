"""One reading of a folder of reports with the shelf, and what is kept of it afterwards."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from board_reports.reports.basis import judged_by
from board_reports.reports.digests import Digests, Seen, paths_of, source_digest
from board_reports.reports.folder import CannotRead, Source, read_text_bytes, told_path
from board_reports.reports.report import Report, read_report
from board_reports.reports.settings import Settings
from board_reports.reports.shelf import ended, known
from board_reports.reports.shelf.ended import EndedRecord
from board_reports.reports.shelf.lazy import EndedReport, KnownReport, ended_reports_of, made
from board_reports.reports.shelf.store import Store

if TYPE_CHECKING:
    from board_reports.reports.standing import Standings

ENDED, LIVE, LAST = "ended.json", "live.json", "last.json"
"""Records of reports that are over, by the mark of their name; of live ones, by their name; who has kept last."""


@dataclass(frozen=True, slots=True)
class Shelf:
    """A shelf in a folder of its own; with `read_only` nothing is ever written there.

    Whatever is wrong with the folder or the disk, reports are read all the same.
    """

    folder: Path
    read_only: bool = False

    def reading(self, folder: Path, settings: Settings) -> ShelfReading:
        """What the shelf has for a reading of a folder of reports, right before it."""
        return ShelfReading(self, folder, settings)

    def forget(self, slugs: Collection[str], at: datetime) -> bool:
        """Take the reports away that were live and are not public any more at an instant (aware); False if it cannot.

        Who has begun to read before that instant does not put them back.
        """
        return self._forget(lambda slug: slug in slugs, at)

    def forget_all_but(self, slugs: Collection[str], at: datetime) -> bool:
        """The same for all reports but those that are public at an instant."""
        return self._forget(lambda slug: slug not in slugs, at)

    def _forget(self, goes: Callable[[str], bool], at: datetime) -> bool:
        store = Store(self.folder)
        try:
            if not self.folder.is_dir():
                return True
            with store.locked():
                store.know_key(make=False)
                _say_last(store, at)
                kept = store.read(LIVE)
                left = {name: one for name, one in kept.body.items() if not goes(known.slug_in(one))}
                if kept.start is not None and (not kept.by or len(left) < len(kept.body)):
                    store.write(LIVE, kept.by, _iso(at), left)
        except OSError:
            return store.drop(LIVE)
        return True


class ShelfReading:
    """What the shelf knows, as of right before the folder of reports is read.

    `passed_over` are the reports of which nothing was read, for all is as it was when they were over.
    """

    def __init__(self, shelf: Shelf, folder: Path, settings: Settings) -> None:
        self.shelf, self.folder, self.settings = shelf, folder, settings
        self.passed_over: list[EndedReport] = []
        self._store = store = Store(shelf.folder)
        moment = 0
        if not shelf.read_only:
            with suppress(OSError):
                moment = store.moment()
        self._writes = store.know_key(make=moment > 0) and moment > 0
        self._begun = store.begun()  # thousands of marks are made
        self._by = self.mark(judged_by(settings, folder))
        self._last = store.start_of(LAST)
        self._before = {name: store.read(name) for name in (ENDED, LIVE)}
        self._ended: Mapping[str, list[Any]] = self._records(ENDED)
        self._live: Mapping[str, known.Record] = self._records(LIVE)
        stamps = (found for record in self._live.values() for found in record["stamps"].items())
        self._digests = Digests({path: (stamp, digest) for path, (stamp, digest) in stamps}, moment)
        self._stamps: dict[str, str] = {}  # by name, empty where they tell nothing for sure
        self._data: dict[str, str] = {}  # the marks of the English files that have been read
        self._told = told_path(folder, settings.root)
        self._kind = ended_reports_of(folder, settings, _UNSURE)

    def mark(self, text: str) -> str:
        """What stands for a text on the shelf, and tells it to nobody who has no key."""
        mark = self._begun.copy()
        mark.update(text.encode("utf-8", "surrogatepass"))
        return mark.hexdigest()

    def passes_over(self, entry: os.DirEntry[str]) -> bool:
        """Whether an entry of the folder of reports is one that is over, and as it was: then it is in `passed_over`."""
        home = entry.is_dir(follow_symlinks=False)
        name = f"{entry.name}/" if home else entry.name
        if name in self._live:
            return False  # its files tell by themselves whether it is as it was
        mark = self.mark(name)
        if given := self._ended.get(mark):
            record = EndedRecord._make(given)
            if record.stamp and not record.deep and ended.is_still(entry, record.stamp, home=home):
                self.passed_over.append(self._ended_report(record, mark, name, kept=given))
                return True
        look = ended.look_at(entry, home=home)
        self._stamps[name] = look.stamp if all(map(self._digests.is_sure, look.stats)) else ""
        return False

    def read(self, files: Source) -> Report:
        """Read a report, or take from the shelf what is there of it, where its files are as they were."""
        if files.broken:
            return read_report(files, self.settings)
        name = _name(files)
        known_of = self._live.get(name)
        if known_of and source_digest(files, self._digests) == known_of["digest"]:
            return known.known_report(known_of, files, self.settings, self._source(name))
        seen = Seen.of(files, self._digests) if self._writes else _UNSURE
        try:
            data = read_text_bytes(files.english)
        except CannotRead:
            return read_report(files, self.settings)
        self._data[name] = self._store.mark(data)
        mark = self.mark(name)
        if given := self._ended.get(mark):
            record = EndedRecord._make(given)
            if record.data == self._data[name]:
                record = ended.looked_at_again(record, self._stamps.get(name, ""), files)
                return self._ended_report(record, mark, name, kept=list(record), files=files)
        return replace(read_report(files, self.settings, data), seen=seen)

    def keep(self, standings: Standings, shows: Callable[[Report], bool], *, readable: bool) -> None:
        """Keep what there is to keep of the reports at an instant; of nothing else anything stays.

        Where the folder could not be read, what is known of reports that are over stays as it is.
        """
        if not self._writes:
            return
        at = standings.at
        over = {report.mark: report.kept for report in standings.over if isinstance(report, EndedReport)}
        live: dict[str, known.Record] = {}
        for one in standings.judged:
            report = one.report
            if one.over:
                if isinstance(report, EndedReport):
                    over[report.mark] = report.kept
                elif record := self._record_if_over(report):
                    over[self.mark(_name(report.files))] = list(record)
            elif one.live and shows(report) and (rich := self._record_if_judged(report)):
                live[_name(report.files)] = rich
        with suppress(OSError), self._store.locked():
            last = self._store.read(LAST)
            if last.start != self._last and last.at > _iso(at):
                return  # somebody has kept since what is so at a later instant
            _say_last(self._store, at)
            self._put(LIVE, _iso(at), live)
            if readable:
                self._put(ENDED, _iso(at), over)

    def _records(self, name: str) -> Mapping[str, Any]:
        """What a file holds, unless it depends on something that is not so now."""
        kept = self._before[name]
        return kept.body if kept.by == self._by else {}

    def _put(self, name: str, at: str, body: dict[str, Any]) -> None:
        """Write a file, unless it is as it should be."""
        before = self._before[name]
        fit = before.by == self._by or (before.start is None and not body)
        if fit and body == before.body and self._store.start_of(name) == before.start:
            return
        try:
            self._store.write(name, self._by, at, body)
        except OSError:
            if name == LIVE:  # what has to go goes, with or without room for what may stay
                self._store.drop(name)

    def _ended_report(
        self, record: EndedRecord, mark: str, name: str, *, kept: list[Any], **facts: Source
    ) -> EndedReport:
        source = self._source(name)
        return made(self._kind, source=source, name=name, mark=mark, ended=record.ended, kept=kept, **facts)

    def _source(self, name: str) -> str:
        """The source of a report as it is told, by its name on the shelf; thousands of them are told."""
        path = f"{name}index.md" if name.endswith("/") else name
        plain = path.isascii() and path.isprintable() and self._told != "."
        return f"{self._told}/{path}" if plain else told_path(self.folder / path, self.settings.root)

    def _record_if_over(self, report: Report) -> EndedRecord | None:
        name = _name(report.files)
        if (data := self._data.get(name)) is None:
            return None
        return ended.record_of(report, self._stamps.get(name, ""), data, self.mark)

    def _record_if_judged(self, report: Report) -> known.Record | None:
        record = None
        if isinstance(report, KnownReport):
            record = report.record
        elif report.is_judged:
            record = known.record_of(report, self._digests)
        if record is None:
            return None
        used = {path: self._digests.used.get(path) for path in map(str, paths_of(report.files))}
        return record | {"stamps": {path: list(found) for path, found in used.items() if found}}


_UNSURE = Seen((), Digests({}, 0))


def _say_last(store: Store, at: datetime) -> None:
    """Let everybody know who has begun to read before that something has been kept since, of an instant (aware)."""
    with suppress(OSError):
        store.write(LAST, "", _iso(at), {})


def _name(files: Source) -> str:
    """A report's name on the shelf: that of its file, or of its folder with a slash."""
    return f"{files.home.name}/" if files.home else files.english.name


def _iso(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()
