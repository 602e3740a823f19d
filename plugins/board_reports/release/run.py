"""The nightly run: from what is public now to what should be, whatever else is broken."""

from __future__ import annotations

import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from board_reports.release.basics import Basics, config_digest, state_dir_in
from board_reports.release.clock import SLACK
from board_reports.release.commands.pages_off import on_the_tree
from board_reports.release.inputs import fingerprint
from board_reports.release.locks import Held
from board_reports.release.memory import Memory
from board_reports.release.moved import left_behind, likely_state, something_in
from board_reports.release.state import State
from board_reports.release.status import last_run, remember_run, touch_status
from board_reports.release.targets.remembered import Remembered
from board_reports.release.telling.alarm_store import unfinished
from board_reports.release.wanted import Wanted
from board_reports.release.wholeness import tree_print
from board_reports.site.cache.store import PLACE, clear


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its exit code, the document that it prints, and notes for the log."""

    exit_code: int
    document: dict[str, Any]
    notes: tuple[str, ...] = ()


class Busy(Exception):
    """Another run holds the lock."""


def nightly(wanted: Wanted) -> Outcome:
    """Do one run; raises Busy when another one is under way, and OSError when the state folder cannot be used."""
    state, basics, broken = configured(wanted.config_file)
    if broken and not something_in(state):  # it may be anybody's folder: nothing is written there
        return _refused(broken)
    outcome = _locked(wanted, state, basics, broken)
    told = left_behind(state, basics) if basics else None
    return replace(outcome, notes=(*outcome.notes, told)) if told else outcome


def _locked(wanted: Wanted, state: State, basics: Basics | None, broken: str | None) -> Outcome:
    """The run itself, with the lock held."""
    if not wanted.dry_run:
        state.folder.mkdir(parents=True, exist_ok=True)
    elif not state.folder.is_dir():
        return _changed(wanted, state, basics, broken, None)
    lock = state.run_lock()
    try:
        lock.acquire(timeout=0)
    except Held:
        raise Busy from None
    try:
        memory = Memory.read(state.memory)
        if not wanted.accept_clock and memory and (known := _unchanged(wanted, state, memory)):
            return known
        return _changed(wanted, state, basics, broken, memory)
    finally:
        lock.release()


def configured(config_file: Path) -> tuple[State, Basics | None, str | None]:
    """The state folder; what the configuration says, unless the memory has it already; why it cannot be read."""
    guessed = State(state_dir_in(config_file))
    memory = Memory.read(guessed.memory)
    path = Path(os.path.abspath(config_file))  # noqa: PTH100 - as everywhere: links stay
    if memory and memory.basics and memory.basics.config_file == path:
        basics = memory.basics
        if basics.state_dir == guessed.folder and config_digest(basics.config_files) == basics.digest:
            return guessed, basics, None
    from board_reports.release.configuration import ConfigurationBroken, read_basics  # noqa: PLC0415 - as below

    try:
        basics = read_basics(config_file)
    except ConfigurationBroken as error:
        state = likely_state(guessed, path)
        memory = memory if state == guessed else Memory.read(state.memory)
        return state, memory.basics if memory else None, str(error)
    return State(basics.state_dir), basics, None


def _unchanged(wanted: Wanted, state: State, memory: Memory) -> Outcome | None:
    """The outcome of the last run, where it is this one's as well: no file, day or window has changed since."""
    basics, until = memory.basics, memory.valid_until
    now = wanted.now
    if basics is None or until is None or state.current_id() != memory.release:
        return None
    if config_digest(basics.config_files) != basics.digest:
        return None
    last = last_run(state) or memory.at
    if now < last and now >= last - SLACK:
        now = last
    if unfinished(state.folder, "run"):  # the end of a failure, or a mail that could not be sent
        return None
    if not (last <= now < until) or fingerprint(basics, state.orders)[0] != memory.fingerprint:
        return None
    if tree_print(state) != memory.tree:  # somebody has laid hands on what is public
        return None
    targets = Remembered.read(state.folder)
    if wanted.drop or targets.due((*basics.publish_to, *wanted.to), memory.tree, now):
        return None
    if not wanted.dry_run:
        if not clear(state.folder / PLACE, on_the_tree(state)):  # a build that was under way may have kept more
            return None
        touch_status(state, now.astimezone(basics.settings.zone))
        remember_run(state, now)
    told = {"targets": [record.as_json() for record in targets.records.values()]}
    return Outcome(memory.exit_code, memory.document | told)


def _refused(broken: str) -> Outcome:
    from board_reports.release.changes import ChangeList  # noqa: PLC0415 - as below

    changes = ChangeList()
    changes.fail(f"The configuration cannot be used. {broken}")
    return Outcome(changes.exit_code, changes.as_json(), tuple(changes.notes))


def _changed(wanted: Wanted, state: State, basics: Basics | None, broken: str | None, memory: Memory | None) -> Outcome:
    from board_reports.release.night import through_the_night  # noqa: PLC0415 - only now is any of it needed

    changes = through_the_night(wanted, state, basics, broken, memory)
    return Outcome(changes.exit_code, changes.as_json(), tuple(changes.notes))
