"""Writing an approval down in the ledger: who, when, and the seal; never a title, a minute or a reason."""

from __future__ import annotations

from datetime import datetime

from board_reports.desk.approval.sealing import Approved
from board_reports.release.basics import Basics
from board_reports.release.record.ledger import Entry, Event, Ledger
from board_reports.release.state import State
from board_reports.reports.report import Report


def is_noted(state: State, basics: Basics, report: Report, seal: str) -> bool:
    """Whether the ledger has the approval of exactly these public bytes; raises OSError."""
    events = (Event.APPROVED, Event.CORRECTION)
    lines = Ledger(state.ledger, basics.ledger_copy).read().lines
    return any(
        one.entry.slug == report.slug and one.entry.event in events and one.entry.digest == seal for one in lines
    )


def note(state: State, basics: Basics, entry: Entry, approved: Approved) -> None:
    """Write the approval down. That it could not be is told: the report is approved all the same."""
    try:
        approved.told += Ledger(state.ledger, basics.ledger_copy).append([entry])
    except OSError as error:
        approved.failed = True
        why = error.strerror or type(error).__name__
        approved.told.append(f"It is approved, but the ledger could not be written ({why}). Do this once more.")


def entry_of(event: Event, report: Report, at: datetime, who: str, approved: Approved) -> Entry:
    """What the ledger says of an approval."""
    reference = report.reference.strip() if report.reference else None
    return Entry(event, at, report.slug, reference, approved.source, digest=approved.seal, who=who)
