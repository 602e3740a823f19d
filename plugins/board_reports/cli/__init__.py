"""The command line `board`: arguments in, the library called, text or JSON out."""

from __future__ import annotations

import gc
import importlib
import keyword
import os
import sys
from contextlib import suppress
from pathlib import Path

import click

from board_reports import __version__

__all__ = ["board", "main"]

COMMANDS = (
    "approve",
    "build",
    "calendar",
    "check",
    "correct",
    "desk",
    "evidence",
    "hold",
    "import",
    "init",
    "names",
    "new",
    "nightly",
    "notice",
    "rules",
    "serve",
    "status",
    "verify",
    "waive",
    "withdraw",
)

_MANY = 100_000  # new objects after which Python looks for what can go: a command is short, and little of its goes


class Commands(click.Group):
    """The commands, each loaded when it is asked for: a run with nothing to change must not wait for the others."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return sorted({*COMMANDS, *super().list_commands(ctx)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name, or None."""
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            name = f"{cmd_name}_" if keyword.iskeyword(cmd_name) else cmd_name  # `import` is a word of Python's
            module = importlib.import_module(f"board_reports.cli.{name}")
            self.add_command(getattr(module, name))
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
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
    if not config_file.is_file() and not _can_do_without(context.invoked_subcommand, config_file):
        raise click.BadParameter(f"There is no file {config_file}.", context, param_hint="-f")
    context.obj = config_file


def _can_do_without(command: str | None, config_file: Path) -> bool:
    """Whether a command works without its configuration file.

    `init` makes one. `verify` looks from any machine, and judges for itself whether it needs the file. What removes
    goes by what it remembers of the file: that it was deleted or renamed must keep nothing up.
    """
    from board_reports.release.basics import state_dir_in  # noqa: PLC0415 - for this rare case alone

    return command in ("init", "verify") or (
        command in ("nightly", "withdraw", "hold") and (state_dir_in(config_file) / "memory.json").is_file()
    )


def _while_printing(error: OSError) -> bool:
    """Whether what went wrong is that a line could not be printed."""
    trace = error.__traceback__
    while trace and trace.tb_frame.f_code is not click.echo.__code__:
        trace = trace.tb_next
    return trace is not None


def _drop_unwritten() -> None:
    """Drop what could not be printed: at the end Python would try again, and put its own exit code in place of ours."""
    for stream in filter(None, (sys.stdout, sys.stderr)):
        try:
            stream.flush()
        except (OSError, ValueError):
            with suppress(OSError, ValueError):
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _tell_last(line: str) -> None:
    with suppress(OSError, ValueError):
        click.echo(line, err=True)


def main() -> None:
    """Run `board`; whatever goes wrong, the user gets one clear message and an exit code."""
    gc.set_threshold(_MANY)
    try:
        board.main(prog_name="board")
    except Exception as error:  # noqa: BLE001 - the last guard: no traceback ever reaches a user
        if os.environ.get("BOARD_DEBUG"):
            import traceback  # noqa: PLC0415 - a run with nothing to change loads little

            traceback.print_exc()
        if isinstance(error, OSError) and _while_printing(error):
            _tell_last(f"Error: what this command prints cannot be written ({error.strerror}).")
            _tell_last("What it had to do may be done all the same. To see what is public: board status")
        else:
            _tell_last(f"Error: something failed that should not have ({type(error).__name__}).")
            _tell_last("Run it again with BOARD_DEBUG=1 set, and report what it prints.")
        sys.exit(1)
    finally:
        _drop_unwritten()
        gc.freeze()  # all that a command holds goes with its process, and need not be looked through at the end
