"""The outline of a PDF, which viewers show beside its pages, written anew from the entries that lead to its pages."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pikepdf

from board_reports.reports.cleaning.links import Links

_MOST_ENTRIES = 20_000
_MOST_NESTED = 32


@dataclass
class Entry:
    """One entry: its words, what it leads to, whether its own entries are shown, and these."""

    title: str
    shown: dict[str, Any]
    opened: bool
    entries: list[Entry] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many entries are to be seen below it."""
        return sum(1 + (one.count if one.opened else 0) for one in self.entries)


def entries_of(outline: Any, links: Links) -> list[Entry]:
    """The entries of an outline that lead somewhere, or have some that do."""
    return _below(outline, links, set(), 0)


def _below(above: Any, links: Links, seen: set[tuple[int, int]], depth: int) -> list[Entry]:
    found: list[Entry] = []
    here = above.get("/First") if isinstance(above, pikepdf.Dictionary) and depth < _MOST_NESTED else None
    while isinstance(here, pikepdf.Dictionary) and here.objgen not in seen and len(seen) < _MOST_ENTRIES:
        seen.add(here.objgen)
        leads = links.leads(here)
        inner = _below(here, links, seen, depth + 1)
        if leads or inner:
            shown = {key: here[key] for key in ("/A", "/Dest", "/C", "/F") if key in here}
            count = here.get("/Count", 0)
            found.append(Entry(str(here.get("/Title", "")), shown, isinstance(count, int) and count > 0, inner))
        here = here.get("/Next")
    return found


def outline_of(pdf: Any, entries: list[Entry]) -> Any:
    """An outline with these entries, as objects of `pdf`."""
    root = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.Outlines))
    _write(pdf, root, entries)
    root.Count = sum(1 + (one.count if one.opened else 0) for one in entries)
    return root


def _write(pdf: Any, above: Any, entries: list[Entry]) -> None:
    before = None
    for entry in entries:
        here = pdf.make_indirect(pikepdf.Dictionary({"/Title": entry.title, "/Parent": above, **entry.shown}))
        if before is None:
            above.First = here
        else:
            before.Next, here.Prev = here, before
        if entry.entries:
            _write(pdf, here, entry.entries)
            here.Count = entry.count if entry.opened else -entry.count
        before = here
    if before is not None:
        above.Last = before
