"""A process that does runs and commands in children of its own, and kills them at named steps.

It loads everything once and then forks for each task, so that a thousand kills take minutes. A task comes as one line
of JSON on standard input; how it went is one line of JSON on standard output. `chaos.py` is its other half.
"""

import contextlib
import hashlib
import json
import os
import shutil
import signal
import sys
import threading
import time
import traceback
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import board_reports.release.night
import board_reports.site.config  # noqa: F401 - loaded before the forks
from board_reports.release import making, memory, removal, removing, rules, run, status, swap
from board_reports.release import state as state_module
from board_reports.release.building import child
from board_reports.release.commands import orders, pages_off
from board_reports.release.commands.takedown import Request, take_down
from board_reports.release.manifest import Manifest
from board_reports.release.record import ledger, recording
from board_reports.release.run import configured, nightly
from board_reports.release.telling import alarm
from board_reports.release.wanted import Wanted
from board_reports.reports import writing

STEPS = [
    (swap, "publish sync_tree sweep clear_work"),
    (state_module, "write_atomically sync_folder"),
    (removal, "swap_in_cut cut audit_cut rewriting"),
    (pages_off, "off_the_tree throw_away"),
    (recording, "record"),
    (rules, "write_rules"),
    (child, "run_builder"),
    (status, "remember_run touch_status"),
    (alarm, "tell"),
    (orders, "give lift"),
    (making, "make_release"),
    (ledger, "_append bring_up"),
    (writing, "write_report"),
]
CALLS = [(os, "rename replace unlink symlink link mkdir rmdir fsync"), (state_module, "make_half"), (shutil, "rmtree")]
CALLS += [(Path, "write_bytes")]


class Counter:
    """Knows every step as it begins and ends, and kills the process at the one that was asked for."""

    def __init__(self, task):
        self.kill_at = task.get("kill_at")
        self.power_cut = Path(task["power_cut"]) if task.get("power_cut") else None
        self.moments = []
        self.synced = set()
        self.lock = threading.RLock()
        if self.power_cut:
            self.synced = {path.lstat().st_ino for path in self.power_cut.rglob("*") if path.is_file()}

    def moment(self, name):
        with self.lock:
            if self.kill_at == len(self.moments):
                self.die()
            self.moments.append(name)

    def die(self):
        """End at once, as by `kill -9`; with `power_cut` what was not put on the disk is lost as well."""
        if self.power_cut:
            for path in self.power_cut.rglob("*"):
                if path.is_file() and not path.is_symlink() and path.lstat().st_ino not in self.synced:
                    os.truncate(path, 0)
        os.kill(os.getpid(), signal.SIGKILL)

    def wrap(self, function, name):
        def step(*arguments, **options):
            self.moment(f"before {name}")
            try:
                return function(*arguments, **options)
            finally:
                if name == "fsync":
                    self.synced.add(os.fstat(arguments[0]).st_ino)
                self.moment(f"after {name}")

        return step


def everywhere(original, new):
    """Put a function in another's place in every module that has it by name."""
    for name, module in list(sys.modules.items()):
        if name.startswith("board_reports."):
            for attribute, value in list(vars(module).items()):
                if value is original:
                    setattr(module, attribute, new)


def instrument(counter):
    for module, names in STEPS:
        for name in names.split():
            original = getattr(module, name)
            everywhere(original, counter.wrap(original, name))
    memory.Memory.write = counter.wrap(memory.Memory.write, "Memory.write")
    for owner, names in CALLS:
        for name in names.split():
            setattr(owner, name, counter.wrap(getattr(owner, name), name))


def link_in_two_steps(source, target, *_, **__):
    """What a rename must not be: away with the old one, then the new one."""
    with contextlib.suppress(IsADirectoryError, FileNotFoundError):
        os.unlink(target)
    time.sleep(0.002)
    os.symlink(os.readlink(source), target)
    os.unlink(source)


def nothing(*_, **__):
    return []


def take_out(guard):
    """Take one guard away, to see that a test notices."""
    match guard:
        case "sync":
            everywhere(swap.sync_tree, nothing)
        case "rename":
            rename = os.rename
            os.rename = lambda a, b, **k: link_in_two_steps(a, b) if Path(a).is_symlink() else rename(a, b, **k)
        case "order":
            everywhere(orders.give, nothing)
        case "reading again":
            making._as_it_is_now = lambda *_: None
        case "sweep":
            everywhere(swap.sweep, nothing)
        case "clearing up":
            everywhere(swap.clear_work, nothing)
        case "catching up":
            everywhere(removing.catch_up, nothing)
        case _:
            raise ValueError(guard)


def link_or_copy(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copyfile(source, target)


def canned(folder, copy=link_or_copy):
    """Let a build of the same reports be made once, and copied from then on: these tests look at all the rest."""
    real = child.run_builder

    def build(request, *, seconds, progress=lambda *_: None):
        if request["do"] != "build":
            return real(request, seconds=seconds, progress=progress)
        key = json.dumps([request["only"], request["excluded"]])
        kept = Path(folder) / hashlib.sha256(key.encode()).hexdigest()
        tree, paper = Path(request["tree"]), Path(request["manifest"])
        if not kept.is_dir():
            outcome = real(request, seconds=seconds, progress=progress)
            if outcome.done:
                half = Path(f"{kept}.{os.getpid()}")
                shutil.copytree(tree, half)
                shutil.copy(paper, f"{kept}.json")
                half.rename(kept)
            return outcome
        at = datetime.fromisoformat(request["at"])
        made = replace(Manifest.read(Path(f"{kept}.json")), id=request["id"], at=at)
        try:
            shutil.copytree(kept, tree, copy_function=copy)
            (tree / "status.json").unlink()
            shutil.copy(kept / "status.json", tree / "status.json")
            paper.write_bytes(made.to_bytes())
        except (OSError, shutil.Error):
            return child.Outcome(why="The build broke off.")
        return child.Outcome(done=True)

    everywhere(real, build)


def do(task, counter):
    at = datetime.fromisoformat(task["at"])
    config = Path(task["config"])
    os.umask(0o022)
    if task["do"] == "nightly":
        outcome = nightly(Wanted(config, at))
        return {"exit": outcome.exit_code, "document": outcome.document, "notes": outcome.notes}
    state, basics, _ = configured(config)
    done = take_down(state, basics, Request(task["do"], task["reference"], "A reason.", at, "tester"))
    return {"exit": int(done.failed), "told": done.told}


def child_process(task, answer):
    os.setpgid(0, 0)
    if task.get("canned"):
        # A power cut empties files, and must not reach those that are kept.
        canned(task["canned"], shutil.copyfile if task.get("power_cut") else link_or_copy)
    for guard in task.get("without", ()):
        take_out(guard)
    counter = Counter(task)
    if "kill_at" in task or task.get("trace"):
        instrument(counter)
    try:
        said = do(task, counter)
    except run.Busy:
        said = {"exit": 4}
    except BaseException:  # noqa: BLE001 - whatever it is, the test must see it
        said = {"exit": None, "error": traceback.format_exc()}
    os.write(answer, json.dumps({**said, "moments": counter.moments}, default=str).encode())


def perform(task):
    reading, answer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reading)
        try:
            child_process(task, answer)
        finally:
            os._exit(0)
    os.close(answer)
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.setpgid(pid, pid)
    timer = None
    if (seconds := task.get("kill_after")) is not None:
        whom = -pid if task.get("group") else pid
        timer = threading.Timer(seconds, lambda: os.kill(whom, signal.SIGKILL))
        timer.start()
    with os.fdopen(reading, "rb") as pipe:
        data = pipe.read()
    if timer:
        timer.cancel()
        timer.join()
    _, ended = os.waitpid(pid, 0)
    killed = os.WIFSIGNALED(ended)
    return {"killed": killed, **(json.loads(data) if data else {})}


def main():
    for line in sys.stdin:
        if not line.strip():
            break
        print(json.dumps(perform(json.loads(line))), flush=True)


if __name__ == "__main__":
    main()
