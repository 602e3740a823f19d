"""What is public, but has no record: what must not be is taken out of it by name alone."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection
from datetime import datetime
from pathlib import Path

from board_reports.release.commands.pages_off import ROOTS, off_the_tree, on_the_tree, throw_away
from board_reports.release.state import State, write_atomically
from board_reports.site.cutting import CannotCut, cut_feed, cut_listing, cut_search, cut_sitemap
from board_reports.site.sitemap import zipped


def strip(state: State, gone: Collection[str], at: datetime) -> None:
    """Take reports (slugs) out of the public tree, and out of what tells of them, while the swap lock is held.

    What cannot be cut is deleted: without a record there is nothing to make it from. `at` is in the Board's zone.
    Raises OSError when not even the pages could be taken off.
    """
    off_the_tree(state, gone)
    for slug in gone:
        throw_away(state, slug)
    tree = state.public_tree()
    if tree is None:
        return
    for root in ROOTS:
        _cut(state, tree / f"{root}reports/index.html", gone, lambda data: _listing(data, gone))
        _cut(state, tree / f"{root}reports/feed.xml", gone, lambda data: cut_feed(data, gone, at))
        _cut(state, tree / f"{root}search/search_index.json", gone, lambda data: cut_search(data, gone))
        _cut(state, tree / f"{root}sitemap.xml", gone, lambda data: cut_sitemap(data, gone))
        if (tree / f"{root}sitemap.xml.gz").is_file():
            plain = tree / f"{root}sitemap.xml"
            _replace(state, tree / f"{root}sitemap.xml.gz", zipped(plain.read_bytes()) if plain.is_file() else None)


def strip_all_but(state: State, wanted: Collection[str], at: datetime) -> set[str]:
    """Take out every report but the `wanted` ones (slugs); returns the slugs that went."""
    gone = on_the_tree(state) - set(wanted)
    if gone:
        strip(state, gone, at)
    return gone


def _listing(data: bytes, gone: Collection[str]) -> bytes:
    return cut_listing(data.decode("utf-8"), gone, empty="", one="", other="").encode()


def _cut(state: State, path: Path, gone: Collection[str], cutting: Callable[[bytes], bytes]) -> None:
    if not path.is_file():
        return
    data = path.read_bytes()
    if not any(slug.encode() in data for slug in gone):
        return
    try:
        smaller: bytes | None = cutting(data)
    except (CannotCut, ValueError):
        smaller = None
    _replace(state, path, smaller)


def _replace(state: State, path: Path, data: bytes | None) -> None:
    """Put other bytes in a file's place by a rename, or delete it where there are none or no room for them."""
    waiting = state.folder / ".cut"
    try:
        if data is not None:
            write_atomically(waiting, data)
            os.replace(waiting, path)  # noqa: PTH105 - as write_atomically does
            return
    except OSError:
        pass
    path.unlink(missing_ok=True)
