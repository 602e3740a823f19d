"""A run does its work where nobody hears it, and where what it keeps for the next one cannot even be seen."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

BOARD = Path(sys.executable).with_name("board")
PAGE = "reports/cpr-01-2026"
FULL = "/dev/full"  # as a disk with a log on it is
WITHOUT_POWERS = ["setpriv", "--bounding-set=-dac_override,-dac_read_search,-fowner,-chown"]


@pytest.fixture
def gone(site):
    """A site with a report in public whose file has just been deleted."""
    source = report(site)
    assert board(site, "nightly").returncode == 0
    assert (site.public / PAGE).is_dir()
    source.unlink()
    return site


def report(site, **given):
    """A report that is public today."""
    opens = datetime.now(UTC).date() - timedelta(days=10)
    return site.report(publication_date=opens.isoformat(), approved_date=opens.isoformat(), **given)


def board(site, *arguments, before=(), **streams):
    """Run `board` in a process of its own."""
    streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | streams
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    command = [*before, BOARD, "-f", site.config, *arguments]
    return subprocess.run(
        command, stdin=subprocess.DEVNULL, check=False, text=True, timeout=300, env=environment, **streams
    )


def test_a_log_on_a_full_disk_keeps_nothing_up(gone):
    with open(FULL, "w") as full:
        done = board(gone, "nightly", stderr=full)
    assert not (gone.public / PAGE).exists()
    assert done.returncode == 3  # it went before its window was over
    assert "CPR 01/2026  Its file is missing." in done.stdout


def test_a_log_that_nobody_reads_any_more_keeps_nothing_up(gone):
    reading, writing = os.pipe()
    os.close(reading)
    done = board(gone, "nightly", stderr=writing)
    os.close(writing)
    assert not (gone.public / PAGE).exists()
    assert done.returncode == 3  # it went before its window was over


def test_a_log_that_is_closed_keeps_nothing_up(gone):
    done = board(gone, "nightly", before=["sh", "-c", 'exec "$@" 2>&-', "sh"])
    assert not (gone.public / PAGE).exists()
    assert done.returncode == 3  # it went before its window was over


def test_that_nothing_can_be_printed_is_told_after_the_work(gone):
    with open(FULL, "w") as full:
        done = board(gone, "nightly", stdout=full)
        both = board(gone, "nightly", stdout=full, stderr=full)
    assert not (gone.public / PAGE).exists()
    assert (done.returncode, both.returncode) == (1, 1)
    assert "what this command prints cannot be written (No space left on device)" in done.stderr
    assert "To see what is public: board status" in done.stderr
    assert "should not have" not in done.stderr


@pytest.mark.parametrize("command", [["nightly"], ["nightly", "--no-cache"], ["build", "--no-cache"]])
def test_a_cache_that_cannot_be_seen_keeps_nothing_back(gone, command):
    report(gone, name="other", reference="CPR 02/2026")
    cache = gone.root / "var" / "cache"
    cache.chmod(0)
    try:
        done = board(gone, *command, before=WITHOUT_POWERS if os.geteuid() == 0 else [])
    finally:
        cache.chmod(0o700)
    output = gone.out if command[0] == "build" else gone.public
    assert (output / "reports" / "cpr-02-2026" / "index.html").is_file(), done.stderr
    assert not (output / PAGE).exists()
    assert "var/cache" in done.stdout + done.stderr
    assert "state folder" not in done.stderr
