"""A report as it will be on its first day: approved, not on hold, without what is still wrong in its front matter."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from board_reports.reports.folder import CannotRead, Source, read_text_bytes
from board_reports.reports.pictures import UNDESCRIBED
from board_reports.reports.problem import Problem
from board_reports.reports.report import Report
from board_reports.reports.resealing import as_in
from board_reports.reports.rewriting import CannotRewrite, rewritten

_OUT_OF_THE_WAY = ("hold", "withdrawn_date", "withdrawn_reason", "approved_digest", "approved_date")
STILL_TO_COME = "(description to come)".ljust(len(UNDESCRIBED))[: len(UNDESCRIBED)]
"""What a picture says in a preview while it has no words: as long as the sign for that, so that no place moves."""

_NOTE = "(The note on the correction stands here.)"


@dataclass(frozen=True)
class FirstDay:
    """The report to show, None where it cannot be shown; the instant to show it at; and what that took.

    `assumed` are the keys for which something was put in so that the page could be shown; `problems` are why there
    is nothing to show.
    """

    report: Report | None
    at: datetime
    assumed: tuple[str, ...]
    problems: tuple[Problem, ...]


def first_day_of(report: Report, at: datetime, scratch: Path, *, correction: bool = False) -> FirstDay:
    """The report as on the first instant that it is public; a correction as at `at`, where that is in its window.

    The changes are to a copy of its bytes, and to copies in the new folder `scratch`, which has to stay while the
    report is used.
    """
    settings = replace(report.settings, require_seal=False, require_welsh=False, required_before_publication=())
    report = replace(report, settings=settings)
    try:
        if report.files.broken:
            raise report.files.broken
        data = described(read_text_bytes(report.files.english))
        report = replace(report, files=_described_files(report.files, scratch))
        shown, assumed = _completed(report, data, at, correction=correction)
    except CannotRead as error:
        return FirstDay(None, at, (), (Problem(report.source, None, None, error.message, error.fix),))
    except CannotRewrite as error:
        return FirstDay(None, at, (), error.told(report.source))
    problems = shown.problems or shown.content.problems
    if problems or shown.window is None:
        return FirstDay(None, at, assumed, problems)
    inside = correction and shown.window.contains(at)
    return FirstDay(shown, at if inside else shown.window.opens, assumed, ())


def described(data: bytes) -> bytes:
    """A text with words for each picture that has none yet."""
    return data.replace(UNDESCRIBED.encode(), STILL_TO_COME.encode())


def _described_files(files: Source, scratch: Path) -> Source:
    """The same files, with copies in the place of Welsh sides and parts that show a picture without words."""

    def copied(path: Path) -> Path:
        data = read_text_bytes(path)
        if (new := described(data)) == data:
            return path
        scratch.mkdir(exist_ok=True)
        (scratch / path.name).write_bytes(new)
        return scratch / path.name

    welsh = copied(files.welsh) if files.welsh else None
    return replace(files, welsh=welsh, parts={name: copied(path) for name, path in files.parts.items()})


def _completed(report: Report, data: bytes, at: datetime, *, correction: bool) -> tuple[Report, tuple[str, ...]]:
    today = at.astimezone(report.settings.zone).date()
    now = as_in(report, data)
    if not now.front.readable:
        raise CannotRewrite(
            now.problems[0].message, now.problems[0].fix, line=now.problems[0].line, key=now.problems[0].key
        )
    written = {str(path[0]) for path in now.front.lines if len(path) == 1}
    changes: dict[str, object | None] = {key: None for key in _OUT_OF_THE_WAY if key in written}
    now = as_in(report, rewritten(data, changes))
    wrong = {problem.key.split(".")[0] for problem in now.problems if problem.key}
    changes |= {key: None for key in wrong if key in written}
    needed: dict[str, object] = {"title": "(no title yet)", "reference": "DRAFT 0000", "publication_date": today}
    assumed = [key for key in needed if key not in written or key in wrong]
    changes |= {key: needed[key] for key in assumed}
    now = as_in(report, rewritten(data, changes))
    first = now.window.first_day if now.window else today
    changes["approved_date"] = first
    if correction and now.window and now.window.contains(at):
        changes |= {"revised_date": max(first, _within(today, now)), "revision_note": _NOTE}
        assumed.append("revision_note")
    assumed += sorted(key for key in wrong if key in written and key not in assumed)
    return as_in(report, rewritten(data, changes)), tuple(assumed)


def _within(today: date, report: Report) -> date:
    return min(today, report.window.last_day) if report.window else today
