"""Making a release: up the ladder, then the last look at what was taken down meanwhile, then the swap."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from hashlib import sha256

from board_reports.release.audit.cut_tree import audit_cut
from board_reports.release.audit.gatekeeper import Gatekeeper, excused_by
from board_reports.release.audit.passed import Passed
from board_reports.release.building.ladder import STATUTORY_ONLY, WITHOUT_BAD, Built, Ladder, with_status
from board_reports.release.changes import Change
from board_reports.release.cut import RUNG as PRUNED
from board_reports.release.cut import cut
from board_reports.release.inputs import fingerprint, site_digest
from board_reports.release.manifest import Manifest
from board_reports.release.plan import Plan, left_out_of
from board_reports.release.removal import reason
from board_reports.release.removing import record_now
from board_reports.release.scene import Scene, now_ns
from board_reports.release.state import write_atomically
from board_reports.release.swap import CannotSwap, new_id, publish
from board_reports.reports.digests import Digests
from board_reports.reports.register import Register
from board_reports.site.cutting import CannotCut

MOST_COMPLAINTS = 8


def make_release(scene: Scene, plan: Plan, register: Register) -> None:
    """Make the best release that can be had, and swap it in; whatever fails is in the change list."""
    scene.changes.changed = True
    try:
        gatekeeper = Gatekeeper.of(scene, plan, register)
        ladder = Ladder(
            scene.state,
            scene.sure,
            scene.clock,
            scene.before,
            frozenset(report.source for report in gatekeeper.live),
            gatekeeper.judge,
            scene.wanted.say,
            scene.wanted.progress,
            scene.wanted.cache,
            scene.wanted.dry_run,
        )
        scene.state.work.mkdir(parents=True, exist_ok=True)
        release = new_id(scene.state, scene.clock.at)
        built = ladder.climb(release)
        if built is None or built.manifest.rung == WITHOUT_BAD:
            _complain(scene, "The site could not be built whole.", ladder.complaints)
        if built is None and _nothing_to_stay_with(scene):
            ladder.complaints.clear()
            scene.changes.rung = STATUTORY_ONLY
            built = ladder.statutory_only(release)
            if built is None:
                _complain(scene, "Not even the statutory pages could be made.", ladder.complaints)
        if built is not None:
            _swap_in(scene, built, plan, register, gatekeeper.record)
        elif scene.changes.rung is None:
            scene.changes.rung = scene.before.rung if scene.before and scene.before.rung == STATUTORY_ONLY else PRUNED
    except (OSError, CannotCut, CannotSwap) as error:
        scene.changes.rung = scene.changes.rung or PRUNED
        scene.changes.fail(f"The new release could not be made public: {reason(error)}")


def _nothing_to_stay_with(scene: Scene) -> bool:
    """Whether there is no release to stay with: none at all, or one that still holds what has to go."""
    return scene.before is None or any(scene.before.report(slug) for slug in scene.events)


def _complain(scene: Scene, sentence: str, complaints: Iterable[str]) -> None:
    scene.changes.fail(sentence)
    fresh = [one for one in complaints if one not in scene.changes.sentences]
    scene.changes.sentences += fresh[:MOST_COMPLAINTS]
    if len(fresh) > MOST_COMPLAINTS:
        scene.changes.sentences.append(f"And {len(fresh) - MOST_COMPLAINTS} more of the kind.")


def _swap_in(scene: Scene, built: Built, plan: Plan, register: Register, passed: Passed | None) -> None:
    state, tree = scene.state, built.tree
    digest_of = scene.digest_of
    reports = tuple(replace(one, source_digest=digest_of.get(one.source, "")) for one in built.manifest.reports)
    manifest = replace(built.manifest, inputs=site_digest(scene.sure, scene.digests), reports=reports)
    scene.changes.rung = manifest.rung
    scene.changes.tell(built.problems)
    with_status(tree, manifest, left_out_count=len(left_out_of(plan)) + len(built.problems))
    if scene.wanted.dry_run:
        _opened(scene, manifest)
        return
    with state.swap_lock():
        scene.before = state.current()
        manifest = replace(manifest, id=new_id(state, scene.clock.at))  # a command may have made a release meanwhile
        again = _as_it_is_now(scene, manifest, register)
        if again is not None and again.going:
            scene.wanted.say("Something was taken down meanwhile: taking it out of the new release ...")
            for slug, going in again.going.items():
                if released := manifest.report(slug):
                    scene.goes(released, going)
            whole, smaller = manifest, state.work / f"{manifest.id}.smaller"
            manifest = cut(tree, whole, set(again.going), smaller, release=manifest.id, at=scene.local)
            manifest = replace(manifest, rung=whole.rung, next_change=whole.next_change)
            tree = smaller
            live = [one.report for one in again.wanted.values()]
            if faults := audit_cut(tree, manifest, whole, excused=excused_by(live, scene.basics, whole)):
                raise CannotCut(" ".join(faults))
        if passed is not None and scene.digest_of == digest_of:  # it looked for what stands in the files now
            data = passed.to_bytes()
            write_atomically(state.passed, data, mode=0o600)
            manifest = replace(manifest, audit=sha256(data).hexdigest())
        publish(state, tree, manifest)
        _opened(scene, manifest)
        scene.changes.release = manifest.id
        scene.before = manifest
        record_now(scene)


def _as_it_is_now(scene: Scene, manifest: Manifest, register: Register) -> Plan | None:
    """The plan against what was built, read again right before the swap; None where no file has changed since."""
    if not scene.fresh and fingerprint(scene.sure, scene.state.orders)[0] == scene.print:
        return None
    again = register.again()
    scene.digest_of = scene.digest_sources(again, Digests(dict(scene.digests.used), now_ns(scene.state)))
    scene.print = ""  # what was built is not what is there now: the next run looks at all of it
    return scene.plan(again, manifest)[0]


def _opened(scene: Scene, manifest: Manifest) -> None:
    for one in manifest.reports:
        if one.slug not in scene.public_at_first:
            why = f"Public until the end of {one.last_day}."
            scene.changes.opened.append(Change(one.reference, one.source, why))
