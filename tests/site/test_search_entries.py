import json

import projects
from board_reports.site.search import entries_of

PAGE = """<h1 id="board-title">A &amp; B</h1>
<section class="board-strip"><dl><div><dt>Reference</dt> <dd>CPR 01/2026</dd></div></dl></section>
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
    assert "CPR 01/2026" in first["text"]
    assert "<p>First words.</p>" in first["text"]
    assert second["location"] == "reports/cpr-01-2026/#what-happened"
    assert second["title"] == "What happened"
    assert "<li>One</li>" in second["text"]
    assert "Spring A visit" in second["text"]


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
