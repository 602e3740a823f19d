"""The seal: a digest over all that a report makes public, so that a change after approval shows."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from collections.abc import Iterable, Mapping
from datetime import date, time
from typing import Any

from pydantic import BaseModel

from board_reports.reports.fields import ReportFields
from board_reports.reports.keys import PUBLIC_KEYS

VERSION = 1


def public_fields(fields: BaseModel) -> dict[str, Any]:
    """The public keys that are present, as plain values: dates as ISO text, times as `HH:MM`."""
    keys = PUBLIC_KEYS if isinstance(fields, ReportFields) else tuple(type(fields).model_fields)
    return {key: _plain(getattr(fields, key)) for key in keys if getattr(fields, key, None) is not None}


def sealed_text(body: str) -> str:
    """A body as the seal takes it: NFC, LF line ends, no byte-order mark, no outer blank lines."""
    lines = unicodedata.normalize("NFC", body).lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n").split("\n")
    while lines and not lines[0].strip():
        del lines[0]
    while lines and not lines[-1].strip():
        del lines[-1]
    return "\n".join(lines)


def seal_of(
    fields: Mapping[str, Any],
    body: str,
    twin: tuple[Mapping[str, Any], str] | None,
    parts: Iterable[tuple[str, Mapping[str, Any], str]],
    files: Iterable[tuple[str, str]],
) -> str:
    """`sha256:` and the hex digest of a report's public content.

    `twin` is the Welsh file's fields and body; each of `parts` is a file name, its fields and body; each of `files`
    is a name below the report's folder and the SHA-256 of the source bytes, in hex.
    """
    content = {
        "v": VERSION,
        "fields": dict(fields),
        "body": sealed_text(body),
        "cy": None if twin is None else {"fields": dict(twin[0]), "body": sealed_text(twin[1])},
        "parts": [
            [name, dict(keys), sealed_text(text)] for name, keys, text in sorted(parts, key=lambda part: part[0])
        ],
        "files": sorted([name, digest] for name, digest in files),
    }
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, time):
        return value.strftime("%H:%M")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, BaseModel):
        return public_fields(value)
    return value
