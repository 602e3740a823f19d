"""The scripts, run for real in a copy of the project; only the making of the environment is left out."""

import fcntl
import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

REPORT = """---
title: Learning from a made-up case
reference: CPR 91/2026
publication_date: {day}
approved_date: {day}
---

The panel met four times and heard from everyone who had been involved.
"""


@pytest.fixture
def project(tmp_path):
    """A copy of the project with a space in its path, whose environment is the one that runs this test."""
    copy = tmp_path / "the board"
    for name in ("scripts", "site_src", "mkdocs.yml"):
        source = ROOT / name
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, copy / name if source.is_dir() else copy)
    (copy / "scripts" / "setup").write_text("#!/bin/sh\n")
    (copy / "published_reports").mkdir()
    (copy / ".venv" / "bin").mkdir(parents=True)
    starter = copy / ".venv" / "bin" / "board"
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "from board_reports.cli import main; main()" "$@"\n')
    starter.chmod(0o755)
    write(copy)
    return copy


def write(project, more="", day=None):
    day = day or (datetime.now(UTC) - timedelta(days=3)).date()
    text = REPORT.format(day=day).replace("---\n\n", f"{more}---\n\n", 1)
    (project / "published_reports" / "made-up.md").write_text(text)


def nightly(project, **environment):
    return subprocess.run(
        [project / "scripts" / "nightly"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
        timeout=120,
        check=False,
    )


def public(project):
    return project / "var" / "public"


def test_a_release_is_swapped_in_and_the_one_before_deleted(project):
    first = nightly(project)
    assert first.returncode == 0, first.stderr
    assert (public(project) / "reports" / "cpr-91-2026" / "index.html").is_file()
    assert json.loads((public(project) / "status.json").read_text())["preview"] is False
    write(project, more="hold: waiting for a court\n")
    assert nightly(project).returncode == 0
    assert not (public(project) / "reports" / "cpr-91-2026").exists()
    assert len(list((project / "var" / "releases").iterdir())) == 1
    assert not [path for path in (project / "var").rglob("*") if "cpr-91-2026" in path.name]


def test_something_left_out_is_exit_3_and_still_published(project):
    (project / "published_reports" / "broken.md").write_text("---\ntitel: x\n---\n\nText.\n")
    run = nightly(project)
    assert run.returncode == 3
    assert "published_reports/broken.md" in run.stderr
    assert (public(project) / "reports" / "cpr-91-2026" / "index.html").is_file()


def test_a_failed_build_swaps_nothing(project):
    assert nightly(project).returncode == 0
    before = os.readlink(public(project))
    (project / "mkdocs.yml").write_text("site_name: [")
    run = nightly(project)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr
    assert os.readlink(public(project)) == before


def test_a_second_run_at_once_is_exit_4(project):
    (project / "var").mkdir()
    with (project / "var" / ".nightly.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert nightly(project).returncode == 4


def test_a_preview_is_never_published(project):
    assert nightly(project, BOARD_AS_OF="2026-12-01").returncode == 2
    assert not public(project).exists()


def test_examples_are_left_aside(project):
    write(project, more="example: true\n")
    run = nightly(project)
    assert run.returncode == 0
    assert "1 example report" in run.stdout
    assert not (public(project) / "reports" / "cpr-91-2026").exists()


@pytest.mark.parametrize("path", sorted((ROOT / "scripts").iterdir()), ids=lambda path: path.name)
def test_every_script_can_be_run(path):
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").startswith("#!")
