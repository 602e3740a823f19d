"""The files of the shelf: whole or ignored, for this account alone, and written by one process at a time."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from board_reports.reports.folder import CannotRead, open_regular

VERSION = 1
KEY, LOCK = "key", ".lock"
_KEY_BYTES = 32
_MARK_BYTES = 16


@dataclass(frozen=True, slots=True)
class Kept:
    """What a file of the shelf holds: nothing where it is damaged, foreign, of another version, or not there.

    `start` is the beginning of the file, which tells one writing of it from every other one; None where there is none.
    `by` is what its records depend on, and `at` the instant (ISO 8601, UTC) that they tell of; both are empty where
    there is nothing in it.
    """

    start: bytes | None
    by: str = ""
    at: str = ""
    body: Any = field(default_factory=dict)


@dataclass
class Store:
    """A folder of files whose writer must know the key in it. A disk that fails raises OSError where that is said."""

    folder: Path
    key: bytes = b""

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Be the only one who writes here, and clear up after one that was killed; raises OSError."""
        with self._lock() as _:
            for half in self.folder.glob("*.new"):
                half.unlink()
            yield

    def moment(self) -> int:
        """Make the folder; the file system's own time in nanoseconds. Raises OSError."""
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        with suppress(FileExistsError):
            self.folder.mkdir(mode=0o700)
        if self.folder.stat().st_mode & 0o777 != 0o700:
            self.folder.chmod(0o700)
        with self._lock() as handle:
            os.utime(handle)
            return os.fstat(handle).st_mtime_ns

    def know_key(self, *, make: bool) -> bool:
        """Read the key, or make one where there is none; False when there is none after all."""
        self.key = self._bytes(KEY) or b""
        if len(self.key) == _KEY_BYTES:
            return True
        self.key = os.urandom(_KEY_BYTES)
        if not make:
            return False
        with suppress(OSError), self.locked():
            known = self._bytes(KEY) or b""
            if len(known) == _KEY_BYTES:  # somebody else was faster
                self.key = known
            else:
                self._write(KEY, self.key)
            return True
        return False

    def mark(self, data: bytes) -> str:
        """What stands for some bytes here without telling them to anybody who has no key."""
        mark = self.begun()
        mark.update(data)
        return mark.hexdigest()

    def begun(self) -> hashlib.blake2b:
        """A mark of nothing yet."""
        return hashlib.blake2b(key=self.key, digest_size=_MARK_BYTES)

    def read(self, name: str) -> Kept:
        """What a file holds; never raises for what is in it, or for the disk."""
        data = self._bytes(name)
        if data is None:
            return Kept(self.start_of(name))
        start = data[: 2 * _MARK_BYTES]
        try:
            seal, head, body = data.split(b"\n", 2)
            if seal.decode("ascii") != self.mark(head + b"\n" + body):
                return Kept(start)
            given = json.loads(head)
            return Kept(start, given["by"], given["at"], json.loads(body)) if given["v"] == VERSION else Kept(start)
        except (ValueError, KeyError, TypeError, RecursionError):
            return Kept(start)

    def start_of(self, name: str) -> bytes | None:
        """The beginning of a file as it is now; None where there is none."""
        try:
            with open_regular(self.folder / name) as file:
                return file.read(2 * _MARK_BYTES)
        except (CannotRead, OSError):
            return b"" if os.path.lexists(self.folder / name) else None

    def write(self, name: str, by: str, at: str, body: Any) -> None:
        """Put a file in place of the one before, whole; raises OSError. Only for who has locked the folder."""
        head = json.dumps({"v": VERSION, "by": by, "at": at, "writing": os.urandom(8).hex()}).encode()
        data = head + b"\n" + json.dumps(body, separators=(",", ":")).encode()
        self._write(name, self.mark(data).encode() + b"\n" + data)

    def drop(self, name: str) -> bool:
        """Take a file away; False when it stays."""
        try:
            (self.folder / name).unlink(missing_ok=True)
        except OSError:
            return False
        return True

    def _write(self, name: str, data: bytes) -> None:
        new = self.folder / f"{name}.new"
        try:
            handle = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
            with os.fdopen(handle, "wb") as file:
                file.write(data)
            new.replace(self.folder / name)
        except BaseException:
            with suppress(OSError):
                new.unlink(missing_ok=True)
            raise

    def _bytes(self, name: str) -> bytes | None:
        try:
            with open_regular(self.folder / name) as file:
                return file.read()
        except (CannotRead, OSError):
            return None

    @contextmanager
    def _lock(self) -> Iterator[int]:
        handle = os.open(self.folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield handle
        finally:
            os.close(handle)
