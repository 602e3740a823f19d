"""The plan of a run: which reports should be public, and what has to go, to open or to be made anew for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from board_reports.release.changes import Change
from board_reports.release.commands.orders import Order
from board_reports.release.manifest import Manifest, ReleasedReport
from board_reports.release.record.ledger import Event
from board_reports.reports.problem import Problem
from board_reports.reports.register import Register
from board_reports.reports.standing import Judging, ReportAt, Standing, Standings, next_change_of
from board_reports.reports.window import instant_of

_GOING = {
    Standing.EXPIRED: Event.CLOSED,
    Standing.WITHDRAWN: Event.WITHDRAWN,
    Standing.HELD: Event.HELD,
}


@dataclass(frozen=True, slots=True)
class Going:
    """A public report that has to go: as what the ledger calls it, and why in one sentence."""

    event: Event
    why: str
    problem: Problem | None = None


@dataclass(frozen=True)
class Plan:
    """What should be public at one instant, against what is.

    `wanted` are the reports that should be public, by slug. `going` are those that are and should not be, by slug.
    `unreadable` says why the folder of reports could not be read: then nothing opens, and what is not due stays.
    """

    at: datetime
    standings: Standings | None
    wanted: Mapping[str, ReportAt]
    going: Mapping[str, Going]
    ordered: Mapping[str, Order]
    examples_left_aside: int = 0
    unreadable: Problem | None = None
    before: Manifest | None = None
    problems: tuple[Problem, ...] = field(default=())

    @property
    def opening(self) -> tuple[ReportAt, ...]:
        """The reports that should be public and are not."""
        return tuple(one for slug, one in self.wanted.items() if not (self.before and self.before.report(slug)))


def plan_of(
    register: Register,
    at: datetime,
    judging: Judging,
    before: Manifest | None,
    orders: Mapping[str, Order],
    *,
    publish_examples: bool,
) -> Plan:
    """The plan for the instant `at` (aware): `before` is the current release, `orders` what commands took down."""
    released = before.reports if before else ()
    if not register.readable:
        going = {one.slug: _by_dates(one, at, orders) for one in released}
        due = {slug: one for slug, one in going.items() if one is not None}
        return Plan(at, None, {}, due, orders, unreadable=register.stray[0], before=before)
    standings = register.at(at, judging)
    live = {one.report.slug: one for one in standings.live if one.report.slug}
    shown = {slug: one for slug, one in live.items() if publish_examples or not one.report.example}
    wanted = {slug: one for slug, one in shown.items() if slug not in orders}
    gone = {one.slug: _why_going(one, at, standings, orders) for one in released if one.slug not in wanted}
    left_on_order = [_not_written(one, orders[slug]) for slug, one in shown.items() if slug in orders]
    return Plan(
        at,
        standings,
        wanted,
        gone,
        orders,
        examples_left_aside=len(live) - len(shown),
        before=before,
        problems=tuple(left_on_order),
    )


def left_out_of(plan: Plan) -> list[Change]:
    """The reports that a problem, or an unwritten order, keeps from the public, and that were not public before."""
    if plan.standings is None:
        return []
    going = {released.source for released in _released(plan) if released.slug in plan.going}
    found = [
        Change(one.report.reference, one.report.source, one.why)
        for one in plan.standings.left_out
        if one.report.slug not in plan.going and one.report.source not in going
    ]
    why = "A command took it down, and its file does not say so."
    found.extend(
        Change(one.report.reference, one.report.source, why)
        for one in plan.standings.live
        if one.report.slug in plan.ordered and one.report.slug not in plan.going
    )
    return found


def event_of(plan: Plan, slug: str) -> Event | None:
    """As what the ledger would call it that a report is not public now: by its file, or else by an order."""
    named = plan.standings.named(slug) if plan.standings else ()
    by_file = [_GOING[one.standing] for one in named if one.standing in _GOING]
    if by_file:
        return by_file[-1]
    return plan.ordered[slug].event if slug in plan.ordered else None


def lapsed(plan: Plan) -> list[str]:
    """The slugs of orders that are no longer needed: the report's own file says so, or its window is over."""
    if plan.standings is None:
        return []
    found = []
    for slug, order in plan.ordered.items():
        same = plan.standings.named(slug)
        said = len(same) == 1 and same[0].standing in _GOING
        if said or (order.closes is not None and order.closes <= plan.at):
            found.append(slug)
    return found


def _released(plan: Plan) -> tuple[ReleasedReport, ...]:
    return plan.before.reports if plan.before else ()


def changes_at(register: Register, at: datetime, judging: Judging, zone: ZoneInfo) -> tuple[datetime, datetime | None]:
    """Until when nothing can change by itself, and the next instant at which what is public does.

    The first is the next midnight or the next opening or closing, since every standing is made from days and windows.
    """
    moments = [instant_of(at.astimezone(zone).date() + timedelta(days=1), time(0, 0), zone)]
    standings = register.at(at, judging)
    for one in standings.judged:  # of all others the window is over
        if window := one.report.window:
            moments.extend([window.opens, window.closes])
    return min(moment for moment in moments if moment > at), next_change_of(standings.judged, judging)


def _why_going(released: ReleasedReport, at: datetime, standings: Standings, orders: Mapping[str, Order]) -> Going:
    same = standings.named(released.slug)
    same = same or tuple(one for one in standings.reports if one.report.source == released.source)
    if len(same) == 1 and same[0].standing in _GOING:
        return Going(_GOING[same[0].standing], same[0].why)
    if due := _by_dates(released, at, orders):
        return due
    if not same:
        problem = Problem(
            released.source,
            None,
            None,
            "The file of a published report is gone.",
            "Put it back, or withdraw the report with a reason.",
        )
        return Going(Event.LEFT_OUT, "Its file is missing.", problem)
    one = same[0]
    if one.report.slug != released.slug and one.report.slug:
        problem = Problem(
            released.source,
            one.report.front.line_of(("reference",)),
            "reference",
            "The file of a published report has another reference now.",
            "Put the old one back, or withdraw the report with a reason before it gets another.",
        )
        return Going(Event.LEFT_OUT, "Its file has another reference now.", problem)
    if one.live:
        return Going(Event.LEFT_OUT, "It is an example, and examples are not published.")
    return Going(Event.LEFT_OUT, one.why)


def _by_dates(released: ReleasedReport, at: datetime, orders: Mapping[str, Order]) -> Going | None:
    """Why a public report is due to go when its own file says nothing: by an order, or by the dates known of it."""
    if released.closes <= at:
        return Going(Event.CLOSED, f"Its window closed on {released.closes:%Y-%m-%d at %H:%M} UTC.")
    if released.goes <= at:
        return Going(Event.WITHDRAWN, "It was withdrawn.")
    if order := orders.get(released.slug):
        return Going(order.event, "It was taken down by a command.")
    return None


def _not_written(one: ReportAt, order: Order) -> Problem:
    write = "withdrawn_date and withdrawn_reason" if order.kind == "withdraw" else "hold, with a short reason"
    message = "A command took the report down, but its file does not say so. It stays down."
    fix = f"Write {write}; or give it back: board hold REFERENCE --release."
    return Problem(one.report.source, None, None, message, fix)
