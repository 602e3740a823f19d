"""The anonymity check of a whole site: which reports are looked at, and what is told of them together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from board_reports.desk.anonymity.finding import Finding, Findings
from board_reports.desk.anonymity.names import Names
from board_reports.desk.anonymity.names_file import CannotReadNames, private_names
from board_reports.desk.anonymity.scanning import hidden, scanned
from board_reports.reports.folder import told_path
from board_reports.reports.problem import Problem, in_order
from board_reports.reports.report import Report
from board_reports.site.board import Board
from board_reports.site.project import Project


@dataclass(frozen=True, slots=True)
class Checked:
    """What the anonymity check tells of several reports.

    `problems` are to be mended: the open findings, waivers that match nothing, and a list of names that cannot be used.
    `unread` is what a person has to look at. `told` says how files are named whose own name could identify somebody.
    """

    findings: tuple[Finding, ...]
    waived: int
    problems: tuple[Problem, ...]
    unread: tuple[Problem, ...]
    told: dict[str, str]

    def hide(self, problems: Iterable[Problem]) -> tuple[Problem, ...]:
        """Problems of others, without the names of files that could identify somebody."""
        return in_order(hidden(problem, self.told) for problem in problems)


def names_of(project: Project, config_file: Path) -> tuple[Names | None, tuple[Problem, ...], tuple[Problem, ...]]:
    """The private list of names; what is wrong with it; and what a person has to look at without it."""
    told = told_path(config_file.resolve(), project.root)
    path = names_path(project)
    if path is None:
        message = "There is no list of names, so the reports were not searched for names."
        return None, (), (Problem(told, None, "names_file", message, "Set names_file, and run: board names add"),)
    try:
        return private_names(path, root=project.root, folders=public_folders(project)), (), ()
    except CannotReadNames as error:
        return None, (Problem(told, None, "names_file", error.message, error.fix),), ()


def names_path(project: Project) -> Path | None:
    """Where the list of names lies, relative to the configuration file; None where none is set."""
    return project.root / Path(project.options.names_file).expanduser() if project.options.names_file else None


def public_folders(project: Project) -> tuple[Path, ...]:
    """The folders that are published from, or kept with the site."""
    return (project.docs_dir, project.reports_dir, project.state_dir)


def own_details(board: Board) -> tuple[str, ...]:
    """The Board's own address, telephone and e-mail, which may stand in every report."""
    return ("\n".join(board.address), board.telephone, board.email, board.urgent, board.urgent_cy)


def check_reports(reports: Iterable[Report], names: Names | None, own: tuple[str, ...]) -> Checked:
    """Look through several reports and drafts."""
    found: list[Findings] = []
    told: dict[str, str] = {}
    for report in reports:
        findings, hide = scanned(report, names, own)
        found.append(findings)
        told |= hide
    open_ones = tuple(finding for one in found for finding in one.open)
    return Checked(
        findings=open_ones,
        waived=sum(len(one.waived) for one in found),
        problems=in_order([finding.problem for finding in open_ones] + [more for one in found for more in one.unused]),
        unread=in_order(more for one in found for more in one.unread),
        told=told,
    )
