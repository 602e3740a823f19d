"""What a run has to know of a site's configuration, read without its theme and plugins, and remembered."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from board_reports.reports.settings import Settings

_STATE_DIR = re.compile(r"^\s*state_dir\s*:\s*[\"']?([^\"'#\n]+?)[\"']?\s*(?:#.*)?$", re.MULTILINE)
_PATHS = (
    "root",
    "docs_dir",
    "reports_dir",
    "state_dir",
    "ledger_copy",
    "names_file",
    "config_file",
    "custom_dir",
    "site_dir",
)


@dataclass(frozen=True)
class Side:
    """What differs from language to language: where it lies below the site's root, and which folders are its own."""

    language: str
    place: str
    docs_dir: Path
    custom_dir: Path | None
    site_name: str

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        return {key: str(value) if isinstance(value, Path) else value for key, value in asdict(self).items()}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Side:
        """Read what `as_json` gave."""
        folders = {key: Path(given[key]) if given[key] else None for key in ("docs_dir", "custom_dir")}
        return cls(**{**given, **folders})


@dataclass(frozen=True)
class Basics:
    """The plain values that a run needs. All paths are absolute; `build_timeout` is in seconds.

    `config_files` are the configurations of all languages and the files that they inherit from, and `digest` is over
    their bytes. `twin` is the other language, where the site has one. `publish_to` are the targets, as they are
    remembered. `site_dir` is where `board build` builds; None in what an earlier version remembered.
    """

    config_file: Path
    config_files: tuple[str, ...]
    digest: str
    root: Path
    docs_dir: Path
    reports_dir: Path
    state_dir: Path
    site_url: str
    settings: Settings
    publish_examples: bool
    keep_releases: int
    build_timeout: int
    permanent_pages_min: int | None
    ledger_copy: Path | None
    names_file: Path | None
    notify: tuple[str, ...]
    smtp: Mapping[str, Any] | None
    site_name: str
    board: Mapping[str, Any]
    language: str
    custom_dir: Path | None
    hooks: tuple[str, ...]
    scripts: tuple[str, ...]
    twin: Side | None
    publish_to: tuple[str, ...] = ()
    site_dir: Path | None = None

    @property
    def sides(self) -> tuple[Side, ...]:
        """All languages of the site, the governing one first."""
        own = Side(self.language, "", self.docs_dir, self.custom_dir, self.site_name)
        return (own, self.twin) if self.twin else (own,)

    def as_json(self) -> dict[str, Any]:
        """The same as plain values."""
        values = {field.name: getattr(self, field.name) for field in fields(self) if field.name != "settings"}
        settings = asdict(self.settings) | {"zone": str(self.settings.zone), "root": str(self.settings.root)}
        settings |= {"review_types": {key: dict(labels) for key, labels in self.settings.review_types.items()}}
        plain = {key: str(value) if isinstance(value, Path) else value for key, value in values.items()}
        return plain | {"settings": settings, "twin": self.twin.as_json() if self.twin else None}

    @classmethod
    def from_json(cls, given: Mapping[str, Any]) -> Basics:
        """Read what `as_json` gave; raises KeyError, TypeError or ValueError for anything else."""
        values: dict[str, Any] = {
            key: Path(value) if key in _PATHS and value else value for key, value in given.items()
        }
        values |= {key: tuple(given[key]) for key in ("config_files", "notify", "hooks", "scripts", "publish_to")}
        settings = dict(given["settings"])
        settings |= {"zone": ZoneInfo(settings["zone"]), "root": Path(settings["root"])}
        settings |= {key: tuple(settings[key]) for key in ("required_before_publication", "attachment_types")}
        twin = Side.from_json(given["twin"]) if given["twin"] else None
        return cls(**values | {"settings": Settings(**settings), "twin": twin})


def config_digest(files: tuple[str, ...]) -> str | None:
    """The digest over the bytes of configuration files, or None when one cannot be read."""
    digest = hashlib.sha256()
    try:
        for file in files:
            digest.update(f"{file}\0".encode("utf-8", "surrogateescape"))
            digest.update(Path(file).read_bytes() + b"\0")
    except OSError:
        return None
    return digest.hexdigest()


def state_dir_in(config_file: Path) -> Path:
    """Where a configuration that cannot be read most likely keeps its state: as its text says, else `var`."""
    root = Path(os.path.abspath(config_file)).parent  # noqa: PTH100 - as above
    try:
        match = _STATE_DIR.search(config_file.read_text("utf-8", "replace"))
    except OSError:
        match = None
    return Path(os.path.normpath(root / (match[1] if match else "var")))
