"""The benchmarks still run, at a size at which they measure nothing."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from projects import make

ROOT = Path(__file__).parent.parent
SMALL = ["--words", "50", "--runs", "1", "--no-limit"]


def run(name, *options, small=SMALL):
    """What a benchmark prints."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("PYTEST")}
    command = [sys.executable, str(ROOT / "benchmarks" / name), *options, *small]
    done = subprocess.run(command, env=environment, check=False, capture_output=True, text=True, timeout=900)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_programs_are_compared_side_by_side(tmp_path):
    """Those that are installed anyway, with few reports: each work of each is done, and seen to be done."""
    kept = tmp_path / "measured.json"
    small = ["--quick", "--sizes", "3", "--words", "50", "--archive", "0", "--only", "build,plain", "--keep", kept]
    told = run("speed.py", small=small)
    for work in ("cold, without any cache", "one report changed", "one report dropped", "one report added"):
        for program in ("board build", "MkDocs with Material"):
            assert f"| {work} | {program} |" in told
    assert told == run("speed.py", "--figures-from", kept, small=["--no-limit"])


@pytest.mark.slow
def test_all_programs_are_compared_and_the_page_is_written(tmp_path):
    told = run("speed.py", "--quick", "--write", tmp_path, "--keep", tmp_path / "measured.json", small=[])
    for program in ("board nightly", "Zensical", "Hugo (whole)", "Hugo (bare)"):
        assert f"| nothing changed | {program} |" in told
    assert "| board nightly, nothing changed, 20 live reports among 80 | the 20 alone | 1.5 |" not in told
    assert "| board build, nothing changed, 20 live reports among 80 | the 20 alone | 1.5 |" in told
    text = (tmp_path / "speed.md").read_text("utf-8")
    assert told.split("\n\n")[0] in text
    written = {path.name: path.read_bytes() for path in tmp_path.rglob("speed*.*")}
    assert sorted(written) == ["speed-memory.svg", "speed-times.svg", "speed.md"]
    run("speed.py", "--figures-from", tmp_path / "measured.json", "--write", tmp_path / "again", small=["--no-limit"])
    again = {path.name: path.read_bytes() for path in (tmp_path / "again").rglob("speed*.*")}
    assert again == written  # the same page and the same pictures of the same figures


@pytest.mark.slow
def test_the_overhead_is_measured():
    told = run("overhead.py", "--reports", "3")
    assert "| board-reports |" in told
    assert "| ratio |" in told


@pytest.mark.slow
def test_the_release_is_measured():
    told = run("release.py", "--reports", "3", "--without-hugo")
    for row in ("first release", "run with nothing to change", "page and file answer 410", "the sitemap follows"):
        assert row in told
    for row in ("closing: nothing names it", "closing: the new full release is public"):
        assert row in told
    assert "inf" not in told


@pytest.mark.slow
def test_the_anonymity_check_is_measured():
    told = run("anonymity.py", "--each", "20", "--runs", "1", small=["--names", "40"])
    assert told.count("| 100.0% |") == 14
    assert "False findings in the examples: " in told
    for row in ("| text | ", "| PDF | "):
        assert row in told


@pytest.mark.slow
def test_the_bytes_of_a_search_are_measured(tmp_path):
    site = make(tmp_path / "project")
    site.configure(options={"search_full_text_max_mb": 0})
    site.report(body="## What happened\n\nThe review of a quillwort.\n")
    site.build()
    plain = tmp_path / "plain.json"
    plain.write_bytes((site.out / "search/search_index.json").read_bytes() * 10)
    told = run("search_bytes.py", str(site.out), str(plain), "--words", "quillwort", small=["--no-limit"])
    assert "/search/search_index.json" in told
    assert "/workers/search." in told
    assert "of the plain index" in told
