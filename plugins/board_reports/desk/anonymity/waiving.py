"""Waiving a false alarm: one more entry under `waivers` in the report's own front matter."""

from __future__ import annotations

from board_reports.desk.anonymity.finding import Finding
from board_reports.reports.appending import appended
from board_reports.reports.folder import MAX_TEXT_BYTES, CannotRead, read_text_bytes
from board_reports.reports.report import Report
from board_reports.reports.resealing import Prepared, as_in
from board_reports.reports.rewriting import CannotRewrite


def waive(report: Report, finding: Finding, reason: str) -> Prepared:
    """Prepare the waiver of a finding in a report or draft; `write()` writes it.

    The front matter keeps everything else as it is, and the seal stays valid: waivers are no part of it.

    Raises ValueError for a reason that cannot be written, with a sentence, and CannotRewrite.
    """
    return waive_all(report, [finding], reason)


def waive_all(report: Report, findings: list[Finding], reason: str) -> Prepared:
    """Prepare the waivers of several findings of one report, for one reason. Raises as `waive` does."""
    try:
        if report.files.broken:
            raise report.files.broken
        old = new = read_text_bytes(report.files.english)
    except CannotRead as error:
        raise CannotRewrite(error.message, error.fix) from None
    for kind, digest in dict.fromkeys((one.kind, one.digest) for one in findings):
        new = appended(new, "waivers", {"kind": kind, "digest": digest, "reason": reason.strip()})
    if len(new) > MAX_TEXT_BYTES:
        raise CannotRewrite("The file would be larger than 2 MB.", "Keep pictures and tables in files of their own.")
    known = {(problem.key, problem.message) for problem in as_in(report, old).problems}
    if more := tuple(one for one in as_in(report, new).problems if (one.key, one.message) not in known):
        raise CannotRewrite(more[0].message, more[0].fix, problems=more)
    return Prepared(report.files.english, old, new)
