"""The end of a run: what is left out and missed, what the next run should know, and who is told."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from board_reports.release.changes import NOTHING, Change, message_of
from board_reports.release.commands.orders import lift
from board_reports.release.memory import Judge, Memory, kept
from board_reports.release.plan import Plan, changes_at, lapsed, left_out_of
from board_reports.release.record.evidence import shortfalls
from board_reports.release.record.ledger import Entry, Event
from board_reports.release.record.noticing import Noticed
from board_reports.release.scene import Scene
from board_reports.release.status import remember_run, touch_status
from board_reports.release.swap import clear_work
from board_reports.release.targets.hooks import bring_there
from board_reports.release.telling.alarm import Outcome, Watch, tell
from board_reports.release.telling.mail import mailer_of
from board_reports.release.wholeness import tree_print
from board_reports.reports.problem import Problem
from board_reports.reports.register import Register
from board_reports.reports.standing import Standing


def close_the_night(scene: Scene, plan: Plan, register: Register) -> None:
    """Complete the change list; then write down, unless it is a dry run, what the next run and a watcher need."""
    changes = scene.changes
    if plan.unreadable and scene.basics is not None:
        changes.fail(f"The folder of reports cannot be read: {plan.unreadable}")
    if plan.standings is not None:
        changes.tell([*plan.standings.pressing, *plan.problems])
        told = {change.source for change in changes.left_out}
        changes.left_out += [change for change in left_out_of(plan) if change.source not in told]
        changes.left_out += _not_opened(scene, plan)
        changes.shortfalls += _shortfalls(scene, plan)
        if not scene.clock.doubted:
            changes.missed += _missed(scene, plan)
    if scene.before is not None:
        changes.tell(Problem(**one) for one in scene.before.page_problems)
    _look_at_ledger(scene)
    if count := plan.examples_left_aside:
        changes.notes.append(f"Left aside: {count} example report{'' if count == 1 else 's'}.")
    valid_until, changes.next_change_at = _what_comes(scene, plan, register)
    if changes.shortfalls and valid_until is not None:
        valid_until = min(valid_until, _next_day(scene))
    if not scene.wanted.dry_run:
        try:
            _write_down(scene, plan, register, valid_until)
        except OSError as error:
            changes.fail(f"What the next run should know could not be written ({error.strerror}).")
    bring_there(scene, plan)  # whatever comes of it, the release here and what is known of it stand
    _alarm(scene)
    if scene.wanted.dry_run and scene.state.work.is_dir():
        with scene.state.swap_lock():
            changes.notes += [*clear_work(scene.state), "This was a dry run: nothing was made public."]


def _look_at_ledger(scene: Scene) -> None:
    """Tell what is wrong with the ledger: as a failure in the run that notices it, and as a note from then on."""
    known = Noticed.read(scene.state.folder)
    for sentence in known.faults(scene.ledger.read()):
        if sentence in known.told:
            scene.changes.notes.append(sentence)
        else:
            scene.changes.fail(sentence)


def _not_opened(scene: Scene, plan: Plan) -> list[Change]:
    """What should be public by now, and is not, since the run failed or its clock is doubted."""
    public = {one.slug for one in scene.before.reports} if scene.before else set()
    opened = {change.source for change in scene.changes.opened}
    return [
        Change(one.report.reference, one.report.source, "It should be public, but this run opens nothing.")
        for one in plan.opening
        if scene.changes.failed and one.report.slug not in public and one.report.source not in opened
    ]


def _shortfalls(scene: Scene, plan: Plan) -> list[str]:
    """What was or will be public for less than its window, by the ledger as it will be after this run."""
    assert plan.standings is not None
    shown = (one for one in plan.standings.reports if scene.publish_examples or not one.report.example)
    return [str(one) for one in shortfalls(scene.ledger.read(), shown, scene.clock.at)]


def _missed(scene: Scene, plan: Plan) -> list[Change]:
    """The reports whose whole window passed before a run could publish them, each told once."""
    assert plan.standings is not None
    opened = {line.entry.slug for line in scene.ledger.read().lines if line.entry.event is Event.OPENED}
    claims = plan.standings.claims
    done = {claims.mark(slug) for slug in opened | scene.ledger.told_missed() if slug}
    return [
        Change(one.report.reference, one.report.source, one.why)
        for one in plan.standings.reports
        if one.standing is Standing.EXPIRED
        and (claim := claims.of(one.report)) is not None
        and claim not in done
        and (scene.publish_examples or not one.report.example)
    ]


def _next_day(scene: Scene) -> datetime:
    """The coming midnight, with which the days that a report lacks, and what makes them up, may be others."""
    day = scene.local.date() + timedelta(days=1)
    return datetime.combine(day, time(), scene.sure.settings.zone).astimezone(UTC)


def _what_comes(scene: Scene, plan: Plan, register: Register) -> tuple[datetime | None, datetime | None]:
    """Until when nothing can change by itself, and the next instant at which what is public does."""
    if plan.standings is None:
        return None, min((one.goes for one in scene.before.reports), default=None) if scene.before else None
    judge = Judge(scene.known, scene.digest_of)
    shown = tuple(report for report in register.reports if scene.publish_examples or not report.example)
    until, change = changes_at(replace(register, reports=shown), scene.clock.at, judge, scene.sure.settings.zone)
    return until, change.astimezone(scene.local.tzinfo) if change else None


def _write_down(scene: Scene, plan: Plan, register: Register, valid_until: datetime | None) -> None:
    state, changes, at = scene.state, scene.changes, scene.clock.at
    entries = [
        Entry(Event.MISSED, at, slug=one.report.slug, reference=one.report.reference, source=one.report.source)
        for one in (plan.standings.reports if plan.standings else ())
        if any(change.source == one.report.source for change in changes.missed)
    ]
    if changes.failed and not _failing_already(scene):
        entries.append(Entry(Event.FAILED, at, rung=changes.rung, doubted=scene.clock.doubted))
    changes.notes += scene.ledger.append(entries)
    Noticed.read(state.folder).after(scene.ledger.read()).write(state.folder)
    with state.swap_lock():
        for slug in lapsed(plan):
            lift(state, slug)
        changes.notes += clear_work(state)
    if not changes.failed:
        count = len(changes.left_out) + len(scene.before.page_problems if scene.before else ())
        change = changes.next_change_at
        touch_status(state, scene.local, left_out_count=count, next_change_at=change.isoformat() if change else None)
    if not scene.clock.doubted:
        remember_run(state, at)
    document = changes.as_json() | {"release": None, "rung": None, "changed": False, "missed": []}
    document |= {"message": message_of([NOTHING], changes.shortfalls)}
    document |= {name: [] for name in ("opened", "closed", "withdrawn", "held")}
    document["left_out"] = [change.as_json() for change in left_out_of(plan)] if plan.standings else []
    Memory(
        at=at,
        basics=scene.basics,
        release=state.current_id(),
        fingerprint=scene.print,
        tree=_tree_left(scene),
        valid_until=None if changes.failed or scene.fresh or not scene.print else valid_until,
        exit_code=3 if changes.problems else 0,
        document=document,
        judged_by=scene.judged_by() if scene.basics else "",
        known=kept(scene.known, (report.source for report in register.reports)),
        digests=scene.digests.used,
    ).write(state.memory)


def _tree_left(scene: Scene) -> str:
    """The quick digest of the current release, where this run made it, or has found it whole and left it so."""
    tree = tree_print(scene.state)
    return tree if scene.changes.release or tree == scene.tree else ""


def _failing_already(scene: Scene) -> bool:
    """Whether the last thing that the ledger says of any run is that it failed."""
    lines = scene.ledger.read().lines
    return bool(lines) and lines[-1].entry.event is Event.FAILED


def _alarm(scene: Scene) -> None:
    if scene.wanted.dry_run:
        return
    basics, changes = scene.basics, scene.changes
    outcome = Outcome(Watch.RUN, changes.exit_code, changes.problems, lines=tuple(changes.sentences))
    mailer = mailer_of(basics.smtp, basics.notify, os.environ) if basics else None
    changes.notes += tell(scene.state, outcome, mailer, scene.clock.at)
