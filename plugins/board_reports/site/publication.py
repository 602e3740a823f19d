"""One build's publication: the pages of live reports, what is kept back, and the files written at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from board_reports.reports import Problem, Register, ReportAt, Standings
from board_reports.reports.folder import CannotRead, told_path
from board_reports.reports.problem import in_order
from board_reports.reports.report import Report
from board_reports.reports.shelf import READING, Shelf
from board_reports.reports.standing import next_change_of
from board_reports.site.accounts import Account, accounts_of
from board_reports.site.attach import copy_published
from board_reports.site.cache.placed import Placed
from board_reports.site.cache.store import PLACE, Store, clear
from board_reports.site.cache.templates import CompiledTemplates
from board_reports.site.counterpart import Counterpart, as_index, publishable
from board_reports.site.finished import FinishedPage
from board_reports.site.guard import LinkGuard
from board_reports.site.leaflets import INDEX, is_draft, leaflets_in
from board_reports.site.moment import Moment
from board_reports.site.pages import MadePage, PageMaker
from board_reports.site.permanent import PermanentPages
from board_reports.site.prints import Prints, add_prints
from board_reports.site.project import Project, ProjectError
from board_reports.site.public import PublicReport, public_report
from board_reports.site.rendering.judging import judge_ahead
from board_reports.site.theming import templates_of
from board_reports.site.wish import Wish, stopped_the_build

if TYPE_CHECKING:
    from board_reports.site.rendering.report_pages import ReportPage


@dataclass
class Publication:
    """What one build publishes at one instant, in one language.

    `standings` are all reports at that instant; `kept_back` grows by what had to be left out while building. `accounts`
    says, once the output is written, what each file of it is. `other` is the project of the other language, where the
    site has one, and `counterpart` how pages lead to it; `twin` is its publication, once it has been built. `store`
    keeps finished pages, where they may be kept, and `placed` knows what may stay as it is; `report_pages` are those of
    this build, once they are written, and `lost` the sources of the reports whose pages could not be made.
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
    prints: Prints = field(default_factory=Prints)
    pages: list[Page] = field(default_factory=list)
    accounts: Mapping[str, Account] = field(default_factory=dict)
    files: Files | None = None
    other: Project | None = None
    counterpart: Counterpart | None = None
    twin: Publication | None = None
    store: Store | None = None
    placed: Placed | None = None
    report_pages: list[ReportPage] = field(default_factory=list)
    lost: frozenset[str] = frozenset()
    listing_uri: str = "reports/index.md"

    @classmethod
    def of(cls, project: Project, moment: Moment, wish: Wish, other: Project | None, *, anew: bool) -> Publication:
        """Read and judge the register, `anew` or with what is known; raises ProjectError when it cannot be read."""
        known = None if anew else wish.cache
        shelf = Shelf(known / READING, read_only=moment.preview or not wish.keeps) if known else None
        register = wish.register or Register.read(project.reports_dir, project.settings, shelf)
        if not register.readable:
            raise ProjectError(str(register.stray[0]))
        judge_ahead(register, moment.at, lambda report: wish.progress("judge", report.source))
        return cls(project, moment, register, register.at(moment.at), wish, *_tools(project), other=other)

    def open_cache(self, *, in_place: bool) -> None:
        """Keep what has been read, and open what earlier builds kept, without what is no longer public.

        That goes also where nothing is used. A preview changes nothing. What stands in the old output stays `in_place`.
        """
        self.register.keep(self.standings, self._may_be_kept)
        if self.moment.preview:
            return
        folder = self.wish.cache or self.project.state_dir / PLACE
        if self.wish.cache is not None:
            self.store = Store.open(folder, keeps=self.wish.keeps, lane=self.wish.lane)
            self.maker.environment.bytecode_cache = CompiledTemplates(folder / "templates", keeps=self.wish.keeps)
            if self.store and in_place and self.wish.placed:
                self.placed = self.wish.placed.opened()
        if not self.wish.keeps:
            return
        read = bool(self.register.reading) or Shelf(folder / READING).forget_all_but(self._kept, self.moment.at)
        if not clear(folder, self._kept) or not read:
            self.kept_back.append(_not_deleted(folder, self.project))

    @property
    def _kept(self) -> set[str]:
        """The slugs of the reports of which something may be kept: all that are public, shown by this build or not."""
        live = [one.report for one in self.standings.live if self._may_be_kept(one.report)]
        return {report.slug for report in live if report.slug}

    def _may_be_kept(self, report: Report) -> bool:
        return self.wish.only is None or self.wish.shows(report.source)

    def tidy(self) -> None:
        """Delete what was kept and will not be asked for again, at the end of a build of all languages."""
        if self.store:
            self.store.tidy(self._kept, {report.slug for report in self.published})

    def in_other_language(self, project: Project) -> Publication:
        """What the twin's build publishes: the reports that this one has published, and pages that lead back here."""
        assert self.files is not None
        slugs = {report.slug for report in self.published}
        only = frozenset(one.report.source for one in self.live if one.report.slug in slugs)
        wish = replace(self.wish, only=only)
        facts = (self.moment, self.register, self.standings, wish)
        twin = Publication(project, *facts, *_tools(project), other=self.project)
        pages = [file.src_uri for file in self.files.documentation_pages() if file.generated_by is None]
        twin.store, twin.placed = self.store, self.placed
        twin.counterpart = Counterpart.of(project, self.project, frozenset(map(as_index, pages)))
        return twin

    def take(self, twin: Publication) -> None:
        """Account for what the twin's build published, and for what it kept back."""
        self.twin = twin
        known = set(self.kept_back)
        self.kept_back.extend(problem for problem in twin.kept_back if problem not in known)
        self.prints.problems.extend(twin.prints.problems)
        place = twin.project.place
        self.accounts = {f"{place}{path}": account for path, account in twin.accounts.items()}

    @cached_property
    def live(self) -> tuple[ReportAt, ...]:
        """The live reports that this build shows, newest first."""
        return tuple(one for one in self.shown if one.live and self.wish.shows(one.report.source))

    @cached_property
    def shown(self) -> tuple[ReportAt, ...]:
        """The reports that had to be judged, live ones first, newest first, but for examples that are left aside."""
        others = [one for one in self.standings.judged if not one.live]
        every = [*self.standings.live, *others]
        return tuple(one for one in every if self.wish.with_examples or not one.report.example)

    @cached_property
    def next_change(self) -> datetime | None:
        """The next instant at which what this build shows changes by itself, in UTC, or None."""
        return next_change_of(self.shown)

    @property
    def examples_left_aside(self) -> int:
        """How many live reports are examples, and not shown."""
        return 0 if self.wish.with_examples else sum(one.report.example for one in self.standings.live)

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
        if not self.project.place:
            problems.extend(self._excluded_reports())
        today = self.moment.at.astimezone(self.project.settings.zone).date()
        for one in self.live:
            self.wish.progress("files", one.report.source)
            report = public_report(one.report, self.project.words, self.project.languages, today)
            try:
                output, at = Path(config.site_dir), self.project.place
                copy_published(report.files, output, report.slug, store=self.store, placed=self.placed, at=at)
            except CannotRead as error:
                problems.append(Problem(one.report.source, None, None, error.message, error.fix))
                self.kept_back.append(problems[-1])
                continue
            self.published.append(report)
        if files.get_file_from_path(self.listing_uri) is None:
            self._add(files, config, [self.maker.listing([])])  # filled in when all reports have their pages
        self.prints = add_prints(files, config, self.project, self.counterpart)
        problems.extend(self.prints.problems)
        leaflets = leaflets_in(files, self.prints.files)
        if leaflets and not any(files.get_file_from_path(uri) for uri in INDEX):
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
        if (
            project.place
            and (file := files.get_file_from_path("sitemap.xml"))
            and file.src_dir != str(project.docs_dir)
        ):
            files.remove(file)  # MkDocs' own template for one; the whole site has one sitemap
        pages = PermanentPages(project.root, project.docs_dir, project.reports_dir, templates_of(config))
        if self.other is not None and self.counterpart is None:
            judge = replace(pages, docs_dir=self.other.docs_dir)
            there = publishable(self.other, judge, self.wish.excluded)
            self.counterpart = Counterpart.of(project, self.other, there)
            pages = replace(pages, taken=self.other.place)
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
            FinishedPage(str(page.title_html), file, config)  # MkDocs finds it as the file's page

    def note_pages(self, files: Files) -> None:
        """Note the files and pages of the output, once all of them are known."""
        self.files = files
        self.pages = [file.page for file in files.documentation_pages() if file.page is not None]

    @cached_property
    def _by_slug(self) -> dict[str, ReportAt]:
        return {one.report.slug: one for one in self.live if one.report.slug}

    def report_at(self, slug: str) -> ReportAt:
        """The live report that this build shows at an address."""
        return self._by_slug[slug]

    def source_of(self, slug: str) -> str:
        """The source of a live report, or nothing."""
        return self._by_slug[slug].report.source if slug in self._by_slug else ""

    def digest_of(self, slug: str) -> str:
        """One digest over all files of a live report; empty where they may not be those any more that were judged."""
        return self._by_slug[slug].report.source_digest

    def account(self, config: MkDocsConfig) -> None:
        """Say of each file of the finished output what it is."""
        assert self.files is not None
        published = {report.slug: report.files for report in self.published}
        pages = {page.place: page.slug for page in self.report_pages}
        site_dir, place = Path(config.site_dir), self.project.place
        stands = self.placed.stands if self.placed else set()
        found = accounts_of(self.files, config, published, pages, self.project.root)
        there = {path: one for path, one in found.items() if f"{place}{path}" in stands or (site_dir / path).is_file()}
        self.accounts = {**there, **self.accounts}


def _tools(project: Project) -> tuple[LinkGuard, PageMaker]:
    """What judges links, and what makes pages, in the project's language."""
    guard = LinkGuard(project.base_url, project.reports_dir.name, project.words("published_reports"))
    return guard, PageMaker(project.words, project.board, project.settings.weeks)


def _not_deleted(folder: Path, project: Project) -> Problem:
    message = "What was kept here of reports that are no longer public could not be deleted."
    return Problem(
        told_path(folder, project.root), None, None, message, "Delete the folder, and check its permissions."
    )
