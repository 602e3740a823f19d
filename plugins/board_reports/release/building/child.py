"""Running the builder in a process of its own, with limits: what it said, and what it was at when it failed."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

STALL = 120.0  # seconds on one item after which it counts as hung, unless the whole build may take less
_NOT_FOR_THE_BUILD = ("BOARD_AS_OF", "BOARD_SMTP", "BOARD_PING_URL", "BOARD_WEB_TEAM", "BOARD_DESK")
MOST_MESSAGE = 16 * 1024 * 1024  # bytes of one message


@dataclass
class Outcome:
    """What a builder did. `done` says whether it finished; else `why` says in a sentence how it failed.

    `kind` and `source` are of the last step that it told; `messages` are all others. `disk` says that it failed for
    the disk alone, which is full or cannot be written: no source is to blame for that.
    """

    done: bool = False
    why: str = ""
    kind: str = ""
    source: str = ""
    disk: bool = False
    messages: list[dict[str, Any]] = field(default_factory=list)

    @property
    def suspect(self) -> str | None:
        """The source of the report or page that it was at when it failed, or None."""
        if self.done or self.disk or self.kind not in ("judge", "files", "page"):
            return None
        return self.source or None


def environment_for_build() -> dict[str, str]:
    """The environment of a process that builds: themes and plugins run in it, and get no secret of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_NOT_FOR_THE_BUILD)}
    return kept | {"NO_MKDOCS_2_WARNING": "1"}


def run_builder(
    request: dict[str, Any], *, seconds: float, progress: Callable[[str, str], None] = lambda *_: None
) -> Outcome:
    """Let a builder do `request`, for at most `seconds` in all; never raises for what happens in it."""
    outcome = Outcome()
    reading, writing = os.pipe()
    environment = environment_for_build() | {"PYTHONHASHSEED": "0"}
    quiet = None if os.environ.get("BOARD_DEBUG") else subprocess.DEVNULL
    try:
        process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", "board_reports.release.building.builder", str(writing)],
            stdin=subprocess.PIPE,
            stdout=quiet and subprocess.DEVNULL,
            stderr=quiet,
            pass_fds=[writing],
            env=environment,
            start_new_session=True,
        )
    except OSError as error:
        os.close(reading)
        outcome.why = f"The build could not be started ({error.strerror})."
        return outcome
    finally:
        os.close(writing)
    try:
        with contextlib.suppress(OSError):  # it may have died already; then there is nothing to read either
            assert process.stdin is not None
            with process.stdin as stdin:
                stdin.write(json.dumps(request).encode("utf-8", "surrogateescape"))
        hung = _listen(reading, outcome, seconds, progress)
    finally:
        os.close(reading)
        with contextlib.suppress(ProcessLookupError):
            if process.poll() is None:
                _end(process)
            os.killpg(process.pid, signal.SIGKILL)  # and whatever it may have started
        code = process.wait()
    failed = next((message["failed"] for message in outcome.messages if "failed" in message), None)
    outcome.disk = not hung and any(message.get("disk") is True for message in outcome.messages)
    if hung:
        outcome.why = f"The build was stopped: {hung}."
    elif failed is not None:
        outcome.why = str(failed)
    elif code != 0:
        outcome.why = "The build died." if code < 0 else "The build broke off."
    else:
        outcome.done = True
    return outcome


def _end(process: subprocess.Popen[bytes]) -> None:
    """Let a builder that has closed its channel end by itself, for some seconds."""
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=10)


def _listen(reading: int, outcome: Outcome, seconds: float, progress: Callable[[str, str], None]) -> str | None:
    """Hear the builder to its end; returns why it must be stopped, or None."""
    started = heard = time.monotonic()
    stall = min(STALL, seconds)
    rest = b""
    with selectors.DefaultSelector() as selector:
        selector.register(reading, selectors.EVENT_READ)
        while True:
            now = time.monotonic()
            left = min(started + seconds, heard + stall) - now
            if left <= 0:
                return f"it took longer than {seconds:g} seconds" if now >= started + seconds else "it hung"
            if not selector.select(left):
                continue
            piece = os.read(reading, 65536)
            if not piece:
                return None
            heard = time.monotonic()
            *lines, rest = (rest + piece).split(b"\n")
            if len(rest) > MOST_MESSAGE:
                return "it said too much"
            for line in lines:
                _hear(line, outcome, progress)


def _hear(line: bytes, outcome: Outcome, progress: Callable[[str, str], None]) -> None:
    try:
        message = json.loads(line.decode("utf-8", "surrogateescape"))
    except ValueError:
        return
    if "step" in message:
        outcome.kind, outcome.source = str(message["step"]), str(message["source"])
        progress(outcome.kind, outcome.source)
    else:
        outcome.messages.append(message)
