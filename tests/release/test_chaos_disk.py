"""The disk is full, or takes nothing: what is due goes all the same, the run says so, and the next one mends it."""

import os
import shutil
import subprocess

import chaos
import pytest
from chaos import CLOSES, NEXT

import oracle

ENOUGH = "256m"
PAGE = os.sysconf("SC_PAGE_SIZE")
SHARES = 2


def mount(folder, *options):
    command = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", folder]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


@pytest.fixture
def disk(eve):
    """The stage, with its state folder on a disk of its own, which `Disk` makes as small as it likes."""
    folder = eve.site.root / "var"
    saved = eve.canned.parent / "saved" / "var"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(exist_ok=True)
    if shutil.which("mount") is None or not mount(folder, f"size={ENOUGH}", "mode=755"):
        pytest.skip("a disk of its own can be mounted by root alone")
    try:
        yield Disk(eve, folder, saved)
    finally:
        subprocess.run(["umount", "-l", folder], check=True)


class Disk:
    def __init__(self, stage, folder, saved):
        self.stage, self.folder, self.saved = stage, folder, saved

    def leave(self, room):
        """The eve again, with only so many bytes of room left."""
        self.remount(f"size={ENOUGH}")
        for path in self.folder.iterdir():
            shutil.rmtree(path) if path.is_dir() and not path.is_symlink() else path.unlink()
        shutil.copytree(self.saved, self.folder, symlinks=True, dirs_exist_ok=True)
        found = os.statvfs(self.folder)
        self.remount(f"size={(found.f_blocks - found.f_bfree) * found.f_frsize + room}")

    def remount(self, *options):
        subprocess.run(["mount", "-o", ",".join(["remount", *options]), self.folder], check=True)

    def give_back(self):
        self.remount(f"size={ENOUGH}")

    def assert_gone(self):
        """Page, files and every trace of the report are off the site, and the rest of it is whole."""
        stage = self.stage
        state = stage.site.state
        chaos.whole(stage.site)
        assert not (stage.site.public / "reports" / stage.canary.slug).exists()
        for folder in (state.public, state.releases, state.manifests, state.work):
            assert oracle.traces(folder, stage.canary) == {}


def rooms():
    """Room for nothing, for one small file more each time, and then for ever larger parts of a whole release."""
    return [*(pages * PAGE for pages in range(24)), *(pages * PAGE for pages in range(32, 1400, 90))]


@pytest.mark.slow
@pytest.mark.parametrize("share", range(SHARES))
def test_the_disk_is_full_at_any_point(disk, share):
    ended = set()
    for room in rooms()[share::SHARES]:
        disk.leave(room)
        run = disk.stage.run(CLOSES)
        assert run.get("exit") in (0, 1), (room, run)
        ended.add(run["exit"])
        disk.assert_gone()
        if run["exit"] == 1:
            assert run["document"]["message"]
            assert [row["reference"] for row in run["document"]["closed"]] == ["QZXREFERENCEXZQ 77/2026"]
        disk.give_back()
        mended = disk.stage.run(NEXT)
        assert mended.get("exit") == 0, (room, mended)
        chaos.tidy(disk.stage.site)
        chaos.traceless(disk.stage.site, disk.stage.canary)
        chaos.recorded(disk.stage.site, disk.stage.canary.slug, "opened", "closed")
        chaos.recorded(disk.stage.site, "cpr-06-2026", "opened")
    assert ended == {0, 1}


@pytest.mark.parametrize("room", [0, 6 * PAGE, 150 * PAGE])
def test_the_disk_is_full_while_the_site_is_really_built(disk, room):
    disk.leave(room)
    run = disk.stage.run(CLOSES, canned=None)
    assert run.get("exit") == 1, run
    disk.assert_gone()
    disk.give_back()
    assert disk.stage.run(NEXT, canned=None)["exit"] == 0
    chaos.recorded(disk.stage.site, disk.stage.canary.slug, "opened", "closed")


@pytest.mark.parametrize("kind", ["withdraw", "hold"])
@pytest.mark.parametrize("room", [0, PAGE, 4 * PAGE])
def test_a_report_comes_down_at_once_from_a_full_disk(disk, room, kind):
    slug = disk.stage.canary.slug
    disk.leave(room)
    done = disk.stage.take_down(kind, slug, chaos.BEFORE)
    assert done.get("exit") in (0, 1), done
    assert not (disk.stage.site.public / "reports" / slug).exists()
    chaos.whole(disk.stage.site, less=[slug])
    disk.stage.run("2026-08-23T23:57")
    assert not (disk.stage.site.public / "reports" / slug).exists()
    disk.give_back()
    disk.stage.run("2026-08-23T23:58")
    assert disk.stage.site.state.current().report(slug) is None
    chaos.whole(disk.stage.site)
    disk.stage.again_source()


@pytest.mark.parametrize("name", ["reports/index.html", "reports/feed.xml", "search/search_index.json", "sitemap.xml"])
def test_what_cannot_be_cut_down_goes_whole(eve, name):
    """It names the report that goes, and a removal waits for no repair."""
    eve.again()
    file = eve.site.public / name
    file.write_bytes(f"<<< {eve.site.state.current().report(eve.canary.slug).title} >>>".encode())
    (eve.site.root / "hook.py").write_text("def on_env(*_, **__):\n    raise RuntimeError('broken')\n")
    eve.site.configure(hooks=["hook.py"])
    try:
        run = eve.run(CLOSES, canned=None)
        assert run["exit"] == 1
        assert not (eve.site.public / name).exists()
        assert oracle.traces(eve.site.state.releases, eve.canary) == {}
        chaos.whole(eve.site)
    finally:
        eve.site.configure()
    assert eve.run(NEXT, canned=None)["exit"] == 0
    assert (eve.site.public / name).is_file()
    chaos.tidy(eve.site)


def test_a_disk_that_takes_nothing(disk):
    disk.leave(100 * PAGE)
    disk.remount("ro")
    try:
        before = oracle.found(disk.folder, disk.stage.canary.public)
        command = disk.stage.site.run("board", "nightly")
        assert (command.returncode, command.stdout) == (1, "")
        assert "state folder cannot be used" in command.stderr
        assert "Read-only file system" in command.stderr
        assert "Traceback" not in command.stderr
        taken = disk.stage.site.run("board", "withdraw", disk.stage.canary.slug, "--reason", "A reason.")
        assert taken.returncode == 1
        assert "Traceback" not in taken.stderr
        assert oracle.found(disk.folder, disk.stage.canary.public) == before
    finally:
        disk.remount("rw")
        disk.stage.again_source()
