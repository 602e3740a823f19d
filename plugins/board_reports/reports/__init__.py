"""The rule: which approved report is public at which instant. Pure: no MkDocs, no click, no clock, no network."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from board_reports.reports.problem import Problem
    from board_reports.reports.register import Register
    from board_reports.reports.report import Report
    from board_reports.reports.settings import Settings
    from board_reports.reports.slug import slug_of
    from board_reports.reports.standing import ReportAt, Standing, Standings
    from board_reports.reports.window import PublicationWindow

__all__ = [
    "Problem",
    "PublicationWindow",
    "Register",
    "Report",
    "ReportAt",
    "Settings",
    "Standing",
    "Standings",
    "slug_of",
]

_PLACES = {
    "Problem": "problem",
    "PublicationWindow": "window",
    "Register": "register",
    "Report": "report",
    "ReportAt": "standing",
    "Settings": "settings",
    "Standing": "standing",
    "Standings": "standing",
    "slug_of": "slug",
}


def __getattr__(name: str) -> Any:
    """Load what is asked for, and no more: a run with nothing to change reads no report."""
    if name not in _PLACES:
        raise AttributeError(f"module {__name__} has no attribute {name}")
    return getattr(importlib.import_module(f"{__name__}.{_PLACES[name]}"), name)
