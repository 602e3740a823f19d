"""Traces: what betrays a report that is not live, and the search for it in the names and bytes of a release.

A trace is a title, a reference in any spelling, a slug, a file name, a file's digest, or a run of eight or more words.
What also stands in the source of what is public, in the configuration or in the theme's words is none.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from board_reports.release.audit.looking import inflated, is_gzip, texts_of
from board_reports.release.audit.matching import Phrases
from board_reports.release.audit.runs import chunks, rows_of_eight, runs_of
from board_reports.release.audit.words import folded, plain, said, words_in
from board_reports.reports.slug import slug_of

MOST_WORDS = 40
"""A title or private text that is longer is looked for by its runs of words alone."""

TITLE, REFERENCE, SLUG, FILE_NAME = "title", "reference", "slug", "file name"
DIGEST, WORDS, PRIVATE = "digest", "eight words", "private text"

_BLOCK = 200_000  # characters of sources that are looked into together
_BREAK = "\n boardendoftextboard \n"
_MOST_SPELLINGS = 512  # of one reference; a usual one has ten
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SLUG_PIECE = re.compile(r"[a-z]+|[0-9]+")


class Finding(NamedTuple):
    """A trace: the POSIX path of the file in the release, the kind of trace, and the source of the report it is of."""

    path: str
    kind: str
    source: str


@dataclass(frozen=True, slots=True)
class Token:
    """One thing to look for: these words in a row, and where `literal` is given, exactly it between `edges`.

    `edges` are the characters besides letters and digits that may not stand right before or behind. Where one token
    of a `group` stands in a source, none of that group is a trace.
    """

    kind: str
    source: str
    words: tuple[str, ...]
    literal: str | None = None
    edges: str = ""
    group: str = ""


@dataclass(frozen=True)
class Hidden:
    """What must not be found: tokens, digests of files (SHA-256 in hex) with their sources, and whole texts.

    `texts` are pairs of a source and the words of one text, of which no run of eight may be found. `runs` are such runs
    alone, as `runs_of` gives them, with their sources.
    """

    tokens: frozenset[Token] = frozenset()
    digests: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()
    runs: Mapping[int, Collection[str]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.tokens or self.digests or self.texts or self.runs)

    def __or__(self, other: Hidden) -> Hidden:
        digests = {**self.digests, **other.digests}
        return Hidden(self.tokens | other.tokens, digests, self.texts + other.texts, {**self.runs, **other.runs})


@dataclass(frozen=True)
class Excused:
    """What is public anyway: source texts as they are written, and digests (SHA-256 in hex) of files.

    A file with such a digest is not looked into.
    """

    texts: tuple[str, ...] = ()
    digests: frozenset[str] = frozenset()

    def __or__(self, other: Excused) -> Excused:
        return Excused(self.texts + other.texts, self.digests | other.digests)


_NOTHING = Excused()

Needle = Token | int
"""What is found: a token, or a run of eight words by its number."""


class Sieving(Protocol):
    """What tells of some words which more tokens may stand among them."""

    def tokens(self, words: Sequence[str]) -> Iterable[Token]: ...


def phrase(kind: str, source: str, text: str, least: int = 1) -> Iterator[Token]:
    """The token of a text that counts wholly, where it has at least `least` words and not too many."""
    words = tuple(words_in(said(text)))
    if least <= len(words) <= MOST_WORDS:
        yield Token(kind, source, words)


def name_token(source: str, name: str) -> Token:
    """The token of a file's name, without its folders."""
    literal = folded(name.rsplit("/", 1)[-1]).strip()
    return Token(FILE_NAME, source, tuple(words_in(literal)), literal)


def reference_tokens(source: str, reference: str) -> Iterator[Token]:
    """The tokens of a reference in each spelling, of its slug, and of its address."""
    slug = slug_of(reference)
    if not slug:
        return
    yield Token(REFERENCE, source, tuple(words_in(said(reference))), group=slug)
    for spelling in itertools.islice(_spellings(slug), _MOST_SPELLINGS):
        yield Token(REFERENCE, source, spelling, group=slug)
    words = tuple(words_in(slug))
    yield Token(SLUG, source, words, slug, "-", slug)
    # A text that names the reference may be the source of an anchor like the slug, never of an address.
    yield Token(SLUG, source, ("reports", *words), f"reports/{slug}", "-")


def digest_token(source: str, digest: str) -> Token:
    """The token of a file's digest, in hex."""
    return Token(DIGEST, source, (digest,))


def _spellings(slug: str) -> Iterator[tuple[str, ...]]:
    """The words that a reference may be written as: its number with leading zeros or none, and letters and digits
    together or apart. Two numbers are never put together.
    """
    ways: list[tuple[str, ...]] = []
    for word, following in itertools.pairwise([*slug.split("-"), ""]):
        for place, part in enumerate(_SLUG_PIECE.findall(word)):
            number = part.lstrip("0") or "0"
            padded = part == word and len(number) <= 3 and _YEAR.fullmatch(following)
            parts = [number.zfill(width) for width in range(len(number), 5)] if padded else [part]
            mixed = ways and (place or ways[-1][0][-1].isalpha() != part[0].isalpha())
            ways.append(tuple(gap + one for one in parts for gap in ((" ", "") if mixed else (" ",))))
    return (tuple("".join(way).split()) for way in itertools.product(*ways))


class Search:
    """The search of a release for what is hidden, but for what is excused.

    With nothing hidden it reads nothing. What has to be looked for only where a text may hold it comes from `sieve`.
    """

    def __init__(self, hidden: Hidden, excused: Excused = _NOTHING, sieve: Sieving | None = None) -> None:
        self._hidden, self._excused_digests, self._sieve = hidden, excused.digests, sieve
        self._phrases = Phrases(hidden.tokens)
        self._runs = {run for _, words in hidden.texts for run in runs_of(words)}
        self._runs.update(hidden.runs)
        self._said: dict[int, tuple[str, ...]] = {}  # the words of each run that was found
        if self:
            self.excuse(excused.texts)

    def __bool__(self) -> bool:
        return bool(self._hidden or self._sieve)

    def excuse(self, texts: Iterable[str]) -> None:
        """Look no longer for what stands in some texts."""
        standing: set[Needle] = set()
        for text in _in_blocks(texts):
            standing |= self.needles_in(text)
        self.drop(standing)

    def drop(self, needles: Iterable[Needle]) -> None:
        """Look no longer for some needles, nor for any other of their groups."""
        needles = set(needles)
        groups = groups_of(needles)
        self._runs.difference_update(one for one in needles if isinstance(one, int))
        self._phrases.drop(lambda token: token in needles or token.group in groups)

    def only(self, needles: Iterable[Needle]) -> Search:
        """The search for some needles, and for all others of their groups."""
        needles = set(needles)
        groups = groups_of(needles)
        tokens = frozenset(one for one in self._phrases.all if one in needles or one.group in groups)
        return Search(Hidden(tokens, runs={one: () for one in needles if isinstance(one, int)}))

    def words_of(self, needle: Needle) -> tuple[str, ...]:
        """The words of what was found."""
        return self._said.get(needle, ()) if isinstance(needle, int) else needle.words

    def in_bytes(self, path: str, data: bytes, digest: str) -> Iterator[Finding]:
        """The traces in a file, given by its path in the release, its bytes and their SHA-256; raises CannotLook."""
        if not self or digest in self._excused_digests:
            return
        yield from (finding for one, finding in self.copies(path, data, digest) if one not in self._excused_digests)
        for text in texts_of(path, data):
            yield from self.in_text(path, text)

    def copies(self, path: str, data: bytes, digest: str) -> Iterator[tuple[str, Finding]]:
        """That a file, or what is packed in it, is a copy of a hidden one, with its SHA-256; raises CannotLook."""
        digests = {digest, hashlib.sha256(inflated(data)).hexdigest()} if is_gzip(data) else {digest}
        for one in digests:
            if source := self._hidden.digests.get(one):
                yield one, Finding(path, DIGEST, source)

    def in_names(self, paths: Iterable[str]) -> Iterator[Finding]:
        """The traces in the paths of files and folders."""
        paths = list(paths)
        if not self or not self.needles_in("\n".join(paths)):
            return
        for path in paths:
            yield from self.in_text(path, path)

    def in_text(self, path: str, text: str) -> Iterator[Finding]:
        """The traces in one text."""
        yield from self.findings(path, self.needles_in(text))

    def findings(self, path: str, needles: Iterable[Needle]) -> Iterator[Finding]:
        """What was found in a file, told by whose it is."""
        needles = set(needles)
        runs = {one for one in needles if isinstance(one, int)}
        found = {(one.kind, one.source) for one in needles if isinstance(one, Token)}
        if runs:
            found |= {(WORDS, source) for run in runs for source in self._hidden.runs.get(run, ())}
            found |= {(WORDS, source) for source, text in self._hidden.texts if not runs.isdisjoint(runs_of(text))}
        for kind, source in sorted(found):
            yield Finding(path, kind, source)

    def needles_in(self, text: str) -> set[Needle]:
        """All that stands in a text of what is looked for."""
        text = plain(text)
        found: set[Needle] = set()
        for words in chunks(text):
            if self._sieve:
                self._phrases.add(self._sieve.tokens(words))
            found.update(self._phrases.here(words))
            if self._runs and (runs := self._runs.intersection(runs_of(words))):
                found |= runs
                self._said.update((hash(run), run) for run in rows_of_eight(words) if hash(run) in runs)
        if "&" in text:  # `words_in` makes one word of what it joins, and a name may stand beside it
            for words in chunks(text.replace("&", " ")):
                if self._sieve:
                    self._phrases.add(self._sieve.tokens(words))
                found.update(token for token in self._phrases.here(words) if token.literal is not None)
        return {one for one in found if isinstance(one, int) or one.literal is None or _stands(one, text)}


def groups_of(needles: Iterable[Needle]) -> set[str]:
    """The groups of some needles."""
    return {one.group for one in needles if isinstance(one, Token) and one.group}


def _in_blocks(texts: Iterable[str]) -> Iterator[str]:
    """Texts put together, with a word between that no text has: looking into a few long ones takes less time."""
    block: list[str] = []
    size = 0
    for text in texts:
        block.append(text)
        size += len(text)
        if size > _BLOCK:
            yield _BREAK.join(block)
            block, size = [], 0
    yield _BREAK.join(block)


def _stands(token: Token, text: str) -> bool:
    literal = token.literal or ""
    place = text.find(literal)
    while place >= 0:
        before, behind = text[place - 1 : place], text[place + len(literal) : place + len(literal) + 1]
        if not any(one.isalnum() or (one and one in token.edges) for one in (before, behind)):
            return True
        place = text.find(literal, place + 1)
    return False
