"""A problem that a person can mend: where it stands, what was found, what to write instead."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fault:
    """A problem that does not yet know its file: what the reading of one file returns.

    `line` counts from 1; `key` is the front-matter key; both are None where there is none to name.
    """

    line: int | None
    key: str | None
    message: str
    fix: str

    def in_file(self, file: str) -> Problem:
        """The same problem, told of `file`, a POSIX path relative to the configuration file."""
        return Problem(file, self.line, self.key, self.message, self.fix)


@dataclass(frozen=True, slots=True)
class Problem:
    """What is wrong in one file, and what to write instead.

    `file` is a POSIX path relative to the configuration file. `message` and `fix` are whole sentences, and never
    repeat a text that may be personal data.
    """

    file: str
    line: int | None
    key: str | None
    message: str
    fix: str

    def __str__(self) -> str:
        """`FILE:LINE: KEY: MESSAGE FIX`, leaving out what there is not."""
        where = self.file if self.line is None else f"{self.file}:{self.line}"
        subject = f"{where}: {self.key}" if self.key else where
        return f"{subject}: {self.message} {self.fix}".rstrip()

    def as_json(self) -> dict[str, str | int | None]:
        """The problem with all its keys, as listings give it."""
        return {"file": self.file, "line": self.line, "key": self.key, "message": self.message, "fix": self.fix}


def in_order(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """The problems sorted by file and line, each told once."""
    return tuple(sorted(set(problems), key=lambda p: (p.file, p.line or 0, p.key or "", p.message)))


def could_not_be_judged(source: str, *, endless: bool) -> Problem:
    """The problem of a report whose text broke the process that judged it, or, where it is `endless`, hung it."""
    message = "The text could not be judged: reading it failed or took too long."
    fix = "Make the text simpler." if endless else "Look at what was changed in it last."
    return Problem(source, None, None, message, fix)
