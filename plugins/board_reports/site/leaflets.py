"""Leaflets: permanent pages in the `leaflets` folder, with an index of their titles and summaries."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.structure.files import File, Files

from board_reports.reports.front_matter import read_front_matter
from board_reports.site.pages import Leaflet

FOLDER = "leaflets/"


def is_draft(uri: str) -> bool:
    """Whether a file of the docs folder is a leaflet that is not finished: its name begins with `_`."""
    return uri.startswith(FOLDER) and uri.removeprefix(FOLDER).startswith("_")


def leaflets_in(files: Files) -> list[Leaflet]:
    """The leaflets of a site, by title."""
    found = [
        _leaflet(file)
        for file in files.documentation_pages()
        if file.src_uri.startswith(FOLDER) and file.src_uri != f"{FOLDER}index.md" and file.abs_src_path
    ]
    return sorted(found, key=lambda leaflet: leaflet.title)


def _leaflet(file: File) -> Leaflet:
    data = Path(str(file.abs_src_path)).read_bytes()
    front = read_front_matter(data)
    heading = re.search(r"^#[ \t]+(.+?)[ \t]*#*$", data.decode("utf-8", "replace"), re.MULTILINE)
    fallback = heading[1] if heading else file.name.replace("-", " ").capitalize()
    title, summary = front.values.get("title", fallback), front.values.get("summary", "")
    return Leaflet(file.url.removeprefix(FOLDER), str(title), str(summary))
