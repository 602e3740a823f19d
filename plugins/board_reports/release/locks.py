"""The lock of a file, which the kernel takes back when its process ends: quick to load, for each run needs two."""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

_PAUSE = 0.05  # seconds between two tries


class Held(Exception):
    """Somebody else holds the lock."""


class Lock:
    """An exclusive lock; the file stays. It is the same lock as that of `filelock` on this file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def acquire(self, timeout: float = -1) -> Self:
        """Take the lock, within so many seconds, or whenever it is to be had; raises Held, and OSError for the disk.

        Leaving a `with` block of what is returned gives it back.
        """
        ends = time.monotonic() + timeout
        while not self._take(wait=timeout < 0):
            if timeout >= 0:
                if time.monotonic() >= ends:
                    raise Held
                time.sleep(_PAUSE)
        return self

    def release(self) -> None:
        """Give the lock back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def _take(self, *, wait: bool) -> bool:
        """Try once, or wait; whether it is held now."""
        self.path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | (0 if wait else fcntl.LOCK_NB))
        except BlockingIOError:
            os.close(handle)
            return False
        except BaseException:
            os.close(handle)
            raise
        if os.fstat(handle).st_nlink == 0:  # somebody has deleted the file while this waited
            os.close(handle)
            return False
        self._handle = handle
        return True

    def __enter__(self) -> Self:
        return self if self._handle is not None else self.acquire()

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.release()
