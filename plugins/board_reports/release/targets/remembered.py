"""What each target was last seen to have: one small file in the state folder, which a run with nothing to do reads."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from board_reports.release.state import write_atomically

NAME = "targets.json"
EVERY = timedelta(hours=1)
"""After this time a run looks at a target again, even if nothing has changed here."""
_VERSION = 1


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of one target.

    `release` and `print` (its quick digest) are of what it was last verified to show, at the instant `verified`
    (aware). `message` says why the last try came to nothing, and is empty where it did not; in a `trial`
    it says what a run would do.
    """

    shown: str
    release: str | None = None
    print: str = ""
    verified: datetime | None = None
    message: str = ""
    trial: bool = False

    def due(self, tree: str, now: datetime) -> bool:
        """Whether it has to be looked at: it may differ from the release whose quick digest is `tree`."""
        if self.print != tree or self.verified is None:
            return True
        return not self.verified <= now < self.verified + EVERY

    def as_json(self) -> dict[str, str | None]:
        """The target as a run's document tells it."""
        if self.message:
            return self._told("behind" if self.trial else "failed")
        return self._told("up to date" if self.release or self.trial else "behind")

    def _told(self, state: str) -> dict[str, str | None]:
        return {"target": self.shown, "release": self.release, "state": state, "message": self.message}


@dataclass
class Remembered:
    """All targets that this state folder has published to, by address. `owner` names this folder to their locks."""

    owner: str = field(default_factory=lambda: os.urandom(8).hex())
    records: dict[str, Record] = field(default_factory=dict)

    @classmethod
    def read(cls, folder: Path) -> Remembered:
        """What a state folder remembers; nothing where it cannot be read, so that all targets are looked at."""
        try:
            given = json.loads((folder / NAME).read_bytes())
            if given["v"] != _VERSION:
                return cls()
            return cls(str(given["owner"]), {text: _record(one) for text, one in given["targets"].items()})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls()

    def write(self, folder: Path) -> None:
        """Write it down; raises OSError."""
        targets = {
            text: {
                "shown": one.shown,
                "release": one.release,
                "print": one.print,
                "verified": one.verified.isoformat() if one.verified else None,
                "message": one.message,
            }
            for text, one in sorted(self.records.items())
        }
        document = {"v": _VERSION, "owner": self.owner, "targets": targets}
        write_atomically(folder / NAME, json.dumps(document, indent=1).encode("ascii") + b"\n", mode=0o600)

    def due(self, named: Iterable[str], tree: str, now: datetime) -> bool:
        """Whether any target has to be looked at: one that is named, or one that was published to before."""
        wanted = {*named, *self.records}
        return any(text not in self.records or self.records[text].due(tree, now) for text in wanted)


def told_of(folder: Path) -> list[str]:
    """A sentence for each target that is not known to be up to date; nothing is asked of the target itself."""
    return [
        f"The target {one.shown} is behind: {one.message or 'nothing was brought there yet.'}"
        for one in Remembered.read(folder).records.values()
        if one.message or one.release is None
    ]


def _record(given: dict[str, str | None]) -> Record:
    verified = datetime.fromisoformat(given["verified"]) if given["verified"] else None
    if verified is not None and verified.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return Record(str(given["shown"]), given["release"], str(given["print"]), verified, str(given["message"]))
