"""Names of schools, hospitals and streets, by the word that says what they are and the capitals beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from board_reports.desk.anonymity.word_lists import words_in

Place = tuple[int, int]

_CAPITAL = r"[A-ZÀ-ÖØ-ÞŴŶ][\w'.]*(?:-[\w'.]+)*"
_SMALL = r"(?:of|the|in|on|and|&|y|yr|a'r|o'r|de|la|le|upon|under|ap|ferch|at)"
_BEFORE = re.compile(rf"(?:(?<![\w'-])|(?<=^))(?P<name>{_CAPITAL}(?:[ \n](?:{_CAPITAL}|{_SMALL})){{0,7}})[ \n]\Z")
_AFTER = re.compile(
    rf"[ \n](?P<name>(?:{_SMALL}[ \n]){{0,2}}{_CAPITAL}(?:[ \n](?:{_CAPITAL}|{_SMALL}[ \n]{_CAPITAL})){{0,4}})"
)
_AFTER_WELSH = re.compile(
    rf"[ \n](?P<name>(?:(?:y|yr|uchaf|isaf|newydd)[ \n])?{_CAPITAL}"
    rf"(?:[ \n]'?(?:{_CAPITAL}|(?:y|yr|a'r|ap|o'r)[ \n]{_CAPITAL})){{0,4}})"
)
_REACH = 90  # characters before a word that are looked at

# Words in capitals that name no place: what a sentence begins with, and what a kind of place is called.
_NO_NAME = words_in("no name of a place")
_SCHOOL_BEFORE = words_in("before school")

_SCHOOL = re.compile(
    r"\b(?:School|Academy|College|Nursery|Playgroup|Pre-?school|Kindergarten|Federation|SCHOOL|ACADEMY|COLLEGE|NURSERY)\b(?!s)"
)
_SCHOOL_WELSH = re.compile(
    r"\bH?(?:Ysgol|Coleg|Goleg|Choleg|Ngholeg|Meithrinfa|Feithrinfa|Academi|Cylch Meithrin|Gylch Meithrin)\b"
)
_SCHOOL_FIRST = re.compile(r"\b(?:School|Academy|College|Nursery)[ \n]of\b")
_HOSPITAL = re.compile(
    r"\b(?:Hospital|Infirmary|Hospice|Surgery|Medical (?:Centre|Practice)|Health Centre|Clinic|Ward|Birth Centre|"
    r"Care Home|Nursing Home|HOSPITAL|INFIRMARY|HOSPICE)\b"
)
_HOSPITAL_FIRST = re.compile(r"\b(?:Hospital|Infirmary|Hospice)[ \n](?:of|for)(?:[ \n]the)?\b")
_WARD_NUMBER = re.compile(r"\b(?:Ward|WARD)[ \n](?:[0-9]{1,3}[A-Za-z]?|[A-Z][0-9]{0,3})\b")
_HOSPITAL_WELSH = re.compile(
    r"\bH?(?:Ysbyty|Meddygfa|Feddygfa|Hosbis|[CG]anolfan (?:Iechyd|Feddygol)|Ward|Clinig|Glinig)\b"
)
_STREET = re.compile(
    r"\b(?:Street|Road|Avenue|Lane|Crescent|Terrace|Grove|Mews|Close|Drive|Gardens|Boulevard|STREET|ROAD|AVENUE|LANE|"
    r"Rd|Ave|Cres|Terr)\b"
)
_STREET_ONLY_NUMBERED = re.compile(
    r"(?<![\w/.])(?:(?:[Ff]lat|[Ff]lats|[Ff]lat [0-9]+[A-Za-z]?,)[ \n])?[0-9]{1,4}[A-Za-z]?,?[ \n]"
    rf"(?P<name>{_CAPITAL}(?:[ \n]{_CAPITAL}){{0,3}}[ \n](?:Court|Place|Park|Hill|Way|View|Row|Walk|Rise|Square|Parade|"
    r"Green|St|House|Close|Drive|Villas|Buildings|Bank|Fields?|Meadows?|Vale|Croft))\b"
)
_STREET_WELSH = re.compile(
    r"\b(?:Heol|Stryd|Ffordd|L[oô]n|Rhodfa|Rodfa|Clos|Glos|Maes|Faes|Teras|Deras|Rhes|Res|Cilgant|Gilgant|Gerddi|Erddi|Rhiw|Riw|Cwrt|Llys)\b"
)
_NO_COURT = words_in("before court")


def schools(text: str) -> Iterator[Place]:
    """Where a school, nursery or college is named, in English or Welsh order."""
    yield from _named_before(_SCHOOL, text, but_last=_SCHOOL_BEFORE)
    yield from _named_after(_SCHOOL_FIRST, text, _AFTER)
    yield from _named_after(_SCHOOL_WELSH, text, _AFTER_WELSH)


def hospitals(text: str) -> Iterator[Place]:
    """Where a hospital, ward, surgery or hospice is named, in English or Welsh order."""
    yield from _named_before(_HOSPITAL, text)
    yield from _named_after(_HOSPITAL_FIRST, text, _AFTER)
    yield from _named_after(_HOSPITAL_WELSH, text, _AFTER_WELSH)
    for found in _WARD_NUMBER.finditer(text):
        yield found.span()


def streets(text: str) -> Iterator[Place]:
    """Where a street is named; where its last word means other things as well, with a number before it."""
    yield from _named_before(_STREET, text)
    yield from _named_after(_STREET_WELSH, text, _AFTER_WELSH)
    for found in _STREET_ONLY_NUMBERED.finditer(text):
        if _is_name(found["name"].rsplit(None, 1)[0]) and found["name"].split()[0].lower() not in _NO_COURT:
            yield found.span()


def _named_before(word: re.Pattern[str], text: str, but_last: frozenset[str] = frozenset()) -> Iterator[Place]:
    for found in word.finditer(text):
        begin = max(0, found.start() - _REACH)
        named = _BEFORE.search(text[begin : found.start()])
        if named and _is_name(named["name"]) and named["name"].split()[-1].lower() not in but_last:
            yield begin + _first_of_name(named), found.end()


def _named_after(word: re.Pattern[str], text: str, after: re.Pattern[str]) -> Iterator[Place]:
    for found in word.finditer(text):
        named = after.match(text, found.end())
        if named and _is_name(named["name"]):
            yield found.start(), named.end()


def _first_of_name(named: re.Match[str]) -> int:
    """Where the name begins, without the small word that a sentence began with."""
    start = named.start("name")
    first = re.match(
        r"(?:The|At|In|On|From|To|Near|And|But|When|Where|After|Of|A|Her|His|Their|Our)[ \n]", named["name"]
    )
    return start + (first.end() if first else 0)


def _is_name(words: str) -> bool:
    """Whether among the words with a capital is one that is a name, and not only what such places are called."""
    return any(word[0].isupper() and word.strip(".,'").lower() not in _NO_NAME for word in words.split())
