"""Making a preview: its own folder, its own process, and what came of it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from board_reports.release.building.child import environment_for_build
from board_reports.reports.problem import Problem

SECONDS = 120.0  # a preview takes about two


class CannotPreview(Exception):
    """There is no page to show: the text is a sentence for the user, and `problems` are what to put right first."""

    def __init__(self, message: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message)
        self.problems = problems


@dataclass(frozen=True)
class PreviewPage:
    """One page of the report in a preview: its language, its part or None, and its address below the site's root."""

    language: str
    part: str | None
    address: str


@dataclass(frozen=True)
class Preview:
    """A site built with one report: in `tree`, as at `at`, with `pages` of the report.

    `assumed` are keys of the front matter that were left out or filled in, so that there was something to show.
    """

    tree: Path
    at: datetime
    pages: tuple[PreviewPage, ...]
    assumed: tuple[str, ...]


def make_preview(config_file: Path, name: str, tree: Path, at: datetime) -> Preview:
    """Build the site with the one report `name` into `tree`, a folder that is not there yet.

    The folder around `tree` is to be for this preview alone, and to go with it: the build leaves its lock there.
    `name` is that of a draft or a correction as `draft_names` gives it, or else that of a report's file or folder.
    The site's own output, its state and the sources are left alone. Raises CannotPreview.
    """
    request = {"config_file": str(config_file), "name": name, "tree": str(tree), "at": at.isoformat()}
    answer: dict[str, Any]
    try:
        done = subprocess.run(
            [sys.executable, "-m", "board_reports.desk.preview.child"],
            input=json.dumps(request).encode("utf-8", "surrogateescape"),
            stdout=subprocess.PIPE,
            stderr=None if os.environ.get("BOARD_DEBUG") else subprocess.DEVNULL,
            env=environment_for_build(),
            timeout=SECONDS,
            check=False,
        )
        answer = json.loads(done.stdout) if done.returncode == 0 else {"failed": "The build broke off."}
    except subprocess.TimeoutExpired:
        answer = {"failed": f"The build took longer than {SECONDS:g} seconds."}
    except (OSError, ValueError):
        answer = {"failed": "The build could not be started."}
    return _answered(answer, tree)


def _answered(answer: dict[str, Any], tree: Path) -> Preview:
    if "failed" in answer:
        raise CannotPreview(f"The page cannot be shown. {answer['failed']}")
    if "problems" in answer:
        problems = tuple(Problem(**one) for one in answer["problems"])
        raise CannotPreview("Put this right first: without it there is no page.", problems)
    pages = tuple(PreviewPage(**one) for one in answer["pages"])
    return Preview(tree, datetime.fromisoformat(answer["at"]), pages, tuple(answer["assumed"]))
