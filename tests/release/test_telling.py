"""What is told when a unit failed that could not tell by itself, and how it ends: once each, as the run remembers."""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from test_mail import smtp

import projects
from board_reports.cli import board
from board_reports.release import run
from board_reports.release.telling.alarm import Outcome, Watch, tell
from board_reports.release.telling.alarm_store import Store

ROOT = Path(__file__).parents[2]


@pytest.fixture
def server(tmp_path):
    """A project with the script in it, and a mail server."""
    site = projects.make(tmp_path / "a board")
    (site.root / "scripts").mkdir()
    shutil.copy2(ROOT / "scripts" / "alarm", site.root / "scripts")
    with smtp() as inbox:
        site.inbox = inbox
        mail = {"host": "127.0.0.1", "port": inbox.port, "from": "site@board.example"}
        site.configure(options={"smtp": mail, "notify": "unit@board.example"})
        yield site


def alarm(site, unit="board-nightly.service", **environment):
    """Run the script as systemd does."""
    done = subprocess.run(
        [sys.executable, "-I", site.root / "scripts" / "alarm", unit],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        cwd="/",
        env={**os.environ, "BOARD_WEB_TEAM": "web@board.example", **environment},
    )
    assert (done.returncode, done.stderr) == (0, ""), done
    return done.stdout


def nightly(site):
    return run.nightly(projects.Wanted(site.config, datetime.now(UTC).replace(microsecond=0)))


def settled(site):
    """Let runs come until one has nothing to do but to say so."""
    aged = datetime.now(UTC).timestamp() - 100
    for path in site.root.rglob("*"):
        if "var" not in path.parts:
            os.utime(path, (aged, aged))
    for _ in range(3):
        outcome = nightly(site)
        memory = json.loads(site.state.memory.read_text())
        memory["valid_until"] = (datetime.now(UTC) + timedelta(days=1)).isoformat()
        site.state.memory.write_text(json.dumps(memory))
    return outcome


def subjects(site):
    return [mail["Subject"] for mail in site.inbox.mails]


def test_killed_run_is_told_once_and_its_end_once(server):
    assert settled(server).document["message"] == "Nothing to change."
    said = alarm(server, MONITOR_SERVICE_RESULT="timeout")
    assert "The nightly run fails." in said
    assert alarm(server, MONITOR_SERVICE_RESULT="timeout") == ""
    (mail,) = server.inbox.mails
    assert mail["To"] == "web@board.example"
    assert "board-nightly.service has failed. It was stopped because it took too long." in mail.get_content()
    nightly(server)
    nightly(server)
    assert subjects(server) == ["The nightly run fails", "The nightly run works again"]


def test_run_that_told_by_itself_is_not_told_again(server):
    nightly(server)
    server.config.write_text(server.config.read_text() + "\nsite_name: [")
    assert nightly(server).exit_code == 1
    alarm(server)
    assert subjects(server) == ["The nightly run fails"]


def test_look_from_outside_is_another_watch(server):
    nightly(server)
    alarm(server, "board-verify.service")
    alarm(server, "board-nightly.service")
    assert subjects(server) == ["The site is not as it should be", "The nightly run fails"]


def test_without_a_mail_server_it_says_so_and_remembers(server):
    server.configure(options={})
    nightly(server)
    assert "Nobody can be mailed" in alarm(server)
    assert "run" in Store.read(server.state.folder)[1].failing


def test_script_finds_its_environment_or_says_what_to_do(server):
    done = subprocess.run(
        ["/usr/bin/python3", "-I", server.root / "scripts" / "alarm", "x"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert "run scripts/setup" in done.stderr
    assert "Traceback" not in done.stderr


def test_waiting_mail_is_sent_by_a_run_without_changes(server, monkeypatch):
    settled(server)
    assert not _looked(server, monkeypatch)
    lost = lambda message: "A mail could not be sent."  # noqa: E731
    tell(server.state, Outcome(Watch.SITE, 1), lost, datetime.now(UTC))
    nightly(server)
    assert subjects(server) == ["The site is not as it should be"]
    assert Store.read(server.state.folder)[1].pending == []


def _looked(site, monkeypatch):
    """Whether a run goes further than its memory."""
    gone = []
    with monkeypatch.context() as patch:
        changed = run._changed
        patch.setattr(run, "_changed", lambda *given: gone.append(given) or changed(*given))
        nightly(site)
    return bool(gone)


def test_copy_of_the_ledger_that_cannot_be_reached_stops_no_run(site):
    site.report()
    site.configure(options={"ledger_copy": "x" * 300})
    outcome = site.nightly()
    assert outcome.exit_code == 0, outcome
    assert (site.public / "reports" / "cpr-01-2026" / "index.html").is_file()
    assert any("copy" in note for note in outcome.notes)


def test_site_can_be_looked_at_without_a_configuration(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(board, ["verify", "http://127.0.0.1:9/"])
    assert done.exit_code == 1
    assert "CRITICAL" in done.output
    assert CliRunner().invoke(board, ["status"]).exit_code == 2
    assert CliRunner().invoke(board, ["-f", "nowhere.yml", "verify", "http://127.0.0.1:9/"]).exit_code == 2
