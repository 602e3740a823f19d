"""Writing down what is public after a swap: ledger, server rules, and the deletion of older releases."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from board_reports.release.manifest import Manifest, ReleasedReport
from board_reports.release.record.ledger import Entry, Event, Ledger, replay
from board_reports.release.rules import rules_of, write_rules
from board_reports.release.state import State
from board_reports.release.swap import sweep


@dataclass
class Recorded:
    """What is to be told of writing down, in sentences: notes for the log, and what failed."""

    notes: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def record(
    state: State,
    ledger: Ledger,
    manifest: Manifest,
    at: datetime,
    *,
    event_of: Callable[[str], Event | None],
    keep: int,
    who: str | None = None,
    doubted: bool = False,
) -> Recorded:
    """Bring ledger and rules up to what is public now, and delete what must not stay. Raises nothing for the disk.

    `event_of` says as what a report went, by its slug; where it says nothing its dates decide. The ledger is compared
    with the release, so that a run also writes down what one that was killed could not.
    """
    told = Recorded()
    try:
        told.notes += ledger.append(_entries(ledger, manifest, at, event_of, who, doubted=doubted))
    except OSError as error:
        told.failed.append(f"The ledger could not be written ({error.strerror}).")
    told.failed += sweep(state, keep)
    try:
        write_rules(state, rules_of(manifest, state.public))
    except (OSError, ValueError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        told.failed.append(f"The server's rules could not be written ({why}).")
    return told


def _entries(
    ledger: Ledger,
    manifest: Manifest,
    at: datetime,
    event_of: Callable[[str], Event | None],
    who: str | None,
    *,
    doubted: bool,
) -> list[Entry]:
    digests: dict[str, str | None] = {}
    lines = ledger.read().lines
    public = {slug: found[-1].opened.entry for slug, found in replay(lines).items() if found[-1].ended is None}
    for line in lines:
        if line.entry.event in (Event.OPENED, Event.CORRECTED) and line.entry.slug:
            digests[line.entry.slug] = line.entry.digest
    entries = []
    there = {one.slug for one in manifest.reports}
    for slug, opened in public.items():
        if slug not in there:
            event = event_of(slug) or _by_dates(opened, at)
            entries.append(
                Entry(
                    event,
                    at,
                    slug=slug,
                    reference=opened.reference,
                    source=opened.source,
                    release=manifest.id,
                    who=who if event in (Event.WITHDRAWN, Event.HELD) else None,
                    rung=manifest.rung,
                    doubted=doubted,
                )
            )
    for one in manifest.reports:
        if one.slug not in public:
            entries.append(_entry(Event.OPENED, one, manifest, at, doubted=doubted))
        elif digests.get(one.slug) != one.digest:
            entries.append(_entry(Event.CORRECTED, one, manifest, at, doubted=doubted))
    return entries


def _entry(event: Event, one: ReleasedReport, manifest: Manifest, at: datetime, *, doubted: bool) -> Entry:
    return Entry(
        event,
        at,
        slug=one.slug,
        reference=one.reference,
        source=one.source,
        release=manifest.id,
        digest=one.digest,
        rung=manifest.rung,
        opens=one.opens,
        closes=one.closes,
        last_day=one.last_day,
        doubted=doubted,
    )


def _by_dates(opened: Entry, at: datetime) -> Event:
    return Event.CLOSED if opened.closes and opened.closes <= at else Event.LEFT_OUT
