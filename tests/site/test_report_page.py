"""One report's page: what a reader is told, and what machines are."""

import json
import random
import re

import pytest

import builders
import oracle
import projects
from board_reports.site.wish import Wish


@pytest.fixture
def page(site):
    """A report with everything, built on a day after its correction; gives its parsed page."""
    path = site.report(
        "winter/",
        review_type="cpr-extended",
        summary="What was learned.",
        revised_date="2026-06-08",
        revision_note="A date was corrected.",
        attachments=[{"file": "the-time_line.pdf"}, {"file": "plan.pdf", "title": "Plan", "language": "both"}],
        body="## First heading\n\nSee [the notes](notes.pdf) and [the briefing](7-minute-briefing.md).\n",
    )
    for name in ("the-time_line.pdf", "plan.pdf", "notes.pdf", "llinell.cy.pdf"):
        builders.write(path.parent / name, builders.pdf())
    builders.write_part(path.parent / "7-minute-briefing.md", "## Point one\n\nBriefly.\n")
    builders.write_twin(path)
    site.build()
    return site.html("reports/cpr-01-2026/")


def json_ld(page):
    return json.loads(page.one("script", type="application/ld+json").text)


@pytest.mark.parametrize(
    "words",
    [
        "CPR 01/2026",
        "Extended Child Practice Review",
        "1 June 2026",
        "until the end of 23 August 2026",
        "Available until the end of 23 August 2026",
        "Languages English",  # the Welsh text is judged, but this site has no Welsh pages
        "What was learned.",
        "Corrected on 8 June 2026: A date was corrected.",
        "First heading",
    ],
)
def test_page_tells(page, words):
    assert words in page.one("main").text


def test_files_are_told_with_label_kind_and_size(page):
    text = page.one("main").text
    assert re.search(r"the time line PDF, 1 kB", text), "without an entry's title the label is the file's name"
    assert re.search(r"Plan PDF, 1 kB, in English and Welsh", text)
    assert re.search(r"notes PDF, 1 kB", text), "a linked file is listed"


def test_file_that_nothing_names_is_not_published(site, page):
    assert not site.has("reports/cpr-01-2026/llinell.cy.pdf")
    assert "llinell" not in page.text


def test_every_link_of_the_page_leads_to_a_file(site, page):
    home = site.out / "reports" / "cpr-01-2026"
    for link in page.all("a"):
        href = link["href"].split("#")[0]
        if href and "//" not in href and not href.startswith(("mailto:", "tel:")):
            target = home / href
            assert (target / "index.html" if href.endswith(("/", "..")) else target).resolve().is_file(), href


def test_part_has_a_page_of_its_own_that_leads_back(site, page):
    part = site.html("reports/cpr-01-2026/7-minute-briefing/")
    assert part.one("h1").text == "A briefing in seven minutes"
    assert "Part of: A review of the winter" in part.text
    assert "until the end of 23 August 2026" in part.text
    assert "../" in [link["href"] for link in part.all("a")]


@pytest.mark.parametrize("address", ["", "7-minute-briefing/"])
def test_crawlers_are_told_until_when(site, page, address):
    robots = site.html(f"reports/cpr-01-2026/{address}").meta("robots")
    assert robots == "noarchive, unavailable_after: 2026-08-24T00:00:00+01:00"


def test_structured_data_tells_opening_and_closing(page):
    facts = json_ld(page)
    assert facts["datePublished"][:10] == "2026-06-01"
    assert facts["expires"] == "2026-08-24T00:00:00+01:00"
    assert facts["inLanguage"] == "en"


def test_language_and_title(page):
    assert page.one("html")["lang"] == "en"
    assert page.one("title").text == "A review of the winter - Example Board"
    assert [heading.text for heading in page.all("h1")] == ["A review of the winter"]


def test_page_has_no_previous_or_next_and_no_edit_link(page):
    assert not page.all("link", rel="prev")
    assert not page.all("link", rel="next")
    assert not [link for link in page.all("a") if link.attributes.get("rel") in ("prev", "next", "edit")]


def test_private_keys_are_nowhere(site):
    site.report(note="Private word.", approved_minute="Minute 77", family_told_date="2026-05-21")
    site.build()
    output = b"".join(projects.tree(site.out / "reports").values())
    for word in (b"Private word", b"Minute 77", b"2026-05-21", b"2026-05-20"):
        assert word not in output


def test_report_with_a_time_says_until_when_on_the_last_day(site):
    site.report(publication_time="09:30")
    site.build("2026-08-24T09:29")
    page = site.html("reports/cpr-01-2026/")
    assert "Available until 9:30 am on 24 August 2026" in page.text
    assert page.meta("robots") == "noarchive, unavailable_after: 2026-08-24T09:30:00+01:00"


def test_offset_is_that_of_the_closing_day(site):
    site.report(publication_date="2026-09-01")
    site.build("2026-09-02")
    assert site.html("reports/cpr-01-2026/").meta("robots").endswith("2026-11-24T00:00:00+00:00")


def test_weeks_of_the_report_lengthen_what_is_told(site):
    site.report(weeks=20)
    site.build()
    assert "Available until the end of 18 October 2026" in site.html("reports/cpr-01-2026/").text


def test_example_says_so_everywhere_and_is_not_to_be_listed(site):
    path = site.report("winter/", example=True)
    builders.write_part(path.parent / "briefing.md")
    site.build()
    page = site.html("reports/cpr-01-2026/")
    assert page.one("h1").text == "EXAMPLE: A review of the winter"
    assert page.one("title").text.startswith("EXAMPLE: ")
    assert "noindex" in page.meta("robots")
    assert json_ld(page)["headline"].startswith("EXAMPLE: ")
    assert "EXAMPLE: A review of the winter" in site.html("reports/").text
    assert "EXAMPLE: " in site.read("reports/feed.xml")
    part = site.html("reports/cpr-01-2026/briefing/")
    assert part.one("h1").text.startswith("EXAMPLE: ")
    assert "noindex" in part.meta("robots")
    titles = [
        entry["title"] for entry in site.json("search/search_index.json")["docs"] if "cpr-01" in entry["location"]
    ]
    assert titles[0].startswith("EXAMPLE: ")


def test_example_is_left_aside_where_it_is_not_wanted(site):
    site.report(example=True)
    published = site.build(wish=Wish(with_examples=False))
    assert published.examples_left_aside == 1
    assert published.left_out_count == 0
    assert not site.has("reports/cpr-01-2026")
    assert b"winter" not in b"".join(projects.tree(site.out / "reports").values())


def test_report_with_welsh_text_is_welsh_on_the_welsh_site(site):
    site.configure(options={"language": "cy"}, theme={"name": "material", "language": "cy", "font": False})
    builders.write_twin(site.report(), title="Adolygiad gaeaf")
    site.build()
    page = site.html("reports/cpr-01-2026/")
    assert page.one("h1").text == "Adolygiad gaeaf"
    assert page.one("html")["lang"] == "cy"
    assert json_ld(page)["inLanguage"] == "cy"


def test_links_to_other_hosts_stay_and_tell_them_nothing(site):
    site.report(body="[Law](https://law.example/x), [write](mailto:a@b.example), [call](tel:123).\n")
    site.build()
    links = {a["href"]: a.attributes.get("rel") for a in site.html("reports/cpr-01-2026/").all("a")}
    for href in ("https://law.example/x", "mailto:a@b.example", "tel:123"):
        assert links[href] == "noopener noreferrer"


def test_link_to_another_report_leads_to_the_listing(site):
    site.report("other", reference="CPR 02/2026")
    site.report(body="See [the other](/reports/cpr-02-2026/) and [again](other.md).\n")
    site.build()
    page = site.html("reports/cpr-01-2026/")
    links = [a for a in page.all("a") if a.text == "published reports"]
    assert {a["href"] for a in links} == {"../../reports/"}
    assert len(links) == 2
    assert "cpr-02-2026" not in site.read("reports/cpr-01-2026/index.html")


def test_tables_footnotes_admonitions_and_figures_reach_the_page(site):
    path = site.report(
        "winter/",
        body='| A |\n|---|\n| b |\n\nNote.[^1]\n\n!!! note "Mind"\n    This.\n\n'
        '![What it shows](p.png "Figure 1.")\n\n[^1]: Foot.\n',
    )
    builders.write(path.parent / "p.png", builders.png())
    site.build()
    page = site.html("reports/cpr-01-2026/")
    body = page.one("div", class_="board-body")
    assert body.text
    assert page.one("td").text == "b"
    assert page.one("div", class_="admonition")
    assert page.one("div", class_="footnote")
    assert page.one("figcaption").text == "Figure 1."
    assert page.one("img", alt="What it shows")["src"] == "p.png"


ASK = {
    "en": ("“Plan” may not work with a program that reads aloud.", "Ask the Business Unit for this document"),
    "cy": ("Efallai na fydd “Plan” yn gweithio", "Gofynnwch i'r Uned Fusnes am y ddogfen hon"),
}


@pytest.mark.parametrize("language", ASK)
def test_page_says_how_to_ask_for_a_file_that_not_all_can_use(site, language):
    site.configure(options={"language": language}, extra={"board": projects.BOARD})
    entry = {"file": "plan.pdf", "title": "Plan", "accessible_alternative": "on request"}
    path = site.report("winter/", attachments=[entry, {"file": "other.pdf"}])
    builders.write(path.parent / "plan.pdf", builders.pdf(tagged=False))
    builders.write(path.parent / "other.pdf", builders.pdf())
    site.build()
    asked = site.html("reports/cpr-01-2026/").one("div", class_="board-ask")
    for words in (*ASK[language], projects.BOARD["telephone"], projects.BOARD["email"]):
        assert words in asked.text
    assert "other" not in asked.text


def test_page_without_such_a_file_says_nothing_of_it(page):
    assert not page.all("div", class_="board-ask")


def test_the_size_that_is_told_is_that_of_the_published_file(site):
    path = site.report("winter/", attachments=[{"file": "plan.pdf"}])
    builders.write(path.parent / "plan.pdf", oracle.pdf("words", random.Random(1).randbytes(20_000).hex()))
    site.build()
    assert "PDF, 1 kB" in site.html("reports/cpr-01-2026/").one("ul", class_="board-files").text
    assert (site.out / "reports/cpr-01-2026/plan.pdf").stat().st_size < 1500


def test_extensions_of_the_site_do_nothing_to_a_report(site, tmp_path):
    (tmp_path / "secret.md").write_text("qzxsecretxzq", "utf-8")
    site.configure(
        markdown_extensions=[
            {"pymdownx.snippets": {"base_path": [str(tmp_path)], "check_paths": False}},
            "pymdownx.emoji",
        ]
    )
    site.report(body='Text.\n\n--8<-- "secret.md"\n\n:smile:\n')
    site.build()
    text = site.html("reports/cpr-01-2026/").text
    assert "qzxsecretxzq" not in text
    assert ":smile:" in text
