"""How root brings the rules in: checked, tested by the server itself, loaded; and the old ones kept on any failure."""

import os
import shutil
import subprocess
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from board_reports.release.rules import RulesInput, apache_rules, grammar, nginx_rules
from builders import write
from serving_apache import test_command as apache_test
from serving_nginx import nginx
from serving_nginx import test_command as nginx_test
from serving_real import free_port, open_folder

ROOT = Path(__file__).parents[3]
SCRIPT = ROOT / "scripts" / "install-rules"
UNITS = ROOT / "scripts" / "systemd"
CLOSES = datetime(2026, 12, 15, tzinfo=UTC)
PYTHON = "/usr/bin/python3"

pytestmark = pytest.mark.skipif(not Path(PYTHON).exists(), reason="the script is run by the system's Python")


@dataclass
class Place:
    """What root has: a copy of the script and its grammar, the settings, and the server's file."""

    folder: Path
    server: str = "nginx"
    settings: dict = field(default_factory=dict)

    def __post_init__(self):
        self.tools = self.folder / "tools"
        self.tools.mkdir(mode=0o755)
        for file in (
            SCRIPT,
            *(Path(grammar.__file__).with_name(n) for n in ("grammar.py", "nginx.form", "apache.form")),
        ):
            shutil.copy(file, self.tools)
        (self.folder / "public").mkdir()
        self.rules = RulesInput(self.folder / "var" / "public", closings={"cpr-01-2026": CLOSES})
        self.source = self.folder / "var" / "rules.conf"
        self.target = self.folder / "served" / "board.conf"
        self.target.parent.mkdir()
        test = (nginx_test if self.server == "nginx" else apache_test)(self.folder, self.target)
        self.settings = {
            "SERVER": self.server,
            "SOURCE": self.source,
            "TARGET": self.target,
            "ROOT": self.folder / "public",
            "LISTEN": f"127.0.0.1:{free_port()}",
            "TEST": " ".join(test),
            "RELOAD": f"/bin/touch {self.folder}/reloaded",
        }
        self.offer(self.text())

    def text(self, **changes):
        """What the run writes."""
        return (nginx_rules if self.server == "nginx" else apache_rules)(replace(self.rules, **changes))

    def offer(self, text):
        """Write a file as the run would."""
        write(self.source, text)

    def run(self, **changes):
        """Run the script as the service does."""
        settings = self.tools / "rules.env"
        settings.write_text("".join(f"{name}={value}\n" for name, value in (self.settings | changes).items() if value))
        settings.chmod(0o644)
        return subprocess.run(
            [self.tools / "install-rules", "--settings", settings],
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    @property
    def reloaded(self):
        return (self.folder / "reloaded").exists()


@pytest.fixture
def place():
    with open_folder() as folder:
        yield Place(folder)


@pytest.mark.parametrize("server", ["nginx", "apache"])
def test_good_rules_are_tested_and_loaded_with_roots_own_lines(server):
    with open_folder() as folder:
        place = Place(folder, server)
        done = place.run(SERVER_NAME="board.example")
        assert (done.returncode, done.stderr.replace("Syntax OK\n", "")) == (0, "")
        text = place.target.read_text()
        assert place.reloaded
        assert str(place.folder / "public") in text
        assert str(place.folder / "var") not in text  # the run does not choose what is served
        assert place.settings["LISTEN"] in text
        assert "board.example" in text
        assert grammar.digest_of(text) == grammar.digest_of(place.text())
        assert grammar.unknown_lines(text, server) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text.replace("    location / {", "    location /e/ { alias /etc/; }\n    location / {"),
        lambda text: "include /etc/passwd;\n" + text,
        lambda text: text.replace("root /", "root /etc; root /"),
        lambda text: text[: len(text) // 2],
        lambda text: text.replace("{", "{ \u00e9", 1),
        lambda text: "",
    ],
)
def test_rules_that_were_tampered_with_never_reach_the_server(place, change):
    assert place.run().returncode == 0
    before = place.target.read_bytes()
    (place.folder / "reloaded").unlink()
    place.offer(change(place.text()))
    done = place.run()
    assert done.returncode == 1
    assert "The old rules stay." in done.stderr
    assert "Traceback" not in done.stderr
    assert place.target.read_bytes() == before
    assert not place.reloaded


@pytest.mark.parametrize("first", [True, False])
def test_what_the_servers_own_test_refuses_is_taken_back(place, first):
    """Another site on the same machine may clash: the form of the rules is right, yet the server refuses them."""
    if not first:
        assert place.run().returncode == 0
    before = place.target.read_bytes() if place.target.exists() else None
    (place.folder / "reloaded").unlink(missing_ok=True)
    place.offer(place.text(closings={}))
    done = place.run(CERTIFICATE="/nowhere/c.pem", KEY="/nowhere/k.pem")
    assert done.returncode == 1
    assert "own test refuses" in done.stderr
    assert (place.target.read_bytes() if place.target.exists() else None) == before
    assert not place.reloaded
    assert sorted(path.name for path in place.target.parent.iterdir()) == ([] if first else ["board.conf"])


def test_when_the_reload_fails_the_old_file_is_back(place):
    assert place.run().returncode == 0
    before = place.target.read_bytes()
    place.offer(place.text(closings={}))
    done = place.run(RELOAD="/bin/false")
    assert done.returncode == 1
    assert "as it was before" in done.stderr
    assert place.target.read_bytes() == before


def as_link(place):
    secret = write(place.folder / "secret", place.text())
    place.source.unlink()
    place.source.symlink_to(secret)


def as_fifo(place):
    place.source.unlink()
    os.mkfifo(place.source)


def as_folder(place):
    place.source.unlink()
    place.source.mkdir()


@pytest.mark.parametrize("made", [as_link, as_fifo, as_folder, lambda place: place.source.unlink()])
def test_only_a_regular_file_is_read(place, made):
    made(place)
    done = place.run()
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert not place.target.exists()


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"SERVER": "iis"}, "neither nginx nor apache"),
        ({"TARGET": ""}, "TARGET is missing"),
        ({"ROOT": "/srv/a b"}, "do not fit"),
        ({"LISTEN": "80; root /etc"}, "do not fit"),
        ({"CERTIFICATE": "/c.pem"}, "needed together"),
        ({"COLOUR": "blue"}, "this is no setting"),
    ],
)
def test_wrong_settings_are_exit_2_and_said(place, changes, told):
    done = place.run(**changes)
    assert done.returncode == 2
    assert told in done.stderr
    assert not place.target.exists()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root must mistrust its own files")
@pytest.mark.parametrize("name", ["grammar.py", "nginx.form", "apache.form", "."])
def test_root_refuses_a_grammar_that_others_can_write(place, name):
    (place.tools / name).chmod(0o777)
    done = place.run()
    assert done.returncode == 2
    assert "can be written by others" in done.stderr


def test_a_running_nginx_follows_the_installed_rules(place):
    """From the run's file to the answer: a closing that has passed reaches the server by way of the script."""
    write(place.folder / "public/reports/cpr-01-2026/index.html", "<p>Still here</p>")
    write(place.folder / "public/410.html", "Gone")
    open_rules = RulesInput(place.folder / "public", closings={"cpr-01-2026": datetime.now(UTC) + timedelta(days=9)})
    with nginx(open_rules, place.folder / "live") as server:
        assert server.ask("/reports/cpr-01-2026/").status == 200
        over = place.text(closings={"cpr-01-2026": datetime(2020, 1, 1, tzinfo=UTC)})
        place.offer(over)
        done = place.run(
            TARGET=server.rules,
            LISTEN=f"127.0.0.1:{server.port}",
            TEST=f"{server.process.args[0]} -t -q -p {server.folder} -c {server.folder}/nginx.conf",
            RELOAD=f"/bin/kill -HUP {server.process.pid}",
        )
        assert (done.returncode, done.stderr) == (0, "")
        server.settle()
        answer = server.ask("/reports/cpr-01-2026/")
        assert (answer.status, answer.body) == (410, b"Gone")
        assert answer["board-rules"] == grammar.digest_of(
            place.text(closings={"cpr-01-2026": datetime(2020, 1, 1, tzinfo=UTC)})
        )


def test_the_units_are_right(tmp_path):
    tool = shutil.which("systemd-analyze")
    if tool is None:
        pytest.skip("systemd-analyze is not installed")
    for unit in ("board-rules.path", "board-rules.service"):
        text = (UNITS / unit).read_text()
        write(tmp_path / unit, text.replace("/usr/local/lib/board-reports/install-rules", str(SCRIPT)))
    done = subprocess.run(
        [tool, "verify", "--man=no", *map(str, sorted(tmp_path.iterdir()))], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
