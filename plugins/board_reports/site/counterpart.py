"""Which page is whose twin, and how the pages of one language lead to those of the other."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass
from urllib.parse import urlsplit

from mkdocs.utils import get_relative_url, is_markdown_file

from board_reports.reports.folder import told_path
from board_reports.site.leaflets import FOLDER, is_draft
from board_reports.site.permanent import PermanentPages
from board_reports.site.project import Project


@dataclass(frozen=True)
class Counterpart:
    """The same site in the other language.

    `language` is the other one, `own_language` ours; `place` is where the other one lies below `base_url`, the whole
    site's address, and `own_place` where we lie; `pages` are the sources of its permanent pages that may be published,
    below its docs folder.
    """

    language: str
    place: str
    own_language: str
    own_place: str
    base_url: str
    pages: frozenset[str]

    @classmethod
    def of(cls, own: Project, other: Project, pages: frozenset[str]) -> Counterpart:
        """The counterpart of the project `own`, which is `other`."""
        return cls(other.language, other.place, own.language, own.place, other.base_url, pages)

    def has(self, uri: str) -> bool:
        """Whether the page of the source `uri` is there in the other language too.

        Home, listing and reports always are; the index of leaflets is made where there are leaflets.
        """
        if uri == "index.md" or uri.startswith("reports/"):
            return True
        made = uri == f"{FOLDER}index.md" and any(page.startswith(FOLDER) for page in self.pages)
        return made or as_index(uri) in self.pages

    def href(self, url: str, *, there: bool) -> str:
        """From our page with the address `url` to its twin, or to the other home page where it has none."""
        own = url.removeprefix("./")
        return get_relative_url(self.place + (own if there else ""), self.own_place + own)

    @property
    def home(self) -> str:
        """The other home page from the host's root: for pages that are shown at any address, such as that for 404."""
        return urlsplit(self.base_url).path + self.place

    def addresses(self, url: str) -> tuple[tuple[str, str], ...]:
        """The full addresses of a page in both languages, each with its language, and of the one for all others."""
        path = url.removeprefix("./")
        ours, theirs = (f"{self.base_url}{place}{path}" for place in (self.own_place, self.place))
        found = {self.own_language: ours, self.language: theirs}
        return (*sorted(found.items()), ("x-default", found["en"]))


def as_index(uri: str) -> str:
    """The source of a page, `README.md` written as the `index.md` that it stands for."""
    folder, name = posixpath.split(uri)
    return posixpath.join(folder, "index.md") if name == "README.md" else uri


def publishable(project: Project, pages: PermanentPages, excluded: frozenset[str]) -> frozenset[str]:
    """The sources of a project's permanent pages that its build will publish, unless it fails on one."""
    found = set()
    for path in sorted(project.docs_dir.rglob("*")):
        uri = path.relative_to(project.docs_dir).as_posix()
        hidden = any(part.startswith(".") for part in uri.split("/"))
        if hidden or is_draft(uri) or not is_markdown_file(path.name) or told_path(path, project.root) in excluded:
            continue
        if pages.problem_of(path, uri, is_page=True) is None:
            found.add(as_index(uri))
    return frozenset(found)
