"""The pages that no release may lack: home, statutory pages and leaflets, and what happens when one has a mistake."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterable
from pathlib import Path

from board_reports.release.basics import Basics
from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.release.state import State
from board_reports.reports.folder import told_path
from board_reports.site.addresses import address_of

STATUTORY = ("index.md", "about.md", "after-12-weeks.md", "accessibility.md", "privacy.md")
_ASSET = re.compile(r"""(?:href|src)=["']?([^"'\s>]+\.(?:css|js))["'\s>]""")


def required_pages(basics: Basics) -> dict[str, str]:
    """The pages that a release must have because their sources are there, in every language.

    The path of each in the release, with its source relative to the configuration file's folder.
    """
    found = {}
    for side in basics.sides:
        leaflets = sorted((side.docs_dir / "leaflets").glob("*.md"))
        finished = [f"leaflets/{path.name}" for path in leaflets if not path.name.startswith(("_", "."))]
        for uri in (*STATUTORY, *finished):
            if (side.docs_dir / uri).is_file():
                found[side.place + path_of(uri)] = told_path(side.docs_dir / uri, basics.root)
    return found


def path_of(uri: str) -> str:
    """Where the page of a source lies in a release: `about.md` → `about/index.html`."""
    return f"{address_of(uri)}index.html"


def carried_over(
    state: State, before: Manifest | None, manifest: Manifest, tree: Path, pages: Iterable[str]
) -> list[ReleasedFile]:
    """The required `pages` (paths) that the new tree lacks because of a mistake, taken from the release before it.

    A mistake in a leaflet must neither take the leaflet away nor keep a report from opening. Only a page whose style
    sheets and scripts are in the new tree is taken, a leaflet with its files to print. The tree is changed.
    """
    carried: list[ReleasedFile] = []
    if before is None:
        return carried
    known = {one.path for one in manifest.files}
    there = {one.path for one in manifest.files if one.kind is not Kind.MADE}  # a home page made for want of one goes
    old = {one.path: one for one in before.of_kind(Kind.PERMANENT)}
    for path in pages:
        one = old.get(path)
        if one is None or path in there:
            continue
        source, target = state.tree(before.id) / one.path, tree / one.path
        if not source.is_file() or not _has_assets(source.read_text("utf-8", "replace"), target.parent, tree):
            continue
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target)
        carried.append(one)
        for file in _prints_of(path, before):
            if file.path not in known and (state.tree(before.id) / file.path).is_file():
                shutil.copyfile(state.tree(before.id) / file.path, tree / file.path)
                carried.append(file)
    return carried


def _prints_of(path: str, before: Manifest) -> list[ReleasedFile]:
    """The files to print that a leaflet's page links to: they lie beside its folder, and go where it goes."""
    beside = path.removesuffix("/index.html")
    paths = {f"{beside}.pdf", f"{beside}-large-print.pdf"} if "leaflets/" in path else set()
    return [one for one in before.of_kind(Kind.MADE) if one.path in paths]


def _has_assets(html: str, folder: Path, tree: Path) -> bool:
    for link in _ASSET.findall(html):
        path = (folder / link).resolve()
        if "://" not in link and not (path.is_relative_to(tree.resolve()) and path.is_file()):
            return False
    return True
