"""The text and metadata of attached files, and what in them could not be read."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from board_reports.desk.anonymity.seen import Seen, joined, plain
from board_reports.reports.folder import CannotRead, open_regular
from board_reports.reports.links import PICTURE_ENDINGS, ending_of

MOST_PAGES = 2000
MOST_TEXT = 50 * 1024 * 1024  # bytes, of one file once it is unpacked

OFFICE_ENDINGS = frozenset({"docx", "xlsx", "pptx", "odt", "ods"})

_READ_IT = "Read it yourself."
_LOOK = "Look for faces, names, places and words in it."

_DATED = re.compile(r"date|modif|creat(?:e|ion)|time|identifier|documentid|instanceid|uuid|version", re.IGNORECASE)
_STAMP = re.compile(r"(?:D:)?\d{4}(?:[-:]?\d\d){2}(?:[T ]?\d\d(?::?\d\d){0,2})?(?:\.\d+)?(?:Z|[+-]\d\d'?:?\d?\d?'?)?")
_XML_PARAGRAPH = re.compile(
    r"</(?:\w+:)?(?:p|h|row|si|is|tr|table-row|comment)>|<(?:\w+:)?(?:br|line-break|cr)\b[^>]*>"
)
_XML_CELL = re.compile(r"</(?:\w+:)?(?:tc|c|table-cell)>|<(?:\w+:)?tab\b[^>]*>")
_XML_ANY = re.compile(r"<[^<>]*>")


@dataclass(slots=True)
class Contents:
    """What one attached file holds: its texts, each with its page where it has pages, and its metadata.

    `unread` are pairs of sentences: what could not be read, and what a person has to do. `placed` says that a picture
    tells where it was taken.
    """

    texts: list[tuple[Seen, int | None]] = field(default_factory=list)
    metadata: Seen | None = None
    unread: list[tuple[str, str]] = field(default_factory=list)
    placed: bool = False


def contents_of(path: Path, name: str) -> Contents:
    """Read an attached file by its ending. Never raises for what is in it: what cannot be read is told."""
    ending = ending_of(name)
    read = {"pdf": _pdf, **dict.fromkeys(PICTURE_ENDINGS, _picture), **dict.fromkeys(OFFICE_ENDINGS, _office)}.get(
        ending
    )
    if read is None:
        return Contents(unread=[("A file of this kind cannot be read by the check.", _READ_IT)])
    found = Contents()
    try:
        with open_regular(path) as file:
            read(file, found)
    except CannotRead as error:
        found.unread.append((error.message, _READ_IT))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001 - a file can be broken in any way, and is then told as not checked
        message = "It is broken, protected by a password, or not what its ending says."
        found.unread.append((message, "Save it again, without a password, or read it yourself."))
    return found


def _pdf(file: Any, found: Contents) -> None:
    import pikepdf  # noqa: PLC0415 - heavy, and many reports have no PDF
    import pypdfium2  # noqa: PLC0415

    data = file.read()
    document = pypdfium2.PdfDocument(data)
    try:
        bare, pictured = [], []
        if len(document) > MOST_PAGES:
            found.unread.append((f"It has more than {MOST_PAGES} pages; the check reads so many.", _READ_IT))
        for number in range(min(len(document), MOST_PAGES)):
            page = document[number]
            text = page.get_textpage().get_text_bounded().replace("\ufffe", "-\n").replace("\x02", "-\n")
            if text.strip():
                found.texts.append((plain(text.replace("\r\n", "\n")), number + 1))
            else:
                bare.append(number + 1)
            if any(True for _ in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE], max_depth=4)):
                pictured.append(number + 1)
            page.close()
    finally:
        document.close()
    if bare:
        found.unread.append((f"{_pages(bare)} no text that the check could read.", _READ_IT))
    if pictured := [page for page in pictured if page not in bare]:
        found.unread.append((f"{_pages(pictured)} pictures.", _LOOK))
    with pikepdf.open(_again(data)) as pdf:
        found.metadata = joined(_pdf_metadata(pdf, found))


def _again(data: bytes) -> Any:
    import io  # noqa: PLC0415

    return io.BytesIO(data)


def _pages(numbers: list[int]) -> str:
    if len(numbers) == 1:
        return f"Page {numbers[0]} has"
    shown = ", ".join(map(str, numbers[:20])) + (", …" if len(numbers) > 20 else "")
    return f"Pages {shown} have"


def _pdf_metadata(pdf: Any, found: Contents) -> Iterator[str]:
    import pikepdf  # noqa: PLC0415

    for key, value in (pdf.trailer.get("/Info") or {}).items():
        if isinstance(value, pikepdf.String) and not _DATED.search(str(key)):
            yield str(value)
    metadata = pdf.Root.get("/Metadata")
    if isinstance(metadata, pikepdf.Stream):
        yield from _xmp(metadata.read_bytes())
    with pdf.open_outline() as outline:
        yield from _titles(outline.root, 0)
    for page in pdf.pages:
        for note in page.obj.get("/Annots") or []:
            values = [note.get(key) for key in ("/Contents", "/T", "/V", "/TU", "/Subj")]
            values.append((note.get("/A") or {}).get("/URI"))
            yield from (str(value) for value in values if isinstance(value, pikepdf.String))
    for name in pdf.attachments:
        yield name.replace("_", " ")
    if len(pdf.attachments):
        found.unread.append(("It has other files inside it.", "Take them out, or read them yourself."))


def _titles(items: Any, depth: int) -> Iterator[str]:
    for item in items if depth < 20 else ():
        yield str(item.title)
        yield from _titles(item.children, depth + 1)


def _xmp(data: bytes) -> Iterator[str]:
    """The texts of an XMP packet, without its times and identifiers."""
    text = data[:MOST_TEXT].decode("utf-8", "replace")
    for tag, inside in re.findall(r"<([\w:-]{1,80})(?:\s[^<>]*)?>([^<>]+)", text):
        if inside.strip() and not _DATED.search(tag):
            yield _unescaped(inside)
    for key, value in re.findall(r"([\w:-]{1,80})\s*=\s*[\"']([^\"'<>]*)[\"']", text):
        if value.strip() and not key.startswith("xmlns") and not _DATED.search(key):
            yield _unescaped(value)


def _picture(file: Any, found: Contents) -> None:
    from PIL import Image  # noqa: PLC0415 - heavy, and many reports have no picture

    found.unread.append(("It is a picture.", _LOOK))
    with Image.open(file) as picture:
        found.metadata = joined(_picture_metadata(picture, found))


def _picture_metadata(picture: Any, found: Contents) -> Iterator[str]:
    from PIL import ExifTags, IptcImagePlugin  # noqa: PLC0415

    if getattr(picture, "format", "") == "PNG":
        picture.load()  # what stands behind the pixels
    for key, value in {**picture.info, **getattr(picture, "text", {})}.items():
        if key in ("exif", "icc_profile", "photoshop", "jfif", "dpi", "gamma", "transparency"):
            continue
        yield from (_xmp(_bytes(value)) if "xmp" in str(key).lower() else _texts(value))
    exif = picture.getexif()
    for group in (exif, exif.get_ifd(ExifTags.IFD.Exif), exif.get_ifd(ExifTags.IFD.GPSInfo)):
        for tag, value in group.items():
            if not _DATED.search(str(ExifTags.TAGS.get(tag, ""))):
                yield from _texts(value)
    position = exif.get_ifd(ExifTags.IFD.GPSInfo)
    found.placed = any(tag in position for tag in (ExifTags.GPS.GPSLatitude, ExifTags.GPS.GPSLongitude))
    for value in (IptcImagePlugin.getiptcinfo(picture) or {}).values():
        yield from _texts(value)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, bytes):
        for encoding in ("utf-8", "utf-16-le", "latin-1"):  # what cameras and Windows write
            text = value.decode(encoding, "ignore").replace("\0", "")
            if any(character.isalnum() for character in text):
                yield text
    elif isinstance(value, str):
        if not _STAMP.fullmatch(value.strip()):
            yield value.replace("\0", "")
    elif isinstance(value, list | tuple):
        for one in value:
            if isinstance(one, str | bytes):
                yield from _texts(one)


def _bytes(value: Any) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode()


def _office(file: Any, found: Contents) -> None:
    with zipfile.ZipFile(file) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > MOST_TEXT * 4:
            raise CannotRead("It is too large once it is unpacked.", "")
        pictures = False
        metadata: list[str] = []
        for entry in archive.infolist():
            name = entry.filename.lower()
            if name.endswith((".xml", ".rels")) and not re.search(r"/(?:styles|theme|fonttable|settings)", name):
                if entry.file_size > MOST_TEXT:
                    raise CannotRead("It is too large once it is unpacked.", "")
                text = archive.read(entry).decode("utf-8", "replace")
                if name.startswith(("docprops/", "meta.xml")):
                    metadata += _xmp(text.encode())
                else:
                    metadata += _attribute_texts(text)
                    found.texts.append((plain(_xml_text(text)), None))
            elif "/media/" in name or name.startswith("pictures/") or name.endswith((".bin", ".emf", ".wmf")):
                pictures = True
        found.metadata = joined(metadata)
    if pictures:
        found.unread.append(("It has pictures or other files inside it.", _LOOK))


def _attribute_texts(text: str) -> Iterator[str]:
    """What stands in attributes that are for people: alternative texts, authors of changes, addresses of links."""
    for value in re.findall(
        r"\b(?:\w+:)?(?:descr|title|author|initials|Target|name|href|alt)\s*=\s*\"([^\"<>]+)\"", text
    ):
        yield _unescaped(value)


def _xml_text(text: str) -> str:
    text = _XML_PARAGRAPH.sub("\n\n", text)
    text = _XML_CELL.sub(" | ", text)
    return _unescaped(_XML_ANY.sub("", text))


def _unescaped(text: str) -> str:
    import html  # noqa: PLC0415

    return html.unescape(text)
