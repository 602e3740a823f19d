"""Beginning a correction: a copy of the approved text, to change while that text stays public."""

from __future__ import annotations

import os
import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from board_reports.desk.approval.copying import copy_report
from board_reports.desk.approval.locking import alone
from board_reports.desk.approval.mending import as_folder, drop_file, finish_folder, made
from board_reports.desk.approval.moving import exchange, rename_new
from board_reports.desk.approval.refused import CannotApprove
from board_reports.desk.approval.targets import present, read_at
from board_reports.release.basics import Basics
from board_reports.release.state import State, sync_folder
from board_reports.reports.drafts import CORRECTION
from board_reports.reports.folder import told_path
from board_reports.reports.register import Register
from board_reports.reports.report import Report
from board_reports.reports.standing import Standing, judge_at

PUBLIC_OR_HELD = (Standing.LIVE, Standing.HELD)


def start_correction(state: State, basics: Basics, reference: str, *, at: datetime) -> Path:
    """Make `NAME/_correction` with the present text, twin, parts and files; its path.

    A report that is a single file becomes a folder first. Until the correction is approved nothing that is public
    changes. Raises CannotApprove where there is no public report to correct, or a correction already, and OSError.
    """
    report, register = present(basics, reference)
    _judge(report, register, at)
    with alone(state, no_run=report.files.home is None):
        report, register = present(basics, reference)
        _judge(report, register, at)
        home = report.files.home or _into_folder(report)
        source = read_at(home, basics.settings)
        target = home / CORRECTION
        if os.path.lexists(target):
            where = told_path(target, basics.root)
            raise CannotApprove(f"There is a correction already: {where}. Change that, or take it away.")
        if os.path.lexists(made(home)):
            shutil.rmtree(made(home))
        copy_report(source, made(home))
        rename_new(made(home), target)
        sync_folder(home)
    return target


def _judge(report: Report, register: Register, at: datetime) -> None:
    one = judge_at(report, at, register.taken_twice)
    window = report.window
    if one.standing is Standing.SCHEDULED:
        raise CannotApprove(
            f"{report.source} is not public yet: change its text, and approve it again. A correction is for a text "
            "that is public."
        )
    if one.standing not in PUBLIC_OR_HELD or window is None or not window.contains(at):
        raise CannotApprove(
            f"{report.source} is not public ({one.standing}), so there is nothing to correct.", one.problems
        )


def _into_folder(report: Report) -> Path:
    """Let a single file, and its twin, become a folder; at every moment the report is there, and only once.

    The folder takes the file's place in one step, under the file's name: a folder is read whatever it is called.
    """
    file = report.files.english
    folder, home = as_folder(file), file.with_name(file.stem)
    if os.path.lexists(home):
        raise CannotApprove(f"There is {told_path(home, report.settings.root)} already, so the file cannot become it.")
    copy_report(_without_parts(report), folder)
    after = read_at(folder, report.settings, home.name)
    if after.problems or after.content.problems or after.content.seal != report.content.seal:
        problems = after.content.problems
        shutil.rmtree(folder)
        raise CannotApprove(
            "A correction needs a folder, and in one this text would not be the same. Put its links right:", problems
        )
    if exchange(file, folder):
        finish_folder(file)
        folder.unlink()
    else:  # a disk that cannot: no run looks meanwhile, for its lock is held
        rename_new(folder, home)
        drop_file(file)
    sync_folder(home.parent)
    return home


def _without_parts(report: Report) -> Report:
    return replace(report, files=replace(report.files, parts={}, others={}))
