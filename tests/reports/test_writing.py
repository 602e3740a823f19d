import errno
import os
import signal
import subprocess
import sys
import textwrap

import pytest

from board_reports.reports import writing
from board_reports.reports.located import CannotRewrite
from board_reports.reports.writing import write_report
from builders import read, report_text, write

OLD = report_text().encode()
NEW = report_text(hold="Wait for the court.").encode()


@pytest.fixture
def path(tmp_path):
    return write(tmp_path / "r" / "winter" / "index.md", OLD)


def names(path):
    return sorted(os.listdir(path.parent))


def test_the_new_bytes_take_the_place_of_the_old(path):
    write_report(path, OLD, NEW)
    assert path.read_bytes() == NEW
    assert names(path) == ["index.md"]


def test_a_reader_who_has_the_file_open_keeps_the_old_one_whole(path):
    with path.open("rb") as file:
        write_report(path, OLD, NEW)
        assert file.read() == OLD


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
def test_the_mode_stays(path, mode):
    path.chmod(mode)
    write_report(path, OLD, NEW)
    assert path.stat().st_mode & 0o7777 == mode


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give a file away")
def test_the_owner_and_group_stay(path):
    os.chown(path, 4711, 4712)
    write_report(path, OLD, NEW)
    assert (path.stat().st_uid, path.stat().st_gid) == (4711, 4712)


def test_an_owner_that_may_not_be_given_does_not_stop_the_writing(path, monkeypatch):
    def refused(handle, owner, group):
        raise PermissionError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "fchown", refused)
    write_report(path, OLD, NEW)
    assert path.read_bytes() == NEW


def test_bytes_and_folder_are_on_the_disk_in_the_right_order(path, monkeypatch):
    steps = []

    def noted(name):
        real = getattr(os, name)

        def step(first, *rest):
            folder = isinstance(first, int) and os.path.isdir(f"/proc/self/fd/{first}")
            steps.append(f"{name} folder" if folder else name)
            return real(first, *rest)

        monkeypatch.setattr(os, name, step)

    noted("fsync")
    noted("replace")
    write_report(path, OLD, NEW)
    assert steps == ["fsync", "replace", "fsync folder"]


# Somebody else


def test_a_file_that_changed_in_the_meantime_is_left_alone(path):
    theirs = report_text(note="Mine.").encode()
    path.write_bytes(theirs)
    for new in (NEW, OLD):
        with pytest.raises(CannotRewrite, match="Somebody else"):
            write_report(path, OLD, new)
        assert path.read_bytes() == theirs
        assert names(path) == ["index.md"]


def save_in_the_middle(path, monkeypatch):
    """Let somebody else save the file just after the new bytes are on the disk."""
    theirs = report_text(note="Mine.").encode()
    real = os.fsync

    def fsync(handle):
        real(handle)
        if path.read_bytes() == OLD:
            path.write_bytes(theirs)

    monkeypatch.setattr(os, "fsync", fsync)
    return theirs


def test_a_change_in_the_very_middle_is_seen(path, monkeypatch):
    theirs = save_in_the_middle(path, monkeypatch)
    with pytest.raises(CannotRewrite, match="Somebody else"):
        write_report(path, OLD, NEW)
    assert path.read_bytes() == theirs
    assert names(path) == ["index.md"]


def test_without_the_last_look_that_change_would_be_lost(path, monkeypatch):
    theirs = save_in_the_middle(path, monkeypatch)
    monkeypatch.setattr(writing, "_refuse_other_than", lambda path, old: None)
    write_report(path, OLD, NEW)
    assert path.read_bytes() != theirs


def test_a_file_that_is_gone_is_not_made_again(path):
    path.unlink()
    with pytest.raises(CannotRewrite, match="No such file"):
        write_report(path, OLD, NEW)
    assert names(path) == []


def test_a_symbolic_link_is_neither_followed_nor_replaced(path, tmp_path):
    path.rename(tmp_path / "elsewhere.md")
    path.symlink_to(tmp_path / "elsewhere.md")
    for new in (NEW, OLD):
        with pytest.raises(CannotRewrite, match="symbolic link"):
            write_report(path, OLD, new)
    assert path.is_symlink()
    assert (tmp_path / "elsewhere.md").read_bytes() == OLD
    assert names(path) == ["index.md"]


def test_what_is_no_ordinary_file_is_refused_at_once(path):
    path.unlink()
    os.mkfifo(path)
    with pytest.raises(CannotRewrite, match="not an ordinary file"):
        write_report(path, OLD, NEW)
    assert names(path) == ["index.md"]


def test_nothing_to_change_writes_nothing(path):
    before = path.stat()
    write_report(path, OLD, OLD)
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


# Trouble


@pytest.mark.parametrize("step", ["fsync", "fchmod", "replace"])
def test_a_full_disk_leaves_the_old_file(path, monkeypatch, step):
    def full(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, step, full)
        with pytest.raises(CannotRewrite, match="No space left on device"):
            write_report(path, OLD, NEW)
    assert path.read_bytes() == OLD
    assert names(path) == ["index.md"]


def test_a_folder_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CannotRewrite, match="cannot be written"):
        write_report(tmp_path / "none" / "index.md", OLD, NEW)


KILLED = """
import os, signal, sys
from pathlib import Path
from board_reports.reports.writing import write_report
path, new, name, wanted = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
real, calls = getattr(os, name), []

def killed(*args, **kwargs):
    calls.append(name)
    if len(calls) == wanted:
        os.kill(os.getpid(), signal.SIGKILL)
    return real(*args, **kwargs)

setattr(os, name, killed)
write_report(path, path.read_bytes(), new.read_bytes())
"""


@pytest.mark.parametrize(
    ("step", "call", "result"),
    [
        ("fchmod", 1, OLD),
        ("fsync", 1, OLD),
        ("replace", 1, OLD),
        ("fsync", 2, NEW),
    ],
)
def test_a_kill_leaves_the_old_file_or_the_new_one(path, tmp_path, step, call, result):
    new = write(tmp_path / "new", NEW)
    command = [sys.executable, "-c", textwrap.dedent(KILLED), str(path), str(new), step, str(call)]
    done = subprocess.run(command, check=False, timeout=60)
    assert done.returncode == -signal.SIGKILL
    assert path.read_bytes() == result
    # what is left of the attempt is no part of any report
    left = [name for name in names(path) if name != "index.md"]
    assert len(left) == (result == OLD)
    (report,) = read(tmp_path / "r").reports
    assert read(tmp_path / "r").stray == report.problems == report.content.problems == report.content.advice == ()
    # and the next attempt needs no repair
    write_report(path, result, NEW)
    assert path.read_bytes() == NEW


def test_what_a_kill_leaves_in_the_folder_of_reports_is_no_report(tmp_path):
    write(tmp_path / "r" / "winter.md", OLD)
    write(tmp_path / "r" / ".board-abc", OLD)
    register = read(tmp_path / "r")
    assert len(register.reports) == 1
    assert register.stray == ()
    assert writing._BEGINNING == ".board-"
