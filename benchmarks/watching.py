"""Watching a served site from outside while a command runs: when does an address say 410, when is a report unnamed?"""

from __future__ import annotations

import http.client
import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Self

PAUSE = 0.02  # seconds between two looks at one address
PATIENCE = 300.0  # seconds after which nobody waits any longer
PIECE = 1024 * 1024


@dataclass
class Watch:
    """Looks at addresses of one server, each in a thread of its own, over a connection that is kept.

    `gone` are addresses that will answer 410, `unnamed` those that will no longer hold the bytes `name`. `seen` says
    for each how many seconds after the beginning that was first seen.
    """

    port: int
    gone: tuple[str, ...]
    unnamed: tuple[str, ...]
    name: bytes
    seen: dict[str, float] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    _over: threading.Event = field(default_factory=threading.Event)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        """See that all is there still, and begin."""
        for path in (*self.gone, *self.unnamed):
            if self._ended(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30), path, {}):
                raise SystemExit(f"{path} is not as it must be before the measuring.")
        self.started = time.perf_counter()
        self._threads = [
            threading.Thread(target=self._look, args=(path,), daemon=True) for path in (*self.gone, *self.unnamed)
        ]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        """Wait until everything was seen."""
        if kind is None:
            for thread in self._threads:
                thread.join(max(0.0, self.started + PATIENCE - time.perf_counter()))
        self._over.set()

    def latest(self, paths: Iterable[str]) -> float:
        """The seconds until the last of some addresses was seen so; endless when one never was."""
        return max(self.seen.get(path, float("inf")) for path in paths)

    def _look(self, path: str) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        known: dict[str, str] = {}
        while not self._over.is_set():
            try:
                ended = self._ended(connection, path, known)
            except (OSError, http.client.HTTPException) as error:
                self.wrong.append(f"{path}: {type(error).__name__}")
                return
            if ended:
                self.seen[path] = time.perf_counter() - self.started
                return
            time.sleep(PAUSE)

    def _ended(self, connection: http.client.HTTPConnection, path: str, known: dict[str, str]) -> bool:
        """Ask once; an answer that has not changed is not sent again. A large one is read piece by piece."""
        connection.request("HEAD" if path in self.gone else "GET", path, headers=known)
        answer = connection.getresponse()
        if path in self.gone:
            answer.read()
            return answer.status == 410
        if answer.status == 304:
            answer.read()
            return False
        if answer.status != 200:
            raise http.client.HTTPException(str(answer.status))
        named, rest = False, b""
        while piece := answer.read(PIECE):
            named = named or self.name in rest + piece
            rest = piece[-len(self.name) :]
        known["If-None-Match"] = answer.getheader("ETag") or ""
        return not named
