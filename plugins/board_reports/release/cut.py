"""A release cut down: the same tree without some reports, made by its manifest, with no MkDocs and no theme.

This is the code of the rung `pruned`, and of every removal that must not wait.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from functools import partial
from hashlib import sha256
from pathlib import Path

from board_reports.release.manifest import Kind, Listing, Manifest, ReleasedFile
from board_reports.site.cutting import CannotCut, cut_feed, cut_listing, cut_search, cut_sitemap
from board_reports.site.sitemap import zipped

RUNG = "pruned"


def cut(tree: Path, manifest: Manifest, gone: Collection[str], target: Path, *, release: str, at: datetime) -> Manifest:
    """Make at `target` the tree of `manifest` without the reports in `gone` (slugs), and return its manifest.

    Files that stay as they are become links to the same bytes. `at` is the instant of the removal, in the Board's
    zone. Raises OSError or CannotCut; what stands at `target` is then worthless.
    """
    reports = tuple(one for one in manifest.reports if one.slug not in gone)
    files: list[ReleasedFile] = []
    folders: set[Path] = set()
    made = rewritten(tree, manifest, gone, at)
    for one in manifest.files:
        if one.report in gone and one.report is not None:
            continue
        path = target / one.path
        if path.parent not in folders:
            path.parent.mkdir(parents=True, exist_ok=True)
            folders.add(path.parent)
        if (data := made.get(one.path)) is not None:
            path.write_bytes(data)
            digest = None if one.kind is Kind.STATUS else sha256(data).hexdigest()
            files.append(replace(one, sha256=digest))
        else:
            _link(tree / one.path, path)
            files.append(one)
    goes = [one.goes for one in reports if one.goes > at]
    return replace(
        manifest,
        id=release,
        at=at,
        rung=RUNG,
        inputs=None,
        next_change=min(goes, default=None),
        reports=reports,
        files=tuple(files),
    )


def rewritten(tree: Path, manifest: Manifest, gone: Collection[str], at: datetime) -> dict[str, bytes]:
    """The files that tell of several reports, by path, as they are without those in `gone`."""
    return {path: make() for path, make in rewriting(tree, manifest, gone, at).items()}


def rewriting(tree: Path, manifest: Manifest, gone: Collection[str], at: datetime) -> dict[str, Callable[[], bytes]]:
    """What makes each file that `rewritten` gives; it raises OSError or CannotCut."""
    made: dict[str, Callable[[], bytes]] = {}
    paths = {one.path for one in manifest.files}
    for listing in manifest.listings:
        root = listing.root
        for name in (f"{root}reports/index.html", f"{root}reports/feed.xml", f"{root}search/search_index.json"):
            if name in paths:
                made[name] = partial(_cut_one, tree / name, listing, gone, at)
    for name in ("sitemap.xml", "cy/sitemap.xml"):
        if name in paths:
            made[name] = partial(_cut_map, tree / name, gone)
            made[f"{name}.gz"] = partial(_zipped_map, tree / name, gone)
    left = sum(one.slug not in gone for one in manifest.reports)
    goes = min((one.goes for one in manifest.reports if one.slug not in gone and one.goes > at), default=None)
    made["status.json"] = partial(_status, tree / "status.json", left, goes, at)
    return made


def _cut_map(path: Path, gone: Collection[str]) -> bytes:
    return cut_sitemap(path.read_bytes(), gone)


def _zipped_map(path: Path, gone: Collection[str]) -> bytes:
    return zipped(_cut_map(path, gone))


def _cut_one(path: Path, listing: Listing, gone: Collection[str], at: datetime) -> bytes:
    data = path.read_bytes()
    if path.suffix == ".xml":
        return cut_feed(data, gone, at)
    if path.suffix == ".json":
        return cut_search(data, gone)
    pieces = {"empty": listing.empty, "one": listing.one, "other": listing.other}
    return cut_listing(data.decode("utf-8"), gone, **pieces).encode()


def _status(path: Path, live: int, next_change: datetime | None, at: datetime) -> bytes:
    try:
        status = json.loads(path.read_bytes())
        change = next_change.astimezone(at.tzinfo).isoformat() if next_change else None
        status |= {"built_at": at.isoformat(), "checked_at": at.isoformat(), "next_change_at": change}
        status |= {"live_count": live}
    except (ValueError, TypeError):
        raise CannotCut("status.json") from None
    return json.dumps(status, indent=2).encode() + b"\n"


def _link(source: Path, target: Path) -> None:
    try:
        os.link(source, target)
    except OSError:  # another disk, or one that knows no links
        shutil.copyfile(source, target)
