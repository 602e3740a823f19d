"""`board waive`: a false alarm of the anonymity check is noted in the report's file, with its reason."""

from __future__ import annotations

from pathlib import Path

import click

from board_reports.cli.common import loaded_from
from board_reports.cli.terms import Failed, reference_of, refuse_as_of
from board_reports.desk.anonymity.finding import Findings
from board_reports.desk.anonymity.scanning import findings_of
from board_reports.desk.anonymity.site_check import names_of, own_details
from board_reports.desk.anonymity.waiving import waive_all
from board_reports.reports import Register, Report
from board_reports.reports.drafts import drafts_of
from board_reports.reports.folder import CannotRead
from board_reports.reports.rewriting import CannotRewrite


@click.command()
@click.argument("reference", callback=reference_of)
@click.argument("digests", metavar="DIGEST...", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why it identifies nobody. Do not repeat what was found.")
@click.pass_context
def waive(context: click.Context, reference: str, digests: tuple[str, ...], reason: str) -> None:
    """Waive findings of the anonymity check in the report REFERENCE, its draft or its prepared correction.

    DIGEST stands at the end of each line that `board check` prints for a finding. The waiver silences this finding at
    this place alone. It is written under `waivers` in the report's file, never reaches the public, and leaves the seal
    as it is. When the text around it changes, the finding is told again.

    \b
    Example:
      board waive "CPR 01/2026" 3f0a9c4e --reason "The day on which the Act came into force"
    """  # noqa: D301 - \b is for click, and no raw string
    refuse_as_of()
    config_file: Path = context.obj
    project = loaded_from(config_file).project
    register = Register.read(project.reports_dir, project.settings)
    try:
        reports = [*register.find(reference), *drafts_of(project.reports_dir, project.settings, reference)]
    except CannotRead as error:
        raise Failed(f"{error.message} {error.fix}") from None
    if not reports:
        raise Failed(f'No report or draft here has the reference "{reference}". See: board status')
    names, faults, _ = names_of(project, config_file)
    if faults:
        raise Failed("\n".join(str(fault) for fault in faults))
    found = [(report, findings_of(report, names, own_details(project.board))) for report in reports]
    wanted = list(dict.fromkeys(digest.strip().lower() for digest in digests))
    _refuse_unknown(wanted, [findings for _, findings in found])
    for report, findings in found:
        _write(report, findings, wanted, reason)


def _refuse_unknown(wanted: list[str], found: list[Findings]) -> None:
    """Raise Failed, with nothing written, when a digest is not that of an open finding."""
    still_open = {one.digest for findings in found for one in findings.open}
    waived = {one.digest for findings in found for one in findings.waived}
    for digest in wanted:
        if digest not in still_open:
            said = "is waived already" if digest in waived else "is that of no finding in this report"
            raise Failed(f'"{digest[:16]}" {said}. Nothing was written. See: board check')


def _write(report: Report, findings: Findings, wanted: list[str], reason: str) -> None:
    chosen = [one for one in findings.open if one.digest in wanted]
    if not chosen:
        return
    try:
        waive_all(report, chosen, reason).write()
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--reason") from None
    except CannotRewrite as error:
        raise Failed("\n".join(str(problem) for problem in error.told(report.source))) from None
    places = len({one.digest for one in chosen})
    click.echo(f"Waived {places} {'finding' if places == 1 else 'findings'} in {report.source}.")
