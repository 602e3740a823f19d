"""The headers of a file where no rules of a web server give them: as our rules do, as far as a fixed text can."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from board_reports.release.manifest import Kind
from board_reports.release.rules.grammar import FIXED

TYPES: Mapping[str, str] = {
    "html": "text/html",
    "css": "text/css",
    "txt": "text/plain",
    "js": "text/javascript",
    "json": "application/json",
    "map": "application/json",
    "xml": "application/xml",
    "gz": "application/gzip",
    "pdf": "application/pdf",
    "webmanifest": "application/manifest+json",
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "webp": "image/webp",
    "svg": "image/svg+xml",
    "ico": "image/x-icon",
    "woff2": "font/woff2",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "odt": "application/vnd.oasis.opendocument.text",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
WITH_CHARSET = frozenset({"text/html", "text/css", "text/plain", "text/javascript", "application/xml"})


def content_type(path: str) -> str:
    """The media type of a file, by its ending."""
    kind = TYPES.get(PurePosixPath(path).suffix.removeprefix("."), "application/octet-stream")
    return f"{kind}; charset=utf-8" if kind in WITH_CHARSET else kind


def cache_control(path: str, kind: Kind, *, live: bool) -> str:
    """How long a copy of a file may be kept. `live` says that there is a report that will close.

    A bucket's header is a fixed text, and cannot become shorter as a closing comes near. So what tells of reports is
    asked for each time while there are any; only pages that tell of none may be kept for five minutes.
    """
    if re.match(FIXED["hashed"], f"/{path}"):
        return FIXED["long"]
    if kind is Kind.ERROR:
        return "no-store"
    if kind in (Kind.REPORT, Kind.FILE, Kind.STATUS) or (live and kind in (Kind.MADE, Kind.INDEX)):
        return "no-cache"
    return FIXED["soon"]
