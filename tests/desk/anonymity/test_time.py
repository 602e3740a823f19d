"""No text, however odd, takes the check long."""

import time

import pytest

from board_reports.desk.anonymity.looking import look
from board_reports.desk.anonymity.markdown import strands
from board_reports.desk.anonymity.names import Names, forms_of
from board_reports.desk.anonymity.seen import plain

SALT = bytes(32)
NAMES = Names(SALT, [forms_of("One Two Three Four").hashed(SALT)], 4)
LENGTH = 40_000  # characters, about 12 pages: what grows with the square takes half a minute
LONGEST = 5  # seconds of processor time; each takes far less than one

ODD = """
1 1· 1- 0 (0 +44 12/ 1.1. a A· Aa· a. a@ @a. a.b@c. < <a· <!-- --> [ ]( ](a ![ [^ ]:· {# {a= & &a &#1; \\ * _ | ¶ · ·¶
>· ' a' - a- St· the· School· Ysgol· Ward· Road· a·weeks· one·week·and· aged·at·the·age·of· un·wythnos·a· 1·May· May·1·
CF10·4 AB·1 Signed Signed·. .... born· postcode· Welsh·Government· \u00ad \u0301 é \U0001f600 1·o· Date·
""".replace("\n", " ").split()
"""Pieces of text; `·` stands for a space and `¶` for a line end."""


@pytest.mark.parametrize("piece", ODD)
def test_a_text_of_one_piece_over_and_over_is_read_soon(piece):
    piece = piece.replace("·", " ").replace("¶", "\n")
    text = (piece * (LENGTH // len(piece) + 1))[:LENGTH]
    began = time.process_time()
    for seen in [*strands(text), plain(text)]:
        look(seen.text, NAMES)
    assert time.process_time() - began < LONGEST
