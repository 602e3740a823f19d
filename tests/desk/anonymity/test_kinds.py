"""Each golden case: what must be found in a text, and what must not."""

from pathlib import Path

import pytest
import yaml

from board_reports.desk.anonymity.looking import KINDS, look
from board_reports.desk.anonymity.markdown import strands
from board_reports.desk.anonymity.seen import plain

CASES = Path(__file__).parent / "cases"
FOUND = [
    pytest.param(case, id=f"{file.stem}:{number}")
    for file in sorted(CASES.glob("*.yml"))
    for number, case in enumerate(yaml.safe_load(file.read_text("utf-8")), 1)
]


def kinds_in(text):
    main, *_ = strands(text)
    return [match.kind for match in look(main.text, None)]


@pytest.mark.parametrize("case", FOUND)
def test_a_text_has_these_kinds(case):
    assert kinds_in(case["text"]) == case["kinds"]


@pytest.mark.parametrize("case", FOUND)
def test_a_page_of_a_pdf_has_the_same(case):
    text = case["text"].replace("**", "").replace("## ", "").replace("\\", "")
    assert [match.kind for match in look(plain(text).text, None)] == case["kinds"]


def test_every_kind_but_those_of_other_tests_has_a_case():
    seen = {kind for case in FOUND for kind in case.values[0]["kinds"]}
    assert seen == set(KINDS) - {"name", "place-of-picture"}
