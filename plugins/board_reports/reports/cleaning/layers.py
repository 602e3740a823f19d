"""The layers of a PDF: they go, and a document in which one is switched off is refused, for it would be shown."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pikepdf

from board_reports.reports.folder import CannotRead

_STATES = (("/View", "/ViewState"), ("/Print", "/PrintState"), ("/Export", "/ExportState"))


def refuse_hidden_layers(root: Any) -> None:
    """Raise CannotRead for a document with a layer that is not always shown."""
    layers = root.get("/OCProperties")
    if isinstance(layers, pikepdf.Dictionary) and any(_hides(layers)):
        message = "The PDF has layers that are switched off, and would be published with it."
        raise CannotRead(message, "Delete the hidden layers, or print it to a new PDF.")


def _hides(layers: Any) -> Iterator[bool]:
    first = layers.get("/D")
    if isinstance(first, pikepdf.Dictionary):
        off = first.get("/OFF")
        yield isinstance(off, pikepdf.Array) and len(off) > 0
        yield first.get("/BaseState", "/ON") != "/ON"
    groups = layers.get("/OCGs")
    for group in groups if isinstance(groups, pikepdf.Array) else ():
        usage: Any = group.get("/Usage") if isinstance(group, pikepdf.Dictionary) else None
        for kind, state in _STATES if isinstance(usage, pikepdf.Dictionary) else ():
            inner: Any = usage.get(kind)
            yield isinstance(inner, pikepdf.Dictionary) and inner.get(state) == "/OFF"
