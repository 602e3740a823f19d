"""What the ledger records: its events, its entries, how one line is written and read, and when a report was public."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

VERSION = 1
FIRST = "sha256:" + "0" * 64  # what the first line says of the line before


class Event(StrEnum):
    """What happened.

    A report is public from `OPENED` until `CLOSED`, `WITHDRAWN`, `HELD` or `LEFT_OUT`. `RELEASED` is a hold that a
    person lifted: the report opens again with the next run. `CORRECTED` means other public bytes while it was public.
    `SEEN` and `GONE` were found from outside, by asking the web server. `MISSED` is a window that passed unpublished,
    `FAILED` a run that failed, `CLOCK` a doubted clock that a person accepted. `REPAIRED` follows a line that a crash
    left half written; `RESTORED` tells that the copy held other lines than the ledger, as after a restored backup.

    What a person decided says nothing of whether it is public: `APPROVED` and `CORRECTION` are the approval of a
    report, and of a correction to one, each with the seal; `PLANNED` is a withdrawal on a later day. A `HELD` or
    `WITHDRAWN` of a report that was not public ends nothing.
    """

    OPENED = "opened"
    CLOSED = "closed"
    WITHDRAWN = "withdrawn"
    HELD = "held"
    LEFT_OUT = "left_out"
    RELEASED = "released"
    APPROVED = "approved"
    CORRECTION = "correction"
    PLANNED = "planned"
    CORRECTED = "corrected"
    SEEN = "seen"
    GONE = "gone"
    MISSED = "missed"
    FAILED = "failed"
    CLOCK = "clock"
    REPAIRED = "repaired"
    RESTORED = "restored"


ENDS = frozenset({Event.CLOSED, Event.WITHDRAWN, Event.HELD, Event.LEFT_OUT})
DECISIONS = frozenset({Event.APPROVED, Event.CORRECTION, Event.PLANNED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry: an event at an instant (aware), and what it was about.

    `release` is the release's name, `digest` that of what was public of the report, `who` the person or account that
    did it, `rung` the rung of the ladder. `opens`, `closes` and `last_day` are the planned window. `doubted` says that
    the run's clock was doubted: its instant then moves no high-water mark. `note` is a phrase of ours, never a user's.
    """

    event: Event
    at: datetime
    slug: str | None = None
    reference: str | None = None
    source: str | None = None
    release: str | None = None
    digest: str | None = None
    who: str | None = None
    rung: str | None = None
    opens: datetime | None = None
    closes: datetime | None = None
    last_day: date | None = None
    doubted: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A line as it stands in the file: its number there, its entry, and the digest of its bytes."""

    number: int
    entry: Entry
    digest: str


@dataclass(frozen=True, slots=True)
class Written:
    """What a line says of itself.

    `number` is its place in the file, `previous` the digest of the line before, `mark` the high-water mark after it,
    and `torn`, in a `REPAIRED` line, the digest of the damaged lines between it and that line.
    """

    number: int
    previous: str
    mark: datetime | None
    entry: Entry
    torn: str | None = None

    def to_bytes(self) -> bytes:
        """The line, without its end; raises ValueError for an instant without a time zone."""
        entry = self.entry
        document: dict[str, Any] = {"v": VERSION, "n": self.number, "prev": self.previous, "mark": _told(self.mark)}
        for name in _NAMES:
            value = getattr(entry, name)
            if value is not None and value is not False:
                document[name] = _told(value) if isinstance(value, date) else value
        if self.torn is not None:
            document["torn"] = self.torn
        return json.dumps(document, separators=(",", ":")).encode("ascii")

    @classmethod
    def from_bytes(cls, raw: bytes) -> Written | None:
        """Read a line, given without its end; None when it is not one of ours, whole."""
        try:
            document = json.loads(raw.decode("ascii"))
            return cls._of(document) if isinstance(document, dict) else None
        except (ValueError, TypeError, KeyError, OverflowError, RecursionError):
            return None

    @classmethod
    def _of(cls, document: dict[str, Any]) -> Written:
        number, previous, mark = document.pop("n"), document.pop("prev"), _instant(document.pop("mark"))
        torn = document.pop("torn", None)
        if document.pop("v") != VERSION or type(number) is not int or not isinstance(previous, str):
            raise ValueError("a line of another version")
        values: dict[str, Any] = {"event": Event(document.pop("event")), "at": _instant(document.pop("at"))}
        if values["at"] is None or not isinstance(torn, str | None):
            raise ValueError("no instant")
        for name, value in document.items():
            if name in ("opens", "closes"):
                values[name] = _instant(value)
            elif name == "last_day":
                values[name] = date.fromisoformat(value)
            elif name not in _NAMES or type(value) is not (bool if name == "doubted" else str):
                raise ValueError("a value of another kind")
            else:
                values[name] = value
        return cls(number, previous, mark, Entry(**values), torn)


_NAMES = tuple(one.name for one in fields(Entry))


def digest_of(raw: bytes) -> str:
    """The digest of a line's bytes, without its end."""
    return "sha256:" + hashlib.sha256(raw).hexdigest()


def mark_after(mark: datetime | None, entry: Entry) -> datetime | None:
    """The high-water mark once `entry` is written: the latest undoubted instant since a clock was last accepted.

    The instant of the accepted clock is the first that counts. A decision is made at any clock, and long before a
    first run perhaps: it moves none.
    """
    before = None if entry.event is Event.CLOCK else mark
    if entry.doubted or entry.event in DECISIONS:
        return before
    return entry.at if before is None else max(before, entry.at)


@dataclass(frozen=True, slots=True)
class Span:
    """A time in which a report was public: the line that opened it, and the one that ended it, or None."""

    opened: Line
    ended: Line | None = None


def replay(lines: Iterable[Line]) -> dict[str, list[Span]]:
    """When each report was public in the releases, by its slug, in the order of the lines."""
    spans: dict[str, list[Span]] = {}
    for line in lines:
        slug, event = line.entry.slug, line.entry.event
        if slug is None:
            continue
        public = slug in spans and spans[slug][-1].ended is None
        if event is Event.OPENED and not public:
            spans.setdefault(slug, []).append(Span(line))
        elif event in ENDS and public:
            spans[slug][-1] = Span(spans[slug][-1].opened, line)
    return spans


def _instant(text: Any) -> datetime | None:
    if text is None:
        return None
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return moment.astimezone(UTC)


def _told(value: date | None) -> str | None:
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError("an instant without a time zone")
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if value is not None else None
