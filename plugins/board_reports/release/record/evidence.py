"""The evidence of one report: on which days it was public, by the ledger, and how those that it lacks are made up."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from board_reports.release.record.days import Plan
from board_reports.release.record.ledger import Reading
from board_reports.release.record.lines import Event, Line
from board_reports.release.record.remedy import Remedy, remedy_for
from board_reports.release.record.tally import Stretch, Tally
from board_reports.reports import ReportAt, Standing

TOLD_AFTER = timedelta(days=28)  # from a window's end: how long a run tells what the report lacked


@dataclass(frozen=True)
class Evidence:
    """What the ledger proves about one report as at `tally.at`.

    `now` is the report as its file tells it, None where there is no such file, or more than one. `broken` says where
    the ledger's chain does not hold; `notes` what else a reader must know to judge it.
    """

    slug: str
    tally: Tally
    now: ReportAt | None
    broken: tuple[str, ...]
    notes: tuple[str, ...]

    @property
    def lines(self) -> Sequence[Line]:
        """The report's lines in the ledger."""
        return self.tally.lines

    @property
    def known(self) -> bool:
        """Whether anything is known of such a report."""
        return bool(self.lines) or self.now is not None

    @property
    def reference(self) -> str:
        """The reference as the file gives it, else as the ledger does, else the slug."""
        if self.now and self.now.report.reference:
            return self.now.report.reference
        given = (line.entry.reference for line in reversed(self.lines))
        return next((reference for reference in given if reference), self.slug)

    @property
    def source(self) -> str | None:
        """The report's file, where there is one now."""
        return self.now.report.source if self.now else None

    @cached_property
    def acts(self) -> tuple[Line, ...]:
        """What was done, line by line; what was seen from outside is told apart."""
        return tuple(line for line in self.lines if line.entry.event not in (Event.SEEN, Event.GONE))

    @cached_property
    def corrections(self) -> tuple[Line, ...]:
        """The lines that tell of other public bytes while it was public."""
        return tuple(line for line in self.lines if line.entry.event is Event.CORRECTED)

    @cached_property
    def seen(self) -> tuple[Line, ...]:
        """When it was found on the web server, seen from outside."""
        return tuple(line for line in self.lines if line.entry.event is Event.SEEN)

    @cached_property
    def gone(self) -> tuple[Line, ...]:
        """When it was found gone from the web server, seen from outside."""
        return tuple(line for line in self.lines if line.entry.event is Event.GONE)

    @cached_property
    def seen_days(self) -> int:
        """On how many days it was seen from outside."""
        return len({line.entry.at.astimezone(self.tally.zone).date() for line in self.seen})

    @cached_property
    def to_come(self) -> int:
        """How many days of its window a withdrawal still takes from it, be it planned or done."""
        return _to_come(self.tally, self.now)

    @cached_property
    def remedy(self) -> Remedy:
        """How the days that it lacks are made up."""
        return remedy_for(self.tally, self.now, self.reference, self.to_come)


def evidence_of(reading: Reading, slug: str, at: datetime, zone: ZoneInfo, now: ReportAt | None = None) -> Evidence:
    """The evidence of the report `slug` as at an instant (aware); `now` is its standing then, if it has a file."""
    lines = [line for line in reading.lines if line.entry.slug == slug]
    tally = Tally(lines, at, zone, _plan_of(now), reading.bounds)
    return Evidence(slug, tally, now, reading.broken, tuple(_notes(reading, tally)))


@dataclass(frozen=True, slots=True)
class Shortfall:
    """A report that was or will be public for less than its window.

    `days` are lost already, `to_come` are those that a planned withdrawal, or one made before its end, still takes.
    """

    slug: str
    reference: str
    source: str
    days: int
    to_come: int
    remedy: Remedy

    def __str__(self) -> str:
        lacks = []
        if self.days:
            lacks.append(f"{count_days(self.days)} short of its window")
        if self.to_come:
            lacks.append(f"{count_days(self.to_come)} of its window still taken by its withdrawal")
        return f"{self.reference}: {', '.join(lacks)}. {self.remedy}"


def shortfalls(reading: Reading, reports: Iterable[ReportAt], at: datetime) -> list[Shortfall]:
    """The reports, of some at the instant `at`, that were or will be public for less than their window, in their order.

    A window that has wholly passed unpublished is told elsewhere, as missed; a withdrawn report only until its
    window's end, for that is how a report comes down early. One whose window is over is told until `TOLD_AFTER` has
    passed since, 28 days: what makes its days up would publish it again, which nobody should do months later unasked.
    The evidence of the report tells it for ever.
    """
    by_slug: dict[str, list[Line]] = defaultdict(list)
    for line in reading.lines:
        if line.entry.slug is not None:
            by_slug[line.entry.slug].append(line)
    found: dict[str, Shortfall] = {}
    for one in reports:
        if one.report.is_over(at - TOLD_AFTER):  # as may be told of thousands without reading them
            continue
        slug, window = one.report.slug, one.report.window
        if slug is None or window is None or slug in found:
            continue
        tally = Tally(by_slug[slug], at, window.zone, _plan_of(one), reading.bounds)
        if not _counts(one, tally):
            continue
        days, to_come = tally.shortfall, _to_come(tally, one)
        if days or to_come:
            reference = one.report.reference or slug
            remedy = remedy_for(tally, one, reference, to_come)
            found[slug] = Shortfall(slug, reference, one.report.source, days, to_come, remedy)
    return list(found.values())


def count_days(count: int) -> str:
    """A number of days in words."""
    return f"{count} day" if count == 1 else f"{count} days"


def _counts(one: ReportAt, tally: Tally) -> bool:
    never = tally.days_in_window == 0
    if never and (one.standing is Standing.WITHDRAWN or one.report.example):
        return False
    return not (one.over and (never or one.standing is Standing.WITHDRAWN))


def _plan_of(now: ReportAt | None) -> Plan | None:
    return Plan.of_window(now.report.window) if now and now.report.window else None


def _to_come(tally: Tally, now: ReportAt | None) -> int:
    """The days from now on that a withdrawal takes out of the window."""
    plan, fields = tally.plan, now.report.fields if now else None
    if plan is None or fields is None or fields.withdrawn_date is None or tally.at >= plan.closes:
        return 0
    still = tally.today + timedelta(days=tally.days.count(tally.today, tally.today))
    first: date = max(fields.withdrawn_date, plan.first_day, still)
    return max(0, (plan.last_day - first).days + 1)


def _notes(reading: Reading, tally: Tally) -> Iterable[str]:
    """What a reader must know of the ledger, and of this report's lines in it, to judge what they prove."""
    plan, zone = tally.plan, tally.zone
    if reading.torn is not None:
        yield "The ledger's last line was not written whole, as after a crash. The next run goes on after it."
    first = next((line.entry.at for line in reading.lines), None)
    if plan and first and first.astimezone(zone).date() > plan.first_day:
        yield f"The ledger begins on {first.astimezone(zone):%Y-%m-%d}: it shows nothing of the days before."
    concerned = [line.entry.at for line in tally.lines] + ([plan.opens] if plan else [])
    for line in reading.lines:
        event = line.entry.event
        if not concerned or line.entry.at < min(concerned):
            continue
        if event is Event.REPAIRED:
            yield f"Before line {line.number} of the ledger something was not written whole. It is kept, not counted."
        elif event is Event.RESTORED:
            yield f"Line {line.number} of the ledger says: {line.entry.note} Lines that are missing here may be there."
    for one in tally.stretches:
        yield from _notes_on(one, zone)
    if tally.in_release and not tally.public_now:
        yield "Its window is over, and it is still in the release: run the nightly run."


def _notes_on(stretch: Stretch, zone: ZoneInfo) -> Iterable[str]:
    if stretch.doubted:
        yield "The clock was doubted when it was taken off the site: that instant is not certain."
    if stretch.late:
        yield (
            f"It left the release only at {stretch.late.astimezone(zone):%Y-%m-%d %H:%M}, after its window had closed. "
            "From the closing on the server's own rules refuse it, so that time is not counted."
        )
