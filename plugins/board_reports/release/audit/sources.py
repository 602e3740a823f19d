"""The files of a report as they are: their texts and digests, read without judging or rendering them."""

from __future__ import annotations

import re
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

_HEAD = 4096  # bytes of a file in which its front matter mostly ends
_FENCES = re.compile(r"\A\ufeff?---[ \t]*\r?\n(.*?\n)---[ \t]*\r?\n", re.DOTALL)
_TEXT = r"""(?:"([^"\\\r\n]*)"|'([^'\r\n]*)'|([^\W\d_][^#:\r\n]*[ ][^#:\r\n]*?))"""
_TITLE, _REFERENCE = (
    re.compile(rf"^{key}:[ \t]+{_TEXT}[ \t]*\r?\n(?=[a-z_]|\Z)", re.MULTILINE) for key in ("title", "reference")
)
_EITHER = re.compile("^(?:title|reference)", re.MULTILINE)
_UNUSUAL = re.compile(r"^(?![a-z_]+:|[ \t-]|#|\r?$)", re.MULTILINE)  # a key in quotes, or in braces

_GUESSED = re.compile(r"^[ \t]*[\"']?([a-z_]+)[\"']?[ \t]*:[ \t]*(\S.*?)[ \t]*$", re.MULTILINE)

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


def values_at(path: Path) -> Mapping[str, Any]:
    """A file's front matter, or a guess at it where it cannot be read."""
    front, text = front_and_text(path)
    return front.values if front.readable else guessed(text)


def title_and_reference(path: Path) -> tuple[str, str]:
    """The title and the reference in a file's front matter, which is read as a whole only where a line is unusual."""
    try:
        with open_regular(path) as file:
            head = file.read(_HEAD).decode("utf-8", "replace")
    except (CannotRead, OSError):
        return "", ""
    if fenced := _FENCES.match(head):
        block = fenced[1]
        titles, references = _TITLE.findall(block), _REFERENCE.findall(block)
        plain = len(titles) == 1 and len(references) < 2 and not _UNUSUAL.search(block)
        if plain and len(titles + references) == len(_EITHER.findall(block)):
            return "".join(titles[0]), "".join(references[0]) if references else ""
    values = values_at(path)
    return str(values.get("title", "")), str(values.get("reference", ""))


def guessed(text: str) -> dict[str, str]:
    """The keys of a front matter that cannot be read, from lines that look like keys with values."""
    return {key: value.strip("\"'") for key, value in reversed(_GUESSED.findall(text[: 64 * 1024]))}


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
