"""`board approve`: what the Board has approved is sealed as it is, and goes up by itself on its day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from board_reports.cli.taking_down import day_of, now, who_asks
from board_reports.cli.terms import (
    DONE,
    FAILED,
    Failed,
    format_option,
    reference_of,
    refuse_as_of,
    tell_json,
    tell_problems,
)
from board_reports.release.commands.takedown import MOST_REASON
from board_reports.release.run import configured

if TYPE_CHECKING:
    from board_reports.desk.anonymity import Findings
    from board_reports.desk.approval import Approved, Sealing
    from board_reports.reports.report import Report


def line_of(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """A text in one line, of at most `MOST_REASON` characters."""
    text = value.strip() if value is not None else None
    if text is not None and (not text or not text.isprintable()):
        raise click.BadParameter("Give a text in one line.")
    if text is not None and len(text) > MOST_REASON:
        raise click.BadParameter(f"The text has {len(text)} characters: at most {MOST_REASON} are taken.")
    return text


@click.command()
@click.argument("reference", callback=reference_of)
@click.option("--on", metavar="YYYY-MM-DD", callback=day_of, help="The day on which the Board approved it.")
@click.option("--minute", callback=line_of, help="The minute of the approval; it stands in the report's file alone.")
@click.option("--correction", callback=line_of, help="Bring in the prepared correction; this note is public.")
@click.option("--correction-cy", callback=line_of, help="The same note in Welsh.")
@click.option("--findings-seen", is_flag=True, help="A person has looked at each open finding of the anonymity check.")
@click.option("--dry-run", is_flag=True, help="Show what would be sealed, and write nothing.")
@format_option
@click.pass_context
def approve(
    context: click.Context,
    reference: str,
    *,
    on: date | None,
    minute: str | None,
    correction: str | None,
    correction_cy: str | None,
    findings_seen: bool,
    dry_run: bool,
    form: str,
) -> None:
    """Approve the draft REFERENCE, or a correction to it: show what is sealed, seal it, and let it go up on its day.

    REFERENCE is the report's reference in any spelling, its slug, or its address. The approval and the seal are
    written into the report's file, and the underscore goes off the draft's name. What has a mistake is refused.
    Findings of the anonymity check that are still open are shown by their places: mend or waive them, or say with
    --findings-seen that a person has looked at each. Cut short, the same command finishes it.

    With --correction the text in the folder _correction of a public report (see: board correct) takes the place of
    the present one, dated today. What it replaces stays beside it, in a folder that begins with _before.

    \b
    Example:
      board approve "CPR 01/2026" --on 2026-11-20 --minute "2026/11, item 4"
      board approve "CPR 01/2026" --on 2026-11-20 --dry-run
      board approve "CPR 01/2026" --correction "A date in chapter 2 was corrected."
    """  # noqa: D301 - \b is for click, and no raw string
    refuse_as_of()
    _judge_options(on, minute, correction, correction_cy)
    from board_reports.desk.approval import CannotApprove, Unknown, look, look_correction, mend  # noqa: PLC0415

    state, basics, broken = configured(context.obj)
    if basics is None or broken:
        raise Failed(f"The configuration cannot be used. {broken}")
    at = now()
    if on is not None and on > at.astimezone(basics.settings.zone).date():
        raise click.BadParameter(f"{on} is still to come.", param_hint="--on")
    findings = _finder(context.obj)
    try:
        told = [] if dry_run else mend(state, basics)
        if correction is None:
            assert on is not None
            sealing = look(state, basics, reference, on=on, minute=minute, at=at, findings=findings)
        else:
            sealing = look_correction(
                state, basics, reference, note=correction, note_cy=correction_cy, at=at, findings=findings
            )
        if form == "text":
            for sentence in told:
                click.echo(sentence)
            _show(sealing)
        refused = bool(sealing.refusals) or (bool(sealing.open_findings) and not (findings_seen or sealing.done))
        approved = None if dry_run or refused else sealing.write(who_asks(), findings_seen=findings_seen)
    except Unknown as error:
        raise Failed(str(error)) from None
    except CannotApprove as error:
        raise Failed(error.told) from None
    except OSError as error:
        raise Failed(
            f"It cannot be written ({error.strerror or type(error).__name__}). Do it again: it goes on."
        ) from None
    if form == "json":
        tell_json(_document(sealing, approved))
    else:
        _tell(sealing, approved, refused=refused)
    context.exit(FAILED if refused or (approved and approved.failed) else DONE)


def _judge_options(on: date | None, minute: str | None, correction: str | None, correction_cy: str | None) -> None:
    if correction is None and on is None:
        raise click.UsageError("Say on which day the Board approved it, --on YYYY-MM-DD; or --correction TEXT.")
    if correction is not None and (on is not None or minute is not None):
        raise click.UsageError("--correction takes neither --on nor --minute: it is dated today.")
    if correction is None and correction_cy is not None:
        raise click.UsageError("--correction-cy goes with --correction.")


def _finder(config_file: Path) -> Callable[[Report], Findings]:
    """What looks through a report for what could identify somebody, with the Board's own list of names."""
    from board_reports.cli.common import loaded_from  # noqa: PLC0415 - as the rest: only for this command
    from board_reports.desk.anonymity import findings_of  # noqa: PLC0415
    from board_reports.desk.anonymity.site_check import names_of, own_details  # noqa: PLC0415

    project = loaded_from(config_file).project
    names, wrong, unread = names_of(project, config_file)
    if wrong:
        raise Failed("\n".join(map(str, wrong)))

    def found(report: Report) -> Findings:
        findings = findings_of(report, names, own_details(project.board))
        return replace(findings, unread=(*unread, *findings.unread))

    return found


def _show(sealing: Sealing) -> None:
    click.secho("What is sealed" if sealing.done else "What is being sealed", bold=True)
    wide = max(len(label) for label, _ in sealing.facts)
    for label, value in sealing.facts:
        click.echo(f"  {label:<{wide}}  {value}")
    found = sealing.findings
    if found is None:
        return
    from board_reports.desk.anonymity import AID  # noqa: PLC0415

    click.secho("\nThe anonymity check", bold=True)
    click.echo(f"  {len(found.open)} open, {len(found.waived)} waived, {len(found.unread)} not checked. {AID}")
    tell_problems(problem for problem in (*sealing.open_findings, *found.unread))


def _tell(sealing: Sealing, approved: Approved | None, *, refused: bool) -> None:
    if sealing.refusals:
        click.echo("\nIt cannot be approved yet:", err=True)
        tell_problems(sealing.refusals, err=True)
    elif refused:
        click.echo(
            "\nNothing was written. Mend or waive each, or say that a person has looked: --findings-seen", err=True
        )
    elif approved is None:
        click.echo("\nNothing was written: this was a dry run.")
    else:
        again = "is approved already" if approved.finished else "is approved and sealed"
        click.echo(f"\n{approved.reference} {again}: {approved.source}")
        for sentence in approved.told:
            click.echo(sentence, err=approved.failed)


def _document(sealing: Sealing, approved: Approved | None) -> dict[str, Any]:
    found = sealing.findings
    return {
        "reference": sealing.report.reference,
        "source": approved.source if approved else sealing.report.source,
        "written": approved is not None,
        "seal": sealing.seal,
        "facts": [{"label": label, "value": value} for label, value in sealing.facts],
        "findings": {
            "open": [problem.as_json() for problem in sealing.open_findings],
            "waived": len(found.waived) if found else 0,
            "unread": [problem.as_json() for problem in found.unread] if found else [],
        },
        "problems": [problem.as_json() for problem in sealing.refusals],
        "told": list(approved.told) if approved else [],
    }
