"""`board withdraw`: a report off the site at once, for good."""

from __future__ import annotations

from datetime import date

import click

from board_reports.cli.taking_down import day_of, now, reason_of, taken_down, who_asks
from board_reports.cli.terms import reference_of, refuse_as_of
from board_reports.release.commands.takedown import Request
from board_reports.release.run import configured


@click.command()
@click.argument("reference", callback=reference_of)
@click.option("--reason", required=True, callback=reason_of, help="Why; it stands in the report's file alone.")
@click.option("--on", metavar="YYYY-MM-DD", callback=day_of, help="On a later day, instead of now.")
@click.pass_context
def withdraw(context: click.Context, reference: str, reason: str, on: date | None) -> None:
    """Take the report REFERENCE off the site now, and write the withdrawal into its file.

    It works when the file is missing, has a mistake, or is not the only one with this reference: the report is taken
    off first, and what could not be written is told, with exit code 1. It never waits for a run that is under way.

    \b
    Example:
      board withdraw "CPR 01/2026" --reason "At the request of the family"
      board withdraw cpr-01-2026 --reason "The Board's decision" --on 2026-12-24
    """  # noqa: D301 - \b is for click, and no raw string
    refuse_as_of()
    at = now()
    if on is not None:
        basics = configured(context.obj)[1]
        if basics is not None and on < at.astimezone(basics.settings.zone).date():
            raise click.BadParameter(f"{on} is in the past.", param_hint="--on")
    taken_down(context, Request("withdraw", reference, reason, at, who_asks(), on))
