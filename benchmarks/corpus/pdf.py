"""A tagged PDF with plain text on its pages."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name


def pdf_of(pages: Iterable[str]) -> bytes:
    """A PDF with a page for each text, whose characters are all in Latin-1; the same bytes for the same texts."""
    with pikepdf.new() as pdf:
        font = pdf.make_indirect(
            Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica, Encoding=Name.WinAnsiEncoding)
        )
        tags = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot, K=Array()))
        marked = Array()
        for number, text in enumerate(pages):
            page = pdf.add_blank_page(page_size=(595, 842))
            page.Resources = Dictionary(Font=Dictionary(F1=font))
            shown = b" ".join(_lines(text))
            page.Contents = pdf.make_stream(b"/P << /MCID 0 >> BDC BT /F1 8 Tf 10 TL 30 800 Td " + shown + b" ET EMC")
            page.StructParents = number
            paragraph = Dictionary(Type=Name.StructElem, S=Name.P, P=tags, Pg=page.obj, K=0)
            tags.K.append(pdf.make_indirect(paragraph))
            marked.append(number)
            marked.append(Array([tags.K[-1]]))
        tags.ParentTree = Dictionary(Nums=marked)
        pdf.Root.StructTreeRoot = tags
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = pikepdf.String("en-GB")
        written = io.BytesIO()
        pdf.save(written, deterministic_id=True)
        return written.getvalue()


def _lines(text: str) -> Iterator[bytes]:
    words = text.split()
    while words:
        line, words = words[:14], words[14:]
        shown = " ".join(line).replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
        yield f"({shown}) Tj T*".encode("latin-1")
