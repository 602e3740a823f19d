"""Where a run and a command that takes a report down reach the targets."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from board_reports.release.basics import Basics
from board_reports.release.plan import Plan
from board_reports.release.state import State
from board_reports.release.targets.address import Address, address_of, refusals
from board_reports.release.targets.every import Targets
from board_reports.release.wanted import Wanted, unheard

if TYPE_CHECKING:
    from board_reports.release.scene import Scene


def read_targets(texts: Collection[str], root: Path) -> tuple[str, ...]:
    """Targets as a user writes them, as they are remembered; raises ValueError with a sentence for each mistake.

    A folder is relative to `root` (absolute).
    """
    return tuple(dict.fromkeys(address_of(text, root).text for text in texts))


def overlapping(texts: Collection[str], folders: dict[str, Path | None]) -> list[str]:
    """A sentence for each target that lies in another one, or in a folder of the site, by what a user calls it."""
    addresses: list[Address] = [address_of(text) for text in texts]
    return refusals(addresses, {name: folder for name, folder in folders.items() if folder})


def folders_of(basics: Basics) -> dict[str, Path | None]:
    """The folders of a site that no target may touch."""
    return {
        "reports_dir": basics.reports_dir,
        "docs_dir": basics.docs_dir,
        "state_dir": basics.state_dir,
        "theme.custom_dir": basics.custom_dir,
        "site_dir": basics.site_dir,
        "the docs_dir of the other language": basics.twin.docs_dir if basics.twin else None,
    }


def targets_of(wanted: Wanted, state: State, basics: Basics | None, at: datetime) -> Targets | None:
    """The targets of a run at an instant; None where there never was a configuration."""
    if basics is None:
        return None
    named = tuple(dict.fromkeys(text for text in (*basics.publish_to, *wanted.to) if text not in wanted.drop))
    return Targets(state, basics.site_url, named, at, wanted.say)


def remove_there(scene: Scene, gone: Collection[str] = ()) -> None:
    """In the step of a run that removes: take `gone` (slugs) off by name where nothing smaller could be made here.

    What fails now is tried again at the end of the run, and told there.
    """
    if scene.targets is None or scene.wanted.dry_run:
        return
    if gone:
        scene.targets.strip(gone)
    else:
        scene.targets.bring()


def bring_there(scene: Scene, plan: Plan) -> None:
    """At the end of a run: bring every target to what is public here, or in a dry run say what would be done."""
    targets, changes, wanted = scene.targets, scene.changes, scene.wanted
    if targets is None:
        return
    if wanted.dry_run:
        public = [one.slug for one in scene.before.reports if one.slug not in plan.going] if scene.before else []
        slugs = public if plan.standings is None else list(plan.wanted)
        failed = targets.would(slugs, changing=changes.changed or changes.rung is not None)
    else:
        failed = targets.drop(wanted.drop)
        if scene.before is not None:
            failed += targets.bring()
    for sentence in failed:
        changes.fail(f"The target {sentence}")
    changes.targets = [record.as_json() for record in targets.told.values()]


def take_down_there(state: State, basics: Basics | None, slug: str, at: datetime) -> list[str]:
    """After a command has taken a report down here: off every target at once, and then their lists; what failed."""
    if basics is None:
        return []
    targets = Targets(state, basics.site_url, basics.publish_to, at, unheard)
    failed = targets.strip([slug])
    return list(dict.fromkeys([*failed, *targets.bring()]))
