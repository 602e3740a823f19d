"""The program's own files, which a new site brings with it: whatever `scripts/setup` and the server's units need."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import board_reports
from board_reports.desk.starting.place import CannotStart

PACKAGE = Path(board_reports.__file__).resolve().parent
ROOT = PACKAGE.parents[1]
"""The copy of the program that is running: a clone of its repository, or another board's site."""

SCRIPTS = ("setup", "build", "serve", "rehearse", "nightly", "alarm", "install-rules")
FOLDERS = ("scripts/systemd", "scripts/nginx", "plugins/board_reports")
FILES = ("pyproject.toml", "requirements.lock", "LICENSE", *(f"scripts/{name}" for name in SCRIPTS))
_LEFT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*", "*~")


def bring_program(site: Path, root: Path = ROOT) -> None:
    """Copy the program into the folder of a new site; raises CannotStart when this copy of it is not whole."""
    missing = [name for name in (*FILES, *FOLDERS) if not (root / name).exists()]
    if missing:
        raise CannotStart(
            f"This copy of the program was installed without {missing[0]}, which a new site needs. "
            "Run the command from a copy of the whole project, after its scripts/setup: .venv/bin/board init DIR"
        )
    for name in FOLDERS:
        shutil.copytree(root / name, site / name, ignore=_LEFT, copy_function=shutil.copyfile)
    for name in FILES:
        shutil.copyfile(root / name, site / name)
    for name in SCRIPTS:
        (site / "scripts" / name).chmod(0o755)


def everything_in(folder: Path) -> Iterator[Path]:
    """Every file and folder below a folder, what is inside a folder before the folder itself."""
    for around, _, names in os.walk(folder, topdown=False):
        yield from (Path(around) / name for name in names)
        yield Path(around)
