"""The texts themselves: a list, an editor for each, and new Welsh sides and parts."""

from __future__ import annotations

from flask import abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response

from board_reports.desk.web.pages.authoring_base import PUBLIC_NOW, may_write, pages, show, work_of, work_to_write
from board_reports.desk.writing.differing import differences
from board_reports.desk.writing.places import Work
from board_reports.desk.writing.saving import CannotSave, SavedMeanwhile, bytes_of, digest_of, save_new, save_over
from board_reports.desk.writing.texts import Opened, TextFile, new_part, opened, text_named, texts_of, written

NEW = "new"  # what the form has seen of a file that is not there yet


@pages.get("/write/<kind>/<name>/text/")
def texts(kind: str, name: str) -> str:
    """All texts of what is written on."""
    work = work_of(kind, name)
    return show("authoring_texts.html", work, texts=texts_of(work), errors={}, values={})


@pages.route("/write/<kind>/<name>/text/<file>", methods=["GET", "POST"])
def text(kind: str, name: str, file: str) -> str | tuple[str, int] | Response:
    """One text in an editor. What somebody else saved meanwhile is shown beside it, and never written over unseen."""
    work = work_of(kind, name)
    one = text_named(work, file)
    if one is None:
        abort(404)
    try:
        data = bytes_of(one.path) if one.there else b""
    except CannotSave as error:
        return show("authoring_unreadable.html", work, message=str(error), problems=work.report.problems)
    shown = opened(one, data) if one.there else Opened("", {}, whole=False)
    values = {key: shown.values.get(key, "") for key in one.keys} | {"body": shown.body}
    seen = digest_of(data) if one.there else NEW
    if request.method == "GET":
        return _editor(work, one, values, {}, seen, whole=shown.whole)
    typed = {key: request.form.get(key, "") for key in (*one.keys, "body")}
    seen = request.form.get("seen", "")
    new, errors = written(one, data, typed["body"], typed)
    if not may_write(work):
        errors["body"] = PUBLIC_NOW
    theirs = None
    if not errors:
        try:
            _save(one, seen, new)
            flash(f"Saved: {one.label}.", "done")
            if request.form.get("then") == "check":
                return redirect(url_for("authoring.check", kind=kind, name=name), 303)
            return redirect(url_for("authoring.texts", kind=kind, name=name), 303)
        except SavedMeanwhile as error:
            theirs = opened(one, error.now)
            seen = digest_of(error.now)
        except CannotSave as error:
            errors = {"body": str(error)}
    page = _editor(work, one, typed, errors, seen, whole=shown.whole, theirs=theirs)
    return page, 409 if theirs else 422


@pages.post("/write/<kind>/<name>/text/")
def add_part(kind: str, name: str) -> str | tuple[str, int] | Response:
    """Begin a part with a name and a title."""
    work = work_to_write(kind, name)
    values = {key: request.form.get(key, "") for key in ("part", "title")}
    try:
        path, data, errors = new_part(work, values["part"], values["title"])
        if not errors:
            save_new(path, data)
            flash("The part is there. Write its text.", "done")
            return redirect(url_for("authoring.text", kind=kind, name=name, file=path.name), 303)
    except SavedMeanwhile:
        errors = {"part": "There is a part with this name. Choose another, or edit that one."}
    except CannotSave as error:
        errors = {"part": str(error)}
    return show("authoring_texts.html", work, texts=texts_of(work), errors=errors, values=values), 422


def _save(one: TextFile, seen: str, new: bytes) -> None:
    if seen == NEW:
        save_new(one.path, new)
    elif one.there:
        save_over(one.path, seen, new)
    else:
        raise CannotSave("The file was taken away since it was shown. Copy your text, and look at the list of texts.")


def _editor(
    work: Work,
    one: TextFile,
    values: dict[str, str],
    errors: dict[str, str],
    seen: str,
    *,
    whole: bool,
    theirs: Opened | None = None,
) -> str:
    return show(
        "authoring_text.html",
        work,
        one=one,
        values=values,
        errors=errors,
        seen=seen,
        whole=whole,
        theirs=theirs,
        differs=differences(theirs.body.splitlines(), values["body"].splitlines()) if theirs else [],
    )
