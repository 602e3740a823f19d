"""Looking through one text for every kind of thing that could identify somebody."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from board_reports.desk.anonymity import ages, blocks, days, numbers, places
from board_reports.desk.anonymity.names import Names

Place = tuple[int, int]

KINDS = {
    "nhs-number": "This looks like an NHS number.",
    "national-insurance-number": "This looks like a National Insurance number.",
    "date-of-birth": "This looks like a date of birth.",
    "date": "This is an exact date.",
    "postcode": "This looks like a postcode.",
    "telephone": "This looks like a telephone number.",
    "email": "This is an e-mail address.",
    "age": "This looks like an age in weeks or days.",
    "school": "This looks like the name of a school or college.",
    "hospital": "This looks like the name of a hospital, ward or surgery.",
    "street": "This looks like the name of a street.",
    "signature": "This looks like a signature, or a place for one.",
    "welsh-government-block": "This looks like the block for Welsh Government use only.",
    "name": "This is on the Board's list of names.",
    "place-of-picture": "The picture says where it was taken.",
}
"""Each kind of finding, as waivers name it, with the sentence that tells it."""

FIXES = {
    "date": "Write the season or the year instead.",
    "date-of-birth": "Write an age in years instead.",
    "age": "Write an age in years, or a stage of life, instead.",
    "school": "Write what kind of place it is instead.",
    "hospital": "Write what kind of place it is instead.",
    "signature": "Take it out: signatures stay with the Board.",
    "welsh-government-block": "Take the whole block out.",
    "place-of-picture": "Save the picture without its metadata.",
}
"""What to do about a kind where that is more than to take it out."""

_PATTERNS: tuple[tuple[str, Callable[[str], Iterator[Place]]], ...] = (  # the first of two at one place is told
    ("nhs-number", numbers.nhs_numbers),
    ("national-insurance-number", numbers.insurance_numbers),
    ("email", numbers.email_addresses),
    ("telephone", numbers.telephone_numbers),
    ("date", days.dates),
    ("date-of-birth", days.months_of_birth),
    ("postcode", numbers.postcodes),
    ("age", ages.ages),
    ("school", places.schools),
    ("hospital", places.hospitals),
    ("street", places.streets),
    ("signature", blocks.signatures),
    ("welsh-government-block", blocks.for_government),
)


@dataclass(frozen=True, slots=True)
class Match:
    """Something found in a seen text, from `start` to `end`."""

    kind: str
    start: int
    end: int


def look(text: str, names: Names | None, but: Collection[str] = ()) -> list[Match]:
    """Everything found in a seen text, in its order; kinds in `but` are not looked for.

    Of two kinds at the same place the more telling one is given, but a listed name is always told.
    """
    found = []
    for kind, pattern in _PATTERNS:
        if kind not in but:
            found += [Match(_told(kind, text, *place), *place) for place in pattern(text)]
    kept = _apart(found, len(text))
    if names is not None and "name" not in but:
        kept += [Match("name", *place) for place in names.places(text)]
    return sorted(kept, key=lambda match: (match.start, match.end, match.kind))


def _told(kind: str, text: str, start: int, end: int) -> str:
    return "date-of-birth" if kind == "date" and days.is_birth(text, start, end) else kind


def _apart(found: Iterable[Match], length: int) -> list[Match]:
    """The matches without those that share a place with one that comes before them in the list."""
    kept: list[Match] = []
    taken = bytearray(length)
    for match in found:
        if not any(taken[match.start : match.end]):
            kept.append(match)
            taken[match.start : match.end] = b"\1" * (match.end - match.start)
    return kept
