"""Each kind of target, for real: it shows the release here, and nothing of what has gone is left on it."""

import json
from datetime import UTC

import pytest

import builders
import oracle
import projects
from board_reports.release import removing
from board_reports.release.commands.takedown import Request, take_down
from board_reports.release.run import configured
from board_reports.release.targets.remembered import Remembered

OPENS, CLOSES = "2026-06-01T00:00", "2026-08-24T00:00"


def same(place, site):
    """Whether the target shows the current release, byte for byte; the status aside, which each run writes again."""
    here, there = projects.tree(site.public), place.there()
    here.pop("status.json")
    status = json.loads(there.pop("status.json"))
    return here == there and "checked_at" in status


def states(outcome):
    return [one["state"] for one in outcome.document["targets"]]


def run(site, at, *wanted, code=0):
    """One run, which leaves its targets in these states: up to date unless told otherwise."""
    outcome = site.nightly(at)
    assert (outcome.exit_code, states(outcome)) == (code, list(wanted or ["up to date"])), outcome.document["message"]
    return outcome


def traceless(place, canary, folder):
    kept = place.keep(folder)
    assert oracle.traces(kept, canary) == {}
    assert oracle.found(kept, [canary.slug]) == {}


@pytest.fixture
def board(site, request):
    """A site with one target, and a report beside what a test plants."""
    site.report("stays", reference="CPR 05/2026", title="The one that stays", publication_date="2026-05-20")
    name = "place" if "place" in request.fixturenames else "plain_place"
    site.configure(options={"publish_to": [request.getfixturevalue(name).address]})
    return site


def test_a_report_lives_its_window_on_a_target_and_leaves_no_trace(site, place, tmp_path):
    canary = oracle.plant(site.reports)
    site.configure(options={"publish_to": [place.address]})
    run(site, "2026-05-31T23:59")
    assert same(place, site)
    run(site, OPENS)
    assert same(place, site)
    kept = place.keep(tmp_path / "open")
    assert set(oracle.found(kept, canary.public)) == set(canary.public)
    for day in ("2026-06-28", "2026-07-26", "2026-08-23T23:59"):
        assert run(site, day).document["changed"] is False
    run(site, CLOSES)
    assert same(place, site)
    traceless(place, canary, tmp_path / "closed")


@pytest.mark.parametrize("kind", ["hold", "withdraw"])
def test_what_a_command_takes_down_goes_from_the_target_with_it(board, place, tmp_path, kind):
    canary = oracle.plant(board.reports)
    run(board, "2026-06-10T09:00")
    state, basics, _ = configured(board.config)
    at = builders.at("2026-06-10T09:02").astimezone(UTC)
    done = take_down(state, basics, Request(kind, canary.slug, "A reason", at, "jane"))
    assert (done.off_site, done.failed) == (True, False), done.told
    assert same(place, board)
    assert "reports/cpr-05-2026/index.html" in place.there()
    traceless(place, canary, tmp_path / "kept")


def test_a_run_that_cannot_cut_here_takes_it_off_the_target_all_the_same(board, plain_place, tmp_path, monkeypatch):
    place = plain_place
    canary = oracle.plant(board.reports)
    for day in ("2026-06-28", "2026-07-26", "2026-08-09"):
        board.nightly(day)
    assert same(place, board)

    def broken(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(removing, "swap_in_cut", broken)
    monkeypatch.setattr("board_reports.release.night.make_release", lambda *_: None)
    outcome = board.nightly("2026-08-24T00:00")
    assert outcome.exit_code == 1
    assert not [path for path in place.there() if canary.slug in path]
    monkeypatch.undo()


@pytest.mark.slow
@pytest.mark.parametrize("place", ["ssh"], indirect=True)
def test_what_a_host_has_is_linked_there_and_not_sent_again(board, place):
    def public():
        tree = (place.folder / "public").resolve()
        files = [path for path in tree.rglob("*") if path.is_file()]
        return {path.relative_to(tree).as_posix(): (path.read_bytes(), path.stat().st_ino) for path in files}

    run(board, "2026-06-10T09:00")
    before = public()
    board.report("new", reference="CPR 06/2026", title="One more")
    run(board, "2026-06-10T09:05")
    after = public()
    same_bytes = {path for path, (data, _) in before.items() if after[path][0] == data} - {"status.json"}
    assert len(same_bytes) > 20
    assert [path for path in same_bytes if after[path][1] != before[path][1]] == []
    assert {"reports/index.html", "reports/feed.xml"} <= {path for path in before if path not in same_bytes}


def test_what_was_changed_on_the_target_by_hand_is_mended_by_the_next_look(board, place):
    run(board, "2026-06-10T09:00")
    page = "reports/cpr-05-2026/index.html"
    good = place.there()[page]
    place.plant(page, b"X" + good[1:])  # as large as before
    place.plant("reports/old/index.html", b"left by somebody")
    place.plant(".hidden", b"left by somebody")
    run(board, "2026-06-10T09:55")
    assert place.there()[page] != good  # between two looks nothing is asked of a target
    run(board, "2026-06-10T10:00")
    assert same(place, board)
    assert place.old() == []


def test_the_status_of_a_target_is_renewed_each_hour(board, place):
    run(board, "2026-06-10T09:00")
    run(board, "2026-06-10T10:00")
    assert json.loads(place.there()["status.json"])["checked_at"] == "2026-06-10T10:00:00+01:00"
    assert place.old() == []


def test_nothing_is_touched_where_it_is_not_certain_that_all_is_ours(board, plain_place):
    place = plain_place
    place.foreign()
    outcome = run(board, "2026-06-10T09:00", "failed", code=1)
    assert "It holds files, and no mark" in outcome.document["message"]
    assert place.has_foreign()
    assert (board.public / "reports/cpr-05-2026/index.html").is_file()
    place.mark('{"v":1,"site":"https://other.example/"}')
    outcome = run(board, "2026-06-10T09:05", "failed", code=1)
    assert "belongs to another site" in outcome.document["message"]
    place.mark("no mark of ours")
    outcome = run(board, "2026-06-10T09:10", "failed", code=1)
    assert "cannot be read" in outcome.document["message"]
    assert "family.doc" in str(place.everything())


def test_a_place_whose_mark_is_gone_is_not_touched(board, plain_place):
    place = plain_place
    run(board, "2026-06-10T09:00")
    before = place.there()
    place.unmark()
    board.report("more", reference="CPR 06/2026")
    outcome = run(board, "2026-06-10T09:05", "failed", code=1)
    assert "mark" in outcome.document["message"]
    assert place.there() == before


def test_a_trial_touches_nothing(board, plain_place):
    place = plain_place
    outcome = board.nightly("2026-06-10T09:00", dry_run=True)
    assert outcome.document["targets"][0]["message"] == "What differs would be brought."
    assert place.there() == {}
    run(board, "2026-06-10T09:00")
    assert board.nightly("2026-06-10T09:01", dry_run=True).document["targets"][0]["state"] == "up to date"
    before = place.there()
    front = 'hold: "To be checked"'
    file = board.reports / "stays.md"
    file.write_text(file.read_text().replace("---\n", f"---\n{front}\n", 1))
    (told,) = board.nightly("2026-06-10T09:05", dry_run=True).document["targets"]
    assert told["state"] == "behind"
    assert told["message"] == "Everything of 1 report would be taken off first. What differs would be brought."
    assert place.there() == before


def test_a_target_stays_one_until_it_is_dropped_and_then_nothing_is_left(board, place, tmp_path, monkeypatch):
    monkeypatch.setattr("board_reports.release.night.RACY_NS", 0)  # files as old as those of a quiet night
    canary = oracle.plant(board.reports)
    run(board, "2026-06-10T09:00")
    board.configure()
    run(board, "2026-06-10T09:05")  # the configuration names it no more, and it is still kept up
    assert same(place, board)
    (text,) = Remembered.read(board.state.folder).records
    outcome = board.nightly("2026-06-10T09:10", drop=(text,))
    assert (outcome.exit_code, states(outcome)) == (0, []), outcome.document["message"]
    assert place.there() == {}
    traceless(place, canary, tmp_path / "kept")
    assert not [path for path in (tmp_path / "kept").rglob("*") if path.is_file()]
    assert board.nightly("2026-06-10T09:15").document["targets"] == []


def test_what_somebody_takes_down_while_a_run_brings_the_release_is_not_brought(board, place, tmp_path, monkeypatch):
    canary = oracle.plant(board.reports)
    state, basics, _ = configured(board.config)
    from board_reports.release.targets import bringing  # noqa: PLC0415 - for this test alone

    monkeypatch.setattr(bringing, "_PAUSE", 0.01)
    monkeypatch.setattr("board_reports.release.targets.every._PATIENCE", 0.01)
    whole, asked, came, shown = bringing._bring, [], [], []

    def interrupted(host, release, going, say):
        if not asked:
            asked.append(release.id)
            upload, switch = host.upload, host.switch

            def switch_and_note(release):
                shown.append(release.id)
                switch(release)

            def upload_and_more(release):
                upload(release)
                if came:
                    return
                at = builders.at("2026-06-10T09:02").astimezone(UTC)
                done = take_down(state, basics, Request("hold", canary.slug, "A reason", at, "jane"))
                came.append(done)

            host.upload, host.switch = upload_and_more, switch_and_note
        else:
            asked.append(release.id)
        whole(host, release, going, say)

    monkeypatch.setattr(bringing, "_bring", interrupted)
    outcome = board.nightly("2026-06-10T09:00")
    assert came[0].off_site, came[0].told
    assert states(outcome) == ["up to date"], outcome.document["message"]
    assert len(asked) == 2
    assert shown == [board.state.current_id()] != asked[:1]
    assert same(place, board)
    traceless(place, canary, tmp_path / "kept")
