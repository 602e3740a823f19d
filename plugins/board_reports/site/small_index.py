"""The words of a small search index: each once, with the places of the entries that it finds.

An entry of the small index brings words that a search finds and nobody sees. Written beside each entry they would be
most of the index. So the index has each word once, and after it a code: how far it is from each entry that has the
word to the next one. A code is consonants alone, so that it never spells what the index may not tell: with a number, a
word and its code could be the reference of a report that is not public; with vowels, a code could be a title.
`assets/board.js` reads the same code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from operator import sub
from typing import Any

WORDS = "words"
"""Where the words stand, in `config`, of which the theme hands all to its worker; an index without it is a full one."""

_DIGITS = "bcdfghjklmnpqrstvxz"  # for 1, 2, 3 and so on; the last one of a step is a capital
_STEP = re.compile(f"[{_DIGITS}]*[{_DIGITS.upper()}]")


def gathered(words: Iterable[Sequence[str]]) -> dict[str, str]:
    """Each word with the code of its places, in order; `words` are those of each entry, in the order of the index."""
    places: defaultdict[str, list[int]] = defaultdict(list)
    for place, found in enumerate(words):
        for word in found:
            places[word].append(place)
    return {word: coded(places[word]) for word in sorted(places)}


def coded(places: Sequence[int]) -> str:
    """The code of rising places, counted from 0."""
    return "".join(map(_step, map(sub, places, (-1, *places))))


def places_of(code: str) -> list[int]:
    """The places that a code stands for; raises ValueError when it is none."""
    steps = _STEP.findall(code)
    if "".join(steps) != code:
        raise ValueError("not a code of places")
    places, place = [], -1
    for step in steps:
        place += _width(step)
        places.append(place)
    return places


def without(index: dict[str, Any], leaves: Callable[[str], bool]) -> dict[str, Any]:
    """An index, small or full, without the entries whose location `leaves`; raises ValueError, KeyError, TypeError.

    It is the one that would have been made without them.
    """
    stays = [place for place, entry in enumerate(index["docs"]) if not leaves(entry["location"])]
    smaller = index | {"docs": [index["docs"][place] for place in stays]}
    config = index.get("config")
    if isinstance(config, dict) and WORDS in config:
        smaller["config"] = with_words(config, _moved(config[WORDS], {old: new for new, old in enumerate(stays)}))
    return smaller


def with_words(config: Mapping[str, Any], words: Mapping[str, str]) -> dict[str, Any]:
    """The settings of an index with these words; those of a full index when there are none."""
    plain = {key: value for key, value in config.items() if key != WORDS}
    return plain | {WORDS: words} if words else plain


def _moved(words: Mapping[str, str], moves: Mapping[int, int]) -> dict[str, str]:
    moved = {}
    for word, code in words.items():
        if places := [moves[place] for place in places_of(code) if place in moves]:
            moved[word] = coded(places)
    return moved


@cache
def _step(width: int) -> str:
    high, low = divmod(width - 1, len(_DIGITS))
    step = _DIGITS[low].upper()
    while high:
        high, low = divmod(high - 1, len(_DIGITS))
        step = _DIGITS[low] + step
    return step


@cache
def _width(step: str) -> int:
    width = 0
    for letter in step.lower():
        width = width * len(_DIGITS) + _DIGITS.index(letter) + 1
    return width
