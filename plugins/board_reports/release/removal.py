"""Removing what has to go at once, before anything that could fail or take its time."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from board_reports.release.audit.cut_tree import audit_cut, tells_of
from board_reports.release.audit.traces import Excused
from board_reports.release.commands.pages_off import ROOTS, off_the_tree, throw_away
from board_reports.release.cut import RUNG, cut, rewriting
from board_reports.release.manifest import Manifest
from board_reports.release.state import State, write_atomically
from board_reports.release.swap import CannotSwap, new_id, publish, sweep
from board_reports.site.cutting import CannotCut


def swap_in_cut(
    state: State, gone: Collection[str], at: datetime, excused: Callable[[], Excused]
) -> tuple[Manifest, list[str]]:
    """Take the reports in `gone` (slugs) off what is public now, while the swap lock is held.

    A smaller release takes the current one's place. When that cannot be had, because the disk is full, or because
    something in it would not hold, the reports are deleted from the current release itself. `at` is in the Board's
    zone. Returns what is public then, and a sentence for each thing that failed. Raises OSError when not even the
    pages could be deleted.
    """
    current = state.current()
    if current is None:
        raise CannotCut("There is no record of the current release.")
    told: list[str] = []
    for last_try in (False, True):
        tree = state.work / f"{current.id}.cut"
        try:
            release = new_id(state, at)
            shutil.rmtree(tree, ignore_errors=True)
            state.work.mkdir(parents=True, exist_ok=True)
            smaller = cut(state.tree(current.id), current, gone, tree, release=release, at=at)
            if faults := audit_cut(tree, smaller, current, excused=excused):
                raise CannotCut(" ".join(faults))
            publish(state, tree, smaller)
            return smaller, told
        except (OSError, CannotCut, CannotSwap) as error:
            shutil.rmtree(tree, ignore_errors=True)
            if isinstance(error, OSError) and not last_try:
                told += sweep(state, keep=0)  # older releases may be what fills the disk
                continue
            told.append(
                f"No smaller release could be made, so the reports were deleted from the current one: {reason(error)}"
            )
            break
    return _delete_in_place(state, current, gone, at, tells_of(current, gone, excused)), told


def _delete_in_place(
    state: State, current: Manifest, gone: Collection[str], at: datetime, tells: Callable[[str, bytes], bool]
) -> Manifest:
    """Delete reports from the current release itself, and cut what tells of them, as far as the disk lets.

    What cannot be cut, or would tell of them all the same, goes whole.
    """
    tree = state.tree(current.id)
    with contextlib.suppress(OSError):  # all of a report at once, where that can be had
        off_the_tree(state, gone)
    for slug in gone:
        throw_away(state, slug)
        for root in ROOTS:
            folder = tree / f"{root}reports" / slug
            if folder.is_dir():
                shutil.rmtree(folder)
    absent: set[str] = set()
    made = _without(tree, current, gone, at, tells)
    for path, data in made.items():
        target = tree / path
        if data is None:
            target.unlink(missing_ok=True)
            absent.add(path)
            continue
        waiting = state.folder / ".cut"
        try:
            write_atomically(waiting, data)
            os.replace(waiting, target)  # noqa: PTH105 - as write_atomically does
        except OSError:
            target.unlink(missing_ok=True)  # it names what has gone, and makes room for the next
            with contextlib.suppress(OSError):
                target.write_bytes(data)
            if not target.is_file() or target.read_bytes() != data:
                target.unlink(missing_ok=True)
                absent.add(path)
    reports = tuple(one for one in current.reports if one.slug not in gone)
    files = tuple(
        replace(one, sha256=None) if one.path in made else one
        for one in current.files
        if one.report not in gone and one.path not in absent
    )
    smaller = replace(current, rung=RUNG, inputs=None, reports=reports, files=files)
    paper = state.manifest_path(current.id)
    try:
        write_atomically(paper, smaller.to_bytes(), mode=0o600)
    except OSError:
        with paper.open("r+b") as file:  # it is shorter than what stands there, and so needs no room
            file.write(smaller.to_bytes())
            file.truncate()
    return smaller


def _without(
    tree: Path, current: Manifest, gone: Collection[str], at: datetime, tells: Callable[[str, bytes], bool]
) -> dict[str, bytes | None]:
    """What is cut down in place, by path; None for what cannot be had without telling of what has gone."""
    made: dict[str, bytes | None] = {}
    for path, make in rewriting(tree, current, gone, at).items():
        try:
            data = make()
        except (OSError, CannotCut):
            made[path] = None
        else:
            made[path] = None if tells(path, data) else data
    return made


def reason(error: Exception) -> str:
    """Why something could not be done, as one sentence."""
    if isinstance(error, OSError):
        return f"{error.strerror or type(error).__name__}."
    return str(error)
