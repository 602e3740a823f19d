"""Noticing that the ledger is broken, or is not the one that earlier runs knew: told loudly once, then as a note."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from board_reports.release.record.ledger import Reading
from board_reports.release.state import write_atomically

NAME = "ledger-told"
GONE = (
    "The ledger is missing, or an older one: the record of what was public before is gone. Restore it from a backup "
    f"before the next run. To go on without it, delete {NAME} in the state folder."
)


@dataclass(frozen=True, slots=True)
class Noticed:
    """What earlier runs knew of the ledger: the digest of its last line then, and the sentences that they have told.

    A ledger that holds no line with that digest has lost lines, be its own chain whole or not.
    """

    last: str | None = None
    told: frozenset[str] = frozenset()

    @classmethod
    def read(cls, folder: Path) -> Noticed:
        """Read it from the state folder; nothing is known where there is none, or it cannot be read."""
        try:
            given = json.loads((folder / NAME).read_bytes())
            last, told = given["last"], given["told"]
        except (OSError, ValueError, KeyError, TypeError, RecursionError):
            return cls()
        if not isinstance(last, str | None) or not isinstance(told, list):
            return cls()
        return cls(last, frozenset(one for one in told if isinstance(one, str)))

    def faults(self, reading: Reading) -> tuple[str, ...]:
        """What is wrong with the ledger, in sentences."""
        return (GONE, *reading.broken) if self._lost(reading) else reading.broken

    def after(self, reading: Reading) -> Noticed:
        """What the next run should know. While known lines are missing they are what is looked for."""
        told = frozenset(self.faults(reading))
        if self._lost(reading):
            return Noticed(self.last, told)
        return Noticed(reading.lines[-1].digest if reading.lines else None, told)

    def write(self, folder: Path) -> None:
        """Write it into the state folder, where it says anything new; raises OSError."""
        if self != Noticed.read(folder):
            document = {"last": self.last, "told": sorted(self.told)}
            write_atomically(folder / NAME, json.dumps(document, indent=2).encode() + b"\n")

    def _lost(self, reading: Reading) -> bool:
        return self.last is not None and all(line.digest != self.last for line in reversed(reading.lines))
