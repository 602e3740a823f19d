"""What the steps of one run share: where it works, by which clock, what is public, what is known, what has happened."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from board_reports.release.basics import Basics
from board_reports.release.changes import Change, ChangeList
from board_reports.release.clock import Clock
from board_reports.release.commands.orders import orders_in
from board_reports.release.manifest import Manifest, ReleasedReport
from board_reports.release.memory import Judge, Known
from board_reports.release.plan import Going, Plan, event_of, plan_of
from board_reports.release.record.ledger import Event, Ledger
from board_reports.release.state import State
from board_reports.release.targets.every import Targets
from board_reports.release.wanted import Wanted
from board_reports.reports.basis import judged_by
from board_reports.reports.digests import Digests, source_digest
from board_reports.reports.register import Register

_LIST_OF = {Event.CLOSED: "closed", Event.WITHDRAWN: "withdrawn", Event.HELD: "held", Event.LEFT_OUT: "left_out"}


@dataclass
class Scene:
    """One run's scene. `before` is what is public at each moment of the run, and changes with each swap.

    `first` is what was public when the run began, `public_at_first` are its slugs; `events` is what became of those
    that went, and `last_plan` the plan that was made last. `recorded` says that ledger and rules are up to what is
    public. `known` and `digest_of` are by source; `print` is the fingerprint of all inputs; `tree` that of the current
    release as the run found it, where it is known to be whole;
    `targets` are the other places that are to show the same;
    `fresh` says that one of them changed so shortly before that it may have changed again unseen.
    """

    wanted: Wanted
    state: State
    basics: Basics | None
    clock: Clock
    ledger: Ledger
    before: Manifest | None
    digests: Digests
    changes: ChangeList = field(default_factory=ChangeList)
    known: dict[str, Known] = field(default_factory=dict)
    digest_of: dict[str, str] = field(default_factory=dict)
    events: dict[str, Event] = field(default_factory=dict)
    last_plan: Plan | None = None
    recorded: bool = False
    print: str = ""
    tree: str = ""
    fresh: bool = True
    public_at_first: frozenset[str] = frozenset()
    targets: Targets | None = None
    first: Manifest | None = None

    @property
    def sure(self) -> Basics:
        """The configuration, where the run cannot have come without one."""
        assert self.basics is not None
        return self.basics

    @property
    def local(self) -> datetime:
        """The run's instant in the Board's zone."""
        return self.clock.at.astimezone(self.basics.settings.zone) if self.basics else self.clock.at

    @property
    def publish_examples(self) -> bool:
        """Whether examples are published."""
        return bool(self.basics and self.basics.publish_examples)

    def plan(self, register: Register, manifest: Manifest | None) -> tuple[Plan, Judge]:
        """The plan against `manifest`, by what is known now, and the judge, who notes what is not."""
        judge = Judge(self.known, self.digest_of)
        orders = orders_in(self.state)
        plan = plan_of(register, self.clock.at, judge, manifest, orders, publish_examples=self.publish_examples)
        self.last_plan = plan
        return plan, judge

    def digest_sources(self, register: Register, digests: Digests) -> dict[str, str]:
        """The digest of each report whose window is not over, by source."""
        return {
            report.source: source_digest(report.files, digests)
            for report in register.reports
            if not report.is_over(self.clock.at)
        }

    def goes(self, released: ReleasedReport, going: Going) -> None:
        """Note, once, that a public report goes, and why."""
        if released.slug in self.events:
            return
        self.events[released.slug] = going.event
        if released.slug in self.public_at_first:
            change = Change(released.reference, released.source, going.why)
            getattr(self.changes, _LIST_OF[going.event]).append(change)
            self.changes.changed = True
        if going.problem:
            self.changes.tell([going.problem])

    def event_of(self, slug: str) -> Event | None:
        """As what a report went, or what the last plan makes of it."""
        return self.events.get(slug) or (event_of(self.last_plan, slug) if self.last_plan else None)

    def judged_by(self) -> str:
        """A digest over what judging depends on beside a report's own files: the settings and the program."""
        return judged_by(self.sure.settings, self.sure.reports_dir)


def now_ns(state: State) -> int:
    """The file system's own time, in nanoseconds: times of files can be compared with no other clock."""
    mark = state.folder / ".run.lock"
    try:
        mark.touch()
        return mark.stat().st_mtime_ns
    except OSError:
        return 0
