"""A few made-up reports, dated around the day on which a site is made: one of each kind that a new user should see."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from board_reports.desk.starting.slots import filled, templates_in
from board_reports.reports import slug_of

WINDOW = timedelta(weeks=12)
_PUBLISHED = {  # days from today
    "live": timedelta(days=-14),
    "scheduled": timedelta(days=14),
    "ended": -WINDOW,
    "draft": timedelta(days=42),
}
_APPROVED = timedelta(days=14)  # before publication, and always before today
_REFERENCE = {"live": "CPR 01", "scheduled": "APR 02", "ended": "SUSR 03", "draft": "CPR 04"}


def example_files(today: date) -> Iterator[tuple[str, str]]:
    """The files of the example reports, by path below the folder of reports.

    On the day `today` one is live, one is scheduled, the window of one has ended with the day before, and one is a
    draft.
    """
    values: dict[str, str] = {}
    folders: dict[str, str] = {}
    for name, after in _PUBLISHED.items():
        day = today + after
        approved = min(day, today) - _APPROVED
        slug = slug_of(f"EXAMPLE {_REFERENCE[name]}/{day.year}")
        folders[name] = f"_{slug}" if name == "draft" else slug
        values |= {name: day.isoformat(), f"{name}_approved": approved.isoformat(), f"year_{name}": str(day.year)}
    for path, template in templates_in("examples"):
        name, _, file = path.partition("/")
        yield f"{folders[name]}/{file}", filled(template, values)
