"""What the public's site answers to somebody outside, asked for the first page and bounded in time."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from board_reports.release.outside.asking import ABSENT
from board_reports.release.outside.looks import Limits, Look, Looker, Wanted, site_address
from board_reports.release.outside.verify import MAX_AGE

LIMITS = Limits(connect=1.5, read=2, answer=2.5, run=2.5, size=4_000_000, pause=0)
PATIENCE = 3.0  # seconds that a page waits; a name server that hangs is not bounded by LIMITS
KEPT = timedelta(seconds=60)  # so long one look serves all pages


@dataclass(frozen=True)
class SeenOutside:
    """What was seen at `at`: whether each report's page answers; None where it could not be looked at.

    `reached` says whether the site answered at all; `checked_at` is what its `status.json` says.
    """

    at: datetime
    reached: bool = False
    checked_at: datetime | None = None
    pages: Mapping[str, bool | None] = field(default_factory=dict)

    def page(self, slug: str) -> bool | None:
        """Whether a report's page answers; None where that could not be seen."""
        return self.pages.get(slug)

    @property
    def stale(self) -> bool:
        """Whether the site says that no run has looked after it for too long."""
        return self.checked_at is not None and self.at - self.checked_at > MAX_AGE


class Outside:
    """Looks at the site from outside, one look at a time; it remembers the last one."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last: tuple[str, frozenset[str], SeenOutside] | None = None

    def forget(self) -> None:
        """What was seen may no longer hold: look anew for the next page."""
        self._last = None

    def look(self, site_url: str, slugs: Iterable[str], at: datetime) -> SeenOutside:
        """Look at the reports' pages, for at most `PATIENCE`; what was seen less than a minute ago serves, too."""
        wanted = frozenset(slugs)
        known = self._last
        if known and known[:2] == (site_url, wanted) and timedelta(0) <= at - known[2].at < KEPT:
            return known[2]
        try:
            home = site_address(site_url)
        except ValueError:
            return SeenOutside(at)
        if not self._lock.acquire(timeout=PATIENCE):  # an earlier look hangs
            return SeenOutside(at)
        found: list[SeenOutside] = []

        def looked() -> None:
            try:
                found.append(asyncio.run(_looked(home, sorted(wanted), at)))
            finally:
                self._lock.release()

        thread = threading.Thread(target=looked, name="look from outside", daemon=True)
        thread.start()
        thread.join(PATIENCE)
        if not found:
            return SeenOutside(at)
        self._last = (site_url, wanted, found[0])
        return found[0]


async def _looked(home: str, slugs: list[str], at: datetime) -> SeenOutside:
    status = Wanted(f"{home}status.json", kept=True)
    pages = {slug: Wanted(f"{home}reports/{slug}/") for slug in slugs}
    async with Looker(LIMITS) as looker:
        looks = await looker.look(status, *pages.values())
    reached = any(look.status is not None for look in looks.values())
    return SeenOutside(
        at, reached, checked_in(looks[status].body), {slug: _answers(looks[one]) for slug, one in pages.items()}
    )


def _answers(look: Look) -> bool | None:
    return True if look.status == 200 else False if look.status in ABSENT else None


def checked_in(status: bytes) -> datetime | None:
    """When a run was there last, by the bytes of a `status.json`; None where it does not say."""
    try:
        checked = datetime.fromisoformat(json.loads(status)["checked_at"])
    except (ValueError, KeyError, TypeError):
        return None
    return checked if checked.tzinfo else None
