"""The words of a page of a PDF, as far as its fonts say which letters they draw."""

from __future__ import annotations

import re
from typing import Any

import pikepdf

MOST_INSTRUCTIONS = 50_000
_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]+)>\s*<([0-9A-Fa-f\s]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*(?:<([0-9A-Fa-f]+)>|\[(.*?)\])", re.DOTALL)
_ONE = re.compile(rb"<([0-9A-Fa-f]+)>")
_MOST_RANGE = 0x10000


class Letters:
    """Which letters the codes of one font stand for."""

    def __init__(self, font: Any) -> None:
        self.width = 2 if font.get("/Subtype") == "/Type0" else 1
        self.table: dict[int, str] = {}
        table = font.get("/ToUnicode")
        if isinstance(table, pikepdf.Stream):
            self._read(table.read_bytes())

    def _read(self, data: bytes) -> None:
        for block in _CHARS.findall(data):
            for code, text in _PAIR.findall(block):
                self.table[int(code, 16)] = _decoded(text)
        for block in _RANGES.findall(data):
            for first, last, text, several in _TRIPLE.findall(block):
                start, end = int(first, 16), min(int(last, 16), int(first, 16) + _MOST_RANGE)
                if several:
                    for code, one in zip(
                        range(start, end + 1), re.findall(rb"<([0-9A-Fa-f]+)>", several), strict=False
                    ):
                        self.table[code] = _decoded(one)
                else:
                    letter = ord(_decoded(text)[-1:] or "\0")
                    self.table.update((code, chr(letter + code - start)) for code in range(start, end + 1))

    def __call__(self, drawn: bytes) -> str:
        codes = (int.from_bytes(drawn[at : at + self.width], "big") for at in range(0, len(drawn), self.width))
        return "".join(self.table.get(code) or self._usual(code) for code in codes)

    def _usual(self, code: int) -> str:
        """What a font that does not say it draws, most likely, for a code."""
        return bytes([code]).decode("cp1252", "replace") if self.width == 1 else ""


def text_of_page(page: Any) -> str:
    """The letters that a page draws, in the order in which it does; what cannot be read is left out."""
    try:
        return _text(page)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, OverflowError):
        return ""


def _text(page: Any) -> str:
    fonts = page.get("/Resources", {}).get("/Font", {})
    letters = {name: Letters(font) for name, font in fonts.items()}
    said: list[str] = []
    font = None
    instructions: Any = pikepdf.parse_content_stream(page, "Tf Tj TJ ' \"")
    for operands, operator in instructions[:MOST_INSTRUCTIONS]:
        if str(operator) == "Tf":
            font = letters.get(str(operands[0]))
        elif font is not None and operands:
            last = operands[-1]
            pieces = last if isinstance(last, pikepdf.Array) else [last]
            said.extend(font(bytes(piece)) for piece in pieces if isinstance(piece, pikepdf.String))
    return "".join(said)


def _decoded(text: bytes) -> str:
    return bytes.fromhex(b"".join(text.split()).decode()).decode("utf-16-be", "replace")
