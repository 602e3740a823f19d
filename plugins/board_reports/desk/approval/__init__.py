"""Approving reports, and correcting them while they are public: looked at first, sealed, and written in one step."""

from __future__ import annotations

from datetime import date, datetime

from board_reports.desk.approval.approving import Approval
from board_reports.desk.approval.correcting import Correction
from board_reports.desk.approval.mending import mend
from board_reports.desk.approval.refused import CannotApprove, Unknown
from board_reports.desk.approval.sealing import Approved, Finder, Sealing
from board_reports.desk.approval.starting import start_correction
from board_reports.desk.approval.targets import Target, correction_of, target_of
from board_reports.release.basics import Basics
from board_reports.release.state import State

__all__ = [
    "Approved",
    "CannotApprove",
    "Sealing",
    "Target",
    "Unknown",
    "correction_of",
    "look",
    "look_correction",
    "mend",
    "start_correction",
    "target_of",
]


def look(
    state: State,
    basics: Basics,
    reference: str,
    *,
    on: date,
    minute: str | None,
    at: datetime,
    findings: Finder = None,
) -> Sealing:
    """What approving a draft, or a report that is not approved yet, would seal; nothing is written.

    `on` is the day of the Board's approval, `at` the instant (aware). `findings` are those of the anonymity check, or
    what makes them from the report that is looked at. Raises Unknown, CannotApprove or OSError.
    """
    return Approval(state, basics, reference, on, minute, at, findings).again()


def look_correction(
    state: State,
    basics: Basics,
    reference: str,
    *,
    note: str,
    note_cy: str | None = None,
    at: datetime,
    findings: Finder = None,
) -> Sealing:
    """What bringing in the correction that is prepared in `NAME/_correction` would seal; nothing is written.

    `note` says to the public, in one line, what was corrected, `note_cy` the same in Welsh. The rest is as in `look`.
    """
    return Correction(state, basics, reference, note, note_cy, at, findings).again()
