"""Front matter against its model: every key judged by itself, every fault told at once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ValidationError, create_model

from board_reports.reports.fields import ReportFields
from board_reports.reports.front_matter import FrontMatter
from board_reports.reports.problem import Fault
from board_reports.reports.settings import Settings
from board_reports.reports.window import PublicationWindow
from board_reports.reports.words import nearest

MOST_GUESSES = 100  # in one file: a guess takes a while, and nobody mistypes more keys

Fields = TypeVar("Fields", bound=BaseModel)


class Validated(Generic[Fields]):
    """The outcome of one validation: `fields` when all is well, else the `good` values and the `faults`."""

    def __init__(self, model: type[Fields], good: dict[str, Any], faults: list[Fault]) -> None:
        self.good: Mapping[str, Any] = good
        self.faults = tuple(faults)
        self.fields: Fields | None = None if faults else model.model_construct(**good)


def validate(front: FrontMatter, model: type[Fields], settings: Settings) -> Validated[Fields]:
    """Judge each key of `front` by its type in `model`, and the keys together; never raises for what it finds."""
    faults = list(front.faults)
    good: dict[str, Any] = {}
    adapters = _one_key_models(model)
    for key, value in front.values.items():
        if key not in adapters:
            faults.append(_unknown(front, key, list(adapters), guess=len(faults) < MOST_GUESSES))
            continue
        try:
            good[key] = getattr(adapters[key].model_validate({key: value}, context=settings), key)
        except ValidationError as error:
            faults.extend(_told(front, error))
    if front.readable:
        for key, field in model.model_fields.items():
            if field.is_required() and (key,) not in front.lines:
                faults.append(Fault(1, key, f"There is no {key}.", f"Add a line: {key}: {_EXAMPLES.get(key, '...')}"))
    if model is ReportFields:
        faults.extend(_together(front, good, settings))
    return Validated(model, good, faults)


def fault_in(key: str, value: Any, settings: Settings) -> Fault | None:
    """What is wrong with one value of a report that is not in a file yet, or None."""
    try:
        _one_key_models(ReportFields)[key].model_validate({key: value}, context=settings)
    except ValidationError as error:
        return _told(FrontMatter({}, "", 1, {}, ()), error)[0]
    return None


def window_of(good: Mapping[str, Any], front: FrontMatter, settings: Settings) -> PublicationWindow | None:
    """The window that the readable dates give, or None when a key that decides it is missing or wrong."""
    day = good.get("publication_date")
    unread = any((key,) in front.lines and key not in good for key in ("publication_time", "weeks"))
    if day is None or unread:
        return None
    return PublicationWindow.of(day, good.get("publication_time"), good.get("weeks") or settings.weeks, settings.zone)


@cache
def _one_key_models(model: type[BaseModel]) -> dict[str, type[BaseModel]]:
    """A model for each key alone, so that one wrong key does not hide what the others say."""
    return {
        name: create_model(f"Only_{name}", **{name: (field.rebuild_annotation(), ...)})  # type: ignore[call-overload]
        for name, field in model.model_fields.items()
    }


_EXAMPLES = {
    "title": '"What the report is called"',
    "reference": '"CPR 01/2026"',
    "publication_date": "2026-06-01",
    "file": "timeline.pdf",
}


def _unknown(front: FrontMatter, key: str, known: list[str], *, guess: bool) -> Fault:
    near = nearest(key, known) if guess else None
    fix = f"Did you mean {near}?" if near else f"Known keys: {', '.join(known)}."
    named = key if re.fullmatch(r"[A-Za-z_][\w-]{0,40}", key) else None
    return Fault(front.line_of((key,)), named, "No report has such a key.", fix)


def _told(front: FrontMatter, error: ValidationError) -> list[Fault]:
    faults = []
    for item in error.errors(include_url=False, include_input=False):
        path = tuple(item["loc"])
        key = ".".join(str(part) for part in path if isinstance(part, str))
        context = item.get("ctx", {})
        if item["type"] == "board":
            message, fix = str(context["message"]), str(context["fix"])
        elif item["type"] == "extra_forbidden":
            path_key = str(path[-1])
            near = nearest(path_key, _INNER_KEYS)
            message, fix = "There is no such key here.", f"Did you mean {near}?" if near else "Remove the line."
            key = ".".join(str(part) for part in path[:-1] if isinstance(part, str))
        elif item["type"] == "missing":
            message, fix = f"There is no {path[-1]}.", f"Add a line: {path[-1]}: {_EXAMPLES.get(str(path[-1]), '...')}"
        elif item["type"] == "literal_error":
            message, fix = (
                "This is not one of the values that the key can have.",
                _CHOICES.get(str(path[-1]), "Correct it."),
            )
        else:
            message, fix = "The value is not of the kind that the key needs.", _FORMS.get(str(path[0]), "Correct it.")
        faults.append(Fault(front.line_of(path), key, message, fix))
    return faults


_INNER_KEYS = ("file", "title", "title_cy", "language", "accessible_alternative", "kind", "digest", "reason")

_CHOICES = {
    "language": "Write en, cy or both.",
    "accessible_alternative": "Write: accessible_alternative: on request",
}

_FORMS = {
    "attachments": "Write a list: - file: timeline.pdf, and under it title: ...",
    "waivers": "Write a list: - kind: ..., and under it digest: ... and reason: ...",
}


def _together(front: FrontMatter, good: Mapping[str, Any], settings: Settings) -> list[Fault]:
    faults = []

    def fault(key: str, message: str, fix: str) -> None:
        faults.append(Fault(front.line_of((key,)), key, message, fix))

    for one, other in (("revised_date", "revision_note"), ("withdrawn_date", "withdrawn_reason")):
        for given, missing in ((one, other), (other, one)):
            if (given,) in front.lines and (missing,) not in front.lines:
                fault(given, f"It stands without {missing}.", f"Add a line {missing}, or remove this one.")
    published, approved = good.get("publication_date"), good.get("approved_date")
    if published and approved and approved > published:
        fault(
            "approved_date",
            f'It is later than the publication date "{published}".',
            "Correct one of the two dates: the Board approves before it publishes.",
        )
    window, revised = window_of(good, front, settings), good.get("revised_date")
    if window and revised and not window.first_day <= revised <= window.last_day:
        fault(
            "revised_date",
            f'"{revised}" is not a day on which the report is public.',
            f"Write a day from {window.first_day} to {window.last_day}.",
        )
    names = [item.file for item in good.get("attachments") or []]
    if len(set(names)) < len(names):
        fault("attachments", "A file is listed twice.", "Keep one entry for each file.")
    return faults
