"""How a report gets back the days on which it was not public: the command, or the line to write in its file."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import ZoneInfo

from board_reports.release.record.days import Plan
from board_reports.release.record.lines import Event
from board_reports.release.record.tally import Tally
from board_reports.reports import ReportAt, Standing


@dataclass(frozen=True, slots=True)
class Remedy:
    """What to do, in one or two sentences; the command or line in it, each by itself, and the `weeks` that it needs."""

    says: str
    command: str | None = None
    line: str | None = None
    weeks: int | None = None

    def __str__(self) -> str:
        return self.says


def remedy_for(tally: Tally, now: ReportAt | None, reference: str, to_come: int) -> Remedy:
    """What makes up the days that a report lacks; `to_come` are those that a withdrawal still takes from it.

    A window is only ever lengthened here, never shortened. A report that never was public gets a new publication
    date instead, and with it a whole window.
    """
    if not (tally.shortfall or to_come):
        return Remedy("Nothing needs to be made up.")
    fields = now.report.fields if now else None
    if now and fields and fields.withdrawn_date:
        return _withdrawn(tally, now)
    if fields is None and _ended_by(tally, Event.WITHDRAWN):
        return Remedy("It was withdrawn, which ends a window early. Nothing needs to be made up.")
    if tally.days_in_window == 0 and not (now and now.live):
        return _new_date(tally, now, reference)
    return _longer(tally, now, reference)


def _withdrawn(tally: Tally, now: ReportAt) -> Remedy:
    """For a withdrawn report; the day of it is private, and stands in its file alone."""
    done = now.standing is Standing.WITHDRAWN
    weeks, line = _weeks(tally) if tally.shortfall else (None, None)
    says = (
        f"It {'was' if done else 'is to be'} withdrawn, which ends its window early. "
        f"{'To publish it after all' if done else 'To keep it public'}, "
        f"take withdrawn_date and withdrawn_reason out of {now.report.source}"
    )
    return Remedy(f"{says}{f', and write {line} there' if line else ''}.{_resealed(now)}", line=line, weeks=weeks)


def _longer(tally: Tally, now: ReportAt | None, reference: str) -> Remedy:
    weeks, line = _weeks(tally)
    if weeks is None or line is None or tally.plan is None:
        return Remedy("No number of weeks gives the lost days back: publish it anew, with a new publication_date.")
    until = f"It is then public until {_end(tally.plan, weeks, tally.zone)}."
    if tally.at >= tally.plan.closes:
        until = f"Its window is over: it is then public again, until {_end(tally.plan, weeks, tally.zone)}."
    if now is None:
        return Remedy(f"Bring its file back, and write {line} in it. {until}", line=line, weeks=weeks)
    where = f"write {line} in {now.report.source}"
    if now.standing is Standing.HELD:
        command = f"board hold {shlex.quote(reference)} --release --weeks {weeks}"
        return Remedy(f"When it may be public again: {command}. {until}", command, line, weeks)
    if now.standing in (Standing.INVALID, Standing.UNAPPROVED):
        says = f"Mend what keeps it off the site (board check tells), and {where}. {until}{_resealed(now)}"
        return Remedy(says, "board check", line, weeks)
    return Remedy(f"{where[:1].upper()}{where[1:]}. {until}{_resealed(now)}", line=line, weeks=weeks)


def _new_date(tally: Tally, now: ReportAt | None, reference: str) -> Remedy:
    """For a report that never was public: a new day gives it its whole window."""
    day = tally.today + timedelta(days=1)
    line = f"publication_date: {day.isoformat()}"
    if now is None:
        return Remedy("It was never public, and it has no file. Bring its file back with a new publication_date.")
    if now.standing is Standing.HELD:
        command = f"board hold {shlex.quote(reference)} --release --on {day.isoformat()}"
        return Remedy(f"It was never public. When it may be: {command}, or a later day.", command)
    mend = "" if now.standing is Standing.EXPIRED else "Mend what keeps it off the site (board check tells), and "
    write = "write" if mend else "Write"
    says = f"It was never public. {mend}{write} a new day in {now.report.source}, such as {line}.{_resealed(now)}"
    return Remedy(says, "board check" if mend else None, line)


def _weeks(tally: Tally) -> tuple[int | None, str | None]:
    weeks = tally.weeks_that_make_up()
    return (weeks, f"weeks: {weeks}") if weeks is not None else (None, None)


def _resealed(now: ReportAt) -> str:
    fields = now.report.fields
    sealed = fields is not None and fields.approved_digest is not None
    return " It is sealed: approve it again after that (board approve)." if sealed else ""


def _ended_by(tally: Tally, event: Event) -> bool:
    last = tally.stretches[-1].span.ended if tally.stretches else None
    return last is not None and last.entry.event is event


def _end(plan: Plan, weeks: int, zone: ZoneInfo) -> str:
    day = plan.last_day_of(weeks)
    told = f"{day.day} {day:%B %Y}"
    return f"the end of {told}" if plan.whole_days else f"{plan.closes.astimezone(zone):%H:%M} on {told}"
