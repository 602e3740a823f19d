"""What the judging of a report depends on beside its own files: the program, what it is made of, and the settings."""

from __future__ import annotations

import json
import os
import sys
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import fields
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from board_reports.reports.digests import over
from board_reports.reports.folder import told_path
from board_reports.reports.settings import Settings


def judged_by(settings: Settings, folder: Path) -> str:
    """A digest over all that decides what is found of a report in `folder`, but for the report's own files.

    These are the packages and the interpreter, this part of the program byte by byte (its version says nothing while
    it is being worked on), the rules of the time zone, and the settings. Where the site lies on the disk is none of it.
    """
    chosen = {one.name: _plain(getattr(settings, one.name)) for one in fields(settings) if one.name != "root"}
    parts = [*packages(), *_program(), _zone_rules(settings.zone), told_path(folder, settings.root)]
    return over([*parts, json.dumps(chosen)])  # in the order of the settings: a problem lists some of them in it


def packages() -> list[str]:
    """The installed packages with their versions, as the names of their folders tell them, and the interpreter."""
    found = {sys.version}
    for folder in sys.path:
        try:
            found |= {name for name in os.listdir(folder or ".") if name.endswith(".dist-info")}
        except OSError:
            continue
    return sorted(found)


@cache
def _program() -> tuple[str, ...]:
    """The modules that read and judge, each with a digest of its bytes."""
    home = Path(__file__).parent
    return tuple(f"{path.relative_to(home)} {sha256(path.read_bytes()).hexdigest()}" for path in _modules(home))


def _modules(home: Path) -> Iterator[Path]:
    yield from sorted(path for path in home.rglob("*.py") if path.is_file())


@cache
def _zone_rules(zone: ZoneInfo) -> str:
    """A digest over the system's rules of a time zone; where there are none, those of a package are used."""
    for folder in zoneinfo.TZPATH:
        try:
            return sha256(Path(folder, zone.key).read_bytes()).hexdigest()
        except OSError:
            continue
    return zone.key


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    return value if value is None or isinstance(value, bool | int | str) else str(value)
