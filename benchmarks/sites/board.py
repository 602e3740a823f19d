"""The site of this project, by `board build` and by `board nightly`."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from corpus import FILE, PART, MadeUp, pdf_of
from measuring import BOARD, Took

from sites.site import Site, remove, write, write_docs, write_settings


class Build(Site):
    """Sources to a finished site, by `board build`."""

    key, label, remembers = "build", "board build", True

    def write_rest(self) -> None:
        write_docs(self.folder / "docs")
        write_settings(self.folder, ["search", "board-reports"])

    def put(self, one: MadeUp) -> None:
        home = self.folder / "published_reports" / one.name
        write(home / "index.md", f"---\n{one.front_matter()}---\n\n{one.body}")
        if one.briefing:
            write(home / f"{PART}.md", f'---\ntitle: "7-minute briefing"\n---\n\n{one.briefing}')
        if one.pdf:
            write(home / FILE, pdf_of([one.pdf]))

    def command(self) -> Sequence[str | Path]:
        return [BOARD, "-f", self.folder / "mkdocs.yml", "build"]

    @property
    def output(self) -> Path:
        return self.folder / "site"

    def forget(self) -> None:
        remove(self.folder / "site")
        remove(self.folder / "var")


class Nightly(Build):
    """The unattended run: removes first, builds, audits, and swaps the release, by `board nightly`."""

    key, label = "nightly", "board nightly"

    def command(self) -> Sequence[str | Path]:
        return [BOARD, "-f", self.folder / "mkdocs.yml", "nightly", "--format", "json"]

    @property
    def output(self) -> Path:
        return self.folder / "var" / "public"


def made_a_release(took: Took) -> bool:
    """Whether a nightly run changed what is public."""
    told = took.output[took.output.index("{") : took.output.rindex("}") + 1]  # warnings may stand around it
    return bool(json.loads(told)["changed"])
