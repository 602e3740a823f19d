"""The keys of a report, of its Welsh twin and of its parts: their types, and who may see them."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationInfo
from pydantic_core import PydanticCustomError

from board_reports.reports.front_matter import Odd
from board_reports.reports.keys import FIRST_YEAR, LAST_YEAR, MOST_WEEKS
from board_reports.reports.slug import slug_of
from board_reports.reports.words import guessed_date, nearest, shown

MOST_SLUG = 200  # characters of an address; file systems allow 255


def _wrong(message: str, fix: str) -> PydanticCustomError:
    return PydanticCustomError("board", "{message} {fix}", {"message": message, "fix": fix})


def _quoted(value: Any, key: str) -> PydanticCustomError:
    return _wrong(f"{_start(shown(value))} is not a text.", f'Write the text in quotes: {key}: "..."')


def _start(words: str) -> str:
    return words[:1].upper() + words[1:]


def _text(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, str):
        raise _quoted(value, info.field_name or "key")
    if not value.strip():
        raise _wrong("There is no value.", "Write a value, or remove the line.")
    return value


def _one_line(value: Any, info: ValidationInfo) -> Any:
    text = _text(value, info)
    if "\n" in text.strip("\n"):
        raise _wrong("The text has more than one line.", "Write it in one line.")
    return text


def _reference(value: Any, info: ValidationInfo) -> Any:
    text = _one_line(value, info)
    if len(text.strip()) < 4 or not re.search(r"[0-9]", text) or not slug_of(text):
        raise _wrong(
            "A reference has at least four characters, a digit among them.",
            'Write it as the Board does, for example: reference: "CPR 01/2026"',
        )
    if len(slug_of(text)) > MOST_SLUG:
        raise _wrong(f"The reference is longer than {MOST_SLUG} characters.", "Write the Board's own short reference.")
    return text


def _day(value: Any, info: ValidationInfo) -> Any:
    key = info.field_name or "key"
    if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value):
        value = _calendar_day(value)
    if isinstance(value, date):
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise _wrong(f'"{value}" is not between 2000 and 2100.', "Correct the year.")
        return value
    if isinstance(value, str | Odd) and re.fullmatch(r"\d{4}-\d\d-\d\d", str(value)):
        raise _wrong(f'"{value}" is not a day of the calendar.', f"Correct it: {key}: YYYY-MM-DD")
    meant = guessed_date(str(value))
    write = meant.isoformat() if meant else "YYYY-MM-DD"
    raise _wrong(f"{_start(shown(value))} is not a date in the form YYYY-MM-DD.", f"Write: {key}: {write}")


def _calendar_day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _clock(value: Any) -> Any:
    if isinstance(value, time):
        return value
    if isinstance(value, str) and re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        return time.fromisoformat(value)
    if isinstance(value, Odd):
        raise _wrong(f"{_start(shown(value))} is not in quotes.", 'Write the time in quotes: publication_time: "09:30"')
    raise _wrong(
        f"{_start(shown(value))} is not a time of the day.", 'Write hours and minutes: publication_time: "09:30"'
    )


def _weeks(value: Any, info: ValidationInfo) -> Any:
    least = info.context.minimum_weeks if info.context else 1
    if isinstance(value, str) and re.fullmatch(r"\d{1,3}", value):
        raise _wrong(f'"{value}" is in quotes.', f"Write it without: weeks: {value}")
    if isinstance(value, bool) or not isinstance(value, int):
        raise _wrong(f"{_start(shown(value))} is not a whole number of weeks.", f"Write, for example: weeks: {least}")
    if not least <= value <= MOST_WEEKS:
        raise _wrong(
            f"{_start(shown(value))} is not from {least} to {MOST_WEEKS}.",
            f"Write weeks: {least} or more; to take a report down early, withdraw it with a reason.",
        )
    return value


def _review_type(value: Any, info: ValidationInfo) -> Any:
    known = info.context.review_types if info.context else {value: None}
    if isinstance(value, str) and value in known:
        return value
    near = nearest(value, known) if isinstance(value, str) else None
    meant = nearest_key(value, known) if isinstance(value, str) else None
    hint = f"Did you mean {meant or near}?" if meant or near else f"Write one of: {', '.join(known)}."
    raise _wrong("This is not one of the site's review types.", hint)


def nearest_key(value: str, known: Any) -> str | None:
    """The key among `known` that differs from `value` in case, spaces or underscores alone, or None."""
    plain = re.sub(r"[\s_]+", "-", value.strip().lower())
    return plain if plain in known else None


def _file_name(value: Any, info: ValidationInfo) -> Any:
    text = _one_line(value, info)
    parts = text.split("/")
    if text.startswith("/") or "\\" in text or any(part in ("", ".", "..") or part.startswith(".") for part in parts):
        raise _wrong("This is not the name of a file beside the report.", "Write the name alone: file: timeline.pdf")
    return text


def _yes(value: Any, info: ValidationInfo) -> Any:
    if not isinstance(value, bool):
        raise _wrong(f"{_start(shown(value))} is not true or false.", f"Write: {info.field_name}: true")
    return value


Text = Annotated[str, BeforeValidator(_text)]
Line = Annotated[str, BeforeValidator(_one_line)]
Reference = Annotated[str, BeforeValidator(_reference)]
Day = Annotated[date, BeforeValidator(_day)]
Clock = Annotated[time, BeforeValidator(_clock)]
Weeks = Annotated[int, BeforeValidator(_weeks)]
ReviewType = Annotated[str, BeforeValidator(_review_type)]
FileName = Annotated[str, BeforeValidator(_file_name)]
Yes = Annotated[bool, BeforeValidator(_yes)]


class _Fields(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class AttachmentEntry(_Fields):
    """One item of `attachments`: a file to list with the report, and its label in one or both languages.

    `accessible_alternative` says that readers who cannot use the file are given its content when they ask.
    """

    file: FileName
    title: Line | None = None
    title_cy: Line | None = None
    language: Literal["en", "cy", "both"] | None = None
    accessible_alternative: Literal["on request"] | None = None


class Waiver(_Fields):
    """A false alarm of the anonymity check: its kind, the digest of what was found, and why it is none."""

    kind: Line
    digest: Line
    reason: Text


class ReportFields(_Fields):
    """The front matter of a report. Keys in `PUBLIC_KEYS` reach the public; no other key ever does."""

    title: Line
    reference: Reference
    publication_date: Day
    approved_date: Day | None = None
    review_type: ReviewType | None = None
    publication_time: Clock | None = None
    weeks: Weeks | None = None
    summary: Text | None = None
    attachments: list[AttachmentEntry] | None = None
    revised_date: Day | None = None
    revision_note: Text | None = None
    example: Yes | None = None
    approved_minute: Text | None = None
    family_told_date: Day | None = None
    sent_to_welsh_government_date: Day | None = None
    legal_advice_date: Day | None = None
    note: Text | None = None
    approved_digest: Line | None = None
    hold: Text | None = None
    withdrawn_date: Day | None = None
    withdrawn_reason: Text | None = None
    waivers: list[Waiver] | None = None


class TwinFields(_Fields):
    """The front matter of a Welsh twin: its words alone; dates and approval stand in the English file."""

    title: Line
    summary: Text | None = None
    revision_note: Text | None = None


class PartFields(_Fields):
    """The front matter of a part of a report, or of a part's Welsh twin."""

    title: Line
