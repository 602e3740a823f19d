"""What the shelf keeps of a report whose window is over: marks, a stamp and dates, and nothing that it is called."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from datetime import datetime as moment
from functools import lru_cache
from pathlib import Path
from stat import S_ISREG
from typing import NamedTuple

from board_reports.reports.digests import stamp_of
from board_reports.reports.folder import Source, is_ignored
from board_reports.reports.report import Ended, Report


class EndedRecord(NamedTuple):
    """One report that is over.

    `stamp` is that of its folder and English file, empty where it tells nothing for sure; `closes` and `withdrawn` are
    ISO 8601. `claim` is the mark of its slug, `data` that of its English file's bytes. `deep` says that folders in its
    folder have to be looked through to know whether it can be read.
    """

    stamp: str
    closes: str
    withdrawn: str | None
    claim: str
    data: str
    example: bool
    deep: bool = False

    @property
    def ended(self) -> Ended:
        """The same as the register takes it."""
        withdrawn = date.fromisoformat(self.withdrawn) if self.withdrawn else None
        return Ended(_instant(self.closes), withdrawn, self.claim, self.example)


class Look(NamedTuple):
    """What one look at an entry of the folder of reports tells: its stamp, and the looks at files that it is made of.

    Without a stamp it is no report that can be passed over.
    """

    stamp: str = ""
    stats: tuple[os.stat_result, ...] = ()


@lru_cache(maxsize=4096)  # many close together
def _instant(text: str) -> moment:
    return moment.fromisoformat(text)


def look_at(entry: os.DirEntry[str], *, home: bool) -> Look:
    """Look at a file, or at a folder and the English file in it."""
    try:
        own = entry.stat(follow_symlinks=False)
        english = os.lstat(f"{entry.path}/index.md") if home else own
    except OSError:
        return Look()
    if not S_ISREG(english.st_mode):
        return Look()
    return Look(f"{stamp_of(own)} {stamp_of(english)}", (own, english)) if home else Look(stamp_of(own), (own,))


def is_still(entry: os.DirEntry[str], stamp: str, *, home: bool) -> bool:
    """Whether an entry has the stamp of one that can be passed over: what `look_at` finds, for ten thousand of them."""
    try:
        own = entry.stat(follow_symlinks=False)
        found = stamp_of(own)
        if home and stamp.startswith(found):
            own = os.lstat(f"{entry.path}/index.md")
            found = f"{found} {stamp_of(own)}"
    except OSError:
        return False
    return found == stamp and S_ISREG(own.st_mode)


def record_of(report: Report, stamp: str, data: str, mark: Callable[[str], str]) -> EndedRecord | None:
    """The record of a report that is over, whose English file's bytes have the mark `data`; None of an invalid one."""
    window, fields = report.window, report.fields
    if window is None or fields is None or not report.slug:
        return None
    withdrawn = fields.withdrawn_date.isoformat() if fields.withdrawn_date else None
    record = EndedRecord("", window.closes.isoformat(), withdrawn, mark(report.slug), data, bool(fields.example))
    return looked_at_again(record, stamp, report.files)


def looked_at_again(record: EndedRecord, stamp: str, files: Source) -> EndedRecord:
    """The record of a report whose English file has the bytes of before, as it lies there now."""
    return record._replace(stamp=stamp, deep=files.home is not None and _has_folders(files.home))


def _has_folders(home: Path) -> bool:
    try:
        with os.scandir(home) as entries:
            return any(entry.is_dir(follow_symlinks=False) and not is_ignored(entry.name) for entry in entries)
    except OSError:
        return True
