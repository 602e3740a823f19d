"""Accounting for a release: every file and folder of the tree is what its manifest says, and nothing else is there."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from board_reports.release.manifest import Kind, Manifest

REQUIRED = (
    "index.html",
    "reports/index.html",
    "404.html",
    "410.html",
    "reports/feed.xml",
    "sitemap.xml",
    "sitemap.xml.gz",
    "status.json",
)
"""What every release has."""

ROOTS = ("", "cy/")
"""Where the languages are in a tree."""

_BESIDE_REPORTS = frozenset({"index.html", "feed.xml"})


@dataclass
class Tree:
    """What is in a tree: POSIX paths of files, with their sizes, and of folders; and what has no place there."""

    files: dict[str, int] = field(default_factory=dict)
    folders: dict[str, int] = field(default_factory=dict)  # with the number of things in each
    faults: list[str] = field(default_factory=list)

    @property
    def names(self) -> Iterator[str]:
        """The paths of all files and folders."""
        yield from self.files
        yield from self.folders


def walked(tree: Path) -> Tree:
    """All that a tree holds, dot-files included; no link is followed."""
    found = Tree()
    waiting = [("", str(tree))]
    while waiting:
        inside, folder = waiting.pop()
        try:
            with os.scandir(folder) as entries:
                here = sorted(entries, key=lambda entry: entry.name)
        except OSError as error:
            found.faults.append(f"{told(inside) or 'The release'}: the folder cannot be read ({error.strerror}).")
            continue
        if inside:
            found.folders[inside[:-1]] = len(here)
        for entry in here:
            path = inside + entry.name
            if entry.is_symlink():
                found.faults.append(f"{told(path)}: a symbolic link has no place in a release.")
                found.files[path] = 0
            elif entry.is_dir(follow_symlinks=False):
                waiting.append((path + "/", entry.path))
            else:
                info = entry.stat(follow_symlinks=False)
                if not stat.S_ISREG(info.st_mode):
                    found.faults.append(f"{told(path)}: it is no ordinary file.")
                found.files[path] = info.st_size
    return found


def unaccounted(found: Tree, manifest: Manifest) -> Iterator[str]:
    """Sentences on files that are there without an entry in the manifest, or in it and not there, and on folders."""
    known = {one.path for one in manifest.files}
    if len(known) != len(manifest.files):
        yield "The manifest names a file twice."
    yield from (f"{told(path)}: the manifest does not know this file." for path in sorted(found.files.keys() - known))
    yield from (f"{told(path)}: the file is missing." for path in sorted(known - found.files.keys()))
    yield from (f"{told(path)}: the folder is empty." for path, count in sorted(found.folders.items()) if not count)
    slugs = {one.slug for one in manifest.reports}
    for root in ROOTS:
        prefix = f"{root}reports/"
        for path in found.folders:
            name = path.removeprefix(prefix)
            if path.startswith(prefix) and "/" not in name and name not in slugs:
                yield f"{told(path)}: the folder belongs to no report of this release."
        for path in found.files:
            name = path.removeprefix(prefix)
            if path.startswith(prefix) and "/" not in name and name not in _BESIDE_REPORTS:
                yield f"{told(path)}: the file has no place beside the reports."


def misplaced(manifest: Manifest, live: frozenset[str]) -> Iterator[str]:
    """Sentences on reports that may not be public, and on files that belong to none of the manifest's reports."""
    slugs = {one.slug for one in manifest.reports}
    yield from (f"{one.source}: the report must not be public now." for one in manifest.reports if one.slug not in live)
    for file in manifest.files:
        below = any(file.path.startswith(f"{root}reports/{file.report}/") for root in ROOTS)
        if file.report is None and file.kind in (Kind.REPORT, Kind.FILE):
            yield f"{told(file.path)}: the manifest does not say which report it belongs to."
        elif file.report is not None and file.report not in slugs:
            yield f"{told(file.path)}: it belongs to a report that is not in this release."
        elif file.report is not None and not below:
            yield f"{told(file.path)}: it is not where the files of its report are."


def lacking(found: Tree, manifest: Manifest, more: Iterable[str]) -> Iterator[str]:
    """Sentences on required files that are not there, or empty: those of every release, `more`, each report's page."""
    wanted = [*REQUIRED, *more]
    for root in [one.root for one in manifest.listings] or [""]:
        wanted += [f"{root}index.html", f"{root}reports/index.html"]
        wanted += [f"{root}reports/{one.slug}/index.html" for one in manifest.reports]
    for path in dict.fromkeys(wanted):
        if path not in found.files:
            yield f"{told(path)}: the page is required, and is not there."
        elif not found.files[path]:
            yield f"{told(path)}: the page is empty."


def too_few_permanent(manifest: Manifest, before: Manifest | None, least: int | None, told_missing: int) -> str | None:
    """A sentence when there are fewer permanent pages than `least`, or, where that is None, than before.

    `told_missing` pages that were kept back, and told, count as there.
    """
    count = len(manifest.of_kind(Kind.PERMANENT)) + told_missing
    wanted = least if least is not None else len(before.of_kind(Kind.PERMANENT)) if before else 0
    if count >= wanted:
        return None
    there = "There is 1 permanent page" if count == 1 else f"There are {count} permanent pages"
    return (
        f"{there}, and at least {wanted} {'is' if wanted == 1 else 'are'} wanted. Bring the missing ones back, or, if "
        f"this is meant, write permanent_pages_min: {count} under board-reports in mkdocs.yml."
    )


def told(path: str) -> str:
    """A path of the tree as it may be printed."""
    return "".join(character if character.isprintable() else "�" for character in path)
