"""Leaflets: permanent pages in the `leaflets` folder, with an index of their titles and summaries."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from mkdocs.structure.files import File, Files
from mkdocs.utils import get_relative_url

from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.problem import Fault
from board_reports.site.pages import Leaflet, PrintFile

FOLDER = "leaflets/"
INDEX = (f"{FOLDER}index.md", f"{FOLDER}README.md")


def is_draft(uri: str) -> bool:
    """Whether a file of the docs folder is a leaflet that is not finished: its name begins with `_`."""
    return uri.startswith(FOLDER) and uri.removeprefix(FOLDER).startswith("_")


def is_leaflet(uri: str) -> bool:
    """Whether a page of the docs folder is a leaflet: not the index of them, and no draft."""
    return uri.startswith(FOLDER) and uri not in INDEX and not is_draft(uri)


def leaflet_files(files: Files) -> list[File]:
    """The sources of a site's leaflets, in order of their names."""
    found = [file for file in files.documentation_pages() if is_leaflet(file.src_uri) and file.abs_src_path]
    return sorted(found, key=lambda file: file.src_uri)


def leaflets_in(files: Files, prints: Mapping[str, Sequence[PrintFile]]) -> list[Leaflet]:
    """The leaflets of a site, by title; `prints` has the print files of each, by source, as addresses of the site."""
    found = [_leaflet(file, prints.get(file.src_uri, ())) for file in leaflet_files(files)]
    return sorted(found, key=lambda leaflet: leaflet.title)


def seen_from(url: str, prints: Sequence[PrintFile]) -> tuple[PrintFile, ...]:
    """Print files as the page with the address `url` links to them."""
    return tuple(PrintFile(get_relative_url(one.href, url), one.label, one.kind, one.size) for one in prints)


def below_title(page: str, html: str) -> str:
    """A page with `html` below its heading of the first level, or above all where it has none."""
    before, heading, after = page.partition("</h1>")
    return f"{before}{heading}\n{html}{after}" if heading else f"{html}{page}"


def lacking(data: bytes) -> Iterator[Fault]:
    """What the front matter of a leaflet lacks: the index shows its title and its summary."""
    front = read_front_matter(data)
    for key, fix in (("title", 'Write, for example: title: "Learning events"'), ("summary", "Write one sentence.")):
        if not str(front.values.get(key) or "").strip():
            yield Fault(1, key, f"The leaflet has no {key}: the list of leaflets shows it.", fix)


def _leaflet(file: File, prints: Sequence[PrintFile]) -> Leaflet:
    data = Path(str(file.abs_src_path)).read_bytes()
    front = read_front_matter(data)
    heading = re.search(r"^#[ \t]+(.+?)[ \t]*#*$", data.decode("utf-8", "replace"), re.MULTILINE)
    fallback = heading[1] if heading else file.name.replace("-", " ").capitalize()
    title, summary = front.values.get("title", fallback), front.values.get("summary", "")
    return Leaflet(file.url.removeprefix(FOLDER), str(title), str(summary), seen_from(FOLDER, prints))
