"""The files that go public with a report: judged by name, kind, size and content, and cleaned."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from board_reports.reports.cleaning import CLEANED, clean
from board_reports.reports.folder import CannotRead, open_regular
from board_reports.reports.links import ending_of
from board_reports.reports.settings import MEGABYTE, Settings

if TYPE_CHECKING:
    from board_reports.reports.fields import AttachmentEntry

_ZIP = b"PK\x03\x04"
FIRST_BYTES: Mapping[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "png": (b"\x89PNG\r\n\x1a\n",),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "gif": (b"GIF87a", b"GIF89a"),
    "webp": (b"RIFF",),
    "docx": (_ZIP,),
    "xlsx": (_ZIP,),
    "pptx": (_ZIP,),
    "odt": (_ZIP,),
    "ods": (_ZIP,),
}
"""The kinds of file that a site may allow, each with the bytes that such a file begins with."""


@dataclass(frozen=True, slots=True)
class PublishedFile:
    """A file that is published with a report.

    `name` is its POSIX name below the report's folder, and below the report's address. `size` (in bytes) and `sha256`
    (the hex digest) are of the source; `public_size` and `public_sha256` of what is published, which is cleaned.
    `labels` gives its label by the language of the page, `label_languages` the language that each of these labels is
    in; `language` is that of the file: `en`, `cy` or `both`. A file that is only shown in the text is a figure, and
    `listed` is False. `on_request` says that its content is given in an accessible form to those who ask; `tagged` says
    of a PDF whether its text has a structure that can be read aloud, and is None of other files.
    """

    name: str
    path: Path
    size: int
    sha256: str
    public_size: int
    public_sha256: str
    labels: Mapping[str, str]
    label_languages: Mapping[str, str]
    language: str
    listed: bool
    on_request: bool = False
    tagged: bool | None = None

    @property
    def kind(self) -> str:
        """The kind of file, as a reader knows it: PDF, PNG, JPEG, …"""
        ending = ending_of(self.name)
        return "JPEG" if ending in ("jpg", "jpeg") else ending.upper()


def published(
    name: str, path: Path, entry: AttachmentEntry | None, settings: Settings, *, listed: bool
) -> PublishedFile:
    """Judge one file that is to be published; raises CannotRead when it breaks a rule."""
    ending = ending_of(name)
    if "index.html" in name.lower().split("/"):
        raise CannotRead("The name index.html is that of the page itself.", "Rename the folder or file.")
    if ending not in settings.attachment_types:
        raise CannotRead(
            "A file of this kind is not published here.", f"Allowed are: {', '.join(settings.attachment_types)}."
        )
    data = _read(path, settings.attachment_max_bytes)
    if data is None:
        message = f"The file is larger than {settings.attachment_max_bytes // MEGABYTE} MB."
        raise CannotRead(message, "Make it smaller.")
    start = data[:16]
    if not start.startswith(FIRST_BYTES.get(ending, ())) or (ending == "webp" and start[8:12] != b"WEBP"):
        raise CannotRead(f"The file is not what its ending .{ending} says.", "Save it again in that format.")
    found = clean(ending, data)
    labels, spoken = _labels(name, entry)
    return PublishedFile(
        name=name,
        path=path,
        size=len(data),
        sha256=hashlib.sha256(data).hexdigest(),
        public_size=len(found.data),
        public_sha256=hashlib.sha256(found.data).hexdigest(),
        labels=labels,
        label_languages=spoken,
        language=_language(name, entry),
        listed=listed,
        on_request=bool(entry and entry.accessible_alternative),
        tagged=found.tagged,
    )


def public_bytes(file: PublishedFile) -> bytes:
    """What is published of a judged file; raises CannotRead when it is no longer what was judged."""
    data = _read(file.path, file.size)
    if data is None or hashlib.sha256(data).hexdigest() != file.sha256:
        raise CannotRead("A file changed while the site was being built.", "Build the site again.")
    return clean(ending_of(file.name), data).data


def is_cleaned(name: str) -> bool:
    """Whether a file with this name is of a kind that is cleaned; one of another kind is published as it is."""
    return ending_of(name) in CLEANED


def can_be_read_aloud(file: PublishedFile, texts: Collection[str]) -> bool:
    """Whether everybody can have a file's content: it is tagged, or no PDF, or given otherwise.

    It is given otherwise on request, or as a text of the report in the file's language: `texts` are the names of the
    Markdown files, of which `7-minute-briefing.md` has the content of `7-minute-briefing.pdf`.
    """
    if file.tagged is not False or file.on_request:
        return True
    stem = _stem(file.name).lower()
    endings = {"en": (".md",), "cy": (".cy.md",), "both": (".md", ".cy.md")}[file.language]
    return {stem + ending for ending in endings} <= {name.lower() for name in texts}


def _read(path: Path, most: int) -> bytes | None:
    """The bytes of a file, or None when they are more than `most`; raises CannotRead."""
    with open_regular(path) as file:
        try:
            data = file.read(most + 1) if os.fstat(file.fileno()).st_size <= most else None
        except OSError as error:
            raise CannotRead(f"It cannot be read ({error.strerror}).", "Check the file and the disk.") from None
    return None if data is None or len(data) > most else data


def in_listing_order(files: Iterable[PublishedFile], entries: Iterable[AttachmentEntry]) -> tuple[PublishedFile, ...]:
    """The files as the page lists them: first as `attachments` orders them, then by name."""
    place = {unicodedata.normalize("NFC", entry.file): number for number, entry in enumerate(entries)}
    return tuple(sorted(files, key=lambda file: (place.get(file.name, len(place)), file.name)))


def _language(name: str, entry: AttachmentEntry | None) -> str:
    if entry and entry.language:
        return entry.language
    return "cy" if re.search(r"\.cy\.[^.]+$", name) else "en"


def _stem(name: str) -> str:
    return re.sub(r"(?:\.cy)?\.[^.]+$", "", name.rsplit("/", 1)[-1])


def _labels(name: str, entry: AttachmentEntry | None) -> tuple[dict[str, str], dict[str, str]]:
    """The labels of a file by the language of the page, and the language of each: a name has that of its file."""
    name_of = re.sub(r"[-_]+", " ", _stem(name)).strip() or name
    given = {"en": entry.title if entry else None, "cy": entry.title_cy if entry else None}
    labels, languages = {}, {}
    for page, other in (("en", "cy"), ("cy", "en")):
        language = next((one for one in (page, other) if given[one]), None)
        labels[page] = (given[language] if language else None) or name_of
        languages[page] = language or {"both": page}.get(own := _language(name, entry), own)
    return labels, languages
