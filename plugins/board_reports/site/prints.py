"""The print files of a site's leaflets: what the room `leaflet` makes, handed plain values of this site."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote, unquote, urljoin, urlsplit

import markdown
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url
from mkdocs.utils.meta import get_data

from board_reports.leaflet.blocks import Form, Leaflet
from board_reports.leaflet.details import Details
from board_reports.leaflet.printing import CannotPrint, print_data, print_file
from board_reports.leaflet.reading import read
from board_reports.reports.folder import told_path
from board_reports.reports.problem import Fault, Problem
from board_reports.site.addresses import address_of
from board_reports.site.counterpart import Counterpart
from board_reports.site.guard import LinkGuard
from board_reports.site.leaflets import leaflet_files
from board_reports.site.pages import PrintFile
from board_reports.site.project import Project
from board_reports.site.words import words_of

LABELS = {Form.SHEET: "leaflet_sheet", Form.LARGE: "leaflet_large"}
ENDINGS = {Form.SHEET: ".pdf", Form.LARGE: "-large-print.pdf"}


@dataclass
class Prints:
    """The print files of one build: those of each leaflet, by its source, and what kept others from being made."""

    files: dict[str, tuple[PrintFile, ...]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def add_prints(files: Files, config: MkDocsConfig, project: Project, other: Counterpart | None) -> Prints:
    """Make the print files of all leaflets and add them to the output; one that the site brings itself stays.

    A print file that cannot be made is a problem, and costs no page.
    """
    prints, printing = Prints(), Printing(project, config, other)
    for leaflet in leaflet_files(files):
        found = []
        for form in Form:
            uri = leaflet.src_uri.removesuffix(".md") + ENDINGS[form]
            label = project.words(LABELS[form])
            if (brought := files.get_file_from_path(uri)) is not None and brought.abs_src_path:
                found.append(PrintFile(uri, label, "PDF", Path(brought.abs_src_path).stat().st_size))
                continue
            try:
                data = printing.pdf(leaflet.src_uri, form)
            except CannotPrint as error:
                prints.problems.extend(printing.told(leaflet.src_uri, error))
                continue
            files.append(File.generated(config, uri, content=data))
            found.append(PrintFile(uri, label, "PDF", len(data)))
        prints.files[leaflet.src_uri] = tuple(found)
    prints.problems = list(dict.fromkeys(prints.problems))
    return prints


@dataclass(frozen=True)
class Printing:
    """Prints the leaflets of one project. `other` is the site in the other language, where there is one."""

    project: Project
    config: MkDocsConfig
    other: Counterpart | None = None

    def problems(self, uri: str) -> tuple[Problem, ...]:
        """Why the print files of the leaflet with the source `uri` cannot be made."""
        found: list[Problem] = []
        for form in Form:
            try:
                self.pdf(uri, form)
            except CannotPrint as error:
                found.extend(self.told(uri, error))
        return tuple(dict.fromkeys(found))

    def pdf(self, uri: str, form: Form) -> bytes:
        """One print file of the leaflet with the source `uri`. Raises CannotPrint."""
        try:
            return print_file(form, self._leaflet(uri), self._details(uri))
        except CannotPrint:
            raise
        except Exception as error:  # noqa: BLE001 - whatever an extension or the typesetter does, the page is there
            message = f"The leaflet's print files cannot be made ({type(error).__name__})."
            raise CannotPrint(Fault(None, None, message, "Look at what was changed in it last.")) from None

    def pictures(self, uri: str, form: Form, *, ppi: float) -> list[bytes]:
        """The pages of the same print file as PNG pictures. Raises CannotPrint."""
        return print_data(form, self._leaflet(uri), self._details(uri)).pictures(ppi=ppi)

    def told(self, uri: str, error: CannotPrint) -> Iterator[Problem]:
        """The faults of a leaflet, told of its file."""
        file = told_path(self.project.docs_dir / uri, self.project.root)
        return (fault.in_file(file) for fault in error.faults)

    def _leaflet(self, uri: str) -> Leaflet:
        project = self.project
        text = (project.docs_dir / uri).read_text("utf-8-sig")
        body, meta = get_data(text)
        guard = LinkGuard(project.base_url, project.reports_dir.name, project.words("published_reports"))
        guard.on_page(uri, get_relative_url("reports/", address_of(uri)))
        given = [one for one in self.config.markdown_extensions if isinstance(one, str)]
        expanded, _ = project.board.expand(body, project.language)
        html = markdown.markdown(
            expanded, extensions=[*given, guard.extension], extension_configs=self.config.mdx_configs
        )
        first = 1 + text[: len(text) - len(body)].count("\n")
        title = str(meta.get("title") or posixpath.splitext(posixpath.basename(uri))[0])
        return read(guard.guarded(html), body, first, title=title, address_of=lambda href: self._address(href, uri))

    def _address(self, href: str, uri: str) -> str | None:
        """The full address that a link leads to, or None for a place on the leaflet itself."""
        href = href.strip()
        try:
            parts = urlsplit(href)
        except ValueError:
            return None
        if parts.scheme or parts.netloc:
            return href if parts.scheme in ("http", "https", "mailto", "tel") else None
        if not parts.path:
            return None
        source = posixpath.normpath(posixpath.join(posixpath.dirname(uri), unquote(parts.path)))
        known = source.endswith(".md") or (self.project.docs_dir / source).is_file()
        path = quote(address_of(source)) if known else parts.path
        base = self.project.site_url if known else self.project.site_url + address_of(uri)
        return urljoin(base, path) + (f"#{parts.fragment}" if parts.fragment else "")

    def _details(self, uri: str) -> Details:
        project, words = self.project, self.project.words
        board = project.board
        other = None
        if self.other is not None and self.other.has(uri):
            other_words = words_of(self.other.language)
            other = (self.other.language, other_words("leaflet_other_language"))
        labels = {
            "contact": words("contact"),
            "telephone": words("contact_telephone"),
            "email": words("contact_email"),
            "online": words("leaflet_online"),
            "qr": words("leaflet_qr", address="{address}"),
            "page": words("leaflet_page", page="{page}", pages="{pages}"),
        }
        return Details(
            language=project.language,
            board=board.named(project.language),
            address=project.site_url + quote(address_of(uri)),
            telephone=board.telephone,
            dialled=board.dialled,
            email=board.email,
            postal=board.address,
            urgent=board.urgent_help(words),
            labels=labels,
            other=other,
        )
