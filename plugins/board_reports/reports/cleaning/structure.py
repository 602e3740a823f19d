"""The structure of a tagged PDF: kept for programs that read aloud, without what leads to things that are gone."""

from __future__ import annotations

from typing import Any

import pikepdf

from board_reports.reports.cleaning.links import each_in
from board_reports.reports.cleaning.pruning import Ident, Walk, is_group

_READ_OUT = ("/Alt", "/ActualText", "/E", "/K")


def is_tagged(root: Any) -> bool:
    """Whether a document says that it is tagged, and has a structure."""
    marked, tree = root.get("/MarkInfo"), root.get("/StructTreeRoot")
    marked_so: Any = marked.get("/Marked") if isinstance(marked, pikepdf.Dictionary) else None
    return marked_so is True and isinstance(tree, pikepdf.Dictionary) and bool(_kids(tree))


class Structure:
    """The structure of one document; `pages` are the numbers of its pages, `links` of the links that were kept.

    `walk` has been through all that is drawn.
    """

    def __init__(self, pdf: Any, walk: Walk, pages: set[Ident], links: set[Ident]) -> None:
        self.pdf, self.walk, self.pages, self.links = pdf, walk, pages, links
        self.elements: set[Ident] = set()

    def keep(self, tree: Any) -> None:
        """Prune the tree, and the two lists that lead into it."""
        self.walk.through(tree, "tree")
        waiting: list[tuple[Any, bool]] = [(tree, True)]
        while waiting:
            here, on_page = waiting.pop()
            kids = _kids(here)
            stay = [kept for one in kids if (kept := self._kept(one, here, waiting, on_page=on_page)) is not None]
            if stay:
                here.K = pikepdf.Array(stay)
            elif "/K" in here:
                del here["/K"]
                if here.get("/S") in ("/Annot", "/Link", "/Form"):  # what it spoke of is gone
                    _silence(here)
        for key, pairs in (("/ParentTree", "/Nums"), ("/IDTree", "/Names")):
            if key in tree:
                self._keep_list(tree, key, pairs)

    def _kept(self, kid: Any, above: Any, waiting: list[tuple[Any, bool]], *, on_page: bool) -> Any:
        """What of one kid stays: a number of a piece of the page, a reference, an element; or None."""
        if not isinstance(kid, pikepdf.Dictionary):
            return kid if isinstance(kid, int) and on_page else None
        if kid.get("/S") is None:
            return kid if self._is_content(kid, on_page=on_page) else None
        if kid.objgen == (0, 0):
            kid = self.pdf.make_indirect(kid)
        if kid.objgen in self.elements:
            return None
        self.elements.add(kid.objgen)
        kid.P = above
        if "/Pg" in kid:
            on_page = self._on_page(kid)
            if not on_page:
                del kid["/Pg"]
                _silence(kid, "/Alt", "/ActualText", "/E")
        self.walk.through(kid, "element")
        waiting.append((kid, on_page))
        return kid

    def _is_content(self, kid: Any, *, on_page: bool) -> bool:
        """Whether a reference leads to a piece of a page, or of a link, that is there."""
        if "/Pg" in kid:
            on_page = self._on_page(kid)
        self.walk.through(kid, "content")
        if "/Obj" in kid:
            thing = kid["/Obj"]
            return is_group(thing) and (thing.objgen in self.links or thing.objgen in self.walk.streams)
        if "/Stm" in kid and not (is_group(kid["/Stm"]) and kid["/Stm"].objgen in self.walk.streams):
            return False
        return "/MCID" in kid and on_page

    def _on_page(self, thing: Any) -> bool:
        page = thing["/Pg"]
        return isinstance(page, pikepdf.Dictionary) and page.objgen in self.pages

    def _keep_list(self, tree: Any, key: str, pairs: str) -> None:
        """Write one of the lists anew, with the elements that are there alone."""
        found: dict[Any, Any] = {}

        def take(name: Any, value: Any) -> None:
            if not isinstance(name, pikepdf.String if pairs == "/Names" else int):
                return
            if isinstance(value, pikepdf.Array):
                known = [one if self._is_element(one) else None for one in value]
                if any(one is not None for one in known):
                    found[name] = self.pdf.make_indirect(pikepdf.Array(known))
            elif self._is_element(value):
                found[name] = value

        each_in(tree[key], pairs, take)
        names = sorted(found, key=bytes if pairs == "/Names" else int)
        flat = [one for name in names for one in (name, found[name])]
        tree[key] = self.pdf.make_indirect(pikepdf.Dictionary({pairs: pikepdf.Array(flat)}))
        self.walk.known.update(one.objgen for one in (tree[key], *found.values()))

    def _is_element(self, thing: Any) -> bool:
        return isinstance(thing, pikepdf.Dictionary) and thing.objgen in self.elements


def _kids(thing: Any) -> list[Any]:
    kids = thing.get("/K")
    if kids is None:
        return []
    return list(kids) if isinstance(kids, pikepdf.Array) else [kids]


def _silence(thing: Any, *keys: str) -> None:
    for key in keys or _READ_OUT:
        if key in thing:
            del thing[key]
