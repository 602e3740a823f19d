"""`board names`: keeping the private list of names that the anonymity check looks for."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterable
from pathlib import Path

import click

from board_reports.cli.common import loaded_from
from board_reports.cli.terms import Failed
from board_reports.desk.anonymity.names import is_everyday
from board_reports.desk.anonymity.names_file import (
    BadName,
    CannotReadNames,
    Kept,
    add_names,
    read_names,
    refuse_public_place,
    remove_names,
)
from board_reports.desk.anonymity.site_check import names_path, public_folders
from board_reports.site.project import Project

MOST_BYTES = 10 * 1024 * 1024

_source = click.argument("source", metavar="[FILE]", required=False, type=click.Path(path_type=Path, allow_dash=True))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def names() -> None:
    """Keep the Board's private list of names, which `board check` looks for in every report.

    The list lies in the file that the option names_file sets, outside the project and any repository. It holds salted
    hashes, and no command shows a name. Whoever has the file can still try names on it: keep it as carefully as them.

    \b
    Example:
      board names add
      board names count
    """  # noqa: D301 - \b is for click, and no raw string


@names.command()
@_source
@click.pass_context
def add(context: click.Context, source: Path | None) -> None:
    """Add names, one on each line, from FILE or from standard input; at a terminal they are asked for, unseen.

    One to four words make a name. Write first and last name together as well as the first name alone, if it is rare
    enough. The check finds each with other capitals, without accents, and with the mutations of Welsh.

    \b
    Example:
      board names add
      board names add /secure/panel-names.txt
    """  # noqa: D301 - \b is for click, and no raw string
    kept = _changed(context, source, add_names)
    click.echo(f"Added {kept.changed}; {kept.unchanged} were there already. The list has {kept.entries} names.")


@names.command()
@_source
@click.pass_context
def remove(context: click.Context, source: Path | None) -> None:
    """Take names off the list, one on each line, from FILE or from standard input.

    \b
    Example:
      board names remove /secure/names-of-a-closed-review.txt
    """  # noqa: D301 - \b is for click, and no raw string
    kept = _changed(context, source, remove_names)
    click.echo(f"Removed {kept.changed}; {kept.unchanged} were not there. The list has {kept.entries} names.")


@names.command()
@click.pass_context
def count(context: click.Context) -> None:
    """Say how many names the list has.

    \b
    Example:
      board names count
    """  # noqa: D301 - \b is for click, and no raw string
    path = _list_of(loaded_from(context.find_root().obj).project)
    try:
        found = read_names(path)
    except CannotReadNames as error:
        raise Failed(str(error)) from None
    click.echo(f"The list has {len(found) if found else 0} names.")


def _changed(context: click.Context, source: Path | None, change: Callable[[Path, Iterable[str]], Kept]) -> Kept:
    project = loaded_from(context.find_root().obj).project
    path = _list_of(project)
    lines = _lines(source, project)
    everyday = [number for number, line in enumerate(lines, 1) if is_everyday(line)]
    try:
        kept = change(path, lines)
    except BadName as error:
        raise Failed(f"{error} Nothing was written.") from None
    except CannotReadNames as error:
        raise Failed(str(error)) from None
    if everyday and change is add_names:
        where = f"Line {everyday[0]} is" if len(everyday) == 1 else f"Lines {', '.join(map(str, everyday))} are"
        click.echo(f"{where} also an everyday word, and will be found often. First and last name together are better.")
    return kept


def _list_of(project: Project) -> Path:
    path = names_path(project)
    if path is None:
        raise Failed("No list is set. Add to the options of board-reports: names_file: /a/folder/outside/names")
    try:
        refuse_public_place(path, root=project.root, folders=public_folders(project))
    except CannotReadNames as error:
        raise Failed(f"names_file: {error}") from None
    return path


def _lines(source: Path | None, project: Project) -> list[str]:
    """The lines that are given; from a terminal, without showing them."""
    if source is None or str(source) == "-":
        if sys.stdin.isatty():
            return list(iter(_asked, ""))
        return _decoded(sys.stdin.buffer.read(MOST_BYTES + 1))
    try:
        refuse_public_place(source, root=project.root, folders=public_folders(project))
    except CannotReadNames:
        raise Failed(
            "FILE has names in clear and lies inside the project or a repository. Move it out first."
        ) from None
    try:
        with source.open("rb") as file:
            return _decoded(file.read(MOST_BYTES + 1))
    except OSError as error:
        raise Failed(f"FILE cannot be read ({os.strerror(error.errno or 0)}).") from None


def _asked() -> str:
    return str(click.prompt("Name (not shown; an empty line ends)", default="", hide_input=True, show_default=False))


def _decoded(data: bytes) -> list[str]:
    if len(data) > MOST_BYTES:
        raise Failed("That is more than 10 MB. Give one name on each line.")
    try:
        return data.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        raise Failed("The names are not UTF-8. Save the file as UTF-8.") from None
