"""The files of a report as they are: their texts and digests, read without judging or rendering them."""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from board_reports.release.audit.words import without_markup
from board_reports.reports.folder import CannotRead, digest_of, open_regular, read_text_bytes
from board_reports.reports.front_matter import FrontMatter, read_front_matter
from board_reports.reports.report import Report

PUBLIC_TEXTS = ("title", "summary", "revision_note")
"""Keys of the front matter whose texts a page shows."""

Digest = Callable[[Path], str]


def file_digest(path: Path) -> str:
    """The SHA-256 of a file in hex; raises CannotRead, or OSError."""
    with open_regular(path) as file:
        return digest_of(file)


def values_of(values: Mapping[str, Any], keys: Iterable[str], inner: Iterable[str]) -> Iterator[str]:
    """The texts at some keys, and at the `inner` keys of the items of every list."""
    inner = tuple(inner)
    for key in keys:
        if isinstance(value := values.get(key), str):
            yield value
    for items in values.values():
        for item in items if isinstance(items, list) else ():
            if isinstance(item, dict):
                yield from (str(item[key]) for key in inner if key in item)


def markdown_of(report: Report) -> Iterator[Path]:
    """The Markdown files of a report: English, Welsh, parts."""
    files = report.files
    yield from (path for path in (files.english, files.welsh, *files.parts.values()) if path is not None)


def front_and_text(path: Path) -> tuple[FrontMatter, str]:
    """A file's front matter, and its whole text where that cannot be read."""
    try:
        data = read_text_bytes(path)
    except (CannotRead, OSError):
        return read_front_matter(b""), ""
    coding = "utf-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8"
    return read_front_matter(data), data.decode(coding, "replace")


def as_written_and_read(text: str) -> Iterator[str]:
    """A Markdown text as it is written, and as it is read."""
    yield text
    if (shown := without_markup(text)) != text:
        yield shown


def text_of(path: Path) -> str:
    """The text of a file, whatever is in it; empty when it cannot be read."""
    try:
        return path.read_bytes().decode("utf-8", "replace")
    except OSError:
        return ""


def digests_of(paths: Iterable[Path], digest: Digest) -> Iterator[str]:
    """The SHA-256 of each ordinary file that can be read, in hex; a link or a pipe is never opened."""
    for path in paths:
        try:
            if stat.S_ISREG(path.lstat().st_mode):
                yield digest(path)
        except (CannotRead, OSError):
            continue
