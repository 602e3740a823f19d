"""The command line `board`: arguments in, the library called, text or JSON out."""

from __future__ import annotations

import os
import sys
import traceback
from pathlib import Path

import click

from board_reports import __version__
from board_reports.cli.build import build
from board_reports.cli.check import check
from board_reports.cli.new import new
from board_reports.cli.serve import serve
from board_reports.cli.status import status

__all__ = ["board", "main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="board")
@click.option(
    "-f",
    "--config-file",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Path("mkdocs.yml"),
    show_default=True,
    help="The site's configuration file.",
)
@click.pass_context
def board(context: click.Context, config_file: Path) -> None:
    """Publish a safeguarding board's practice reviews for their window, and remove them with every trace.

    \b
    Example:
      board status
      board build --as-of 2026-12-01
    """  # noqa: D301 - \b is for click, and no raw string
    if not config_file.is_file():
        raise click.BadParameter(f"There is no file {config_file}.", context, param_hint="-f")
    context.obj = config_file


for command in (build, check, new, serve, status):
    board.add_command(command)


def main() -> None:
    """Run `board`; whatever goes wrong, the user gets one clear message and an exit code."""
    try:
        board.main(prog_name="board")
    except Exception as error:  # noqa: BLE001 - the last guard: no traceback ever reaches a user
        if os.environ.get("BOARD_DEBUG"):
            traceback.print_exc()
        click.echo(f"Error: something failed that should not have ({type(error).__name__}).", err=True)
        click.echo("Run it again with BOARD_DEBUG=1 set, and report what it prints.", err=True)
        sys.exit(1)
