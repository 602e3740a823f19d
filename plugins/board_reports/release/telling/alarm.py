"""Who is told what, once: failures when they begin and end, new problems, openings and closings that were seen."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from filelock import FileLock, Timeout

from board_reports.release.outside.sightings import Change
from board_reports.release.state import State
from board_reports.release.telling.alarm_store import KEPT_FOR, Store
from board_reports.release.telling.message import Audience, Mailer, Message
from board_reports.reports import Problem

DONE, FAILED, LEFT_OUT = 0, 1, 3  # the exit codes that say how a run ended; others say that it did not begin
_SHOWN = 50  # lines of one mail
_PATIENCE = 20  # seconds to wait for another command that is telling just now


class Watch(StrEnum):
    """What can fail by itself: the nightly run, or the site as it is seen from outside."""

    RUN = "run"
    SITE = "site"


_BEGINS = {
    Watch.RUN: ("The nightly run fails", "The nightly run failed (exit code 1)."),
    Watch.SITE: ("The site is not as it should be", "A look at the site from outside found what should not be."),
}
_ENDS = {
    Watch.RUN: ("The nightly run works again", "The nightly run has ended without a failure."),
    Watch.SITE: ("The site is as it should be again", "A look at the site from outside found everything as it should."),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run, or a look from outside, ended.

    `exit_code` is its own. `problems` are those for which something is left out; None when they are not known, as
    after a look from outside. `changes` are the openings and closings that the ledger says were seen. `stale` says
    that `checked_at` is too old. `lines` are sentences about a failure; they name references and files, never a title
    or a reason.
    """

    watch: Watch
    exit_code: int
    problems: tuple[Problem, ...] | None = None
    changes: tuple[Change, ...] = ()
    stale: bool = False
    lines: tuple[str, ...] = ()


def tell(state: State, outcome: Outcome, mailer: Mailer | None, at: datetime) -> tuple[str, ...]:
    """Tell what is new, and remember it; returns sentences for the log. Never raises for a disk or a mail server.

    What could not be sent is tried again the next time, for seven days. Without a mailer it only remembers.
    """
    try:
        with FileLock(state.folder / ".alarms.lock", timeout=_PATIENCE):
            return _tell(state, outcome, mailer, at)
    except Timeout:
        return ("Nobody was told anything: another command has been telling for too long.",)
    except OSError:  # a full disk may leave no room for the lock: an alarm is more than order
        return _tell(state, outcome, mailer, at)


def _tell(state: State, outcome: Outcome, mailer: Mailer | None, at: datetime) -> tuple[str, ...]:
    read, store = Store.read(state.folder)
    before = store.to_bytes()
    says: list[str] = []
    for message in _news(store, outcome, at):
        says.append(f"{message.subject}.")
        if mailer is not None:
            store.pending.append(message)
    says.extend(store.bounded(at))
    kept = (read and before == store.to_bytes()) or store.write(state.folder)
    if mailer is not None and store.pending:
        says.extend(_sent(store, mailer))
        kept = store.write(state.folder)
    if not kept:
        says.append("What was told cannot be remembered (the state folder cannot be written): it may be told again.")
    return tuple(says)


def _sent(store: Store, mailer: Mailer) -> Iterable[str]:
    """Send what is pending, in order, until one cannot be sent: the next would most likely take as long."""
    while store.pending:
        if trouble := mailer(store.pending[0]):
            waiting = len(store.pending)
            yield trouble
            yield f"{waiting} mail{' is' if waiting == 1 else 's are'} kept, and tried again the next time."
            return
        store.pending.pop(0)


def _news(store: Store, outcome: Outcome, at: datetime) -> Iterable[Message]:
    """What is new, as messages; the store then knows it."""
    yield from _failure(store, outcome, at)
    yield from _problems(store, outcome, at)
    yield from _changes(store, outcome, at)


def _failure(store: Store, outcome: Outcome, at: datetime) -> Iterable[Message]:
    watch, since = outcome.watch, store.failing.get(outcome.watch)
    failing = outcome.exit_code == FAILED or outcome.stale
    if failing and since is None:
        store.failing[watch] = at
        subject, text = _BEGINS[watch]
        stale = ["The nightly run has not checked the site for too long (checked_at)."] if outcome.stale else []
        lines = [text, *stale, *_limited(outcome.lines), "You will be told once more, when it has ended."]
        yield Message(Audience.WEB_TEAM, subject, _text(lines), at)
    elif not failing and since is not None and outcome.exit_code in (DONE, LEFT_OUT):
        del store.failing[watch]
        subject, text = _ENDS[watch]
        yield Message(Audience.WEB_TEAM, subject, _text([text, f"It failed since {_when(since)}."]), at)


def _problems(store: Store, outcome: Outcome, at: datetime) -> Iterable[Message]:
    if outcome.problems is None or outcome.exit_code not in (DONE, FAILED, LEFT_OUT):
        return
    found = {_key(problem): problem for problem in outcome.problems}
    new = [problem for key, problem in found.items() if key not in store.problems]
    # A run that failed may not have seen all problems: what it does not name is not gone for that.
    store.problems = set(found) | (store.problems if outcome.exit_code == FAILED else set())
    if new:
        subject = (
            "Something is left out of the site" if len(new) == 1 else f"{len(new)} things are left out of the site"
        )
        lines = ["Left out until it is mended:", *_limited([str(one) for one in new]), "See all with: board status"]
        yield Message(Audience.NOTIFY, subject, _text(lines), at)


def _changes(store: Store, outcome: Outcome, at: datetime) -> Iterable[Message]:
    recent = {one.key: one for one in outcome.changes if at - one.seen < KEPT_FOR}
    new = [one for key, one in recent.items() if key not in store.changes]
    if outcome.changes:
        store.changes = set(recent)
    if new:
        says = [
            f"{one.reference} {'has opened' if one.opened else 'is no longer public'}: {_when(one.at)}, seen from "
            f"outside {_when(one.seen)}."
            for one in new
        ]
        opened = sum(one.opened for one in new)
        subject = f"Seen from outside: {opened} opened, {len(new) - opened} closed"
        yield Message(Audience.NOTIFY, subject, _text(_limited(says)), at)


def _key(problem: Problem) -> str:
    """The same problem stays the same when lines above it come or go."""
    return f"{problem.file}: {problem.key or ''}: {problem.message}"


def _limited(lines: Sequence[str]) -> list[str]:
    rest = len(lines) - _SHOWN
    return [*lines[:_SHOWN], f"And {rest} more."] if rest > 0 else list(lines)


def _text(lines: Iterable[str]) -> str:
    return "\n".join(lines) + "\n"


def _when(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d %H:%M %Z}".strip()
