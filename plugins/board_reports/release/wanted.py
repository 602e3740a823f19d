"""How a run was called."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


def unheard(*_: str) -> None:
    """Listen to nothing."""


@dataclass(frozen=True)
class Wanted:
    """How a run was called: `now` is what the clock shows (aware). `say` is told what it does, line by line.

    `progress` is told each step of a build: its kind, and the source that it is about. `to` are targets beside those of
    the configuration, and `drop` those to empty and forget; both as they are remembered. Without `cache` every page is
    made anew, and nothing is kept for the next run.
    """

    config_file: Path
    now: datetime
    accept_clock: bool = False
    dry_run: bool = False
    say: Callable[[str], None] = unheard
    progress: Callable[[str, str], None] = unheard
    to: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    cache: bool = True
