"""`board new`: a draft to write a report in, with everything that is known filled in and nothing guessed."""

from __future__ import annotations

from pathlib import Path

import click
import yaml

from board_reports.cli.common import Failed, loaded_from
from board_reports.reports import Register, slug_of
from board_reports.reports.validate import fault_in

_BODY = """
## Brief outline of circumstances resulting in the review

## Practice and organisational learning

## Improving systems and practice

## Statement by reviewer(s)

## Appendix 1: terms of reference

## Appendix 2: summary timeline
"""

_LATER = """\
# To go live, the report also needs the day on which the Board approved it:
# approved_date: YYYY-MM-DD
"""


@click.command()
@click.argument("reference")
@click.option("--title", help="What the report is called on the site.")
@click.option("--date", "day", metavar="YYYY-MM-DD", help="The day on which it is to be published.")
@click.option("--type", "review_type", help="One of the site's review types.")
@click.pass_context
def new(context: click.Context, reference: str, title: str | None, day: str | None, review_type: str | None) -> None:
    """Make a draft for the report REFERENCE. A draft's folder begins with _ and is never published.

    \b
    Example:
      board new "CPR 01/2026" --title "Learning from one family's story" --date 2026-12-07
    """  # noqa: D301 - \b is for click, and no raw string
    config_file: Path = context.obj
    project = loaded_from(config_file).project
    for name, key, value in (
        ("REFERENCE", "reference", reference),
        ("--title", "title", title),
        ("--date", "publication_date", day),
        ("--type", "review_type", review_type),
    ):
        if value is not None and (fault := fault_in(key, value, project.settings)):
            raise click.BadParameter(f"{fault.message} {fault.fix}", param_hint=name)
    if title is not None and not title.isprintable():
        raise click.BadParameter("It has a character that cannot be shown.", param_hint="--title")
    slug = slug_of(reference)
    try:
        project.reports_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Failed(f"The folder {project.reports_dir.name} cannot be made ({error.strerror}).") from None
    register = Register.read(project.reports_dir, project.settings)
    if not register.readable:
        raise Failed(str(register.stray[0]))
    folder = project.reports_dir / f"_{slug}"
    taken = [report.source for report in register.find(reference)]
    if taken:
        raise Failed(f"The reference is taken by {', '.join(taken)}. Choose another, or change that file.")
    try:
        folder.mkdir()
        path = folder / "index.md"
        with path.open("x", encoding="utf-8") as file:
            file.write(_draft(reference, title, day, review_type))
    except FileExistsError:
        raise Failed(f"There is a draft already: {folder.relative_to(project.root)}.") from None
    except OSError as error:
        raise Failed(f"The draft cannot be written ({error.strerror}).") from None
    click.echo(f"Made the draft {path.relative_to(project.root)}.")
    click.echo("Write the report in it. When the Board has approved it, add approved_date,")
    click.echo(f"take the _ off the folder's name ({slug}), and run: board check")


def _draft(reference: str, title: str | None, day: str | None, review_type: str | None) -> str:
    lines = [
        _line("title", title),
        _line("reference", reference.strip()),
        f"publication_date: {day}" if day else "# publication_date: YYYY-MM-DD",
        f"review_type: {review_type}" if review_type else "# review_type: cpr-concise",
        '# summary: "One or two sentences for the list of reports."',
    ]
    return "---\n" + "\n".join(lines) + "\n" + _LATER + "---\n" + _BODY


def _line(key: str, value: str | None) -> str:
    if value is None:
        return f'# {key}: "..."'
    quoted = yaml.safe_dump(value.strip(), default_style='"', allow_unicode=True, width=10_000).strip()
    return f"{key}: {quoted}"
