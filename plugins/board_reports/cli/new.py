"""`board new`: a draft to write a report in, with everything that is known filled in and nothing guessed."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import click
import yaml

from board_reports.cli.common import Failed, loaded_from
from board_reports.reports import Register, slug_of
from board_reports.reports.fields import FIRST_YEAR, LAST_YEAR, MOST_SLUG

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
    slug = slug_of(reference)
    if len(reference.strip()) < 4 or not any(character.isdigit() for character in reference) or not slug:
        raise click.BadParameter("it has at least four characters, a digit among them.", param_hint="REFERENCE")
    if len(slug) > MOST_SLUG:
        raise click.BadParameter(f"it is longer than {MOST_SLUG} characters.", param_hint="REFERENCE")
    if review_type is not None and review_type not in project.settings.review_types:
        known = ", ".join(project.settings.review_types)
        raise click.BadParameter(f"write one of: {known}.", param_hint="--type")
    if title is not None and (not title.strip() or not title.isprintable()):
        raise click.BadParameter("it is one line of words.", param_hint="--title")
    published = _day(day)
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
            file.write(_draft(reference, title, published, review_type))
    except FileExistsError:
        raise Failed(f"There is a draft already: {folder.relative_to(project.root)}.") from None
    except OSError as error:
        raise Failed(f"The draft cannot be written ({error.strerror}).") from None
    click.echo(f"Made the draft {path.relative_to(project.root)}.")
    click.echo("Write the report in it. When the Board has approved it, add approved_date,")
    click.echo(f"take the _ off the folder's name ({slug}), and run: board check")


def _day(text: str | None) -> date | None:
    if text is None:
        return None
    try:
        day = date.fromisoformat(text) if re.fullmatch(r"\d{4}-\d\d-\d\d", text) else None
    except ValueError:
        day = None
    if day is None or not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise click.BadParameter(f'"{text[:20]}" is not a day: write YYYY-MM-DD.', param_hint="--date")
    return day


def _draft(reference: str, title: str | None, day: date | None, review_type: str | None) -> str:
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
