"""Fields and content controls: what Word fills in by itself, from the file's properties or by counting, is left out."""

from __future__ import annotations

from dataclasses import dataclass

from board_reports.desk.word.telling import Told
from board_reports.desk.word.xml import Element, above, all_of, drop, find, name, value

_PROPERTIES = frozenset(
    {
        *("AUTHOR", "LASTSAVEDBY", "DOCPROPERTY", "DOCVARIABLE", "INFO", "TITLE", "SUBJECT", "KEYWORDS", "COMMENTS"),
        *("FILENAME", "FILESIZE", "TEMPLATE", "USERNAME", "USERINITIALS", "USERADDRESS", "NUMWORDS", "NUMCHARS"),
        *("CREATEDATE", "SAVEDATE", "PRINTDATE", "DATE", "TIME", "EDITTIME", "REVNUM"),
    }
)
_CONTENTS = frozenset({"TOC", "INDEX", "TOA", "RD", "TC", "XE", "TA"})
_PAGES = frozenset({"PAGE", "NUMPAGES", "PAGEREF", "SECTION", "SECTIONPAGES"})  # there are no pages to count
_LEFT_OUT = _PROPERTIES | _CONTENTS | _PAGES
_MADE_BY_WORD = ("coreproperties", "core-properties", "extended-properties", "coverpageproperties", "custom-properties")


@dataclass
class _Open:
    """A field that has begun: its instruction as far as read, and whether its result has begun."""

    instruction: str = ""
    result: bool = False

    @property
    def keyword(self) -> str:
        return next(iter(self.instruction.split()), "").upper()


def leave_out_fields(stories: list[Element], told: Told) -> None:
    """Leave out fields and content controls that Word fills in, and count them."""
    for story in stories:
        _controls(story, told)
        for field in all_of(story, "w:fldSimple"):
            keyword = _Open(field.get(name("w:instr"), "")).keyword
            if keyword in _LEFT_OUT:
                _tell(keyword, told)
                drop(field)
        _complex(story, told)


def _tell(keyword: str, told: Told) -> None:
    if keyword in _PROPERTIES:
        told.count("property_fields")
    elif keyword in ("TOC", "INDEX", "TOA"):
        told.count("contents")


def _controls(story: Element, told: Told) -> None:
    for control in all_of(story, "w:sdt"):
        gallery = value(find(control, "w:sdtPr/w:docPartObj/w:docPartGallery"))
        binding = find(control, "w:sdtPr/w:dataBinding")
        bound = "" if binding is None else " ".join(str(text) for text in binding.attrib.values()).lower()
        if "table of contents" in gallery.lower() or gallery.lower() == "bibliographies":
            told.count("contents")
            drop(control)
        elif any(mark in bound for mark in _MADE_BY_WORD):
            told.count("property_fields")
            drop(control)
        elif find(control, "w:sdtPr/w:showingPlcHdr") is not None:
            drop(control)  # "Click here to enter text": nobody did


def _complex(story: Element, told: Told) -> None:
    """The fields that begin, separate and end in runs of their own, one inside another."""
    fields: list[_Open] = []
    doomed: list[Element] = []
    for piece in all_of(story, "w:fldChar", "w:instrText", "w:t", "w:tab", "w:br", "w:drawing", "w:pict", "w:sym"):
        if piece.tag == name("w:fldChar"):
            kind = piece.get(name("w:fldCharType"))
            if kind == "begin":
                fields.append(_Open())
            elif fields and kind == "separate":
                fields[-1].result = True
            elif fields and kind == "end":
                _tell(fields.pop().keyword, told)
        elif piece.tag == name("w:instrText"):
            if fields and not fields[-1].result:
                fields[-1].instruction += piece.text or ""
        elif any(field.result and field.keyword in _LEFT_OUT for field in fields):
            doomed.append(piece)
    for piece in doomed:
        drop(piece)


def leave_out_contents_headings(stories: list[Element], names: dict[str, str]) -> None:
    """Leave out the heading that Word puts over its table of contents; `names` are the styles' names by id."""
    for story in stories:
        for paragraph in all_of(story, "w:p"):
            style = names.get(value(find(paragraph, "w:pPr/w:pStyle")), "")
            if style == "toc heading" and above(paragraph, "w:tc") is None:
                drop(paragraph)
