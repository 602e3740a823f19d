"""The search entries of made pages: one for the page, one for each of its headings.

Material's search reads each finished page once more, tag by tag, which is a third of the time of a build. What it
would find on a page of ours is known, so such a page is left out there, and its entries are added to the index here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from pathlib import Path

import nh3

INDEX = Path("search") / "search_index.json"

_KEPT = {"p", "code", "pre", "li", "ol", "ul", "sub", "sup"}  # what Material's search keeps of a text
_EXCLUDED = re.compile(r"<[a-z]+[^>]* data-search-exclude.*", re.DOTALL)  # the end of a page: nothing of the report
_HEADING = re.compile(r'<h[1-6] id="([^"]+)">(.*?)</h[1-6]>', re.DOTALL)

Entry = dict[str, str]


def entries_of(address: str, html: str) -> list[Entry]:
    """The entries of a made page, in the form of Material's index; `address` is relative to the site's root.

    The page begins with its title as `<h1>`; that section, and whatever stands before the next heading, is the page's.
    """
    pieces = _HEADING.split(_EXCLUDED.sub("", html))
    entries = []
    for place in range(1, len(pieces), 3):
        anchor, title, text = pieces[place : place + 3]
        location = address if place == 1 else f"{address}#{anchor}"
        entries.append({"location": location, "title": _plain(title), "text": _plain(text)})
    return entries


def add_entries(site_dir: Path, entries: Iterable[Entry]) -> None:
    """Add entries to the index that the search plugin has written; a site without search has none."""
    path = site_dir / INDEX
    if not path.is_file():
        return
    index = json.loads(path.read_text("utf-8"))
    index["docs"].extend(entries)
    path.write_text(json.dumps(index, separators=(",", ":")), "utf-8")


def _plain(fragment: str) -> str:
    clean = nh3.clean(fragment, tags=_KEPT, attributes={}, link_rel=None)
    clean = re.sub(r"(?:\s|&nbsp;)+", " ", clean.replace("↩", ""))
    return re.sub(r"<p>\s*</p>|<li>\s*</li>", "", clean).strip()
