"""`board evidence`: on which days a report was public, by this server's own record, and how to make up lost ones."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from board_reports.cli.common import (
    DONE,
    FAILED,
    Failed,
    format_option,
    keep_private,
    loaded_from,
    moment_from,
    public_folders,
    tell_json,
)
from board_reports.cli.terms import reference_of
from board_reports.release.record.evidence import Evidence, evidence_of
from board_reports.release.record.ledger import Ledger, Reading
from board_reports.release.record.sheet import Sheet, document_of, html_of, printable, sheet_of
from board_reports.release.state import State
from board_reports.reports import Register, ReportAt
from board_reports.reports.slug import slug_of
from board_reports.reports.standing import judge_at
from board_reports.site.moment import Moment
from board_reports.site.project import Project


@click.command()
@click.argument("reference", callback=reference_of)
@click.option(
    "--html",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Write one page to print.",
)
@format_option
@click.pass_context
def evidence(context: click.Context, reference: str, html: Path | None, form: str) -> None:
    """Show on which days a report was public, by the ledger of this server, and how days that it lacks are made up.

    REFERENCE is the report's reference in any spelling, its slug, or its address. It works for a report whose file is
    gone, too.
    Exit code 1 means that the reference is not known, or that the ledger's chain is broken.

    \b
    Example:
      board evidence "CPR 01/2026"
      board evidence cpr-01-2026 --html evidence.html
    """  # noqa: D301 - \b is for click, and no raw string
    loaded = loaded_from(context.obj)
    project = loaded.project
    moment = moment_from(None, project.settings.zone)
    found = _found(project, reference, moment)
    sheet = sheet_of(found, preview=moment.preview)
    if html is not None:
        keep_private(html, html_of(sheet).encode("utf-8", "replace"), public_folders(loaded))
    if form == "json":
        tell_json(document_of(found, preview=moment.preview))
    else:
        _print(sheet)
        if html is not None:
            click.echo(f"\nWritten to {html}.")
    context.exit(FAILED if found.broken else DONE)


def _found(project: Project, reference: str, moment: Moment) -> Evidence:
    slug = slug_of(reference)
    if not slug:
        raise Failed("This is no reference: it has neither a letter nor a digit.")
    reading = _reading(project)
    if moment.preview:
        reading, at = reading.until(moment.at), moment.at
    else:
        at = max(moment.at, reading.mark or moment.at)  # a clock behind the ledger takes no day back
    found = evidence_of(reading, slug, at, project.settings.zone, _now(project, slug, at))
    if found.known:
        return found
    for sentence in found.broken:
        click.echo(sentence, err=True)
    folder = project.reports_dir.name
    raise Failed(f'No report "{printable(reference)}" is known: neither the ledger nor {folder}/ has it.')


def _reading(project: Project) -> Reading:
    options, state = project.options, State(project.state_dir)
    copy = project.root / options.ledger_copy if options.ledger_copy else None
    try:
        return Ledger(state.ledger, copy).read()
    except OSError as error:
        raise Failed(f"The ledger {state.ledger} cannot be read: {error.strerror or type(error).__name__}.") from None


def _now(project: Project, slug: str, at: datetime) -> ReportAt | None:
    register = Register.read(project.reports_dir, project.settings)
    reports = register.find(slug)
    return judge_at(reports[0], at, register.taken_twice) if len(reports) == 1 else None


def _print(sheet: Sheet) -> None:
    if sheet.broken:
        click.secho("The chain of the ledger is broken:", fg="red", bold=True)
        for sentence in sheet.broken:
            click.echo(f"  {sentence}")
        click.echo()
    click.secho(sheet.title, bold=True)
    click.echo(sheet.as_at)
    click.secho(f"\n{sheet.answer}", bold=True)
    click.echo(f"{sheet.statement}\n")
    wide = max(len(label) for label, _ in sheet.facts)
    for label, value in sheet.facts:
        click.echo(f"{label:<{wide}}  {value}")
    for block in sheet.blocks:
        click.secho(f"\n{block.heading}", bold=True)
        for sentence in block.says:
            click.echo(sentence)
        table = [row for row in (block.columns, *block.rows) if row]
        widths = [max(len(value) for value in column) for column in zip(*table, strict=True)]
        for row in table:
            click.echo("  " + "  ".join(f"{value:<{width}}" for value, width in zip(row, widths, strict=True)).rstrip())
