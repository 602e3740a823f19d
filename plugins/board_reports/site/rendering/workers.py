"""Doing many like tasks by processes of their own: one that dies or hangs costs its task alone.

A worker is a copy of this process (fork), so that whatever a task needs is there already, and only results travel.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import multiprocessing
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from typing import Any, Generic, TypeVar

LONGEST = 100.0  # seconds for one task; a long report takes a tenth of a second
TOO_LONG = "it took too long"
BEAT = 10.0  # seconds after which it is told once more what is being waited for
_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG

T = TypeVar("T")
R = TypeVar("R")


def _nothing() -> None:
    """What a worker needs to prepare for most tasks."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A task that was not done, and why in a few words: its worker died or hung, or the work raised an error.

    `kind` is the class of that error, empty where there was none.
    """

    why: str
    kind: str = ""


@dataclass
class _Worker:
    process: ForkProcess
    channel: Connection
    task: int | None = None
    since: float = 0.0


@dataclass
class Workers(Generic[T, R]):
    """Does `work` for each of some tasks, at most `processes` at once, each for at most `longest` seconds.

    `told` is called with a task when it begins, and again every few seconds while it is all that is waited for. Each
    worker calls `begun` before its first task.
    """

    work: Callable[[T], R]
    processes: int
    told: Callable[[T], None]
    longest: float = LONGEST
    begun: Callable[[], None] = _nothing
    _busy: list[_Worker] = field(default_factory=list)

    def each(self, tasks: Sequence[T]) -> Iterator[tuple[T, R | Failure]]:
        """Each task with its result, or why there is none, in the order in which they are done."""
        waiting = list(reversed(range(len(tasks))))
        try:
            while waiting or self._busy:
                while waiting and len(self._busy) < self.processes:
                    self._busy.append(self._begin(tasks))
                for worker in self._busy:
                    if worker.task is None and waiting:
                        self._give(worker, waiting.pop(), tasks)
                self._dismiss_idle()
                done = self._heard(tasks)
                for worker in self._busy:  # before anybody looks at what was done: nobody waits for work
                    if worker.task is None and waiting:
                        self._give(worker, waiting.pop(), tasks)
                yield from done
        finally:
            self._end()

    def _begin(self, tasks: Sequence[T]) -> _Worker:
        ours, theirs = multiprocessing.Pipe()
        not_its_own = [ours, *(worker.channel for worker in self._busy)]
        life = (os.getpid(), theirs, not_its_own)
        doing = {"begun": self.begun, "work": self.work, "tasks": tasks}
        process = multiprocessing.get_context("fork").Process(target=_serve, args=life, kwargs=doing)
        sys.stdout.flush()
        sys.stderr.flush()
        process.start()
        theirs.close()
        return _Worker(process, ours)

    def _give(self, worker: _Worker, task: int, tasks: Sequence[T]) -> None:
        worker.task, worker.since = task, time.monotonic()
        self.told(tasks[task])
        with contextlib.suppress(OSError):  # it has died: that is found when it is heard
            worker.channel.send(task)

    def _dismiss_idle(self) -> None:
        for worker in [one for one in self._busy if one.task is None]:
            self._dismiss(worker)

    def _heard(self, tasks: Sequence[T]) -> list[tuple[T, R | Failure]]:
        if not self._busy:
            return []
        done: list[tuple[T, R | Failure]] = []
        now = time.monotonic()
        left = min(worker.since + self.longest for worker in self._busy) - now
        ready = wait([worker.channel for worker in self._busy], max(0.0, min(left, BEAT)))
        for worker in list(self._busy):
            task = worker.task
            assert task is not None
            if worker.channel in ready or worker.channel.poll():  # more may have come while others were taken
                done.append((tasks[task], self._result(worker)))
                worker.task = None
            elif time.monotonic() - worker.since >= self.longest:
                self._dismiss(worker)
                done.append((tasks[task], Failure(TOO_LONG)))
            elif not ready:
                self.told(tasks[task])
        return done

    def _result(self, worker: _Worker) -> R | Failure:
        try:
            result: R | Failure = worker.channel.recv()
        except (EOFError, OSError):
            self._dismiss(worker)
            return Failure("the process that did it died")
        except Exception as error:  # noqa: BLE001 - whatever a result is made of
            return Failure("what came of it cannot be taken over", type(error).__name__)
        return result

    def _dismiss(self, worker: _Worker) -> None:
        self._busy.remove(worker)
        worker.channel.close()
        worker.process.kill()
        worker.process.join()

    def _end(self) -> None:
        for worker in list(self._busy):
            self._dismiss(worker)


def apart(
    work: Callable[[T], R], tasks: Sequence[T], told: Callable[[T], None], begun: Callable[[], None] = _nothing
) -> Iterator[tuple[T, R | Failure]]:
    """Each task with its result, or why there is none, in no order: by all cores, each worker `begun` by itself.

    Where this process cannot be copied it does them itself, and one that hangs or dies takes it along.
    """
    if can_be_copied():
        yield from Workers(work, min(cores(), len(tasks)), told, begun=begun).each(tasks)
    else:
        yield from done_here(lambda task: attempted(work, task), tasks, told)


def attempted(work: Callable[[T], R], task: T) -> R | Failure:
    """The work, done in this process, where an error costs this task alone."""
    try:
        return work(task)
    except Exception as error:  # noqa: BLE001 - as in a worker
        return Failure("it failed", type(error).__name__)


def done_here(work: Callable[[T], R], tasks: Sequence[T], told: Callable[[T], None]) -> Iterator[tuple[T, R]]:
    """The same in this process, one task after the other: an error in one is raised."""
    for task in tasks:
        told(task)
        yield task, work(task)


def cores() -> int:
    """How many workers can do something at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def can_be_copied() -> bool:
    """Whether this process can be copied: the system can, and no other thread of it may hold a lock just then."""
    return hasattr(os, "fork") and threading.active_count() == 1


def _serve(
    parent: int,
    channel: Connection,
    not_its_own: Sequence[Connection],
    *,
    begun: Callable[[], None],
    work: Callable[[Any], Any],
    tasks: Sequence[Any],
) -> None:
    """A worker's life: task after task, until nobody asks any more, or the process `parent` is there no longer."""
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(0)
    for other in not_its_own:  # as long as a copy of them is open, nobody notices that the other end is gone
        other.close()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_DFL)
    gc.freeze()  # what the copied process holds stays: to look through it again and again takes a tenth of the time
    gc.disable()
    begun()
    while True:
        gc.collect()
        try:
            task = channel.recv()
        except (EOFError, OSError, KeyboardInterrupt):
            os._exit(0)  # nothing of the copied process may be tidied up twice
        try:
            result = work(tasks[task])
        except BaseException as error:  # noqa: BLE001 - whatever it is, it costs this task alone
            result = Failure("it failed", type(error).__name__)
        _send(channel, result)


def _send(channel: Connection, result: Any) -> None:
    try:
        channel.send(result)
    except OSError:
        os._exit(0)  # nobody listens any more
    except Exception as error:  # noqa: BLE001 - nothing of it has been sent: it is packed first
        channel.send(Failure("what came of it cannot be handed over", type(error).__name__))
