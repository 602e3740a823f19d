"""The real Apache with generated rules, on this machine alone and with all its files in one folder."""

import os
import subprocess
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from board_reports.release.rules import apache_rules
from serving_real import Server, free_port, required, stop, wait_for

MODULES = "mpm_event authz_core dir mime headers rewrite deflate filter socache_shmcb ssl"

# The folder "/" is treated as Debian does.
MAIN = """\
ServerRoot {folder}
ServerName 127.0.0.1
PidFile {folder}/apache.pid
DefaultRuntimeDir {folder}
ErrorLog {folder}/error.log
Listen 127.0.0.1:{port}
{user}
{modules}
TypesConfig /etc/mime.types
<Directory />
    Options FollowSymLinks
    AllowOverride None
    Require all denied
</Directory>
Include {rules}
"""


def main_file(folder, rules, port):
    """Write Apache's own configuration, which includes the rules."""
    user = "User nobody\nGroup nogroup" if os.geteuid() == 0 else ""
    loaded = "\n".join(f"LoadModule {name}_module /usr/lib/apache2/modules/mod_{name}.so" for name in MODULES.split())
    main = Path(folder) / "apache.conf"
    main.write_text(MAIN.format(user=user, folder=folder, rules=rules, modules=loaded, port=port))
    return main


def test_command(folder, rules):
    """The command by which Apache itself judges a file of rules."""
    return [required("apache2", "/usr/sbin/apache2"), "-t", "-f", str(main_file(folder, rules, free_port()))]


test_command.__test__ = False


@contextmanager
def apache(rules, folder, *, clock=None, zone="UTC"):
    """Run Apache with the rules of a `RulesInput`, at a free port of 127.0.0.1; `clock` is a `Clock` or None.

    What it serves must be readable by an account without rights: `serving_real.open_folder` gives such a folder.
    """
    program = required("apache2", "/usr/sbin/apache2")
    folder = Path(folder)
    folder.mkdir(exist_ok=True)
    port = free_port()
    (folder / "rules.conf").write_text(apache_rules(replace(rules, listen=f"127.0.0.1:{port}")))
    main = main_file(folder, folder / "rules.conf", port)
    environment = {"PATH": os.environ["PATH"], "TZ": zone, **(clock.environment if clock else {})}
    with (folder / "output.log").open("wb") as output:
        process = subprocess.Popen(
            [program, "-f", str(main), "-DFOREGROUND"], env=environment, stdout=output, stderr=output
        )
    server = Server(port, process, folder)
    try:
        wait_for(server, folder / "output.log")
        yield server
    finally:
        stop(process)
