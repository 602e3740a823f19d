"""A nightly run that the desk starts, in a process of its own: it goes on when the page, or the desk, is closed."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Any

BUSY = 4
PATIENCE = 40.0  # seconds that a page waits: a web server before the desk gives up after 60
_COMMAND = "from board_reports.cli import main; main()"


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code, and its change list, None where there is none."""

    code: int
    document: dict[str, Any] | None

    @property
    def busy(self) -> bool:
        """Whether another run was under way, so that this one did nothing."""
        return self.code == BUSY


@dataclass
class Run:
    """A run, or a trial of one (`dry`), that `who` started at `begun`."""

    who: str
    begun: datetime
    dry: bool
    process: subprocess.Popen[bytes]
    output: IO[bytes]
    ended: Ended | None = None
    waiting: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, seconds: float) -> Ended | None:
        """How it ended; None when it is still under way after these seconds."""
        with self.waiting:
            if self.ended is None:
                try:
                    code = self.process.wait(seconds)
                except subprocess.TimeoutExpired:
                    return None
                self.output.seek(0)
                self.ended = Ended(code, _document(self.output.read()))
                self.output.close()
            return self.ended


class Runs:
    """The last run and the last trial that were started here."""

    def __init__(self, config_file: Path) -> None:
        self._config_file = config_file
        self._lock = threading.Lock()
        self._last: dict[bool, Run] = {}

    def last(self, *, dry: bool) -> Run | None:
        """The last one, or None."""
        return self._last.get(dry)

    def start(self, who: str, at: datetime, *, dry: bool) -> Run:
        """Start one, unless the last is still under way: then that is the answer."""
        with self._lock:
            last = self._last.get(dry)
            if last is not None and last.wait(0) is None:
                return last
            output = tempfile.TemporaryFile()  # noqa: SIM115 - the run writes there until it ends
            more = ["--dry-run"] if dry else []
            command = [
                sys.executable,
                "-c",
                _COMMAND,
                "-f",
                str(self._config_file),
                "nightly",
                "--format",
                "json",
                *more,
            ]
            process = subprocess.Popen(  # noqa: S603 - our own program, and no argument from a form
                command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.DEVNULL, start_new_session=True
            )
            self._last[dry] = Run(who, at, dry, process, output)
            return self._last[dry]


def _document(output: bytes) -> dict[str, Any] | None:
    try:
        document = json.loads(output)
    except ValueError:
        return None
    return document if isinstance(document, dict) else None
