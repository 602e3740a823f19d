"""Judging the texts of many reports by all cores, before anything asks for them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from board_reports.reports import Problem, Register
from board_reports.reports.content import Content
from board_reports.reports.report import Report
from board_reports.site.rendering.workers import Failure, Workers, can_be_copied, cores

Told = Callable[[Report], None]


def judge_ahead(register: Register, at: datetime, told: Told) -> None:
    """Judge every report that has to be judged at the instant `at`; each knows its content from then on.

    One whose text breaks or hangs the process that judges it has that as its problem. Where this process cannot be
    copied, nothing is done: each report is judged when it is asked.
    """
    waiting = [
        report
        for report in register.reports
        if not report.is_over(at) and not report.is_judged and report.fields is not None and report.window is not None
    ]
    for report, content in judged(waiting, told):
        report.keep(content)


def judged(reports: Sequence[Report], told: Told) -> Iterator[tuple[Report, Content]]:
    """Each of these reports with its content, in no order; `told` hears which one is begun."""
    if not can_be_copied():
        return
    workers = Workers(_content, min(cores(), len(reports)), told)
    for report, content in workers.each(reports):
        yield report, _unjudged(report, content) if isinstance(content, Failure) else content


def _content(report: Report) -> Content:
    return report.content


def _unjudged(report: Report, failure: Failure) -> Content:
    message = "The text could not be judged: reading it failed or took too long."
    fix = "Make the text simpler." if "long" in failure.why else "Look at what was changed in it last."
    return Content({}, (), (), None, (Problem(report.source, None, None, message, fix),), ())
