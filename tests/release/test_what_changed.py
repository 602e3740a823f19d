"""Runs that cost what changed: what an earlier release has is linked, not written again, and not audited again."""

import fcntl
import os
import shutil
from hashlib import sha256

import pytest
from filelock import FileLock, Timeout

import builders
from board_reports.release import swap
from board_reports.release.audit import hunt
from board_reports.release.building.sharing import share
from board_reports.release.commands.takedown import Request, take_down
from board_reports.release.inputs import RACY_NS, source_stamp
from board_reports.release.locks import Held, Lock
from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.release.run import configured

EVE, CLOSES = "2026-08-23T23:55", "2026-08-24T00:00"
STAYS = "reports/cpr-02-2026/index.html"


@pytest.fixture
def two(site, monkeypatch):
    """Two public reports, of which one closes; `pasts` tells of each audit whether it had an earlier one to go by."""
    site.report("winter", title="A review of the winter")
    site.report("summer", title="A review of the summer", reference="CPR 02/2026", weeks=20)
    site.pasts = []
    real = hunt.Hunt.past

    def past(this):
        site.pasts.append(real(this))
        return site.pasts[-1]

    monkeypatch.setattr(hunt.Hunt, "past", past)
    assert site.nightly(EVE).exit_code == 0
    assert site.pasts.pop() is None
    return site


def record_is_known(site):
    return site.state.current().audit == sha256(site.state.passed.read_bytes()).hexdigest()


def test_a_closing_audits_and_writes_what_changed(two, monkeypatch):
    assert record_is_known(two)
    page = (two.public / STAYS).stat()
    synced = []
    real = swap.sync
    monkeypatch.setattr(swap, "sync", lambda path: (synced.append(str(path)), real(path)))
    assert two.nightly(CLOSES).document["rung"] == "full"
    (past,) = two.pasts
    passed = {one.path for one in two.state.current().files if past.passes(one)}
    assert STAYS in passed
    assert "reports/index.html" not in passed
    assert os.path.samestat((two.public / STAYS).stat(), page)
    assert [path for path in synced if path.endswith(STAYS)] == []
    assert [path for path in synced if path.endswith("/reports/index.html")]
    assert record_is_known(two)
    assert two.state.passed.stat().st_mode & 0o777 == 0o600


def test_after_a_withdrawal_the_next_run_still_goes_by_the_last_audit(two):
    at = builders.at("2026-08-23T23:57")
    assert take_down(
        two.state, configured(two.config)[1], Request("withdraw", "CPR 01/2026", "A reason", at, "x")
    ).off_site
    assert record_is_known(two)
    two.nightly("2026-08-23T23:58")
    assert two.pasts[-1] is not None
    assert record_is_known(two)


def test_after_a_change_of_the_configuration_everything_is_looked_at(two):
    two.configure(extra={"board": {"name": "Another Board"}})
    assert two.nightly("2026-08-23T23:58").document["changed"]
    assert two.pasts == [None]


def test_without_the_record_everything_is_looked_at(two):
    two.state.passed.unlink()
    two.nightly(CLOSES)
    assert two.pasts == [None]
    assert record_is_known(two)


def test_what_changed_while_it_was_built_is_no_base_for_the_next(two):
    def progress(kind, source):
        two.report("summer", title="A review of the autumn", reference="CPR 02/2026", weeks=20)

    two.nightly(CLOSES, progress=progress)
    assert two.state.current().audit == ""


def test_a_dry_run_leaves_the_record_as_it_is(two):
    before = two.state.passed.read_bytes()
    two.nightly(CLOSES, dry_run=True)
    assert two.state.passed.read_bytes() == before


def test_the_texts_of_the_archive_are_read_when_words_come_from_outside_the_reports(two, monkeypatch):
    monkeypatch.setattr(hunt, "FEW", 0)
    read = []
    real = hunt.in_common
    monkeypatch.setattr(hunt, "in_common", lambda reports, texts: read.append(len(reports)) or real(reports, texts))
    for name, day in (("old", "2019-06-01"), ("older", "2018-06-01")):
        dates = {"publication_date": day, "approved_date": "2018-05-01", "reference": f"CPR 01/{day[:4]}"}
        two.report(name, title=f"A review of {name} times", **dates)
    two.page("leaflets/one.md", "# One\n")
    two.nightly("2026-08-23T23:56")
    assert read == []  # new in the archive: looked for like all others
    monkeypatch.setattr("board_reports.release.audit.gatekeeper.source_stamp", lambda report, _: report.source)
    two.page("leaflets/two.md", "# Two\n")
    two.nightly("2026-08-23T23:57")
    two.report("autumn", title="A review of the autumn", reference="CPR 03/2026")
    two.nightly("2026-08-23T23:58")
    assert len(two.state.current().reports) == 3
    two.nightly(CLOSES)
    assert read == []
    two.page("leaflets/three.md", "# Three\n")
    two.nightly("2026-08-24T00:05")
    assert read == [4]  # two more closed at that moment


def test_the_stamp_of_a_report_is_over_all_of_its_files_once_they_are_sure(tmp_path):
    home = builders.write_report(tmp_path / "published_reports", "old/")
    files = [home, builders.write_twin(home), builders.write_part(home.parent / "part.md")]
    files.append(builders.write(home.parent / "table.pdf", builders.pdf()))

    def stamp(later=2 * RACY_NS):
        newest = max(path.stat().st_ctime_ns for path in files)
        return source_stamp(builders.only(tmp_path / "published_reports"), newest + later)

    seen = {stamp()}
    assert stamp() in seen
    assert stamp(RACY_NS) == ""
    for number, path in enumerate(files):
        path.write_bytes(path.read_bytes() + b" ")
        seen.add(stamp())
        assert len(seen) == number + 2


# Links.


def released(tree, names):
    files = (ReleasedFile(name, Kind.MADE, None, sha256((tree / name).read_bytes()).hexdigest()) for name in names)
    return Manifest("x", builders.at("2026-06-10"), "full", None, None, (), tuple(files))


def test_only_what_has_the_same_bytes_is_shared(tmp_path):
    old, new = tmp_path / "old", tmp_path / "new"
    for name, text in (("same", "a"), ("damaged", "b"), ("other", "c"), ("gone", "d"), ("mode", "e")):
        builders.write(old / name, text)
        builders.write(new / name, text)
    builders.write(new / "other", "x")
    before, manifest = released(old, ["same", "damaged", "other", "gone", "mode"]), released(new, ["same", "damaged"])
    manifest = released(new, ["same", "damaged", "other", "gone", "mode"])
    (old / "damaged").write_text("B")
    (old / "gone").unlink()
    (old / "mode").chmod(0o600)
    share(new, manifest, old, before)
    assert os.path.samefile(old / "same", new / "same")
    assert {name: (new / name).read_text() for name in ("damaged", "other", "gone", "mode")} == {
        "damaged": "b",
        "other": "x",
        "gone": "d",
        "mode": "e",
    }
    assert not any(os.path.samefile(old / name, new / name) for name in ("damaged", "other", "mode"))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "old"]


def test_a_disk_without_links_shares_nothing(tmp_path, monkeypatch):
    old, new = tmp_path / "old", tmp_path / "new"
    for tree in (old, new):
        builders.write(tree / "same", "a")
    monkeypatch.setattr(os, "link", lambda *_, **__: (_ for _ in ()).throw(OSError(1, "no links")))
    share(new, released(new, ["same"]), old, released(old, ["same"]))
    assert (new / "same").read_text() == "a"


# What is deleted.


@pytest.mark.parametrize("place", ["reports", "cy", "cy/reports", "reports/x", "cy/reports/x"])
def test_what_a_link_in_a_release_leads_to_is_not_deleted(tmp_path, place):
    outside, tree = tmp_path / "outside", tmp_path / "tree"
    builders.write(outside / "reports" / "a" / "kept", "x")
    builders.write(outside / "a" / "kept", "x")
    for name in ("reports", "cy/reports"):
        builders.write(tree / name / "one" / "index.html", "x")
        builders.write(tree / name / "feed.xml", "x")
    shutil.rmtree(tree / place, ignore_errors=True)
    (tree / place).symlink_to(outside)
    assert swap._remove(tree) == []
    assert not tree.exists()
    assert sorted(path.name for path in outside.rglob("*")) == ["a", "a", "kept", "kept", "reports"]


# The lock.


def test_a_lock_is_held_by_one(tmp_path):
    with Lock(tmp_path / "x") as one:
        with pytest.raises(Held):
            Lock(tmp_path / "x").acquire(timeout=0)
        with pytest.raises(Held):
            Lock(tmp_path / "x").acquire(timeout=0.1)
        one.release()
        with Lock(tmp_path / "x").acquire(timeout=0):
            pass
    Lock(tmp_path / "x").acquire(timeout=0).release()
    with Lock(tmp_path / "not" / "yet" / "x"):
        pass


def test_a_lock_is_the_one_of_filelock(tmp_path):
    with Lock(tmp_path / "x"), pytest.raises(Timeout):
        FileLock(tmp_path / "x").acquire(blocking=False)
    with FileLock(tmp_path / "x"), pytest.raises(Held):
        Lock(tmp_path / "x").acquire(timeout=0)


def test_a_lock_whose_file_was_deleted_is_taken_on_the_new_one(tmp_path, monkeypatch):
    path, real = tmp_path / "x", fcntl.flock

    def deleted(handle, how):
        monkeypatch.setattr(fcntl, "flock", real)
        path.unlink()
        real(handle, how)

    monkeypatch.setattr(fcntl, "flock", deleted)
    with Lock(path), pytest.raises(Held):
        Lock(path).acquire(timeout=0)
