"""ProperDocs, which reads the same configuration, builds the same pages."""

import re

import projects


def test_properdocs_builds_the_same_site(site):
    site.report()
    site.report("later", reference="CPR 02/2026", publication_date="2027-01-01")
    site.page("about.md", "# About\n\n[One](/reports/cpr-01-2026/)\n")
    result = site.run("properdocs", "build", "-f", "mkdocs.yml", "--strict", BOARD_AS_OF=projects.LIVE_DAY)
    assert result.returncode == 0, result.stderr
    theirs = projects.tree(site.out)
    site.board("build", "--as-of", projects.LIVE_DAY)
    ours = projects.tree(site.out)
    assert sorted(theirs) == sorted(ours)
    assert [name for name in ours if without_generator(ours[name]) != without_generator(theirs[name])] == []


def without_generator(data):
    return re.sub(rb'<meta name="generator"[^>]*>', b"", data)
