"""`board verify`: look at the served site from outside, and say what is not as it should be."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import click
from click.core import ParameterSource

from board_reports.cli.common import DONE, FAILED, format_option, moment_from, tell_json
from board_reports.release.outside.comparison import LONDON, Comparison
from board_reports.release.outside.expected import FROM_OUTSIDE
from board_reports.release.outside.looks import site_address
from board_reports.release.outside.verify import ping
from board_reports.release.outside.verify import verify as look
from board_reports.release.targets.remembered import told_of

PING = "BOARD_PING_URL"


@click.command()
@click.argument("url")
@click.option(
    "--max-age",
    metavar="HOURS",
    type=click.FloatRange(min=0, min_open=True, max=24 * 366),
    default=26,
    show_default=True,
    help="How old the last check of the nightly run may be.",
)
@click.option("--outside", is_flag=True, help="Compare with nothing on this machine, even if it has a configuration.")
@format_option
@click.pass_context
def verify(context: click.Context, url: str, max_age: float, outside: bool, form: str) -> None:
    """Look at the served site from outside, as a reader's browser does: is all there, and all gone, that should be?

    URL is the address of the site's home. Where the configuration is at hand, the site is compared with the current
    release, the register and the ledger. Where there is none, or with --outside, the site is held to what it says
    of itself: its feed, sitemap, search and status. What was seen goes into the ledger when this account may write
    there, and new failures, openings and closings are mailed once. When everything held, the address in the variable
    BOARD_PING_URL, if there is one, is asked for: let a service raise the alarm when that stays away.

    Exit code 0: everything held. 1: something did not; each is printed on a line of its own.

    \b
    Example:
      board verify https://board.example/
      board verify https://board.example/ --outside --max-age 2 --format json
    """  # noqa: D301 - \b is for click, and no raw string
    try:
        home = site_address(url)
    except ValueError as error:
        raise click.BadParameter(str(error), context, param_hint="URL") from None
    here = None if outside else _here(context)
    moment = moment_from(None, here.zone if here else LONDON)
    verdict = look(
        home,
        moment.at,
        lambda: here.expected(moment.at) if here else FROM_OUTSIDE,
        max_age=timedelta(hours=max_age),
    )
    if form == "json":
        tell_json(verdict.as_json())
    else:
        click.echo(verdict.headline)
        for failure in verdict.failures:
            click.echo(f"{failure.address} {failure.message}.")
    if not moment.preview:
        for note in (*here.remember(verdict, os.environ), *told_of(here.state.folder)) if here else ():
            click.echo(note, err=True)
        address = os.environ.get(PING)
        if verdict.ok and address and (trouble := ping(address)):
            click.echo(trouble, err=True)
    context.exit(DONE if verdict.ok else FAILED)


def _here(context: click.Context) -> Comparison | None:
    """What this machine knows; None where there is no configuration, and none was asked for by name."""
    config_file: Path = context.obj
    if config_file.is_file():
        return Comparison.of(config_file)
    group = context.parent
    if group is not None and group.get_parameter_source("config_file") is not ParameterSource.DEFAULT:
        raise click.BadParameter(f"There is no file {config_file}.", group, param_hint="-f")
    return None
