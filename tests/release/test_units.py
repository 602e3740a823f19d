"""The systemd units: systemd itself finds nothing wrong with them, and they say what the operating guide says."""

import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from board_reports.release.building.child import STALL
from board_reports.release.building.ladder import PATIENCE
from board_reports.site.config import BoardReportsConfig
from serving_real import required

ROOT = Path(__file__).parents[2]
UNITS = ROOT / "scripts" / "systemd"
HOME = "/srv/board-reports"
RUN_BY_BOARD = ("board-nightly.service", "board-alarm@.service", "board-verify.service")
DESK = "board-desk.service"
PROGRAMS = (f"{HOME}/.venv/bin/board", f"{HOME}/.venv/bin/python", "/usr/local/lib/board-reports/install-rules")
ALL = sorted(path.name for path in UNITS.iterdir())
MOST_EXPOSED = 2.0  # as `systemd-analyze security` counts, from 0 to 10: below 2.5 it calls a unit OK


def unit(name):
    """A unit's settings in order: (section, key, value)."""
    section, found = None, []
    for line in (UNITS / name).read_text("ascii").splitlines():
        if heading := re.fullmatch(r"\[(\w+)\]", line):
            section = heading[1]
        elif line and not line.startswith("#"):
            key, equals, value = line.partition("=")
            assert section
            assert equals, line
            assert key.isalpha(), line
            found.append((section, key, value))
    return found


def values(name, key):
    return [value for _, found, value in unit(name) if found == key]


def analyze(*arguments, **environment):
    program = required("systemd-analyze", "/usr/bin/systemd-analyze")
    command = [program, *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=60, check=False, env=environment or None)


@pytest.fixture
def units(tmp_path):
    """The units with paths that are there on this machine, so that systemd can judge all of them."""
    for path in (*RUN_BY_BOARD, DESK, *(name for name in ALL if "rules" in name)):
        text = (UNITS / path).read_text("ascii")
        for program in PROGRAMS:
            text = text.replace(program, sys.executable)
        (tmp_path / path).write_text(text)
    for path in UNITS.glob("*.timer"):
        (tmp_path / path.name).write_text(path.read_text("ascii"))
    return tmp_path


def test_every_unit_is_looked_at():
    assert set(ALL) >= {*RUN_BY_BOARD, "board-nightly.timer", "board-verify.timer"}


@pytest.mark.parametrize("name", ALL)
def test_systemd_finds_nothing_wrong(units, name):
    given = name.replace("@.", "@board-nightly.service.")
    if given != name:
        (units / given).write_text((units / name).read_text())
    done = analyze("verify", "--man=no", units / given)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("board-nightly.service", "ExecStart=/nowhere/board nightly"),
        ("board-nightly.service", "TimeoutStartSec=soon"),
        ("board-nightly.timer", "OnCalendar=every-now-and-then"),
        ("board-nightly.service", "ProtectSytem=strict"),
    ],
)
def test_systemd_would_find_a_mistake(units, name, line):
    key = line.partition("=")[0].replace("Sytem", "System")
    path = units / name
    path.write_text(re.sub(rf"^{key}=.*$", line, path.read_text(), flags=re.MULTILINE))
    done = analyze("verify", "--man=no", path)
    assert done.returncode or done.stderr


@pytest.mark.parametrize("name", [name for name in ALL if name.endswith(".timer")])
def test_timers_come_again(name):
    (calendar,) = values(name, "OnCalendar")
    done = analyze("calendar", "--iterations=13", calendar)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("UTC") >= 13 or done.stdout.count("Iteration") == 12
    assert values(name, "Persistent") == ["true"]
    assert (UNITS / name.replace(".timer", ".service")).is_file()


def test_run_comes_every_five_minutes_also_when_the_clocks_change():
    assert values("board-nightly.timer", "OnCalendar") == ["*:0/5"]
    base = "--base-time=2027-03-28 00:50:00"
    done = analyze("calendar", "--iterations=30", base, "*:0/5", TZ="Europe/London", PATH="/usr/bin:/bin")
    assert done.returncode == 0, done.stderr
    minutes = re.findall(r"\(in UTC\): \w+ 2027-03-28 (\d\d):(\d\d):00", done.stdout)
    counted = [int(hour) * 60 + int(minute) for hour, minute in minutes]
    assert len(counted) == 30
    assert {later - sooner for sooner, later in pairwise(counted)} == {5}


@pytest.mark.parametrize("name", [*RUN_BY_BOARD, DESK])
def test_sandbox_is_tight(units, name):
    done = analyze("security", "--offline=true", f"--threshold={int(MOST_EXPOSED * 10)}", "--no-pager", units / name)
    assert done.returncode == 0, done.stdout
    (level,) = re.findall(r"Overall exposure level for \S+: (\d\.\d)", done.stdout)
    assert float(level) <= MOST_EXPOSED


def test_without_its_sandbox_a_unit_is_exposed(units):
    path = units / "board-nightly.service"
    path.write_text(path.read_text().split("ProtectSystem=")[0])
    done = analyze("security", "--offline=true", f"--threshold={int(MOST_EXPOSED * 10)}", "--no-pager", path)
    assert done.returncode != 0


def test_all_that_the_account_runs_is_in_the_same_sandbox():
    def sandbox(name):
        text = (UNITS / name).read_text("ascii")
        return text[text.index("ProtectSystem=strict") :].replace("ReadWritePaths=-", "ReadWritePaths=")

    assert len({sandbox(name) for name in RUN_BY_BOARD}) == 1
    assert "NoNewPrivileges=yes" in sandbox(RUN_BY_BOARD[0])


def test_the_desk_is_in_the_same_sandbox_and_writes_the_reports_as_well():
    run = {(key, value) for section, key, value in unit(RUN_BY_BOARD[0]) if section == "Service"}
    desk = {(key, value) for section, key, value in unit(DESK) if section == "Service"}
    of_a_run = {"Type", "ExecStart", "SuccessExitStatus", "TimeoutStartSec", "TimeoutStopSec", "ReadWritePaths"}
    assert {key for key, _ in run - desk} == {*of_a_run, "ReadOnlyPaths"}
    (writable,) = values(DESK, "ReadWritePaths")
    assert writable == f"{HOME}/var {HOME}/published_reports -/var/backups/board-reports"


def test_the_desk_answers_on_this_machine_alone_and_not_without_its_secrets():
    (start,) = values(DESK, "ExecStart")
    assert start == (
        f"{HOME}/.venv/bin/board -f {HOME}/mkdocs.yml desk --listen 127.0.0.1:8010 "
        "--origin ${BOARD_DESK_ORIGIN} --header X-Board-User"
    )
    assert (values(DESK, "SocketBindAllow"), values(DESK, "SocketBindDeny")) == (["ipv4:tcp:8010"], ["any"])
    assert "/etc/board-reports/desk.environment" in values(DESK, "EnvironmentFile")
    block = (ROOT / "scripts" / "nginx" / "desk.conf").read_text("utf-8")
    assert "proxy_pass http://127.0.0.1:8010;" in block
    assert "proxy_set_header X-Board-User $signed_on;" in block


@pytest.mark.parametrize("name", RUN_BY_BOARD)
def test_account_and_what_it_may_write(name):
    assert values(name, "User") == ["board"]
    assert values(name, "ProtectSystem") == ["strict"]
    assert values(name, "UMask") == ["0022"]
    (writable,) = values(name, "ReadWritePaths")
    assert [path.lstrip("-") for path in writable.split()] == [f"{HOME}/var", "/var/backups/board-reports"]
    assert values(name, "ReadOnlyPaths") == [f"-{HOME}/published_reports"]
    assert values(name, "EnvironmentFile") == ["-/etc/board-reports/environment"]


def test_the_run_itself():
    name = "board-nightly.service"
    assert values(name, "ExecStart") == [f"{HOME}/.venv/bin/board -f {HOME}/mkdocs.yml nightly"]
    assert values(name, "Type") == ["oneshot"]
    assert values(name, "SuccessExitStatus") == ["3 4"]
    assert values(name, "OnFailure") == ["board-alarm@%n.service"]
    assert values(name, "After") == values(name, "Wants") == ["time-sync.target"]


def test_a_run_has_the_time_it_may_take():
    (limit,) = values("board-nightly.service", "TimeoutStartSec")
    minutes = int(limit.removesuffix("min"))
    build_timeout = dict(BoardReportsConfig._schema)["build_timeout"].default
    assert minutes * 60 >= (1 + PATIENCE) * build_timeout + STALL


def test_paths_are_those_of_the_guide():
    guide = (ROOT / "docs" / "operating.md").read_text("utf-8")
    elsewhere = ("/etc/nginx", "/etc/apache2", "/var/log", "/var/lib")  # what the web server's own test wants
    for name in ALL:
        text = (UNITS / name).read_text("ascii")
        for path in re.findall(r"(?:/srv|/usr/local|/etc|/var)/[\w./-]*\w", text):
            own = path.removeprefix(f"{HOME}/")
            if own.startswith("scripts/"):
                assert (ROOT / own).is_file()
            assert own in guide or own.startswith(".venv/bin/") or path.startswith(elsewhere), path
        assert name in guide or f"*{Path(name).suffix}" in guide
