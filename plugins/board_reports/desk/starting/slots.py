"""Templates with slots such as `«name»`: what a new site's files are written from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from importlib.resources.abc import Traversable

_SLOT = re.compile(r"«(\w+)»")
TEMPLATES = files("board_reports.desk.starting") / "templates"


def templates_in(folder: str) -> Iterator[tuple[str, str]]:
    """The templates of a folder: the path of each below it, and its text."""
    yield from _walk(TEMPLATES / folder, "")


def _walk(folder: Traversable, above: str) -> Iterator[tuple[str, str]]:
    for one in sorted(folder.iterdir(), key=lambda one: one.name):
        if one.is_dir():
            yield from _walk(one, f"{above}{one.name}/")
        else:
            yield f"{above}{one.name}", one.read_text("utf-8")


def filled(template: str, values: Mapping[str, str]) -> str:
    """The template with all its slots filled; raises KeyError for a slot that has no value."""
    return _SLOT.sub(lambda match: values[match[1]], template)


def quoted(text: str) -> str:
    """A text as YAML reads it back on one line, whatever is in it."""
    return json.dumps(text, ensure_ascii=False)
