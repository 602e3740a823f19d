"""The shelf in the hands of a run, of a build, of a preview, and of the commands that take a report down."""

from datetime import date

import pytest

import builders
import oracle
import projects
from board_reports.release.audit import archive, gatekeeper, hunt
from board_reports.release.commands.takedown import Request, take_down
from board_reports.release.run import configured
from board_reports.reports import Register, digests
from board_reports.reports.shelf import lazy, reading
from board_reports.site.build import build_site
from board_reports.site.wish import Wish

NOW, LATER = "2026-06-10T11:00", "2026-06-10T11:05"


@pytest.fixture
def standing(site, monkeypatch):
    """A site with a report that is public, one that is over, and one to come."""
    monkeypatch.setattr(digests, "RACY_NS", -(10**18))
    site.canary = oracle.plant(site.reports, "qzl")
    over = {"publication_date": date(2025, 6, 1), "approved_date": date(2025, 5, 20)}
    site.report("old", title="Title qzotitle", reference="QZO 1/2025", **over)
    coming = {"publication_date": date(2026, 7, 1), "approved_date": date(2026, 5, 20)}
    site.report("next/", title="Title qzntitle", reference="QZN 1/2026", **coming)
    assert site.nightly(NOW).exit_code == 0
    return site


def shelf(site):
    return site.state.folder / "cache" / "reading"


def left(site):
    return oracle.found(site.state.folder / "cache", [*site.canary.traces, site.canary.slug])


def others(site):
    return oracle.found(site.state.folder / "cache", ["qzotitle", "qzntitle", "qzo-01-2025", "qzn-01-2026", "qzo 1"])


def test_a_run_fills_the_shelf_and_reads_from_it(standing, monkeypatch):
    assert site_knows(standing)
    assert others(standing) == {}
    seen = []
    real = reading.read_report
    monkeypatch.setattr(reading, "read_report", lambda files, *more: seen.append(files.name) or real(files, *more))
    register = Register.read(standing.reports, configured(standing.config)[1].settings, reading.Shelf(shelf(standing)))
    assert seen == ["next"]
    assert {type(report).__name__ for report in register.reports} == {"EndedReport", "KnownReport", "Report"}


def site_knows(site):
    return b"Title " + site.canary.tokens["title"].encode() in (shelf(site) / "live.json").read_bytes()


def test_the_shelf_of_a_build_and_that_of_a_run_are_one(standing):
    before = (shelf(standing) / "live.json").read_bytes()
    assert standing.board("build").exit_code in (0, 3)
    assert (shelf(standing) / "live.json").exists()
    assert before.split(b'"by": ')[1][:40] == (shelf(standing) / "live.json").read_bytes().split(b'"by": ')[1][:40]


def test_a_report_that_closes_leaves_with_the_run(standing):
    assert left(standing)
    assert standing.nightly("2026-08-24T00:00", accept_clock=True).exit_code == 0
    assert left(standing) == {}


@pytest.mark.parametrize("kind", ["withdraw", "hold"])
def test_a_report_that_is_taken_down_leaves_at_once(standing, kind):
    request = Request(kind, standing.canary.tokens["reference"] + " 77/2026", "A reason", builders.at(LATER), "x")
    assert take_down(standing.state, configured(standing.config)[1], request).off_site
    assert left(standing) == {}


def test_a_run_without_the_cache_takes_away_all_the_same(standing):
    standing.canary.change("note: ", "hold: Wait.\nnote: ")
    standing.nightly(LATER, cache=False)
    assert left(standing) == {}


def test_a_run_that_cannot_read_the_reports_takes_away_what_is_over(standing):
    standing.reports.rename(standing.reports.with_name("away"))
    assert standing.nightly("2026-08-24T00:00").exit_code == 1
    assert left(standing) == {}


@pytest.mark.parametrize("how", ["preview", "dry run", "status"])
def test_who_only_looks_writes_nothing(standing, how):
    before = {path.name: path.read_bytes() for path in shelf(standing).iterdir()}
    builders.write(standing.canary.file, standing.canary.file.read_text() + "\nMore.\n")
    if how == "preview":
        wish = Wish(cache=standing.state.folder / "cache")
        build_site(standing.config, moment=projects.moment("2026-12-01", preview=True), wish=wish)
    elif how == "dry run":
        standing.nightly(LATER, dry_run=True)
    else:
        assert standing.board("status", "--as-of", "2026-06-10").exit_code == 0
    assert {path.name: path.read_bytes() for path in shelf(standing).iterdir()} == before


def test_a_build_without_a_cache_keeps_nothing_and_forgets_what_is_over(standing):
    before = {name: (shelf(standing) / name).read_bytes() for name in ("live.json", "ended.json", "key")}
    builders.write(standing.canary.file, standing.canary.file.read_text() + "\nMore.\n")
    standing.build(NOW)
    assert {name: (shelf(standing) / name).read_bytes() for name in before} == before
    standing.build("2026-12-01")
    assert left(standing) == {}


def test_status_reads_texts_of_none_that_it_knows(standing, monkeypatch):
    monkeypatch.setattr(
        "board_reports.reports.content.judge", lambda files, *_: pytest.fail(f"{files.name} was judged")
    )
    (standing.reports / "next" / "index.md").unlink()
    (standing.reports / "next").rmdir()
    said = standing.board("status", "--as-of", "2026-06-10T11:00").output
    assert "Title" in said or "QZL" in said.upper()
    assert "QZO 1/2025" in said


def test_a_night_with_reports_that_are_over_opens_none_to_know_it(standing, monkeypatch):
    opened = []
    real = lazy.read_report
    monkeypatch.setattr(lazy, "read_report", lambda files, settings: opened.append(files.name) or real(files, settings))
    basics = configured(standing.config)[1]
    register = Register.read(standing.reports, basics.settings, reading.Shelf(shelf(standing), read_only=True))
    standings = register.at(builders.at(LATER))
    assert [str(one.standing) for one in standings.reports if one.report.source.endswith("old.md")] == ["expired"]
    assert [one.live for one in standings.named(standing.canary.slug)] == [True]
    assert opened == []


def test_a_night_that_makes_a_release_reads_no_report_that_is_over(standing, monkeypatch):
    """Not even for its audit: the top of each file says what to look for."""
    monkeypatch.setattr(hunt, "FEW", 0)
    monkeypatch.setattr(gatekeeper, "source_stamp", lambda report, _: report.source)
    assert standing.nightly(LATER, accept_clock=True).exit_code == 0
    standing.page("leaflets/one.md", "# One\n")
    assert standing.nightly("2026-06-10T11:10").document["changed"]
    opened, read = [], []
    real, real_top = lazy.read_report, archive.title_and_reference
    monkeypatch.setattr(lazy, "read_report", lambda files, settings: opened.append(files.name) or real(files, settings))
    monkeypatch.setattr(archive, "title_and_reference", lambda path: read.append(path.name) or real_top(path))
    night = standing.nightly("2026-08-24T00:00", accept_clock=True)
    assert [one["reference"] for one in night.document["closed"]] == [
        f"{standing.canary.tokens['reference']} 77/2026".upper()
    ]
    assert read == ["old.md"]
    assert "old" not in opened  # of the one that closes the private texts are looked for as well
