"""Where a site's state is, after its configuration has been given another folder for it, or one that cannot be used."""

from __future__ import annotations

from pathlib import Path

from board_reports.release.basics import Basics
from board_reports.release.memory import Memory
from board_reports.release.state import State

DEFAULT = "var"


def something_in(state: State) -> bool:
    """Whether a folder holds a state at all: something public, or a run's memory."""
    return state.public_tree() is not None or state.memory.is_file()


def likely_state(guessed: State, config_file: Path) -> State:
    """The state of a site whose configuration cannot be used: the folder that it names, unless that holds none.

    Then it is the default folder, where that is this very site's: what is due to go has to go from there.
    """
    default = State(config_file.parent / DEFAULT)
    if something_in(guessed) or not something_in(default):
        return guessed
    return default if _is_of(default, config_file) else guessed


def left_behind(state: State, basics: Basics) -> str | None:
    """A sentence where the state was moved, and the default folder still holds what was public before, or None."""
    old = State(basics.root / DEFAULT)
    if state.folder == old.folder:
        return None
    current = old.current_id()
    if current is None or not old.manifest_path(current).is_file():
        return None
    mine = _is_of(old, basics.config_file)
    if mine is False or (mine is None and state.current_id() is not None):
        return None
    return (
        f"state_dir has moved to {state.folder}, but {old.folder} still holds what was public before, and no run"
        f" changes it any more. Point the web server to {state.public} and to the rules beside it, keep {old.ledger},"
        f" and delete the rest."
    )


def _is_of(state: State, config_file: Path) -> bool | None:
    """Whether a state is that of a configuration file; None where that cannot be told."""
    memory = Memory.read(state.memory)
    return memory.basics.config_file == config_file if memory and memory.basics else None
