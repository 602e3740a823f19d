"""What one audit looks for: all of what is hidden, or what is new of it where the last audit looked for the rest."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from board_reports.release.audit.archive import Sieve, in_common
from board_reports.release.audit.glance import Glance
from board_reports.release.audit.hiding import (
    LEAST_PRIVATE,
    hidden_from,
    names_of,
    private_texts_of,
)
from board_reports.release.audit.looking import CannotLook, texts_of
from board_reports.release.audit.pardon import Excuses
from board_reports.release.audit.since import Since
from board_reports.release.audit.sources import PUBLIC_TEXTS, front_and_text, markdown_of
from board_reports.release.audit.traces import PRIVATE, Hidden, phrase
from board_reports.release.audit.tree import Past
from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.reports.report import Report

MOST_FRESH = 200
"""The most reports to be looked for by a glance: with more, looking at everything takes no longer."""

FEW = 50
"""So many archived reports are looked for like all others: it takes no room."""

_OF_REPORTS = (Kind.REPORT, Kind.FILE, Kind.STATUS)
_OUTSIDE = (Kind.PERMANENT, Kind.STATIC, Kind.THEME, Kind.ERROR)


_MAPS = ("sitemap.xml", "sitemap.xml.gz")  # written by us in the theme's place


@dataclass
class Hunt:
    """What is looked for among `live` and `others`, the reports that may not show, at the instant `at`.

    `first` was public when the run began.

    `near` are the reports that are looked for in every file that is looked at, by all that stands in them. Those of the
    archive, whose window was over when the last audit looked for them, are `far`: by title, reference and names they
    are looked for everywhere as well, by their texts only where a page of the docs folder or the frame has changed.
    """

    live: tuple[Report, ...]
    others: tuple[Report, ...]
    since: Since
    first: Manifest | None
    at: datetime
    digest: Callable[[Path], str]
    published: Mapping[str, tuple[str, ...]] | None

    @cached_property
    def fresh(self) -> tuple[Report, ...]:
        """The hidden reports that the last audit did not look for as they are now."""
        return tuple(report for report in self.others if not self.since.looked_for(report.source))

    @cached_property
    def everywhere(self) -> bool:
        """Whether every file is looked at, as if there had been no audit before."""
        return not self.since.same_frame or len(self.fresh) > MOST_FRESH

    @cached_property
    def far(self) -> tuple[Report, ...]:
        """The archive."""
        fresh = set() if self.everywhere else {report.source for report in self.fresh}
        found = tuple(one for one in self.others if one.source not in fresh and self._is_archived(one))
        return () if len(found) <= FEW else found

    @cached_property
    def sieve(self) -> Sieve:
        """The archive's titles, references and names."""
        return Sieve(self.far)

    def hidden(self, tree: Path, manifest: Manifest, excuses: Excuses) -> Hidden:
        """What must not be found, but for what the sieve gives."""
        far = {report.source for report in self.far}
        near = [report for report in self.others if report.source not in far]
        found = hidden_from(near, self.live, before=self.first, digest=self.digest, published=self.published)
        if far and (self.everywhere or any(map(_from_outside, self._new(manifest)))):
            found |= in_common(self.far, self._texts(tree, manifest, excuses))
        return found

    def past(self) -> Past | None:
        """What need not be looked at again, and how to glance at it."""
        if self.everywhere:
            return None
        references = [report.reference for report in self.fresh if report.reference]
        texts = {text for report in self.fresh for text in _texts_of(report)}
        for report in self.live:
            if not self.since.excuses_as_then(report.source):
                texts.update(_private(report))
        if self.first is not None:
            now = {report.slug for report in self.live}
            gone = {one.slug: one for one in self.first.reports if one.slug not in now}
            references += [one.reference for one in gone.values()]
            texts.update(one.title for one in gone.values())
            texts.update(one.path.rsplit("/", 1)[-1] for one in self.first.of_kind(Kind.FILE) if one.report in gone)
        shown = {name for report in self.live for name in report.files.others}
        shown |= {report.title.strip() for report in self.live if report.title}
        return Past(self.since.passes, Glance.at({text.strip() for text in texts} - shown, references))

    def _is_archived(self, report: Report) -> bool:
        named = report.unread or (report.title and report.reference)
        then = self.at if self.everywhere or self.since.before is None else self.since.before.at
        return bool(named and report.is_over(then))

    def _new(self, manifest: Manifest) -> Iterator[ReleasedFile]:
        """The files that the release before does not have so, but for those that are made of live reports alone."""
        for one in manifest.files:
            if self.everywhere or not (one.kind in _OF_REPORTS or self.since.is_same_file(one)):
                yield one

    def _texts(self, tree: Path, manifest: Manifest, excuses: Excuses) -> Iterator[str]:
        for one in self._new(manifest):
            if one.kind is not Kind.FILE and one.sha256 not in excuses.digests:
                with contextlib.suppress(OSError, CannotLook):  # the audit tells it
                    yield from texts_of(one.path, (tree / one.path).read_bytes())


def _from_outside(one: ReleasedFile) -> bool:
    """Whether a file holds words that come from no report."""
    return one.kind in _OUTSIDE and one.path.rsplit("/", 1)[-1] not in _MAPS


def _texts_of(report: Report) -> Iterator[str]:
    """What a stale page of a report would show: titles, summaries, the names of its files, and what is private."""
    for path in markdown_of(report):
        values = front_and_text(path)[0].values
        yield from (text for key in PUBLIC_TEXTS if isinstance(text := values.get(key), str))
    yield from names_of(report)
    yield from _private(report)


def _private(report: Report) -> Iterator[str]:
    return (text for text in private_texts_of(report) if any(phrase(PRIVATE, "", text, LEAST_PRIVATE)))
