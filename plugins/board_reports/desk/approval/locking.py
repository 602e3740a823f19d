"""Who may approve at a moment: one at a time, and no run in between where a run must not see the middle of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from board_reports.desk.approval.refused import CannotApprove
from board_reports.release.locks import Held, Lock
from board_reports.release.state import State

PATIENCE = 60.0  # seconds to wait for a run, or for somebody else, before the user is told


@contextmanager
def alone(state: State, *, no_run: bool = False, patience: float | None = None) -> Iterator[None]:
    """Hold the desk's lock, and with `no_run` that of the nightly run as well.

    Raises CannotApprove after `patience` seconds, and OSError when the state folder cannot be used.
    """
    state.folder.mkdir(parents=True, exist_ok=True)
    seconds = PATIENCE if patience is None else patience
    locks = [(Lock(state.folder / ".desk.lock"), "Somebody else is approving a report just now.")]
    if no_run:
        locks.append((state.run_lock(), "A nightly run is under way, and it must not see half of this."))
    with ExitStack() as stack:
        for lock, message in locks:
            try:
                stack.enter_context(lock.acquire(timeout=seconds))
            except Held:
                raise CannotApprove(f"{message} Do it again in some minutes.") from None
        yield
