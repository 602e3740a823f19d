"""`board correct`: begin a correction to a public report, in a folder of its own."""

from __future__ import annotations

import click

from board_reports.cli.taking_down import now
from board_reports.cli.terms import Failed, reference_of, refuse_as_of
from board_reports.release.run import configured
from board_reports.reports.folder import told_path


@click.command()
@click.argument("reference", callback=reference_of)
@click.pass_context
def correct(context: click.Context, reference: str) -> None:
    """Begin a correction to the public report REFERENCE: a copy of its texts and files, to be changed.

    The copy is the folder _correction inside the report's own. Nothing of it is public, and nothing that is public
    changes, until it is brought in: board approve REFERENCE --correction TEXT. A report that is a single file becomes
    a folder first. To give a correction up, delete its folder.

    \b
    Example:
      board correct "CPR 01/2026"
    """  # noqa: D301 - \b is for click, and no raw string
    refuse_as_of()
    from board_reports.desk.approval import CannotApprove, mend, start_correction  # noqa: PLC0415

    state, basics, broken = configured(context.obj)
    if basics is None or broken:
        raise Failed(f"The configuration cannot be used. {broken}")
    try:
        for sentence in mend(state, basics):
            click.echo(sentence)
        folder = start_correction(state, basics, reference, at=now())
    except CannotApprove as error:
        raise Failed(error.told) from None
    except OSError as error:
        raise Failed(f"The correction cannot be begun ({error.strerror or type(error).__name__}).") from None
    click.echo(f"The correction is begun: {told_path(folder, basics.root)}")
    click.echo("Change the texts and files in it. What is public stays as it is meanwhile. Then look, and bring it in:")
    click.echo(f'  board approve {reference!r} --correction "What was corrected, for the public" --dry-run')
