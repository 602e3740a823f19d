"""`board rules`: what the web server must know, as one whole file."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import click

from board_reports.cli.common import Failed, loaded_from
from board_reports.release.rules import RulesInput, apache_rules, nginx_rules, rules_of
from board_reports.release.state import State

_TEXTS: Mapping[str, Callable[[RulesInput], str]] = {"nginx": nginx_rules, "apache": apache_rules}
_path = click.Path(path_type=Path)


@click.command()
@click.argument("server", type=click.Choice(sorted(_TEXTS)))
@click.option("--listen", metavar="HOST:PORT", help="Where to listen: 80, or 443 with a certificate, by default.")
@click.option("--root", metavar="DIR", type=_path, help="What to serve: the link `public` by default.")
@click.option("--server-name", metavar="NAME", help="The site's host name; any, by default.")
@click.option("--certificate", metavar="FILE", type=_path, help="The certificate, for https.")
@click.option("--key", metavar="FILE", type=_path, help="The certificate's key.")
@click.pass_context
def rules(
    context: click.Context,
    server: str,
    *,
    listen: str | None,
    root: Path | None,
    server_name: str | None,
    certificate: Path | None,
    key: Path | None,
) -> None:
    """Print the rules for a web server, nginx or apache, as one whole file.

    From each closing instant on they answer 410 for the report, even if no run ever comes again. For nginx it is what
    its `http` context includes; for Apache a `<VirtualHost>`, for a port at which Apache listens already.

    \b
    Example:
      board rules nginx --listen 127.0.0.1:8080
      board rules apache --server-name board.example --certificate /etc/ssl/b.pem --key /etc/ssl/b.key
    """  # noqa: D301 - \b is for click, and no raw string
    for here, there, given, missing in (
        (certificate, key, "--certificate", "--key"),
        (key, certificate, "--key", "--certificate"),
    ):
        if here and not there:
            raise click.UsageError(f"{given} needs {missing} beside it: a certificate is of no use without its key.")
    state = State(loaded_from(context.obj).project.state_dir)
    manifest = state.current()
    if manifest is None and state.current_id() is not None:
        raise Failed(
            "What the current release holds cannot be read, so its closing instants are not known. Run: board nightly"
        )
    try:
        given_rules = rules_of(
            manifest,
            _absolute(root or state.public),
            listen=listen or ("443" if certificate else "80"),
            server_name=server_name,
            certificate=_absolute(certificate) if certificate else None,
            key=_absolute(key) if key else None,
        )
        text = _TEXTS[server](given_rules)
    except ValueError as error:
        raise click.UsageError(str(error)) from None
    click.echo(text, nl=False)


def _absolute(path: Path) -> Path:
    """The path from the root on, its links as they are: the link `public` itself is what the server follows."""
    return Path(os.path.abspath(path))  # noqa: PTH100 - Path.resolve would follow the link
