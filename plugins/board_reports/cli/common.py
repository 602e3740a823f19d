"""What the commands share: reading the configuration, the instant, and telling problems."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from board_reports.reports import Problem
from board_reports.site.build import BuildFailed, Loaded, load
from board_reports.site.moment import VARIABLE, Moment, moment_of

DONE, FAILED, LEFT_OUT = 0, 1, 3


class Failed(click.ClickException):
    """The command could not be done: one message, exit code 1."""

    exit_code = FAILED


def format_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--format text|json`, for listings."""
    choice = click.Choice(["text", "json"])
    return click.option("--format", "form", type=choice, default="text", show_default=True, help="How to print.")(
        command
    )


def as_of_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--as-of`, for looking at another instant."""
    return click.option(
        "--as-of",
        metavar="DAY",
        help="Look at another day or instant: YYYY-MM-DD or YYYY-MM-DDTHH:MM, London time.",
    )(command)


def loaded_from(config_file: Path) -> Loaded:
    """The configuration, or one message with all its mistakes."""
    try:
        return load(config_file)
    except BuildFailed as error:
        raise Failed(str(error)) from None


def moment_from(as_of: str | None, zone: ZoneInfo) -> Moment:
    """The instant to look at; a text that names none is a wrong command line."""
    try:
        return moment_of(as_of, zone)
    except ValueError as error:
        hint = "--as-of" if as_of is not None else VARIABLE
        raise click.BadParameter(str(error), param_hint=hint) from None


def tell_problems(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Print each problem on a line of its own."""
    for problem in problems:
        click.echo(str(problem), err=err)


def tell_json(document: Any) -> None:
    """Print a JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
