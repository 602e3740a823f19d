"""The files that go public with a report: judged by name, kind, size and first bytes."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from board_reports.reports.fields import AttachmentEntry
from board_reports.reports.folder import CannotRead, digest_of, open_regular
from board_reports.reports.links import ending_of
from board_reports.reports.settings import MEGABYTE, Settings

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

    `name` is its POSIX name below the report's folder, and below the report's address; `size` is in bytes; `sha256`
    is the hex digest of the source bytes; `labels` gives its label by the language of the page, `label_languages` the
    language that each of these labels is in; `language` is that of the file: `en`, `cy` or `both`. A file that is only
    shown in the text is a figure, and `listed` is False.
    """

    name: str
    path: Path
    size: int
    sha256: str
    labels: Mapping[str, str]
    label_languages: Mapping[str, str]
    language: str
    listed: bool

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
    with open_regular(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > settings.attachment_max_bytes:
            raise CannotRead(
                f"The file is larger than {settings.attachment_max_bytes // MEGABYTE} MB.", "Make it smaller."
            )
        start = file.read(16)
        if not start.startswith(FIRST_BYTES.get(ending, ())) or (ending == "webp" and start[8:12] != b"WEBP"):
            raise CannotRead(f"The file is not what its ending .{ending} says.", "Save it again in that format.")
        file.seek(0)
        digest = digest_of(file)
    labels, spoken = _labels(name, entry)
    return PublishedFile(name, path, size, digest, labels, spoken, _language(name, entry), listed)


def in_listing_order(files: Iterable[PublishedFile], entries: Iterable[AttachmentEntry]) -> tuple[PublishedFile, ...]:
    """The files as the page lists them: first as `attachments` orders them, then by name."""
    place = {unicodedata.normalize("NFC", entry.file): number for number, entry in enumerate(entries)}
    return tuple(sorted(files, key=lambda file: (place.get(file.name, len(place)), file.name)))


def _language(name: str, entry: AttachmentEntry | None) -> str:
    if entry and entry.language:
        return entry.language
    return "cy" if re.search(r"\.cy\.[^.]+$", name) else "en"


def _labels(name: str, entry: AttachmentEntry | None) -> tuple[dict[str, str], dict[str, str]]:
    """The labels of a file by the language of the page, and the language of each: a name has that of its file."""
    stem = re.sub(r"(?:\.cy)?\.[^.]+$", "", name.rsplit("/", 1)[-1])
    name_of = re.sub(r"[-_]+", " ", stem).strip() or name
    given = {"en": entry.title if entry else None, "cy": entry.title_cy if entry else None}
    labels, languages = {}, {}
    for page, other in (("en", "cy"), ("cy", "en")):
        language = next((one for one in (page, other) if given[one]), None)
        labels[page] = (given[language] if language else None) or name_of
        languages[page] = language or {"both": page}.get(own := _language(name, entry), own)
    return labels, languages
