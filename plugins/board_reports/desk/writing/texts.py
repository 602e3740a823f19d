"""The texts of a report: its English and Welsh sides and its parts, each a Markdown file that is edited as a whole."""

from __future__ import annotations

import codecs
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from board_reports.desk.writing.details import in_form
from board_reports.desk.writing.places import Work
from board_reports.desk.writing.saving import CannotSave
from board_reports.reports.content import part_name
from board_reports.reports.folder import MAX_TEXT_BYTES
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.rewriting import CannotRewrite, rewritten

ENGLISH, WELSH = "en", "cy"
LANGUAGE_NAMES = {ENGLISH: "English", WELSH: "Welsh"}

_LINE_END = re.compile(r"\r\n|\r|\n")
_PART = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MOST_PART_NAME = 60  # characters


@dataclass(frozen=True)
class TextFile:
    """One text: its file's name, its language, its part or None, and its path; `there` says whether there is one yet.

    `keys` are those of its front matter that are edited with it: the report's own have a form of their own.
    """

    name: str
    language: str
    part: str | None
    path: Path
    there: bool

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are edited beside the text."""
        if self.part:
            return ("title",)
        return ("title", "summary") if self.language == WELSH else ()

    @property
    def label(self) -> str:
        """What the desk calls it."""
        language = LANGUAGE_NAMES[self.language]
        return f"{self.part.replace('-', ' ').capitalize()}, {language}" if self.part else f"The report, {language}"


@dataclass(frozen=True)
class Opened:
    """A text as it is in its file: the words below its front matter, and the keys that are edited with it.

    With `whole` the front matter cannot be read, and `body` is all of the file, so that it can be mended here.
    """

    body: str
    values: Mapping[str, str]
    whole: bool


def texts_of(work: Work) -> tuple[TextFile, ...]:
    """All texts of what is written on, and the Welsh sides that it could have."""
    files = work.report.files
    if files.broken:
        return ()
    welsh = files.welsh or files.english.with_name(files.english.name.removesuffix(".md") + ".cy.md")
    found = [
        TextFile(files.english.name, ENGLISH, None, files.english, there=True),
        TextFile(welsh.name, WELSH, None, welsh, there=files.welsh is not None),
    ]
    for name in sorted(name for name in files.parts if not name.endswith(".cy.md")):
        twin = name.removesuffix(".md") + ".cy.md"
        part = part_name(name) or name
        found.append(TextFile(name, ENGLISH, part, files.parts[name], there=True))
        path = files.parts.get(twin)
        found.append(TextFile(twin, WELSH, part, path or files.parts[name].with_name(twin), there=path is not None))
    return tuple(found)


def text_named(work: Work, name: str) -> TextFile | None:
    """The text with this file name, or None: a name is compared, and never becomes a path."""
    return next((one for one in texts_of(work) if one.name == name), None)


def opened(text: TextFile, data: bytes) -> Opened:
    """What the editor shows of a text's bytes."""
    front = read_front_matter(data)
    if not front.readable:
        return Opened(_LINE_END.sub("\n", data.decode("utf-8-sig", "replace")), {}, whole=True)
    values = {key: str(front.values.get(key) or "") for key in text.keys}
    return Opened(front.body.removeprefix("\n"), values, whole=False)


def written(text: TextFile, old: bytes, body: str, values: Mapping[str, str]) -> tuple[bytes, dict[str, str]]:
    """The bytes of a text with other words and keys, and what is wrong, by field; `old` is empty for a new one.

    Of an old text, its front matter keeps its comments, order and line ends. Nothing is wrong about words alone but
    what no file can hold.
    """
    body = unicodedata.normalize("NFC", _LINE_END.sub("\n", body)).strip("\n") + "\n"
    errors: dict[str, str] = {}
    front = read_front_matter(old)
    if old and not front.readable:
        new = _as_before(old, body)
    else:
        asked = {key: " ".join(values.get(key, "").split()) for key in text.keys}
        if "title" in asked and not asked["title"]:
            errors["title"] = "There is no title. Write what it is called."
        try:
            head = _head(old, asked) if not errors else b""
        except (ValueError, CannotRewrite) as error:
            errors["title" if "title" in asked else "body"] = str(error)
            head = b""
        new = head + _as_before(old, f"\n{body}").removeprefix(codecs.BOM_UTF8)
    if errors:
        return b"", errors
    if len(new) > MAX_TEXT_BYTES:
        errors["body"] = "The text would be larger than 2 MB. Keep pictures and tables in files of their own."
    elif not (again := read_front_matter(new)).readable:
        fault = again.faults[0]
        errors["body"] = f"Line {fault.line}: {fault.message} {fault.fix}" if fault.line else fault.message
    return new, errors


def new_part(work: Work, name: str, title: str) -> tuple[Path, bytes, dict[str, str]]:
    """Where a new part goes and its first bytes, or what is wrong with its name or title, by field."""
    errors: dict[str, str] = {}
    if work.home is None:
        raise CannotSave("The report is a single file: a part needs a folder around it.")
    plain = part_name(unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode())
    if not _PART.fullmatch(plain) or len(plain) > _MOST_PART_NAME or plain in ("index", "readme"):
        errors["part"] = "A part has a short name of letters and digits. Write, for example: 7-minute-briefing"
    elif any(part_name(one) == plain for one in work.report.files.parts if not one.endswith(".cy.md")):
        errors["part"] = "There is a part with this name. Choose another, or edit that one."
    if not title.strip():
        errors["title"] = "There is no title. Write what the part is called."
    data = f"---\n{_line('title', title)}---\n\n".encode()
    return work.home / f"{plain}.md", data, {key: in_form(key, text, "") for key, text in errors.items()}


def _head(old: bytes, asked: Mapping[str, str]) -> bytes:
    """The front matter with its closing line."""
    if not old:
        return ("---\n" + "".join(_line(key, value) for key, value in asked.items() if value) + "---\n").encode()
    front = read_front_matter(old)
    changes = {key: value or None for key, value in asked.items() if value != str(front.values.get(key) or "")}
    changes = {key: value for key, value in changes.items() if value is not None or (key,) in front.lines}
    data = rewritten(old, changes) if changes else old
    lines = re.findall(rb"[^\r\n]*(?:\r\n|\n|\r|\Z)", data)
    return b"".join(lines[: read_front_matter(data).body_line - 1])


def _as_before(old: bytes, body: str) -> bytes:
    """Words with the line ends, and the byte-order mark, of the file that they go into."""
    end = "\r\n" if b"\r\n" in old else "\n"
    mark = codecs.BOM_UTF8 if old.startswith(codecs.BOM_UTF8) else b""
    return mark + body.replace("\n", end).encode("utf-8", "replace")


def _line(key: str, value: str) -> str:
    return f"{key}: {json.dumps(' '.join(value.split()), ensure_ascii=False)}\n"
