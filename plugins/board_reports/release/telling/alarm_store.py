"""What was told already, and what is still to be sent: one small file in the state folder."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from board_reports.release.state import write_atomically
from board_reports.release.telling.message import Audience, Message

NAME = "alarms.json"
KEPT_FOR = timedelta(days=7)
MOST_PENDING = 50
_VERSION = 1
_ROOM = 16 * 1024  # bytes; the file always has them, so that it can be written on a disk that has filled up since


@dataclass
class Store:
    """What was told.

    `failing` are the watches that fail, and since when; `problems` and `changes` the keys of those that were told;
    `pending` the messages that could not be sent yet, oldest first.
    """

    failing: dict[str, datetime] = field(default_factory=dict)
    problems: set[str] = field(default_factory=set)
    changes: set[str] = field(default_factory=set)
    pending: list[Message] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> tuple[bool, Store]:
        """Whether there is a store in a state folder that can be read, and it; else an empty one."""
        try:
            given = json.loads((folder / NAME).read_bytes())
            if given["v"] != _VERSION:
                return False, cls()
            return True, cls(
                failing={str(key): _instant(value) for key, value in given["failing"].items()},
                problems=set(map(str, given["problems"])),
                changes=set(map(str, given["changes"])),
                pending=[_message(one) for one in given["pending"]],
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return False, cls()

    def bounded(self, at: datetime) -> Iterable[str]:
        """Drop what is pending for too long, or too much; returns sentences for the log."""
        kept = [one for one in self.pending if at - one.at < KEPT_FOR][-MOST_PENDING:]
        dropped = len(self.pending) - len(kept)
        self.pending = kept
        if dropped:
            yield f"{dropped} mail{' was' if dropped == 1 else 's were'} given up: too old, or too many."

    def to_bytes(self) -> bytes:
        """The store as JSON, with room for more."""
        document = {
            "v": _VERSION,
            "failing": {key: moment.isoformat() for key, moment in sorted(self.failing.items())},
            "problems": sorted(self.problems),
            "changes": sorted(self.changes),
            "pending": [
                {"audience": str(one.audience), "subject": one.subject, "text": one.text, "at": one.at.isoformat()}
                for one in self.pending
            ],
        }
        return (json.dumps(document, indent=1) + "\n").encode("ascii").ljust(_ROOM)

    def write(self, folder: Path) -> bool:
        """Write the store; False when it cannot be written.

        On a full disk the file is written in place. Should the machine stop in the middle of that, an alarm is told
        twice, which is better than every five minutes.
        """
        path, data = folder / NAME, self.to_bytes()
        try:
            write_atomically(path, data, mode=0o640)
        except OSError:
            return _write_in_place(path, data)
        return True


def unfinished(folder: Path, watch: str) -> bool:
    """Whether a failure was told whose end was not, or a mail waits: then even a run without changes must tell."""
    _, store = Store.read(folder)
    return watch in store.failing or bool(store.pending)


def _write_in_place(path: Path, data: bytes) -> bool:
    try:
        size = path.stat().st_size
        with path.open("r+b") as file:
            if len(data) > size:
                return False
            file.write(data.ljust(size))
    except OSError:
        return False
    return True


def _message(given: dict[str, Any]) -> Message:
    return Message(Audience(given["audience"]), str(given["subject"]), str(given["text"]), _instant(given["at"]))


def _instant(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return moment
