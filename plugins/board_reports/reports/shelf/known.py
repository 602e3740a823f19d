"""What the shelf keeps of a live report: what the public reads of it but for its texts, and digests of its files."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from pathlib import Path
from typing import Any

from board_reports.reports.body import Body
from board_reports.reports.digests import Digests
from board_reports.reports.files import PublishedFile
from board_reports.reports.folder import CannotRead, Source, read_text_bytes
from board_reports.reports.keys import PRIVATE_KEYS, PUBLIC_KEYS
from board_reports.reports.problem import Problem
from board_reports.reports.report import Report
from board_reports.reports.settings import Settings
from board_reports.reports.shelf.lazy import KnownReport, made
from board_reports.reports.slug import part_name, slug_of
from board_reports.reports.texts import Content, Part, Text
from board_reports.reports.window import PublicationWindow

Record = dict[str, Any]

MOST_BODIES = 4  # rendered texts that are held, of all reports together

_DECIDING = ("approved_date", "approved_digest", "withdrawn_date")  # of private keys, only these are on the shelf
_FILE = (
    "name",
    "size",
    "sha256",
    "public_size",
    "public_sha256",
    "labels",
    "label_languages",
    "language",
    "listed",
    "on_request",
    "tagged",
)


def record_of(report: Report, digests: Digests) -> Record | None:
    """The record of a live report whose content has been judged; None where its files may not be those any more."""
    fields, content, digest = report.fields, report.content, report.source_digest
    if fields is None or content.problems or not digest:
        return None
    paths = _paths_of_texts(report.files)

    def told(texts: Mapping[str, Text], names: Mapping[str, str]) -> dict[str, list[str | None]]:
        return {
            language: [text.title, text.summary, text.revision_note, (name := names[language]), digests.of(paths[name])]
            for language, text in texts.items()
        }

    kept = {*PUBLIC_KEYS, *_DECIDING, *report.settings.required_before_publication} - {"attachments"}
    return {
        "digest": digest,
        "fields": fields.model_dump(mode="json", include=kept, exclude_none=True),
        "unsaid": [key for key in type(fields).model_fields if key not in kept and getattr(fields, key) is not None],
        "texts": told(content.texts, _own_names(report.files)),
        "parts": [[part.name, told(part.texts, _names_of_part(report.files, part.name))] for part in content.parts],
        "files": [{key: _plain(getattr(file, key)) for key in _FILE} for file in content.files],
        "seal": content.seal,
        "advice": [problem.as_json() for problem in content.advice],
    }


def known_report(record: Record, files: Source, settings: Settings, source: str) -> KnownReport:
    """The report that a record is of; `source` is its English file as it is told."""
    report: KnownReport
    fields = _KnownFields(record, lambda key: getattr(report.whole.fields, key, None))
    paths = _paths_of_texts(files)

    def texts(told: Mapping[str, list[Any]], part: str | None) -> dict[str, Text]:
        return {
            language: Text(title, summary, note, _KnownBody(files, settings, name, paths[name], language, part, digest))
            for language, (title, summary, note, name, digest) in told.items()
        }

    report = made(
        KnownReport,
        record=record,
        source=source,
        files=files,
        settings=settings,
        fields=fields,
        title=fields.title,
        reference=fields.reference,
        slug=slug_of(fields.reference),
        window=PublicationWindow.of(
            fields.publication_date, fields.publication_time, fields.weeks or settings.weeks, settings.zone
        ),
        problems=(),
        source_digest=record["digest"],
        content=Content(
            texts(record["texts"], None),
            tuple(Part(name, texts(told, name)) for name, told in record["parts"]),
            tuple(PublishedFile(path=files.others[one["name"]], **one) for one in record["files"]),
            record["seal"],
            (),
            tuple(Problem(**one) for one in record["advice"]),
        ),
    )
    return report


def slug_in(record: Record) -> str:
    """The slug of the report that a record is of."""
    return slug_of(record["fields"]["reference"])


@dataclass(frozen=True, eq=False, slots=True)
class _KnownBody:
    """The body of a text that was judged before, rendered from its file when it is needed."""

    files: Source
    settings: Settings
    name: str
    path: Path
    language: str
    part: str | None
    digest: str

    def __call__(self) -> Body:
        return _rendered(self)


@lru_cache(maxsize=MOST_BODIES)
def _rendered(one: _KnownBody) -> Body:
    from board_reports.reports.content import render_again  # noqa: PLC0415 - most builds render no text again

    data = read_text_bytes(one.path)
    body = None
    if hashlib.sha256(data).hexdigest() == one.digest:
        body = render_again(one.files, one.settings, data, name=one.name, language=one.language, part=one.part)
    if body is None:
        raise CannotRead("A text changed while the site was being built.", "Build the site again.")
    return body


class _KnownFields:
    """Front matter from the shelf: all that `ReportFields` has, without the library that judges it.

    The texts of private keys and the entries of files are read from the report's own file when they are asked for.
    """

    def __init__(self, record: Record, unsaid: Callable[[str], Any]) -> None:
        known = self.__dict__
        known.update(_NOTHING)
        for key, value in record["fields"].items():
            known[key] = _READ[key](value) if key in _READ else value
        for key in record["unsaid"]:
            del known[key]  # so that asking for it leads to __getattr__
        known["_unsaid"] = unsaid

    def __getattr__(self, name: str) -> Any:
        if name in _NOTHING:
            return self.__dict__["_unsaid"](name)
        raise AttributeError(name)


_NOTHING = dict.fromkeys((*PUBLIC_KEYS, *PRIVATE_KEYS))
_DAYS = {key: date.fromisoformat for key in _NOTHING if key.endswith("_date")}
_READ: Mapping[str, Callable[[str], Any]] = {**_DAYS, "publication_time": time.fromisoformat}


def _plain(value: Any) -> Any:
    return dict(value) if isinstance(value, Mapping) else value


def _paths_of_texts(files: Source) -> dict[str, Path]:
    own = [path for path in (files.english, files.welsh) if path]
    return {path.name: path for path in own} | files.parts


def _own_names(files: Source) -> dict[str, str]:
    return {"en": files.english.name} | ({"cy": files.welsh.name} if files.welsh else {})


def _names_of_part(files: Source, part: str) -> dict[str, str]:
    same: Iterable[str] = (name for name in files.parts if part_name(name.replace(".cy.md", ".md")) == part)
    return {"cy" if name.endswith(".cy.md") else "en": name for name in same}
