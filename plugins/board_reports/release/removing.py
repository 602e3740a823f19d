"""The step of a run that removes what has to go at once, before anything that could fail or take its time."""

from __future__ import annotations

from board_reports.release.audit.gatekeeper import excused_by
from board_reports.release.cut import RUNG
from board_reports.release.kept import forget_all_but
from board_reports.release.plan import Plan
from board_reports.release.record.recording import record
from board_reports.release.removal import reason, swap_in_cut
from board_reports.release.scene import Scene
from board_reports.release.targets.hooks import remove_there
from board_reports.release.unrecorded import strip_all_but
from board_reports.site.cutting import CannotCut


def remove(scene: Scene, plan: Plan) -> None:
    """Note what has to go by `plan`, and take it off the site now, by the code of the rung `pruned`."""
    if not plan.going or scene.before is None:
        return
    for slug, going in plan.going.items():
        if released := scene.before.report(slug):
            scene.goes(released, going)
    if scene.wanted.dry_run:
        return
    if scene.changes.rung != RUNG:  # a run that finds more to go says it once
        scene.wanted.say("Taking off what has to go ...")
    scene.changes.rung = RUNG
    before = scene.before
    live = [one.report for one in plan.wanted.values()]
    try:
        with scene.state.swap_lock():
            manifest, told = swap_in_cut(
                scene.state, set(plan.going), scene.local, excused_by(live, scene.basics, before)
            )
            scene.before = manifest
            record_now(scene)
    except (OSError, CannotCut) as error:
        scene.changes.fail(f"What has to go could not be taken off the site: {reason(error)}")
        remove_there(scene, set(plan.going))
        return
    for sentence in told:
        scene.changes.fail(sentence)
    scene.changes.release = scene.before.id
    remove_there(scene)


def strip_unrecorded(scene: Scene, plan: Plan) -> None:
    """Where what is public has no record, take out of it by name all that the plan does not want.

    A full build puts a release with a record in its place, where one can be made; until then this is what keeps a
    report from staying up because its record is lost.
    """
    if scene.before is not None or scene.wanted.dry_run or scene.state.public_tree() is None:
        return
    wanted = plan.wanted if plan.standings is not None else {}
    try:
        with scene.state.swap_lock():
            gone = strip_all_but(scene.state, wanted, scene.local)
    except OSError as error:
        scene.changes.fail(f"What has to go could not be taken off the site: {reason(error)}")
        return
    if gone:
        remove_there(scene, gone)
        scene.changes.changed = True
        count = f"{len(gone)} report{'' if len(gone) == 1 else 's'}"
        scene.changes.notes.append(f"There was no record of the current release: {count} went from it by name.")


def forget(scene: Scene) -> None:
    """Delete what builds keep of reports that are not public now: no finished page of theirs stays on this machine."""
    if scene.wanted.dry_run:
        return
    public = {one.slug for one in scene.before.reports} if scene.before else set()
    if not forget_all_but(scene.state, public, scene.clock.at):
        scene.changes.fail("state_dir/cache holds pages that are no longer public and could not be deleted. Delete it.")


def record_now(scene: Scene) -> None:
    """Write down what is public now."""
    assert scene.before is not None
    told = record(
        scene.state,
        scene.ledger,
        scene.before,
        scene.clock.at,
        event_of=scene.event_of,
        keep=scene.basics.keep_releases if scene.basics else 0,
        doubted=scene.clock.doubted,
    )
    scene.recorded = True
    scene.changes.notes += told.notes
    for sentence in told.failed:
        scene.changes.fail(sentence)


def catch_up(scene: Scene) -> None:
    """Write down what is public where this run has not done so yet: an earlier one may have been killed before it."""
    if scene.recorded or scene.wanted.dry_run:
        return
    try:
        with scene.state.swap_lock():
            if current := scene.state.current():
                scene.before = current
                record_now(scene)
    except OSError as error:
        scene.changes.fail(f"What is public could not be written down: {reason(error)}")
