"""The workflow of hosted CI: it may do little, runs what it names by its very bytes, and publishes nothing."""

import re
from pathlib import Path

import pytest
import yaml

FILE = Path(__file__).parent.parent / ".github" / "workflows" / "check.yml"
TEXT = FILE.read_text("utf-8")
FLOW = yaml.safe_load(TEXT)
JOBS = FLOW["jobs"]
STEPS = [step for job in JOBS.values() for step in job["steps"]]
WHEN = FLOW[True]  # YAML reads `on` so


def test_it_is_the_only_one():
    assert [path.name for path in FILE.parent.iterdir()] == ["check.yml"]


def test_it_may_read_and_nothing_else():
    assert FLOW["permissions"] == {}
    assert [job["permissions"] for job in JOBS.values()] == [{"contents": "read"}] * len(JOBS)
    assert "secrets" not in TEXT


def test_nobody_from_outside_runs_with_more():
    assert set(WHEN) == {"push", "pull_request", "schedule", "workflow_dispatch"}


def test_actions_are_pinned_by_their_whole_hash():
    used = [step["uses"] for step in STEPS if "uses" in step]
    assert used
    for action in used:
        assert re.fullmatch(r"actions/checkout@[0-9a-f]{40}", action)
        assert re.search(rf"{re.escape(action)} # v\d+\.\d+\.\d+$", TEXT, re.MULTILINE)
    assert all(step["with"] == {"persist-credentials": False} for step in STEPS if "uses" in step)


def test_nothing_is_put_into_a_command_line():
    assert not [step for step in STEPS if "${{" in step.get("run", "")]


@pytest.mark.parametrize("name", JOBS)
def test_a_job_ends(name):
    assert 0 < JOBS[name]["timeout-minutes"] <= 90
    assert FLOW["concurrency"]["cancel-in-progress"] is True


def test_it_runs_the_tests_and_looks_from_outside():
    runs = {name: [step["run"] for step in job["steps"] if "run" in step] for name, job in JOBS.items()}
    assert runs["tests"] == [".ci/run"]
    assert runs["outside"] == ["scripts/setup", '.venv/bin/board verify "$SITE" --outside --max-age 2']
    assert JOBS["outside"]["if"] == "github.event_name == 'schedule' && vars.BOARD_SITE_URL != ''"


def test_it_publishes_nothing_and_says_why():
    assert not re.search(r"nightly|deploy|upload|pages", "\n".join(step.get("run", "") for step in STEPS))
    comments = " ".join(line.lstrip("# ") for line in TEXT.splitlines() if line.startswith("#"))
    for reason in ("It does not publish", "60 days", "history", "no promise"):
        assert reason in comments
