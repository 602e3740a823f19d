"""Both languages in one build: one tree, one instant, every page leading to its twin, and no trace in either."""

import gzip
import re

import pytest

import builders
import oracle
import projects
from board_reports.site.build import BuildFailed
from site_in_two import TWIN, two_languages, welsh


@pytest.fixture
def both(site):
    """A site in both languages: a leaflet each, and a page that only the English one has."""
    two_languages(site)
    site.page("index.md", "# Home\n")
    site.page("only-english.md", "# Only English\n")
    site.page("leaflets/day.md", "# The day\n")
    welsh(site, "index.md", "# Cartref\n")
    welsh(site, "leaflets/day.md", "# Y diwrnod\n")
    return site


def pages(site):
    return sorted(path.relative_to(site.out).as_posix() for path in site.out.rglob("*.html"))


def language_of(site, path):
    return re.search(r'<html lang="(..)"', (site.out / path).read_text("utf-8"))[1]


def switch(site, path):
    html = (site.out / path).read_text("utf-8")
    found = re.findall(
        r'<a class="board-language__link" href="([^"]*)" lang="(..)" hreflang="(..)"[^>]*>([^<]+)<', html
    )
    assert len(found) == 1
    return found[0]


def alternates(site, path):
    html = (site.out / path).read_text("utf-8")
    return dict(re.findall(r'<link rel=" alternate" hreflang="([^"]+)" href="([^"]+)">', html))


def test_one_build_makes_both_languages_in_one_tree(both):
    builders.write_twin(both.report(), "Testun.\n", title="Adroddiad")
    both.build()
    own = [page for page in pages(both) if not page.startswith("cy/")]
    other = [page.removeprefix("cy/") for page in pages(both) if page.startswith("cy/")]
    assert set(own) - set(other) == {"404.html", "410.html", "only-english/index.html"}
    assert set(other) <= set(own)
    assert language_of(both, "cy/index.html") == "cy"
    assert "Adroddiad" in both.html("cy/reports/").text
    assert not (both.out / "cy" / "status.json").exists()
    assert not (both.out / "cy" / "sitemap.xml").exists()
    assert (both.out / "cy" / "reports" / "feed.xml").is_file()
    assert (both.out / "cy" / "search" / "search_index.json").is_file()


def test_every_page_leads_to_its_twin_in_the_twins_own_language(both):
    builders.write_twin(both.report(), "Testun.\n", title="Adroddiad")
    both.build()
    assert switch(both, "reports/cpr-01-2026/index.html") == ("../../cy/reports/cpr-01-2026/", "cy", "cy", "Cymraeg")
    assert switch(both, "cy/reports/cpr-01-2026/index.html") == ("../../../reports/cpr-01-2026/", "en", "en", "English")
    assert switch(both, "cy/leaflets/day/index.html")[0] == "../../../leaflets/day/"
    assert switch(both, "cy/index.html")[0] == ".."
    assert switch(both, "404.html")[0] == "/cy/"
    home = "https://board.example/"
    assert alternates(both, "cy/leaflets/day/index.html") == {
        "en": f"{home}leaflets/day/",
        "cy": f"{home}cy/leaflets/day/",
        "x-default": f"{home}leaflets/day/",
    }


def test_a_page_without_a_twin_leads_to_the_other_home_and_claims_no_twin(both):
    both.build()
    assert switch(both, "only-english/index.html")[0] == "../cy/"
    assert alternates(both, "only-english/index.html") == {}


def test_every_switch_and_alternate_leads_to_a_page_that_is_there(both):
    report = both.report("folder/")
    builders.write_part(report.with_name("briefing.md"))
    builders.write_twin(report, "Testun.\n", title="Un")
    both.build()
    for page in pages(both):
        if page in ("404.html", "410.html"):
            continue
        target = ((both.out / page).parent / switch(both, page)[0]).resolve()
        assert (target / "index.html").is_file(), page
        for address in alternates(both, page).values():
            assert (both.out / address.removeprefix("https://board.example/") / "index.html").is_file()


def test_the_sitemap_names_each_page_with_its_languages(both):
    both.build()
    text = gzip.decompress((both.out / "sitemap.xml.gz").read_bytes()).decode()
    assert text.count("<loc>https://board.example/cy/") == len([page for page in pages(both) if page.startswith("cy/")])
    entry = re.search(r"<loc>https://board.example/cy/leaflets/day/</loc>.*?</url>", text, re.DOTALL)[0]
    assert 'hreflang="en" href="https://board.example/leaflets/day/"' in entry
    alone = re.search(r"<loc>https://board.example/only-english/</loc>.*?</url>", text, re.DOTALL)[0]
    assert "hreflang" not in alone


def test_a_report_without_a_twin_is_shown_in_english_on_the_welsh_site(both):
    both.report(title="Only in English")
    both.build()
    assert "Only in English" in both.html("cy/reports/").text
    assert both.has("cy/reports/cpr-01-2026/index.html")


def test_with_require_welsh_such_a_report_is_on_neither(both):
    two_languages(both, require_welsh=True)
    both.report(title="Only in English")
    publication = both.build()
    assert [page for page in pages(both) if "cpr-01" in page] == []
    assert publication.left_out_count == 1


@pytest.mark.parametrize("when", [oracle.CLOSES, "2026-05-31T23:59:59"])
def test_nothing_of_a_report_that_is_not_live_is_in_either_language(both, when):
    canary = oracle.plant(both.reports)
    both.build(when)
    assert oracle.traces(both.out, canary) == {}


def test_a_live_report_shows_each_language_and_its_files_in_both(both):
    canary = oracle.plant(both.reports)
    both.build()
    shown = [*canary.public, *(canary.tokens[name] for name in oracle.WELSH)]
    assert set(oracle.found(both.out, shown)) == set(shown)
    assert oracle.found(both.out, canary.private) == {}
    files = {path.name for path in (both.out / "reports" / canary.slug).glob("*.p*")}
    assert files == {path.name for path in (both.out / "cy" / "reports" / canary.slug).glob("*.p*")}
    assert len(files) == 3


def test_the_same_instant_governs_both(both):
    both.report(publication_date="2026-06-10")
    both.build("2026-06-09T23:59:59")
    assert [page for page in pages(both) if "cpr-01" in page] == []
    both.build("2026-06-10T00:00")
    assert len([page for page in pages(both) if "cpr-01" in page]) == 2


def test_two_builds_give_the_same_bytes(both, tmp_path):
    builders.write_twin(both.report(), "Testun.\n", title="Adroddiad")
    both.build()
    first = {path.relative_to(both.out): path.read_bytes() for path in both.out.rglob("*") if path.is_file()}
    both.build()
    assert first == {path.relative_to(both.out): path.read_bytes() for path in both.out.rglob("*") if path.is_file()}


def test_mkdocs_build_makes_both_as_well_and_strict_counts_the_twin(both):
    told = both.mkdocs(strict=True)
    assert told.error is None
    assert both.has("cy/index.html")
    welsh(both, "bad.md", "---\ntitle: [\n---\n# Bad\n")
    told = both.mkdocs(strict=True)
    assert told.error is not None
    assert "site_cy/bad.md" in told.told


def test_an_unfit_welsh_page_is_left_out_and_told(both):
    welsh(both, "leaflets/day.md", "---\nreference: CPR 01/2026\n---\n# Y diwrnod\n")
    publication = both.build()
    assert [problem.file for problem in publication.problems] == ["site_cy/leaflets/day.md"]
    assert publication.left_out_count == 1
    assert not both.has("cy/leaflets/day/index.html")
    assert alternates(both, "leaflets/day/index.html") == {}  # and the English page claims no twin any more


def test_welsh_pages_lead_to_no_report_either(both):
    both.report()
    for link in ("../reports/cpr-01-2026/", "/cy/reports/cpr-01-2026/", "https://board.example/reports/cpr-01-2026/"):
        welsh(both, "index.md", f"# Cartref\n\n[cyswllt]({link})\n")
        both.build()
        assert "cpr-01-2026" not in (both.out / "cy" / "index.html").read_text("utf-8")


def test_english_pages_keep_out_of_the_place_of_the_welsh_ones(both):
    both.page("cy/index.md", "# In the way\n")
    publication = both.build()
    assert "In the way" not in both.html("cy/").text
    assert [problem.file for problem in publication.problems] == ["site_src/cy/index.md"]


def test_a_preview_says_so_in_both_languages(both):
    result = both.board("build", "--as-of", "2026-06-10")
    assert result.exit_code == 0
    assert "noindex" in (both.out / "cy" / "index.html").read_text("utf-8")


MISTAKES = {
    "not there": (None, "mkdocs.cy.yml"),
    "not the plugin": ("INHERIT: mkdocs.yml\ndocs_dir: site_cy\nplugins: [search]\n", "does not use the plugin"),
    "no language": ("INHERIT: mkdocs.yml\ndocs_dir: site_cy\n", "language"),
    "one docs folder": ("INHERIT: mkdocs.yml\nplugins: {board-reports: {language: cy}}\n", "docs_dir overlaps"),
    "no YAML": ("a: [\n", "mkdocs.cy.yml"),
    "the reports' folder": (
        "INHERIT: mkdocs.yml\ndocs_dir: published_reports\nplugins: {board-reports: {language: cy}}\n",
        "overlap",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_in_the_twins_configuration_is_one_message_and_leaves_the_old_site(both, case):
    both.build()
    before = (both.out / "index.html").read_bytes()
    text, said = MISTAKES[case]
    if text is None:
        (both.root / "mkdocs.cy.yml").unlink()
    else:
        builders.write(both.root / "mkdocs.cy.yml", text)
    with pytest.raises(BuildFailed) as failed:
        both.build()
    assert said in str(failed.value)
    assert "Traceback" not in str(failed.value)
    assert (both.out / "index.html").read_bytes() == before


def test_the_twins_own_options_count_for_nothing_but_the_language(both):
    builders.write(
        both.root / "mkdocs.cy.yml", TWIN.replace("{language: cy}", "{language: cy, reports_dir: elsewhere, weeks: 99}")
    )
    both.report()
    both.build()
    assert both.has("cy/reports/cpr-01-2026/index.html")


def test_a_plain_site_has_no_switch(site):
    site.page("index.md", "# Home\n")
    site.build()
    assert "board-language" not in (site.out / "index.html").read_text("utf-8")
    assert alternates(site, "index.html") == {}


def test_each_build_of_one_process_has_its_own_language(both, tmp_path):
    both.build()
    other = projects.make(tmp_path / "other")
    other.page("index.md", "# Home\n")
    other.build()
    assert language_of(other, "index.html") == "en"
    both.build()
    assert language_of(both, "cy/index.html") == "cy"
