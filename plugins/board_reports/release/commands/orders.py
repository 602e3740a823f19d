"""Orders: that a report was taken down by a command, kept until its own file says so.

An order moves no window. It only keeps a report off the site that a person has taken off it, while its file is
missing, cannot be written, or is not one file alone.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from board_reports.release.record.lines import Event
from board_reports.release.state import State, sync_folder, write_atomically

KINDS = {"withdraw": Event.WITHDRAWN, "hold": Event.HELD}


@dataclass(frozen=True, slots=True)
class Order:
    """One order: `kind` is `withdraw` or `hold`; `closes` is when the report's window ends, where that is known."""

    slug: str
    kind: str
    at: datetime
    closes: datetime | None = None

    @property
    def event(self) -> Event:
        """What the ledger calls it."""
        return KINDS[self.kind]


def give(state: State, order: Order) -> None:
    """Write an order down, on the disk before this returns; raises OSError."""
    state.orders.mkdir(parents=True, exist_ok=True)
    document = {"kind": order.kind, "at": order.at.isoformat()}
    document |= {"closes": order.closes.isoformat()} if order.closes else {}
    write_atomically(_path(state, order.slug), json.dumps(document).encode() + b"\n")


def lift(state: State, slug: str) -> None:
    """Take an order back, if there is one; raises OSError."""
    path = _path(state, slug)
    if path.exists():
        path.unlink()
        sync_folder(path.parent)


def orders_in(state: State) -> Mapping[str, Order]:
    """All orders, by slug. One that cannot be read counts as an order to withdraw: it fails closed."""
    found = {}
    for path in sorted(state.orders.glob("*.json")):
        slug = path.stem
        try:
            given = json.loads(path.read_bytes())
            closes = datetime.fromisoformat(given["closes"]) if given.get("closes") else None
            found[slug] = Order(slug, given["kind"] if given["kind"] in KINDS else "withdraw", _at(given), closes)
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            found[slug] = Order(slug, "withdraw", datetime.fromisoformat("2000-01-01T00:00:00+00:00"))
    return found


def _at(given: Mapping[str, str]) -> datetime:
    return datetime.fromisoformat(given["at"])


def _path(state: State, slug: str) -> Path:
    return state.orders / f"{slug}.json"
