"""`board new`: a draft to write a report in, with everything that is known filled in and nothing guessed."""

from __future__ import annotations

from pathlib import Path

import click

from board_reports.cli.common import Failed, loaded_from
from board_reports.desk.drafts import CannotDraft, fault_of, make_draft


@click.command()
@click.argument("reference")
@click.option("--title", help="What the report is called on the site.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The day on which it is to be published.")
@click.option("--type", "review_type", help="One of the site's review types.")
@click.pass_context
def new(context: click.Context, reference: str, title: str | None, day: str | None, review_type: str | None) -> None:
    """Make a draft for the report REFERENCE. A draft's folder begins with _ and is never published.

    \b
    Example:
      board new "CPR 01/2026" --title "Learning from one family's story" --date 2026-12-07
    """  # noqa: D301 - \b is for click, and no raw string
    config_file: Path = context.obj
    project = loaded_from(config_file).project
    fields = {"title": title, "publication_date": day, "review_type": review_type}
    for name, key, value in (
        ("REFERENCE", "reference", reference),
        ("--title", "title", title),
        ("--date", "publication_date", day),
        ("--type", "review_type", review_type),
    ):
        if value is not None and (fault := fault_of(key, value, project.settings)):
            raise click.BadParameter(fault, param_hint=name)
    try:
        folder = make_draft(project.reports_dir, project.settings, project.root, reference, fields)
    except CannotDraft as error:
        raise Failed(str(error)) from None
    click.echo(f"Made the draft {(folder / 'index.md').relative_to(project.root)}.")
    click.echo(f'Write the report in it, and look at what the check finds: board check "{reference}"')
    click.echo(f'When the Board has approved it: board approve "{reference}" --on YYYY-MM-DD')
