"""A release cut down by its manifest has, byte for byte, what a build without the report has."""

from datetime import UTC

import pytest

import builders
import oracle
import projects
from board_reports.release.cut import cut
from board_reports.release.manifest import Manifest
from board_reports.site.cutting import CannotCut, cut_feed, cut_listing, cut_search, cut_sitemap

CLOSES = "2026-08-24T00:00"


def without(found, name):
    return {key: value for key, value in found.items() if key != name}


@pytest.mark.parametrize("left", [0, 1, 2])
def test_cut_and_built_are_the_same(site, left, tmp_path):
    canary = oracle.plant(site.reports)
    for number in range(left):
        site.report(f"stays{number}", reference=f"CPR 5{number}/2026", title=f"Stays {number}",
                    publication_date="2026-08-01", summary="A summary.")  # fmt: skip
    site.configure(extra={"board": projects.BOARD})
    assert site.nightly("2026-08-23T23:55").exit_code == 0
    before = site.state.current()
    at = builders.at(CLOSES)
    smaller = cut(site.state.tree(before.id), before, {canary.slug}, tmp_path / "cut", release="x", at=at)
    run = site.nightly(CLOSES)
    assert (run.exit_code, run.document["rung"]) == (0, "full")
    built = site.state.current()
    security = ".well-known/security.txt"  # lapses so many days after each build
    assert without(projects.tree(tmp_path / "cut"), security) == without(projects.tree(site.public), security)
    assert smaller.reports == built.reports
    digests = [{one.path: one.sha256 for one in manifest.files} for manifest in (smaller, built)]
    assert without(digests[0], security) == without(digests[1], security)
    assert {one.path: one.kind for one in smaller.files} == {one.path: one.kind for one in built.files}
    assert smaller.next_change == built.next_change
    assert oracle.traces(tmp_path / "cut", canary) == {}


def test_a_manifest_reads_back_as_it_was(site):
    oracle.plant(site.reports)
    site.nightly("2026-08-23T23:55")
    manifest = site.state.current()
    assert Manifest.from_bytes(manifest.to_bytes()) == manifest
    files = {path.relative_to(site.public.resolve()).as_posix() for path in site.public.resolve().rglob("*")
             if path.is_file()}  # fmt: skip
    assert {one.path for one in manifest.files} == files


@pytest.mark.parametrize("data", [b"", b"{}", b"[]", b'{"v": 2}', b'{"v": 1, "id": "x"}', b"\xff"])
def test_what_is_no_manifest_is_none(data, tmp_path):
    with pytest.raises(ValueError, match=r"manifest|utf-8|Expecting"):
        Manifest.from_bytes(data)
    (tmp_path / "m.json").write_bytes(data)
    assert Manifest.read(tmp_path / "m.json") is None
    assert Manifest.read(tmp_path / "none.json") is None


def test_what_is_not_ours_cannot_be_cut():
    now = builders.at(CLOSES).astimezone(UTC)
    for attempt in (
        lambda: cut_feed(b"<feed", {"x"}, now),
        lambda: cut_feed(b"<feed/>", {"x"}, now),
        lambda: cut_sitemap(b"", {"x"}),
        lambda: cut_search(b"{}", {"x"}),
        lambda: cut_search(b"[", {"x"}),
        lambda: cut_listing(
            '<article class="board-card" id="report-x"></article>\n', {"x"}, empty="", one="", other=""
        ),
    ):
        with pytest.raises(CannotCut):
            attempt()
