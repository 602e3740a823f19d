"""`board import`: a draft from the reviewer's Word file, with what was left out told."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from board_reports.cli.common import Failed, loaded_from, refuse_as_of
from board_reports.desk.drafts import CannotDraft, add_to_draft, fault_of, find_draft, make_draft
from board_reports.desk.word import CannotImport, Imported, import_word
from board_reports.desk.word.opening import MOST_BYTES
from board_reports.reports.settings import Settings

_FILE = click.Path(path_type=Path)
_OPTIONS = (  # the option, the key of the front matter, and how the key's value is judged
    ("--reference", "reference", "reference"),
    ("--title", "title", "title"),
    ("--title-cy", "title_cy", "title"),
    ("--date", "publication_date", "publication_date"),
    ("--type", "review_type", "review_type"),
    ("--summary", "summary", "summary"),
    ("--summary-cy", "summary_cy", "summary"),
)


@click.command("import")
@click.argument("file", type=_FILE, metavar="FILE.docx")
@click.option("--welsh", type=_FILE, metavar="FILE.docx", help="The same report in Welsh.")
@click.option("--reference", help="The Board's reference of the report. Asked for when it is not given.")
@click.option("--title", help="What the report, or the part, is called on the site.")
@click.option("--title-cy", help="What it is called in Welsh.")
@click.option("--date", "publication_date", metavar="YYYY-MM-DD", help="The day on which it is to be published.")
@click.option("--type", "review_type", help="One of the site's review types.")
@click.option("--summary", help="One or two sentences for the list of reports.")
@click.option("--summary-cy", help="The same in Welsh.")
@click.option("--part", metavar="NAME", help="Import a part of a report, such as 7-minute-briefing.")
@click.option("--into", metavar="REFERENCE", help="With --part: the draft that the part belongs to.")
@click.pass_context
def import_(
    context: click.Context, /, file: Path, welsh: Path | None, part: str | None, into: str | None, **given: str | None
) -> None:
    """Make a draft from the Word file FILE.docx. A draft's folder begins with _ and is never published.

    What was left out is told: tracked changes, comments, hidden text, headers and footers, signatures, and the block
    "For Welsh Government use only". Read the draft beside the Word file before the Board approves it.

    \b
    Example:
      board import report.docx --welsh adroddiad.docx --reference "CPR 01/2026" --date 2026-12-07
      board import briefing.docx --part 7-minute-briefing --into "CPR 01/2026"
    """  # noqa: D301 - \b is for click, and no raw string
    refuse_as_of()
    config_file: Path = context.obj
    project = loaded_from(config_file).project
    reference = _told_apart(part, into, given, welsh)
    _judge(given | {"reference": reference}, project.settings)
    fields = {key: value for key, value in given.items() if value is not None} | {"reference": reference}
    try:
        folder = find_draft(project.reports_dir, project.settings, reference) if part else None
        imported = _imported(file, welsh, fields, project.settings, part)
        if folder is None:
            folder = make_draft(project.reports_dir, project.settings, project.root, reference, fields, imported.files)
        else:
            add_to_draft(folder, project.root, imported.files)
    except (CannotImport, CannotDraft) as error:
        raise Failed(str(error)) from None
    here = folder.relative_to(project.root)
    made = sorted(imported.files, key=lambda name: (not name.endswith(".md"), name))
    click.echo(f"Added to the draft {here}:" if part else f"Made the draft {here}:")
    for name in made:
        click.echo(f"  {name}")
    if imported.told:
        click.echo("\nTo look at:")
        for sentence in imported.told:
            click.echo(f"- {sentence}")
    click.echo("\nRead the draft beside the Word file, and fill in the lines between the two --- that begin with #.")
    if not part:
        click.echo(f'Look at what the check finds: board check "{reference}"')
        click.echo(f'When the Board has approved it: board approve "{reference}" --on YYYY-MM-DD')


def _told_apart(part: str | None, into: str | None, given: dict[str, str | None], welsh: Path | None) -> str:
    """The reference that the files belong to, asked for where a person can answer."""
    if (part is None) != (into is None):
        raise click.UsageError("--part and --into go together: board import FILE.docx --part NAME --into REFERENCE")
    if part is not None:
        for option, key, _ in _OPTIONS:
            if given[key] is not None and key not in ("title", "title_cy"):
                raise click.UsageError(f"A part has a title alone: leave out {option}.")
    if welsh is None and (given["title_cy"] or given["summary_cy"]):
        raise click.UsageError("--title-cy and --summary-cy go with --welsh.")
    reference = into or given["reference"]
    if reference is None and sys.stdin.isatty():
        reference = str(click.prompt("The Board's reference, such as CPR 01/2026"))
    if not reference:
        raise click.UsageError('Give the Board\'s reference of the report: --reference "CPR 01/2026"')
    return reference.strip()


def _judge(given: dict[str, str | None], settings: Settings) -> None:
    for option, key, judged_as in _OPTIONS:
        value = given[key]
        if value is not None and (fault := fault_of(judged_as, value, settings)):
            raise click.BadParameter(fault, param_hint=option)


def _imported(file: Path, welsh: Path | None, fields: dict[str, str], settings: Settings, part: str | None) -> Imported:
    both = (file.name, _read(file)), (welsh.name, _read(welsh)) if welsh else None
    return import_word(*both, fields, settings, part)


def _read(path: Path) -> bytes:
    """The bytes of a file, one more than are taken at most, so that a larger one is seen."""
    try:
        if not path.is_file():
            raise Failed(f"There is no file {path}.")
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        raise Failed(f"The file {path} cannot be read ({error.strerror}).") from None
