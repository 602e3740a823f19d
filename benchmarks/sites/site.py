"""A site that one program builds: its sources, its command, and where its pages are."""

from __future__ import annotations

import random
import shutil
import sys
from abc import ABC, abstractmethod
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml
from corpus import MadeUp, Voice
from measuring import Took, done, measured

from board_reports.reports.body import EXTENSIONS

PERMANENT = ("index", "about", "after-12-weeks", "accessibility", "privacy")


class Site(ABC):
    """The sources of a site in a folder, and what builds it.

    `key` names it in figures, `label` in tables. `remembers` tells whether a build uses what an earlier one left.
    `among` is how many reports the sources hold in all, where an archive is compared.
    """

    key: str
    label: str
    remembers = False
    among = 0

    def __init__(self, folder: Path, today: date) -> None:
        self.folder = folder
        self.today = today
        self.write_rest()

    @abstractmethod
    def write_rest(self) -> None:
        """Write the permanent pages and the configuration."""

    @abstractmethod
    def put(self, one: MadeUp) -> None:
        """Write a report's sources, in the place of what is there."""

    def drop(self, one: MadeUp) -> None:
        """Let the weeks of a report be over."""
        self.put(one.over(self.today))

    def settle(self) -> None:  # noqa: B027 - most sites have no such thing
        """Write what the Board would have to write by hand after reports came or went."""

    @abstractmethod
    def command(self) -> Sequence[str | Path]:
        """What builds the site."""

    @property
    @abstractmethod
    def output(self) -> Path:
        """The folder with the pages that the last build made."""

    @abstractmethod
    def forget(self) -> None:
        """Delete the pages, and all that an earlier build left for the next one."""

    def build(self) -> Took:
        """Build the site in a process of its own. Raises SystemExit when that fails."""
        return done(measured(self.command(), NO_MKDOCS_2_WARNING="1"))

    def page(self, one: MadeUp) -> Path:
        """The page of a report."""
        return self.output / "reports" / one.name / "index.html"

    def names(self) -> set[str]:
        """The names of the reports that have a page."""
        return {path.parent.name for path in self.output.glob("reports/*/index.html")}


def permanent_pages() -> dict[str, tuple[str, str]]:
    """By name, the title and the text of the pages that stay."""
    voice = Voice(random.Random("permanent pages"))
    return {
        name: ("Home" if name == "index" else name.capitalize().replace("-", " "), voice.paragraph(250))
        for name in PERMANENT
    }


def write_docs(docs: Path) -> None:
    """Write the permanent pages into a docs folder."""
    for name, (title, text) in permanent_pages().items():
        write(docs / f"{name}.md", f"# {title}\n\n{text}\n")


def write_settings(folder: Path, plugins: list[str]) -> None:
    """Write a site's configuration for MkDocs, with these plugins."""
    settings = {
        "site_name": "Example Board",
        "site_url": "https://board.example/",
        "docs_dir": "docs",
        "theme": {"name": "material", "font": False},
        "plugins": plugins,
        "markdown_extensions": list(EXTENSIONS),
        "nav": ["index.md", "reports/index.md", "about.md"],
        "not_in_nav": "/reports/*\n/after-12-weeks.md\n/accessibility.md\n/privacy.md\n",
    }
    write(folder / "mkdocs.yml", yaml.safe_dump(settings, sort_keys=False))


def mkdocs_build(folder: Path) -> Sequence[str | Path]:
    """The command by which MkDocs builds the site in a folder, with the Python that runs the benchmark."""
    return [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", folder / "mkdocs.yml"]


def write(path: Path, text: str | bytes) -> None:
    """Write a file, and the folders that it stands in."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode() if isinstance(text, str) else text)


def remove(path: Path) -> None:
    """Remove a folder or a link, if it is there."""
    if path.is_symlink():
        path.unlink()
    shutil.rmtree(path, ignore_errors=True)
