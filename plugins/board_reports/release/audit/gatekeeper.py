"""Who lets a tree become public: the audit, with all that it needs to know of this run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

from board_reports.release.audit.accounting import told
from board_reports.release.audit.excusing import excused_from, frame_digests, frame_texts, page_texts, public_texts
from board_reports.release.audit.hunt import Hunt
from board_reports.release.audit.pardon import FRAME, Excuses, Told
from board_reports.release.audit.passed import Passed
from board_reports.release.audit.since import Since
from board_reports.release.audit.sources import file_digest, markdown_of
from board_reports.release.audit.traces import Excused
from board_reports.release.audit.tree import AuditRules, audited
from board_reports.release.basics import Basics
from board_reports.release.building.ladder import STATUTORY_ONLY, Fault
from board_reports.release.building.statutory_pages import required_pages
from board_reports.release.inputs import frame_digest, source_stamp
from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.release.plan import Plan
from board_reports.release.scene import Scene
from board_reports.reports.register import Register
from board_reports.reports.report import Report
from board_reports.site.board import Board


@dataclass
class Gatekeeper:
    """The audit of one run: `live` may be public, `others` may not show; `before` is what is public now.

    `published` gives, by source, the digests (SHA-256 in hex) of a report's files as they are published, where they are
    known; without it the files of a release that was judged before are taken to be as they should. `first` is what was
    public when the run began, `states` by source what tells whether a report has changed, `frame` whether what all
    pages are made with has. `last` is the record of the audit of `before`; that of the last one that passed goes into
    `record`.
    """

    basics: Basics
    before: Manifest | None
    live: tuple[Report, ...]
    others: tuple[Report, ...]
    digest: Callable[[Path], str]
    published: Mapping[str, tuple[str, ...]] | None = None
    first: Manifest | None = None
    states: Mapping[str, str] = field(default_factory=dict)
    frame: str = ""
    last: Passed | None = None
    record: Passed | None = None

    @classmethod
    def of(cls, scene: Scene, plan: Plan, register: Register) -> Gatekeeper:
        """The gatekeeper for what `plan` wants to be public."""
        live = {one.report.source for one in plan.wanted.values()}
        before, now_ns = scene.before, scene.digests.now_ns
        return cls(
            scene.sure,
            before,
            tuple(one.report for one in plan.wanted.values()),
            tuple(report for report in register.reports if report.source not in live),
            scene.digests.of,
            {source: known.files for source, known in scene.known.items()},
            scene.first,
            {one.source: scene.digest_of.get(one.source) or source_stamp(one, now_ns) for one in register.reports},
            frame_digest(scene.sure, scene.digests),
            Passed.read(scene.state.passed, before.audit) if before and before.audit else None,
        )

    def judge(self, tree: Path, manifest: Manifest, told_missing: int) -> tuple[Fault, ...]:
        """What does not hold in a finished tree; nothing when it may become public."""
        since, excuses = self._since(manifest), self._excuses(manifest)
        rules = AuditRules(
            site_url=self.basics.site_url,
            live=frozenset(report.slug for report in self.live if report.slug),
            required=tuple(required_pages(self.basics)),
            scripts=frozenset(self.basics.scripts),
            permanent_least=0 if manifest.rung == STATUTORY_ONLY else self.basics.permanent_pages_min,
            told_missing=told_missing,
            same_frame=since.same_frame,
        )
        first = self.first or self.before
        hunt = Hunt(self.live, self.others, since, first, manifest.at, self.digest, self.published)
        found = audited(
            tree,
            manifest,
            hidden=hunt.hidden(tree, manifest, excuses),
            excuses=excuses,
            before=self.before,
            rules=rules,
            archive=hunt.sieve,
            past=hunt.past(),
        )
        self.record = None if found.sentences else since.record(manifest, found.leans)
        return tuple(Fault(sentence, self._culprit(sentence, manifest)) for sentence in found.sentences)

    def _since(self, manifest: Manifest) -> Since:
        """What of the audit of the release before still holds for this one."""
        pages = {page: self.digest(self.basics.root / page) for page in _pages(manifest)}
        public = {report.source: self.states.get(report.source, "") for report in self.live}
        hidden = {report.source: self.states.get(report.source, "") for report in self.others}
        of_report = {report.slug: report.source for report in self.live if report.slug}
        return Since(self.before, self.last, f"{manifest.version}\n{self.frame}", hidden, pages | public, of_report)

    def _excuses(self, manifest: Manifest) -> Excuses:
        """What is no trace because it stands in the source of something public, or in the configuration."""
        slugs = {report.slug: report for report in self.live}
        pages = _pages(manifest)
        return Excuses(
            own=lambda entry: self._own(entry, slugs.get(entry.report) if entry.report else None),
            every=lambda: self._every(pages),
            ask_digests=lambda: (
                self._published(manifest) | frame_digests({self.basics.root: pages}, self._custom_dirs, self.digest)
            ),
        )

    def _own(self, entry: ReleasedFile, report: Report | None) -> Told | None:
        if report is not None:
            return Told(report.source, public_texts(report))
        return self._of_page(entry.source) if entry.source else None

    def _of_page(self, page: str) -> Told:
        return Told(page, page_texts(self.basics.root, page, self._board))

    def _every(self, pages: Iterable[str]) -> Iterator[Told]:
        files = map(Path, self.basics.config_files)
        yield Told(FRAME, frame_texts(files, self._board, self.basics.settings, self._custom_dirs))
        yield from map(self._of_page, pages)
        yield from (Told(report.source, report.files.others) for report in self.live)
        yield from (Told(report.source, public_texts(report), tuple(markdown_of(report))) for report in self.live)

    def excused(self, manifest: Manifest) -> Excused:
        """The same, read at once."""
        return excused_from(
            self.live,
            docs={self.basics.root: _pages(manifest)},
            configuration=map(Path, self.basics.config_files),
            board=self._board,
            settings=self.basics.settings,
            custom_dirs=self._custom_dirs,
            digest=self.digest,
            published=self._published(manifest),
        )

    @cached_property
    def _board(self) -> Board:
        return Board.of({"board": dict(self.basics.board)}, self.basics.site_name)

    @property
    def _custom_dirs(self) -> list[Path]:
        return [side.custom_dir for side in self.basics.sides if side.custom_dir]

    def _published(self, manifest: Manifest) -> frozenset[str]:
        """The digests of the files of live reports as they are published."""
        if self.published is None:
            slugs = {report.slug for report in self.live}
            return frozenset(one.sha256 for one in manifest.of_kind(Kind.FILE) if one.report in slugs and one.sha256)
        return frozenset(chain.from_iterable(self.published.get(report.source, ()) for report in self.live))

    def _culprit(self, sentence: str, manifest: Manifest) -> str | None:
        """The source of the permanent file that a sentence names: the build may do without it."""
        subject, _, places = sentence.partition(": ")
        named = {subject, *places.removesuffix(".").split(", ")}
        for one in manifest.of_kind(Kind.PERMANENT, Kind.STATIC):
            if one.source and told(one.path) in named:
                return one.source
        return None


def _pages(manifest: Manifest) -> list[str]:
    """The sources of the permanent pages and files of a release."""
    return [one.source for one in manifest.of_kind(Kind.PERMANENT, Kind.STATIC) if one.source]


def excused_by(reports: Iterable[Report], basics: Basics | None, manifest: Manifest) -> Callable[[], Excused]:
    """What excuses the removed reports' words in a release that was cut down; read once, when one was found."""

    @cache
    def found() -> Excused:
        if basics is None:
            return excused_from(reports)
        slugs = {one.slug for one in manifest.reports}
        live = tuple(report for report in reports if report.slug in slugs)
        return Gatekeeper(basics, None, live, (), file_digest).excused(manifest)

    return found
