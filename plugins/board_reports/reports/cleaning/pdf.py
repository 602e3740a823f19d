"""A PDF as it is published: its pages, their structure and links, written anew, and nothing else of the file."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
from pikepdf import ObjectStreamMode

from board_reports.reports.cleaning.layers import refuse_hidden_layers
from board_reports.reports.cleaning.links import Links, named_places
from board_reports.reports.cleaning.outline import Entry, entries_of, outline_of
from board_reports.reports.cleaning.pruning import Walk, empty_the_unknown
from board_reports.reports.cleaning.streams import clean_streams, limit_unpacking
from board_reports.reports.cleaning.structure import Structure, is_tagged
from board_reports.reports.cleaning.title import name_it, standard_of, title_of
from board_reports.reports.folder import CannotRead

MOST_OBJECTS = 500_000
MOST_PAGES = 5000
_AGAIN = "Make it again with the program that it was made with, as a PDF."


def clean_pdf(data: bytes) -> tuple[bytes, bool]:
    """The bytes of a PDF that are published, and whether it is tagged; raises CannotRead when it is not fit for it."""
    limit_unpacking()
    try:
        # a damaged file is not mended: what would be found in it could be what was deleted
        with pikepdf.open(io.BytesIO(data), attempt_recovery=False) as pdf:
            return _cleaned(pdf)
    except pikepdf.PasswordError:
        raise CannotRead("The PDF is protected by a password.", "Save it without protection.") from None
    except pikepdf.PdfError:
        raise CannotRead("The PDF is damaged, or is no PDF.", _AGAIN) from None


def _cleaned(pdf: Any) -> tuple[bytes, bool]:
    if pdf.is_encrypted:
        raise CannotRead("The PDF is protected: it is encrypted.", "Save it without protection.")
    if len(pdf.objects) > MOST_OBJECTS or len(pdf.pages) > MOST_PAGES:
        raise CannotRead("The PDF has too much in it.", "Publish it in several files.")
    pages = [page.obj for page in pdf.pages]
    if not pages:
        raise CannotRead("The PDF has no pages.", _AGAIN)
    root = pdf.Root
    refuse_hidden_layers(root)
    _refuse_forms(root)
    tagged = is_tagged(root)
    language = root.get("/Lang")
    if language is not None and not isinstance(language, pikepdf.String):
        del root["/Lang"]
    links = Links({page.objgen for page in pages}, named_places(root))
    for page in pages:
        links.on_page(page)
    entries = entries_of(root.get("/Outlines"), links)
    title, standard = title_of(pdf, pages, entries), standard_of(root) if tagged else None
    _keep_only(pdf, links, entries)
    name_it(pdf, title, standard)
    for key in list(pdf.trailer.keys()):
        if key not in ("/Root", "/Info", "/Size"):
            del pdf.trailer[key]
    out = io.BytesIO()
    pdf.save(
        out,
        fix_metadata_version=False,
        object_stream_mode=ObjectStreamMode.generate,
        deterministic_id=True,
        preserve_pdfa=False,
    )
    return out.getvalue(), tagged


def _refuse_forms(root: Any) -> None:
    form = root.get("/AcroForm")
    if not isinstance(form, pikepdf.Dictionary):
        return
    fields = form.get("/Fields")
    if "/XFA" in form or (isinstance(fields, pikepdf.Array) and len(fields)):
        message = "The PDF is a form, or is signed: its fields hold more than they show."
        raise CannotRead(message, "Print it to a new PDF, or save it without fields and signatures.")


def _keep_only(pdf: Any, links: Links, entries: list[Entry]) -> None:
    """Prune the whole document to what is published."""
    root, walk = pdf.Root, Walk()
    tree = root.get("/StructTreeRoot")
    if isinstance(tree, pikepdf.Dictionary) and tree.objgen == (0, 0):
        tree = root.StructTreeRoot = pdf.make_indirect(tree)
    for key in ("/Outlines", "/Metadata"):
        if key in root:
            del root[key]
    if entries:
        root.Outlines = outline_of(pdf, entries)
    walk.through(root, "catalog")
    if isinstance(tree, pikepdf.Dictionary):
        Structure(pdf, walk, links.pages, links.kept).keep(tree)
    clean_streams(pdf, list(walk.streams.values()))
    empty_the_unknown(root, walk)
    pdf.remove_unreferenced_resources()
