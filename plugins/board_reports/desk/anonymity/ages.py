"""Ages in weeks, days or hours, in English and Welsh."""

from __future__ import annotations

import re
from collections.abc import Iterator

from board_reports.desk.anonymity.word_lists import any_of

Place = tuple[int, int]


_S = r"[ \n]"

_UNIT = any_of("numbers below twenty")
_NUMBER = rf"(?:[0-9]{{1,3}}(?:[.,][0-9])?|(?:{any_of('tens')})(?:[ -](?:{_UNIT}))?|{_UNIT}|a)"
_SPAN = r"(?:weeks?|wks?|days?|hours?)"
_MORE = rf"(?:{_S}and{_S}(?:a{_S}half|{_NUMBER}{_S}{_SPAN}))?"
_LENGTH = rf"{_NUMBER}(?:{_S}and{_S}a{_S}half)?[ \n-]{{0,2}}{_SPAN}{_MORE}"
_ABOUT = rf"(?:(?:{any_of('about')}){_S}){{0,4}}"
_ENGLISH = re.compile(
    rf"\b{_LENGTH}[ \n-](?:old|of{_S}age)\b"
    rf"|\baged?{_S}?:?{_S}?{_ABOUT}{_LENGTH}\b"
    rf"|\b(?:baby|infant|newborn|child|boy|girl|twins?){_S}of{_S}{_ABOUT}{_LENGTH}\b",
    re.IGNORECASE,
)
_SHORTHAND = re.compile(r"(?<![\w/.])[0-9]{1,2}(?:\+[0-9])?/(?:52|7)(?![\w/])")  # 11/52: how nurses write 11 weeks

_CY_NUMBER = rf"(?:[0-9]{{1,3}}|{any_of('Welsh numbers')})"
_CY_SPAN = r"(?:wythnos(?:au)?|diwrnod|ddiwrnod|niwrnod|dyddiau|ddyddiau|nyddiau|awr|oriau)"
_CY_TEENS = rf"(?:{_S}ar{_S}(?:ddeg|bymtheg|hugain))?"
_CY_MORE = rf"(?:{_S}(?:a|ac){_S}(?:hanner|{_CY_NUMBER}{_S}{_CY_SPAN}))?"
_CY_LENGTH = rf"{_CY_NUMBER}{_CY_TEENS}{_S}(?:o{_S})?{_CY_SPAN}{_CY_TEENS}{_CY_MORE}"
_WELSH = re.compile(
    rf"\b{_CY_LENGTH}{_S}(?:o{_S})?oed(?:ran)?\b|\boed(?:ran)?(?:{_S}o)?:?{_S}{_CY_LENGTH}\b", re.IGNORECASE
)


def ages(text: str) -> Iterator[Place]:
    """Where an age in weeks, days or hours stands. A length of time that is no age does not count."""
    for pattern in (_ENGLISH, _WELSH, _SHORTHAND):
        for found in pattern.finditer(text):
            yield found.span()
