"""What the first page tells: each report as its file, the current release and the look from outside have it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from board_reports.desk.web.asking import Site
from board_reports.desk.web.seen_outside import SeenOutside
from board_reports.release.manifest import ReleasedReport
from board_reports.reports.standing import ReportAt, Standing, Standings
from board_reports.reports.window import MIDNIGHT, PublicationWindow, instant_of

AHEAD = timedelta(days=28)

LABELS = {
    Standing.LIVE: "Public",
    Standing.SCHEDULED: "Scheduled",
    Standing.HELD: "On hold",
    Standing.UNAPPROVED: "Not approved",
    Standing.INVALID: "Has a problem",
    Standing.WITHDRAWN: "Withdrawn",
    Standing.EXPIRED: "Window over",
}


@dataclass(frozen=True)
class Row:
    """One report for a list: by its file (`one`), by the release (`released`), or by both.

    `outside` is whether its page answers, None where that was not or could not be looked at.
    """

    slug: str
    reference: str
    title: str
    one: ReportAt | None
    released: ReleasedReport | None
    wanted: bool
    outside: bool | None = None

    @property
    def window(self) -> PublicationWindow | None:
        """Its window by its file."""
        return self.one.report.window if self.one else None

    @property
    def standing(self) -> Standing | None:
        """Its standing by its file; None where the file is gone."""
        return self.one.standing if self.one else None

    @property
    def days_left(self) -> int | None:
        """How many days it is still public, today included."""
        if self.one is None or self.window is None or not self.one.live:
            return None
        return self.window.days_left(self.one.at.astimezone(self.window.zone).date())

    @property
    def amiss(self) -> str | None:
        """Where release, file and the look from outside do not agree: what to do, in a sentence or two."""
        if self.released and not self.wanted:
            return "It is in the current release and should not be. Publish now takes it off."
        if self.wanted and not self.released:
            return "It should be public and is not in the current release. The next run puts it up, or: Publish now."
        if self.released and self.outside is False:
            return "It is in the current release, but its page does not answer from outside. Tell the web team."
        if not self.released and self.outside:
            return "It is not in the current release, but its page still answers from outside. Tell the web team now."
        return None


@dataclass(frozen=True)
class Coming:
    """Something that happens by itself: when (aware), what in a few words, and to which report.

    `day` is the day to tell where that is clearer than the instant: the last public day, and not the midnight after it.
    """

    at: datetime
    what: str
    row: Row
    day: date | None = None


def rows_of(site: Site, standings: Standings | None, seen: SeenOutside | None = None) -> list[Row]:
    """All reports that have a reference, those of the current release first, then by reference."""
    current = site.state.current()
    released = {one.slug: one for one in current.reports} if current else {}
    by_file: dict[str, ReportAt] = {}
    for one in standings.reports if standings else ():
        if one.report.slug:
            by_file.setdefault(one.report.slug, one)
    rows = [_row(slug, by_file.get(slug), released.get(slug), site, seen) for slug in {**released, **by_file}]
    return sorted(rows, key=lambda row: (row.released is None, row.reference.casefold()))


def row_of(site: Site, slug: str, one: ReportAt | None) -> Row | None:
    """One report; None where neither the release nor a file has it."""
    current = site.state.current()
    released = current.report(slug) if current else None
    return _row(slug, one, released, site, None) if one or released else None


def _row(slug: str, one: ReportAt | None, released: ReleasedReport | None, site: Site, seen: SeenOutside | None) -> Row:
    report = one.report if one else None
    reference = (report.reference if report else None) or (released.reference if released else None) or slug
    title = (report.title if report else None) or (released.title if released else "") or ""
    examples = site.basics.publish_examples if site.basics else True
    aside = report is not None and report.example and not examples
    wanted = bool(one and one.live and not aside)
    return Row(slug, reference, title, one, released, wanted, seen.page(slug) if seen else None)


def coming(rows: list[Row], at: datetime) -> list[Coming]:
    """What opens and goes by itself in the next 28 days, in order."""
    found = (change for row in rows for change in _changes(row))
    return sorted((change for change in found if at < change.at <= at + AHEAD), key=lambda change: change.at)


def _changes(row: Row) -> Iterator[Coming]:
    if row.one is None or row.window is None or row.standing not in (Standing.LIVE, Standing.SCHEDULED):
        return
    window, fields = row.window, row.one.report.fields
    withdrawn = fields.withdrawn_date if fields else None
    goes = instant_of(withdrawn, MIDNIGHT, window.zone) if withdrawn else None
    if row.standing is Standing.SCHEDULED and (goes is None or window.opens < goes):
        yield Coming(window.opens, "goes up", row, window.first_day if window.whole_days else None)
    if goes is not None and goes < window.closes:
        yield Coming(goes, "is withdrawn as the day begins, as planned", row, withdrawn)
    elif window.whole_days:
        yield Coming(window.closes, "has its last public day", row, window.last_day)
    else:
        yield Coming(window.closes, "is removed", row)
