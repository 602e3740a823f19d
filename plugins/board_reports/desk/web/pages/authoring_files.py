"""The files beside a report, and what its pictures say in words."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from board_reports.desk.web.pages.authoring_base import pages, show, work_of, work_to_write
from board_reports.desk.writing.files import (
    ENTRY_KEYS,
    LANGUAGES,
    Beside,
    add_file,
    beside,
    entry_faults,
    remove_file,
    safe_name,
    save_entry,
)
from board_reports.desk.writing.pictures import pictures, save_alternative, shown_or_linked
from board_reports.desk.writing.places import Work
from board_reports.desk.writing.saving import CannotSave, SavedMeanwhile, bytes_of, digest_of

CHANGED = "Somebody else saved this in the meantime. Look at it as it is now, and do it again."


@pages.get("/write/<kind>/<name>/files/")
def files(kind: str, name: str) -> str:
    """All files and pictures."""
    return _page(work_of(kind, name), {}, {})


@pages.post("/write/<kind>/<name>/files/")
def send_file(kind: str, name: str) -> str | tuple[str, int] | Response:
    """Take one file, and what it is called on the page."""
    work = work_to_write(kind, name)
    values = {key: request.form.get(key, "") for key in ("title", "title_cy", "language", "use", "replace")}
    sent = request.files.get("file")
    errors = entry_faults(values)
    if sent is None or not sent.filename:
        errors["file"] = "No file was chosen. Choose one, and send it again."
    if not errors and sent is not None:
        try:
            replaces = _digest_to_replace(work, sent.filename or "") if values["replace"] else None
            added = add_file(work, sent.filename or "", sent.read(), work.report.settings, replaces)
            if values["use"] != "picture":
                save_entry(work, _seen_now(work), added, _entry(values))
            flash(f"The file {added} is there.", "done")
            return redirect(url_for("authoring.files", kind=kind, name=name), 303)
        except SavedMeanwhile:
            errors["file"] = CHANGED
        except CannotSave as error:
            errors["file"] = str(error)
    return _page(work, errors, values), 422


@pages.route("/write/<kind>/<name>/files/<path:file>/describe", methods=["GET", "POST"])
def describe(kind: str, name: str, file: str) -> str | tuple[str, int] | Response:
    """What one file is called on the page, and in which language it is."""
    work = work_to_write(kind, name)
    one = _beside(work, file)
    entry = one.entry or {}
    values = {key: entry.get(key, "") for key in ENTRY_KEYS}
    errors: dict[str, str] = {}
    seen = _seen_now(work)
    status = 200
    if request.method == "POST":
        values = {key: request.form.get(key, "") for key in ENTRY_KEYS}
        errors = entry_faults(values)
        try:
            if not errors:
                save_entry(work, request.form.get("seen", ""), one.name, _entry(values))
                flash(f"Saved: {one.name}.", "done")
                return redirect(url_for("authoring.files", kind=kind, name=name), 303)
        except SavedMeanwhile:
            errors[""] = CHANGED
        except CannotSave as error:
            errors[""] = str(error)
        status = 422
    return show(
        "authoring_describe.html",
        work,
        one=one,
        values=values,
        errors=errors,
        seen=seen,
        languages=LANGUAGES,
        keys=ENTRY_KEYS,
    ), status


@pages.route("/write/<kind>/<name>/files/<path:file>/remove", methods=["GET", "POST"])
def remove(kind: str, name: str, file: str) -> str | tuple[str, int] | Response:
    """Take a file away, in two steps: the file, and its entry in the list."""
    work = work_to_write(kind, name)
    one = _beside(work, file)
    error = None
    if request.method == "POST":
        try:
            remove_file(work, one, request.form.get("seen", ""))
            flash(f"The file {one.name} is removed.", "done")
            return redirect(url_for("authoring.files", kind=kind, name=name), 303)
        except SavedMeanwhile:
            error = CHANGED
        except CannotSave as failed:
            error = str(failed)
    used = shown_or_linked(work, one.name)
    return show("authoring_remove.html", work, one=one, used=used, error=error), 422 if error else 200


@pages.post("/write/<kind>/<name>/pictures")
def alternative(kind: str, name: str) -> str | tuple[str, int] | Response:
    """The words of one picture."""
    work = work_to_write(kind, name)
    text, number = request.form.get("text", ""), request.form.get("number", "")
    one = next((one for one in pictures(work) if one.text == text and str(one.number) == number), None)
    if one is None:
        abort(404)
    field = f"alt-{one.key}"
    words = " ".join(request.form.get("alt", "").split())
    decorative = bool(request.form.get("decorative"))
    errors: dict[str, str] = {}
    if not words and not decorative:
        errors[field] = "There are no words. Say what the picture shows, or tick that it only decorates the page."
    elif words and decorative:
        errors[field] = "There are words, and a tick that there need be none. Take one of them away."
    else:
        try:
            save_alternative(work, one, request.form.get("seen", ""), words)
            flash("The picture's words are saved.", "done")
            return redirect(url_for("authoring.files", kind=kind, name=name) + f"#picture-{one.key}", 303)
        except SavedMeanwhile:
            errors[field] = CHANGED
        except CannotSave as error:
            errors[field] = str(error)
    return _page(work, errors, {field: words}), 422


def _page(work: Work, errors: dict[str, str], values: dict[str, str]) -> str:
    return show(
        "authoring_files.html",
        work,
        beside=beside(work),
        pictures=pictures(work),
        errors=errors,
        values=values,
        languages=LANGUAGES,
        types=work.report.settings.attachment_types,
        most=work.report.settings.attachment_max_bytes // (1024 * 1024),
    )


def _beside(work: Work, file: str) -> Beside:
    """The file with this name; a name is compared, and never becomes a path."""
    one = next((one for one in beside(work) if one.name == file), None)
    if one is None:
        abort(404)
    return one


def _entry(values: dict[str, str]) -> dict[str, str]:
    return {key: " ".join(values.get(key, "").split()) for key in ENTRY_KEYS}


def _seen_now(work: Work) -> str:
    try:
        return digest_of(bytes_of(work.report.files.english))
    except CannotSave:
        return ""


def _digest_to_replace(work: Work, filename: str) -> str | None:
    return next((one.seen for one in beside(work) if one.name == safe_name(filename)), None)
