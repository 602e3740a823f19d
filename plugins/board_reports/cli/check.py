"""`board check`: everything that a person should look at before the next publication."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import click

from board_reports.cli.common import DONE, FAILED, format_option, loaded_from, moment_from, tell_json, tell_problems
from board_reports.cli.terms import Failed, reference_of
from board_reports.desk.anonymity import AID
from board_reports.desk.anonymity.site_check import Checked, check_reports, names_of, own_details
from board_reports.reports import Problem, Register, Report, Standings
from board_reports.reports.drafts import draft_names, drafts_of, read_draft
from board_reports.reports.folder import CannotRead
from board_reports.reports.problem import in_order
from board_reports.site.build import Loaded
from board_reports.site.check import check_site


@click.command()
@click.argument("reference", required=False, callback=lambda *given: reference_of(*given) if given[2] else None)
@click.option("--drafts", is_flag=True, help="Check the drafts and prepared corrections, too.")
@format_option
@click.pass_context
def check(context: click.Context, reference: str | None, form: str, *, drafts: bool) -> None:
    """Check every report, permanent page and setting, and say what to mend. With REFERENCE, that report alone, with its
    draft and its prepared correction.

    Each report is searched for what could identify somebody: numbers, dates, places, and the names of the Board's own
    list (see: board names --help). This is an aid. It does not show that nobody can be identified. A false alarm is
    waived with: board waive. What the check cannot read, such as a picture, is told as not checked.

    Exit code 0: nothing to mend. 1: something to mend, to confirm or to waive; each is printed on a line of its own.

    \b
    Example:
      board check
      board check --drafts
      board check "CPR 01/2026" --format json
    """  # noqa: D301 - \b is for click, and no raw string
    config_file: Path = context.obj
    loaded = loaded_from(config_file)
    project = loaded.project
    register = Register.read(project.reports_dir, project.settings)
    standings = register.at(moment_from(None, project.settings.zone).at)
    try:
        reports = _reports(loaded, register, standings, reference, drafts=drafts)
    except CannotRead as error:
        raise Failed(f"{error.message} {error.fix}") from None
    names, faults, unread = names_of(project, config_file)
    anonymity = check_reports(reports, names, own_details(project.board))
    others = _of_the_reports(reports) if reference else _of_the_site(loaded, register, standings, reports)
    problems = in_order([*anonymity.hide(others), *anonymity.problems, *faults])
    not_checked = in_order([*anonymity.unread, *unread])
    if form == "json":
        tell_json(_document(problems, not_checked, anonymity))
    else:
        _tell(problems, not_checked, anonymity.waived, len(reports) if reference or drafts else len(register.reports))
    context.exit(FAILED if problems else DONE)


def _reports(
    loaded: Loaded, register: Register, standings: Standings, reference: str | None, *, drafts: bool
) -> list[Report]:
    """The reports and drafts to look into: one reference's, or all whose window is not over, and drafts if asked."""
    project = loaded.project
    if reference:
        found = [*register.find(reference), *drafts_of(project.reports_dir, project.settings, reference)]
        if not found:
            raise Failed(f'No report or draft here has the reference "{reference}". See: board status')
        return found
    found = [one.report for one in standings.reports if not one.over]
    if drafts and register.readable:
        found += [read_draft(project.reports_dir, project.settings, name) for name in draft_names(project.reports_dir)]
    return found


def _of_the_site(loaded: Loaded, register: Register, standings: Standings, reports: list[Report]) -> Iterable[Problem]:
    """What else is wrong in the site, and in those drafts that are looked into."""
    known = {id(report) for report in register.reports}
    return [*check_site(loaded, standings, register), *_of_the_reports(one for one in reports if id(one) not in known)]


def _of_the_reports(reports: Iterable[Report]) -> list[Problem]:
    """What else is wrong in some reports or drafts: their front matter, texts and files."""
    found: list[Problem] = []
    for report in reports:
        found += report.problems
        if report.fields is not None:
            found += [*report.content.problems, *report.content.advice]
    return found


def _document(problems: tuple[Problem, ...], not_checked: tuple[Problem, ...], anonymity: Checked) -> object:
    return {
        "problems": [problem.as_json() for problem in problems],
        "findings": [finding.as_json() for finding in anonymity.findings],
        "waived": anonymity.waived,
        "not_checked": [problem.as_json() for problem in not_checked],
        "note": AID,
    }


def _tell(problems: tuple[Problem, ...], not_checked: tuple[Problem, ...], waived: int, checked: int) -> None:
    if problems:
        tell_problems(problems)
        click.echo(f"\n{len(problems)} to look at.")
    else:
        click.echo(f"Nothing to tell: {checked} reports checked.")
    if waived:
        click.echo(f"{waived} waived as false alarms.")
    if not_checked:
        click.echo("\nNot checked for what could identify somebody; a person has to look at it:")
        tell_problems(not_checked)
    click.echo(f"\n{AID}")
