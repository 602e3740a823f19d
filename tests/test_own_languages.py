"""The Board's own site in Welsh and in English: the same pages, in the same order, saying the same in both."""

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from board_reports.reports.front_matter import read_front_matter
from board_reports.site.leaflets import is_draft
from board_reports.site.statement import PAGE, due_after
from board_reports.site.words import LANGUAGES, words_of

ROOT = Path(__file__).parent.parent
SOURCES = {language: ROOT / "site_src" / language for language in LANGUAGES}
PAGES = {
    language: sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.md"))
    for language, folder in SOURCES.items()
}
CONFIG = {"en": "mkdocs.yml", "cy": "mkdocs.cy.yml"}
WELSH_FACTS = [  # of the printed leaflet, in its order
    "deall beth a ddigwyddodd",
    "asesiadau a'r penderfyniadau",
    "Adolygiadau Achosion Difrifol",
    "wedi'i gam-drin neu ei esgeuluso",
    "amlasiantaethol",
    "uwch-staff",
    "llinell amser",
    "gofnodion yr achos",
    "adolygydd annibynnol",
    "aelod panel",
    "arfer da",
    "pwyntiau dysgu",
    "Hwylusydd profiadol",
    "gwaith grŵp",
    "adborth",
    "sefydliadau",
    "teulu",
    "Llywodraeth Cymru",
    "12 wythnos",
    "1 Hydref 2024",
    "Adolygiadau Diogelu Unedig Sengl",
    "{board.telephone}",
    "{board.email}",
    "{board.address}",
]


def page(language, name):
    return (SOURCES[language] / name).read_text("utf-8")


def both(name, found):
    """What is found in the English page, and what in the Welsh one."""
    return [found(page(language, name)) for language in LANGUAGES]


@pytest.fixture(scope="module")
def configured():
    return {language: yaml.safe_load((ROOT / name).read_text("utf-8")) for language, name in CONFIG.items()}


def test_both_languages_have_the_same_pages():
    assert PAGES["en"] == PAGES["cy"]
    assert {"index.md", PAGE, "leaflets/learning-events.md"} <= set(PAGES["cy"])


@pytest.mark.parametrize("name", PAGES["en"])
def test_a_page_is_built_alike_in_both_languages(name):
    """The same front-matter keys, headings, lists, boxes, details of the Board, and links to the same places."""
    shapes = {
        "front matter": lambda text: list(read_front_matter(text.encode()).values),
        "headings": lambda text: [len(marks) for marks in re.findall(r"^(#+) ", text, re.MULTILINE)],
        "lines that begin a list, box or definition": lambda text: re.findall(
            r"^ *(?:-|\d+\.|!!!|:) ", text, re.MULTILINE
        ),
        "links": lambda text: re.findall(r"\]\(([^)\s]+)\)", text),
        "details": lambda text: sorted(re.findall(r"\{board\.\w+\}", text)),
    }
    for shape, found in shapes.items():
        english, welsh = both(name, found)
        assert welsh == english, shape


@pytest.mark.parametrize("name", PAGES["en"])
def test_links_inside_a_page_lead_to_a_heading_in_both_languages(name):
    for language in LANGUAGES:
        text = page(language, name)
        anchors = set(re.findall(r"\]\(#([\w-]+)\)", text))
        written = set(re.findall(r"\{ #([\w-]+) \}", text))
        made = {
            re.sub(r"[^\w\s-]", "", line).strip().lower().replace(" ", "-")
            for line in re.findall(r"(?m)^#+ (.+)$", text)
        }
        assert anchors <= written | made


def test_the_navigation_has_the_same_pages_in_the_same_order(configured):
    def leads(nav):
        found = []
        for entry in nav:
            inner = next(iter(entry.values())) if isinstance(entry, dict) else entry
            found.append(leads(inner) if isinstance(inner, list) else inner)
        return found

    assert leads(configured["cy"]["nav"]) == leads(configured["en"]["nav"])


def test_what_the_readers_see_of_the_configuration_is_in_welsh(configured):
    english, welsh = configured["en"], configured["cy"]
    assert welsh["INHERIT"] == CONFIG["en"]
    assert welsh["site_name"] == english["extra"]["board"]["name_cy"]
    assert welsh["site_url"] == english["site_url"] + "cy/"
    assert welsh["site_description"] != english["site_description"]
    assert welsh["plugins"]["board-reports"] == {"language": "cy", "twin": None}
    told = [[scheme["toggle"].pop("name") for scheme in one["theme"]["palette"]] for one in (english, welsh)]
    assert len({*told[0], *told[1]}) == 4
    assert welsh["theme"] == {"language": "cy", "palette": english["theme"]["palette"]}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_statement_says_in_words_what_its_review_date_says(language):
    reviewed = read_front_matter(page(language, PAGE).encode()).values["review_date"]
    assert isinstance(reviewed, date)
    words = words_of(language)
    for day in (words.date(reviewed), words.date(due_after(reviewed))):
        assert day in page(language, PAGE)


def test_the_statement_is_of_the_same_review_in_both_languages():
    english, welsh = both(PAGE, lambda text: read_front_matter(text.encode()).values["review_date"])
    assert english == welsh


@pytest.mark.parametrize(("language", "partially"), [("en", "partially compliant"), ("cy", "cydymffurfio'n rhannol")])
def test_the_statement_claims_no_more_than_programs_found(language, partially):
    text = page(language, PAGE)
    assert partially in text
    for tool in ("axe", "Chromium", "1280, 375 a", "JavaScript", "Nu Html Checker", "Lighthouse"):
        assert tool in text, tool
    assert not re.search(r"fully compliant|cydymffurfio'n llawn|being prepared|preparing the Welsh", text)


@pytest.mark.parametrize("fact", WELSH_FACTS)
def test_the_welsh_leaflet_says_what_the_printed_one_says(fact):
    plain = re.sub(r"\s+", " ", page("cy", "leaflets/learning-events.md").replace("*", "")).lower()
    assert fact.lower() in plain


def test_the_leaflet_for_families_is_a_draft_in_both_languages():
    assert all("leaflets/_families.md" in PAGES[language] for language in LANGUAGES)
    assert is_draft("leaflets/_families.md")


def test_english_lines_on_welsh_pages_are_marked_as_english():
    for name in PAGES["cy"]:
        text = page("cy", name)
        assert text.count("{board.address}") == text.count('<span lang="en">{board.address}</span>'), name
