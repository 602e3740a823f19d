"""Two at once: one run works and the other leaves it alone; what a person takes down meanwhile stays down."""

import os
import time
from dataclasses import replace
from datetime import UTC, timedelta

import chaos
import pytest
from chaos import BEFORE, CLOSES, NEXT

import builders
from board_reports.release.record.ledger import Ledger
from board_reports.release.swap import new_id, publish

MIDDLE = "2026-08-24T00:02"
NEW, STAYS = "cpr-06-2026", "cpr-05-2026"
HOOK = """\
import pathlib, time
HERE = pathlib.Path(__file__).parent

def on_env(env, **_):
    (HERE / "begun").touch()
    for _ in range(600):
        if (HERE / "go").exists():
            break
        time.sleep(0.05)
    return env
"""


@pytest.fixture(scope="module")
def beside():
    with chaos.driver() as one:
        yield one


@pytest.fixture
def stage(eve):
    """The eve of a run whose build waits until it is told to go on."""
    eve.again()
    (eve.site.root / "hook.py").write_text(HOOK)
    eve.site.configure(hooks=["hook.py"])
    for name in ("begun", "go"):
        (eve.site.root / name).unlink(missing_ok=True)
    yield eve
    (eve.site.root / "go").touch()


class Middle:
    """A run in the middle of its build, and another process that can do what it likes beside it."""

    def __init__(self, stage, beside, **options):
        self.stage, self.beside = stage, beside
        stage.drive.begin(**stage.task("nightly", CLOSES, **{"canned": None} | options))
        self.wait_for("begun")

    def wait_for(self, name):
        for _ in range(600):
            if (self.stage.site.root / name).exists():
                return
            time.sleep(0.05)
        raise AssertionError("the build did not begin")

    def take_down(self, kind, reference, at=MIDDLE):
        started = time.monotonic()
        done = self.beside(**self.stage.task(kind, at, reference=reference))
        assert time.monotonic() - started < 20  # the build would wait for half a minute
        return done

    def run(self):
        return self.beside(**self.stage.task("nightly", MIDDLE))

    def end(self):
        (self.stage.site.root / "go").touch()
        return self.stage.drive.end()


def public(stage):
    return {one.slug for one in stage.site.state.current().reports}


def lines(stage):
    return Ledger(stage.site.state.ledger).read().lines


def assert_stays(stage, slugs):
    """Just these are public, now and after more runs, and everything is whole."""
    for at in (NEXT, "2026-08-24T00:10", "2026-08-25"):
        assert public(stage) == slugs
        chaos.whole(stage.site)
        run = stage.run(at, canned=None)
        assert run["exit"] in (0, 3), run
    assert public(stage) == slugs
    chaos.tidy(stage.site)


def test_another_run_leaves_it_alone(stage, beside):
    middle = Middle(stage, beside)
    started = time.monotonic()
    assert middle.run()["exit"] == 4
    assert time.monotonic() - started < 15
    command = stage.site.run("board", "nightly", "--format", "json")
    assert (command.returncode, command.stdout) == (4, "")
    assert "Another run is under way" in command.stderr
    assert middle.end()["exit"] == 0
    assert_stays(stage, {NEW, STAYS})


@pytest.mark.parametrize("kind", ["withdraw", "hold"])
def test_what_is_taken_down_in_the_middle_of_a_run_stays_down(stage, beside, kind):
    """One report is public, the other is about to open; the build has both."""
    middle = Middle(stage, beside)
    live = middle.take_down(kind, STAYS)
    assert live["exit"] == 0, live
    assert not (stage.site.public / "reports" / STAYS).exists()
    assert middle.take_down("hold", NEW)["exit"] == 0
    run = middle.end()
    assert run["exit"] == 0, run
    assert run["document"]["opened"] == []
    assert_stays(stage, set())
    chaos.recorded(stage.site, STAYS, "opened", {"withdraw": "withdrawn", "hold": "held"}[kind])
    chaos.recorded(stage.site, NEW, "held")


def test_a_withdrawal_just_after_midnight_in_the_middle_of_a_run_of_the_evening(stage, beside):
    """The withdrawal's date is tomorrow's for the run. The commands go by the real clock, months later."""
    middle = Middle(stage, beside)
    for command in (["withdraw", STAYS], ["withdraw", NEW]):
        started = time.monotonic()
        done = stage.site.run("board", *command, "--reason", "A reason.")
        assert time.monotonic() - started < 20
        assert done.returncode == 0, done.stderr
    assert middle.end()["exit"] in (0, 3)  # by its instant the files do not say so yet, but the commands did
    assert public(stage) == set()
    chaos.whole(stage.site)
    withdrawn = max(stage.site.state.current().at, *(line.entry.at for line in lines(stage)))
    later = (withdrawn + timedelta(minutes=5)).astimezone(builders.LONDON).replace(tzinfo=None).isoformat()
    assert stage.run(later, canned=None)["exit"] == 0
    assert public(stage) == set()
    chaos.tidy(stage.site)  # the orders, too, are done with
    chaos.recorded(stage.site, NEW, "withdrawn")


def test_without_reading_again_a_withdrawal_in_the_middle_would_be_lost(stage, beside):
    middle = Middle(stage, beside, without=["reading again"])
    middle.take_down("withdraw", STAYS)
    middle.end()
    assert STAYS in public(stage)


def by_hand(stage, name, **front):
    front = {"reference": "CPR 05/2026", "title": "The one that stays", "publication_date": "2026-08-01"} | front
    builders.write_report(stage.site.reports, name, **front)


CHANGES = {
    "the file is deleted": lambda stage: (stage.site.reports / "stays.md").unlink(),
    "a withdrawal is written": lambda stage: by_hand(
        stage, "stays", withdrawn_date="2026-08-23", withdrawn_reason="A reason."
    ),
    "a hold is written": lambda stage: by_hand(stage, "stays", hold="A reason."),
    "it is broken": lambda stage: (stage.site.reports / "stays.md").write_text("---\ntitle: [\n"),
    "another has its reference": lambda stage: by_hand(stage, "second"),
}  # fmt: skip


@pytest.mark.parametrize("change", CHANGES)
def test_a_file_changed_in_the_middle_of_a_run(stage, beside, change):
    middle = Middle(stage, beside)
    CHANGES[change](stage)
    run = middle.end()
    assert run["exit"] in (0, 3), run
    assert_stays(stage, {NEW})


def test_the_folder_taken_away_in_the_middle_of_a_run(stage, beside):
    middle = Middle(stage, beside)
    stage.site.reports.rename(stage.site.root / "elsewhere")
    try:
        run = middle.end()
        assert run["exit"] in (0, 1), run
        assert stage.canary.slug not in public(stage)
        chaos.whole(stage.site)
    finally:
        (stage.site.root / "elsewhere").rename(stage.site.reports)
    assert_stays(stage, {NEW, STAYS})


def test_a_report_that_becomes_public_in_the_middle_of_a_run_waits_for_the_next(stage, beside):
    middle = Middle(stage, beside)
    builders.write_report(
        stage.site.reports, "more", reference="CPR 07/2026", title="More", publication_date="2026-08-01"
    )
    run = middle.end()
    assert run["exit"] == 0, run
    assert public(stage) == {NEW, STAYS}
    assert stage.run(NEXT, canned=None)["exit"] == 0
    assert public(stage) == {NEW, STAYS, "cpr-07-2026"}


def test_a_release_made_by_a_command_meanwhile_is_never_written_over(stage, beside):
    """The command does its work in the same second in which the run began."""
    middle = Middle(stage, beside)
    assert middle.take_down("withdraw", STAYS, at=CLOSES)["exit"] == 0
    between = stage.site.state.current_id()
    assert middle.end()["exit"] == 0
    assert stage.site.state.current_id() > between
    assert_stays(stage, {NEW})


def test_a_hold_that_comes_after_the_last_look_takes_the_report_off_by_itself(stage, beside):
    """The run has looked for the last time, and has the lock; the command begins just then."""
    stage.site.configure()
    with stage.site.state.swap_lock():
        beside.begin(**stage.task("hold", CLOSES, reference=NEW))
        time.sleep(0.5)
        released = publish_with(stage, NEW)
    done = beside.end()
    assert done["exit"] == 0, done
    assert released == {NEW, STAYS, stage.canary.slug}
    assert NEW not in public(stage)
    assert not (stage.site.public / "reports" / NEW).exists()


def publish_with(stage, slug):
    """Let a release with one more report become public, as the run that has the lock would."""
    state = stage.site.state
    now = state.current()
    one = replace(now.report(STAYS), slug=slug, reference="CPR 06/2026", title="The new one")
    files = [replace(file, path=file.path.replace(STAYS, slug), report=slug) for file in now.files_of(STAYS)]
    at = builders.at(BEFORE).astimezone(UTC)
    manifest = replace(now, id=new_id(state, at), reports=(*now.reports, one), files=(*now.files, *files))
    tree = state.work / "tree"
    for file in now.files:
        for path in {file.path, file.path.replace(STAYS, slug)}:
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            os.link(state.tree(now.id) / file.path, tree / path)
    publish(state, tree, manifest)
    return public(stage)
