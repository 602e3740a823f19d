"""The word lists of the anonymity check, from `words.txt` beside this file."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

_HEADING = re.compile(r"\[(.+)\]")


def words_in(name: str) -> frozenset[str]:
    """The words of a list; raises KeyError for one that there is not."""
    return _lists()[name]


def any_of(name: str) -> str:
    """The words of a list as the alternatives of a pattern, the longest first, so that no word hides a longer one."""
    return "|".join(sorted(words_in(name), key=len, reverse=True))


@cache
def _lists() -> dict[str, frozenset[str]]:
    lists: dict[str, set[str]] = {}
    words: set[str] = set()
    for line in Path(__file__).with_name("words.txt").read_text("utf-8").splitlines():
        if heading := _HEADING.fullmatch(line):
            words = lists.setdefault(heading[1], set())
        elif not line.startswith("#"):
            words.update(line.split())
    return {name: frozenset(found) for name, found in lists.items()}
