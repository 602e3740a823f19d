"""The pages that the plugin makes from live reports: what each is called, says, and tells machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import escape

from board_reports.reports.body import Heading
from board_reports.reports.content import Part, Text
from board_reports.reports.files import PublishedFile
from board_reports.reports.report import Report
from board_reports.reports.window import PublicationWindow
from board_reports.site.board import Board
from board_reports.site.feed import FeedEntry, FeedHead
from board_reports.site.words import Words


@dataclass(frozen=True)
class MadePage:
    """A page without a source in the docs folder.

    `uri` is its place as MkDocs names sources; `title` and `description` are plain text; `html` is finished and safe;
    `headings` include the page's own title; `changed` is the day that the sitemap tells; `robots` and `json_ld` are
    for the head, where there are any; `in_navigation` says whether the navigation leads to it.
    """

    uri: str
    title: str
    description: str
    html: str
    headings: tuple[Heading, ...]
    changed: date | None = None
    robots: tuple[str, ...] = ()
    json_ld: str = ""
    in_navigation: bool = False


@dataclass(frozen=True)
class PrintFile:
    """A print file of a leaflet as pages link to it: its address, what it is, its kind, and its size in bytes."""

    href: str
    label: str
    kind: str
    size: int


@dataclass(frozen=True)
class Leaflet:
    """A leaflet as its index lists it: address below the index, title, one sentence, print files."""

    href: str
    title: str
    summary: str
    prints: tuple[PrintFile, ...] = ()


@dataclass(frozen=True)
class PublicReport:
    """One live report in one language, as templates see it. Nothing private is here."""

    slug: str
    reference: str
    title: str
    summary: str | None
    kind: str | None
    window: PublicationWindow
    example: bool
    revised: date | None
    revision_note: str | None
    languages: tuple[str, ...]
    text: Text
    parts: tuple[Part, ...]
    files: tuple[PublishedFile, ...]

    @property
    def changed(self) -> date:
        """The day on which what the public reads last changed."""
        return max(self.window.first_day, self.revised or self.window.first_day)


def public_report(report: Report, words: Words, shown: Sequence[str], today: date) -> PublicReport:
    """A live report in the language of `words`, in English where it has no Welsh text.

    `shown` are the languages that the site has: a report is listed in no other. A correction is told from its day on,
    by `today`.
    """
    fields, window, content = report.fields, report.window, report.content
    assert fields is not None
    assert window is not None
    assert report.slug is not None
    text = content.texts.get(words.language) or content.texts["en"]
    labels = report.settings.review_types.get(fields.review_type or "", {})
    title = text.title.strip()
    return PublicReport(
        slug=report.slug,
        reference=fields.reference.strip(),
        title=words("example_title", title=title) if fields.example else title,
        summary=(text.summary or "").strip() or None,
        kind=labels.get(words.language) or labels.get("en"),
        window=window,
        example=bool(fields.example),
        revised=fields.revised_date if fields.revised_date and fields.revised_date <= today else None,
        revision_note=text.revision_note,
        languages=tuple(language for language in report.languages if language in shown),
        text=text,
        parts=content.parts,
        files=content.files,
    )


@dataclass(frozen=True)
class PageMaker:
    """Makes the pages of one build, in one language, for one Board."""

    words: Words
    board: Board
    weeks: int
    environment: Environment = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "environment", _environment())

    def listing(self, reports: Sequence[PublicReport], *, introduced: bool = False) -> MadePage:
        """The listing of live reports, newest first. `introduced` when the site brings its own title and words."""
        html = self._render("listing.html", reports=reports, introduced=introduced)
        words = self.words
        return MadePage(
            uri="reports/index.md",
            title=words("reports"),
            description=words("reports_description"),
            html=html,
            headings=(Heading(1, "published-reports", words("reports")),),
            in_navigation=True,
        )

    def pieces(self) -> dict[str, str]:
        """What the listing says when reports have been cut out of it: `empty` as HTML, `one` and `other` that count."""
        other = self.words("reports_count_other", count="{count}")
        texts = {"one": self.words("reports_count_one"), "other": other}
        return {"empty": self._render("_empty.html")} | {key: str(escape(text)) for key, text in texts.items()}

    def leaflets(self, leaflets: Sequence[Leaflet]) -> MadePage:
        """The index of the leaflets."""
        words = self.words
        return MadePage(
            uri="leaflets/index.md",
            title=words("leaflets"),
            description=words("leaflets_description"),
            html=self._render("leaflets.html", leaflets=leaflets),
            headings=(Heading(1, "leaflets", words("leaflets")),),
            in_navigation=True,
        )

    def prints(self, prints: Sequence[PrintFile]) -> str:
        """The print files of one leaflet, as its page links to them."""
        return self._render("_prints.html", prints=prints)

    def home(self) -> MadePage:
        """A plain home page, for a site that brings none."""
        name = self.board.named(self.words.language)
        html = self._render("home.html", name=name)
        return MadePage("index.md", name, "", html, (Heading(1, "home", name),), in_navigation=True)

    def report(self, report: PublicReport) -> list[MadePage]:
        """The pages of one report: its own, then one for each part."""
        pages = [self._report_page(report)]
        pages.extend(self._part_page(report, part) for part in report.parts)
        return pages

    def feed_head(self, site_url: str, at: datetime) -> FeedHead:
        """What the feed of a site says of itself; `at` is when it is made, in the Board's zone."""
        name = self.board.named(self.words.language)
        return FeedHead(
            title=self.words("feed_title", board=name),
            author=name,
            address=f"{site_url}reports/feed.xml",
            listing=f"{site_url}reports/",
            language=self.words.language,
            at=at,
        )

    def feed_entry(self, report: PublicReport, site_url: str) -> FeedEntry:
        """What the feed tells of a report."""
        window = report.window
        title = f"{report.reference} ({report.kind})" if report.kind else report.reference
        title = self.words("example_title", title=title) if report.example else title
        opened = window.local_opens
        updated = opened
        if report.revised and report.revised > window.first_day:
            updated = opened.replace(year=report.revised.year, month=report.revised.month, day=report.revised.day)
        published = f"{self.words('published')}: {self.words.published(window)}"
        return FeedEntry(
            address=f"{site_url}reports/{report.slug}/",
            title=title,
            kind=report.kind,
            opened=opened,
            updated=updated,
            dates=f"{published}. {self.words.until(window)}.",
            valid=f"start={opened.isoformat()}; end={window.local_closes.isoformat()}",
        )

    def _report_page(self, report: PublicReport) -> MadePage:
        about = Heading(2, "board-about", self.words("about_report"))
        title = Heading(1, "board-title", report.title)
        return MadePage(
            uri=f"reports/{report.slug}/index.md",
            title=report.title,
            description=report.summary or "",
            html=self._render("report.html", report=report),
            headings=(title, *report.text.body.headings, about),
            changed=report.changed,
            robots=_robots(report),
            json_ld=self._json_ld(report, report.title),
        )

    def _part_page(self, report: PublicReport, part: Part) -> MadePage:
        text = part.texts.get(self.words.language) or part.texts["en"]
        title = self.words("example_title", title=text.title) if report.example else text.title
        html = self._render("part.html", report=report, part=part, text=text, title=title)
        return MadePage(
            uri=f"reports/{report.slug}/{part.name}/index.md",
            title=title,
            description="",
            html=html,
            headings=(Heading(1, "board-title", title), *text.body.headings),
            changed=report.changed,
            robots=_robots(report),
            json_ld=self._json_ld(report, title),
        )

    def _json_ld(self, report: PublicReport, title: str) -> str:
        window = report.window
        opened = window.first_day.isoformat() if window.whole_days else window.local_opens.isoformat()
        facts = {
            "@context": "https://schema.org",
            "@type": "Report",
            "headline": title,
            "reportNumber": report.reference,
            "datePublished": opened,
            "expires": window.local_closes.isoformat(),
            "inLanguage": self.words.language,
            "publisher": {"@type": "Organization", "name": self.board.named(self.words.language)},
        }
        if report.revised:
            facts["dateModified"] = report.revised.isoformat()
        text = json.dumps(facts, ensure_ascii=False, sort_keys=True)
        return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")

    def _render(self, template: str, **values: Any) -> str:
        return self.environment.get_template(template).render(
            words=self.words, board=self.board, weeks=self.weeks, **values
        )


def _robots(report: PublicReport) -> tuple[str, ...]:
    ending = f"unavailable_after: {report.window.local_closes.isoformat()}"
    return ("noindex", "noarchive", ending) if report.example else ("noarchive", ending)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("board_reports.site", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["address"] = quote
    environment.filters["listed"] = _listed
    return environment


def _listed(files: Iterable[PublishedFile]) -> list[PublishedFile]:
    """The files that a page lists: figures stand in the text."""
    return [file for file in files if file.listed]
