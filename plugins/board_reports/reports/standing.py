"""The standing of one report at one instant: the first rule that applies, and why."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

from board_reports.reports.claims import Claims
from board_reports.reports.problem import Problem, in_order
from board_reports.reports.report import Report
from board_reports.reports.window import MIDNIGHT, instant_of


class Judged(Protocol):
    """What the standing needs to know of a report's content: its problems, and the seal that it has now."""

    @property
    def problems(self) -> tuple[Problem, ...]: ...
    @property
    def seal(self) -> str | None: ...


Judging = Callable[[Report], Judged]
"""How a report's content is judged: by reading and rendering it, or by what is known of it already."""


def by_content(report: Report) -> Judged:
    """Judge a report's content by reading and rendering it, once."""
    return report.content


class Standing(StrEnum):
    """What a report is at an instant. Only a live report is public."""

    INVALID = "invalid"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    HELD = "held"
    UNAPPROVED = "unapproved"
    SCHEDULED = "scheduled"
    LIVE = "live"


_FINAL = frozenset({Standing.INVALID, Standing.WITHDRAWN, Standing.EXPIRED})
"""The standings that the dates of the front matter change no more."""


class ReportAt(NamedTuple):
    """A report at an instant: its standing, and why in one sentence that repeats no private text.

    `problems` are what keeps it from being public although its day has come, or would.
    """

    report: Report
    at: datetime
    standing: Standing
    why: str
    problems: tuple[Problem, ...] = ()

    @property
    def live(self) -> bool:
        """Whether the report is public."""
        return self.standing is Standing.LIVE

    @property
    def over(self) -> bool:
        """Whether the window is known to be over."""
        return self.report.is_over(self.at)

    @property
    def left_out(self) -> bool:
        """Whether the report is missing from the site because of a problem that somebody should mend now."""
        if self.over:
            return False
        window = self.report.window
        day_has_come = window is None or window.first_day <= self.at.astimezone(window.zone).date()
        return self.standing is Standing.INVALID or (self.standing is Standing.UNAPPROVED and day_has_come)


@dataclass(frozen=True)
class Standings:
    """All reports of a register at one instant, sorted by source, and every problem, sorted by file and line.

    `judged` are those that had to be judged. `over` are the others: their window is over, as is known without reading
    them, which may be thousands; nothing of them matters to what is public. `claims` tells which of all claim a slug.
    """

    at: datetime
    judged: tuple[ReportAt, ...]
    stray: tuple[Problem, ...]
    over: tuple[Report, ...] = ()
    claims: Claims = field(default_factory=Claims)

    @cached_property
    def reports(self) -> tuple[ReportAt, ...]:
        """All reports."""
        over = [judge_at(report, self.at, {}) for report in self.over]
        return tuple(sorted([*self.judged, *over], key=lambda one: one.report.source)) if over else self.judged

    def named(self, slug: str) -> tuple[ReportAt, ...]:
        """The reports that claim a slug; no other one is read for it."""
        return tuple(one for one in self._by_claim.get(self.claims.mark(slug), ()) if one.report.slug == slug)

    @cached_property
    def _by_claim(self) -> dict[str | None, list[ReportAt]]:
        found: dict[str | None, list[ReportAt]] = defaultdict(list)
        for one in self.reports:
            found[self.claims.of(one.report)].append(one)
        return found

    @cached_property
    def live(self) -> tuple[ReportAt, ...]:
        """The reports that are public, newest first, those of one day by slug."""
        found = [one for one in self.judged if one.live]
        found.sort(key=lambda one: one.report.slug or "")
        found.sort(key=_opens, reverse=True)
        return tuple(found)

    @cached_property
    def left_out(self) -> tuple[ReportAt, ...]:
        """The reports that a problem keeps from the public."""
        return tuple(one for one in self.judged if one.left_out)

    @cached_property
    def problems(self) -> tuple[Problem, ...]:
        """All problems, also of reports whose window is over."""
        return in_order([*self.stray, *(problem for one in self.judged for problem in one.problems)])

    @cached_property
    def pressing(self) -> tuple[Problem, ...]:
        """The problems for which a report is left out now."""
        return in_order([*self.stray, *(problem for one in self.left_out for problem in one.problems)])

    @cached_property
    def next_change(self) -> datetime | None:
        """The next instant at which a report opens or closes by itself, in UTC, or None."""
        return next_change_of(self.judged)


def judge_at(
    report: Report, at: datetime, twins: Mapping[str, tuple[str, ...]], judging: Judging = by_content
) -> ReportAt:
    """The standing of `report` at the instant `at` (aware).

    `twins` gives, for each slug that more than one file claims, the sources of those files; `judging` judges the
    report's content, which happens only until its window is over. Of a report that is over and was read before, nothing
    is read again: whoever makes `twins` has read those of them that share a slug.
    """
    if (known := report.unread) is not None and known.closes <= at:
        return _over(report, at, known.closes, known.withdrawn, report.settings.zone)
    window, fields = report.window, report.fields
    claimed = twins.get(report.slug or "", ())
    problems = list(report.problems)
    if claimed:
        others = ", ".join(source for source in claimed if source != report.source)
        line = report.front.line_of(("reference",))
        fix = f"Correct the reference here or in {others}."
        problems.append(Problem(report.source, line, "reference", "Another file has this reference, too.", fix))
    if problems or fields is None or window is None:
        return ReportAt(report, at, Standing.INVALID, _why_invalid(report, claimed), in_order(problems))
    over = window.is_over(at)
    if not over and (found := judging(report).problems):
        why = "A text, part or file of the report breaks a rule."
        return ReportAt(report, at, Standing.INVALID, why, found)
    if over:
        return _over(report, at, window.closes, fields.withdrawn_date, window.zone)
    today = at.astimezone(window.zone).date()
    if fields.withdrawn_date and fields.withdrawn_date <= today:
        return _withdrawn(report, at)
    if fields.hold:
        return ReportAt(report, at, Standing.HELD, "It is on hold.")
    if lack := _not_approved(report, today, judging):
        key, why, fix = lack
        problem = Problem(report.source, report.front.line_of((key,)), key, why, fix)
        return ReportAt(report, at, Standing.UNAPPROVED, why, (problem,) if window.first_day <= today else ())
    if not window.contains(at):
        return ReportAt(report, at, Standing.SCHEDULED, f"It opens at {_told(window.local_opens)}.")
    return ReportAt(report, at, Standing.LIVE, f"It is public until {_told(window.local_closes)}.")


def _over(report: Report, at: datetime, closes: datetime, withdrawn: date | None, zone: ZoneInfo) -> ReportAt:
    if withdrawn is not None and withdrawn <= at.astimezone(zone).date():
        return _withdrawn(report, at)
    return ReportAt(report, at, Standing.EXPIRED, _closed(closes, zone))


@lru_cache(maxsize=4096)  # of thousands of reports that are over, many closed together
def _closed(closes: datetime, zone: ZoneInfo) -> str:
    return f"Its window closed at {_told(closes.astimezone(zone))}."


def _withdrawn(report: Report, at: datetime) -> ReportAt:
    return ReportAt(report, at, Standing.WITHDRAWN, "It was withdrawn.")


def _why_invalid(report: Report, claimed: tuple[str, ...]) -> str:
    if report.fields is None:
        return "Its front matter breaks a rule." if report.front.readable else "It cannot be read."
    return "Its reference is taken twice." if claimed else "Its dates give no window."


def _not_approved(report: Report, today: date, judging: Judging = by_content) -> tuple[str, str, str] | None:
    """The first thing that approval still lacks, as key, sentence and fix; None when it is complete."""
    fields, settings = report.fields, report.settings
    assert fields is not None
    if fields.approved_date is None:
        return "approved_date", "It has no approved_date.", "Write the day on which the Board approved it."
    if fields.approved_date > today:
        return "approved_date", "Its approval is still to come.", "Correct the date, or wait."
    for key in settings.required_before_publication:
        day = getattr(fields, key, None)
        if day is None or day > today:
            return key, f"{key} is required before publication.", "Write the date once it has been done."
    if settings.require_welsh and "cy" not in report.languages:
        return "title", "The Welsh twin is required and missing.", "Add the Welsh file beside the English one."
    if fields.approved_digest is None:
        if settings.require_seal:
            return "approved_digest", "The seal is required and missing.", "Approve the report again."
    elif judging(report).seal != fields.approved_digest:
        fix = "Approve the report again, or undo what changed since it was approved."
        return "approved_digest", "The seal does not match: the report changed after it was sealed.", fix
    return None


def next_change_of(reports: Iterable[ReportAt], judging: Judging = by_content) -> datetime | None:
    """The next instant at which one of these reports becomes public, or stops being so, by itself."""
    moments = (_next_change(one, judging) for one in reports if one.standing not in _FINAL)
    return min((moment for moment in moments if moment is not None), default=None)


def _next_change(one: ReportAt, judging: Judging) -> datetime | None:
    for moment in sorted(_moments(one)):
        if moment > one.at and judge_at(one.report, moment, {}, judging).live != one.live:
            return moment
    return None


def _moments(one: ReportAt) -> list[datetime]:
    """Every instant at which the dates of the front matter could change whether the report is public."""
    window, fields = one.report.window, one.report.fields
    if window is None or fields is None:
        return []
    keys = ("withdrawn_date", "approved_date", *one.report.settings.required_before_publication)
    days = [day for key in keys if (day := getattr(fields, key)) is not None]
    return [window.opens, window.closes, *(instant_of(day, MIDNIGHT, window.zone) for day in days)]


def _opens(one: ReportAt) -> datetime:
    assert one.report.window is not None
    return one.report.window.opens


def _told(moment: datetime) -> str:
    return moment.strftime("%H:%M on %Y-%m-%d")
