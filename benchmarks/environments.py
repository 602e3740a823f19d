"""Throw-away environments for the programs that are compared with, or draw: they are in none of the project's locks."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def install(folder: Path, *wanted: str) -> Path:
    """Make an environment in a folder, and install into it the first of some requirements that can be; its `bin`.

    Raises SystemExit when none can be.
    """
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    for requirement in wanted:
        command: list[str | Path] = [
            folder / "bin" / "pip",
            "install",
            "-q",
            "--disable-pip-version-check",
            requirement,
        ]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode == 0:
            return folder / "bin"
        print(f"{requirement} could not be installed.", file=sys.stderr)
    raise SystemExit(f"{wanted[0]} could not be installed, nor anything in its place.\n{done.stderr}")


def version_in(binaries: Path, package: str) -> str:
    """The version of a package in an environment."""
    code = f"from importlib.metadata import version; print(version({package!r}))"
    told = subprocess.run([binaries / "python", "-c", code], check=True, capture_output=True, text=True)
    return told.stdout.strip()
