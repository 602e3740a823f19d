"""Adding an item to a list of the front matter, in bytes, with every other byte left as it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.located import CannotRewrite, Entry, Layout
from board_reports.reports.rewriting import opened, quoted

_DASH = re.compile(r"^(?P<indent>[ ]*)-(?P<gap>[ ]+)\S", re.MULTILINE)
_BY_HAND = "Add it by hand, as a list with one key in each line."


def appended(data: bytes, key: str, item: Mapping[str, str]) -> bytes:
    """The file with one more item, a group of texts, at the end of the list `key`; the list is begun if need be.

    What is returned has been read again: it has the item, and everything else as before.

    Raises ValueError for a text that cannot stand in one line, and CannotRewrite where the file is not plain enough.
    """
    values = {name: quoted(text) for name, text in item.items()}
    old, mark, text, layout = opened(data)
    entry = layout.entries.get(key)
    if entry is None:
        begin = layout.close
        added = f"{layout.indent}{key}:{layout.line_end}" + _lines(layout, f"{layout.indent}  ", " ", values)
    else:
        begin = entry.end
        indent, gap = _dash_of(text, entry, layout, key)
        added = _lines(layout, indent, gap, values)
    new = mark + (text[:begin] + added + text[begin:]).encode()
    again = read_front_matter(new)
    wanted: dict[str, Any] = {**old.values, key: [*_list_in(old.values, key), dict(item)]}
    if not again.readable or again.body != old.body or again.values != wanted or len(again.faults) != len(old.faults):
        raise CannotRewrite("The list cannot be added to without changing more than that.", _BY_HAND, key=key)
    return new


def _lines(layout: Layout, indent: str, gap: str, values: Mapping[str, str]) -> str:
    first, *rest = (f"{name}: {value}{layout.line_end}" for name, value in values.items())
    return f"{indent}-{gap}{first}" + "".join(f"{indent} {' ' * len(gap)}{line}" for line in rest)


def _dash_of(text: str, entry: Entry, layout: Layout, key: str) -> tuple[str, str]:
    """The indent before the dash of the list's items, and the space after it."""
    found = _DASH.search(text, text.index(layout.line_end, entry.begin), entry.end)
    if not found:
        raise CannotRewrite("The list is not written line by line.", _BY_HAND, key=key)
    return found["indent"], found["gap"]


def _list_in(values: Mapping[str, Any], key: str) -> list[Any]:
    found = values.get(key, [])
    return found if isinstance(found, list) else []
