"""The front matter of a report as a form: what its fields hold, what is wrong in each, and what changes in the file."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from board_reports.reports.front_matter import FrontMatter
from board_reports.reports.problem import Problem
from board_reports.reports.register import Register
from board_reports.reports.report import Report
from board_reports.reports.settings import Settings
from board_reports.reports.slug import slug_of
from board_reports.reports.validate import fault_in

DATES = ("publication_date", "family_told_date", "sent_to_welsh_government_date", "legal_advice_date")
KEYS = (
    "title",
    "reference",
    "review_type",
    "publication_date",
    "publication_time",
    "weeks",
    "summary",
    "family_told_date",
    "sent_to_welsh_government_date",
    "legal_advice_date",
    "note",
)
NEEDED = ("title", "reference", "publication_date")

_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Judged:
    """What was typed, judged: the `changes` to make to the file, or the `errors`, by key."""

    changes: Mapping[str, object | None]
    errors: Mapping[str, str]


def values_of(front: FrontMatter) -> dict[str, str]:
    """What the form's fields show of a front matter; empty for a key that is not there, or holds no plain value."""
    return {key: _shown(front.values.get(key)) for key in KEYS}


def judged(front: FrontMatter, typed: Mapping[str, str], settings: Settings, keys: Iterable[str] = KEYS) -> Judged:
    """Judge what was typed into the form against the rules of a report's file; only what differs is changed."""
    changes: dict[str, object | None] = {}
    errors: dict[str, str] = {}
    for key in keys:
        text = _one_line(typed.get(key, ""))
        if text == _one_line(_shown(front.values.get(key))) and (key in front.values or (key,) not in front.lines):
            continue
        if not text:
            if (key,) in front.lines:
                changes[key] = None
            continue
        value: object = _number(text) if key == "weeks" else text
        if fault := fault_in(key, value, settings):
            errors[key] = in_form(key, fault.message, fault.fix)
        else:
            changes[key] = date.fromisoformat(text) if key in DATES else value
    return Judged(changes, errors)


def taken(reference: str, own: Report, register: Register, others: Iterable[Report]) -> str | None:
    """Why another report cannot have this reference, in a sentence, or None."""
    slug = slug_of(reference)
    if not slug or slug == own.slug:
        return None
    sources = sorted({one.source for one in (*register.find(reference), *others) if one.slug == slug})
    sources = [source for source in sources if source != own.source]
    return f"The reference is taken by {', '.join(sources)}. Choose another, or change that file." if sources else None


def standing_errors(problems: Iterable[Problem], source: str, keys: Iterable[str] = KEYS) -> dict[str, str]:
    """What is wrong in the file as it is, by the form's field."""
    known = set(keys)
    found: dict[str, str] = {}
    for problem in problems:
        key = (problem.key or "").split(".")[0]
        if problem.file == source and key in known:
            found.setdefault(key, in_form(key, problem.message, problem.fix))
    return found


def in_form(key: str, message: str, fix: str) -> str:
    """A problem of a file as it is told beside a form's field: there a value stands alone, without key and quotes."""
    fix = re.sub(rf"\b(?:{re.escape(key)}: )(\"?)(.+?)\1(?=$|\s)", r"\2", fix)
    return f"{message} {fix.replace('Add a line:', 'Write it here, for example:')}".strip()


def _shown(value: object) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else _odd(value)


def _odd(value: object) -> str:
    """What YAML read as something else, such as `12:30` without quotes, as it was written."""
    return "" if value is None or isinstance(value, list | dict | bool) else str(value)


def _one_line(text: str) -> str:
    return _SPACES.sub(" ", unicodedata.normalize("NFC", text)).strip()


def _number(text: str) -> object:
    return int(text) if re.fullmatch(r"[1-9]\d{0,8}", text) else text
