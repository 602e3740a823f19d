"""Opening a Word file: refused with one message when it is none, and never unpacked without limits."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from dataclasses import dataclass
from io import BytesIO

from board_reports.desk.word.refusal import CannotImport
from board_reports.desk.word.xml import NAMESPACES, Element, find, name, parsed
from board_reports.reports.settings import MEGABYTE

MOST_BYTES = 50 * MEGABYTE
MOST_UNPACKED = 400 * MEGABYTE  # all that the file holds; a report with photographs has a tenth
MOST_ENTRIES = 5000
MOST_XML = 30 * MEGABYTE  # one part that is read as XML; 100 pages take about two

_OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of Word 97, and of a file with a password
_SAVE = "Open it in Word and save it as a Word document (.docx), then import that."
_TRANSITIONAL, _STRICT = NAMESPACES["w"], "http://purl.oclc.org/ooxml/wordprocessingml/main"
_KINDS = (
    (b"%PDF", "The file is a PDF.", "Ask the reviewer for the Word document (.docx) that it was made from."),
    (b"{\\rtf", "The file is in Rich Text Format.", _SAVE),
    (b"<", "The file is a web page or plain XML.", _SAVE),
)
_OTHERS = (
    ("macroenabled", "The file holds macros.", "Save it in Word as a Word document (.docx), which holds none."),
    ("template", "The file is a Word template.", _SAVE),
    ("spreadsheetml", "The file is a spreadsheet.", "Choose the Word document (.docx) of the report."),
    ("presentationml", "The file is a presentation.", "Choose the Word document (.docx) of the report."),
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """What a part refers to by an id: `kind` is the last word of its type, `target` a part's name or an address."""

    kind: str
    target: str
    outside: bool


class Package:
    """An opened Word file: its parts by name, read one at a time."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.names = {one.filename for one in archive.infolist()}

    def read(self, part: str, most: int = MOST_XML) -> bytes | None:
        """The bytes of a part, or None when it is not there; raises CannotImport for a damaged or oversized one."""
        if part not in self.names:
            return None
        if self._archive.getinfo(part).file_size > most:
            raise CannotImport("A part of the file is far larger than that of any report.", _SAVE)
        try:
            return self._archive.read(part)
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
            raise _damaged() from None

    def xml(self, part: str) -> Element | None:
        """A part read as XML, or None when it is not there."""
        data = self.read(part)
        return None if data is None else parsed(data)

    def relationships(self, part: str) -> dict[str, Relationship]:
        """What a part refers to, by id."""
        folder, base = posixpath.split(part)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        found = {}
        for one in [] if root is None else root.findall("rel:Relationship", NAMESPACES):
            outside = one.get("TargetMode") == "External"
            target = one.get("Target", "")
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found[one.get("Id", "")] = Relationship(one.get("Type", "").rsplit("/", 1)[-1], target, outside)
        return found


def opened(data: bytes) -> tuple[Package, str]:
    """The Word file in these bytes, and the name of its main part; raises CannotImport for anything else."""
    if len(data) > MOST_BYTES:
        fix = "Compress its pictures in Word (Picture Format, Compress Pictures), save it, and import that."
        raise CannotImport(f"The file is larger than {MOST_BYTES // MEGABYTE} MB.", fix)
    if not data.strip(b"\0"):
        raise CannotImport("The file is empty.", "Choose the Word document (.docx) that the reviewer sent.")
    if data.startswith(_OLD):
        if "EncryptedPackage".encode("utf-16-le") in data:
            fix = "Open it in Word, take the password off (File, Info, Protect Document), save it, and import that."
            raise CannotImport("The file is protected by a password.", fix)
        raise CannotImport("The file is in the format of an old Word (.doc).", _SAVE)
    for start, message, fix in _KINDS:
        if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(start):
            raise CannotImport(message, fix)
    if not data.startswith(b"PK"):
        raise CannotImport("The file is no Word document, or is damaged.", _SAVE)
    package = Package(_archive(data))
    return package, _main(package)


def _damaged() -> CannotImport:
    return CannotImport("The file is damaged.", "Ask for it again, or open it in Word and save it once more as .docx.")


def _archive(data: bytes) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, OverflowError):
        raise _damaged() from None
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES or sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise CannotImport("The file unpacks to far more than any report holds, and is not opened.", _SAVE)
    if any(one.flag_bits & 1 for one in entries):
        raise CannotImport("The file is protected by a password.", "Save it without the password, and import that.")
    if len({one.filename for one in entries}) < len(entries):
        raise _damaged()
    return archive


def _main(package: Package) -> str:
    if (package.read("mimetype") or b"").startswith(b"application/vnd.oasis.opendocument"):
        raise CannotImport("The file is an OpenDocument file.", _SAVE)
    types = package.xml("[Content_Types].xml")
    main = next((one.target for one in package.relationships("").values() if one.kind == "officeDocument"), None)
    if types is None or main is None:
        raise CannotImport("The file is no Word document.", "Choose the Word document (.docx) of the report.")
    kinds = {one.get("PartName", "").lstrip("/"): one.get("ContentType", "") for one in types.iter(name("ct:Override"))}
    kind = kinds.get(main, "").lower()
    if any(part.endswith("vbaProject.bin") for part in package.names):
        kind += " macroenabled"
    for mark, message, fix in _OTHERS:
        if mark in kind:
            raise CannotImport(message, fix)
    document = package.xml(main)
    if document is not None and document.tag == f"{{{_STRICT}}}document":
        fix = "Save it in Word as Word Document (.docx), not as Strict Open XML Document, and import that."
        raise CannotImport("The file is in the strict form of .docx.", fix)
    if document is None or document.tag != f"{{{_TRANSITIONAL}}}document" or find(document, "w:body") is None:
        raise _damaged()
    return main
