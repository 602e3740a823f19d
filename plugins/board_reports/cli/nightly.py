"""`board nightly`: the run that takes the site from what is public now to what should be."""

from __future__ import annotations

import os
import sys
from datetime import UTC, datetime
from pathlib import Path

import click

from board_reports.cli.terms import BUSY, FAILED, Failed, format_option, no_cache_option, refuse_as_of, tell_json


class Progress:
    """Tells what a run does: a line that changes on a terminal, plain lines in a log, nothing beside JSON.

    Once something cannot be told (a log on a full disk, a reader that has gone) nothing more is: no run waits for that.
    """

    def __init__(self, *, quiet: bool) -> None:
        self.quiet = quiet
        self.moves = not quiet and bool(sys.stderr) and sys.stderr.isatty()
        self.steps = 0

    def say(self, line: str) -> None:
        """Tell one thing that the run does."""
        self.steps = 0
        if self.moves:
            self._tell(f"\r\x1b[2K{line}")
        else:
            self._tell(f"{line}\n")

    def step(self, _kind: str, source: str) -> None:
        """Show how a build goes on, on a terminal alone."""
        self.steps += 1
        if self.moves and source:
            self._tell(f"\r\x1b[2K  {self.steps}  {source[:60]}")

    def done(self) -> None:
        """Clear the line that changes."""
        if self.moves:
            self._tell("\r\x1b[2K")

    def _tell(self, text: str) -> None:
        if self.quiet:
            return
        try:
            click.echo(text, err=True, nl=False)
        except (OSError, ValueError):
            self.quiet = True


def _targets(
    context: click.Context, to: tuple[str, ...], drop: tuple[str, ...]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The targets to bring up and those to drop, as they are remembered; a mistake is a wrong command line."""
    from board_reports.release.run import configured  # noqa: PLC0415 - only for this
    from board_reports.release.targets.hooks import folders_of, overlapping, read_targets  # noqa: PLC0415
    from board_reports.release.targets.remembered import Remembered  # noqa: PLC0415

    found = []
    for name, texts in (("--to", to), ("--drop", drop)):
        try:
            found.append(read_targets(texts, Path.cwd()))
        except ValueError as error:
            raise click.BadParameter(str(error), context, param_hint=name) from None
    named, dropped = found
    state, basics, _ = configured(context.obj)
    if basics is not None:
        before = [text for text in Remembered.read(state.folder).records if text not in dropped]
        if named and (mistakes := overlapping((*basics.publish_to, *before, *named), folders_of(basics))):
            raise click.BadParameter(" ".join(mistakes), context, param_hint="--to")
        if set(dropped) & {*basics.publish_to, *named}:
            raise click.BadParameter("It is named as a target, too: take it out there first.", param_hint="--drop")
    return named, dropped


@click.command()
@click.option("--dry-run", is_flag=True, help="Do everything but make it public, and print the same change list.")
@click.option("--accept-clock", is_flag=True, help="The clock is right, although it went back or far ahead.")
@click.option(
    "--to",
    multiple=True,
    metavar="TARGET",
    help="Also bring this target to the same release: a folder, ssh://[user@]host[:port]/path or s3://bucket/prefix. "
    "May be given several times. It stays a target until it is dropped.",
)
@click.option("--drop", multiple=True, metavar="TARGET", help="Delete everything from a target, and forget it.")
@no_cache_option
@format_option
@click.pass_context
def nightly(  # noqa: PLR0917 - as click gives them
    context: click.Context,
    dry_run: bool,
    accept_clock: bool,
    to: tuple[str, ...],
    drop: tuple[str, ...],
    no_cache: bool,
    form: str,
) -> None:
    """Take the site from what is public now to what should be, and print what changed.

    What is due to go is removed first, whatever else is broken; then the site is built, audited and swapped in whole.
    With nothing to change it takes a fraction of a second.

    Then every target is brought to exactly that release: those given with --to, those of publish_to in the
    configuration, and all that were published to before. What must go is deleted there first. A target that cannot be
    reached keeps nothing else back: the run ends with 1, and the next one catches up.

    Exit code 0: done. 1: failed, or a lower rung than the full build was published. 3: done, but something was left
    out because of a problem. 4: another run is under way.

    \b
    Example:
      board nightly
      board nightly --dry-run --format json
      board nightly --to /srv/www/reviews --to ssh://board@web.example/srv/reviews
      board nightly --to "s3://reviews-board-example?region=eu-west-2"
    """  # noqa: D301 - \b is for click, and no raw string
    from board_reports.release.changes import lines_of  # noqa: PLC0415 - a run with nothing to change loads little
    from board_reports.release.run import Busy  # noqa: PLC0415
    from board_reports.release.run import nightly as run_nightly  # noqa: PLC0415
    from board_reports.release.wanted import Wanted  # noqa: PLC0415

    refuse_as_of()
    config_file: Path = context.obj
    progress = Progress(quiet=form == "json")
    now = datetime.now(UTC).replace(microsecond=0)
    os.umask(0o022)
    named, dropped = _targets(context, to, drop) if to or drop else ((), ())
    wanted = Wanted(
        config_file, now, accept_clock, dry_run, progress.say, progress.step, named, dropped, cache=not no_cache
    )
    try:
        outcome = run_nightly(wanted)
    except Busy:
        click.echo("Another run is under way. This one has done nothing.", err=True)
        context.exit(BUSY)
    except OSError as error:
        place = f" {error.filename}" if error.filename else ""
        raise Failed(f"The state folder cannot be used:{place} ({error.strerror}).") from None
    finally:
        progress.done()
    if form == "json":
        tell_json(outcome.document)
    else:
        for line in lines_of(outcome.document):
            click.echo(line)
        for note in outcome.notes:
            click.echo(note, err=outcome.exit_code == FAILED)
    context.exit(outcome.exit_code)
