"""`board calendar`: the days of all reports as a calendar that Outlook and other programmes read."""

from __future__ import annotations

from pathlib import Path

import click

from board_reports.cli.common import DONE, FAILED, as_of_option, keep_private, loaded_from, moment_from, public_folders
from board_reports.reports import Register


@click.command()
@click.option(
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write it to a file; otherwise it is printed.",
)
@as_of_option
@click.pass_context
def calendar(context: click.Context, output: Path | None, as_of: str | None) -> None:
    """Write a calendar: when each report goes up, its last public day, when it is removed, and reminders before that.

    It names references alone, and every entry is marked private. Reminders stand 28, 7 and 1 days before the last
    public day, as entries of their own and as alarms, because many programmes ignore the alarms of a calendar that
    they subscribe to. A report that is on hold or not approved has one entry, which says that it does not go up.

    It does not change by itself: import it again after a change. Entries keep their identity, so that new ones take the
    place of old ones. Import it into a calendar of its own, for an entry that is not in it any more stays in yours.

    \b
    Example:
      board calendar --output reports.ics
    """  # noqa: D301 - \b is for click, and no raw string
    from board_reports.desk.telling.calendar import calendar_of, left_aside  # noqa: PLC0415 - for this alone

    loaded = loaded_from(context.obj)
    project = loaded.project
    moment = moment_from(as_of, project.settings.zone)
    register = Register.read(project.reports_dir, project.settings)
    standings, examples = register.at(moment.at), project.options.publish_examples
    data = calendar_of(
        standings,
        project.board.name,
        project.base_url,
        project.settings.zone,
        examples=examples,
        preview=moment.preview,
    )
    if output is None:
        click.echo(data, nl=False)
    else:
        keep_private(output, data, public_folders(loaded))
        click.echo(f"Written to {output}. It is not for publication.")
    for sentence in left_aside(standings, examples=examples):
        click.echo(sentence, err=True)
    for problem in () if register.readable else register.stray:
        click.echo(str(problem), err=True)
    context.exit(DONE if register.readable else FAILED)
