"""What a printed page says: the text of each page of a PDF, by the fonts' own tables from glyphs to letters."""

import re
from io import BytesIO

import pikepdf

_CHARS = re.compile(rb"beginbfchar(.*?)endbfchar", re.DOTALL)
_RANGES = re.compile(rb"beginbfrange(.*?)endbfrange", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
_TRIPLE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")


def pages_of(data):
    """The text of each page, in the order in which it is drawn, its blanks squeezed."""
    with pikepdf.open(BytesIO(data)) as document:
        return [" ".join(_text(page, page.Resources).split()) for page in document.pages]


def _text(drawn, resources):
    fonts = {str(name): _letters(font) for name, font in resources.get("/Font", {}).items()}
    letters, said = {}, []
    for operands, operator in pikepdf.parse_content_stream(drawn):
        name = str(operator)
        if name == "Tf":
            letters = fonts[str(operands[0])]
        elif name in ("Tj", "TJ"):
            pieces = operands[0] if name == "TJ" else [operands[0]]
            for piece in pieces:
                if isinstance(piece, pikepdf.String):
                    glyphs = bytes(piece)
                    codes = (glyphs[place : place + 2].hex() for place in range(0, len(glyphs), 2))
                    said.extend(letters.get(code, "?") for code in codes)
        elif name in ("Td", "TD", "Tm", "T*", "BT"):
            said.append(" " if name == "BT" else "")
        elif name == "Do":
            form = resources.XObject[operands[0]]
            if form.get("/Subtype") == "/Form":
                said.append(_text(form, form.get("/Resources", resources)))
    return "".join(said)


def _letters(font):
    table = font.get("/ToUnicode")
    found = {}
    if table is None:
        return found
    data = table.read_bytes()
    for block in _CHARS.findall(data):
        found.update({code.decode().lower(): _decoded(text) for code, text in _PAIR.findall(block)})
    for block in _RANGES.findall(data):
        for first, last, text in _TRIPLE.findall(block):
            start = int(text, 16)
            for place in range(int(last, 16) - int(first, 16) + 1):
                found[f"{int(first, 16) + place:0{len(first)}x}"] = chr(start + place)
    return found


def _decoded(text):
    return bytes.fromhex(text.decode()).decode("utf-16-be")
