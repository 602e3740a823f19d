"""What the side by side benchmark counts, judges and writes, without the builds."""

import sys
from dataclasses import replace
from datetime import date, timedelta
from itertools import product
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
sys.path.append(str(ROOT / "benchmarks"))

from corpus import ARCHIVED_FROM, made_up  # noqa: E402
from measuring import measured  # noqa: E402
from side_by_side import page as pages  # noqa: E402
from side_by_side.figures import Figures, Run  # noqa: E402
from side_by_side.limits import BY_THE_CLOCK, NAMES, WARM, judged  # noqa: E402
from side_by_side.page import page  # noqa: E402
from side_by_side.rounds import Expected, Reports, Rounds, check  # noqa: E402
from sites import Nightly, Plain  # noqa: E402

sys.path.remove(str(ROOT / "benchmarks"))  # it has a release.py, and the tests have a folder of that name

TODAY = date(2026, 11, 30)
SECONDS = {"plain": 24.0, "whole": 8.0, "bare": 4.0, "zensical": 30.0, "build": 2.0, "nightly": 0.5}
LABELS = {site: site for site in SECONDS}
MEASURED = ROOT / "benchmarks" / "measured.json"


def figures(**changes):
    """Figures in which every limit is kept, or those with other seconds for a site's work."""
    runs = []
    for site, work, turn in product(SECONDS, NAMES, range(3)):
        seconds = changes.get(f"{site}_{work}", SECONDS[site])
        runs.append(Run(site, 1000, 0, work, turn, seconds * (turn + 1), 1.0, 100, 200 if site == "plain" else 140))
    for site, work, among in product(("build", "nightly"), WARM, (84, 10084)):
        runs.append(Run(site, 84, among, work, 0, changes.get(f"among_{among}", 1.0), 1.0, 100, 100))
    search = {"first_result": 50, "plain_gzip": 1000}
    return Figures(LABELS, 3000, "1 December 2026", "a machine", "versions", 0.1, runs, search)


def test_all_limits_can_be_kept_to_the_last_bit():
    assert [one.kept for one in judged(figures())] == [True] * 11


@pytest.mark.parametrize(
    ("changes", "missed"),
    [
        ({"build_cold": 15.7}, 1),
        ({"build_dropped": 2.01}, 2),
        ({"build_added": 2.01}, 2),
        ({"nightly_nothing": 0.54}, 1),
        ({"among_10084": 1.51}, 3),
    ],
)
def test_a_limit_that_is_not_kept_is_told(changes, missed):
    assert [one.kept for one in judged(figures(**changes))].count(False) == missed


def test_memory_and_bytes_have_limits_too():
    found = figures()
    found.runs = [replace(run, tree_kb=141) if run.site == "build" else run for run in found.runs]
    found.search = {"first_result": 51, "plain_gzip": 1000}
    assert [one.kept for one in judged(found)].count(False) == 2


def test_what_was_not_measured_is_not_judged():
    found = figures()
    found.runs = [run for run in found.runs if run.site == "build" and not run.among]
    found.search = None
    assert {one.kept for one in judged(found)} == {None}


def test_a_ratio_counts_the_rounds_that_both_have():
    these = [Run("build", 10, 0, "cold", turn, seconds, 0, 0, 0) for turn, seconds in enumerate((1.0, 2.0, 9.0))]
    those = [Run("plain", 10, 0, "cold", turn, seconds, 0, 0, 0) for turn, seconds in enumerate((4.0, 4.0))]
    assert figures().ratio(these, those, "seconds") == pytest.approx((0.25 + 0.5) / 2)
    assert figures().ratio(these, [], "seconds") is None


def test_what_is_kept_is_what_was_measured(tmp_path):
    figures().save(tmp_path / "kept.json")
    assert Figures.load_from(tmp_path / "kept.json") == figures()


def test_the_page_has_all_that_was_measured():
    text = page(figures())
    assert "<!--" not in text
    assert "| build, one report dropped | whole | 1/4 | **1/4.0** | yes |" in text
    assert all(f"| {NAMES[work]} | 1,000 reports |" in text for work in NAMES)
    assert "a browser fetches 0 kB" in text


def test_the_page_of_few_reports_says_what_it_is_not():
    few = figures()
    few.runs = [replace(run, live=20) for run in few.runs if not run.among]
    assert "which had fewer" in page(few)
    assert "which had fewer" not in page(figures())


def test_a_slot_that_nothing_fits_is_a_mistake(tmp_path, monkeypatch):
    odd = tmp_path / "page.md"
    odd.write_text("<!-- For whoever changes it. -->\n\n<!-- put: the-weather -->\n", "utf-8")
    monkeypatch.setattr(pages, "TEMPLATE", odd)
    with pytest.raises(KeyError, match="the-weather"):
        page(figures())


def test_the_documentation_tells_the_figures_that_are_kept():
    assert (ROOT / "docs" / "speed.md").read_text("utf-8") == page(Figures.load_from(MEASURED))


def test_reports_are_the_same_each_time_and_unlike_each_other():
    first, again, other = made_up(35, TODAY, 3000), made_up(35, TODAY, 3000), made_up(36, TODAY, 3000)
    assert first == again
    assert first.pdf
    assert first.briefing
    words, others = (set(one.body.lower().split()) for one in (first, other))
    assert 600 < len(words) < 1600
    assert len(words & others) < 0.7 * len(words)
    assert 2700 < len([word for word in first.body.split() if word[:1].isalpha()]) < 3300


def test_live_reports_are_live_and_archived_ones_are_over():
    live, archived = ([made_up(start + n, TODAY, 50) for n in range(150)] for start in (1, ARCHIVED_FROM))
    assert all(one.opens <= TODAY < one.closes - timedelta(days=6) for one in live)
    assert all(one.closes <= TODAY for one in archived)
    assert len({one.name for one in (*live, *archived)}) == 300
    assert live[0].over(TODAY).closes <= TODAY


@pytest.fixture
def plain(tmp_path):
    """A plain site with the pages of two reports, and what its sources hold."""
    site = Plain(tmp_path, TODAY)
    reports = Reports([made_up(number, TODAY, 50) for number in (1, 2)], iter(()))
    for one in reports.live:
        site.page(one).parent.mkdir(parents=True)
        site.page(one).write_text(one.title, "utf-8")
    return site, reports


def test_what_a_build_must_have_done_is_looked_for(plain):
    site, reports = plain
    check(site, reports, Expected(added=reports.live[0]))
    with pytest.raises(SystemExit, match="old text"):
        check(site, reports, Expected(changed=(reports.live[0], "A sentence more.")))
    with pytest.raises(SystemExit, match="does not show"):
        check(site, reports, Expected(added=replace(reports.live[0], title="Another title")))
    gone = reports.live.pop()
    with pytest.raises(SystemExit, match=f"2 reports instead of 1: {gone.name}"):
        check(site, reports, Expected(dropped=gone))


def test_a_build_that_does_nothing_is_not_measured(plain, monkeypatch):
    site, reports = plain
    site.live = {one.name: one for one in reports.live}
    monkeypatch.setattr(site, "command", lambda: [sys.executable, "-c", ""])
    rounds = Rounds(1, 1, unmeasured=False, settle=False)
    assert [run.work for run in rounds.go([site], reports, ["nothing"])] == ["nothing"]
    with pytest.raises(SystemExit, match="old text"):
        list(rounds.go([site], reports, ["changed"]))
    with pytest.raises(SystemExit, match="2 reports instead of 1"):
        list(rounds.go([site], reports, ["dropped"]))


def test_what_is_dear_is_done_less_often(plain, tmp_path):
    site, nightly = plain[0], Nightly(tmp_path / "nightly", TODAY)
    rounds = Rounds(runs=5, dear_runs=3)
    turns = range(-1, 5)
    assert [rounds._is_due(site, "dropped", turn) for turn in turns] == [False] + [True] * 5
    assert [rounds._is_due(nightly, "dropped", turn) for turn in turns] == [True] * 6
    rounds._dear |= {(site.label, "dropped"), (site.label, "nothing"), (nightly.label, "cold")}
    assert [rounds._is_due(site, "dropped", turn) for turn in turns] == [False] + [True] * 3 + [False] * 2
    assert [rounds._is_due(site, "nothing", turn) for turn in turns] == [False] + [True] * 2 + [False] * 3
    assert [rounds._is_due(nightly, "dropped", turn) for turn in turns] == [False] + [True] * 5


def test_each_limit_is_between_works_that_are_measured():
    assert all(work in NAMES and {site, other} <= SECONDS.keys() for site, work, other, _ in BY_THE_CLOCK)


TWO = """
import multiprocessing, time
def hold():
    held = bytearray(40_000_000)
    time.sleep(1)
context = multiprocessing.get_context("fork")
both = [context.Process(target=hold) for _ in range(2)]
[one.start() for one in both]
[one.join() for one in both]
"""


def test_memory_is_that_of_all_processes_together():
    took = measured([sys.executable, "-c", TWO])
    assert took.exit_code == 0, took.output
    assert took.peak_kb < 80_000 < took.tree_kb
