"""The real nginx with generated rules, on this machine alone and with all its files in one folder."""

import os
import signal
import subprocess
import time
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from board_reports.release.rules import nginx_rules, rules_digest
from serving_real import Server, free_port, required, stop, wait_for

MAIN = """\
{user}
daemon off;
worker_processes {workers};
pid {folder}/nginx.pid;
error_log {folder}/error.log warn;
env FAKETIME_TIMESTAMP_FILE;
env FAKETIME_NO_CACHE;
env FAKETIME_DONT_FAKE_MONOTONIC;
env NO_FAKE_STAT;
events {{ worker_connections 512; }}
http {{
    access_log off;
    client_body_temp_path {folder}/temp;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp;
    scgi_temp_path {folder}/temp;
    include {rules};
}}
"""


@dataclass
class Nginx(Server):
    """A running nginx."""

    @property
    def rules(self):
        """The file that it includes."""
        return self.folder / "rules.conf"

    def load(self, text):
        """Put other rules in place and reload, as an administrator would; returns when they are at work."""
        self.rules.write_text(text)
        self.process.send_signal(signal.SIGHUP)
        self.settle()

    def settle(self):
        """Wait until the rules in the file are the ones that answer."""
        digest = rules_digest(self.rules.read_text())
        for _ in range(400):
            if self.ask("/").get("board-rules") == digest:
                return
            time.sleep(0.05)
        raise AssertionError((self.folder / "error.log").read_text())


def test_command(folder, rules):
    """The command by which nginx itself judges a file of rules, with all its files in `folder`."""
    program = required("nginx", "/usr/sbin/nginx")
    return [program, "-t", "-q", "-p", str(folder), "-c", str(main_file(folder, rules, 1))]


test_command.__test__ = False


def main_file(folder, rules, workers):
    """Write nginx's own configuration, which includes the rules."""
    folder = Path(folder)
    (folder / "temp").mkdir(exist_ok=True)
    user = "user root;" if os.geteuid() == 0 else ""
    main = folder / "nginx.conf"
    main.write_text(MAIN.format(user=user, folder=folder, rules=rules, workers=workers))
    return main


@contextmanager
def nginx(rules, folder, *, clock=None, zone="UTC", workers=2):
    """Run nginx with the rules of a `RulesInput`, at a free port of 127.0.0.1; `clock` is a `Clock` or None."""
    program = required("nginx", "/usr/sbin/nginx")
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    port = free_port()
    (folder / "rules.conf").write_text(nginx_rules(replace(rules, listen=f"127.0.0.1:{port}")))
    main = main_file(folder, folder / "rules.conf", workers)
    environment = {"PATH": os.environ["PATH"], "TZ": zone, **(clock.environment if clock else {})}
    log = folder / "error.log"
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            [program, "-p", str(folder), "-e", str(log), "-c", str(main)], env=environment, stdout=output, stderr=output
        )
    server = Nginx(port, process, folder)
    try:
        wait_for(server, folder / "output.log")
        yield server
    finally:
        stop(process)
