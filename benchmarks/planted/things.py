"""One planted thing of each kind but names: numbers, days, ages, places, signatures."""

from __future__ import annotations

from collections.abc import Callable

from planted.words import AREAS, FIRST, MONTHS, NUMBERS, PLACES, SOFT_MONTHS, WELSH_MONTHS, Source


def _digits(source: Source, count: int) -> str:
    return "".join(source.choice("0123456789") for _ in range(count))


def nhs_number(source: Source) -> str:
    while True:
        digits = source.choice("4679") + _digits(source, 8)
        check = 11 - sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=True)) % 11
        if check != 10:
            digits += str(check % 11)
            return source.choice(
                (digits, f"{digits[:3]} {digits[3:6]} {digits[6:]}", f"{digits[:3]}-{digits[3:6]}-{digits[6:]}")
            )


def insurance_number(source: Source) -> str:
    while True:
        prefix = source.choice("ABCEGHJKLMNOPRSTWXYZ") + source.choice("ABCEGHJKLMNPRSTWXYZ")
        if prefix not in ("BG", "GB", "KN", "NK", "NT", "TN", "ZZ"):
            break
    digits, last = _digits(source, 6), source.choice("ABCD")
    written = source.choice((f"{prefix}{digits}{last}", f"{prefix} {digits[:2]} {digits[2:4]} {digits[4:]} {last}"))
    return source.choice((written, written, written.lower()))


def _day(source: Source) -> tuple[int, int, int]:
    return source.randint(1, 28), source.randint(1, 12), source.randint(1950, 2026)


def date(source: Source) -> str:
    day, month, year = _day(source)
    ending = "th" if 3 < day < 21 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return source.choice(
        (
            f"{day} {MONTHS[month - 1]} {year}",
            f"{day}{ending} {MONTHS[month - 1]} {year}",
            f"{day}{ending} of {MONTHS[month - 1]}",
            f"{MONTHS[month - 1]} {day}, {year}",
            f"{day} {MONTHS[month - 1][:3]} {year}",
            f"{day:02}/{month:02}/{year}",
            f"{day}/{month}/{year % 100:02}",
            f"{day}.{month}.{year}",
            f"{day:02}-{month:02}-{year}",
            f"{year}-{month:02}-{day:02}",
            f"{day} {MONTHS[month - 1]}",
            f"{day} {WELSH_MONTHS[month - 1]} {year}",
            f"{day} o {SOFT_MONTHS[month - 1]} {year}",
            f"{day} {WELSH_MONTHS[month - 1]}",
        )
    )


def date_of_birth(source: Source) -> str:
    return source.choice(("born on {}", "DOB {}", "date of birth: {}", "dyddiad geni {}", "ganwyd ar {}")).format(
        date(source)
    )


def postcode(source: Source) -> str:
    outward = source.choice(AREAS) + str(source.randint(1, 39))
    inward = source.choice("0123456789") + "".join(source.choice("ABDEFGHJLNPQRSTUWXYZ") for _ in range(2))
    return source.choice(
        (f"{outward} {inward}", f"{outward} {inward}", f"{outward}{inward}", f"{outward} {inward}".lower())
    )


def telephone(source: Source) -> str:
    start, groups = source.choice(
        (("029 20", (2, 4)), ("07911 ", (6,)), ("01792 ", (3, 3)), ("+44 7911 ", (6,)), ("(029) 20", (2, 4)))
    )
    digits = " ".join(source.choice("23456789") + _digits(source, size - 1) for size in groups)
    return start + digits


def email(source: Source) -> str:
    first, last = source.choice(FIRST).lower(), source.choice(("parent", "worker", "aunt"))
    host = source.choice(("family.example", "mail.family.example", "teulu.cymru", "council.gov.wales"))
    return source.choice((f"{first}.{last}@{host}", f"{first}_{last}@{host}", f"{first}{source.randint(1, 99)}@{host}"))


def age(source: Source) -> str:
    weeks = source.randint(2, 15)
    return source.choice(
        (
            f"{weeks} weeks old",
            f"aged {weeks} weeks",
            f"a {weeks}-week-old baby",
            f"{NUMBERS[weeks - 1]} weeks old",
            f"at {weeks} weeks of age",
            f"aged just {NUMBERS[weeks - 1]} days",
            f"a baby of {weeks} days",
            f"{weeks} days old",
            f"{weeks} wythnos oed",
            f"{weeks} niwrnod oed",
            f"yn {source.choice(('chwe', 'saith', 'wyth', 'naw', 'deg'))} wythnos oed",
        )
    )


def school(source: Source) -> str:
    place = source.choice(PLACES)
    return source.choice(
        (
            f"{place} Primary School",
            f"{place} High School",
            f"St {source.choice(FIRST)}'s Church in Wales Primary School",
            f"{place} Academy",
            f"Upper {place} Community College",
            f"{place} Day Nursery",
            f"Ysgol {place}",
            f"Ysgol Gynradd {place}",
            f"Ysgol Gyfun Gymraeg {place}",
            f"Goleg {place}",
        )
    )


def hospital(source: Source) -> str:
    place = source.choice(PLACES)
    return source.choice(
        (
            f"{place} Hospital",
            f"{place} General Hospital",
            f"the University Hospital of {place}",
            f"{place} Ward",
            f"Ward {source.randint(1, 20)}",
            f"{place} Surgery",
            f"{place} Medical Centre",
            f"Ysbyty {place}",
            f"Feddygfa {place}",
        )
    )


def street(source: Source) -> str:
    place, number = source.choice(PLACES), source.randint(1, 180)
    return source.choice(
        (
            f"{place} Street",
            f"{number} {place} Road",
            f"{place} Avenue",
            f"Upper {place} Lane",
            f"{number} {place} Court",
            f"{number}a {place} Way",
            f"{place} Close",
            f"Heol {place}",
            f"Stryd {place}",
            f"{number} Ffordd {place}",
            f"Lôn {place}",
            f"Heol y {place}",
        )
    )


def signature(source: Source) -> str:
    return source.choice(
        ("Signed: ______________", "Signature:", "Signed by: ..........", "Llofnod:", "Reviewer (Signature)")
    )


def government_block(source: Source) -> str:
    return source.choice(
        ("For Welsh Government use only", "At ddefnydd Llywodraeth Cymru yn unig", "Date acknowledgement letter sent")
    )


THINGS: dict[str, Callable[[Source], str]] = {
    "nhs-number": nhs_number,
    "national-insurance-number": insurance_number,
    "date": date,
    "date-of-birth": date_of_birth,
    "postcode": postcode,
    "telephone": telephone,
    "email": email,
    "age": age,
    "school": school,
    "hospital": hospital,
    "street": street,
    "signature": signature,
    "welsh-government-block": government_block,
}
