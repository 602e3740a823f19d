"""Sentences of a made-up report: English in its mix of words, though not in its sense.

About half of a text are the small words of the language, in their usual shares. Of the others a few make up much of
the text and most come seldom, as in any text; which few they are is another set in every report, so that reports have
themes of their own. Each also has services with names that hardly another one has.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import accumulate

from corpus.words import ADJECTIVES, ADVERBS, BEGINNINGS, NAMES, NOUNS, SERVICES, SMALL, VERBS

AT_ONCE = 400  # words drawn at once
# How words follow one another: each letter stands for a class, and a sentence begins anywhere in the row.
ROW = "snsavssnsvsnsnssavdssnsassnvsnsvsssadnsvssnssnvdsanssvsnsnvsssdasnsvssnssanvs"
CLASSES = {"s": SMALL, "n": NOUNS, "v": VERBS, "a": ADJECTIVES, "d": ADVERBS}


class Voice:
    """The words of one report, drawn from `chance`, and sentences made of them."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.services = [f"{_name(chance)} {chance.choice(SERVICES)}".title() for _ in range(chance.randint(3, 6))]
        self._words = {letter: _drawn(chance, words, themed=letter != "s") for letter, words in CLASSES.items()}
        self.themes = [next(self._words["n"]) for _ in range(8)]

    def sentence(self) -> str:
        """One sentence of 8 to 24 words."""
        length, start = self.chance.randint(7, 23), self.chance.randrange(len(ROW))
        words = [self.chance.choice(BEGINNINGS), *self._follow(start, length)]
        if length > 14:
            words[length // 2] += ","
        if self.chance.random() < 0.08:
            words[-1] = f"the {self.chance.choice(self.services)}"
        return f"{words[0].capitalize()} {' '.join(words[1:])}."

    def paragraph(self, words: int) -> str:
        """Sentences, of about so many words together, and of at least one."""
        return " ".join(self.sentence() for _ in range(max(1, round(words / 16))))

    def phrase(self, words: int) -> str:
        """So many words that are no sentence."""
        return " ".join(self._follow(self.chance.randrange(len(ROW)), words))

    def heading(self) -> str:
        """What a part of a report may be called."""
        adjective, theme, other = next(self._words["a"]), self.chance.choice(self.themes), next(self._words["n"])
        return self.chance.choice((f"{adjective} {theme}", f"{theme} and {other}", f"when {other} needs {theme}"))

    def _follow(self, start: int, count: int) -> list[str]:
        row = (ROW * (count // len(ROW) + 2))[start : start + count]
        return [next(self._words[letter]) for letter in row]


def _name(chance: random.Random) -> str:
    return f"{chance.choice(NAMES)}{chance.choice(NAMES)}"


def _drawn(chance: random.Random, words: tuple[str, ...], *, themed: bool) -> Iterator[str]:
    """Words without end: all alike, or, where they are of a theme, each rank half as often as the rank of half."""
    order = chance.sample(words, len(words)) if themed else list(words)
    weights = list(accumulate(1 / (rank + 4) for rank in range(len(order)))) if themed else None
    while True:
        yield from chance.choices(order, cum_weights=weights, k=AT_ONCE)
