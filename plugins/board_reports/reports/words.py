"""Small pieces of wording that problems share: what may be shown of a value, and what was probably meant."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from datetime import date

_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
_NUMERIC = re.compile(r"(\d{1,2})[/.\- ](\d{1,2})[/.\- ](\d{4})")
_WORDED = re.compile(r"(\d{1,2})(?:st|nd|rd|th)? ([A-Za-z]{3,9}),? (\d{4})")
_SHOWABLE = re.compile(
    r"[0-9]{1,4}(?:\.[0-9]{1,3})?"  # a small number
    r"|[0-9]{1,2}[:.][0-9]{2}(?:[:.][0-9]{2})?(?: ?[ap]m)?"  # a time
    r"|[0-9]{1,4}([/.\- ])[0-9]{1,2}\1[0-9]{1,4}|[0-9]{1,4}[/\-][0-9]{1,4}"  # a date, or a month
    r"|[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?",
    re.IGNORECASE,
)


def shown(value: object) -> str:
    """How a problem speaks of a value: dates, times and small numbers in quotes, anything else by its kind alone.

    What may be personal data is never repeated: a text is called a text, and digits that are no date or time, such
    as those of a telephone number, are not shown.
    """
    if isinstance(value, bool):
        return "a yes/no value"
    if isinstance(value, list):
        return "a list"
    if isinstance(value, dict):
        return "a group of keys"
    text = str(value)
    if _SHOWABLE.fullmatch(text) or (_WORDED.fullmatch(text) and guessed_date(text)):
        return f'"{text}"'
    return "a text" if isinstance(value, str) else "a number"


def guessed_date(text: str) -> date | None:
    """The day that a person probably meant by `text`, read the British way, or None."""
    text = text.strip().strip("\"'“”‘’")
    if match := _NUMERIC.fullmatch(text):
        day, month, year = int(match[1]), int(match[2]), int(match[3])
    elif match := _WORDED.fullmatch(text):
        starts = [n for n, name in enumerate(_MONTHS, 1) if name.startswith(match[2].lower())]
        if len(starts) != 1:
            return None
        day, month, year = int(match[1]), starts[0], int(match[3])
    elif match := re.match(r"(\d{4})-(\d\d)-(\d\d)[T ]", text):
        year, month, day = int(match[1]), int(match[2]), int(match[3])
    else:
        return None
    try:
        return date(year, month, day)
    except ValueError:
        return None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that a mistyped one most resembles, or None."""
    close = difflib.get_close_matches(word.lower().replace("-", "_"), list(known), n=1, cutoff=0.6)
    return close[0] if close else None
