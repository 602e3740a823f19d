"""One run in which something may have changed: remove first, then judge, build, audit, swap, and write it all down."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from board_reports.release.aftermath import close_the_night
from board_reports.release.basics import Basics
from board_reports.release.building.judging import judge_unknown
from board_reports.release.building.ladder import FULL
from board_reports.release.changes import ChangeList
from board_reports.release.clock import checked
from board_reports.release.inputs import fingerprint, site_digest
from board_reports.release.making import make_release
from board_reports.release.manifest import Manifest
from board_reports.release.memory import Judge, Memory
from board_reports.release.plan import Plan
from board_reports.release.record.ledger import Entry, Event, Ledger
from board_reports.release.removing import catch_up, forget, remove, strip_unrecorded
from board_reports.release.scene import Scene, now_ns
from board_reports.release.state import State
from board_reports.release.status import last_run
from board_reports.release.swap import clear_work
from board_reports.release.targets.hooks import targets_of
from board_reports.release.wanted import Wanted
from board_reports.release.wholeness import tree_print, whole
from board_reports.reports.digests import RACY_NS, Digests
from board_reports.reports.problem import Problem
from board_reports.reports.register import Register
from board_reports.reports.settings import Settings
from board_reports.reports.shelf import READING, Shelf
from board_reports.site.cache.store import PLACE

SECURITY_LEFT = timedelta(days=30)


def through_the_night(
    wanted: Wanted, state: State, basics: Basics | None, broken: str | None, memory: Memory | None
) -> ChangeList:
    """Do the run. `basics` is None where there never was a configuration; `broken` says why it cannot be used now."""
    scene = _scene(wanted, state, basics, memory)
    if broken:
        scene.changes.fail(f"The configuration cannot be used. {broken}")
    register = _register(scene, memory)
    plan, judge = scene.plan(register, scene.before)
    remove(scene, plan)
    if plan.standings is not None:
        register.keep(plan.standings, lambda report: report.slug in plan.wanted)
    strip_unrecorded(scene, plan)
    if register.readable and not broken and not scene.clock.doubted:
        unknown = _unknown(scene, register, judge)
        if unknown:
            found = judge_unknown(scene.sure, unknown, wanted.progress, wanted.say, cache=wanted.cache)
            scene.known |= {source: replace(one, digest=scene.digest_of[source]) for source, one in found.items()}
            plan, _ = scene.plan(register, scene.before)
            remove(scene, plan)
        if _differs(scene, plan):
            make_release(scene, plan, register)
    catch_up(scene)
    forget(scene)
    close_the_night(scene, plan, register)
    return scene.changes


def _scene(wanted: Wanted, state: State, basics: Basics | None, memory: Memory | None) -> Scene:
    """Clear up after a killed run, look at the clock, and see what is public."""
    ledger = Ledger(state.ledger, basics.ledger_copy if basics else None)
    before = state.current()
    marks = [moment for moment in (last_run(state), ledger.last_instant()) if moment]
    last = max(marks, default=before.at if before else None)
    scene = Scene(
        wanted,
        state,
        basics,
        checked(wanted.now, last, accepted=wanted.accept_clock),
        ledger,
        before,
        Digests(dict(memory.digests) if memory else {}, now_ns(state)),
        tree=memory.tree if memory and memory.tree == tree_print(state) else "",
        public_at_first=frozenset(one.slug for one in before.reports) if before else frozenset(),
        first=before,
    )
    scene.targets = targets_of(wanted, state, basics, scene.clock.at)
    if scene.clock.doubt:
        scene.changes.fail(f"{scene.clock.doubt} Nothing opens until a person has run: board nightly --accept-clock.")
    if not wanted.dry_run:
        with state.swap_lock():
            scene.changes.notes += clear_work(state)
        state.work.mkdir(parents=True, exist_ok=True)
        if wanted.accept_clock and checked(wanted.now, last).doubted:
            scene.changes.notes += ledger.append([Entry(Event.CLOCK, wanted.now)])
    return scene


def _register(scene: Scene, memory: Memory | None) -> Register:
    """The register by its front matter alone, and what is known of the contents from earlier runs."""
    if scene.basics is None:
        problem = Problem(scene.wanted.config_file.name, None, None, "The configuration cannot be read.", "Mend it.")
        return Register(Path(), Settings(), (), (problem,), readable=False)
    scene.wanted.say("Reading the reports ...")
    taken_ns = now_ns(scene.state)
    scene.print, newest_ns = fingerprint(scene.basics, scene.state.orders)
    scene.fresh = taken_ns - newest_ns < RACY_NS
    shelf = Shelf(scene.state.folder / PLACE / READING, read_only=scene.wanted.dry_run) if scene.wanted.cache else None
    register = Register.read(scene.basics.reports_dir, scene.basics.settings, shelf)
    scene.digest_of = scene.digest_sources(register, scene.digests)
    if memory and memory.judged_by == scene.judged_by():
        scene.known = dict(memory.known)
    return register


def _unknown(scene: Scene, register: Register, judge: Judge) -> list[str]:
    """The sources of the reports whose content has to be judged: all that are or may still be public."""
    for report in register.reports:
        if report.source in scene.digest_of and report.fields is not None:
            judge(report)
    return sorted(judge.unknown)


def _differs(scene: Scene, plan: Plan) -> bool:
    """Whether a release made now would differ from the current one."""
    before = scene.before
    if before is None or before.rung != FULL or plan.opening or plan.going:
        return True
    if not _whole(scene, before):
        return True
    if before.inputs != site_digest(scene.sure, scene.digests):
        return True
    if before.security_expires and before.security_expires - scene.clock.at < SECURITY_LEFT:
        return True
    if _corrected_since(scene, plan, before):
        return True
    return any(scene.digest_of.get(one.source) != one.source_digest for one in before.reports)


def _whole(scene: Scene, before: Manifest) -> bool:
    """Whether the current release is as it was made, which an unchanged quick digest tells, or else every byte."""
    if not scene.tree:
        found = tree_print(scene.state)
        if not whole(scene.state, before, scene.digests):
            scene.changes.notes.append("The current release was not as it was made any more, so it is made anew.")
            return False
        scene.tree = found
    return True


def _corrected_since(scene: Scene, plan: Plan, before: Manifest) -> bool:
    """Whether the day has come from which a page tells of a correction."""
    then, now = before.at.astimezone(scene.local.tzinfo).date(), scene.local.date()
    days = [one.report.fields.revised_date for one in plan.wanted.values() if one.report.fields]
    return any(day is not None and then < day <= now for day in days)
