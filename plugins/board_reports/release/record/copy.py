"""The copy of the ledger: kept the same, and never written over when it holds what the ledger does not."""

from __future__ import annotations

import os
from enum import Enum, auto
from pathlib import Path

from board_reports.release.state import sync_folder, write_atomically

_BLOCK = 1 << 20


class Found(Enum):
    """How the copy stands to the ledger: it is not there, it is a part of it from the beginning, or holds other lines.

    `LONGER` means that all of the ledger is in the copy, and more: the ledger is an older one.
    """

    NONE = auto()
    PART = auto()
    LONGER = auto()
    OTHER = auto()


def place_of(copy: Path) -> Path:
    """The copy's file: where the setting names a folder, a file in it."""
    # os.path answers no where Path raises: a copy that cannot be reached must not stop a run.
    return copy / "ledger.jsonl" if os.path.isdir(copy) else copy  # noqa: PTH112


def compare(ledger: Path, copy: Path) -> Found:
    """Compare the copy with the ledger, byte by byte; raises OSError when either is there and cannot be read."""
    try:
        theirs = copy.open("rb")
    except FileNotFoundError:
        return Found.NONE
    with theirs:
        try:
            ours = ledger.open("rb")
        except FileNotFoundError:
            return Found.LONGER if theirs.read(1) else Found.PART
        with ours:
            while block := theirs.read(_BLOCK):
                mine = ours.read(len(block))
                if block != mine:
                    return Found.LONGER if block.startswith(mine) else Found.OTHER
            return Found.PART


def set_aside(copy: Path) -> str:
    """Give a copy that differs a name of its own beside it, and return that name; raises OSError."""
    number = 1
    while (aside := copy.with_name(f"{copy.stem}.copy-differs-{number}{copy.suffix}")).exists():
        number += 1
    copy.rename(aside)
    sync_folder(copy.parent)
    return aside.name


def bring_up(ledger: Path, copy: Path) -> None:
    """Write to a copy that is a part of the ledger, or to none, what it lacks; raises OSError."""
    data = ledger.read_bytes()
    try:
        handle = os.open(copy, os.O_WRONLY | os.O_APPEND)
    except FileNotFoundError:
        write_atomically(copy, data)
        return
    try:
        rest = memoryview(data)[os.fstat(handle).st_size :]
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    finally:
        os.close(handle)
