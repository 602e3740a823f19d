"""Blocks that never belong on a public page: signatures, and what is for Welsh Government alone."""

from __future__ import annotations

import re
from collections.abc import Iterator

Place = tuple[int, int]

_LINE_START = r"(?:^|(?<=[\n|\"]))[ \n]?(?:(?:[#>:-]{1,6}|[0-9]{1,3}[.)])[ ]{1,3}|:[ ]?)?"
_SIGNATURE = re.compile(
    rf"{_LINE_START}(?P<words>(?:(?:Electronically )?Signed|Signature|Signatures|Sign(?:ed)?[ -](?:by|off)|"
    r"(?:[A-Z][\w.']* ){0,3}(?:[Ss]ignature|[Ll]lofnod)|[Ll]lofnod(?:ion|wyd|ir)?(?:[ ]gan)?|"
    r"LLOFNOD(?:WYD)?|SIGNED|SIGNATURE)(?:[ ]?[0-9])?[ ]?(?:by|gan)?[ ]?(?::|\.{2,}|…|_{2,}|\||-{2,}|\Z|(?=\n)))"
)
_BRACKETED = re.compile(r"\((?:[Ss]ignature|[Ss]igned|[Ll]lofnod|[Ll]lofnodwyd)\)")
_DRAWN = re.compile(r"\b(?:[Ss]igned|[Ss]ignature|[Ll]lofnod(?:wyd)?)\b[^\n]{0,30}?(?:\.{4,}|_{3,}|…{2,})")
_FOR_GOVERNMENT = re.compile(
    r"""
    \b(?:for[ \n])?(?:the[ \n])?Welsh[ \n](?:Assembly[ \n])?Government[ \n]use[ \n]only
  | \bdate[ \n]acknowledgement[ \n]letter[ \n]sent
  | \bdate[ \n]circulated[ \n]to[ \n](?:the[ \n])?(?:relevant[ \n])?(?:inspectorates|policy)
  | \bd{1,2}efnydd(?:io)?(?:[ \n](?:gan|swyddfa))?[ \n]l{1,2}ywodraeth[ \n]cymru(?:[ \n]yn|'n)[ \n]unig
  | \bl{1,2}ywodraeth[ \n]cymru(?:[ \n]yn|'n)[ \n]unig
  | \bdyddiad[ \n](?:anfon|anfonwyd)[ \n](?:y[ \n])?llythyr[ \n](?:cydnabod|cydnabyddiaeth)
    """,
    re.VERBOSE | re.IGNORECASE,
)


def signatures(text: str) -> Iterator[Place]:
    """Where a place to sign, or a signature, is marked."""
    for found in _SIGNATURE.finditer(text):
        yield found.span("words")
    for pattern in (_BRACKETED, _DRAWN):
        for found in pattern.finditer(text):
            yield found.span()


def for_government(text: str) -> Iterator[Place]:
    """Where the office block for Welsh Government begins, or one of its lines stands."""
    for found in _FOR_GOVERNMENT.finditer(text):
        yield found.span()
