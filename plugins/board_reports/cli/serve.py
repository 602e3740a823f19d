"""`board serve`: the site on this machine, built again whenever a file changes."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import click
from mkdocs.commands.serve import serve as mkdocs_serve
from mkdocs.exceptions import MkDocsException

from board_reports.cli.common import Failed, as_of_option, loaded_from, moment_from
from board_reports.cli.terms import no_cache_option
from board_reports.site.moment import VARIABLE
from board_reports.site.plugin import NO_CACHE


@click.command()
@as_of_option
@click.option("--addr", default="127.0.0.1:8000", show_default=True, metavar="HOST:PORT", help="Where to listen.")
@no_cache_option
@click.pass_context
def serve(context: click.Context, as_of: str | None, addr: str, no_cache: bool) -> None:
    """Show the site on this machine, and build it again whenever a file changes. Stop it with Ctrl-C.

    \b
    Example:
      board serve
      board serve --as-of 2027-02-23T09:30
    """  # noqa: D301 - \b is for click, and no raw string
    config_file: Path = context.obj
    loaded = loaded_from(config_file)
    moment_from(as_of, loaded.project.settings.zone)
    if as_of is not None:
        os.environ[VARIABLE] = as_of
    if no_cache:
        os.environ[NO_CACHE] = "1"
    host, _, port = addr.rpartition(":")
    if not host or not port.isdigit() or not 0 < int(port) < 65536:
        raise click.BadParameter(f'"{addr}" is not HOST:PORT.', param_hint="--addr")
    _show_what_mkdocs_says()
    click.echo(f"The site is on http://{addr}/ until you press Ctrl-C.")
    try:
        mkdocs_serve(config_file=str(config_file), dev_addr=addr)
    except (MkDocsException, SystemExit) as error:
        raise Failed(f"The site could not be served: {error}") from None
    except OSError as error:
        raise Failed(f"The site cannot be served on {addr} ({error.strerror}).") from None


def _show_what_mkdocs_says() -> None:
    """Let MkDocs tell of each build, and of problems, on standard error."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger = logging.getLogger("mkdocs")
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
