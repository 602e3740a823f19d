"""That a run was there: `status.json` for whoever watches, and the last instant for the next run."""

from __future__ import annotations

import json
import os
from datetime import datetime
from typing import Any

from board_reports.release.state import State, write_atomically


def touch_status(state: State, at: datetime, **values: Any) -> None:
    """Say in the current release that all was looked at at `at` (in the Board's zone), and what else changed.

    The file is replaced by rename. A release without a readable status is left alone; raises OSError for the disk.
    """
    with state.swap_lock():  # a command could delete the release under it
        current = state.current_id()
        if current is None:
            return
        path = state.tree(current) / "status.json"
        try:
            status = json.loads(path.read_bytes())
        except (OSError, ValueError):
            return
        status |= {"checked_at": at.isoformat(), **values}
        waiting = state.folder / ".status.json"  # outside the tree: a killed run must leave nothing in it
        write_atomically(waiting, json.dumps(status, indent=2).encode() + b"\n")
        os.replace(waiting, path)  # noqa: PTH105 - as write_atomically does


def last_run(state: State) -> datetime | None:
    """The instant of the last run whose clock was not doubted, as its own file has it, or None."""
    try:
        return datetime.fromisoformat((state.folder / "last-run").read_text("ascii").strip())
    except (OSError, ValueError):
        return None


def remember_run(state: State, at: datetime) -> None:
    """Note the instant of a run whose clock is not doubted: the mark below which no later clock may fall."""
    write_atomically(state.folder / "last-run", f"{at.isoformat()}\n".encode())
