"""The accessibility statement: when it was last reviewed, and whether it is time again."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from board_reports.reports.folder import told_path
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.problem import Problem
from board_reports.reports.words import guessed_date, shown

PAGE = "accessibility.md"
"""The statement's place in each docs folder."""

KEY = "review_date"
_FIX = f"Write the day on which it was prepared or last reviewed: {KEY}: YYYY-MM-DD"
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def review_problems(page: Path, root: Path, day: date) -> list[Problem]:
    """What is wrong with the review of the statement `page` on the day `day`; told relative to `root`.

    The statement's front matter says in `review_date` when it was prepared or last reviewed, which is to be done once
    a year (The Public Sector Bodies (Websites and Mobile Applications) (No. 2) Accessibility Regulations 2018). The
    page is one that may be published: an ordinary file of a size that can be read.
    """
    front = read_front_matter(page.read_bytes())
    told, line = told_path(page, root), front.line_of((KEY,))
    if KEY not in front.values:
        fault = next((fault for fault in front.faults if fault.key == KEY), None)
        message = fault.message if fault else "The accessibility statement does not say when it was last reviewed."
        return [Problem(told, fault.line if fault else 1, KEY, message, _FIX)]
    value = front.values[KEY]
    reviewed = _day_of(value)
    if reviewed is None:
        found, meant = shown(value), guessed_date(str(value))
        message = f"{found[0].upper()}{found[1:]} is not a day of the calendar, written YYYY-MM-DD."
        return [Problem(told, line, KEY, message, f"Write: {KEY}: {meant.isoformat()}" if meant else _FIX)]
    if reviewed > day:
        return [Problem(told, line, KEY, "The review of the accessibility statement is still to come.", _FIX)]
    if day > due_after(reviewed):
        message = f"The accessibility statement was last reviewed more than a year ago, on {reviewed.isoformat()}."
        fix = "Review it in every language, change the days in its text, and write the day of the review."
        return [Problem(told, line, KEY, message, fix)]
    return []


def due_after(reviewed: date) -> date:
    """The last day on which a review of the day `reviewed` is not more than a year old: the same day a year later."""
    if (reviewed.month, reviewed.day) == (2, 29):
        return date(reviewed.year + 1, 2, 28)  # no year after a leap year is one
    return reviewed.replace(year=reviewed.year + 1)


def _day_of(value: object) -> date | None:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            return None
    return None
