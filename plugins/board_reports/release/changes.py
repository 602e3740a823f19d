"""The change list: what a run opened, closed, took down and left out, for a person and for a program."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from board_reports.reports.problem import Problem, in_order

NOTHING = "Nothing to change."
LISTS = ("opened", "closed", "withdrawn", "held", "left_out", "missed")
_HEADINGS = {
    "opened": "Opened",
    "closed": "Closed",
    "withdrawn": "Withdrawn",
    "held": "Held",
    "left_out": "Left out",
    "missed": "Missed: the whole window passed before a run could publish it",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the change list: the report, and why in one sentence that repeats no private text."""

    reference: str | None
    source: str
    why: str

    def as_json(self) -> dict[str, str | None]:
        """The same as plain values."""
        return {"reference": self.reference, "source": self.source, "why": self.why}


@dataclass
class ChangeList:
    """What a run did. `rung` and `release` are None where there was nothing to change or no release was made.

    What was public and is not now stands in exactly one of `closed`, `withdrawn`, `held` and `left_out`; the last also
    has what a problem keeps from the public. `failed` is set when the run has to end with exit code 1.
    """

    release: str | None = None
    rung: str | None = None
    changed: bool = False
    opened: list[Change] = field(default_factory=list)
    closed: list[Change] = field(default_factory=list)
    withdrawn: list[Change] = field(default_factory=list)
    held: list[Change] = field(default_factory=list)
    left_out: list[Change] = field(default_factory=list)
    missed: list[Change] = field(default_factory=list)
    next_change_at: datetime | None = None
    problems: tuple[Problem, ...] = ()
    sentences: list[str] = field(default_factory=list)
    shortfalls: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    failed: bool = False
    targets: list[dict[str, str | None]] = field(default_factory=list)

    @property
    def exit_code(self) -> int:
        """0 done; 1 failed; 3 done, but something was left out because of a problem."""
        if self.failed:
            return 1
        return 3 if self.problems else 0

    def fail(self, sentence: str) -> None:
        """Note why the run has to end with exit code 1."""
        self.failed = True
        if sentence not in self.sentences:
            self.sentences.append(sentence)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Add problems, each once, in order."""
        self.problems = in_order([*self.problems, *problems])

    @property
    def message(self) -> str:
        """The outcome in a sentence or a few."""
        calm = NOTHING if not self.changed else "The site is as it should be."
        return message_of(self.sentences or [calm], self.shortfalls)

    def as_json(self) -> dict[str, Any]:
        """The document that `board nightly --format json` prints."""
        return {
            "release": self.release,
            "rung": self.rung,
            "changed": self.changed,
            **{name: [change.as_json() for change in getattr(self, name)] for name in LISTS},
            "next_change_at": self.next_change_at.isoformat() if self.next_change_at else None,
            "message": self.message,
            "problems": [problem.as_json() for problem in self.problems],
            "targets": self.targets,
        }


def message_of(sentences: Iterable[str], shortfalls: Iterable[str]) -> str:
    """The sentences in one line, and below it a line for each report that falls short of its window."""
    return "\n".join([" ".join(sentences), *shortfalls])


def lines_of(document: dict[str, Any], *, release_line: bool = True) -> Iterator[str]:
    """The change list as a person reads it, line by line."""
    yield document["message"]
    for name in LISTS:
        if rows := document[name]:
            yield f"{_HEADINGS[name]}:"
            for row in rows:
                yield f"  {row['reference'] or row['source']}  {row['why']}"
    if document["problems"]:
        yield "To mend:"
        for problem in document["problems"]:
            yield f"  {Problem(**problem)}"
    for target in document["targets"]:
        name, state, release = target["target"], target["state"], target["release"]
        told = f" {target['message'] or ''}" if state != "up to date" else ""
        yield f"{name}: {state} ({f'release {release}' if release else 'nothing yet'}).{told}".rstrip()
    if release_line and document["release"]:
        yield f"Public now: release {document['release']} ({document['rung']})."
