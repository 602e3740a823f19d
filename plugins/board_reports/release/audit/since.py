"""What has changed since the last audit, and which of its results still hold: docs/decisions/0049."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from board_reports.release.audit.passed import Passed
from board_reports.release.manifest import Kind, Manifest, ReleasedFile


@dataclass(frozen=True)
class Since:
    """The state of things at this audit, against that at the last one.

    `before` is the release that is public now, `last` the record of its audit, None where there is none to go by.
    `hidden` and `sources` give what tells whether a hidden report, or a source of something public, has changed;
    it is empty where nothing is sure. `of_report` gives by slug the source of a live report.
    """

    before: Manifest | None
    last: Passed | None
    frame: str
    hidden: Mapping[str, str]
    sources: Mapping[str, str]
    of_report: Mapping[str, str]

    @property
    def same_frame(self) -> bool:
        """Whether the last audit is known, and what every page is made with is what it was then."""
        return self.last is not None and self.last.frame == self.frame

    def looked_for(self, source: str) -> bool:
        """Whether a report that is hidden now was looked for by the last audit, and has not changed since."""
        return self.last is not None and self._same(self.last.hidden, source, self.hidden.get(source, ""))

    def excuses_as_then(self, source: str) -> bool:
        """Whether a source of something public was so at the last audit, and has not changed since."""
        return self.last is not None and self._same(self.last.sources, source, self.sources.get(source, ""))

    def is_same_file(self, entry: ReleasedFile) -> bool:
        """Whether the release before has a file at its place, with its bytes and the same meaning."""
        return entry.sha256 is not None and entry in self._files

    def passes(self, entry: ReleasedFile) -> bool:
        """Whether a file need not be looked at again for what was looked for then.

        Only what belongs to a report, or to the theme: all else is little, or tells of many reports.
        """
        if not self.is_same_file(entry):
            return False
        if entry.kind is not Kind.THEME:
            source = self.of_report.get(entry.report) if entry.report else None
            if source is None or not self.excuses_as_then(source):
                return False
        return all(mark in self._held for mark in self._leans(entry.path))

    def record(self, manifest: Manifest, leans: Mapping[str, set[str]]) -> Passed:
        """The record of an audit that found nothing; `leans` is what it found of those that it looked at."""
        new = replace(self.last or Passed(self.frame), frame=self.frame, leans={})
        found = {}
        for entry in manifest.files:
            on = {new.mark(source) for source in leans.get(entry.path, ())}
            if self.passes(entry):
                on.update(self._leans(entry.path))
            if on:
                found[new.mark(entry.path)] = tuple(sorted(on))
        return replace(new, hidden=new.marks(self.hidden), sources=new.marks(self.sources), leans=found)

    @cached_property
    def _files(self) -> frozenset[ReleasedFile]:
        return frozenset(self.before.files) if self.before else frozenset()

    @cached_property
    def _held(self) -> frozenset[str]:
        """The sources, as they are named in the record, that are public and as they were then."""
        if self.last is None:
            return frozenset()
        now = self.last.marks(self.sources)
        return frozenset(mark for mark, state in self.last.sources.items() if now.get(mark) == state)

    def _leans(self, path: str) -> tuple[str, ...]:
        return self.last.leans.get(self.last.mark(path), ()) if self.last else ()

    def _same(self, then: Mapping[str, str], source: str, state: str) -> bool:
        assert self.last is not None
        return bool(state) and then.get(self.last.mark(source)) == self.last.mark(state)
