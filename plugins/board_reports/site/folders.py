"""Which folders of a site may not lie in one another, and what else a configuration may never say."""

from __future__ import annotations

from pathlib import Path


def folder_refusals(
    root: Path, *, docs_dir: Path, reports_dir: Path, state_dir: Path, custom_dir: Path | None
) -> list[str]:
    """A sentence for each way in which the folders of a site get into one another's way. All paths are absolute.

    What docs_dir and custom_dir hold is published, what state_dir holds is written and deleted by the run, and
    reports_dir holds what must not be seen before its day. `root` is the configuration file's folder.
    """
    found = []
    if _overlap(reports_dir, docs_dir):
        found.append("reports_dir and docs_dir overlap: the folder of reports is never a docs folder.")
    if root.resolve().is_relative_to(reports_dir.resolve()):
        found.append("reports_dir holds the configuration file: give the reports a folder of their own.")
    if custom_dir and _overlap(reports_dir, custom_dir):
        found.append("theme.custom_dir and reports_dir overlap: all that custom_dir holds is published.")
    others = (("reports_dir", reports_dir), ("docs_dir", docs_dir), ("theme.custom_dir", custom_dir))
    found.extend(
        f"state_dir and {name} overlap: give what the run makes a folder of its own."
        for name, folder in others
        if folder and _overlap(state_dir, folder)
    )
    return found


def twin_refusals(docs_dir: Path, twin_docs_dir: Path) -> list[str]:
    """A sentence when the docs folders of two languages lie in one another: each would publish the other's texts."""
    if _overlap(docs_dir, twin_docs_dir):
        return ["docs_dir overlaps that of the other language: give each language a folder of its own."]
    return []


def setting_refusals(theme: str | None, *, directory_urls: bool) -> list[str]:
    """A sentence for each setting of MkDocs that the site cannot keep its promises with."""
    found = []
    if theme != "material":
        found.append("The theme must be material: write theme: {name: material, font: false}.")
    if not directory_urls:
        found.append("use_directory_urls must stay true: the addresses of reports are fixed.")
    return found


def _overlap(one: Path, other: Path) -> bool:
    one, other = one.resolve(), other.resolve()
    return one == other or one.is_relative_to(other) or other.is_relative_to(one)
