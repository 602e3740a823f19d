"""Who lets a tree become public: the audit, with all that it needs to know of this run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

from board_reports.release.audit.accounting import told
from board_reports.release.audit.excusing import excused_from
from board_reports.release.audit.hiding import hidden_from
from board_reports.release.audit.sources import file_digest
from board_reports.release.audit.traces import Excused, Hidden
from board_reports.release.audit.tree import AuditRules, audit
from board_reports.release.basics import Basics
from board_reports.release.building.ladder import STATUTORY_ONLY, Fault
from board_reports.release.building.statutory_pages import required_pages
from board_reports.release.manifest import Kind, Manifest
from board_reports.release.plan import Plan
from board_reports.release.scene import Scene
from board_reports.reports.register import Register
from board_reports.reports.report import Report
from board_reports.site.board import Board


@dataclass
class Gatekeeper:
    """The audit of one run: `live` may be public, `others` may not show; `before` is what is public now.

    `published` gives, by source, the digests (SHA-256 in hex) of a report's files as they are published, where they are
    known; without it the files of a release that was judged before are taken to be as they should.
    """

    basics: Basics
    before: Manifest | None
    live: tuple[Report, ...]
    others: tuple[Report, ...]
    digest: Callable[[Path], str]
    published: Mapping[str, tuple[str, ...]] | None = None

    @classmethod
    def of(cls, scene: Scene, plan: Plan, register: Register) -> Gatekeeper:
        """The gatekeeper for what `plan` wants to be public."""
        live = {one.report.source for one in plan.wanted.values()}
        return cls(
            scene.sure,
            scene.before,
            tuple(one.report for one in plan.wanted.values()),
            tuple(report for report in register.reports if report.source not in live),
            scene.digests.of,
            {source: known.files for source, known in scene.known.items()},
        )

    def judge(self, tree: Path, manifest: Manifest, told_missing: int) -> tuple[Fault, ...]:
        """What does not hold in a finished tree; nothing when it may become public."""
        rules = AuditRules(
            site_url=self.basics.site_url,
            live=frozenset(report.slug for report in self.live if report.slug),
            required=tuple(required_pages(self.basics)),
            scripts=frozenset(self.basics.scripts),
            permanent_least=0 if manifest.rung == STATUTORY_ONLY else self.basics.permanent_pages_min,
            told_missing=told_missing,
        )
        sentences = audit(
            tree, manifest, hidden=self._hidden, excused=self.excused(manifest), before=self.before, rules=rules
        )
        return tuple(Fault(sentence, self._culprit(sentence, manifest)) for sentence in sentences)

    @cached_property
    def _hidden(self) -> Hidden:
        return hidden_from(self.others, self.live, before=self.before, digest=self.digest, published=self.published)

    def excused(self, manifest: Manifest) -> Excused:
        """What is no trace because it stands in the source of something public, or in the configuration."""
        pages = [one.source for one in manifest.of_kind(Kind.PERMANENT, Kind.STATIC) if one.source]
        files = [Path(path) for path in self.basics.config_files]
        return excused_from(
            self.live,
            docs={self.basics.root: pages},
            configuration=files,
            board=Board.of({"board": dict(self.basics.board)}, self.basics.site_name),
            settings=self.basics.settings,
            custom_dirs=[side.custom_dir for side in self.basics.sides if side.custom_dir],
            digest=self.digest,
            published=self._published(manifest),
        )

    def _published(self, manifest: Manifest) -> frozenset[str]:
        """The digests of the files of live reports as they are published."""
        if self.published is None:
            slugs = {report.slug for report in self.live}
            return frozenset(one.sha256 for one in manifest.of_kind(Kind.FILE) if one.report in slugs and one.sha256)
        return frozenset(digest for report in self.live for digest in self.published.get(report.source, ()))

    def _culprit(self, sentence: str, manifest: Manifest) -> str | None:
        """The source of the permanent file that a sentence names: the build may do without it."""
        subject, _, places = sentence.partition(": ")
        named = {subject, *places.removesuffix(".").split(", ")}
        for one in manifest.of_kind(Kind.PERMANENT, Kind.STATIC):
            if one.source and told(one.path) in named:
                return one.source
        return None


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
