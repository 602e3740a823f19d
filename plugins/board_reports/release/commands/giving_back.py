"""Lifting a hold: the report may be public again, with a new day or more weeks where it has lost some."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from board_reports.release.basics import Basics
from board_reports.release.commands.orders import lift, orders_in
from board_reports.release.commands.takedown import Unknown, withdrawn_on
from board_reports.release.record.evidence import Evidence, count_days, evidence_of
from board_reports.release.record.ledger import Entry, Event, Ledger
from board_reports.release.state import State
from board_reports.reports.register import Register
from board_reports.reports.report import Report
from board_reports.reports.resealing import prepare
from board_reports.reports.slug import slug_of
from board_reports.reports.standing import judge_at


class NotNow(Exception):
    """The hold cannot be lifted so; the text is a sentence for the user."""


class NeedsDay(NotNow):
    """A new publication date has to be given with it."""


@dataclass
class GivenBack:
    """What came of it, in sentences; `reference` as the report's file has it."""

    reference: str
    told: list[str] = field(default_factory=list)


def give_back(
    state: State, basics: Basics, reference: str, *, at: datetime, who: str, on: date | None, weeks: int | None
) -> GivenBack:
    """Lift the hold of a report, and the order of a command; raises Unknown, NotNow, CannotRewrite or OSError.

    A report whose opening has passed and that never was public needs `on`, a new publication date, for its window
    would be shortened otherwise. One that was public keeps its dates, and may get `weeks` that give lost days back.
    """
    slug = slug_of(reference)
    register = Register.read(basics.reports_dir, basics.settings)
    found = register.find(reference)
    if not found:
        raise Unknown
    if len(found) > 1:
        raise NotNow(f"Its reference is taken twice ({', '.join(one.source for one in found)}): correct one of them.")
    report = found[0]
    if day := withdrawn_on(report, at):
        raise NotNow(f"It is withdrawn since {day}, and stays off the site whatever a hold says.")
    if "hold" not in report.front.values and slug not in orders_in(state):
        raise NotNow("It is not on hold.")
    ledger = Ledger(state.ledger, basics.ledger_copy)
    reading = ledger.read()
    evidence = evidence_of(reading, slug, at, basics.settings.zone, judge_at(report, at, register.taken_twice))
    was_public = any(line.entry.event is Event.OPENED and line.entry.slug == slug for line in reading.lines)
    _judge(report, at, on, was_public=was_public)
    changes: dict[str, object | None] = {"hold": None} if "hold" in report.front.values else {}
    changes |= {"publication_date": on} if on else {}
    changes |= {"weeks": weeks} if weeks is not None else {}
    if changes:
        prepare(report, changes).write()
    with state.swap_lock():
        lift(state, slug)
    done = GivenBack(report.reference or reference)
    done.told += ledger.append([Entry(Event.RELEASED, at, slug, report.reference, report.source, who=who)])
    if was_public and weeks is None and on is None:
        done.told += _offer(evidence)
    return done


def _judge(report: Report, at: datetime, on: date | None, *, was_public: bool) -> None:
    window = report.window
    today = at.astimezone(report.settings.zone).date()
    if on is not None and on < today:
        raise NotNow(f"{on} is in the past: give a day from {today} on.")
    if on is not None and was_public:
        raise NotNow("It was public already, and a new publication date would hide that. Give --weeks instead.")
    if on is None and not was_public and window is not None and window.opens <= at:
        raise NeedsDay(
            "Its opening has passed, and it never was public. Give its new publication date: --on YYYY-MM-DD"
        )


def _offer(evidence: Evidence) -> list[str]:
    """What gives back the days that were lost to the hold."""
    tally = evidence.tally
    weeks = tally.weeks_that_make_up()
    if not tally.shortfall or weeks is None:
        return []
    line = f"weeks: {weeks}"
    lost = count_days(tally.shortfall)
    return [f"It was not public on {lost} of its window. To give them back, write in its file: {line}"]
