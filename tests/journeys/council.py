"""A council as a new user has one: a site made by `board init`, its own clock, the real nginx, commands and a desk."""

import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import yaml

from builders import at
from serving_nginx import Nginx, main_file
from serving_real import Clock, free_port, required, stop, wait_for

PROGRAMS = Path(sys.executable).parent
FOUR_WEEKS = timedelta(days=28)  # a clock that jumps by more than 31 days is doubted
NAMES = {"name": "Example Board", "name-cy": "Bwrdd Enghreifftiol", "email": "unit@board.example"}


@dataclass
class Council:
    """A site in a folder, a clock that all its programs go by, and the web server that serves its releases."""

    folder: Path
    port: int
    clock: Clock
    web: Nginx | None = None
    now: datetime | None = None
    told: list[str] = field(default_factory=list)

    @property
    def root(self):
        """The folder of the site."""
        return self.folder / "site"

    @property
    def reports(self):
        """The folder of its reports."""
        return self.root / "published_reports"

    @property
    def url(self):
        """The address at which the public finds it."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def environment(self):
        """What its programs find in their environment."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("BOARD_", "PYTHONPATH"))}
        return kept | self.moved | {"NO_MKDOCS_2_WARNING": "1", "COLUMNS": "120"}

    @property
    def moved(self):
        """The clock of its programs. All of it is moved, for Python could not sleep by half a moved clock."""
        return {name: value for name, value in self.clock.environment.items() if "MONOTONIC" not in name}

    def it_is(self, when):
        """Let it be `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM` in London."""
        self.now = at(when)
        self.clock.set(self.now)

    def board(self, *arguments, code=0, **environment):
        """Run `board` in the site's folder, as an administrator does; what it printed. The exit code must be `code`."""
        done = subprocess.run(
            [str(PROGRAMS / "board"), *map(str, arguments)],
            cwd=self.root if self.root.is_dir() else self.folder,
            env=self.environment | environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=180,
            check=False,
        )
        printed = done.stdout + done.stderr
        self.told.append(printed)
        assert "Traceback" not in printed, printed
        assert done.returncode == code, f"{arguments}: exit {done.returncode}\n{printed}"
        return printed

    def night(self, code=0):
        """Do what the timer does: a nightly run, and the server's rules brought in; what the run printed."""
        printed = self.board("nightly", code=code)
        if self.web:
            self.web.load(self.rules())
        return printed

    def nights_until(self, when):
        """Let the nights pass until an instant: a run every four weeks of them, and one then; what that one printed."""
        now, end = self.now, at(when)
        while now + FOUR_WEEKS < end:
            now += FOUR_WEEKS
            self.now = now
            self.clock.set(now)
            self.night()
        self.it_is(when)
        return self.night()

    def rules(self):
        """The server's rules for the current release."""
        return self.board("rules", "nginx", "--listen", f"127.0.0.1:{self.port}")

    @contextmanager
    def served(self):
        """The public site, served by the real nginx with the rules of the current release."""
        program = required("nginx", "/usr/sbin/nginx")
        folder = self.folder / "nginx"
        folder.mkdir()
        (folder / "rules.conf").write_text(self.rules())
        environment = {"PATH": os.environ["PATH"], "TZ": "UTC", **self.clock.environment}
        with (folder / "output.log").open("wb") as output:
            main = main_file(folder, folder / "rules.conf", 1)
            process = subprocess.Popen(
                [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(main)],
                env=environment,
                stdout=output,
                stderr=output,
            )
        self.web = Nginx(self.port, process, folder)
        try:
            wait_for(self.web, folder / "output.log")
            yield self.web
        finally:
            stop(process)
            self.web = None

    def answers(self, path):
        """The status with which the public site answers at a path."""
        return self.web.ask(path).status

    @contextmanager
    def desk(self):
        """The web desk, running; the address that opens it for one person."""
        port = free_port()
        log = self.folder / f"desk-{port}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [str(PROGRAMS / "board"), "desk", "--listen", f"127.0.0.1:{port}"],
                cwd=self.root,
                env=self.environment | {"BOARD_DESK_TOKEN": "t" * 43},
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
            )
        try:
            wait_for(Nginx(port, process, self.folder), log)
            yield f"http://127.0.0.1:{port}/?token={'t' * 43}"
        finally:
            stop(process)
        printed = log.read_text("utf-8", "replace")
        assert "Traceback" not in printed, printed


@contextmanager
def council(folder, when):
    """A new council: its site made by `board init`, filled in, at an instant (London)."""
    folder = Path(folder)
    folder.mkdir(mode=0o755, parents=True)
    made = Council(folder, free_port(), Clock(folder / "clock"))
    made.it_is(when)
    options = [word for name, value in NAMES.items() for word in (f"--{name}", value)]
    made.board("init", "site", "--url", f"{made.url}/", *options)
    fill_in(made.root)
    try:
        yield made
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill_in(root):
    """Do for a new site what its Board has to do: write a text in the place of each mark."""
    for path in [*root.glob("mkdocs*.yml"), *root.glob("site_src/**/*.md")]:
        text = path.read_text("utf-8")
        path.write_text(re.sub(r"\[\[.*?\]\]", "Example text", text, flags=re.DOTALL), "utf-8")
    assert yaml.safe_load((root / "mkdocs.yml").read_text("utf-8").replace("!ENV", ""))
