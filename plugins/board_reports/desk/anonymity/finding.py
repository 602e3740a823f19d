"""What the anonymity check found at one place, told without repeating it, and the digest by which it is waived."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass

from board_reports.desk.anonymity.looking import FIXES, KINDS
from board_reports.reports.problem import Problem

AID = (
    "The anonymity check is an aid. It does not show that nobody can be identified: a person has to read the report, "
    "its files and its pictures with that question."
)
"""What every output of the check says."""

_LETTERS = re.compile(r"[^\W\d_]{2,}")
_NEAR = 4  # words of the surroundings on each side that the digest goes by
_REACH = 200  # characters in which they are looked for


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that could identify somebody, at one place.

    `file` is the source as problems name it (a file whose own name could identify somebody is named by its number
    instead); `line` counts from 1; `page` is that of a PDF; `key` is the front matter's. `start` and `end` are
    offsets into the file's text, decoded without a byte-order mark and with its line ends as they are; None where
    there is no such text. `digest` is what a waiver names. `slug` is the report's, and `where` says where the thing
    stands when it is in no text, as a sentence.
    """

    file: str
    line: int | None
    key: str | None
    kind: str
    digest: str
    start: int | None
    end: int | None
    slug: str
    page: int | None = None
    where: str | None = None

    @property
    def problem(self) -> Problem:
        """The finding as a problem: where it is, what kind it is, and what to do; never what it says."""
        place = f"On page {self.page}: " if self.page else ""
        message = f"{place}{KINDS[self.kind]}" + (f" {self.where}" if self.where else "")
        change = FIXES.get(self.kind, "Take it out.")
        waive = f'If it identifies nobody: board waive {self.slug} {self.digest} --reason "..."'
        return Problem(self.file, self.line, self.key, message, f"{change} {waive}")

    def as_json(self) -> dict[str, str | int | None]:
        """The finding with all its keys, as listings give it."""
        return {
            "file": self.file,
            "line": self.line,
            "page": self.page,
            "key": self.key,
            "kind": self.kind,
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Findings:
    """All that the check found in one report.

    `open` needs a person's eye; `waived` was called a false alarm in the report's front matter; `unread` says what
    could not be checked; `unused` tells waivers that match nothing any more.
    """

    open: tuple[Finding, ...] = ()
    waived: tuple[Finding, ...] = ()
    unread: tuple[Problem, ...] = ()
    unused: tuple[Problem, ...] = ()


def digest_of(slug: str, kind: str, text: str, start: int, end: int) -> str:
    """The digest of what stands in a seen text from `start` to `end`: eight hex digits.

    Six come from the words in small letters around it, so that they say which place is meant and nothing about what
    stands there. Two come from the thing itself: enough to notice nearly every change, too little to guess it by.
    """
    before = _small_words(text[max(0, start - _REACH) : start])[-_NEAR:]
    after = _small_words(text[end : end + _REACH])[:_NEAR]
    itself = "".join(character for character in text[start:end].casefold() if character.isalnum())
    around = _hash(3, slug, kind, " ".join(before), " ".join(after))
    return around + _hash(1, slug, kind, itself)


def _small_words(text: str) -> list[str]:
    return [word for word in _LETTERS.findall(text) if word.islower()]


def _hash(size: int, *parts: str) -> str:
    return hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogatepass"), digest_size=size).hexdigest()
