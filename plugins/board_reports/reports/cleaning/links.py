"""What lies on the pages of a PDF: links stay, comments and attachments go, and what hides or fills in is refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import pikepdf

from board_reports.reports.cleaning.pruning import Ident, emptied, is_group
from board_reports.reports.folder import CannotRead

_SAFE = re.compile(rb"(?:https?|mailto|tel):", re.IGNORECASE)
_COVERING = ("/FreeText", "/Line", "/Square", "/Circle", "/Polygon", "/PolyLine", "/Ink", "/Stamp", "/Watermark")
_UNSEEN = 1 << 1 | 1 << 5  # the flags Hidden and NoView

Dests = Mapping[str, Any]


class Links:
    """The links of one document. `pages` are the numbers of its pages, `dests` what its names for places mean."""

    def __init__(self, pages: set[Ident], dests: Dests) -> None:
        self.pages, self.dests = pages, dests
        self.kept: set[Ident] = set()

    def on_page(self, page: Any) -> None:
        """Keep the links of a page, and nothing else that lies on it; raises CannotRead."""
        annots = page.get("/Annots")
        if annots is None:
            return
        stay = [one for one in annots if self._stays(one, page)] if isinstance(annots, pikepdf.Array) else []
        if stay:
            page.Annots = pikepdf.Array(stay)
            self.kept.update(one.objgen for one in stay)
        else:
            del page["/Annots"]

    def leads(self, thing: Any) -> bool:
        """Keep a way to a page of the document, or to a safe address; False when there is none."""
        action = thing.get("/A")
        if "/A" in thing:
            del thing["/A"]
        dest = self._place(thing.get("/Dest"))
        if "/Dest" in thing:
            del thing["/Dest"]
        if isinstance(action, pikepdf.Dictionary):
            if action.get("/S") == "/URI":
                address = action.get("/URI")
                if isinstance(address, pikepdf.String) and _SAFE.match(bytes(address)):
                    thing.A = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=address)
                    return True
            elif action.get("/S") == "/GoTo":
                dest = dest if dest is not None else self._place(action.get("/D"))
        if dest is None:
            return False
        thing.Dest = dest
        return True

    def _stays(self, annot: Any, page: Any) -> bool:
        if not isinstance(annot, pikepdf.Dictionary):
            return False
        kind, flags = annot.get("/Subtype"), annot.get("/F", 0)
        unseen = isinstance(flags, int) and flags & _UNSEEN
        if kind == "/Redact":
            message = "The PDF has words marked to be blacked out that can still be read."
            raise CannotRead(message, "Apply the redactions, and save it again.")
        if kind in _COVERING and not unseen:
            message = "The PDF has boxes, stamps or drawings laid over its pages; what they cover can still be read."
            raise CannotRead(message, "Take them off, or flatten them, and see that nothing under them can be read.")
        if kind == "/Link" and not unseen and self.leads(annot):
            if "/P" in annot:
                annot.P = page
            return True
        emptied(annot)
        return False

    def _place(self, dest: Any) -> Any:
        """A place in the document: a page that is there, and where on it; None for any other."""
        for _ in range(3):
            if isinstance(dest, pikepdf.String | pikepdf.Name):
                dest = self.dests.get(str(dest))
            elif isinstance(dest, pikepdf.Dictionary):
                dest = dest.get("/D")
        if not isinstance(dest, pikepdf.Array) or not len(dest):
            return None
        page, *where = dest
        if not isinstance(page, pikepdf.Dictionary) or page.objgen not in self.pages:
            return None
        return None if any(is_group(one) for one in where) else pikepdf.Array([page, *where])


def named_places(root: Any) -> dict[str, Any]:
    """The places that a document has names for, in either of the two ways."""
    found: dict[str, Any] = {}
    old = root.get("/Dests")
    if isinstance(old, pikepdf.Dictionary):
        found.update(old.items())
    names = root.get("/Names")
    tree = names.get("/Dests") if isinstance(names, pikepdf.Dictionary) else None
    each_in(tree, "/Names", lambda name, place: found.setdefault(str(name), place))
    return found


def each_in(tree: Any, key: str, take: Callable[[Any, Any], Any]) -> None:
    """Give each pair of a tree of names or numbers, whose leaves have their pairs at `key`."""
    waiting, seen = [tree], set()
    while waiting:
        node = waiting.pop()
        if not isinstance(node, pikepdf.Dictionary) or node.objgen in seen:
            continue
        if node.objgen != (0, 0):
            seen.add(node.objgen)
        pairs, kids = node.get(key), node.get("/Kids")
        if isinstance(pairs, pikepdf.Array):
            values = list(pairs)
            for name, value in zip(values[::2], values[1::2], strict=False):
                take(name, value)
        if isinstance(kids, pikepdf.Array):
            waiting.extend(reversed(list(kids)))
