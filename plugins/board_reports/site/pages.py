"""The pages that the plugin makes from live reports: what each is called, says, and tells machines."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from board_reports.reports.body import Heading
from board_reports.reports.files import PublishedFile
from board_reports.reports.texts import Part
from board_reports.site.board import Board
from board_reports.site.feed import FeedEntry, FeedHead
from board_reports.site.public import PublicReport, in_language, spoken
from board_reports.site.words import Words

_SECTION = 2  # the level of the headings that divide a report
_ABOVE_PARTS = 2.0  # in the search, the report comes before what belongs to it
_LISTED = 3  # as many of them as make a list of contents worth its room


@dataclass(frozen=True)
class MadePage:
    """A page without a source in the docs folder.

    `uri` is its place as MkDocs names sources; `title` and `description` are plain text; `html` is finished and safe;
    `headings` include the page's own title; `changed` is the day that the sitemap tells; `robots` and `json_ld` are
    for the head, where there are any; `in_navigation` says whether the navigation leads to it; `heading` is the title
    as HTML where more is to be said of it than its words, such as that it is in the other language; `found_by` are
    words by which the search finds the page besides those that stand in it, and `weight` says how much more than of
    others it makes of it.
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
    heading: Markup | None = None
    found_by: str = ""
    weight: float = 1.0

    @property
    def title_html(self) -> Markup:
        """The title as the theme, which escapes nothing, may print it."""
        return self.heading or escape(self.title)


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
        title = report.titled(title, self.words)
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
        headings = report.text.body.headings
        sections = [heading for heading in headings if heading.level == _SECTION]
        return MadePage(
            uri=f"reports/{report.slug}/index.md",
            title=report.title,
            description=report.summary or "",
            html=self._render("report.html", report=report, sections=sections if len(sections) >= _LISTED else []),
            headings=(
                Heading(1, "board-title", report.title),
                *self._marked(headings, report.language),
                Heading(_SECTION, "board-about", self.words("about_report")),
            ),
            changed=report.changed,
            robots=_robots(report),
            json_ld=self._json_ld(report, report.title, report.language),
            heading=report.heading(self.words),
            found_by=self._found_by(report),
            weight=_ABOVE_PARTS,
        )

    def _part_page(self, report: PublicReport, part: Part) -> MadePage:
        language = spoken(part.texts, self.words)
        text = part.texts[language]
        title = report.titled(text.title, self.words)
        heading = report.heading(self.words, text.title, language)
        html = self._render("part.html", report=report, text=text, heading=heading, language=language)
        return MadePage(
            uri=f"reports/{report.slug}/{part.name}/index.md",
            title=title,
            description="",
            html=html,
            headings=(Heading(1, "board-title", title), *self._marked(text.body.headings, language)),
            changed=report.changed,
            robots=_robots(report),
            json_ld=self._json_ld(report, title, language),
            heading=heading,
            found_by=" ".join(_known_as(report)),
        )

    def _marked(self, headings: Iterable[Heading], language: str) -> list[Heading]:
        """Headings of a text whose words say that they are in the other language, where they are."""
        return [replace(one, title=in_language(Markup(one.title), language, self.words)) for one in headings]  # noqa: S704 - escaped where it was rendered

    def _found_by(self, report: PublicReport) -> str:
        labels = [file.labels[self.words.language] for file in _listed(report.files)]
        return " ".join([*_known_as(report), self.words.published(report.window), *labels])

    def _json_ld(self, report: PublicReport, title: str, language: str) -> str:
        window = report.window
        opened = window.first_day.isoformat() if window.whole_days else window.local_opens.isoformat()
        facts = {
            "@context": "https://schema.org",
            "@type": "Report",
            "headline": title,
            "reportNumber": report.reference,
            "datePublished": opened,
            "expires": window.local_closes.isoformat(),
            "inLanguage": language,
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


def _known_as(report: PublicReport) -> list[str]:
    return [one for one in (report.reference, report.kind) if one]


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
    environment.filters["marked"] = in_language
    environment.globals["spoken"] = spoken
    environment.filters["listed"] = _listed
    return environment


def _listed(files: Iterable[PublishedFile]) -> list[PublishedFile]:
    """The files that a page lists: figures stand in the text."""
    return [file for file in files if file.listed]
