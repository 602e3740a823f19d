"""`board status`: every report, whether it is public, why, and for how long."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from board_reports.cli.common import (
    DONE,
    FAILED,
    as_of_option,
    format_option,
    keep_private,
    loaded_from,
    moment_from,
    public_folders,
    tell_json,
)
from board_reports.release.current import CurrentRelease
from board_reports.release.record.evidence import Shortfall, shortfalls
from board_reports.release.record.ledger import Ledger
from board_reports.release.targets.remembered import told_of
from board_reports.reports import Register, ReportAt, Standing, Standings
from board_reports.reports.shelf import READING, Shelf
from board_reports.site.build import Loaded
from board_reports.site.cache.store import PLACE
from board_reports.site.project import Project

_ORDER = (
    Standing.INVALID,
    Standing.UNAPPROVED,
    Standing.LIVE,
    Standing.SCHEDULED,
    Standing.HELD,
    Standing.WITHDRAWN,
    Standing.EXPIRED,
)
_COLOURS = {
    Standing.INVALID: "bold red",
    Standing.UNAPPROVED: "yellow",
    Standing.LIVE: "bold green",
    Standing.SCHEDULED: "cyan",
    Standing.HELD: "magenta",
}


@click.command()
@as_of_option
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write a page with a timeline and the coming four weeks; it is not for publication.",
)
@format_option
@click.pass_context
def status(context: click.Context, as_of: str | None, html: Path | None, form: str) -> None:
    """Show every report: whether it is public, since when, until when, and why not.

    With --html the same is written as one page for the Business Unit, complete in itself, to look at or to print. It
    names titles of reports that are not public: only the account that makes it may read the file.

    \b
    Example:
      board status
      board status --as-of 2026-12-24 --format json
      board status --html timeline.html
    """  # noqa: D301 - \b is for click, and no raw string
    config_file: Path = context.obj
    loaded = loaded_from(config_file)
    project = loaded.project
    moment = moment_from(as_of, project.settings.zone)
    shelf = Shelf(project.state_dir / PLACE / READING, read_only=True)
    register = Register.read(project.reports_dir, project.settings, shelf)
    standings = register.at(moment.at)
    release = CurrentRelease(project.state_dir / "public")
    if html is not None:
        _write_page(html, standings, release, loaded, preview=moment.preview)
    if form == "json":
        tell_json(document(standings, release, project))
    else:
        _print(standings, release, project)
        if html is not None:
            click.echo(f"\nWritten to {html}. It is not for publication.")
    context.exit(DONE if register.readable else FAILED)


def _write_page(file: Path, standings: Standings, release: CurrentRelease, loaded: Loaded, *, preview: bool) -> None:
    from board_reports.desk.telling.timeline import timeline_page  # noqa: PLC0415 - for this alone

    project = loaded.project
    page = timeline_page(
        standings,
        project.board.name,
        release.has,
        told=[str(short) for short in _shortfalls(standings, project)],
        examples=project.options.publish_examples,
        checked_at=release.checked,
        preview=preview,
    )
    keep_private(file, page.encode("utf-8", "replace"), public_folders(loaded))


def document(standings: Standings, release: CurrentRelease, project: Project) -> dict[str, Any]:
    """The listing as JSON gives it."""
    zone = project.settings.zone
    return {
        "as_of": standings.at.astimezone(zone).isoformat(),
        "site_checked_at": release.checked_at,
        "reports": [_row(one, release) for one in standings.reports],
        "problems": [problem.as_json() for problem in standings.problems],
    }


def _row(one: ReportAt, release: CurrentRelease) -> dict[str, Any]:
    report, window = one.report, one.report.window
    return {
        "reference": report.reference,
        "slug": report.slug,
        "title": report.title,
        "source": report.source,
        "standing": str(one.standing),
        "why": one.why,
        "opens": window.local_opens.isoformat() if window else None,
        "closes": window.local_closes.isoformat() if window else None,
        "last_day": window.last_day.isoformat() if window else None,
        "days_left": _days_left(one),
        "languages": list(report.languages),
        "sealed": None if one.over else report.sealed,
        "on_site": release.has(report.slug),
    }


def _days_left(one: ReportAt) -> int | None:
    window = one.report.window
    return window.days_left(one.at.astimezone(window.zone).date()) if window and one.live else None


def _print(standings: Standings, release: CurrentRelease, project: Project) -> None:
    console = Console(highlight=False, soft_wrap=False)
    at: datetime = standings.at.astimezone(project.settings.zone)
    console.print(Text(f"Reports as at {at:%A} {project.words.moment(at)}", style="bold"))
    for one in standings.reports:
        on_site = release.has(one.report.slug)
        aside = one.report.example and not project.options.publish_examples
        if on_site is not None and on_site != one.live and (on_site or not aside):
            says = "is on the site, and should not be" if on_site else "is not on the site, and should be"
            console.print(Text(f"{_name(one)} {says}: run the nightly run.", style="bold red"))
    for sentence in told_of(project.state_dir):
        console.print(Text(sentence, style="bold red"), soft_wrap=True)
    if not standings.reports:
        console.print(f"There is no report in {project.settings.root.name}/{project.reports_dir.name}.")
    else:
        console.print(_table(standings))
    for short in _shortfalls(standings, project):
        console.print(Text(str(short), style="yellow"), soft_wrap=True)
    console.print(_count(standings))
    if change := standings.next_change:
        console.print(f"Next change: {project.words.moment(change.astimezone(project.settings.zone))}.")
    if standings.problems:
        console.print(Text("\nProblems", style="bold"))
        for problem in standings.problems:
            console.print(Text(str(problem)), soft_wrap=True)


def _shortfalls(standings: Standings, project: Project) -> list[Shortfall]:
    return shortfalls(Ledger(project.state_dir / "ledger.jsonl").read(), standings.reports, standings.at)


def _table(standings: Standings) -> Table:
    table = Table(box=None, header_style="bold", padding=(0, 1))
    table.add_column("Report", overflow="fold")
    table.add_column("Standing", no_wrap=True)
    table.add_column("Opens", no_wrap=True)
    table.add_column("Last day", no_wrap=True)
    table.add_column("Left", justify="right", no_wrap=True)
    table.add_column("Why not public", overflow="fold")
    for one in sorted(standings.reports, key=_place):
        window, days = one.report.window, _days_left(one)
        table.add_row(
            Text(_name(one)),
            Text(str(one.standing), style=_COLOURS.get(one.standing, "dim")),
            window.first_day.isoformat() if window else "?",
            window.last_day.isoformat() if window else "?",
            "" if days is None else f"{days} day" + ("" if days == 1 else "s"),
            Text(_why(one)),
        )
    return table


def _place(one: ReportAt) -> tuple[int, str, str]:
    window = one.report.window
    return _ORDER.index(one.standing), window.first_day.isoformat() if window else "", one.report.source


def _why(one: ReportAt) -> str:
    window = one.report.window
    if one.live:
        return ""
    if window is not None and one.standing is Standing.SCHEDULED:
        days = (window.first_day - one.at.astimezone(window.zone).date()).days
        when = {0: "later today", 1: "tomorrow"}.get(days, f"in {days} days")
        return f"It opens {when}." if window.whole_days else f"It opens {when} at {window.at_time:%H:%M}."
    return one.why


def _name(one: ReportAt) -> str:
    return one.report.reference or one.report.source


def _count(standings: Standings) -> str:
    counts = [(sum(one.standing is standing for one in standings.reports), standing) for standing in _ORDER]
    return ", ".join(f"{count} {standing}" for count, standing in counts if count) + "." if standings.reports else ""
