"""The title of a PDF, which programs that read aloud say first: one that tells nothing that a reader does not see."""

from __future__ import annotations

import re
import unicodedata
from typing import Any
from xml.sax.saxutils import escape

import pikepdf

from board_reports.reports.cleaning.outline import Entry
from board_reports.reports.cleaning.reading import text_of_page

MOST_TITLE = 500  # characters


def title_of(pdf: Any, pages: list[Any], entries: list[Entry]) -> str | None:
    """The document's own title, where it stands on the first page as well; else the first entry of its outline."""
    info = pdf.trailer.get("/Info")
    given = info.get("/Title") if isinstance(info, pikepdf.Dictionary) else None
    title = _in_a_line(str(given)) if isinstance(given, pikepdf.String) else ""
    wanted = _plain(title)
    if wanted and len(title) <= MOST_TITLE and wanted in _plain(text_of_page(pages[0])):
        return title
    first = _in_a_line(entries[0].title) if entries else ""
    return first[:MOST_TITLE] or None


def standard_of(root: Any) -> str | None:
    """The part of PDF/UA that a document says it follows, or None."""
    packet = root.get("/Metadata")
    data = packet.read_bytes() if isinstance(packet, pikepdf.Stream) else b""
    found = _STANDARD.search(data)
    return found[1].decode() if found else None


def name_it(pdf: Any, title: str | None, standard: str | None) -> None:
    """Write the title where viewers and programs that read aloud look for it, and nothing else beside it."""
    root = pdf.Root
    if "/Info" in pdf.trailer:
        del pdf.trailer["/Info"]
    viewer = root.get("/ViewerPreferences")
    if title is None:
        if isinstance(viewer, pikepdf.Dictionary) and "/DisplayDocTitle" in viewer:
            del viewer["/DisplayDocTitle"]
        return
    root.ViewerPreferences = viewer if isinstance(viewer, pikepdf.Dictionary) else pikepdf.Dictionary()
    root.ViewerPreferences.DisplayDocTitle = True
    pdf.trailer.Info = pdf.make_indirect(pikepdf.Dictionary(Title=title))
    claim = _CLAIM.format(part=standard) if standard else ""
    packet = _PACKET.format(title=escape(title), claim=claim)
    root.Metadata = pdf.make_stream(packet.encode("utf-8"), Type=pikepdf.Name.Metadata, Subtype=pikepdf.Name.XML)


_STANDARD = re.compile(rb"pdfuaid:part\s*(?:>|=\s*[\"'])\s*([12])\s*[<\"']")
_CLAIM = """
   <pdfuaid:part xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">{part}</pdfuaid:part>"""
_PACKET = """\
<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
 <rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
  <rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
   <dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{claim}
  </rdf:Description>
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>
"""


def _in_a_line(text: str) -> str:
    """A text in one line, without the characters that XML cannot hold."""
    return " ".join("".join(one if one.isprintable() else " " for one in text).split())


def _plain(text: str) -> str:
    """Letters and digits alone, in small letters: how words are set on a page says nothing of what they are."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
