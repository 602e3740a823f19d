import json

import pytest

import projects
from board_reports.site.search import ALSO, entries_of, other_words

PAGE = """<h1 id="board-title"><span lang="en">A &amp; B</span></h1>
<p class="board-running" aria-hidden="true">CPR 01/2026 · Available</p>
<p class="board-only">In English only.</p>
<section class="board-strip"><dl class="board-facts"><div><dt>Reference</dt> <dd>CPR 01/2026</dd></div></dl>
<p class="board-revision">Corrected.</p>
<nav class="board-contents" aria-label="x"><ul><li>Timeline</li></ul></nav></section>
<p>First <strong>words</strong>.</p>
<h2 id="what-happened">What <em>happened</em></h2>
<ul>
<li>One</li>
</ul>
<table><tr><td>Spring</td> <td>A visit</td></tr></table>
<section class="board-about" data-search-exclude>
<h2 id="board-about" data-search-exclude>About this report</h2>
<p>Not of the report.</p>
</section>
"""


def test_a_page_has_an_entry_for_itself_and_for_each_heading():
    first, second = entries_of("reports/cpr-01-2026/", PAGE)
    assert first["location"] == "reports/cpr-01-2026/"
    assert first["title"] == "A &amp; B"
    assert first["text"].startswith("<p>CPR 01/2026 · Available</p>"), "a result says which report it is"
    assert "<p>Corrected.</p>" in first["text"]
    assert "<p>First words.</p>" in first["text"]
    assert second["location"] == "reports/cpr-01-2026/#what-happened"
    assert second["title"] == "What happened"
    assert "<li>One</li>" in second["text"]
    assert "Spring A visit" in second["text"]


def test_what_the_page_says_around_a_report_is_in_no_entry():
    told = json.dumps(entries_of("x/", PAGE))
    for words in ("In English only", "Timeline", "Reference"):
        assert words not in told


def test_only_the_pages_own_entry_is_found_by_more_and_counts_more():
    first, second = entries_of("x/", PAGE, "Summary <timeline> & plan", 2.0)
    assert first[ALSO] == "Summary &lt;timeline&gt; &amp; plan 1/2026 01 2026", (
        "and by other spellings of its own words"
    )
    assert first["boost"] == 2.0
    assert second.keys() == {"location", "title", "text"}
    assert entries_of("x/", PAGE)[0][ALSO] == "1/2026 01 2026"


def test_a_heading_with_more_than_an_anchor_has_an_entry_too():
    _, second = entries_of("x/", '<h1 id="a">A</h1><h2 lang="cy" id="b" title="t">Beth</h2><p>Text.</p>')
    assert second == {"location": "x/#b", "title": "Beth", "text": "<p>Text.</p>"}


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("CPR 06/2021", ["6/2021", "06", "2021"]),
        ("CPR 6/2021", ["06/2021", "6", "2021"]),
        ("CPR-06-2021", ["06/2021", "6/2021"]),
        ("CYSUR 4 2019", ["04/2019", "4/2019"]),
        ("CPR 006/2021", ["06/2021", "6/2021", "006", "2021"]),
        ("APR 112/2021", ["112", "2021"]),
        ("WG S71 2023", []),
        ("WG S71/2023", ["s71", "2023"]),
        ("C&VSB", ["cvsb"]),
        ("Cardiff & Vale", [""]),
        ("On 01/06/2021.", ["01", "06", "2021"]),
        ("Week 12 of 2021", []),
        ("The tŷ, the ŵyn", ["ty", "wyn"]),
        ("tŷ ty", []),
        ("Nan's café–bar", ["cafe"]),
        ("mother/father", ["mother", "father"]),
    ],
)
def test_other_words_by_which_a_text_is_found(text, found):
    assert [word for word in other_words(text) if word] == [word for word in found if word]


def test_every_entry_of_the_index_says_by_which_other_words_it_is_found(tmp_path):
    site = projects.make(tmp_path / "project")
    site.page("house.md", "# The tŷ\n\nTwo cafe\u0301s <b>&</b> C&VSB.\n\n## Nothing\n\nPlain words.\n")
    site.report(reference="C&VSB CPR 6/2021", review_type="susr")
    site.build()
    entries = {entry["location"]: entry for entry in site.json("search/search_index.json")["docs"]}
    house = entries["house/"]
    assert house[ALSO].split() == ["ty", "cafes", "cvsb"]
    assert "cafés" in house["text"], "accents are one letter with their letter"
    assert ALSO not in entries["house/#nothing"]
    report = entries["reports/cvsb-cpr-06-2021/"]
    for word in ("C&amp;VSB", "Single", "06/2021", "cvsb"):
        assert word in report[ALSO].split()
    assert report["boost"] > 1


def test_what_is_excluded_is_in_no_entry():
    assert "Not of the report" not in json.dumps(entries_of("x/", PAGE))


def test_a_live_report_and_its_part_are_in_the_index_once(tmp_path):
    site = projects.make(tmp_path / "project")
    site.report("winter/", body="## What happened\n\nThe lantern went out.\n")
    site.page("../published_reports/winter/briefing.md", "---\ntitle: Briefing\n---\n\nSeven minutes.\n")
    site.build()
    documents = site.json("search/search_index.json")["docs"]
    locations = [document["location"] for document in documents]
    assert len(locations) == len(set(locations))
    assert {"reports/cpr-01-2026/", "reports/cpr-01-2026/#what-happened", "reports/cpr-01-2026/briefing/"} <= set(
        locations
    )


def test_a_site_without_search_has_no_index(tmp_path):
    site = projects.make(tmp_path / "project")
    site.configure(plugins=["board-reports"])
    site.report()
    site.build()
    assert not (site.out / "search").exists()
    assert (site.out / "reports" / "cpr-01-2026" / "index.html").is_file()
