"""Whether a run may trust its clock: one that went back, or far ahead, opens nothing and brings nothing back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

SLACK = timedelta(minutes=10)
FAR_AHEAD = timedelta(days=31)


@dataclass(frozen=True, slots=True)
class Clock:
    """The instant that a run counts by, and why its clock is doubted, if it is.

    With a doubted clock nothing opens, and `at` is the later of the clock and the last run's instant.
    """

    at: datetime
    doubt: str | None = None

    @property
    def doubted(self) -> bool:
        """Whether nothing may open."""
        return self.doubt is not None


def checked(now: datetime, last: datetime | None, *, accepted: bool = False) -> Clock:
    """The clock of a run whose clock shows `now`, after a run at `last` (None: there was none).

    A clock up to ten minutes behind counts as the last run's instant. Further behind, or more than 31 days ahead, it
    is doubted, unless a person has `accepted` it (contract, the nightly run).
    """
    if last is None or accepted:
        return Clock(now)
    if now < last - SLACK:
        why = f"The clock shows {_told(now)}, but the last run was at {_told(last)}."
        return Clock(last, why)
    if now > last + FAR_AHEAD:
        why = f"The clock shows {_told(now)}, more than 31 days after the last run at {_told(last)}."
        return Clock(now, why)
    return Clock(max(now, last))


def _told(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M} UTC"
