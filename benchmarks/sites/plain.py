"""The reports as ordinary pages, by MkDocs with Material and by Zensical: its search, and a listing kept by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path

from corpus import FILE, PART, MadeUp, pdf_of

from sites.site import Site, mkdocs_build, remove, write, write_docs, write_settings


class Plain(Site):
    """MkDocs with Material, with the same extensions for Markdown, and without board-reports."""

    key, label = "plain", "MkDocs with Material"

    def __init__(self, folder: Path, today: date) -> None:
        self.live: dict[str, MadeUp] = {}
        super().__init__(folder, today)

    def write_rest(self) -> None:
        write_docs(self.folder / "docs")
        write_settings(self.folder, ["search"])

    def put(self, one: MadeUp) -> None:
        self.live[one.name] = one
        home = self.folder / "docs" / "reports" / one.name
        text = f"---\n{one.front_matter()}---\n\n# {one.title}\n\n{facts(one)}\n\n{one.summary}\n\n"
        if one.pdf:
            write(home / FILE, pdf_of([one.pdf]))
            text += f"[Summary timeline, PDF]({FILE})\n\n"
        if one.briefing:
            write(home / f"{PART}.md", f"# 7-minute briefing\n\n{one.briefing}")
            text += f"[7-minute briefing]({PART}.md)\n\n"
        write(home / "index.md", text + one.body)

    def drop(self, one: MadeUp) -> None:
        """Remove the report's sources: there is nothing else that takes it off."""
        del self.live[one.name]
        remove(self.folder / "docs" / "reports" / one.name)

    def settle(self) -> None:
        newest = sorted(self.live.values(), key=lambda one: (-one.opens.toordinal(), one.name))
        entries = [f"## [{one.title}]({one.name}/index.md)\n\n{one.summary}\n\n{facts(one)}" for one in newest]
        write(self.folder / "docs" / "reports" / "index.md", "# Published reports\n\n" + "\n\n".join(entries) + "\n")

    def command(self) -> Sequence[str | Path]:
        return mkdocs_build(self.folder)

    @property
    def output(self) -> Path:
        return self.folder / "site"

    def forget(self) -> None:
        remove(self.folder / "site")


class Zensical(Plain):
    """The same sources, built by Zensical, which keeps a cache from build to build."""

    key, label, remembers = "zensical", "Zensical", True

    def __init__(self, folder: Path, today: date, binaries: Path) -> None:
        self.binaries = binaries
        super().__init__(folder, today)

    def command(self) -> Sequence[str | Path]:
        return [self.binaries / "zensical", "build", "-f", self.folder / "mkdocs.yml"]

    def forget(self) -> None:
        super().forget()
        remove(self.folder / ".cache")


def facts(one: MadeUp) -> str:
    """What a reader must know of a report, in a line."""
    last = one.closes - timedelta(days=1)
    return f"**{one.reference}**, published {one.opens:%d %B %Y}, available until the end of {last:%d %B %Y}"
