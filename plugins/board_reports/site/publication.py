"""One build's publication: the pages of live reports, what is kept back, and the files written at the end."""

from __future__ import annotations

import html
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url

import board_reports
from board_reports.reports import Problem, Register, ReportAt, Standings
from board_reports.reports.folder import CannotRead, told_path
from board_reports.reports.problem import in_order
from board_reports.reports.standing import next_change_of
from board_reports.site.accounts import Account, accounts_of
from board_reports.site.attach import copy_published
from board_reports.site.feed import feed
from board_reports.site.finished import FinishedPage, contents_of
from board_reports.site.guard import LinkGuard
from board_reports.site.leaflets import is_draft, leaflets_in
from board_reports.site.moment import Moment
from board_reports.site.pages import MadePage, PageMaker, PublicReport, public_report
from board_reports.site.permanent import PermanentPages
from board_reports.site.project import Project, ProjectError
from board_reports.site.search import add_entries, entries_of
from board_reports.site.security import expires_after, security_txt
from board_reports.site.sitemap import SitemapEntry, sitemap, zipped
from board_reports.site.theming import templates_of
from board_reports.site.wish import Wish, stopped_the_build
from board_reports.site.words import LANGUAGES, words_of

FOOTER_PAGES = ("about.md", "after-12-weeks.md", "accessibility.md", "privacy.md")


@dataclass
class Publication:
    """What one build publishes at one instant.

    `standings` are all reports at that instant; `kept_back` grows by what had to be left out while building. `accounts`
    says, once the output is written, what each file of it is.
    """

    project: Project
    moment: Moment
    register: Register
    standings: Standings
    wish: Wish
    guard: LinkGuard
    maker: PageMaker
    made: dict[str, MadePage] = field(default_factory=dict)
    published: list[PublicReport] = field(default_factory=list)
    kept_back: list[Problem] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    files: Files | None = None

    @classmethod
    def of(cls, project: Project, moment: Moment, wish: Wish) -> Publication:
        """Read and judge the register; raises ProjectError when the folder of reports cannot be read."""
        register = wish.register or Register.read(project.reports_dir, project.settings)
        if not register.readable:
            raise ProjectError(str(register.stray[0]))
        standings = register.at(moment.at)
        guard = LinkGuard(project.site_url, project.reports_dir.name, project.words("published_reports"))
        maker = PageMaker(project.words, project.board, project.settings.weeks)
        return cls(project, moment, register, standings, wish, guard, maker)

    @cached_property
    def live(self) -> tuple[ReportAt, ...]:
        """The live reports that this build shows, newest first."""
        return tuple(one for one in self.shown if one.live and self.wish.shows(one.report.source))

    @cached_property
    def shown(self) -> tuple[ReportAt, ...]:
        """All reports, live ones first and newest first, but for examples where those are left aside."""
        others = [one for one in self.standings.reports if not one.live]
        every = [*self.standings.live, *others]
        return tuple(one for one in every if self.wish.with_examples or not is_example(one))

    @cached_property
    def next_change(self) -> datetime | None:
        """The next instant at which what this build shows changes by itself, in UTC, or None."""
        return next_change_of(self.shown)

    @property
    def examples_left_aside(self) -> int:
        """How many live reports are examples, and not shown."""
        return 0 if self.wish.with_examples else sum(is_example(one) for one in self.standings.live)

    @property
    def left_out_count(self) -> int:
        """How many reports and permanent pages a problem keeps from the public."""
        return len(self.standings.left_out) + len(self.standings.stray) + len(self.kept_back)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem for which something is left out of this build."""
        return in_order([*self.standings.pressing, *self.kept_back])

    def add_to(self, files: Files, config: MkDocsConfig) -> list[Problem]:
        """Keep unfit files back, then add the pages of live reports; returns the problems found on the way."""
        problems = self._keep_back(files, config)
        problems.extend(self._excluded_reports())
        today = self.moment.at.astimezone(self.project.settings.zone).date()
        for one in self.live:
            self.wish.progress("files", one.report.source)
            report = public_report(one.report, self.project.words, [self.project.language], today)
            try:
                folder = Path(config.site_dir) / "reports" / report.slug
                copy_published(report.files, folder)
            except CannotRead as error:
                problems.append(Problem(one.report.source, None, None, error.message, error.fix))
                self.kept_back.append(problems[-1])
                continue
            self.published.append(report)
            self._add(files, config, self.maker.report(report))
        brought = files.get_file_from_path("reports/index.md") is not None
        listing = self.maker.listing(self.published, introduced=brought)
        self.made[listing.uri] = listing
        if not brought:
            self._add(files, config, [listing])
        leaflets = leaflets_in(files)
        if leaflets and files.get_file_from_path("leaflets/index.md") is None:
            self._add(files, config, [self.maker.leaflets(leaflets)])
        if files.get_file_from_path("index.md") is None and files.get_file_from_path("README.md") is None:
            self._add(files, config, [self.maker.home()])
        self.wish.progress("navigation", "")
        return problems

    def _excluded_reports(self) -> list[Problem]:
        out = [one.report for one in self.standings.live if one.report.source in self.wish.excluded]
        found = [stopped_the_build(report.source) for report in out]
        self.kept_back.extend(found)
        return found

    def _keep_back(self, files: Files, config: MkDocsConfig) -> list[Problem]:
        project = self.project
        pages = PermanentPages(project.root, project.docs_dir, project.reports_dir, templates_of(config))
        found = []
        for file in list(files):
            if file.src_dir is None or Path(file.src_dir) != project.docs_dir:
                continue
            if is_draft(file.src_uri):
                files.remove(file)
                continue
            path = project.docs_dir / file.src_uri
            told = told_path(path, project.root)
            problem = stopped_the_build(told) if told in self.wish.excluded else None
            if problem := problem or pages.problem_of(path, file.src_uri, is_page=file.is_documentation_page()):
                found.append(problem)
                files.remove(file)
        self.kept_back.extend(found)
        return found

    def _add(self, files: Files, config: MkDocsConfig, pages: Iterable[MadePage]) -> None:
        for page in pages:
            shown = InclusionLevel.INCLUDED if page.in_navigation else InclusionLevel.NOT_IN_NAV
            file = File.generated(config, page.uri, content="", inclusion=shown)
            files.append(file)
            self.made[page.uri] = page
            FinishedPage(html.escape(page.title), file, config)  # MkDocs finds it as the file's page

    def before_rendering(self, markdown: str, page: Page) -> tuple[str, list[str]]:
        """The Markdown of a page with the Board's details written out, and names that the Board does not have."""
        page.update_date = f"{self.moment.at.astimezone(self.project.settings.zone):%Y-%m-%d}"
        made = self.made.get(page.file.src_uri)
        if made is not None and page.file.generated_by is not None:
            self.guard.on_page("", "")
            if made.description:
                page.meta["description"] = html.escape(made.description)
            return "", []
        page.meta = {key: _escaped(value) for key, value in page.meta.items()}
        self.guard.on_page(page.file.src_uri, get_relative_url("reports/", page.url))
        return self.project.board.expand(markdown, self.project.language)

    def after_rendering(self, content: str, page: Page) -> str:
        """The finished HTML of a made page, or a permanent page without links to reports."""
        made = self.made.get(page.file.src_uri)
        if made is not None and page.file.generated_by is not None:
            page.toc = contents_of(made.headings)
            page.present_anchor_ids = {heading.id for heading in made.headings}
            return made.html
        content = self.guard.guarded(content)
        return f"{content}\n{made.html}" if made is not None else content

    def for_templates(self, files: Files) -> SimpleNamespace:
        """What the theme's templates know of the Board and of this build."""
        words, zone = self.project.words, self.project.settings.zone
        at = self.moment.at.astimezone(zone)
        footer = [file.page for uri in FOOTER_PAGES if (file := files.get_file_from_path(uri)) and file.page]
        self.files = files
        self.pages = [file.page for file in files.documentation_pages() if file.page is not None]
        return SimpleNamespace(
            words=words,
            details=self.project.board,
            name=self.project.board.named(self.project.language),
            urgent=self.project.board.urgent_help(words),
            preview=words("preview", moment=words.moment(at)) if self.moment.preview else "",
            footer=footer,
            both=[words_of(language) for language in LANGUAGES],
        )

    def head_of(self, page: Page) -> SimpleNamespace:
        """What the head of a page tells machines: title, robots, structured data. All of it still to be escaped."""
        made = self.made.get(page.file.src_uri) if page.file.generated_by is not None else None
        robots = made.robots if made else ()
        if self.moment.preview and "noindex" not in robots:
            robots = ("noindex", *robots)
        title = made.title if made else html.unescape(str(page.title or ""))
        return SimpleNamespace(title=title, robots=", ".join(robots), json_ld=made.json_ld if made else "")

    def step(self, page: Page) -> None:
        """Say that this page is being worked on, by the source that a person would have to mend."""
        parts = page.file.src_uri.split("/")
        if page.file.generated_by is not None and page.file.src_uri in self.made and len(parts) > 2:
            source = next((one.report.source for one in self.live if one.report.slug == parts[1]), page.file.src_uri)
        elif page.file.abs_src_path:
            source = told_path(Path(page.file.abs_src_path), self.project.root)
        else:
            source = page.file.src_uri
        self.wish.progress("page", source)

    def account(self, config: MkDocsConfig) -> None:
        """Say of each file of the finished output what it is."""
        assert self.files is not None
        self.accounts = accounts_of(self.files, config, {report.slug: report.files for report in self.published})

    def write(self, site_dir: Path) -> None:
        """Write feed, sitemap (plain and gzip), status and security contact into the output."""
        site_url = self.project.site_url
        entries = [self.maker.feed_entry(report, site_url) for report in self.published]
        at = self.moment.at.astimezone(self.project.settings.zone)
        _write(site_dir / "reports" / "feed.xml", feed(self.maker.feed_head(site_url, at), entries))
        pages = sitemap(
            SitemapEntry(site_url + page.url.removeprefix("./"), made.changed if made else None)
            for page in self.pages
            for made in [self.made.get(page.file.src_uri)]
        )
        finished = [page for page in self.pages if isinstance(page, FinishedPage)]
        add_entries(
            site_dir, (entry for page in finished for entry in entries_of(page.url, self.made[page.file.src_uri].html))
        )
        _write(site_dir / "sitemap.xml", pages)
        _write(site_dir / "sitemap.xml.gz", zipped(pages))
        if email := self.project.board.email:
            address = f"{site_url}.well-known/security.txt"
            _write(site_dir / ".well-known" / "security.txt", security_txt(email, address, expires_after(at)))
        _write(site_dir / "status.json", json.dumps(self.status(at), indent=2).encode() + b"\n")

    def status(self, at: datetime) -> Mapping[str, Any]:
        """What `status.json` tells: nothing by which a report could be known."""
        change = self.next_change
        return {
            "built_at": at.isoformat(),
            "checked_at": at.isoformat(),
            "next_change_at": change.astimezone(self.project.settings.zone).isoformat() if change else None,
            "live_count": len(self.published),
            "left_out_count": self.left_out_count,
            "version": board_reports.__version__,
            "preview": self.moment.preview,
        }


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _escaped(value: Any) -> Any:
    """A text of a page's front matter as the theme, which escapes nothing, may print it."""
    return html.escape(html.unescape(value)) if isinstance(value, str) else value


def is_example(one: ReportAt) -> bool:
    """Whether the report is made up, and says so."""
    return one.report.fields is not None and bool(one.report.fields.example)
