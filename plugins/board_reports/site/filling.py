"""The mark of what a Board has still to fill in, in permanent pages and in the configuration."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from board_reports.reports.folder import told_path
from board_reports.reports.problem import Problem

_MARK = re.compile(r"\[\[\s*TO FILL IN\b[:\s]*((?:(?!\]\]).)*)", re.IGNORECASE | re.DOTALL)
_MOST = 100  # characters of a mark that are told
_FIX = "Write it there, and take the brackets away."


def to_fill_in(what: str) -> str:
    """The mark that stands where `what` is still to be filled in."""
    return f"[[TO FILL IN: {what}]]"


def is_marked(text: str) -> bool:
    """Whether something in the text is still to be filled in."""
    return _MARK.search(text) is not None


def marks_in(text: str) -> Iterable[tuple[int, str]]:
    """Each mark of a text: its line, counted from 1, and in one line what it asks for."""
    for match in _MARK.finditer(text):
        asked = " ".join(match[1].split())
        yield text.count("\n", 0, match.start()) + 1, asked if len(asked) <= _MOST else f"{asked[:_MOST].rstrip()}..."


def filling_problems(path: Path, root: Path) -> list[Problem]:
    """A problem for each mark in a permanent page or configuration file; told relative to `root`.

    What the mark asks for is repeated, unlike other texts: a permanent page is public, with its marks.
    """
    text = path.read_text("utf-8-sig", "replace")
    told = told_path(path, root)
    return [
        Problem(told, line, None, f"Still to fill in: {asked}." if asked else "Something is still to fill in.", _FIX)
        for line, asked in marks_in(text)
    ]
