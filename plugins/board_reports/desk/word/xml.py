"""XML of a Word file, read so that it can do nothing: no entity is expanded, no file or address opened."""

from __future__ import annotations

from typing import Any, TypeAlias

from lxml import etree

from board_reports.desk.word.refusal import CannotImport

Element: TypeAlias = Any  # lxml brings no types

NAMESPACES = {
    "w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "r": "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "pic": "http://schemas.openxmlformats.org/drawingml/2006/picture",
    "wp": "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing",
    "mc": "http://schemas.openxmlformats.org/markup-compatibility/2006",
    "v": "urn:schemas-microsoft-com:vml",
    "o": "urn:schemas-microsoft-com:office:office",
    "rel": "http://schemas.openxmlformats.org/package/2006/relationships",
    "ct": "http://schemas.openxmlformats.org/package/2006/content-types",
}
_OFF = ("0", "false", "off", "none")


def parsed(data: bytes) -> Element:
    """The root of one XML part; raises CannotImport for what is no plain XML, a document type included."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        raise CannotImport(
            "The file is damaged.", "Open it in Word, save it again as .docx, and import that."
        ) from None
    if root.getroottree().docinfo.doctype:
        message = "The file has parts that Word does not write, and is not opened."
        raise CannotImport(message, "Open it in Word, save it again as .docx, and import that.")
    return root


def name(text: str) -> str:
    """The full name of `w:p` and the like."""
    prefix, _, local = text.partition(":")
    return f"{{{NAMESPACES[prefix]}}}{local}"


def find(element: Element, path: str) -> Element | None:
    """The first element at a path such as `w:pPr/w:rPr`."""
    return element.find(path, NAMESPACES)


def all_of(element: Element, *names: str) -> list[Element]:
    """All elements below of these names, in the order of the text; safe to change while walking through."""
    return list(element.iter(*(name(one) for one in names)))


def is_on(element: Element | None) -> bool | None:
    """Whether a property such as `w:vanish` is switched on; None when it is not there."""
    return None if element is None else element.get(name("w:val"), "1").lower() not in _OFF


def value(element: Element | None) -> str:
    """The `w:val` of an element, empty when there is none."""
    return "" if element is None else element.get(name("w:val"), "")


def drop(element: Element) -> None:
    """Take an element out of its tree, with all that is in it."""
    parent = element.getparent()
    if parent is not None:
        parent.remove(element)  # Word's XML has no text between elements that could be lost with it


def unwrap(element: Element) -> None:
    """Put the children of an element in its place."""
    parent = element.getparent()
    assert parent is not None
    place = parent.index(element)
    parent[place : place + 1] = list(element)


def above(element: Element, *names: str) -> Element | None:
    """The nearest element around it that has one of these names."""
    return next(element.iterancestors(*(name(one) for one in names)), None)


def words_in(element: Element) -> str:
    """All words below an element."""
    return "".join(one.text or "" for one in all_of(element, "w:t")).strip()
