"""A small search index, cut: it has the bytes that a build without the report gives it, and no word of the report."""

import json

import pytest

import builders
import oracle
from board_reports.release.cut import cut
from board_reports.site.small_index import WORDS

INDEX = "search/search_index.json"
CLOSES = "2026-08-24T00:00"


@pytest.mark.parametrize("left", [0, 2])
def test_a_small_index_is_cut_to_the_bytes_of_a_build(site, left, tmp_path):
    canary = oracle.plant(site.reports)
    for number in range(left):
        body = f"## Heading {number}\n\nThe lantern of {'abc'[number] * 5}.\n"
        front = {"reference": f"CPR 5{number}/2026", "title": f"Stays {number}", "publication_date": "2026-08-01"}
        site.report(f"stays{number}", body, **front)
    site.configure(options={"search_full_text_max_mb": 0})
    assert site.nightly("2026-08-23T23:55").exit_code == 0
    before = site.state.current()
    assert WORDS in json.loads((site.public / INDEX).read_text("utf-8"))["config"]
    cut(site.state.tree(before.id), before, {canary.slug}, tmp_path / "cut", release="x", at=builders.at(CLOSES))
    assert site.nightly(CLOSES).exit_code == 0
    assert (tmp_path / "cut" / INDEX).read_bytes() == (site.public / INDEX).read_bytes()
    config = json.loads((site.public / INDEX).read_text("utf-8"))["config"]
    assert (WORDS in config) == bool(left)
    assert oracle.traces(tmp_path / "cut", canary) == {}
