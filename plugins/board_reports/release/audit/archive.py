"""Looking for the reports of a large archive without holding what stands in them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from board_reports.release.audit.hiding import Gathered, names_of, tokens_of
from board_reports.release.audit.matching import rows
from board_reports.release.audit.runs import chunks, runs_of
from board_reports.release.audit.sources import Digest, file_digest, markdown_of, title_and_reference
from board_reports.release.audit.traces import FILE_NAME, REFERENCE, TITLE, Hidden, Token
from board_reports.release.audit.words import folded, plain, said, words_in
from board_reports.reports.report import Report
from board_reports.reports.slug import slug_of

_BITS = 27
_PIECE = re.compile(r"[0-9]+|[^0-9]+")


class Sieve:
    """Tells of the words of a text which archived reports it may name, and gives their tokens, each once.

    A title, a reference in whatever spelling and the name of a file are kept as one number each. Of reports that have
    the very same one, as thousands may have a file of one name, the first stands for all.
    """

    def __init__(self, reports: Iterable[Report]) -> None:
        self._reports = list(reports)
        self._whose: dict[int, list[int]] = defaultdict(list)
        self._lengths: dict[str, set[int]] = defaultdict(set)
        self._pieces = _Pieces()
        had: set[int] = set()
        for number, report in enumerate(self._reports):
            for name in _names(report):
                pieces = self._in_pieces(words_in(name.text))
                if pieces and hash(name) not in had:
                    had.add(hash(name))
                    self._whose[hash(pieces)].append(number)
                    self._lengths[pieces[0]].add(len(pieces))
        self._given: set[int] = set()

    def __bool__(self) -> bool:
        return bool(self._reports)

    def tokens(self, words: Sequence[str]) -> Iterator[Token]:
        """The tokens of the reports that these words may name, and that were not given yet."""
        for row in rows(self._in_pieces(words), self._lengths):
            for number in self._whose.get(hash(row), ()):
                if number not in self._given:
                    self._given.add(number)
                    yield from tokens_of(self._reports[number])

    def _in_pieces(self, words: Iterable[str]) -> tuple[str, ...]:
        pieces = self._pieces
        return tuple(piece for word in words for piece in pieces[word])


class _Pieces(dict[str, tuple[str, ...]]):
    """The letters and the numbers of a word, numbers without zeros before them: the same in every spelling."""

    def __missing__(self, word: str) -> tuple[str, ...]:
        found = tuple(
            (one.lstrip("0") or "0") if one[0].isascii() and one[0].isdigit() else one for one in _split(word)
        )
        self[word] = found
        return found


def _split(word: str) -> list[str]:
    return _PIECE.findall(word)


def in_common(reports: Iterable[Report], texts: Iterable[str], digest: Digest = file_digest) -> Hidden:
    """What of the texts of archived reports may stand in some texts, and what else must not be found of them.

    Titles, references and names are left to the sieve. Held are only what both have, and a few tokens a report.
    """
    seen = bytearray(1 << (_BITS - 3))
    for text in texts:
        for words in chunks(plain(text)):
            for run in set(runs_of(words)):
                for bit in _bits(run):
                    seen[bit >> 3] |= 1 << (bit & 7)
    tokens: set[Token] = set()
    digests: dict[str, str] = {}
    runs: dict[int, set[str]] = defaultdict(set)
    for report in reports:
        one = Gathered()
        one.contents(report, digest)
        tokens |= one.tokens
        digests |= one.digests
        for source, told in one.texts:
            for run in runs_of(told):
                if all(seen[bit >> 3] >> (bit & 7) & 1 for bit in _bits(run)):
                    runs[run].add(source)
    return Hidden(frozenset(tokens), digests, runs=runs)


def _bits(run: int) -> tuple[int, int]:
    """Two places in a field of bits that stand for a run."""
    return run & ((1 << _BITS) - 1), (run >> (_BITS + 3)) & ((1 << _BITS) - 1)


class _Name(NamedTuple):
    """What a report may be named by, folded; `kind` is that of the tokens for it."""

    kind: str
    text: str


def _names(report: Report) -> Iterator[_Name]:
    """Whatever a report may be named by. Its front matter is read no further than that takes."""
    for path in markdown_of(report):
        title, reference = title_and_reference(path)
        yield _Name(TITLE, said(title))
        yield _Name(REFERENCE, said(reference))
        yield _Name(REFERENCE, slug_of(reference))
    yield from (_Name(FILE_NAME, folded(name.rsplit("/", 1)[-1])) for name in names_of(report))
