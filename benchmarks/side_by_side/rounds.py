"""The rounds: the same change to the sources of all sites, then each site's build, there and the next time back."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from corpus import MadeUp
from measuring import Took
from sites import Nightly, Site
from sites.board import made_a_release

from side_by_side.figures import Run
from side_by_side.limits import ASKED

SETTLE = 2.1  # seconds: files that changed less than two ago are read again by a build that goes by their times
UNMEASURED = -1  # the turn before the first


@dataclass
class Reports:
    """The live reports that all sites have, and those that have yet to come."""

    live: list[MadeUp]
    coming: Iterator[MadeUp]


@dataclass(frozen=True)
class Expected:
    """What the pages must say after a work: the report that changed, with its sentence; that went; that came."""

    changed: tuple[MadeUp, str] | None = None
    dropped: MadeUp | None = None
    added: MadeUp | None = None


def cold(reports: Reports, sites: Sequence[Site], turn: int) -> Expected:  # noqa: ARG001
    """All is as it was; but each site forgets all of it right before its build."""
    return Expected()


def changed(reports: Reports, sites: Sequence[Site], turn: int) -> Expected:
    """One report has a sentence more."""
    number = len(reports.live) // 2
    sentence = f"In turn {turn + 2} of its work the panel added this sentence."
    reports.live[number] = new = reports.live[number].with_sentence(sentence)
    for site in sites:
        site.put(new)
    return Expected(changed=(new, sentence))


def dropped(reports: Reports, sites: Sequence[Site], turn: int) -> Expected:  # noqa: ARG001
    """The weeks of one report are over."""
    old = reports.live.pop(0)
    for site in sites:
        site.drop(old)
    return Expected(dropped=old)


def added(reports: Reports, sites: Sequence[Site], turn: int) -> Expected:  # noqa: ARG001
    """One new report opens."""
    new = next(reports.coming)
    reports.live.append(new)
    for site in sites:
        site.put(new)
    return Expected(added=new)


def nothing(reports: Reports, sites: Sequence[Site], turn: int) -> Expected:  # noqa: ARG001
    """All is as it was."""
    return Expected()


Work = Callable[[Reports, Sequence[Site], int], Expected]
WORKS: dict[str, Work] = {"cold": cold, "changed": changed, "dropped": dropped, "added": added, "nothing": nothing}


@dataclass
class Rounds:
    """How often to do what.

    A work of a site that once took longer than `dear` seconds is done `dear_runs` times where a limit asks for it, and
    else once less. Without `unmeasured` the first round counts; without `settle` no build waits until files are old.
    """

    runs: int
    dear_runs: int
    dear: float = 6.0
    unmeasured: bool = True
    settle: bool = True
    _dear: set[tuple[str, str]] = field(default_factory=set)

    def go(self, sites: Sequence[Site], reports: Reports, works: Sequence[str]) -> Iterator[Run]:
        """Do all of it; yields each run that counts. Raises SystemExit when a site is not as it must be."""
        live = len(reports.live)
        for turn in range(UNMEASURED if self.unmeasured else 0, self.runs):
            for work in works:
                expected = WORKS[work](reports, sites, turn)
                for site in sites:
                    site.settle()
                time.sleep(SETTLE if self.settle and expected != Expected() else 0)
                for site in sites if turn % 2 == 0 else reversed(sites):
                    if not self._is_due(site, work, turn):
                        continue
                    if work == "cold":
                        site.forget()
                    took = built(site, work)
                    check(site, reports, expected)
                    if took.seconds > self.dear:
                        self._dear.add((site.label, work))
                    self._say(site, live, work, turn, took)
                    if turn != UNMEASURED:
                        yield run_of(site, live, work, turn, took)

    def _is_due(self, site: Site, work: str, turn: int) -> bool:
        """Unmeasured is done once what builds alike whatever the work, and what is dear."""
        if turn == UNMEASURED:
            return work == "cold" or (site.remembers and (site.label, "cold") not in self._dear)
        if (site.label, work) not in self._dear:
            return turn < self.runs
        return turn < (self.dear_runs if (site.key, work) in ASKED else max(1, self.dear_runs - 1))

    def _say(self, site: Site, live: int, work: str, turn: int, took: Took) -> None:
        which = "unmeasured" if turn == UNMEASURED else f"{turn + 1} of {self.runs}"
        among = f" among {site.among:,}" if site.among else ""
        print(f"{live:,} live{among}, {work}, {which}: {site.label} {took.seconds:.2f} s", file=sys.stderr, flush=True)


def built(site: Site, work: str) -> Took:
    """Build a site; of a run with nothing to change the second counts, since the first notes that all is settled."""
    if not isinstance(site, Nightly):
        return site.build()
    if work == "nothing":
        site.build()
    took = site.build()
    if made_a_release(took) == (work == "nothing"):
        raise SystemExit(f"{site.label} made {'a' if work == 'nothing' else 'no'} release: {work}.\n{took.output}")
    return replace(took, output="")


def check(site: Site, reports: Reports, expected: Expected) -> None:
    """See that a site has a page for each live report and for no other, and that the pages are new.

    Raises SystemExit otherwise: what does not do the work is not measured.
    """
    names = {one.name for one in reports.live}
    if (found := site.names()) != names:
        odd = ", ".join(sorted(found ^ names)[:5])
        raise SystemExit(f"{site.label} has {len(found)} reports instead of {len(names)}: {odd}")
    if expected.changed and expected.changed[1] not in site.page(expected.changed[0]).read_text("utf-8"):
        raise SystemExit(f"{site.label} still shows the old text of {expected.changed[0].name}.")
    if expected.dropped and site.page(expected.dropped).exists():
        raise SystemExit(f"{site.label} still shows {expected.dropped.name}.")
    if expected.added and expected.added.title not in site.page(expected.added).read_text("utf-8"):
        raise SystemExit(f"{site.label} does not show {expected.added.name}.")


def run_of(site: Site, live: int, work: str, turn: int, took: Took) -> Run:
    """A run as the figures keep it."""
    return Run(site.key, live, site.among, work, turn, took.seconds, took.cpu_seconds, took.peak_kb, took.tree_kb)
