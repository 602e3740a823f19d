"""`board desk`: the web page for the Business Unit's work, on this machine's own address."""

from __future__ import annotations

import ipaddress
import logging
import os
import re
import secrets
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from board_reports.cli.taking_down import now, who_asks
from board_reports.cli.terms import Failed, refuse_as_of

if TYPE_CHECKING:
    from flask import Flask

KEY, TOKEN = "BOARD_DESK_KEY", "BOARD_DESK_TOKEN"
SHORTEST_KEY, SHORTEST_TOKEN = 32, 20  # characters
_LISTEN = re.compile(r"(?P<host>[0-9.]+|localhost|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
_HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_TAKEN = ("host", "cookie", "origin", "referer", "content-type", "content-length", "x-board-desk-key")


def listen_of(context: click.Context, parameter: click.Parameter, value: str) -> tuple[str, int]:  # noqa: ARG001
    """Address and port; anything but this machine's own address is a wrong command line."""
    match = _LISTEN.fullmatch(value)
    if not match or not 0 < int(match["port"]) < 65536:
        raise click.BadParameter(f'"{value[:60]}" is no address with a port: write it like 127.0.0.1:8010.')
    host = match["host"].strip("[]")
    try:
        own = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise click.BadParameter(
            f"The desk listens on this machine alone, and {host} is open to others. Keep 127.0.0.1, and put the "
            "council's web server with its sign-on before it: see docs/operating.md."
        )
    return ("127.0.0.1" if host == "localhost" else host), int(match["port"])


def origin_of(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """The address at which browsers reach the desk: scheme, host and port alone."""
    if value is None:
        return None
    try:
        parts = urlsplit(value)
        fine = parts.scheme in ("http", "https") and parts.hostname and (parts.port or True) and "@" not in parts.netloc
    except ValueError:
        fine = False
    if not fine or parts.path not in ("", "/") or parts.query or parts.fragment:
        raise click.BadParameter(f'"{value[:80]}" is no such address: write it like https://desk.board.example')
    return f"{parts.scheme}://{parts.netloc.lower()}"


def header_of(context: click.Context, parameter: click.Parameter, value: str | None) -> str | None:  # noqa: ARG001
    """The header with the signed-in name."""
    if value is not None and (not _HEADER.fullmatch(value) or value.lower() in _TAKEN):
        raise click.BadParameter(f'"{value[:60]}" cannot be that header: write a name such as X-Remote-User.')
    return value


@click.command()
@click.option("--listen", default="127.0.0.1:8010", show_default=True, callback=listen_of, help="Where it answers.")
@click.option("--origin", metavar="URL", callback=origin_of, help="Its address in browsers, if that is another one.")
@click.option("--header", metavar="NAME", callback=header_of, help="The header in which the sign-on passes the name.")
@click.pass_context
def desk(context: click.Context, listen: tuple[str, int], origin: str | None, header: str | None) -> None:
    """Open the desk: the Business Unit's work in a browser.

    It listens on this machine alone. For one person it prints an address with a token in it: open that. For a
    council it stands behind a web server with its sign-on, which passes the signed-in name in --header, and beside
    it X-Board-Desk-Key, the value of the variable BOARD_DESK_KEY here. Without that key no name is believed.

    \b
    Example:
      board desk
      board desk --header X-Remote-User --origin https://desk.board.example
    """  # noqa: D301 - \b is for click, and no raw string
    refuse_as_of()
    host, port = listen
    shown = f"[{host}]" if ":" in host else host
    origin = origin or f"http://{shown}:{port}"
    key = _secret(KEY, SHORTEST_KEY) if header else None
    if header and key is None:
        raise click.UsageError(f"With --header the variable {KEY} has to be set, the same as in the web server's file.")
    token = None if header else _secret(TOKEN, SHORTEST_TOKEN)
    made = None if header or token else secrets.token_urlsafe(32)
    app = _app(context.obj, header, token or made, origin, key)
    serve = _server(app, host, port)
    if made:
        click.echo(f"The desk is open. Its address, for you alone:\n{origin}/?token={made}")
    else:
        click.echo(f"The desk is open at {origin}/")
    click.echo("Stop it with Ctrl+C.")
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(message)s", stream=sys.stderr)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # its lines have addresses of reports
    sys.stdout.flush()
    serve()


def _secret(variable: str, shortest: int) -> str | None:
    """A secret of the environment, or None; too short a one is a wrong command line."""
    value = os.environ.get(variable)
    if not value:
        return None
    if len(value) < shortest or not value.isascii() or not value.isprintable() or value != value.strip():
        raise click.UsageError(
            f"{variable} has to have at least {shortest} plain characters. Make one: openssl rand -hex 32"
        )
    return value


def _app(config_file: Path, header: str | None, token: str | None, origin: str, key: str | None) -> Flask:
    try:
        from board_reports.desk.web.app import create_app  # noqa: PLC0415 - heavy, and an extra
    except ModuleNotFoundError as error:
        if error.name not in ("flask", "flask_wtf", "wtforms"):
            raise
        raise Failed("The desk needs more packages. Install them: pip install 'board-reports[desk]'") from None
    return create_app(
        config_file, header=header, token=token, origin=origin, proxy_key=key, clock=now, account=who_asks()
    )


def _server(app: Flask, host: str, port: int) -> Callable[[], None]:
    """What serves the desk until it is stopped; a port that is taken is one clear message."""
    try:
        import waitress  # noqa: PLC0415 - as above
    except ModuleNotFoundError:
        raise Failed("The desk needs more packages. Install them: pip install 'board-reports[desk]'") from None
    from board_reports.desk.web.app import MOST_BYTES  # noqa: PLC0415

    try:
        server = waitress.create_server(
            app,
            host=host,
            port=port,
            threads=8,
            ident=None,
            max_request_body_size=MOST_BYTES + 1_000_000,  # a little more: the desk's own page says what is too large
            max_request_header_size=32_768,
            channel_timeout=60,
        )
    except OSError as error:
        raise Failed(f"{host}:{port} cannot be used ({error.strerror}): give another one with --listen.") from None
    return server.run  # type: ignore[no-any-return]
