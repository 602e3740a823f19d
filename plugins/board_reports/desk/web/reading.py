"""Reading the fields of a form: each gives a value, or one sentence that says what to write instead."""

from __future__ import annotations

from datetime import UTC, date, datetime

from board_reports.release.commands.takedown import MOST_REASON
from board_reports.reports.keys import FIRST_YEAR, LAST_YEAR, MOST_WEEKS


def reason_in(text: str) -> tuple[str, str | None]:
    """A reason in one line; what a telephone's keyboard puts around it is taken off."""
    reason = " ".join(text.split())
    if not reason:
        return "", "Give a short neutral reason, such as: Legal advice is awaited"
    if len(reason) > MOST_REASON:
        return "", f"The reason has {len(reason)} characters: at most {MOST_REASON} are taken."
    if not reason.isprintable():
        return "", "The reason has characters that cannot be printed: type it again."
    return reason, None


def day_in(text: str) -> tuple[date | None, str | None]:
    """A day as a date field sends it, YYYY-MM-DD. DD/MM/YYYY can be read in two ways: the fault says what to write."""
    given = text.strip()
    for form in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(given, form).replace(tzinfo=UTC).date()
        except ValueError:
            continue
        if FIRST_YEAR <= day.year <= LAST_YEAR:
            return (day, None) if form == "%Y-%m-%d" else (None, f"Write the day with the year first: {day}.")
        return None, f"The year has to be between {FIRST_YEAR} and {LAST_YEAR}: correct it."
    return None, "Give a day, for example 2026-12-14." if given else "Give a day."


def weeks_in(text: str, least: int) -> tuple[int | None, str | None]:
    """A whole number of weeks, from the site's least to the most."""
    given = text.strip()
    if given.isascii() and given.isdigit() and least <= int(given[:5]) <= MOST_WEEKS:
        return int(given), None
    return None, f"Give a whole number of weeks, from {least} to {MOST_WEEKS}."
