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

# A process begins with the peak memory of the one that starts it: so a small one starts what is measured.
LAUNCHER = """
import json, os, sys, time
started = time.perf_counter()
pid = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(pid, 0)
took = time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss
os.write(int(sys.argv[1]), json.dumps([*took, os.waitstatus_to_exitcode(status)]).encode())
"""


@dataclass(frozen=True)
class Took:
    """What a command took: seconds by the clock and of processor time, the peak memory of its largest process."""

    seconds: float
    cpu_seconds: float
    peak_kb: int
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
        seconds, cpu_seconds, peak_kb, exit_code = json.loads(told)
        return Took(seconds, cpu_seconds, peak_kb, exit_code, output.read())


def median_ratio(these: list[float], those: list[float]) -> float:
    """The median of the ratios of neighbouring runs: what slows the machine for a while slows both of a pair."""
    return statistics.median(this / that for this, that in zip(these, those, strict=True))


def machine(cores: int | None = None) -> str:
    """The processor, how many of them were used, and the system."""
    return f"{_processor()}, {cores or os.cpu_count()} processors, {platform.system()} {platform.release()}"


def versions(*packages: str) -> str:
    """Python's version and those of packages."""
    return f"Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in packages)


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
