"""Killed at any moment: the site answers, the next run mends everything by itself, and the record is whole."""

import random

import chaos
import pytest
from chaos import BEFORE, CLOSES, NEXT

import builders
import oracle

NEW, STAYS = "cpr-06-2026", "cpr-05-2026"
KINDS = {"withdraw": "withdrawn", "hold": "held"}
SHARES = 4  # parts of a long test, for several processes


@pytest.fixture
def stage(eve):
    eve.again()
    return eve


def assert_mended(stage, at=NEXT, **options):
    """The next run does everything that the killed one did not, and leaves nothing over."""
    mended = stage.run(at, **options)
    assert mended.get("exit") == 0, mended
    assert_done(stage)


def assert_done(stage):
    chaos.whole(stage.site)
    chaos.tidy(stage.site)
    chaos.traceless(stage.site, stage.canary)
    chaos.recorded(stage.site, stage.canary.slug, "opened", "closed")
    for slug in (NEW, STAYS):
        chaos.recorded(stage.site, slug, "opened")


def share_of(moments, share):
    return moments[share::SHARES]


def moments_of(stage, do, at, **more):
    """The moments of a task at which it is worth killing it, by number; found by doing it once."""
    traced = stage.drive(**stage.task(do, at, **more), trace=True)
    assert traced.get("exit") == 0, traced
    stage.again()
    return chaos.moments_to_kill_at(traced["moments"])


def test_without_a_kill_all_is_as_it_should_be(stage):
    assert stage.run(CLOSES)["exit"] == 0
    assert_done(stage)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_a_run_killed_at_every_step(stage, share):
    moments = moments_of(stage, "nightly", CLOSES)
    assert len(moments) > 60
    for moment in share_of(moments, share):
        stage.again()
        assert stage.run(CLOSES, kill_at=moment)["killed"]
        chaos.whole(stage.site)
        assert_mended(stage)


@pytest.mark.slow
def test_a_run_killed_at_the_steps_at_which_the_power_may_go(stage):
    """What was not put on the disk is lost: every file that no fsync has seen becomes empty."""
    folder = str(stage.site.state.folder)
    moments = moments_of(stage, "nightly", CLOSES, power_cut=folder)
    for moment in moments[:: len(moments) // 16]:
        stage.again()
        assert stage.run(CLOSES, kill_at=moment, power_cut=folder)["killed"]
        chaos.whole(stage.site)
        assert_mended(stage)


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_a_run_killed_at_random_moments(stage, share):
    """25 moments each, over the whole length of a run that really builds."""
    chance = random.Random(share)
    for number in range(25):
        stage.again()
        longest = 2.6 if number % 2 else 1.3  # most of what a run does to the site is at its beginning and its end
        killed = stage.run(CLOSES, canned=None, kill_after=chance.uniform(0, longest), group=number % 3 == 0)
        chaos.whole(stage.site)
        assert_mended(stage, canned=None if number == 0 else str(stage.canned))
        assert killed["killed"] or killed["exit"] == 0


@pytest.mark.slow
def test_runs_killed_one_after_the_other(stage):
    """Each one begins with what the killed ones before it left."""
    chance = random.Random(7)
    for minute in range(20):
        stage.run(f"2026-08-24T00:{minute:02}", kill_after=chance.uniform(0, 0.35))
        chaos.whole(stage.site)
    assert_mended(stage, "2026-08-24T00:20")


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize("kind", KINDS)
def test_a_command_killed_at_every_step(stage, kind, share):
    slug = stage.canary.slug
    moments = moments_of(stage, kind, BEFORE, reference=slug)
    assert len(moments) > 30
    for moment in share_of(moments, share):
        stage.again()
        assert stage.take_down(kind, slug, BEFORE, kill_at=moment)["killed"]
        chaos.whole(stage.site, less=[slug])
        written = "A reason." in stage.canary.file.read_text()
        ordered = written or (stage.site.state.orders / f"{slug}.json").is_file()
        after = stage.run("2026-08-23T23:57")
        assert after["exit"] == (3 if ordered and not written else 0)
        assert (stage.site.state.current().report(slug) is None) is ordered
        chaos.whole(stage.site)
        chaos.recorded(stage.site, slug, "opened", *([KINDS[kind]] if ordered else []))
        assert_taken_down(stage, kind, slug)


def assert_taken_down(stage, kind, slug):
    """The same command once more, to its end, and a run: it is gone, and stays so."""
    assert stage.take_down(kind, slug, "2026-08-23T23:58")["exit"] == 0
    assert stage.run("2026-08-23T23:59")["exit"] == 0
    assert stage.site.state.current().report(slug) is None
    chaos.whole(stage.site)
    chaos.tidy(stage.site)
    chaos.recorded(stage.site, slug, "opened", KINDS[kind])
    assert oracle.traces(stage.site.state.releases, stage.canary) == {}
    assert oracle.traces(stage.site.state.manifests, stage.canary) == {}


def test_a_report_is_off_for_good_from_the_moment_its_order_is_written(stage):
    slug = stage.canary.slug
    traced = stage.take_down("withdraw", slug, BEFORE, trace=True)["moments"]
    stage.again()
    assert stage.take_down("withdraw", slug, BEFORE, kill_at=traced.index("after give"))["killed"]
    for at in ("2026-08-23T23:56", "2026-08-23T23:57", "2026-08-23T23:58"):
        assert stage.run(at)["exit"] == 3  # its file does not say so yet
        assert stage.site.state.current().report(slug) is None
    assert stage.run("2026-08-23T23:59", canned=None)["document"]["message"] != ""
    assert oracle.traces(stage.site.public, stage.canary) == {}


def test_an_order_alone_keeps_no_other_report_from_opening(stage):
    slug = stage.canary.slug
    traced = stage.take_down("hold", slug, BEFORE, trace=True)["moments"]
    stage.again()
    stage.take_down("hold", slug, BEFORE, kill_at=traced.index("before write_report"))
    run = stage.run("2026-08-23T23:57", canned=None)
    assert (run["exit"], run["document"]["rung"]) == (3, "full")
    builders.write_report(
        stage.site.reports, "more", reference="CPR 07/2026", title="More", publication_date="2026-08-01"
    )
    run = stage.run("2026-08-23T23:58", canned=None)
    assert (run["exit"], run["document"]["rung"]) == (3, "full")
    assert stage.site.state.current().report("cpr-07-2026")
    assert stage.site.state.current().report(slug) is None


# Each guard taken away: a test like those above notices.


def killed_after(stage, step, nth=-1, *, do="nightly", at=CLOSES, without=(), **more):
    """A task, killed at the `nth` time that it comes to a step."""
    traced = stage.drive(**stage.task(do, at, trace=True, without=list(without), **more))["moments"]
    stage.again()
    moment = [number for number, name in enumerate(traced) if name == step][nth]
    assert stage.drive(**stage.task(do, at, kill_at=moment, without=list(without), **more))["killed"]


def test_without_putting_files_on_the_disk_a_power_cut_would_be_noticed(stage):
    folder = str(stage.site.state.folder)
    killed_after(stage, "after publish", power_cut=folder)
    chaos.whole(stage.site)
    stage.again()
    killed_after(stage, "after publish", power_cut=folder, without=["sync"])
    with pytest.raises(AssertionError, match="is empty"):
        chaos.whole(stage.site)


def test_without_the_rename_a_kill_would_be_noticed(stage):
    killed_after(stage, "before symlink", without=["rename"])
    with pytest.raises((AssertionError, FileNotFoundError)):
        chaos.whole(stage.site)


def test_without_the_order_a_killed_command_would_be_noticed(stage):
    slug = stage.canary.slug
    task = {"do": "withdraw", "at": BEFORE, "reference": slug}
    killed_after(stage, "before write_report", **task)
    stage.run("2026-08-23T23:57")
    assert stage.site.state.current().report(slug) is None
    stage.again()
    killed_after(stage, "before write_report", **task, without=["order"])
    stage.run("2026-08-23T23:57")
    assert stage.site.state.current().report(slug) is not None  # it would have come back


@pytest.mark.parametrize(
    ("guard", "step", "nth"),
    [("sweep", "after publish", 0), ("clearing up", "after run_builder", 0), ("catching up", "after publish", -1)],
)
def test_without_mending_what_a_killed_run_left_would_be_noticed(stage, guard, step, nth):
    killed_after(stage, step, nth)
    stage.run(NEXT, without=[guard])
    with pytest.raises(AssertionError):
        assert_done(stage)
    stage.again()
    killed_after(stage, step, nth)
    assert_mended(stage)


@pytest.mark.parametrize("nth", [0, -1])
def test_a_file_that_was_half_written_does_not_stay(stage, nth):
    killed_after(stage, "after make_half", nth)
    assert_mended(stage)
