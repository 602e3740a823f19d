"""Drafts: folders that begin with `_`, read as the reports that they are going to be."""

from __future__ import annotations

import os
import re
from dataclasses import replace
from pathlib import Path

from board_reports.reports.folder import CannotRead, Source, scan_home
from board_reports.reports.report import Report, read_report
from board_reports.reports.settings import Settings
from board_reports.reports.slug import slug_of

CORRECTION = "_correction"
"""The folder, inside that of a report, in which a correction to it is prepared."""

_DRAFT = re.compile(r"_(?!correction$)[^/\0]+", re.DOTALL)
_CORRECTION_OF = re.compile(r"(?P<name>(?![._]|~\$)[^/\0]+)/_correction", re.DOTALL)


def draft_names(reports_dir: Path) -> tuple[str, ...]:
    """The names of the drafts in a folder of reports, sorted: `_NAME`, and `NAME/_correction` for a correction.

    Raises CannotRead when the folder cannot be read.
    """
    try:
        with os.scandir(reports_dir) as entries:
            folders = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    except OSError as error:
        raise CannotRead(
            f"The folder of reports cannot be read ({error.strerror}).", "Create it, or correct reports_dir."
        ) from None
    found = [name for name in folders if is_draft_name(name)]
    for name in folders:
        inside = f"{name}/{CORRECTION}"
        path = reports_dir / inside
        if is_draft_name(inside) and path.is_dir() and not path.is_symlink():
            found.append(inside)
    return tuple(sorted(found))


def is_draft_name(name: str) -> bool:
    """Whether a name is that of a draft below the folder of reports: nothing else leads out of that folder."""
    return bool(_DRAFT.fullmatch(name) or _CORRECTION_OF.fullmatch(name))


def read_draft(reports_dir: Path, settings: Settings, name: str) -> Report:
    """Read the draft of a name as `draft_names` gives it. What is wrong with it is among its problems.

    A correction has its texts, twins and parts in its own folder. Files beside them, such as a PDF or a picture, are
    those of its own folder, and where it has none of that name those of the report.

    Raises ValueError when the name is not that of a draft.
    """
    if not is_draft_name(name):
        raise ValueError("A draft is called _NAME, or NAME/_correction.")
    home = reports_dir / name
    if home.is_symlink() or (home.parent.is_symlink() and home.parent != reports_dir):
        broken = CannotRead("It is a symbolic link.", "Put the folder itself there.")
        return read_report(Source(home.name, home, broken=broken), settings)
    source = scan_home(home)
    if _CORRECTION_OF.fullmatch(name) and not source.broken:
        source = replace(source, others={**scan_home(home.parent).others, **source.others})
    return read_report(source, settings)


def drafts_of(reports_dir: Path, settings: Settings, reference: str) -> tuple[Report, ...]:
    """The drafts of the report that a reference in any spelling, or a slug, names.

    A draft whose reference cannot be read goes by the name of its folder. Raises CannotRead as `draft_names` does.
    """
    slug = slug_of(reference)
    found = []
    for name in draft_names(reports_dir) if slug else ():
        report = read_draft(reports_dir, settings, name)
        if (report.slug or slug_of(name.removesuffix(f"/{CORRECTION}"))) == slug:
            found.append(report)
    return tuple(found)
