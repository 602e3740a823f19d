"""The ledger: what was public when, line after line, each carrying the digest of the line before; never rewritten."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from filelock import FileLock, Timeout

from board_reports.release.record.copy import Found, bring_up, compare, place_of, set_aside
from board_reports.release.record.lines import (
    FIRST,
    Entry,
    Event,
    Line,
    Span,
    Written,
    digest_of,
    mark_after,
    replay,
)
from board_reports.release.record.reading import Reading
from board_reports.release.state import sync_folder

__all__ = ["Entry", "Event", "Ledger", "Line", "Reading", "Span", "replay"]

_BLOCK = 8192
_PATIENCE = 5.0  # seconds to wait for a writer before what was read is taken as it is


@dataclass(frozen=True)
class _Tail:
    """The end of the file: the last whole line, and what follows it. `ended` is False when its line end is missing."""

    number: int = 0
    digest: str = FIRST
    mark: datetime | None = None
    rest: bytes = b""
    ended: bool = True

    @property
    def damaged(self) -> list[bytes]:
        return self.rest.removesuffix(b"\n").split(b"\n") if self.rest else []


class Ledger:
    """The ledger in a file, and its copy elsewhere, if there is one."""

    def __init__(self, path: Path, copy: Path | None = None) -> None:
        self.path = path
        self.copy = place_of(copy) if copy else None
        self._read_last: tuple[tuple[str, ...], Reading] | None = None

    def read(self) -> Reading:
        """Read the whole ledger and prove its chain.

        Bad content is told in the reading. Raises OSError only when the file is there and cannot be opened.
        """
        reading = self._read()
        if not reading.broken and reading.torn is None:
            return reading
        try:  # it may be that another command is writing just now
            lock = self._lock(_PATIENCE)
            if not Path(lock.lock_file).exists():
                return reading  # nobody has written here, and a reader leaves nothing behind
            with lock:
                return self._read()
        except (OSError, Timeout):
            return reading

    def append(self, entries: Sequence[Entry]) -> tuple[str, ...]:
        """Write entries, and then the same bytes to the copy; what is on the disk when it returns is there to stay.

        A last line that a crash left half written stays where it is, and a `REPAIRED` line says so. Returns sentences
        to tell: the ledger was repaired, or the copy differs or could not be written, which stops nobody. Raises
        OSError when the ledger itself cannot be written: then none of the entries is in it.
        """
        if not entries:
            return ()
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self._lock():
            told: list[str] = []
            before = self._other_lines(entries[0], told)
            self._write([*before, *entries], told)
            if self.copy is not None:
                self._bring_up(self.copy, told)
        return tuple(told)

    def last_instant(self) -> datetime | None:
        """The high-water mark: the latest undoubted instant since a clock was last accepted; None without any.

        Reads the end of the file only, for each line carries the mark. Where there is no ledger its copy answers.
        Raises OSError when the file is there and cannot be opened.
        """
        tail = _tail_of(self.path)
        if tail.number == 0 and self.copy is not None:
            try:
                return _tail_of(self.copy).mark
            except OSError:
                return None
        return tail.mark

    def public_now(self) -> dict[str, Line]:
        """The slugs that are public by the ledger, with the line that opened each."""
        spans = replay(self.read().lines)
        return {slug: found[-1].opened for slug, found in spans.items() if found[-1].ended is None}

    def told_missed(self) -> frozenset[str]:
        """The slugs whose window was told as missed, and which were not public since."""
        missed: set[str] = set()
        for line in self.read().lines:
            if line.entry.slug is not None and line.entry.event is Event.MISSED:
                missed.add(line.entry.slug)
            elif line.entry.slug is not None and line.entry.event is Event.OPENED:
                missed.discard(line.entry.slug)
        return frozenset(missed)

    def _lock(self, timeout: float = -1) -> FileLock:
        return FileLock(self.path.with_name(".ledger.lock"), timeout=timeout)

    def _read(self) -> Reading:
        """The reading of the file as it is; that of before, where neither file nor copy has changed since."""
        stamps = tuple(map(_stamp, (self.path, self.copy) if self.copy else (self.path,)))
        if self._read_last is None or self._read_last[0] != stamps:
            self._read_last = (stamps, self._read_anew())
        return self._read_last[1]

    def _read_anew(self) -> Reading:
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            data = b""
        reading = _proved(data)
        if self.copy is None:
            return reading
        try:
            found = compare(self.path, self.copy)
        except OSError:
            return reading  # told when it is written
        says = {
            Found.LONGER: "The ledger is shorter than its copy: bring the copy back before anything is written.",
            Found.OTHER: "The ledger and its copy differ: one of them was changed.",
        }.get(found)
        return replace(reading, broken=(*reading.broken, says)) if says else reading

    def _other_lines(self, first: Entry, told: list[str]) -> list[Entry]:
        """Set a copy aside that holds lines which the ledger has not; what the ledger should say of it."""
        if self.copy is None:
            return []
        try:
            found = compare(self.path, self.copy)
            if found not in (Found.LONGER, Found.OTHER):
                return []
            name = set_aside(self.copy)
        except OSError:
            return []  # told when the copy is written
        which = "was longer than the ledger" if found is Found.LONGER else "differed from the ledger"
        note = f"The copy {which}; it is kept as {name}."
        told.append(f"The ledger's copy {which}. It is kept as {name}, and a new one was begun: compare them.")
        return [Entry(Event.RESTORED, first.at, doubted=first.doubted, note=note)]

    def _write(self, entries: Sequence[Entry], told: list[str]) -> None:
        tail = _tail_of(self.path)
        damaged = tail.damaged
        number, previous, mark = tail.number + len(damaged), tail.digest, tail.mark
        lines = bytearray(b"" if tail.ended and tail.rest[-1:] in (b"", b"\n") else b"\n")
        torn = digest_of(b"\n".join(damaged)) if damaged else None
        if torn:
            entries = [Entry(Event.REPAIRED, entries[0].at, doubted=entries[0].doubted), *entries]
            told.append(f"Line {number} of the ledger was not written whole. It is kept, and the chain goes on.")
        for entry in entries:
            number, mark = number + 1, mark_after(mark, entry)
            raw = Written(number, previous, mark, entry, torn).to_bytes()
            previous, torn = digest_of(raw), None
            lines += raw + b"\n"
        _append(self.path, lines)

    def _bring_up(self, copy: Path, told: list[str]) -> None:
        try:
            if compare(self.path, copy) in (Found.NONE, Found.PART):
                bring_up(self.path, copy)
            else:
                told.append("The ledger's copy differs and could not be set aside. It was left as it is.")
        except OSError as error:
            told.append(f"The ledger's copy could not be written: {error.strerror or type(error).__name__}.")


def _append(path: Path, lines: bytes | bytearray) -> None:
    """Put bytes at the end of a file and onto the disk, all or none of them; raises OSError."""
    new = not path.exists()
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o644)
    try:
        size = os.fstat(handle).st_size
        try:
            rest = memoryview(lines)
            while rest:
                rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        except BaseException:
            os.ftruncate(handle, size)  # only what this call has put there, and told nobody
            raise
    finally:
        os.close(handle)
    if new:
        sync_folder(path.parent)


def _proved(data: bytes) -> Reading:
    """Read all lines, and say where the chain does not hold. A break is told once, and the chain goes on after it."""
    lines: list[Line] = []
    broken: list[str] = []
    damaged: list[bytes] = []
    last, ahead = _Tail(), 0
    for number, raw in enumerate(data.removesuffix(b"\n").split(b"\n") if data else (), 1):
        written = Written.from_bytes(raw)
        if written is None:
            damaged.append(raw)
            continue
        if damaged and written.torn is None:
            one = len(damaged) == 1
            which = f"Line {number - 1}" if one else f"Lines {number - len(damaged)} to {number - 1}"
            broken.append(f"{which} of the ledger cannot be read.")
        elif written.torn != (digest_of(b"\n".join(damaged)) if damaged else None):
            broken.append(f"What is before line {number} of the ledger is not what was repaired there.")
        elif written.previous != last.digest:
            before = f"line {last.number}" if last.number else "the beginning"
            broken.append(
                f"Line {number} of the ledger does not follow {before}: one was changed, or some are missing."
            )
        elif written.number - number != ahead or written.mark != mark_after(last.mark, written.entry):
            broken.append(f"Line {number} of the ledger contradicts the lines before it.")
        last, ahead = _Tail(number, digest_of(raw), written.mark), written.number - number
        damaged = []
        lines.append(Line(number, written.entry, last.digest))
    return Reading(tuple(lines), tuple(broken), b"\n".join(damaged) if damaged else None)


def _tail_of(path: Path) -> _Tail:
    """The end of a ledger, read from the end, as far as is needed for one whole line; raises OSError."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return _Tail()
    with file:
        size = file.seek(0, os.SEEK_END)
        length = min(_BLOCK, size)
        while True:
            file.seek(size - length)
            block = file.read(length)
            whole = length == size
            if found := _last_whole(block, from_start=whole):
                return found
            if whole:
                return _Tail(rest=block)
            length = min(length * 2, size)


def _last_whole(block: bytes, *, from_start: bool) -> _Tail | None:
    """The last whole line in the end of a file; None when there is none, or when it may begin before the block."""
    end = len(block) - block.endswith(b"\n")
    while end >= 0:
        start = block.rfind(b"\n", 0, end) + 1
        if start == 0 and not from_start:
            return None
        raw = block[start:end]
        if written := Written.from_bytes(raw):
            ended = block[end : end + 1] == b"\n"
            return _Tail(written.number, digest_of(raw), written.mark, block[end + 1 :], ended)
        end = start - 1
    return None


def _stamp(path: Path) -> str:
    """What changes whenever a line is written: a file only ever grows."""
    try:
        stat = path.stat()
    except OSError as error:
        return f"{error.errno}"
    return f"{stat.st_size}-{stat.st_mtime_ns}-{stat.st_ino}"
