"""`board check`: everything that a person should look at before the next publication."""

from __future__ import annotations

from pathlib import Path

import click

from board_reports.cli.common import DONE, FAILED, format_option, loaded_from, moment_from, tell_json, tell_problems
from board_reports.reports import Register
from board_reports.site.check import check_site


@click.command()
@format_option
@click.pass_context
def check(context: click.Context, form: str) -> None:
    """Check every report, permanent page and setting, and say what to mend.

    Exit code 0: nothing to tell. 1: something to mend or to confirm; each is printed on a line of its own.

    \b
    Example:
      board check
      board check --format json
    """  # noqa: D301 - \b is for click, and no raw string
    config_file: Path = context.obj
    loaded = loaded_from(config_file)
    project = loaded.project
    register = Register.read(project.reports_dir, project.settings)
    standings = register.at(moment_from(None, project.settings.zone).at)
    problems = check_site(loaded, standings, register)
    if form == "json":
        tell_json({"problems": [problem.as_json() for problem in problems]})
    elif problems:
        tell_problems(problems)
        click.echo(f"\n{len(problems)} to look at.")
    else:
        click.echo(f"Nothing to tell: {len(register.reports)} reports checked.")
    context.exit(FAILED if problems else DONE)
