"""Exact dates and dates of birth, in English and Welsh."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from board_reports.desk.anonymity.word_lists import any_of

Place = tuple[int, int]

_MONTH = rf"(?:{any_of('months')})\b\.?"

_ORDINAL_WORDS = (
    "(?:(?:twenty|thirty)[ -])?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth)|tenth|eleventh|twelfth|"
    "thirteenth|fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|"
    "(?:cyntaf|ail|trydydd|pedwerydd|pumed|chweched|seithfed|wythfed|nawfed|degfed|unfed|deuddegfed|pymthegfed|"
    "deunawfed|ugeinfed)(?: ar (?:ddeg|bymtheg|hugain))?"
)
_DAY = rf"(?:(?:0?[1-9]|[12][0-9]|3[01])(?:[ ]?(?:st|nd|rd|th|af|ain|il|ydd|ed|fed|eg)\b)?|\b(?:{_ORDINAL_WORDS})\b)"
_YEAR = r"(?:(?:19|20)[0-9]{2}\b|'[0-9]{2}\b)"
_S = r"[ \n]"
_BETWEEN = rf"(?:{_S}(?:day{_S})?(?:of|o|in|yn|ym|yng){_S}|{_S}?[-/]{_S}?|{_S}?)"

_WRITTEN = re.compile(
    rf"(?<![\w/.])(?P<day>{_DAY}){_BETWEEN}(?P<month>{_MONTH})(?:,?{_S}?(?:[-/]{_S}?)?(?P<year>{_YEAR}))?",
    re.IGNORECASE,
)
_MONTH_FIRST = re.compile(
    rf"\b(?P<month>{_MONTH}){_S}(?:the{_S})?(?P<day>{_DAY})(?![\w%/]|[.,:][0-9])(?:,?{_S}(?P<year>{_YEAR}))?",
    re.IGNORECASE,
)
_FEAST = re.compile(
    r"\b(?:Christmas (?:Day|Eve)|Boxing Day|New Year's (?:Day|Eve)|St David's Day|Good Friday|Easter Sunday|"
    r"(?:Dydd|Noswyl) Nadolig|G[wŵ]yl (?:San )?Steffan|Dydd Calan|Nos Galan|Dydd G[wŵ]yl Dewi)"
    r"[ \n,]{1,2}(?:19|20)[0-9]{2}\b",
    re.IGNORECASE,
)
_NUMERIC = re.compile(
    r"(?<![\w/.-])([0-9]{1,2})[ ]?([./-])[ ]?([0-9]{1,2})[ ]?\2[ ]?((?:19|20)[0-9]{2}|[0-9]{2})(?![\w/-]|\.[0-9])"
)
_SPACED = re.compile(r"(?<![\w/.-])([0-9]{2}) ([0-9]{2}) ((?:19|20)[0-9]{2})(?![\w/-])")
_YEAR_FIRST = re.compile(
    r"(?<![\w/.-])((?:19|20)[0-9]{2})[./-]?([0-9]{2})[./-]?([0-9]{2})(?:T[0-9:.Z+]{2,20})?(?![\w/-]|\.[0-9])"
)
_SECTION = re.compile(
    r"\b(?:sections?|paragraph|para|clause|chapter|version|v|table|figure|adran|paragraff|pennod|fersiwn|tabl)\.?[ ]?$",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"\b(?:born|births?|birthday|birthdate|d\.?o\.?b\.?|(?:dyddiad )?geni|enedigaeth|ganwyd|ganed|p?h?en-?blwydd)\b",
    re.IGNORECASE,
)
_MONTH_OF_BIRTH = re.compile(
    rf"\b(?:born|birth|ganwyd|ganed|geni)\b[^.\n]{{0,20}}?\b(?P<month>{_MONTH}){_S}{_YEAR}", re.IGNORECASE
)


def dates(text: str) -> Iterator[Place]:
    """Where an exact day is named: in numbers, or written out, with or without its year."""
    yield from _written_out(text)
    for found in _NUMERIC.finditer(text):
        like_a_section = (len(found[4]) == 2 or found[2] == ".") and _SECTION.search(
            text[max(0, found.start() - 12) : found.start()]
        )
        if not like_a_section and (_is_day(found[4], found[3], found[1]) or _is_day(found[4], found[1], found[3])):
            yield found.span()
    for found in _SPACED.finditer(text):
        if _is_day(found[3], found[2], found[1]):
            yield found.span()
    for found in _YEAR_FIRST.finditer(text):
        if _is_day(found[1], found[2], found[3]):
            yield found.span()


def _written_out(text: str) -> Iterator[Place]:
    for pattern in (_WRITTEN, _MONTH_FIRST):
        for found in pattern.finditer(text):
            if found["month"][0].isupper() or found["year"]:  # without a year, may and hydref are words like others
                yield found.span()
    for found in _FEAST.finditer(text):
        yield found.span()


def is_birth(text: str, start: int, end: int) -> bool:
    """Whether words of birth stand close to the date from `start` to `end`."""
    return bool(_BORN.search(text[max(0, start - 45) : start]) or _BORN.search(text[end : end + 25]))


def months_of_birth(text: str) -> Iterator[Place]:
    """Where a month and year of birth stand, without the day."""
    for found in _MONTH_OF_BIRTH.finditer(text):
        yield found.start("month"), found.end()


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        date(int(year) if len(year) == 4 else 2000 + int(year), int(month), int(day))
    except ValueError:
        return False
    return True
