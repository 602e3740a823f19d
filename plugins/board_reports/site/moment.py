"""The one instant of a run, read from the clock once or given to look at another day."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from board_reports.reports.window import instant_of

VARIABLE = "BOARD_AS_OF"


@dataclass(frozen=True, slots=True)
class Moment:
    """The instant that a run uses throughout (aware, UTC), and whether it is a preview of another instant."""

    at: datetime
    preview: bool = False


def moment_of(as_of: str | None, zone: ZoneInfo) -> Moment:
    """The moment that `as_of` names, else the one in `BOARD_AS_OF`, else now, read from the clock this once.

    Raises ValueError, with a sentence for the user, when the text is neither `YYYY-MM-DD` nor `YYYY-MM-DDTHH:MM`.
    """
    text = as_of if as_of is not None else os.environ.get(VARIABLE)
    if text is None or (as_of is None and not text):
        return Moment(datetime.now(UTC).replace(microsecond=0))
    return Moment(_parsed(text, zone), preview=True)


def _parsed(text: str, zone: ZoneInfo) -> datetime:
    wrong = f'"{text[:40]}" is not a day or a time: write YYYY-MM-DD or YYYY-MM-DDTHH:MM.'
    match = re.fullmatch(r"(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d))?", text)
    if match is None:
        raise ValueError(wrong)
    try:
        day = date.fromisoformat(match[1])
        clock = time.fromisoformat(match[2]) if match[2] else time(0, 0)
        return instant_of(day, clock, zone)
    except (ValueError, OverflowError):
        raise ValueError(wrong) from None
