"""Whether what was found may be there: asked only where something was found, first of the very file's own source."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from board_reports.release.audit.traces import Excused, Finding, Needle, Search, groups_of
from board_reports.release.manifest import ReleasedFile

_TO_WORDS = bytes(one if one >= 0x80 or chr(one).isalnum() else 0x20 for one in bytes(range(256)).lower())

FRAME = ""
"""The source of what is the same for all pages: configuration, theme and plugin."""


@dataclass(frozen=True, slots=True)
class Told:
    """A source and its texts, read when asked for; `files` are those in which they stand, where there are such."""

    source: str
    texts: Iterable[str]
    files: tuple[Path, ...] = ()

    def likely(self, phrases: Iterable[bytes]) -> bool:
        """Whether a phrase, with a space around each word, stands in the bytes of the files, or may for all we know."""
        if not self.files:
            return True
        for file in self.files:
            try:
                words = b" ".join(file.read_bytes().translate(_TO_WORDS).split())
            except OSError:
                continue
            if any(phrase in b" " + words + b" " for phrase in phrases):
                return True
        return False


@dataclass(frozen=True)
class Excuses:
    """What may stand in a release, read when it is asked for.

    `own` gives the source of a file of the release, where it has one, `every` all sources. `ask_digests` gives the
    digests (SHA-256 in hex) of the files that are public as they are.
    """

    own: Callable[[ReleasedFile], Told | None]
    every: Callable[[], Iterator[Told]]
    ask_digests: Callable[[], Collection[str]]

    @cached_property
    def digests(self) -> Collection[str]:
        """The digests, asked for once."""
        return self.ask_digests()

    @classmethod
    def of(cls, excused: Excused) -> Excuses:
        """The same of what was read before."""
        return cls(lambda _: None, lambda: iter([Told(FRAME, excused.texts)]), lambda: excused.digests)


@dataclass
class Pardon:
    """What was found in a release, less what is excused.

    `leans` tells by path from which sources, other than its own and the frame, a file has its excuses.
    """

    search: Search
    excuses: Excuses
    leans: dict[str, set[str]] = field(default_factory=dict)
    _witness: dict[Needle, str] = field(default_factory=dict)
    _waiting: dict[str, set[Needle]] = field(default_factory=dict)

    def ask(self, entry: ReleasedFile, needles: set[Needle]) -> None:
        """Something was found in a file: keep it in mind, unless its own source holds it, too."""
        own = self.excuses.own(entry) if needles else None
        if own is not None:
            needles = needles - _standing(self.search.only(needles), needles, own.texts)
        if needles:
            self._waiting.setdefault(entry.path, set()).update(needles)

    def settle(self) -> Iterator[Finding]:
        """What no source excuses."""
        left = {needle for needles in self._waiting.values() for needle in needles}
        for likely in (True, False):  # those that have the very words first: mostly one of them has them
            left = self._settle(left, likely=likely)
        for path, needles in self._waiting.items():
            on = {self._witness[one] for one in needles - left} - {FRAME}
            if on:
                self.leans[path] = on
            yield from self.search.findings(path, needles & left)

    def _settle(self, left: set[Needle], *, likely: bool) -> set[Needle]:
        """Look into the sources that likely excuse some of what is left, or into all others; what is left then."""
        search, phrases = self.search.only(left), self._phrases(left)
        for told in self.excuses.every() if left else ():
            if told.likely(phrases) is likely and (found := _standing(search, left, told.texts)):
                self._witness.update(dict.fromkeys(found, told.source))
                left = left - found
                if not left:
                    break
                search, phrases = self.search.only(left), self._phrases(left)
        return left

    def _phrases(self, needles: Iterable[Needle]) -> list[bytes]:
        return [f" {' '.join(self.search.words_of(one))} ".encode("utf-8", "surrogateescape") for one in needles]


def _standing(search: Search, needles: set[Needle], texts: Iterable[str]) -> set[Needle]:
    """Which of some needles stand in the texts of a source, or another of their groups does."""
    standing: set[Needle] = set()
    for text in texts:
        found = search.needles_in(text)
        groups = groups_of(found)
        standing |= {one for one in needles if one in found or (not isinstance(one, int) and one.group in groups)}
        if len(standing) == len(needles):
            break
    return standing
