"""A report for reading, in both languages: what is Welsh, what is English and says so, and what leads where."""

import json
import re

import pytest

import builders
import projects
from board_reports.site.words import words_of
from projects import Html
from reading_site import bilingual

LANTERN, HERON = "reports/cvsb-cpr-06-2021/", "reports/apr-12-2024/"
WELSH = words_of("cy")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The bilingual site as at 10 June 2026, built."""
    root = tmp_path_factory.mktemp("harbour") / "project"
    bilingual(root)
    made = projects.Site(root)
    made.build("2026-06-10")
    return made


@pytest.fixture(params=["", "cy/"], ids=["English", "Welsh"])
def place(request):
    """Below which address the site in each language is."""
    return request.param


def language_of(element):
    """The language that an element's words are in, as a reader's program takes it."""
    for one in [element, *reversed(element.around)]:
        if "lang" in one.attributes:
            return one.attributes["lang"]
    return None


def in_english(page):
    """The words of a Welsh page that are marked as English."""
    marked = [one for one in page.elements if one.attributes.get("lang") == "en"]
    return "\n".join(one.text for one in marked if one.attributes.get("class") != "board-language__link")


def within(element, other):
    """Whether an element stands inside another."""
    return any(one is other for one in element.around)


def test_a_report_without_a_welsh_text_says_so_in_welsh_and_marks_what_is_english(site):
    page = site.html(f"cy/{LANTERN}")
    assert page.one("html")["lang"] == "cy"
    notice = page.one("p", class_="board-only")
    assert notice.text == "Dim ond yn Saesneg y mae'r adroddiad hwn ar gael."
    assert language_of(notice) == "cy"
    english = in_english(page)
    for words in (
        "The lantern review",
        "What was learned from one winter",
        "The date of a meeting was put right.",
        "Seven minutes on the lantern",
        "The harbour master kept the ropes dry.",
    ):
        assert words in english, words
    assert language_of(page.one("div", class_="board-body")) == "en"
    for words in ("Cyfeirnod", "Ar gael", "Cynllun yr harbwr", "Am yr adroddiad hwn", "Cywirwyd ar 8 Mehefin 2026"):
        assert words not in english, words
        assert words in page.text


def test_headings_beside_an_english_text_are_marked_too(site):
    page = site.html(f"cy/{LANTERN}")
    links = [one for one in page.all("a", class_="md-nav__link") if "#" in one.attributes.get("href", "")]
    for link in links:
        spans = [one for one in page.elements if within(one, link) and one.attributes.get("lang") == "en"]
        assert bool(spans) == (link.text.strip() != "Am yr adroddiad hwn"), link.text
    assert len(links) == 6


def test_a_part_without_a_welsh_text_says_so(site):
    for address, report in ((f"cy/{LANTERN}7-minute-briefing/", "The lantern review"), (f"cy/{HERON}terms/", None)):
        page = site.html(address)
        assert page.one("p", class_="board-only").text == "Dim ond yn Saesneg y mae'r rhan hon o'r adroddiad ar gael."
        assert language_of(page.one("div", class_="board-body")) == "en"
        assert page.one("h1").text in in_english(page)
        assert (report in in_english(page)) if report else ("Adolygiad y crëyr" not in in_english(page))
        assert json.loads(page.one("script", type="application/ld+json").text)["inLanguage"] == "en"


def test_a_report_with_a_welsh_text_is_welsh_throughout(site):
    page = site.html(f"cy/{HERON}")
    assert not page.all("p", class_="board-only")
    assert in_english(page) == "Terms of reference", "the part alone has no Welsh text"
    assert json.loads(page.one("script", type="application/ld+json").text)["inLanguage"] == "cy"
    assert json.loads(site.html(f"cy/{LANTERN}").one("script", type="application/ld+json").text)["inLanguage"] == "en"


def test_on_the_english_site_nothing_is_marked_but_what_is_welsh(site):
    for address in (LANTERN, HERON, f"{LANTERN}7-minute-briefing/"):
        page = site.html(address)
        assert not page.all("p", class_="board-only")
        marked = {one.text for one in page.elements if one.attributes.get("lang") == "cy"}
        assert marked <= {"Cymraeg", "llinell amser"}
    assert "llinell amser" in {one.text for one in site.html(LANTERN).elements if one.attributes.get("lang") == "cy"}


def test_the_listing_marks_titles_and_summaries_in_english(site):
    english = in_english(site.html("cy/reports/"))
    assert "The lantern review" in english
    assert "What was learned from one winter" in english
    assert "Adolygiad" not in english


def test_a_file_in_another_language_says_so_to_people_and_machines(site):
    def links(page):
        files = [a for a in page.all("a") if a.attributes.get("href", "").endswith(".pdf")]
        return {a.text: a.attributes.get("hreflang") for a in files}

    assert links(site.html(LANTERN)) == {"Harbour plan": None, "llinell amser": "cy", "the plan": None}
    welsh = site.html(f"cy/{LANTERN}")
    assert links(welsh) == {"Cynllun yr harbwr": "en", "llinell amser": None, "the plan": None}
    assert "PDF, 1 kB, iaith: Saesneg" in welsh.text
    assert "PDF, 1 kB, in Welsh" in site.html(LANTERN).text


def test_an_example_without_a_welsh_text_is_marked_in_both_languages(site_of_one):
    page = site_of_one(example=True).html("cy/reports/cpr-01-2026/")
    assert page.one("h1").text == "ENGHRAIFFT: A review of the winter"
    assert language_of(page.one("h1")) == "cy"
    assert "ENGHRAIFFT" not in in_english(page)
    assert "A review of the winter" in in_english(page)


def test_a_correction_without_a_welsh_note_is_told_in_english(site_of_one):
    site = site_of_one(revised_date="2026-06-02", revision_note="A date was put right.", twin=True)
    page = site.html("cy/reports/cpr-01-2026/")
    assert "Cywirwyd ar 2 Mehefin 2026: A date was put right." in page.one("p", class_="board-revision").text
    assert in_english(page) == "A date was put right."


@pytest.fixture
def site_of_one(tmp_path):
    """A function that builds the bilingual site with one report of its own."""

    def made(*, twin=False, **front):
        root = tmp_path / "project"
        reports = bilingual(root)
        path = builders.write_report(reports, "winter/", **front)
        if twin:
            builders.write_twin(path)
        one = projects.Site(root)
        one.build("2026-06-10")
        return one

    return made


def test_a_report_lists_its_sections_where_there_are_some(site, place):
    page = site.html(f"{place}{LANTERN}")
    sections = page.one("div", class_="board-sections")
    links = [one for one in page.all("a") if within(one, sections)]
    assert [one.text for one in links] == ["What happened", "What we learned", "Week by week", "What will change"]
    ids = {one.attributes.get("id") for one in page.elements}
    assert all(link["href"].removeprefix("#") in ids for link in links)
    if not place:
        assert not site.html(HERON).all("div", class_="board-sections"), "one heading is no list"


def test_what_a_review_is_and_is_not_and_whom_to_ask_is_told(site, place):
    page = site.html(f"{place}{LANTERN}")
    about = page.one("section", class_="board-about")
    words = words_of("cy" if place else "en")
    for key in ("about_report_text", "about_report_not", "about_report_people", "about_report_after"):
        assert words(key) in about.text
    assert "01632 960 000" in about.text
    assert "unit@board.example" in about.text
    for kind in ("child", "adult", "plentyn", "oedolyn"):
        assert kind not in about.text.lower(), "the words fit every kind of review"


def test_regions_of_the_page_have_names_of_their_own(site, place):
    page = site.html(f"{place}{LANTERN}")
    regions = [*page.all("section"), *page.all("nav")]
    names = [one["aria-label"] for one in regions if "aria-label" in one.attributes]
    assert len(names) == len(set(names))


def test_every_report_page_carries_what_each_printed_page_says(site, place):
    until = "Ar gael tan ddiwedd 23 Awst 2026" if place else "Available until the end of 23 August 2026"
    for address in (LANTERN, f"{LANTERN}7-minute-briefing/"):
        assert site.html(f"{place}{address}").one("p", class_="board-running").text == f"C&VSB CPR 6/2021 · {until}"


def test_the_welsh_search_has_its_own_settings_and_both_the_same_fields(site):
    english, welsh = (site.json(f"{place}search/search_index.json")["config"] for place in ("", "cy/"))
    assert welsh["pipeline"] == []
    assert english["pipeline"] == ["stopWordFilter"]
    assert welsh["separator"] == english["separator"]
    assert "also" in welsh["fields"]
    assert welsh["fields"] == english["fields"]


def test_a_site_may_set_its_own_pipeline(tmp_path):
    site = projects.make(tmp_path / "project")
    site.configure(plugins=[{"search": {"pipeline": ["trimmer"]}}, {"board-reports": {"language": "cy"}}])
    site.build()
    assert site.json("search/search_index.json")["config"]["pipeline"] == ["trimmer"]


def test_our_script_is_before_the_themes_on_every_page_of_a_site_with_search(site, tmp_path):
    for page in site.out.rglob("*.html"):
        scripts = [one["src"] for one in Html(page.read_text("utf-8")).all("script") if "src" in one.attributes]
        assert [bool(re.search(r"assets/board\.js$", one)) for one in scripts] == [True, False, False], page
    accounts = site.build("2026-06-10").accounts
    assert {one.kind for path, one in accounts.items() if path.endswith("board.js")} == {"theme"}
