"""Where the page of a source lies: the one rule for all that has to know it without MkDocs at hand."""

from __future__ import annotations

import posixpath

PAGE_ENDINGS = (".md", ".markdown", ".mdown", ".mkdn", ".mkd")
INDEXES = ("index", "README")


def address_of(uri: str) -> str:
    """The address of a page or file below its site, from its source: `about.md` → `about/`, `index.md` → ``."""
    stem, ending = posixpath.splitext(uri)
    if ending not in PAGE_ENDINGS:
        return uri
    folder, name = posixpath.split(stem)
    own = "" if name in INDEXES else f"{name}/"
    return f"{folder}/{own}" if folder else own
