import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from board_reports.reports import slug_of

NUMBERS = st.integers(1, 999)
YEARS = st.integers(1900, 2099)


@pytest.mark.parametrize(
    ("reference", "slug"),
    [
        ("C&VSB CPR 02/2016", "cvsb-cpr-02-2016"),
        ("CYSUR 4 2019", "cysur-04-2019"),
        ("WG S71 2023", "wg-s71-2023"),
        ("CPR 01/2026", "cpr-01-2026"),
        ("cpr 1-2026", "cpr-01-2026"),
        ("  CPR   0001 / 2026  ", "cpr-01-2026"),
        ("CPR 123/2026", "cpr-123-2026"),
        ("CPR 0123/2026", "cpr-123-2026"),
        ("CPR 1234/2026", "cpr-1234-2026"),
        ("CPR 1/1899", "cpr-1-1899"),
        ("CPR 1/2100", "cpr-1-2100"),
        ("CPR 1/20261", "cpr-1-20261"),
        ("1/2026", "01-2026"),
        ("APR_3_2027", "apr-03-2027"),
        ("Adolygiad Tŷ Gŵyl 2/2026", "adolygiad-ty-gwyl-02-2026"),
        ("ＣＰＲ ０１/２０２６", "cpr-01-2026"),
        ("CPR № 5/2026", "cpr-no-05-2026"),
        ("R&D & S 1/2026", "rd-s-01-2026"),
        ("CPR 1/2026 and 2/2027", "cpr-01-2026-and-02-2027"),
        ("", ""),
        ("&", ""),
        ("日本", ""),
    ],
)
def test_the_slug_of_a_reference(reference, slug):
    assert slug_of(reference) == slug


@given(NUMBERS, YEARS, st.sampled_from(["/", "-", " ", " / ", "_", "."]), st.integers(0, 4))
def test_every_spelling_of_a_number_and_a_year_is_one_reference(number, year, between, noughts):
    assert slug_of(f"CPR {'0' * noughts}{number}{between}{year}") == slug_of(f"cpr {number:02}/{year}")


@given(NUMBERS, NUMBERS, YEARS, YEARS)
def test_two_numbers_or_years_are_two_references(number, other, year, later):
    same = slug_of(f"CPR {number}/{year}") == slug_of(f"CPR {other}/{later}")
    assert same is ((number, year) == (other, later))


@given(st.text(max_size=60) | st.from_regex(r"[A-Za-z& ]{0,8}[0-9/ -]{0,24}", fullmatch=True))
@example("0-1900")
@example("1-1900-1900")
@example("000-2000-2000")
def test_a_slug_is_its_own_slug_and_made_of_plain_characters(reference):
    slug = slug_of(reference)
    assert slug_of(slug) == slug
    assert slug_of(slug.upper()) == slug
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", slug)
