"""What was seen from outside: what of it the ledger should say, and the openings and closings that were seen."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from board_reports.release.record.ledger import Entry, Event, Line, replay
from board_reports.release.record.lines import ENDS

if TYPE_CHECKING:  # whoever only wants to know what was seen needs nothing that looks
    from board_reports.release.outside.verify import Verdict


@dataclass(frozen=True, slots=True)
class Change:
    """An opening or a closing that was seen from outside: of which report, when it came about, and when it was seen.

    `opened` is False for a closing, of whatever kind.
    """

    reference: str
    opened: bool
    at: datetime
    seen: datetime

    @property
    def key(self) -> str:
        """What is the same for the same change, and for no other."""
        return f"{'opened' if self.opened else 'closed'} {self.at.isoformat()} {self.reference}"


def entries_of(verdict: Verdict, lines: Iterable[Line], zone: ZoneInfo) -> tuple[Entry, ...]:
    """What the ledger should say of a look: each live report seen once a day of `zone`, each closed one gone once.

    A report whose public bytes changed that day, or which opened again, is seen once more.
    """
    lines = tuple(lines)
    seen, gone = _told_already(lines, verdict.at.astimezone(zone).date(), zone)
    at, release = verdict.at, verdict.expected.release
    found = []
    for one in verdict.expected.live:
        known = one.slug in seen and seen[one.slug] == one.digest
        if one.slug in verdict.seen and one.digest is not None and not known:
            found.append(Entry(Event.SEEN, at, one.slug, one.reference, release=release, digest=one.digest))
    for slug, spans in sorted(replay(lines).items()):
        if spans[-1].ended is not None and slug in verdict.gone and slug not in gone:
            found.append(Entry(Event.GONE, at, slug, spans[-1].opened.entry.reference, release=release))
    return tuple(found)


def _told_already(lines: Iterable[Line], today: date, zone: ZoneInfo) -> tuple[dict[str, str | None], set[str]]:
    """The slugs that were seen today, with the digest of what was seen, and those that were seen gone."""
    seen: dict[str, str | None] = {}
    gone: set[str] = set()
    for entry in (line.entry for line in lines):
        if entry.slug is None:
            continue
        if entry.event is Event.SEEN and entry.at.astimezone(zone).date() == today:
            seen[entry.slug] = entry.digest
        elif entry.event is Event.OPENED:
            seen.pop(entry.slug, None)
            gone.discard(entry.slug)
        elif entry.event is Event.GONE:
            gone.add(entry.slug)
    return seen, gone


def changes_in(lines: Iterable[Line]) -> tuple[Change, ...]:
    """Every opening after which the report was seen, and every closing after which it was seen gone, in order."""
    pending: dict[str, tuple[Entry, Event]] = {}
    public: set[str] = set()
    found = []
    for entry in (line.entry for line in lines):
        if entry.slug is None:
            continue
        if entry.event is Event.OPENED:
            pending[entry.slug] = entry, Event.SEEN
            public.add(entry.slug)
        elif entry.event in ENDS and entry.slug in public:  # what is held before it opens closes nothing
            pending[entry.slug] = entry, Event.GONE
            public.discard(entry.slug)
        elif entry.slug in pending and entry.event is pending[entry.slug][1]:
            was, event = pending.pop(entry.slug)
            name = was.reference or entry.reference or entry.slug
            found.append(Change(name, event is Event.SEEN, was.at, entry.at))
    return tuple(found)
