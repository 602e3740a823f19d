"""What a look at the served site is held against on the machine that makes it, and what is remembered of the look."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from board_reports.release.basics import Basics, state_dir_in
from board_reports.release.clock import checked
from board_reports.release.configuration import ConfigurationBroken, read_basics
from board_reports.release.memory import Memory
from board_reports.release.outside.expected import Expectation, expected_of_register, expected_of_release
from board_reports.release.outside.sightings import changes_in, entries_of
from board_reports.release.outside.verify import Verdict
from board_reports.release.record.ledger import Ledger, Line
from board_reports.release.state import State
from board_reports.release.telling.alarm import DONE, FAILED, Outcome, Watch, tell
from board_reports.release.telling.mail import mailer_of
from board_reports.reports import Register

LONDON = ZoneInfo("Europe/London")


@dataclass(frozen=True)
class Comparison:
    """The state folder, and what is known of the configuration; `trouble` says that it cannot be read now."""

    state: State
    basics: Basics | None
    trouble: str = ""

    @classmethod
    def of(cls, config_file: Path) -> Comparison:
        """What a configuration file leads to; one that cannot be read, to what the last run remembers of it."""
        try:
            basics = read_basics(config_file)
        except ConfigurationBroken:
            trouble = f"cannot be wholly judged: {config_file.name} cannot be read (see board check)"
            state = State(state_dir_in(config_file))
            memory = Memory.read(state.memory)
            return cls(state, memory.basics if memory else None, trouble)
        return cls(State(basics.state_dir), basics)

    @property
    def zone(self) -> ZoneInfo:
        """The Board's time zone."""
        return self.basics.settings.zone if self.basics else LONDON

    @property
    def ledger(self) -> Ledger:
        """The ledger of this state folder."""
        return Ledger(self.state.ledger, self.basics.ledger_copy if self.basics else None)

    def expected(self, at: datetime) -> Expectation:
        """What the site should be at an instant: by the current release, or where there is none by the register."""
        register = Register.read(self.basics.reports_dir, self.basics.settings) if self.basics else None
        current = self.state.current()
        complaints = [("", self.trouble)] if self.trouble else []
        try:
            lines: tuple[Line, ...] = self.ledger.read().lines
        except OSError:
            lines = ()
            complaints.append(("", "cannot be held against the ledger: it is there, and cannot be read"))
        if current is not None:
            expected = expected_of_release(self.state, current, register, lines, at)
        else:
            if os.path.lexists(self.state.public):
                complaints.append(
                    ("", "cannot be held against the current release: it has no manifest that can be read")
                )
            expected = expected_of_register(register, at) if register and register.readable else Expectation()
        return replace(expected, complaints=(*complaints, *expected.complaints))

    def remember(self, verdict: Verdict, environment: Mapping[str, str]) -> Iterator[str]:
        """Write what was seen into the ledger, and tell whom it concerns, once; yields sentences for the log.

        Only the account that owns the state folder does this: files that another one makes there could stop the
        nightly run. Whoever else looks has the answer on the screen.
        """
        if not self._ours():
            yield "What was seen is not remembered: the state folder is not this account's, or cannot be written."
            return
        try:
            if checked(verdict.at, self.ledger.last_instant()).doubted:
                yield "What was seen is not in the ledger: the clock is doubted. See board nightly --accept-clock."
            else:
                yield from self.ledger.append(entries_of(verdict, self.ledger.read().lines, self.zone))
            changes = changes_in(self.ledger.read().lines)
        except OSError as error:
            yield f"What was seen is not in the ledger ({error.strerror or type(error).__name__})."
            changes = ()
        mailer = mailer_of(self.basics.smtp, self.basics.notify, environment) if self.basics else None
        yield from tell(
            self.state,
            Outcome(
                Watch.SITE,
                DONE if verdict.ok else FAILED,
                changes=changes,
                lines=tuple(f"{one.address} {one.message}." for one in verdict.failures),
            ),
            mailer,
            verdict.at,
        )

    def _ours(self) -> bool:
        folder = self.state.folder
        try:
            return folder.stat().st_uid == os.geteuid() and os.access(folder, os.W_OK)
        except OSError:
            return False
