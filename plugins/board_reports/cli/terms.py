"""Exit codes, messages and options that all commands share; nothing here needs MkDocs."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from typing import Any

import click

from board_reports.reports.problem import Problem

DONE, FAILED, LEFT_OUT, BUSY = 0, 1, 3, 4

_ADDRESS = re.compile(r"(?:^|/)reports/([a-z0-9]+(?:-[a-z0-9]+)*)(?=$|[/?#])")  # of a report's page, or a file of it


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


def no_cache_option(command: Callable[..., Any]) -> Callable[..., Any]:
    """`--no-cache`, for making everything anew."""
    return click.option(
        "--no-cache", is_flag=True, help="Make every page anew, and keep none for the next time in state_dir/cache."
    )(command)


def refuse_as_of() -> None:
    """Refuse to publish or to write while `BOARD_AS_OF` is set: exit code 2."""
    if os.environ.get("BOARD_AS_OF"):
        message = "It is set, and a preview is never published. Unset it, and run this again."
        raise click.BadParameter(message, param_hint="BOARD_AS_OF")


def reference_of(context: click.Context, parameter: click.Parameter, value: str) -> str:  # noqa: ARG001
    """A reference as it was given; of a pasted address, such as `/cy/reports/cpr-01-2026/`, the slug in it."""
    found = _ADDRESS.search(value)
    return found[1] if found else value


def tell_problems(problems: Iterable[Problem], *, err: bool = False) -> None:
    """Print each problem on a line of its own."""
    for problem in problems:
        click.echo(str(problem), err=err)


def tell_json(document: Any) -> None:
    """Print a JSON document."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2))
