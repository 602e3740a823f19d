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
    for name in ("scripts", "site_src", "mkdocs.yml", "mkdocs.cy.yml"):
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
    twin = '---\ntitle: "Adroddiad dychmygol"\n---\n\nCyfarfu\'r panel bedair gwaith.\n'
    (project / "published_reports" / "made-up.cy.md").write_text(twin)


def nightly(project, *arguments, **environment):
    return subprocess.run(
        [project / "scripts" / "nightly", *arguments],
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
    before = public(project).resolve()
    write(project, more="hold: waiting for a court\n")
    assert nightly(project).returncode == 0
    assert not (public(project) / "reports" / "cpr-91-2026").exists()
    assert not before.exists()
    assert not [path for path in (project / "var").rglob("*") if "cpr-91-2026" in path.name]


def test_something_left_out_is_exit_3_and_still_published(project):
    (project / "published_reports" / "broken.md").write_text("---\ntitel: x\n---\n\nText.\n")
    run = nightly(project)
    assert run.returncode == 3
    assert "published_reports/broken.md" in run.stdout
    assert (public(project) / "reports" / "cpr-91-2026" / "index.html").is_file()


def test_a_configuration_that_cannot_be_read_changes_nothing_else(project):
    assert nightly(project).returncode == 0
    before = os.readlink(public(project))
    (project / "mkdocs.yml").write_text("site_name: [")
    run = nightly(project)
    assert run.returncode == 1
    assert "Traceback" not in run.stderr + run.stdout
    assert os.readlink(public(project)) == before


def test_a_second_run_at_once_is_exit_4(project):
    (project / "var").mkdir()
    with (project / "var" / ".run.lock").open("w") as lock:
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


def test_arguments_go_to_the_run(project):
    run = nightly(project, "--dry-run", "--format", "json")
    assert run.returncode == 0
    assert json.loads(run.stdout)["opened"][0]["reference"] == "CPR 91/2026"
    assert not public(project).exists()


def test_a_run_waits_for_no_package_index(project):
    (project / "scripts" / "setup").write_text("#!/bin/sh\necho 'no index' >&2\nexit 1\n")
    run = nightly(project)
    assert run.returncode == 0
    assert "uses the environment that was there before" in run.stderr
    assert public(project).is_dir()


def test_without_any_environment_a_run_fails(project):
    (project / "scripts" / "setup").write_text("#!/bin/sh\necho 'no index' >&2\nexit 1\n")
    shutil.rmtree(project / ".venv")
    run = nightly(project)
    assert run.returncode == 1
    assert "no index" in run.stderr


@pytest.fixture
def offline(project):
    """The project with the real set-up, a lock file that has changed, and no package index."""
    shutil.copy2(ROOT / "scripts" / "setup", project / "scripts")
    for name in ("requirements.lock", "pyproject.toml"):
        shutil.copy2(ROOT / name, project)
    (project / "wheels").mkdir()
    index = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(project / "wheels"), "PIP_CONFIG_FILE": os.devnull}

    def run(script, **more):
        return subprocess.run(
            [project / "scripts" / script],
            capture_output=True,
            text=True,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **index, **more},
            timeout=120,
            check=False,
        )

    return run


@pytest.mark.slow
def test_environment_comes_back_when_the_new_one_cannot_be_had(project, offline):
    before = (project / ".venv" / "bin" / "board").read_text()
    done = offline("setup")
    assert done.returncode == 1
    assert "could not be installed" in done.stderr
    assert (project / ".venv" / "bin" / "board").read_text() == before
    assert not (project / ".venv.old").exists()
    run = offline("nightly")
    assert run.returncode == 0, run.stderr
    assert public(project).is_dir()


@pytest.mark.slow
def test_environment_that_a_killed_set_up_left_aside_comes_back(project, offline):
    before = (project / ".venv" / "bin" / "board").read_text()
    (project / ".venv").rename(project / ".venv.old")
    (project / ".venv" / "bin").mkdir(parents=True)
    assert offline("setup").returncode == 1
    assert (project / ".venv" / "bin" / "board").read_text() == before


SCRIPTS = sorted(path for path in (ROOT / "scripts").iterdir() if path.is_file())


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_every_script_can_be_run(path):
    assert os.access(path, os.X_OK)
    assert path.read_text("utf-8").startswith("#!")
