"""`board init`: the folder of a new board's site, with all that it needs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from board_reports.cli.terms import Failed
from board_reports.desk.starting import Asked, CannotStart, start_site
from board_reports.desk.starting.asked import email_of, line_of, telephone_of, url_of

_LONDON = ZoneInfo("Europe/London")


def _checked(rule: Callable[[str], str]) -> Callable[[click.Context, click.Parameter, str | None], str]:
    def value(context: click.Context, parameter: click.Parameter, given: str | None) -> str:  # noqa: ARG001
        try:
            return "" if given is None else rule(given)
        except ValueError as error:
            raise click.BadParameter(str(error)) from None

    return value


def _lines(context: click.Context, parameter: click.Parameter, given: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_checked(line_of)(context, parameter, line) for text in given for line in text.splitlines() or [text])


@click.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option("--name", callback=_checked(line_of), help="The Board's name in English.")
@click.option("--name-cy", callback=_checked(line_of), help="The Board's name in Welsh.")
@click.option("--url", callback=_checked(url_of), help="The address that the site will have.")
@click.option("--email", callback=_checked(email_of), help="The e-mail address of the Business Unit.")
@click.option("--telephone", callback=_checked(telephone_of), help="The telephone number of the Business Unit.")
@click.option("--address", multiple=True, callback=_lines, help="A line of the postal address; once for each line.")
@click.option("--examples", is_flag=True, help="Put a few made-up reports in, dated around today.")
def init(
    folder: Path,
    *,
    name: str,
    name_cy: str,
    url: str,
    email: str,
    telephone: str,
    address: tuple[str, ...],
    examples: bool,
) -> None:
    """Make the site of a new board in the folder DIR, which is not there yet or is empty.

    It gets the settings of both languages, the permanent pages, the program with its scripts and the server's units.
    What the Board has still to fill in is marked with [[TO FILL IN: ...]]; board check names each place.

    \b
    Example:
      board init ../our-board --examples
      board init ../our-board --name "Example Safeguarding Board" --url https://board.example/
    """  # noqa: D301 - \b is for click, and no raw string
    asked = Asked(name, name_cy, url, email, telephone, address, examples)
    try:
        started = start_site(folder, asked, today=datetime.now(_LONDON).date())
    except CannotStart as error:
        raise Failed(str(error)) from None
    click.echo(f"Made the site of {name or 'a new board'} in {folder}.")
    if started.examples:
        click.echo(f"{started.examples} made-up reports are in it: one live, one scheduled, one ended, one draft.")
    click.echo("\nNext, in that folder:")
    click.echo("  1. ./scripts/setup           makes its own environment, which takes a minute")
    click.echo("  2. .venv/bin/board check     names each place that is still to be filled in, and what to confirm")
    click.echo("  3. ./scripts/serve           shows the site on this machine, while you write")
    click.echo("README.md in it tells the rest.")
