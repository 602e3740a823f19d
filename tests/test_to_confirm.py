"""The list of what is to be confirmed: no Welsh page and no Welsh sentence is left out of it unless it has a source."""

import re
from pathlib import Path

import pytest

from board_reports.desk.telling.words import notice_words
from board_reports.site.words import words_of

ROOT = Path(__file__).parent.parent
LIST = ROOT / "docs" / "to-confirm.md"
CATALOGUE = "plugins/board_reports/site/words/cy.yml"
CATALOGUES = {CATALOGUE: words_of, "plugins/board_reports/desk/telling/words/cy.yml": notice_words}
ITEM = re.compile(r"^- \[[ x]\] (\S+?)[:,] (.+)$", re.MULTILINE)
SOURCED = {
    "Adolygiad Ymarfer Plant",
    "Adolygiadau Ymarfer Plant",
    "Adolygiad Ymarfer Oedolion",
    "Adolygiad Diogelu Unedig Sengl",
    "Bwrdd Diogelu Rhanbarthol",
    "Uned Fusnes",
    "Llywodraeth Cymru",
    "Cyhoeddwyd",
    "Diweddarwyd",
    "Ar gael tan {date}",
    "Ddim ar gael mwyach",
    "Cysylltu â ni",
    "E-bost",
    "Ffôn",
    "Cynnwys",
    "Crynodeb",
    "Dogfennau",
    "Argraffu'r dudalen hon",
    "Datganiad hygyrchedd",
    "Neidio i'r cynnwys",
    "Chwilio",
    "Mae'r ddogfen hon ar gael yn Gymraeg",
}
MONTHS = "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr"


def items(text):
    return ITEM.findall(text)


def unlisted_pages(text, pages):
    return [page for page in pages if page not in {path for path, _ in items(text)}]


def unlisted_sentences(text, sentences, catalogue=CATALOGUE):
    named = {key for path, words in items(text) if path == catalogue for key in re.findall(r"`(\w+)`", words)}
    told = {key: " ".join(words) if isinstance(words, list) else words for key, words in sentences.items()}
    return [key for key, words in told.items() if key not in named and words != MONTHS and words not in SOURCED]


@pytest.fixture(scope="module")
def text():
    return LIST.read_text("utf-8")


def test_every_welsh_page_is_on_the_list(text):
    pages = [path.relative_to(ROOT).as_posix() for path in sorted((ROOT / "site_src" / "cy").rglob("*.md"))]
    assert len(pages) >= 7
    assert unlisted_pages(text, pages) == []


@pytest.mark.parametrize("catalogue", CATALOGUES)
def test_every_welsh_sentence_has_a_source_or_is_on_the_list(text, catalogue):
    assert unlisted_sentences(text, dict(CATALOGUES[catalogue]("cy").sentences), catalogue) == []


def test_every_item_names_what_there_is(text):
    for path, words in items(text):
        assert (ROOT / path).exists(), path
        if path in CATALOGUES:
            assert set(re.findall(r"`(\w+)`", words)) <= set(CATALOGUES[path]("cy").sentences), words
    boxes = re.findall(r"^\s*[-*] \[", text, re.MULTILINE)
    assert len(boxes) == len(items(text)), "an item is `- [ ] FILE: what to confirm`"


@pytest.mark.parametrize("box", ["[ ]", "[x]"])
def test_what_is_listed_is_found_ticked_or_not(box):
    listed = f"- {box} site_src/cy/a.md: the page.\n- {box} {CATALOGUE}, words: `one`, `two`.\n"
    assert unlisted_pages(listed, ["site_src/cy/a.md", "site_src/cy/b.md"]) == ["site_src/cy/b.md"]
    sentences = {"one": "Un", "two": "Dau", "three": "Tri", "published": "Cyhoeddwyd", "months": MONTHS.split()}
    assert unlisted_sentences(listed, sentences) == ["three"]
