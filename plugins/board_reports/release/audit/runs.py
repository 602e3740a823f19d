"""Runs of eight words, and a text in pieces of words that are held at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from board_reports.release.audit.words import words_in

RUN = 8
"""The number of words in a row that make a trace."""

_CHUNK = 1 << 20  # characters whose words are held at once
_CARRIED = 128  # words of one piece that the next begins with: as many as a file's name can have


def runs_of(words: Sequence[str]) -> Iterator[int]:
    """The hashes of the runs of eight words: a number takes a third of the room of the words."""
    return map(hash, rows_of_eight(words))


def rows_of_eight(words: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The runs of eight words."""
    return zip(*(words[start:] for start in range(RUN)), strict=False)


def chunks(text: str) -> Iterator[list[str]]:
    """The words of a folded text in pieces, each beginning with the last words of the one before."""
    start, carried = 0, list[str]()
    while True:
        end = text.find(" ", start + _CHUNK) if len(text) - start > _CHUNK else -1
        words = carried + words_in(text[start:] if end < 0 else text[start:end])
        yield words
        if end < 0:
            return
        start, carried = end, words[-_CARRIED:]
