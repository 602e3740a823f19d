"""The evidence of one report as it is told: one sheet for the terminal and for paper, and a document for programs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from importlib import resources
from typing import Any

from jinja2 import Environment, StrictUndefined

from board_reports.release.record.evidence import Evidence, count_days
from board_reports.release.record.lines import Event, Line
from board_reports.release.record.tally import Gap, Stretch

STATEMENT = (
    "This is the record that the publishing server kept itself. It shows what was in the releases of the website, and "
    "when; it is no proof by a third party."
)
COUNTING = (
    "A day ({zone}) counts when the report was public at any moment of it, from the release that opened it until the "
    "one that removed it, or until its window closed."
)
ACTS = (
    "The digest is that of what was public of the report, or, with an approval, of what was approved: other bytes have "
    "another one."
)
OUTSIDE = (
    "Only the moments at which somebody asked the website from outside are known; days in between are not counted."
)

_EVENTS = {
    Event.OPENED: "opened",
    Event.CLOSED: "closed",
    Event.WITHDRAWN: "withdrawn",
    Event.HELD: "put on hold",
    Event.LEFT_OUT: "left out because of a problem",
    Event.RELEASED: "hold lifted",
    Event.APPROVED: "approved",
    Event.CORRECTION: "correction approved",
    Event.PLANNED: "withdrawal planned",
    Event.CORRECTED: "corrected",
    Event.MISSED: "window missed",
    Event.FAILED: "run failed",
}


@dataclass(frozen=True)
class Block:
    """A part of the sheet: a heading, sentences, and a table with the names of its columns, or with no row."""

    heading: str
    says: tuple[str, ...]
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Sheet:
    """The whole sheet, in the order in which it is read: what is wrong comes first."""

    title: str
    as_at: str
    broken: tuple[str, ...]
    answer: str
    facts: tuple[tuple[str, str], ...]
    blocks: tuple[Block, ...]
    statement: str = STATEMENT


def sheet_of(evidence: Evidence, *, preview: bool = False) -> Sheet:
    """The sheet of some evidence; `preview` says that it is as at another instant than the clock's."""
    tally = evidence.tally
    as_at = f"As at {_at(evidence, tally.at)}" + (", which is not the clock's time." if preview else ".")
    return Sheet(
        title=f"Evidence of publication: {printable(evidence.reference)}",
        as_at=as_at,
        broken=evidence.broken,
        answer=_answer(evidence),
        facts=tuple(_facts(evidence)),
        blocks=tuple(_blocks(evidence)),
    )


def html_of(sheet: Sheet) -> str:
    """The sheet as one HTML page to print, complete in itself."""
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    text = resources.files("board_reports.release").joinpath("templates/evidence.html").read_text("utf-8")
    return environment.from_string(text).render(sheet=sheet)


def document_of(evidence: Evidence, *, preview: bool = False) -> dict[str, Any]:
    """The evidence for programs: instants ISO 8601 with offset, days as dates, null for what is not known."""
    tally, plan, zone = evidence.tally, evidence.tally.plan, evidence.tally.zone

    def told(instant: datetime | None) -> str | None:
        return instant.astimezone(zone).isoformat() if instant else None

    def act(line: Line) -> dict[str, Any]:
        entry = line.entry
        return {
            "line": line.number,
            "event": str(entry.event),
            "at": told(entry.at),
            "release": entry.release,
            "digest": entry.digest,
            "who": entry.who,
            "rung": entry.rung,
        }

    def time_of(one: Stretch | Gap) -> dict[str, Any]:
        return {"from": told(one.begins), "until": told(one.ends)}

    remedy = evidence.remedy
    return {
        "reference": evidence.reference,
        "slug": evidence.slug,
        "source": evidence.source,
        "standing": str(evidence.now.standing) if evidence.now else None,
        "as_of": told(tally.at),
        "preview": preview,
        "statement": STATEMENT,
        "chain": {"whole": not evidence.broken, "broken": list(evidence.broken), "notes": list(evidence.notes)},
        "planned": {
            "opens": told(plan.opens),
            "closes": told(plan.closes),
            "first_day": plan.first_day.isoformat(),
            "last_day": plan.last_day.isoformat(),
            "days": plan.days,
            "days_due": tally.due,
        }
        if plan
        else None,
        "in_the_release": {
            "public_now": tally.public_now,
            "days": tally.days.count(),
            "days_in_window": tally.days_in_window,
            "times": [time_of(one) for one in tally.stretches],
            "gaps": [time_of(one) | {"after": str(one.after.entry.event) if one.after else None} for one in tally.gaps],
        },
        "seen_from_outside": {
            "days": evidence.seen_days,
            "seen": [told(line.entry.at) for line in evidence.seen],
            "gone": [told(line.entry.at) for line in evidence.gone],
        },
        "shortfall": tally.shortfall,
        "to_come": evidence.to_come,
        "remedy": {"says": remedy.says, "command": remedy.command, "line": remedy.line, "weeks": remedy.weeks},
        "corrections": [act(line) for line in evidence.corrections],
        "acts": [act(line) for line in evidence.acts],
    }


def printable(text: str) -> str:
    """A text without what would steer a terminal."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in text)


def _answer(evidence: Evidence) -> str:
    tally, plan = evidence.tally, evidence.tally.plan
    if not tally.stretches:
        return "By this record it was never public."
    if plan is None:
        return f"Public on {count_days(tally.days.count())}."
    so_far = " so far" if tally.at < plan.closes else ""
    answer = f"Public on {count_days(tally.days_in_window)}{so_far}, of {tally.due} that are due."
    if tally.shortfall:
        answer += f" That is {count_days(tally.shortfall)} short."
    return answer


def _facts(evidence: Evidence) -> Iterable[tuple[str, str]]:
    tally, plan = evidence.tally, evidence.tally.plan
    if plan is None:
        yield "Planned window", "not known"
    else:
        yield "Planned window", f"from {_at(evidence, plan.opens)} until {_at(evidence, plan.closes)}"
        yield "Planned days", f"{plan.days}, from {plan.first_day} to {plan.last_day}"
        if plan.days != tally.due:
            yield "Days due", f"{tally.due}: the window was lengthened after it had opened, to give lost days back"
    yield "In the release", f"{count_days(tally.days.count())}{_outside_window(evidence)}"
    yield "Seen from outside", count_days(evidence.seen_days)
    yield "Public now", "yes" if tally.public_now else "no"
    if evidence.now:
        yield "Standing by its file", f"{evidence.now.standing}. {evidence.now.why}"
    yield "File", printable(evidence.source) if evidence.source else "none with this reference alone"
    yield "Shortfall", count_days(tally.shortfall) if tally.shortfall else "none"
    if evidence.to_come:
        yield "Still to be lost", f"{count_days(evidence.to_come)}, by its withdrawal"
    yield "To make it up", printable(evidence.remedy.says)
    yield "The ledger's chain", "broken: see above" if evidence.broken else "whole"


def _outside_window(evidence: Evidence) -> str:
    tally = evidence.tally
    more = tally.days.count() - tally.days_in_window
    return f", {more} of them outside the window that is planned now" if tally.plan and more else ""


def _blocks(evidence: Evidence) -> Iterable[Block]:
    if evidence.notes:
        yield Block("What to know", evidence.notes)
    times = tuple(
        (_at(evidence, one.begins), _at(evidence, one.ends) if one.ends else "still public", _ending(one))
        for one in evidence.tally.stretches
    )
    says = COUNTING.format(zone=evidence.tally.zone.key)
    yield Block("Public in the release", (says,), ("From", "Until", "Ended by") if times else (), times)
    gaps = tuple(
        (_at(evidence, one.begins), _at(evidence, one.ends) if one.ends else "still", _event(one.after))
        for one in evidence.tally.gaps
    )
    none = () if gaps else ("There is none inside the window.",)
    yield Block("Gaps", none, ("From", "Until", "After it was") if gaps else (), gaps)
    seen = tuple((_at(evidence, line.entry.at), str(line.entry.event)) for line in evidence.lines if _outside(line))
    yield Block("Seen from outside", (OUTSIDE,), ("When", "What") if seen else (), seen)
    acts = tuple(
        (
            str(line.number),
            _at(evidence, line.entry.at),
            _event(line),
            printable(line.entry.who or ""),
            printable(line.entry.release or ""),
            printable(line.entry.digest or "").removeprefix("sha256:")[:16],
        )
        for line in evidence.acts
    )
    columns = ("Line", "When", "What", "Who", "Release", "Digest (first 16)")
    says = ACTS if acts else "Nothing."
    yield Block("What was done", (says,), columns if acts else (), acts)


def _outside(line: Line) -> bool:
    return line.entry.event in (Event.SEEN, Event.GONE)


def _ending(one: Stretch) -> str:
    if one.span.ended is None:
        return "" if one.ends is None else "its window's end"
    return _event(one.span.ended)


def _event(line: Line | None) -> str:
    return _EVENTS.get(line.entry.event, str(line.entry.event)) if line else "not opened yet"


def _at(evidence: Evidence, instant: datetime) -> str:
    return f"{instant.astimezone(evidence.tally.zone):%Y-%m-%d %H:%M:%S %Z}"
