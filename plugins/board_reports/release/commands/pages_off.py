"""Taking a report's pages and files out of the current release at once: little is loaded for it, and nothing read."""

from __future__ import annotations

import shutil
from collections.abc import Collection
from pathlib import Path

from board_reports.release.state import State

ROOTS = ("", "cy/")


def off_the_tree(state: State, slugs: Collection[str]) -> None:
    """Take the pages and files of reports out of the current release, each report by one rename a language.

    From then on they answer 410. Listing, feed and search still name them until a smaller release is swapped in.
    """
    tree = state.public_tree()
    if tree is None:
        return
    for slug in slugs:
        for number, root in enumerate(ROOTS):
            folder = tree / f"{root}reports" / slug
            if folder.is_dir():
                state.work.mkdir(parents=True, exist_ok=True)
                away = _away(state, slug, number)
                shutil.rmtree(away, ignore_errors=True)
                folder.rename(away)


def on_the_tree(state: State) -> set[str]:
    """The slugs that have pages or files in what is public, whatever is known of it."""
    tree = state.public_tree()
    if tree is None:
        return set()
    folders = [tree / f"{root}reports" for root in ROOTS]
    return {path.name for folder in folders if folder.is_dir() for path in folder.iterdir() if path.is_dir()}


def throw_away(state: State, slug: str) -> None:
    """Delete what `off_the_tree` took away of a report."""
    for number, _ in enumerate(ROOTS):
        shutil.rmtree(_away(state, slug, number), ignore_errors=True)


def _away(state: State, slug: str, number: int) -> Path:
    return state.work / f"gone-{slug}-{number}"
