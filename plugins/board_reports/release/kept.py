"""What builds keep of reports below `state_dir/cache`: finished pages, files, and what was read. It goes as they go."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from board_reports.release.state import State
from board_reports.reports.shelf import READING, Shelf
from board_reports.site.cache.store import PLACE, Store


def forget(state: State, slugs: Collection[str], at: datetime) -> bool:
    """Delete all that is kept of some reports, down at the instant `at` (aware); False when some of it stays."""
    store = Store(state.folder / PLACE)
    read = Shelf(store.folder / READING).forget(slugs, at)
    return store.forget(slugs) and read


def forget_all_but(state: State, slugs: Collection[str], at: datetime) -> bool:
    """The same of all reports but those that are public at an instant."""
    store = Store(state.folder / PLACE)
    read = Shelf(store.folder / READING).forget_all_but(slugs, at)
    return store.forget_all_but(slugs) and read
