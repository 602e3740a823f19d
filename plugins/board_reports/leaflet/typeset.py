"""Setting a leaflet: its blocks as plain data for the forms beside this module, and what the typesetter makes of it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from board_reports.leaflet.blocks import (
    Block,
    Break,
    Heading,
    Inline,
    Link,
    Listing,
    Note,
    Paragraph,
    Spoken,
    Text,
    letters,
    plain,
)
from board_reports.leaflet.panels import Unit, gap

FORMS = Path(__file__).parent
_FONTS = tuple(f"SourceSansPro-{name}.ttf" for name in ("Regular", "Bold", "It", "BoldIt"))
_LONG_WORD = re.compile(r"\S{24,}")
_MAY_BREAK = re.compile(r"(?<=[/@_?&=-])(?=\w)")
_EVERY = re.compile(r".{12}(?=.)")  # of the widest letters, twelve fit the narrowest place
_BREAK = "\u200b"
_NO_SIGN = re.compile(r"the text `\"(.+?)\"` could not be displayed")
_PANIC = re.compile(r"panel:([^:]+):([0-9.]+)")


class NoTypesetter(Exception):
    """What print needs is not installed."""


class PanelFull(Exception):
    """A panel holds less than was put on it: its name, and by how many millimetres of height, 0 for a word too wide."""

    def __init__(self, panel: str, by: float) -> None:
        super().__init__(panel)
        self.panel, self.by = panel, by


class NoSign(Exception):
    """The font of print has no sign for a character of the text; carries the character."""

    def __init__(self, character: str) -> None:
        super().__init__(character)
        self.character = character


def check_installed() -> None:
    """Raise NoTypesetter when a package that print needs is missing; loads none of them."""
    for name in ("typst", "segno", "font_source_sans_pro"):
        if find_spec(name) is None:
            raise NoTypesetter(name)


class Numbering:
    """Blocks as data, with levels of headings that leave none out: programs that read aloud count them."""

    def __init__(self) -> None:
        self.level = 1

    def data(self, block: Block) -> dict[str, Any]:
        """One block as the forms take it."""
        if isinstance(block, Heading):
            self.level = min(block.level, self.level + 1)
            return {"kind": "heading", "level": self.level, "content": list(inlines(block.content))}
        if isinstance(block, Listing):
            items = [[self.data(inner) for inner in item] for item in block.items]
            return {"kind": "list", "start": block.start, "items": items}
        if isinstance(block, Note):
            content = [self.data(inner) for inner in block.content]
            return {"kind": "note", "title": list(inlines(block.title)), "content": content}
        assert isinstance(block, Paragraph)
        return {"kind": "paragraph", "content": list(inlines(block.content))}


def stacked(units: Sequence[Unit], numbering: Numbering | None = None) -> list[dict[str, Any]]:
    """Units that stand under one another, each with its gap in millimetres; items of one list joined to a list."""
    numbering = numbering or Numbering()
    found: list[dict[str, Any]] = []
    before: Unit | None = None
    for unit in units:
        data = numbering.data(unit.block)
        if unit.item and before is not None and isinstance(before.block, Listing):
            found[-1]["block"]["items"].extend(data["items"])
        else:
            found.append({"gap": gap(before, unit), "block": data | {"sticky": unit.leads_on}})
        before = unit
    return found


def inlines(content: Iterable[Inline]) -> Iterator[Any]:
    """Words as data. Where a link leads is written out behind it, unless its words say so."""
    for one in content:
        if isinstance(one, Text):
            yield breakable(one.text)
        elif isinstance(one, Break):
            yield {"kind": "break"}
        elif isinstance(one, Link):
            yield {"kind": "link", "to": one.to, "content": list(inlines(one.content))}
            shown = short_address(one.to)
            if letters(shown) not in letters(plain(one.content)):
                yield f" ({breakable(shown)})"
        elif isinstance(one, Spoken):
            yield {"kind": "spoken", "language": one.language, "content": list(inlines(one.content))}
        else:
            yield {"kind": one.kind, "content": list(inlines(one.content))}


def short_address(address: str) -> str:
    """An address as people write it on paper: without `https://`, `mailto:` or `tel:`, and without a last slash."""
    return re.sub(r"^(?:https?://|mailto:|tel:)", "", address, flags=re.IGNORECASE).rstrip("/")


def breakable(text: str) -> str:
    """The same words; a very long one, such as an address, may be broken after its marks, or else somewhere."""

    def with_places(word: re.Match[str]) -> str:
        pieces = _MAY_BREAK.sub(_BREAK, word[0]).split(_BREAK)
        return _BREAK.join(_EVERY.sub(rf"\g<0>{_BREAK}", one) if len(one) > 26 else one for one in pieces)

    return _LONG_WORD.sub(with_places, text)


def measured(units: Sequence[Unit], common: dict[str, Any]) -> list[float]:
    """How high each unit is on a panel, in millimetres."""
    numbering = Numbering()
    return list(_heights(_plain(common | {"units": [numbering.data(unit.block) for unit in units]})))


def pdf(form: str, data: dict[str, Any]) -> bytes:
    """The print file that a form makes of the data: tagged, PDF/UA-1. Raises PanelFull or NoSign."""
    return _pdf(form, _plain(data))


def pictures(form: str, data: dict[str, Any], *, ppi: float = 96) -> list[bytes]:
    """The pages of the same print file as PNG pictures. Raises PanelFull."""
    made = _made(form, _plain(data), format="png", ppi=ppi)
    return [made] if isinstance(made, bytes) else made


def _plain(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


# The same data gives the same bytes, so a site that is built again and again in one process sets each text once.
@lru_cache(maxsize=64)
def _heights(data: str) -> tuple[float, ...]:
    with _compiler("measure.typ", data) as compiler:
        return tuple(map(float, json.loads(compiler.query("<heights>", field="value", one=True))))


@lru_cache(maxsize=64)
def _pdf(form: str, data: str) -> bytes:
    made = _made(form, data, format="pdf", pdf_standards=["ua-1"])
    assert isinstance(made, bytes)
    return made


def _made(form: str, data: str, **options: Any) -> bytes | list[bytes]:
    import typst  # noqa: PLC0415 - only a site with leaflets pays for it

    try:
        with _compiler(form, data) as compiler:
            made: bytes | list[bytes] = compiler.compile(**options)
    except typst.TypstError as error:
        if full := _PANIC.search(f"{error.message} {error.diagnostic}"):
            raise PanelFull(full[1], float(full[2])) from None
        if missing := _NO_SIGN.search(error.message):
            raise NoSign(missing[1]) from None
        raise
    return made


@contextmanager
def _compiler(form: str, data: str) -> Iterator[Any]:
    """The typesetter, with the four fonts of print and none of the machine's: the same file comes out everywhere."""
    import typst  # noqa: PLC0415 - as above

    spec = find_spec("font_source_sans_pro")
    assert spec is not None
    assert spec.origin is not None
    brought = Path(spec.origin).parent / "files"
    with TemporaryDirectory(prefix="board-fonts-") as folder:  # of the font's two formats one, whatever their order
        for name in _FONTS:
            Path(folder, name).symlink_to(brought / name)
        fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder])
        if len(fonts.fonts()) != len(_FONTS):
            raise NoTypesetter("font-source-sans-pro")
        yield typst.Compiler(str(FORMS / form), root=str(FORMS), font_paths=fonts, sys_inputs={"leaflet": data})
