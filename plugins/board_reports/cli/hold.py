"""`board hold`: a report off the site at once, until it is given back."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from board_reports.cli.taking_down import day_of, now, reason_of, taken_down, who_asks
from board_reports.cli.terms import Failed, reference_of, refuse_as_of
from board_reports.release.commands.takedown import Request, Unknown
from board_reports.release.run import configured


@click.command()
@click.argument("reference", callback=reference_of)
@click.option("--reason", callback=reason_of, help="Why, short and neutral; it stands in the report's file alone.")
@click.option("--release", is_flag=True, help="Give the report back instead.")
@click.option("--on", metavar="YYYY-MM-DD", callback=day_of, help="With --release: its new publication date.")
@click.option("--weeks", type=click.IntRange(min=1), help="With --release: the length of its window, in weeks.")
@click.pass_context
def hold(
    context: click.Context, reference: str, *, reason: str | None, release: bool, on: date | None, weeks: int | None
) -> None:
    """Take the report REFERENCE off the site now, or keep it from opening, until it is given back with --release.

    It works when the file is missing, has a mistake, or is not the only one with this reference: the report is taken
    off first, and what could not be written is told, with exit code 1. It never waits for a run that is under way.

    With --release a report whose opening has passed without it being public needs a new publication date, --on. For
    one that was public, the command says which weeks give the lost days back.

    \b
    Example:
      board hold "CPR 01/2026" --reason "Legal advice is awaited"
      board hold "CPR 01/2026" --release --on 2026-12-14
    """  # noqa: D301 - \b is for click, and no raw string
    refuse_as_of()
    if release:
        if reason is not None:
            raise click.UsageError("--release takes no --reason.")
        _given_back(context.obj, reference, now(), on, weeks)
        return
    if reason is None:
        raise click.UsageError("Give a short neutral reason: --reason TEXT")
    if on is not None or weeks is not None:
        raise click.UsageError("--on and --weeks go with --release.")
    taken_down(context, Request("hold", reference, reason, now(), who_asks()))


def _given_back(config_file: Path, reference: str, at: datetime, on: date | None, weeks: int | None) -> None:
    # Here, so that a report that must come down waits for none of it.
    from board_reports.release.commands.giving_back import NeedsDay, NotNow, give_back  # noqa: PLC0415
    from board_reports.reports.rewriting import CannotRewrite  # noqa: PLC0415

    state, basics, broken = configured(config_file)
    if basics is None or broken:
        raise Failed(f"The configuration cannot be used. {broken}")
    try:
        done = give_back(state, basics, reference, at=at, who=who_asks(), on=on, weeks=weeks)
    except Unknown:
        raise Failed(f'No report here has the reference "{reference}". See: board status') from None
    except NeedsDay as error:
        raise click.UsageError(str(error)) from None
    except NotNow as error:
        raise Failed(str(error)) from None
    except CannotRewrite as error:
        raise Failed("\n".join(str(problem) for problem in error.told(reference))) from None
    except OSError as error:
        raise Failed(f"The state folder cannot be used ({error.strerror}).") from None
    click.echo(f"{done.reference} is given back. It is public with the next run, if its dates say so.")
    for sentence in done.told:
        click.echo(sentence)
    click.echo("To see it now: board nightly")
