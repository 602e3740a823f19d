"""What a person should look at before publishing: every problem of reports, permanent pages and configuration."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

from mkdocs.utils import is_markdown_file

from board_reports.reports import Problem, Register, Standings
from board_reports.reports.folder import told_path
from board_reports.reports.problem import in_order
from board_reports.site.build import Loaded
from board_reports.site.config import NOT_YET
from board_reports.site.guard import without_reports
from board_reports.site.leaflets import is_draft
from board_reports.site.permanent import PermanentPages
from board_reports.site.theming import templates_of

TO_CONFIRM = Path("docs") / "to-confirm.md"
_OPEN_ITEM = re.compile(r"^\s*[-*] \[ \] ", re.MULTILINE)


def check_site(loaded: Loaded, standings: Standings, register: Register) -> tuple[Problem, ...]:
    """Every problem and piece of advice, sorted by file and line; reports whose window is over are left alone."""
    problems = [*register.stray] if not register.readable else [*standings.problems]
    for one in standings.reports:
        if not one.over and one.report.fields is not None:
            problems.extend([*one.report.content.problems, *one.report.content.advice])
    problems.extend(_pages(loaded))
    problems.extend(_to_confirm(loaded))
    problems.extend(_configuration(loaded))
    return in_order(problems)


def _pages(loaded: Loaded) -> Iterator[Problem]:
    project = loaded.project
    pages = PermanentPages(project.root, project.docs_dir, project.reports_dir, templates_of(loaded.config))
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
                yield from _placeholders(loaded, path)


def _placeholders(loaded: Loaded, path: Path) -> Iterator[Problem]:
    text = path.read_text("utf-8-sig")
    for number, line in enumerate(text.splitlines(), 1):
        for name in loaded.project.board.expand(line, loaded.project.language)[1]:
            message = f"{{board.{name}}} is not a key of extra.board, and stays as it is written."
            fix = "Write board.name, board.address, board.telephone, board.email or board.urgent."
            yield Problem(told_path(path, loaded.project.root), number, None, message, fix)


def _to_confirm(loaded: Loaded) -> Iterator[Problem]:
    path = loaded.project.root / TO_CONFIRM
    if path.is_file():
        text = path.read_text("utf-8", "replace")
        if items := list(_OPEN_ITEM.finditer(text)):
            line = text.count("\n", 0, items[0].start()) + 1
            message = f"{len(items)} statements have not been confirmed by the Board or a translator."
            fix = "Tick each one, [x], when it has been confirmed."
            yield Problem(TO_CONFIRM.as_posix(), line, None, message, fix)


def _configuration(loaded: Loaded) -> Iterator[Problem]:
    file = Path(loaded.config.config_file_path or "mkdocs.yml")
    told = told_path(file, loaded.project.root)
    project = loaded.project
    for href in without_reports(loaded.config.nav, project.base_url, project.reports_dir.name)[1]:
        message = "The navigation leads to a report, which will go. The entry is left out."
        yield Problem(told, None, "nav", message, f"Remove the entry that leads to {href}.")
    if not project.board.urgent:
        fix = 'Add under extra.board: urgent: "..." with the numbers that the Board wants.'
        yield Problem(told, None, "extra.board.urgent", "The line of urgent help names 999 alone.", fix)
    for option in NOT_YET:
        if loaded.plugin.config.get(option) is not None:
            message = "This version does not act on the option yet."
            yield Problem(told, None, option, message, "Remove it, or use a version that does.")
