"""Traces: what betrays a report that is not live, and the search for it in the names and bytes of a release.

A trace is a title, a reference in any spelling, a slug, a file name, a file's digest, or a run of eight or more words.
What also stands in the source of what is public, in the configuration or in the theme's words is none.
"""

from __future__ import annotations

import hashlib
import itertools
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from board_reports.release.audit.looking import inflated, is_gzip, texts_of
from board_reports.release.audit.words import folded, plain, said, words_in
from board_reports.reports.slug import slug_of

RUN = 8
"""The number of words in a row that make a trace."""

MOST_WORDS = 40
"""A title or private text that is longer is looked for by its runs of words alone."""

TITLE, REFERENCE, SLUG, FILE_NAME = "title", "reference", "slug", "file name"
DIGEST, WORDS, PRIVATE = "digest", "eight words", "private text"

_CHUNK = 1 << 20  # characters whose words are held at once
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

    `texts` are pairs of a source and the words of one text, of which no run of eight may be found.
    """

    tokens: frozenset[Token] = frozenset()
    digests: Mapping[str, str] = field(default_factory=dict)
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.tokens or self.digests or self.texts)

    def __or__(self, other: Hidden) -> Hidden:
        digests = {**self.digests, **other.digests}
        return Hidden(self.tokens | other.tokens, digests, self.texts + other.texts)


@dataclass(frozen=True)
class Excused:
    """What is public anyway: source texts as they are written, and digests (SHA-256 in hex) of files.

    A file with such a digest is not looked into.
    """

    texts: tuple[str, ...] = ()
    digests: frozenset[str] = frozenset()

    def __or__(self, other: Excused) -> Excused:
        return Excused(self.texts + other.texts, self.digests | other.digests)


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

    With nothing hidden it reads nothing.
    """

    def __init__(self, hidden: Hidden, excused: Excused) -> None:
        self._hidden, self._excused = hidden, excused
        self._tokens = _by_rarest_word(hidden.tokens)
        self._runs = {run for _, words in hidden.texts for run in _runs_of(words)}
        standing: set[Token] = set()
        for text in _in_blocks(excused.texts) if hidden else ():
            standing.update(self._standing(plain(text), lambda words: self._runs.difference_update(_runs_of(words))))
        groups = {token.group for token in standing if token.group}
        self._tokens = _by_rarest_word(
            token for token in hidden.tokens if token not in standing and token.group not in groups
        )

    def in_bytes(self, path: str, data: bytes, digest: str) -> Iterator[Finding]:
        """The traces in a file, given by its path in the release, its bytes and their SHA-256; raises CannotLook."""
        if not self._hidden or digest in self._excused.digests:
            return
        digests = {digest, hashlib.sha256(inflated(data)).hexdigest()} if is_gzip(data) else {digest}
        for one in digests - self._excused.digests:
            if source := self._hidden.digests.get(one):
                yield Finding(path, DIGEST, source)
        for text in texts_of(path, data):
            yield from self.in_text(path, text)

    def in_names(self, paths: Iterable[str]) -> Iterator[Finding]:
        """The traces in the paths of files and folders."""
        paths = list(paths)
        if not self._hidden or not self._found(plain("\n".join(paths))):
            return
        for path in paths:
            yield from self.in_text(path, path)

    def in_text(self, path: str, text: str) -> Iterator[Finding]:
        """The traces in one text."""
        for kind, source in sorted(self._found(plain(text))):
            yield Finding(path, kind, source)

    def _found(self, text: str) -> set[tuple[str, str]]:
        """The kinds and sources of the traces in a folded text."""
        found: set[tuple[str, str]] = set()

        def look_for_runs(words: Sequence[str]) -> None:
            if self._runs and not self._runs.isdisjoint(_runs_of(words)):
                found.update((WORDS, source) for source in self._sources_of(words))

        found.update((token.kind, token.source) for token in self._standing(text, look_for_runs))
        return found

    def _standing(self, text: str, on_words: Callable[[Sequence[str]], None]) -> Iterator[Token]:
        """The tokens that stand in a folded text; `on_words` is given its words, piece by piece."""
        vocabulary: set[str] = set()
        for words in _chunks(text):
            here = set(words)
            vocabulary |= here
            likely = [token for token in self._likely(here) if token.literal is None]
            if likely:
                joined = f" {' '.join(words)} "
                yield from (token for token in likely if f" {' '.join(token.words)} " in joined)
            on_words(words)
        yield from (token for token in self._likely(vocabulary) if token.literal is not None and _stands(token, text))

    def _likely(self, vocabulary: set[str]) -> Iterator[Token]:
        """The tokens of which every word is among these."""
        for word in vocabulary & self._tokens.keys():
            yield from (token for token in self._tokens[word] if vocabulary.issuperset(token.words))

    def _sources_of(self, words: Sequence[str]) -> Iterator[str]:
        """Whose runs of words these are: looked up only once there is something to tell."""
        here = self._runs.intersection(_runs_of(words))
        return (source for source, text in self._hidden.texts if not here.isdisjoint(_runs_of(text)))


def _by_rarest_word(tokens: Iterable[Token]) -> dict[str, list[Token]]:
    """The tokens by the word of theirs that the fewest of them have."""
    tokens = [token for token in tokens if token.words]
    count = Counter(word for token in tokens for word in set(token.words))
    found: dict[str, list[Token]] = defaultdict(list)
    for token in tokens:
        found[min(token.words, key=count.__getitem__)].append(token)
    return dict(found)


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


def _runs_of(words: Sequence[str]) -> Iterator[int]:
    """The hashes of the runs of eight words: a number takes a third of the room of the words."""
    return map(hash, zip(*(words[start:] for start in range(RUN)), strict=False))


def _chunks(text: str) -> Iterator[list[str]]:
    """The words of a folded text in pieces, each beginning with the last words of the one before."""
    start, carried = 0, list[str]()
    while True:
        end = text.find(" ", start + _CHUNK) if len(text) - start > _CHUNK else -1
        words = carried + words_in(text[start:] if end < 0 else text[start:end])
        yield words
        if end < 0:
            return
        start, carried = end, words[-MOST_WORDS:]
