"""Judging the texts of many reports by all cores, before anything asks for them one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime

from board_reports.reports import Register
from board_reports.reports.problem import could_not_be_judged
from board_reports.reports.report import Report
from board_reports.reports.texts import Content
from board_reports.site.rendering.workers import TOO_LONG, Failure, apart

Told = Callable[[Report], None]


def judge_ahead(register: Register, at: datetime, told: Told) -> None:
    """Judge every report that has to be judged at the instant `at`; each knows its content from then on.

    One whose text breaks or hangs the process that judges it has that as its problem.
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
    for report, content in apart(_content, reports, told):
        yield report, _unjudged(report, content) if isinstance(content, Failure) else content


def _content(report: Report) -> Content:
    return report.content


def _unjudged(report: Report, failure: Failure) -> Content:
    problem = could_not_be_judged(report.source, endless=failure.why == TOO_LONG)
    return Content({}, (), (), None, (problem,), ())
