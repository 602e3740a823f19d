"""A change to a report's file that is whole: still valid afterwards, and sealed again where the seal covers it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from board_reports.reports.fields import ReportFields
from board_reports.reports.folder import MAX_TEXT_BYTES, CannotRead, read_text_bytes
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.keys import PUBLIC_KEYS
from board_reports.reports.problem import Problem
from board_reports.reports.report import Report
from board_reports.reports.rewriting import CannotRewrite, rewritten
from board_reports.reports.slug import slug_of
from board_reports.reports.validate import validate, window_of
from board_reports.reports.writing import write_report

_SEAL = "approved_digest"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A change that can be written: the report's English file, its bytes as they are and as they will be."""

    path: Path
    old: bytes
    new: bytes

    def write(self) -> None:
        """Write it; raises CannotRewrite when it cannot be done, or when the file has changed since."""
        write_report(self.path, self.old, self.new)


def prepare(report: Report, changes: Mapping[str, object | None]) -> Prepared:
    """Read the report's file and make these changes to its front matter, without writing anything yet.

    Raises CannotRewrite and ValueError as `changed_and_resealed` does, and CannotRewrite when there is no file to
    read, or when it would grow too large to be read again.
    """
    path = report.files.english
    try:
        if report.files.broken:
            raise report.files.broken
        old = read_text_bytes(path)
    except CannotRead as error:
        raise CannotRewrite(error.message, error.fix) from None
    new = changed_and_resealed(report, old, changes)
    if len(new) > MAX_TEXT_BYTES:
        raise CannotRewrite("The file would be larger than 2 MB.", "Keep pictures and tables in files of their own.")
    return Prepared(path, old, new)


def changed_and_resealed(report: Report, data: bytes, changes: Mapping[str, object | None]) -> bytes:
    """The bytes `data` of the report's English file with these changes to its front matter (see `rewritten`).

    A change of private keys is made in any report that can be rewritten, but may bring no new fault. A change of
    public keys is made only where the report is then valid, with its texts, parts and files; and where the report is
    sealed the seal must match now, and is renewed with the change, unless `changes` has a new one itself.

    Raises ValueError for a value that cannot be written, and CannotRewrite, with all faults, for anything else.
    """
    new = rewritten(data, changes)
    before, after = as_in(report, data), as_in(report, new)
    if not any(key in PUBLIC_KEYS for key in changes):
        _refuse(after.problems, but=before.problems)
        return new
    sealed = (_SEAL,) in before.front.lines
    seal = after.content.seal  # judged before the old seal is compared: a file changed in between breaks that one
    if sealed and _SEAL not in changes and not before.sealed:
        _refuse(before.problems or before.content.problems)
        raise CannotRewrite(
            "The seal does not match: the report changed after it was sealed.",
            "Approve it again, or undo what changed.",
            line=before.front.line_of((_SEAL,)),
            key=_SEAL,
        )
    _refuse(after.problems or after.content.problems)
    if sealed and _SEAL not in changes:
        return rewritten(data, {**changes, _SEAL: seal})
    if after.sealed is False:
        raise CannotRewrite("The new seal does not match the report.", "Approve it again.", key=_SEAL)
    return new


def as_in(report: Report, data: bytes) -> Report:
    """The report as it is when its English file has the bytes `data`: with their fields, window, problems and seal."""
    front = read_front_matter(data)
    found = validate(front, ReportFields, report.settings)
    reference = found.good.get("reference")
    return replace(
        report,
        front=front,
        fields=found.fields,
        title=found.good.get("title"),
        reference=reference,
        slug=slug_of(reference) if reference else None,
        window=window_of(found.good, front, report.settings),
        problems=tuple(fault.in_file(report.source) for fault in found.faults),
    )


def _refuse(problems: Iterable[Problem], but: Iterable[Problem] = ()) -> None:
    """Raise CannotRewrite with these problems, if there are any that `but` does not have, at whatever line."""
    known = {(problem.file, problem.key, problem.message) for problem in but}
    found = tuple(problem for problem in problems if (problem.file, problem.key, problem.message) not in known)
    if found:
        raise CannotRewrite(found[0].message, found[0].fix, problems=found)
