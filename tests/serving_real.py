"""What the real web servers of tests share: a folder they can read, a clock that can be moved, and plain requests."""

import http.client
import os
import random
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

import pytest

BY_CHANCE = random.SystemRandom()  # tests that run side by side begin with the same seed


def required(name, *places):
    """The path of a program; without it the test is skipped, or fails where BOARD_REQUIRE_SERVERS=1 is set."""
    found = shutil.which(name) or next((place for place in places if Path(place).is_file()), None)
    if found is None:
        _missing(f"{name} is not installed")
    return found


def _missing(reason):
    if os.environ.get("BOARD_REQUIRE_SERVERS"):
        pytest.fail(reason)
    pytest.skip(reason)


@contextmanager
def open_folder():
    """A new folder that a server under any account can read; pytest's own are for their owner alone."""
    folder = Path(tempfile.mkdtemp(prefix="board-server-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


SEEN_WITHIN = 30  # seconds between a server's date and the clock that it was given


@dataclass
class Clock:
    """A server's clock, which a test can set while the server runs; from then on it goes on as usual."""

    file: Path

    def set(self, at: datetime):
        """Let the server's clock show an instant now."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{at.timestamp() - time.time():+.3f}\n")
        new.replace(self.file)

    @property
    def environment(self):
        """What a process needs in its environment to follow this clock."""
        library = next(iter(sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))), None)
        if library is None:
            _missing("libfaketime is not installed")
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }


@dataclass
class Answer:
    """What a server answered: status, headers in lower case, and body."""

    status: int
    headers: dict
    body: bytes

    def __getitem__(self, name):
        return self.headers[name.lower()]

    def get(self, name):
        """A header, or None."""
        return self.headers.get(name.lower())


@dataclass
class Server:
    """A running server: its port on this machine, its process, and the folder of its own files."""

    port: int
    process: subprocess.Popen
    folder: Path
    started: float = field(default_factory=time.monotonic)

    @property
    def url(self):
        """Its address, without a slash at the end."""
        return f"http://127.0.0.1:{self.port}"

    def ask(self, path, method="GET", **headers):
        """Send a request with the path exactly as written; underscores in names of headers stand for hyphens."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.putrequest(method, path, skip_accept_encoding=True)
            for name, value in named.items():
                connection.putheader(name, value)
            connection.endheaders()
            answer = connection.getresponse()
            seen = {}
            for name, value in answer.getheaders():
                before = seen.get(name.lower())  # nginx repeats the added headers where a range cannot be had
                seen[name.lower()] = value if before in (None, value) else f"{before}, {value}"
            return Answer(answer.status, seen, answer.read())
        finally:
            connection.close()


def free_port():
    """A port of this machine that nobody uses now, below those from which connections go out."""
    while True:
        port = BY_CHANCE.randrange(11_000, 32_000)
        with socket.socket() as one, suppress(OSError):
            one.bind(("127.0.0.1", port))
            return port


def wait_for(server, log):
    """Wait until the server answers; its own words when it does not."""
    for _ in range(200):
        if server.process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", server.port), 1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"The server did not start:\n{log.read_text('utf-8', 'replace') if log.exists() else ''}")


def stop(process):
    """End a server that a test started."""
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(10)


def ask_at(server, clock, when, path, method="GET", **headers):
    """Ask a server while its clock shows `when`; ask again where its own date says that it has not seen the clock yet.

    On a busy machine libfaketime now and then does not get to read its file, and gives the real time.
    """
    clock.set(when)
    for _ in range(5):
        answer = server.ask(path, method, **headers)
        shown = answer.get("date")
        if shown is None or abs((parsedate_to_datetime(shown) - when).total_seconds()) < SEEN_WITHIN:
            break
        time.sleep(0.2)
    return answer
