"""`board build`: the whole site, into a folder."""

from __future__ import annotations

import os
from pathlib import Path

import click

from board_reports.cli.common import DONE, LEFT_OUT, Failed, as_of_option, loaded_from, moment_from, tell_problems
from board_reports.cli.terms import no_cache_option
from board_reports.site.build import BuildFailed, build_site
from board_reports.site.cache.store import PLACE
from board_reports.site.publication import Publication
from board_reports.site.wish import Wish


@click.command()
@as_of_option
@click.option(
    "--site-dir",
    type=click.Path(path_type=Path, file_okay=False),
    help="Build into this folder instead of site_dir.",
)
@click.option(
    "--without-examples",
    is_flag=True,
    help="Leave example reports aside, unless publish_examples is set, as the nightly run does.",
)
@no_cache_option
@click.pass_context
def build(
    context: click.Context, as_of: str | None, site_dir: Path | None, without_examples: bool, no_cache: bool
) -> None:
    """Build the site: every report that is public now, and nothing of any other.

    The new site takes the old one's place only when it is whole. With --as-of, or with BOARD_AS_OF set, the site is
    a preview of that instant: every page says so, and no search engine may list it.

    Pages of reports that have not changed since the last build, nor anything that they are made with, are taken from
    state_dir/cache, or stay where they are. The site is the same, byte for byte, as with --no-cache.

    Exit code 3: built, but a report or a page was left out because of a problem, which is printed.

    \b
    Example:
      board build
      board build --as-of 2026-12-01 --site-dir /tmp/preview
    """  # noqa: D301 - \b is for click, and no raw string
    loaded = loaded_from(context.obj)
    moment = moment_from(as_of, loaded.project.settings.zone)
    with_examples = not without_examples or loaded.project.options.publish_examples
    target = site_dir or Path(str(loaded.config.site_dir))
    try:
        cache = None if no_cache else loaded.project.state_dir / PLACE
        wish = Wish(with_examples=with_examples, cache=cache, in_place=True)
        publication = build_site(loaded, site_dir=site_dir, moment=moment, wish=wish)
    except BuildFailed as error:
        raise Failed(str(error)) from None
    _tell(publication, target)
    context.exit(LEFT_OUT if publication.left_out_count else DONE)


def _tell(publication: Publication, target: Path) -> None:
    words = publication.project.words
    zone = publication.project.settings.zone
    kind = "preview" if publication.moment.preview else "site"
    shown = os.path.relpath(target)
    click.echo(f"Built the {kind} as at {words.moment(publication.moment.at.astimezone(zone))}: {shown}")
    count = len(publication.published)
    click.echo(f"Public: {count} report{'' if count == 1 else 's'}.")
    for report in publication.published:
        click.echo(f"  {report.reference}  {words.until(report.window, short=True)}")
    if aside := publication.examples_left_aside:
        click.echo(f"Left aside: {aside} example report{'' if aside == 1 else 's'}.")
    if change := publication.next_change:
        click.echo(f"Next change: {words.moment(change.astimezone(zone))}.")
    if publication.prints.problems:
        click.echo("Some leaflets lack a print file:", err=True)
        tell_problems(publication.prints.problems, err=True)
    if publication.left_out_count:
        click.echo(f"Left out because of a problem: {publication.left_out_count}.", err=True)
        tell_problems(publication.problems, err=True)
