"""What identifies people, made up from a seed, and the sentences that it is planted in."""

from __future__ import annotations

from dataclasses import dataclass

from planted.names import names, written
from planted.things import THINGS
from planted.words import Source

__all__ = ["Planted", "names", "planted"]

ENGLISH = (
    "The panel read that {} before the meeting.",
    "In the second year ({}) nobody asked again.",
    "It was noted by the nurse: {}",
    "According to the record, {}, the visit was short.",
    "{} was written at the top of the page.",
)
WELSH = (
    "Darllenodd y panel hyn: {} cyn y cyfarfod.",
    "Yn yr ail flwyddyn ({}) ni ofynnodd neb eto.",
    "Nododd y nyrs: {}",
    "Yn ôl y cofnod, {}, byr oedd yr ymweliad.",
)


@dataclass(frozen=True)
class Planted:
    """One thing that must be found: its kind, and the sentence that it stands in."""

    kind: str
    thing: str
    sentence: str


def planted(source: Source, each: int, listed: list[str]) -> list[Planted]:
    """So many things of each kind, and of names, each in a sentence of its own."""
    found = []
    for kind, make in THINGS.items():
        for _ in range(each):
            thing = make(source)
            frames = ("{}",) if kind in ("signature", "welsh-government-block") else ENGLISH + WELSH
            found.append(Planted(kind, thing, source.choice(frames).format(thing)))
    for _ in range(each * 3):
        thing = written(source.choice(listed), source)
        found.append(Planted("name", thing, source.choice(ENGLISH + WELSH).format(thing)))
    return found
