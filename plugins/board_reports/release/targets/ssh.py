"""A target on another host: rsync over ssh into a new folder beside the current release, and one rename of a link."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from board_reports.release.targets import ssh_scripts
from board_reports.release.targets.address import SshAddress
from board_reports.release.targets.host import Superseded, TargetBusy, TargetFailed, judge_mark, mark_of
from board_reports.release.targets.showing import STATUS, Release

CONFIG = "BOARD_SSH_CONFIG"
"""The variable that names a configuration file for ssh: where the key and the known hosts are."""

_SHORT, _LONG = 60.0, 1800.0  # seconds for a script, and for a transfer
_SLUG = re.compile(r"[a-z0-9-]+", re.ASCII)
_TREE = re.compile(r"releases/[0-9TZ.-]+", re.ASCII)
_AT_ONCE = 200  # slugs in one command line
_OPTIONS = (
    *("-o", "BatchMode=yes"),
    *("-o", "ConnectTimeout=10"),
    *("-o", "StrictHostKeyChecking=yes"),
    *("-o", "ServerAliveInterval=15"),
    *("-o", "ServerAliveCountMax=3"),
    *("-o", "ClearAllForwardings=yes"),
    *("-o", "PermitLocalCommand=no"),
    *("-a", "-x", "-T"),
)
_WHY: Mapping[str, str] = {
    "Host key verification failed": "Its host key is not the one that is known. Find out why before anything else; "
    "known_hosts is set up by hand.",
    "REMOTE HOST IDENTIFICATION HAS CHANGED": "Its host key is not the one that is known. Find out why.",
    "No space left on device": "Its disk is full.",
    "Disk quota exceeded": "Its disk is full.",
    "Permission denied (": "It does not let this account in: set up a key for it.",
    "Permission denied": "This account may not write there.",
    "Read-only file system": "This account may not write there.",
    "Could not resolve hostname": "There is no host of that name.",
    "Connection refused": "It cannot be reached (connection refused).",
    "timed out": "It cannot be reached (it does not answer in time).",
    "No route to host": "It cannot be reached (no route).",
    "Network is unreachable": "It cannot be reached (no network).",
    "closed by": "It closed the connection.",
}


@dataclass
class _Seen:
    """What the host told of itself."""

    current: str | None = None
    slugs: set[str] = field(default_factory=set)


class Remote:
    """A folder of another host as a target; see `Host`."""

    def __init__(self, address: SshAddress, site: str, owner: str, *, known: bool) -> None:
        self._address, self._site, self._owner, self._known = address, site, owner, known
        self._seen = _Seen()
        self._line: tempfile.TemporaryDirectory[str] | None = None

    def look(self) -> None:
        """Ask the host what it has."""
        lines = self._script(ssh_scripts.LOOK)
        told = [line.partition(" ")[::2] for line in lines]
        words = {word for word, _ in told}
        mark = next((rest for word, rest in told if word == "mark"), None)
        judge_mark(mark, self._site, vacant="empty" in words, known=self._known)
        if "public-is-no-link" in words or "is-a-link" in words:
            raise TargetFailed("public must be a symbolic link there, and releases and rules folders. Move it away.")
        current = next((rest for word, rest in told if word == "public"), "")
        slugs = {rest for word, rest in told if word == "slug" and _SLUG.fullmatch(rest)}
        self._seen = _Seen(current if _TREE.fullmatch(current) else None, slugs)

    def slugs(self) -> set[str]:
        """The slugs of all reports in any release there."""
        return self._seen.slugs

    def strip(self, slugs: Collection[str]) -> None:
        """Delete reports out of every release there."""
        names = sorted(slug for slug in slugs if _SLUG.fullmatch(slug))
        for start in range(0, len(names), _AT_ONCE):
            if "left" in self._script(ssh_scripts.STRIP, *names[start : start + _AT_ONCE]):
                raise TargetFailed("A report that has to go comes back there as it is deleted.")

    def hold(self) -> None:
        """Take the lock, mark the folder, and clear away halves and earlier releases."""
        self._script(ssh_scripts.HOLD, mark_of(self._site))

    def same(self, release: Release) -> bool:
        """Whether rsync, which compares every byte by its digest, would change nothing."""
        if self._seen.current is None:
            return False
        options = ["--dry-run", "--itemize-changes", "--delete", f"--exclude=/{STATUS}"]
        return not self._rsync(f"{release.tree}/", f"{self._seen.current}/", *options).strip()

    def lists(self, release: Release) -> None:
        """Nothing: they are shown with the rest, by the one rename."""

    def upload(self, release: Release) -> None:
        """Make the new tree beside the current one; what is the same by its digest is linked."""
        link = [f"--link-dest=../{Path(self._seen.current).name}"] if self._seen.current else []
        mode = ["--perms", "--chmod=D755,F644"]
        self._rsync(f"{release.tree}/", f"releases/{release.id}.new/", *mode, *link, still=release.still)

    def switch(self, release: Release) -> None:
        """Point the link at the new tree, and delete the others."""
        lines = self._script(ssh_scripts.SWITCH, release.id)
        current = next((line.removeprefix("public ") for line in lines if line.startswith("public ")), "")
        self._seen.current = current if _TREE.fullmatch(current) else None

    def refresh(self, release: Release) -> None:
        """Replace status and rules, each by a rename; halves wait outside the tree that is public."""
        mode = ["--perms", "--chmod=D755,F644", f"--temp-dir={self._address.path}/releases"]
        self._rsync(str(release.tree / STATUS), f"{self._seen.current}/{STATUS}", *mode)
        if release.rules.is_dir():
            self._rsync(f"{release.rules}/", "rules/", *mode, "--include=/*.conf", "--exclude=*")

    def let_go(self) -> None:
        """Give the lock back; where that fails, it lapses, and a later run from here takes it over."""
        try:
            self._script(ssh_scripts.LET_GO)
        except (TargetFailed, OSError):
            return

    def empty(self) -> None:
        """Delete releases, rules, link and mark."""
        self._script(ssh_scripts.EMPTY)

    def close(self) -> None:
        """Close the connection that all commands have shared."""
        if self._line is None:
            return
        with suppress(TargetFailed):
            _run([*self._ssh(), "-O", "exit", "--", self._address.host], b"", _SHORT)
        self._line.cleanup()
        self._line = None

    def _ssh(self) -> list[str]:
        """How ssh is called: by all commands over one connection, whose socket no other account can reach."""
        if self._line is None:
            self._line = tempfile.TemporaryDirectory(prefix="board-ssh-")
        user = ["-l", self._address.user] if self._address.user else []
        port = ["-p", str(self._address.port)] if self._address.port else []
        shared = ["-o", "ControlMaster=auto", "-o", "ControlPersist=60", "-o", f"ControlPath={self._line.name}/line"]
        return [*_ssh_command(), *shared, *user, *port]

    def _script(self, script: str, *words: str) -> list[str]:
        """Run a script on the host; the lines that it prints."""
        given = shlex.join(["sh", "-s", "--", self._address.path, self._owner, *words])
        command = [*self._ssh(), "--", self._address.host, given]
        code, output, errors = _run(command, script.encode(), _SHORT)
        lines = output.decode("utf-8", "replace").splitlines()
        if "missing" in lines:
            raise TargetFailed("The folder is not there. Make it, or mount it.")
        if "no-rsync" in lines:
            raise TargetFailed("There is no rsync on that host. Install it.")
        if "busy" in lines:
            raise TargetBusy("Another machine's run is publishing there. The next run tries again.")
        if "not-writable" in lines:
            raise TargetFailed("This account may not write there.")
        if code or not ({"end", "left"} & set(lines)):
            raise TargetFailed(_why(code, errors))
        return lines

    def _rsync(self, source: str, target: str, *options: str, still: Callable[[], bool] | None = None) -> str:
        if shutil.which("rsync") is None:
            raise TargetFailed("There is no rsync on this machine. Install it.")
        shell = shlex.join(self._ssh())
        host = f"[{self._address.host}]" if ":" in self._address.host else self._address.host
        place = f"{host}:{self._address.path}/{target}"
        # whole files: since the security updates of 2026 some versions fail to send differences to a linked file
        base = ["rsync", "--recursive", "--checksum", "--whole-file", "--timeout=60", f"--rsh={shell}"]
        code, output, errors = _run([*base, *options, "--", source, place], b"", _LONG)
        if code == 24 or (code == 23 and still is not None and not still()):  # files vanished here meanwhile
            raise Superseded
        if code:
            raise TargetFailed(_why(code, errors))
        return output.decode("utf-8", "replace")


def _ssh_command() -> list[str]:
    config = os.environ.get(CONFIG)
    if config and ("'" in config or not Path(config).is_file()):
        raise TargetFailed(f"The file that the variable {CONFIG} names is not there.")
    return ["ssh", *(["-F", config] if config else []), *_OPTIONS]


def _run(command: list[str], given: bytes, seconds: float) -> tuple[int, bytes, str]:
    """Run a program that may take so many seconds; its exit code, output and errors. Raises TargetFailed."""
    try:
        process = subprocess.Popen(  # noqa: S603 - a list of words, none of which begins with a dash by chance
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
    except FileNotFoundError:
        raise TargetFailed(f"There is no {command[0]} on this machine. Install it.") from None
    try:
        output, errors = process.communicate(given, seconds)
    except BaseException as error:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        if isinstance(error, subprocess.TimeoutExpired):
            raise TargetFailed("It does not answer in time.") from None
        raise
    return process.returncode, output, errors.decode("utf-8", "replace")


def _why(code: int, errors: str) -> str:
    """Why a command failed, as a sentence; what ssh and rsync print may name files, and is not repeated."""
    found = next((sentence for sign, sentence in _WHY.items() if sign in errors), None)
    return found or f"ssh or rsync failed there (exit code {code})."
