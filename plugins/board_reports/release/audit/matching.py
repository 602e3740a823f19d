"""Finding many phrases in the words of a text in one pass, however many they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Generic, Protocol, TypeVar


class HasWords(Protocol):
    """What is looked for by its words in a row."""

    @property
    def words(self) -> tuple[str, ...]: ...


T = TypeVar("T", bound=HasWords)


class Phrases(Generic[T]):
    """Phrases by their words; one without any is never found."""

    def __init__(self, phrases: Iterable[T] = ()) -> None:
        self._by_words: dict[tuple[str, ...], list[T]] = {}
        self._lengths: dict[str, set[int]] = defaultdict(set)
        self.add(phrases)

    def add(self, phrases: Iterable[T]) -> None:
        """Look for more."""
        for phrase in phrases:
            if phrase.words:
                self._by_words.setdefault(phrase.words, []).append(phrase)
                self._lengths[phrase.words[0]].add(len(phrase.words))

    @property
    def all(self) -> Iterator[T]:
        """Every phrase."""
        return (one for here in self._by_words.values() for one in here)

    def drop(self, is_one: Callable[[T], bool]) -> None:
        """Look no longer for some."""
        left = {words: [one for one in here if not is_one(one)] for words, here in self._by_words.items()}
        self._by_words = {words: here for words, here in left.items() if here}

    def here(self, words: Sequence[str]) -> Iterator[T]:
        """The phrases whose words stand in a row among these."""
        for words_here in self._by_words.keys() & rows(words, self._lengths):
            yield from self._by_words[words_here]


def rows(words: Sequence[str], lengths: Mapping[str, Iterable[int]]) -> set[tuple[str, ...]]:
    """The rows of words that begin with one of some words and are as long as `lengths` says of it."""
    firsts = lengths.keys() & set(words)
    if not firsts:
        return set()
    found: set[tuple[str, ...]] = set()
    for place, word in enumerate(words):
        if word in firsts:
            found.update(tuple(words[place : place + length]) for length in lengths[word])
    return found
