"""Changing the front matter of a draft, or of a report that is not approved yet, from a form: field by field."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from pydantic import BaseModel

from board_reports.reports.fields import PUBLIC_KEYS, ReportFields
from board_reports.reports.folder import MAX_TEXT_BYTES, CannotRead, read_text_bytes
from board_reports.reports.problem import Fault
from board_reports.reports.report import Report
from board_reports.reports.resealing import Prepared, as_in
from board_reports.reports.rewriting import CannotRewrite, rewritten
from board_reports.reports.validate import fault_in

OF_COMMANDS = frozenset(
    {
        "approved_date",
        "approved_minute",
        "approved_digest",
        "hold",
        "withdrawn_date",
        "withdrawn_reason",
        "revised_date",
        "revision_note",
        "waivers",
    }
)
"""Keys that no form changes: approving, correcting, holding, withdrawing and waiving do, each in its own way."""

_DAYS = tuple(key for key in ReportFields.model_fields if key.endswith("_date"))


class CannotEdit(Exception):
    """Nothing was changed. `faults` says why by key; under the key "" stands what concerns the whole file.

    No message repeats a value that was given.
    """

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(" ".join(f"{key}: {fault.message}" for key, fault in faults.items()))
        self.faults = faults


class SavedMeanwhile(CannotEdit):
    """Somebody else saved the file after the form was shown."""


def print_of(report: Report) -> str:
    """What stands for the bytes of a report's English file: a form carries it, so that no other change is lost.

    Raises CannotEdit when the file cannot be read.
    """
    return hashlib.sha256(_bytes_of(report)).hexdigest()


def edit_fields(report: Report, seen: str, changes: Mapping[str, object | None]) -> Prepared:
    """Prepare changes to the front matter of a report: `write()` of what is returned writes them.

    `seen` is what `print_of` gave when the form was shown. Values are as a form gives them, or typed: texts, days as
    days or `YYYY-MM-DD`, numbers or their digits, lists of groups of texts; a blank one, None or an empty list removes
    the key. A draft may stay incomplete, but a value that is given must be right.

    Raises SavedMeanwhile, and CannotEdit with all faults: those of the values, of the report as it would be where the
    change brings them, and for public keys of a report whose approval stands.
    """
    old = _bytes_of(report)
    if hashlib.sha256(old).hexdigest() != seen:
        message = "Somebody else saved the report after you opened it."
        raise SavedMeanwhile({"": Fault(None, None, message, "Look at it as it is now, and make your change again.")})
    typed = {key: typed_value(key, value) for key, value in changes.items()}
    before = as_in(report, old)
    _refuse(_faults_of_values(before, typed))
    try:
        new = rewritten(old, typed)
    except CannotRewrite as error:
        fault = error.told(report.source)[0]
        raise CannotEdit({fault.key or "": Fault(fault.line, fault.key, error.message, error.fix)}) from None
    if len(new) > MAX_TEXT_BYTES:
        raise CannotEdit({"": Fault(None, None, "The file would be larger than 2 MB.", "Shorten the text.")})
    known = {(one.key, one.message) for one in before.problems}
    found = [one for one in as_in(report, new).problems if (one.key, one.message) not in known]
    _refuse({one.key or "": Fault(one.line, one.key, one.message, one.fix) for one in reversed(found)})
    return Prepared(report.files.english, old, new)


def typed_value(key: str, value: object | None) -> object | None:
    """A value of a form as the front matter has it; None for a blank one. What is not right stays as it was given."""
    if isinstance(value, str):
        text = re.sub(r"\s+", " ", value).strip()
        if not text:
            return None
        if key in _DAYS and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            try:
                return date.fromisoformat(text)
            except ValueError:
                return text
        if key == "weeks" and re.fullmatch(r"[0-9]{1,9}", text):
            return int(text)
        if key == "example" and text in ("true", "false"):
            return text == "true"
        return text
    if isinstance(value, list):
        groups = [{name: str(one).strip() for name, one in group.items() if str(one or "").strip()} for group in value]
        return [group for group in groups if group] or None
    return None if value is False and key == "example" else value


def values_of(report: Report) -> dict[str, Any]:
    """The front matter as a form shows it: texts, and lists of groups of texts; a wrong value as it stands there."""
    return {key: _shown(value) for key, value in report.front.values.items()}


def stands_approved(report: Report) -> bool:
    """Whether the report's approval covers its public text, so that a form must not change that."""
    place = report.files.home or report.files.english
    if place.name.startswith("_") or report.fields is None:  # a draft, or a correction
        return False
    return report.fields.approved_date is not None and report.sealed is not False


def _faults_of_values(report: Report, typed: Mapping[str, object | None]) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    approved = stands_approved(report)
    for key, value in typed.items():
        if key not in ReportFields.model_fields or key in OF_COMMANDS:
            faults[key] = Fault(None, key, "This is not changed in a form.", "Use what the desk has for it.")
        elif approved and key in PUBLIC_KEYS and value != _plain(getattr(report.fields, key)):
            fix = "Hold it to give it another day, or begin a correction."
            faults[key] = Fault(None, key, "The Board approved it as it is, so this cannot be changed here.", fix)
        elif value is not None and (fault := fault_in(key, value, report.settings)):
            faults[key] = fault
        elif value is not None and (wrong := _cannot_be_written(key, value)):
            faults[key] = Fault(None, key, wrong, "")
    return faults


def _cannot_be_written(key: str, value: object) -> str | None:
    """Why no front matter can hold a value, by the same rules that write it."""
    try:
        rewritten(b"---\ntitle: x\n---\nx\n", {key: value})
    except (ValueError, CannotRewrite) as error:
        return str(error)
    return None


def _bytes_of(report: Report) -> bytes:
    try:
        if report.files.broken:
            raise report.files.broken
        return read_text_bytes(report.files.english)
    except CannotRead as error:
        raise CannotEdit({"": Fault(None, None, error.message, error.fix)}) from None


def _refuse(faults: Mapping[str, Fault]) -> None:
    if faults:
        raise CannotEdit(faults)


def _plain(value: Any) -> Any:
    """A value of the model as it would be written."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if isinstance(value, BaseModel):
        return {key: item for key, item in value.model_dump().items() if item is not None}
    return value.strftime("%H:%M") if hasattr(value, "strftime") and not isinstance(value, date) else value


def _shown(value: Any) -> Any:
    if isinstance(value, list):
        return [_shown(item) for item in value]
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, Fault):
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value)
