"""What the benchmarks share: a command's time, processor time and peak memory, ratios, and the machine's name."""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

CORES = 2  # as many as a small server has
PACKAGES = ("board-reports", "mkdocs", "mkdocs-material", "Markdown", "nh3")
BOARD = Path(sys.executable).with_name("board")
# A process begins with the peak memory of the one that starts it: so a small one starts what is measured. While it
# waits it looks, fifty times a second, how much memory the process has together with all that it has started.
LAUNCHER = """
import json, os, sys, threading, time
most, over = 0, threading.Event()

def kilobytes(pid):
    held = 0
    try:
        with open(f"/proc/{pid}/smaps_rollup") as file:
            held = next(int(line.split()[1]) for line in file if line.startswith("Pss:"))
        for thread in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{thread}/children") as file:
                held += sum(map(kilobytes, file.read().split()))
    except (OSError, StopIteration):
        pass  # it has ended
    return held

def look(pid):
    global most
    while not over.wait(0.02):
        most = max(most, kilobytes(pid))

started = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
looking = threading.Thread(target=look, args=(pid,))
looking.start()
_, status, usage = os.wait4(pid, 0)
took = time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss
over.set()
looking.join()
os.write(int(sys.argv[1]), json.dumps([*took, max(most, usage.ru_maxrss), os.waitstatus_to_exitcode(status)]).encode())
"""


@dataclass(frozen=True)
class Took:
    """What a command took: seconds by the clock and of processor time, and memory in kilobytes.

    `peak_kb` is the peak of its largest process. `tree_kb` is the peak of all its processes together, seen fifty times
    a second; what processes share is counted once.
    """

    seconds: float
    cpu_seconds: float
    peak_kb: int
    tree_kb: int
    exit_code: int
    output: str


def measured(command: Sequence[str | Path], **environment: str) -> Took:
    """Run a command in a process of its own, and measure it; what it prints is kept."""
    reading, writing = os.pipe()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as output:
        launcher = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", LAUNCHER, str(writing), *map(str, command)],
            env={**os.environ, **environment},
            stdout=output,
            stderr=output,
            pass_fds=[writing],
        )
        os.close(writing)
        with os.fdopen(reading) as channel, launcher:
            told = channel.read()
        if not told:
            raise SystemExit(f"{command[0]} could not be started.")
        output.seek(0)
        seconds, cpu_seconds, peak_kb, tree_kb, exit_code = json.loads(told)
        return Took(seconds, cpu_seconds, peak_kb, tree_kb, exit_code, output.read())


def done(took: Took) -> Took:
    """What was measured, if it was done. Raises SystemExit with what the command printed when it failed."""
    if took.exit_code != 0:
        raise SystemExit(f"A command ended with {took.exit_code}:\n{took.output[-4000:]}")
    return took


def few_cores() -> int:
    """Keep this process and what it starts on as many processors as a small server has, and forget a set clock."""
    for variable in ("BOARD_AS_OF", "SOURCE_DATE_EPOCH"):
        os.environ.pop(variable, None)
    cores = sorted(os.sched_getaffinity(0))[:CORES]
    os.sched_setaffinity(0, cores)
    return len(cores)


def median_ratio(these: Sequence[float], those: Sequence[float]) -> float:
    """The median of the ratios of neighbouring runs: what slows the machine for a while slows both of a pair."""
    return statistics.median(this / that for this, that in zip(these, those, strict=True))


def machine(cores: int | None = None) -> str:
    """The processor, how many of them were used, and the system."""
    return f"{_processor()}, {cores or os.cpu_count()} processors, {platform.system()} {platform.release()}"


def versions(*packages: str) -> str:
    """Python's version and those of packages."""
    return f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in packages)


def say(what: str, *seconds: float) -> None:
    """Tell how it goes."""
    print(f"{what}: {', '.join(f'{one:.3f} s' for one in seconds)}", file=sys.stderr, flush=True)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
