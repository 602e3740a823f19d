"""What `board withdraw` and `board hold` share: asking for it, and telling what came of it."""

from __future__ import annotations

import getpass
import os
from datetime import UTC, date, datetime
from pathlib import Path

import click

from board_reports.cli.outside import LINES
from board_reports.cli.terms import DONE, FAILED, Failed
from board_reports.release.commands.takedown import MOST_REASON, Done, Request, Unknown, take_down
from board_reports.release.run import configured


def now() -> datetime:
    """The instant of a command, read from the clock once."""
    return datetime.now(UTC).replace(microsecond=0)


def who_asks() -> str:
    """The account that runs the command; behind sudo the one that called it."""
    try:
        return os.environ.get("SUDO_USER") or getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"


def day_of(context: click.Context, parameter: click.Parameter, value: str | None) -> date | None:  # noqa: ARG001
    """A day given as YYYY-MM-DD, of those that a report's file may have; anything else is a wrong command line."""
    if value is None:
        return None
    try:
        day = datetime.strptime(value, "%Y-%m-%d").replace(tzinfo=UTC).date()
    except ValueError:
        raise click.BadParameter(f'"{value[:40]}" is not a day: write YYYY-MM-DD.') from None
    from board_reports.reports.keys import FIRST_YEAR, LAST_YEAR  # noqa: PLC0415 - only for a later day

    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.BadParameter(f"{day} is not between {FIRST_YEAR} and {LAST_YEAR}: correct the year.")
    return day


def reason_of(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """A reason in one line, of at most `MOST_REASON` characters."""
    if value is not None and (not value.strip() or not value.isprintable()):
        raise click.BadParameter("Give a reason of one line, such as: --reason 'At the request of the family'")
    if value is not None and len(value.strip()) > MOST_REASON:
        raise click.BadParameter(f"The reason has {len(value.strip())} characters: at most {MOST_REASON} are taken.")
    return value.strip() if value is not None else None


def taken_down(context: click.Context, request: Request) -> None:
    """Take a report down, tell what came of it, and end with 0 or 1."""
    config_file: Path = context.obj
    state, basics, broken = configured(config_file)
    try:
        done = take_down(state, basics, request)
    except Unknown:
        raise Failed(f'No report here has the reference "{request.reference}". See: board status') from None
    except OSError as error:
        raise Failed(f"The state folder cannot be used ({error.strerror}).") from None
    if broken:
        done.fail(f"The configuration cannot be used. {broken}")
    _tell(done, request)
    context.exit(FAILED if done.failed else DONE)


def _tell(done: Done, request: Request) -> None:
    if done.off_site:
        click.echo(f"{done.reference} is off the site.")
    elif not done.was_public:
        click.echo(f"{done.reference} was not on the site.")
    elif request.on is None:
        click.echo(f"{done.reference}: its pages and files are off the site.")
    if done.written and not done.kept:
        what = "on hold" if request.kind == "hold" else f"withdrawn on {request.on}" if request.on else "withdrawn"
        click.echo(f"Its file says that it is {what}.")
    for sentence in done.told:
        click.echo(sentence, err=done.failed)
    if done.was_public and not done.written and (done.off_site or request.on is None):
        click.echo("It stays off the site until its file says so, or until: board hold REFERENCE --release", err=True)
    if done.was_public and (done.off_site or request.on is None):
        click.echo()
        for line in LINES:
            click.echo(line)
