"""The ladder: the best release that can be made, from the full build down to the statutory pages alone.

Each rung is a whole tree that has passed its audit. Removal never waits for a rung to be mended: what is due to go has
gone before the ladder is climbed.
"""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from board_reports.release.basics import Basics
from board_reports.release.building.child import Outcome, run_builder
from board_reports.release.building.sharing import share
from board_reports.release.building.statutory_pages import carried_over, required_pages
from board_reports.release.clock import Clock
from board_reports.release.manifest import Kind, Manifest
from board_reports.release.state import State
from board_reports.reports.problem import Problem

FULL, WITHOUT_BAD, STATUTORY_ONLY = "full", "without-bad", "statutory-only"
MOST_ATTEMPTS = 4
PATIENCE = 2  # how many times `build_timeout` all attempts of one run may take together

Audit = Callable[[Path, Manifest, int], "tuple[Fault, ...]"]


@dataclass(frozen=True, slots=True)
class Fault:
    """What does not hold in a finished tree: a sentence, and the source that is to blame, where one is known."""

    sentence: str
    source: str | None = None


@dataclass(frozen=True)
class Built:
    """A tree that has passed its audit: where it is, its manifest, and the problems of what was left out of it."""

    tree: Path
    manifest: Manifest
    problems: tuple[Problem, ...] = ()


@dataclass
class Ladder:
    """The climbing of one run.

    `only` are the sources of the reports that may be public. `audit` judges a tree; `complaints` says why rungs failed,
    in sentences. Without `cache` every page is made anew; in a `dry_run` nothing is kept for the next.
    """

    state: State
    basics: Basics
    clock: Clock
    before: Manifest | None
    only: frozenset[str]
    audit: Audit
    say: Callable[[str], None]
    progress: Callable[[str, str], None]
    cache: bool = True
    dry_run: bool = False
    complaints: list[str] = field(default_factory=list)
    excluded: set[str] = field(default_factory=set)

    def climb(self, release: str) -> Built | None:
        """The full build, or else the one without the files that broke it; None when neither can be had."""
        ends = time.monotonic() + PATIENCE * self.basics.build_timeout
        for attempt in range(1, MOST_ATTEMPTS + 1):
            seconds = min(self.basics.build_timeout, ends - time.monotonic())
            if seconds <= 0:
                self.complaints.append("All attempts together took too long.")
                return None
            self.say("Building the site ..." if attempt == 1 else "Building the site without what broke it ...")
            built, culprits = self._attempt("build", release, seconds)
            if built is not None:
                return built
            fresh = {one for one in culprits if one not in self.excluded}
            if not fresh:
                return None
            self.excluded |= fresh
        return None

    def statutory_only(self, release: str) -> Built | None:
        """The statutory pages alone; None when not even they can be had."""
        self.excluded.clear()
        for _ in range(MOST_ATTEMPTS):
            self.say("Making the statutory pages alone ...")
            built, culprits = self._attempt("statutory", release, self.basics.build_timeout)
            fresh = {one for one in culprits if one not in self.excluded}
            if built is not None or not fresh:
                return built
            self.excluded |= fresh
        return None

    def _attempt(self, what: str, release: str, seconds: float) -> tuple[Built | None, Iterable[str]]:
        tree, paper = self.state.work / f"{release}.tree", self.state.work / f"{release}.json"
        shutil.rmtree(tree, ignore_errors=True)
        request = {
            "do": what,
            "id": release,
            "config_file": str(self.basics.config_file),
            "basics": self.basics.as_json(),
            "at": self.clock.at.isoformat(),
            "tree": str(tree),
            "manifest": str(paper),
            "with_examples": self.basics.publish_examples,
            "excluded": sorted(self.excluded),
            "only": sorted(self.only),
            "cache": self.cache,
            "dry_run": self.dry_run,
        }
        outcome = run_builder(request, seconds=seconds, progress=self.progress)
        if not outcome.done:
            self._complain(outcome)
            return None, [outcome.suspect] if outcome.suspect else []
        manifest = Manifest.read(paper)
        if manifest is None:
            self.complaints.append("The build left no record of itself.")
            return None, []
        return self._judged(tree, manifest, what)

    def _judged(self, tree: Path, manifest: Manifest, what: str) -> tuple[Built | None, Iterable[str]]:
        missing = 0
        if what == "build":
            rung = WITHOUT_BAD if self.excluded else FULL
            carried = carried_over(self.state, self.before, manifest, tree, required_pages(self.basics))
            paths = {one.path for one in carried}
            kept = tuple(one for one in manifest.files if one.path not in paths)
            manifest = replace(manifest, rung=rung, files=(*kept, *carried))
            missing = len(manifest.page_problems) - sum(one.kind is Kind.PERMANENT for one in carried)
        if self.before is not None:
            share(tree, manifest, self.state.tree(self.before.id), self.before)
        self.say("Auditing what was built ...")
        faults = self.audit(tree, manifest, missing)
        if not faults:
            problems = tuple(Problem(**one) for one in manifest.page_problems)
            return Built(tree, manifest, problems), []
        self.complaints.extend(fault.sentence for fault in faults[:20])
        return None, [fault.source for fault in faults if fault.source]

    def _complain(self, outcome: Outcome) -> None:
        told = f"{outcome.why} It was at {outcome.source}." if outcome.suspect else outcome.why
        if told not in self.complaints:
            self.complaints.append(told)


def with_status(tree: Path, manifest: Manifest, **values: Any) -> None:
    """Write `status.json` of a tree that is not public yet, with what only the run knows."""
    path = tree / "status.json"
    status = json.loads(path.read_bytes()) | values | {"live_count": len(manifest.reports)}
    path.write_bytes(json.dumps(status, indent=2).encode() + b"\n")
