"""What a person should look at before publishing: every problem of reports, permanent pages and configuration."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.utils import is_markdown_file

from board_reports.reports import Problem, Register, Standings
from board_reports.reports.folder import told_path
from board_reports.reports.problem import in_order
from board_reports.site.build import Loaded
from board_reports.site.counterpart import Counterpart, publishable
from board_reports.site.filling import filling_problems
from board_reports.site.guard import without_reports
from board_reports.site.leaflets import is_draft, is_leaflet, lacking
from board_reports.site.permanent import PermanentPages
from board_reports.site.prints import Printing
from board_reports.site.project import Project, ProjectError
from board_reports.site.statement import PAGE as STATEMENT
from board_reports.site.statement import review_problems
from board_reports.site.theming import templates_of
from board_reports.site.twin import kept, read_twin

TO_CONFIRM = Path("docs") / "to-confirm.md"
_OPEN_ITEM = re.compile(r"^\s*[-*] \[ \] ", re.MULTILINE)


def check_site(loaded: Loaded, standings: Standings, register: Register) -> tuple[Problem, ...]:
    """Every problem and piece of advice, sorted by file and line; reports whose window is over are left alone."""
    problems = [*register.stray] if not register.readable else [*standings.problems]
    for one in standings.reports:
        if not one.over and one.report.fields is not None:
            problems.extend([*one.report.content.problems, *one.report.content.advice])
    day = standings.at.astimezone(loaded.project.settings.zone).date()
    sides, faults = _sides(loaded)
    problems.extend(faults)
    for side in sides:
        problems.extend(_pages(side, day))
    problems.extend(_without_twin(sides))
    problems.extend(_to_confirm(loaded))
    problems.extend(_configuration(loaded, sides))
    return in_order(problems)


@dataclass(frozen=True)
class _Side:
    """The site in one of its languages, what judges its permanent pages, and the other language, where it has one."""

    project: Project
    config: MkDocsConfig
    judge: PermanentPages
    other: Counterpart | None = None

    @property
    def told(self) -> str:
        """The configuration file, as problems name it."""
        return told_path(Path(self.config.config_file_path or "mkdocs.yml"), self.project.root)


def _sides(loaded: Loaded) -> tuple[list[_Side], list[Problem]]:
    """The site in each of its languages, and why the other one cannot be read, if so."""
    found, faults = [(loaded.project, loaded.config, "")], []
    if loaded.project.options.twin:
        try:
            with kept(loaded.config.plugins):
                twin = read_twin(loaded.project, loaded.config.site_dir)
        except ProjectError as error:
            told = told_path(Path(loaded.config.config_file_path or "mkdocs.yml"), loaded.project.root)
            message, fix = "The site in the other language cannot be built.", str(error)
            faults.append(Problem(told, None, "twin", message, fix))
        else:
            found = [(loaded.project, loaded.config, twin.project.place), (twin.project, twin.config, "")]
    sides = [
        _Side(one, config, PermanentPages(one.root, one.docs_dir, one.reports_dir, templates_of(config), taken))
        for one, config, taken in found
    ]
    if len(sides) == 2:
        pages = [publishable(side.project, side.judge, frozenset()) for side in sides]
        pairs = zip(sides, reversed(sides), reversed(pages), strict=True)
        sides = [replace(own, other=Counterpart.of(own.project, other.project, there)) for own, other, there in pairs]
    return sides, faults


def _pages(side: _Side, day: date) -> Iterator[Problem]:
    project, pages = side.project, side.judge
    for folder, folders, names in os.walk(project.docs_dir):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(names):
            path = Path(folder) / name
            uri = path.relative_to(project.docs_dir).as_posix()
            if name.startswith(".") or is_draft(uri):
                continue
            is_page = is_markdown_file(name)
            if problem := pages.problem_of(path, uri, is_page=is_page):
                yield problem
            elif is_page:
                yield from pages.links_to_reports(path, uri, project.base_url)
                yield from _placeholders(project, path)
                yield from filling_problems(path, project.root)
                yield from review_problems(path, project.root, day) if uri == STATEMENT else []
                yield from _leaflet(side, path, uri) if is_leaflet(uri) else []


def _leaflet(side: _Side, path: Path, uri: str) -> Iterator[Problem]:
    """What a leaflet lacks, and why it cannot be printed."""
    yield from (fault.in_file(told_path(path, side.project.root)) for fault in lacking(path.read_bytes()))
    yield from Printing(side.project, side.config, side.other).problems(uri)


def _without_twin(sides: Sequence[_Side]) -> Iterator[Problem]:
    """Advice for each permanent page that one language has and the other has not."""
    for side, other in zip(sides, reversed(sides), strict=True):
        if side.other is None or other.other is None:
            continue
        for uri in other.other.pages - side.other.pages:
            told = told_path(side.project.docs_dir / uri, side.project.root)
            missing = told_path(other.project.docs_dir / uri, side.project.root)
            message = "The page is not there in the other language: its readers are led to the home page."
            yield Problem(told, None, None, message, f"Write {missing}.")


def _placeholders(project: Project, path: Path) -> Iterator[Problem]:
    text = path.read_text("utf-8-sig")
    for number, line in enumerate(text.splitlines(), 1):
        for name in project.board.expand(line, project.language)[1]:
            message = f"{{board.{name}}} is not a key of extra.board, and stays as it is written."
            fix = "Write board.name, board.address, board.telephone, board.email or board.urgent."
            yield Problem(told_path(path, project.root), number, None, message, fix)


def _to_confirm(loaded: Loaded) -> Iterator[Problem]:
    path = loaded.project.root / TO_CONFIRM
    if path.is_file():
        text = path.read_text("utf-8", "replace")
        if items := list(_OPEN_ITEM.finditer(text)):
            line = text.count("\n", 0, items[0].start()) + 1
            message = f"{len(items)} statements have not been confirmed by the Board or a translator."
            fix = "Tick each one, [x], when it has been confirmed."
            yield Problem(TO_CONFIRM.as_posix(), line, None, message, fix)


def _configuration(loaded: Loaded, sides: Sequence[_Side]) -> Iterator[Problem]:
    project, told = loaded.project, sides[0].told
    for side in sides:
        yield from filling_problems(Path(side.config.config_file_path or "mkdocs.yml"), project.root)
        for href in without_reports(side.config.nav, project.base_url, project.reports_dir.name)[1]:
            message = "The navigation leads to a report, which will go. The entry is left out."
            yield Problem(side.told, None, "nav", message, f"Remove the entry that leads to {href}.")
    if not project.board.urgent:
        fix = 'Add under extra.board: urgent: "..." with the numbers that the Board wants.'
        yield Problem(told, None, "extra.board.urgent", "The line of urgent help names 999 alone.", fix)
