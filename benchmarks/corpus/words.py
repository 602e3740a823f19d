"""The words that the made-up reports are written with: some 3,000, from vocabulary.txt and its words' endings."""

from __future__ import annotations

import configparser
from pathlib import Path

_LISTS = configparser.ConfigParser(allow_no_value=True, delimiters=("=",), comment_prefixes=("#",))
_LISTS.optionxform = str  # type: ignore[assignment,method-assign]
_LISTS.read(Path(__file__).with_name("vocabulary.txt"), encoding="utf-8")


def _listed(name: str) -> tuple[str, ...]:
    return tuple(word for line in _LISTS[name] for word in line.split())


def several(thing: str) -> str:
    """More than one of a thing: `agency` gives `agencies`."""
    if thing.endswith("y") and thing[-2] not in "aeiou":
        return f"{thing[:-1]}ies"
    return f"{thing}es" if thing.endswith(("s", "sh", "ch", "x")) else f"{thing}s"


def done(doing: str) -> str:
    """What was done: `notify` gives `notified`."""
    if doing.endswith("y") and doing[-2] not in "aeiou":
        return f"{doing[:-1]}ied"
    return f"{doing}d" if doing.endswith("e") else f"{doing}ed"


def under_way(doing: str) -> str:
    """What is being done: `notice` gives `noticing`."""
    return f"{doing[:-1]}ing" if doing.endswith("e") and doing[-2:] not in ("ee", "ye", "oe") else f"{doing}ing"


def in_the_manner(manner: str) -> str:
    """How something was done: `gentle` gives `gently`."""
    if manner.endswith("le") and manner[-3] not in "aeiou":
        return f"{manner[:-1]}y"
    if manner.endswith("y"):
        return f"{manner[:-1]}ily"
    return f"{manner}ally" if manner.endswith("ic") and manner != "public" else f"{manner}ly"


SMALL, BEGINNINGS = _listed("small"), _listed("beginnings")
THINGS, DOINGS, MANNERS = _listed("things"), _listed("doings"), _listed("manners")
NAMES, SERVICES = _listed("places"), _listed("services")
NOUNS = THINGS + tuple(map(several, THINGS))
VERBS = tuple(form for doing in DOINGS for form in (done(doing), doing, under_way(doing), several(doing)))
ADJECTIVES = _listed("ways") + MANNERS
ADVERBS = tuple(map(in_the_manner, MANNERS))
