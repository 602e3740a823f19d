"""The rule: which approved report is public at which instant. Pure: no MkDocs, no click, no clock, no network."""

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
