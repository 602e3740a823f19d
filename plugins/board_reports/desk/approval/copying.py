"""Copying the texts, parts and files of a report into another folder, onto the disk."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from pathlib import Path

from board_reports.desk.approval.moving import copy_file, make_folder, sync_below
from board_reports.desk.approval.refused import CannotApprove
from board_reports.reports.folder import CannotRead, told_path
from board_reports.reports.report import Report


def copy_report(report: Report, folder: Path, others: Iterable[str] | None = None) -> None:
    """Copy a report into a new folder that looks like its own: texts, twins, parts, and files beside them.

    `others` names the files to copy, below the report's folder; without it all are. Raises CannotApprove for what
    cannot be read, and OSError; then no such folder is left.
    """
    files = report.files
    named = {"index.md": files.english, **({"index.cy.md": files.welsh} if files.welsh else {}), **files.parts}
    named |= {name: files.others[name] for name in (files.others if others is None else others)}
    model = files.home or files.english.parent
    try:
        make_folder(folder, model)
        for name, path in named.items():
            _make_folders(folder, name, model)
            try:
                copy_file(path, folder / name)
            except CannotRead as error:
                where = told_path(path, report.settings.root)
                raise CannotApprove(f"{where} cannot be copied. {error.message} {error.fix}") from None
        sync_below(folder)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def same_files(one: Report, other: Report) -> bool:
    """Whether both publish the same, and every further file of the first lies in the second with the same bytes."""
    if one.content.seal is None or one.content.seal != other.content.seal:
        return False
    try:
        return all(
            name in other.files.others and path.read_bytes() == other.files.others[name].read_bytes()
            for name, path in one.files.others.items()
        )
    except OSError:
        return False


def _make_folders(folder: Path, name: str, model: Path) -> None:
    place = folder
    for piece in name.split("/")[:-1]:
        place = place / piece
        if not place.is_dir():
            make_folder(place, model)
