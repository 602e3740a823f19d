"""Walking through a PDF and keeping what the grammar names, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import pikepdf

from board_reports.reports.cleaning.grammar import (
    ATTRIBUTE_TEXTS,
    KEYS,
    LEAF,
    NAMES,
    PLAIN,
    REFERENCE,
    TEXTS,
    WITH_ANY_KEY,
)
from board_reports.reports.folder import CannotRead

MOST_NESTED = 200  # arrays and dictionaries inside one another, without a number of their own

_OF_STRUCTURE = ("/K", "/ParentTree", "/IDTree")  # which `structure.py` walks through

Ident = tuple[int, int]
"""The number and generation of an object of a PDF; (0, 0) for one that has none."""


@dataclass
class Walk:
    """What has been walked through: `seen` by number and by the kind it was taken for, `streams` by number."""

    seen: set[tuple[Ident, str]] = field(default_factory=set)
    known: set[Ident] = field(default_factory=set)
    streams: dict[Ident, Any] = field(default_factory=dict)

    def through(self, thing: Any, kind: str) -> None:
        """Prune a dictionary of a kind, or the dictionaries of an array, and all that stands in them."""
        waiting: list[tuple[Any, str, int]] = [(thing, kind, 0)]
        while waiting:
            here, what, depth = waiting.pop()
            if depth > MOST_NESTED:
                raise CannotRead("The PDF is nested too deeply.", "Make it again with the program it was made with.")
            if isinstance(here, pikepdf.Array):
                if self.first_time(here, what):
                    waiting.extend((one, what, depth + 1) for one in here if is_group(one))
            elif isinstance(here, pikepdf.Dictionary | pikepdf.Stream) and self.first_time(here, what):
                what = _meant(here, what)
                waiting.extend((value, inner, _depth(value, depth)) for value, inner in self._pruned(here, what))

    def first_time(self, thing: Any, kind: str) -> bool:
        """Note that an object is looked at as one of a kind; False when it has been already."""
        ident = thing.objgen
        if ident == (0, 0):
            return True
        self.known.add(ident)
        if isinstance(thing, pikepdf.Stream):
            self.streams[ident] = thing
        if (ident, kind) in self.seen:
            return False
        self.seen.add((ident, kind))
        return True

    def _pruned(self, thing: Any, kind: str) -> Iterable[tuple[Any, str]]:
        """Delete what may not stay in one dictionary; what stays and has to be walked through."""
        any_key = WITH_ANY_KEY.get(kind)
        keys = KEYS.get(kind, {})
        texts = ATTRIBUTE_TEXTS if kind == "attribute" else TEXTS
        for key, value in list(thing.items()):
            inner = any_key or (LEAF if kind == "attribute" else keys.get(key))
            if inner is None or _unfit(key, value, inner):
                del thing[key]
            elif isinstance(value, pikepdf.String):
                if kind in (PLAIN, NAMES, "attribute") and key not in texts:
                    del thing[key]
            elif inner == LEAF:
                if isinstance(value, pikepdf.Array) and _has_groups(value):
                    del thing[key]
            elif inner != REFERENCE and is_group(value):
                yield value, inner


def is_group(value: Any) -> bool:
    """Whether a value is an array, a dictionary or a stream."""
    return isinstance(value, pikepdf.Array | pikepdf.Dictionary | pikepdf.Stream)


def emptied(thing: Any) -> None:
    """Take everything out of an object that something may still lead to."""
    for key in list(thing.keys()):
        if not (isinstance(thing, pikepdf.Stream) and key == "/Length"):
            del thing[key]
    if isinstance(thing, pikepdf.Stream):
        thing.write(b"")


def empty_the_unknown(root: Any, walk: Walk) -> None:
    """Empty every object that can be reached and that no rule has looked at: a page that was deleted, for example."""
    waiting, seen = [root], set()
    while waiting:
        here = waiting.pop()
        ident = here.objgen
        if ident != (0, 0):
            if ident in seen:
                continue
            seen.add(ident)
        if isinstance(here, pikepdf.Array):
            waiting.extend(one for one in here if is_group(one))
            continue
        if ident != (0, 0) and ident not in walk.known:
            emptied(here)
        waiting.extend(one for _, one in here.items() if is_group(one))


def _meant(thing: Any, kind: str) -> str:
    """The kind of a dictionary where its place leaves it open: the tree of pages has nodes and pages."""
    if kind == "pages" and thing.get("/Kids") is None:
        return "page"
    if kind == "property" and thing.get("/Type") in ("/OCG", "/OCMD"):
        return "layer"  # which has no key that stays
    if kind == "attribute" and thing.get("/O") == "/UserProperties":
        return "user properties"  # nor have these
    return kind


def _depth(value: Any, depth: int) -> int:
    return 0 if value.objgen != (0, 0) else depth + 1


def _unfit(key: str, value: Any, kind: str) -> bool:
    """Whether a dictionary stands where only a value, or only the number of another object, may stand."""
    if not isinstance(value, pikepdf.Dictionary | pikepdf.Stream):
        return False
    return kind == LEAF or (kind == REFERENCE and key not in _OF_STRUCTURE and value.objgen == (0, 0))


def _has_groups(array: Any) -> bool:
    """Whether an array of values has anything in it that could hold more: all but the page that a link leads to."""
    waiting = [array]
    while waiting:
        for one in waiting.pop():
            if isinstance(one, pikepdf.Array):
                waiting.append(one)
            elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and one.get("/Type") != "/Page":
                return True
    return False
