"""Numbers and addresses that belong to one person: NHS, National Insurance, telephone, e-mail, postcode."""

from __future__ import annotations

import re
from collections.abc import Iterator

from board_reports.desk.anonymity.word_lists import any_of

Place = tuple[int, int]

_TEN_DIGITS = re.compile(r"(?<![0-9])(?<![0-9][.,/-])[0-9](?:[ \n./-]{0,2}[0-9]){9}(?![0-9]|[.,/-][0-9])")
_NHS_GROUPS = frozenset({(10,), (3, 3, 4), (3, 7), (6, 4), (4, 3, 3), (3, 4, 3), (5, 5), (1,) * 10})
_NHS_BEFORE = re.compile(r"\b(?:NHS|GIG)\b", re.IGNORECASE)

_INSURANCE = re.compile(
    r"(?<![A-Za-z0-9])([A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z])((?:[ \n.-]{0,2}[0-9]){6})"
    r"(?:[ \n.-]{0,2}([A-D]))?(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_NEVER_GIVEN = frozenset({"BG", "GB", "KN", "NK", "NT", "TN", "ZZ"})  # HMRC, National Insurance Manual, NIM39110
_INSURANCE_BEFORE = re.compile(r"\b(?:NI|NINO|National Insurance|Yswiriant (?:Gwladol|Cenedlaethol))\b", re.IGNORECASE)

_EMAIL = re.compile(
    r"(?<![\w.+-])[\w.!#$%&'*+/=?^{|}~-]{1,64}(?:@|[ ]?[(\[{](?:at|AT)[)\]}][ ]?)"
    r"(?:[\w-]{1,63}(?:\.|[ ]?[(\[{](?:dot|DOT)[)\]}][ ]?)){1,8}[^\W\d_]{2,24}\b"
)

_OUTWARD = rf"(?:{any_of('postcode areas')})[0-9][0-9A-HJKMNP-Y]?"
_POSTCODE = re.compile(
    rf"(?<![A-Za-z0-9])(?:(?:{_OUTWARD})(?P<gap>[ \n]?)(?P<inward>[0-9][ABD-HJLNP-UW-Z]{{2}})|GIR ?0AA)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_DISTRICT = re.compile(
    rf"\b(?:post ?code|cod post)\w{{0,4}}\b[^\n]{{0,30}}?(?<![A-Za-z0-9])(?P<district>{_OUTWARD})(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_ORDINAL = re.compile(r"[0-9](?:st|nd|rd|th)")

_DIGITS = re.compile(r"(?:\+|\(|(?<![0-9]))[0-9](?:[ ()./\n+-]{0,4}[0-9]){8,16}")
_BRITISH = re.compile(r"(?<![0-9])(?:\+?44[ .()-]{0,4}|0)(?:[1-357-9])(?:[ .()/-]{0,3}[0-9]){8,9}(?![0-9])")


def is_nhs_number(digits: str) -> bool:
    """Whether ten digits carry the check digit of an NHS number (modulus 11; NHS Data Dictionary)."""
    if len(digits) != 10 or not digits.isascii() or not digits.isdigit() or len(set(digits)) == 1:
        return False
    rest = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits[:9], strict=True)) % 11
    return rest % 11 == int(digits[9])


def nhs_numbers(text: str) -> Iterator[Place]:
    """Where NHS numbers stand, spaced as usual; spaced in any way after the letters NHS, or GIG."""
    for found in _TEN_DIGITS.finditer(text):
        if not is_nhs_number(re.sub(r"[^0-9]", "", found[0])):
            continue
        groups = tuple(len(group) for group in re.split(r"[^0-9]+", found[0]))
        if groups in _NHS_GROUPS or _NHS_BEFORE.search(text[max(0, found.start() - 40) : found.start()]):
            yield found.span()


def insurance_numbers(text: str) -> Iterator[Place]:
    """Where National Insurance numbers stand, with a prefix that is given out; without the last letter if named so."""
    for found in _INSURANCE.finditer(text):
        named = found[3] or _INSURANCE_BEFORE.search(text[max(0, found.start() - 40) : found.start()])
        if named and found[1].upper() not in _NEVER_GIVEN:
            yield found.span()


def telephone_numbers(text: str) -> Iterator[Place]:
    """Where valid telephone numbers stand, those of this country without its code."""
    import phonenumbers  # noqa: PLC0415 - its tables take a while to load, and most texts have no such digits

    for candidate in _DIGITS.finditer(text):
        line = candidate[0].replace("\n", " ").replace("/", " ")
        found = False
        for match in phonenumbers.PhoneNumberMatcher(line, "GB", leniency=phonenumbers.Leniency.VALID):
            found = True
            yield candidate.start() + match.start, candidate.start() + match.end
        # Numbers of a form that nobody has yet, or that are kept for films: to a reader they are somebody's.
        if not found and (british := _BRITISH.search(line)):
            yield candidate.start() + british.start(), candidate.start() + british.end()


def email_addresses(text: str) -> Iterator[Place]:
    """Where e-mail addresses stand, those with (at) for @ too."""
    if "@" in text or "(at)" in text.lower():
        for found in _EMAIL.finditer(text):
            yield found.span()


def postcodes(text: str) -> Iterator[Place]:
    """Where postcodes of a real area stand; after the word postcode, its first half alone too."""
    for found in _POSTCODE.finditer(text):
        if not (found["inward"] and _ORDINAL.fullmatch(found["inward"])):
            yield found.span()
    for found in _DISTRICT.finditer(text):
        yield found.span("district")
