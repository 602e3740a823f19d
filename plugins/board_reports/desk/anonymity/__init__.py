"""The anonymity check: an aid that finds what could identify somebody in a report, its twins, parts and files."""

from __future__ import annotations

from board_reports.desk.anonymity.finding import AID, Finding, Findings
from board_reports.desk.anonymity.looking import KINDS
from board_reports.desk.anonymity.names import Names
from board_reports.desk.anonymity.names_file import CannotReadNames, read_names
from board_reports.desk.anonymity.scanning import findings_of
from board_reports.desk.anonymity.waiving import waive

__all__ = ["AID", "KINDS", "CannotReadNames", "Finding", "Findings", "Names", "findings_of", "read_names", "waive"]
