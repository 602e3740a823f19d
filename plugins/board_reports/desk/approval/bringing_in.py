"""Letting a sealed correction take the place of what is public, whole and in one step; what it replaces is kept."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable

from board_reports.desk.approval.copying import copy_report
from board_reports.desk.approval.mending import away, coming, put_aside
from board_reports.desk.approval.moving import exchange, rename_new
from board_reports.desk.approval.refused import CannotApprove
from board_reports.desk.approval.targets import read_at
from board_reports.release.state import sync_folder
from board_reports.reports.report import Report
from board_reports.reports.resealing import prepare
from board_reports.reports.rewriting import CannotRewrite


def bring_in(report: Report, correction: Report, seal: str, kept: Iterable[str]) -> list[str]:
    """Put a sealed correction in the place of the report, in one step; returns sentences to tell.

    The corrected folder is made whole beside the present one, read once more, and must have the seal; then the two
    change places. `kept` are the keys that are taken over should somebody have written them into the report just
    before: a hold must not be lost. Raises CannotApprove, and then nothing has changed, or OSError; `mend` finishes
    what was cut short.
    """
    home, settings = report.files.home, report.settings
    assert home is not None
    new = coming(home)
    if os.path.lexists(new):
        shutil.rmtree(new)
    own = correction.files.home
    beside = {name for name, path in correction.files.others.items() if own and path.is_relative_to(own)}
    copy_report(correction, new, sorted(beside | {file.name for file in correction.content.files}))
    copied = read_at(new, settings, home.name)
    if copied.sealed is not True or copied.content.seal != seal:
        shutil.rmtree(new)
        raise CannotApprove("It was changed while it was approved, so its seal does not match. Approve it again.")
    old = new
    if not exchange(home, new):  # a disk that cannot: no run looks meanwhile, for its lock is held
        old = away(home)
        rename_new(home, old)
        rename_new(new, home)
    sync_folder(home.parent)
    before, after = read_at(old, settings), read_at(home, settings)
    late = {key: before.front.values.get(key) for key in kept}
    late = {key: value for key, value in late.items() if value != after.front.values.get(key)}
    told = []
    if late:
        try:
            prepare(after, late).write()
        except CannotRewrite as error:
            told += [str(problem) for problem in error.told(after.source)]
    return told + put_aside(old, home, settings)
