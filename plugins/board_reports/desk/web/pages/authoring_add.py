"""A new draft, from the reviewer's Word file or empty; and parts from Word."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from flask import render_template, request
from werkzeug.datastructures import FileStorage

from board_reports.desk.drafts import CannotDraft, add_to_draft, make_draft
from board_reports.desk.web.asking import basics, register
from board_reports.desk.web.pages.authoring_base import all_works, pages, show, work_to_write
from board_reports.desk.word import CannotImport, import_word
from board_reports.desk.writing.details import in_form
from board_reports.desk.writing.places import Kind
from board_reports.desk.writing.texts import texts_of
from board_reports.reports.slug import slug_of
from board_reports.reports.validate import fault_in

FIELDS = ("reference", "title", "title_cy", "publication_date", "review_type")
ACCEPT = ".docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pages.route("/write/add", methods=["GET", "POST"])
def add() -> str | tuple[str, int]:
    """The form for a new draft, and what came of it."""
    if request.method == "GET":
        return _form({}, {})
    typed = {key: " ".join(request.form.get(key, "").split()) for key in FIELDS}
    errors, known = _judged(typed)
    english, welsh = _sent("english"), _sent("welsh")
    if welsh and not english:
        errors["english"] = "There is a Welsh file and no English one. Choose the English file as well."
    if errors:
        return _form(typed, errors, again=bool(english or welsh)), 422
    settings = basics().settings
    told: tuple[str, ...] = ()
    try:
        files = None
        if english:
            made = import_word(english, welsh, known, settings)
            files, told = made.files, made.told
        place = make_draft(basics().reports_dir, settings, basics().root, typed["reference"], known, files)
    except CannotImport as error:
        where = "welsh" if error.message.startswith("The Welsh file") else "english"
        return _form(typed, {where: f"{error.message} {error.fix}"}, again=True), 422
    except CannotDraft as error:
        return _form(typed, {"reference": str(error)}, again=bool(english)), 422
    return render_template("authoring_added.html", kind=Kind.DRAFT.value, name=place.name[1:], told=told, part=None)


@pages.post("/write/<kind>/<name>/text/word")
def add_part_from_word(kind: str, name: str) -> str | tuple[str, int]:
    """A part, such as the 7-minute briefing, from a Word file."""
    work = work_to_write(kind, name)
    typed = {key: " ".join(request.form.get(key, "").split()) for key in ("word_part", "word_title", "word_title_cy")}
    english, welsh = _sent("word_english"), _sent("word_welsh")
    errors: dict[str, str] = {}
    if work.home is None:
        errors["word_part"] = "The report is a single file: a part needs a folder around it."
    if not typed["word_part"]:
        errors["word_part"] = "A part has a short name. Write, for example: 7-minute-briefing"
    if not english:
        errors["word_english"] = "No file was chosen. Choose the Word file."
    if not errors and english and work.home:
        fields = {key.removeprefix("word_"): text for key, text in typed.items() if text and key != "word_part"}
        try:
            made = import_word(english, welsh, fields, basics().settings, part=typed["word_part"])
            add_to_draft(work.home, basics().root, made.files)
            return render_template(
                "authoring_added.html", kind=kind, name=name, told=made.told, part=typed["word_part"]
            )
        except CannotImport as error:
            where = "word_part" if "name" in error.message else "word_english"
            errors[where] = f"{error.message} {error.fix}"
        except CannotDraft as error:
            errors["word_part"] = str(error)
    return show("authoring_texts.html", work, texts=texts_of(work), errors=errors, values=typed), 422


def _judged(typed: Mapping[str, str]) -> tuple[dict[str, str], dict[str, object]]:
    """What is wrong, by field, and what is known of the report's keys."""
    settings = basics().settings
    errors: dict[str, str] = {}
    known: dict[str, object] = {}
    for key, text in typed.items():
        if not text:
            continue
        if fault := fault_in(key.removesuffix("_cy"), text, settings):
            errors[key] = in_form(key, fault.message, fault.fix)
        elif not text.isprintable():
            errors[key] = "It has a character that cannot be shown. Type it again."
        else:
            known[key] = date.fromisoformat(text) if key == "publication_date" else text
    if not typed["reference"]:
        errors["reference"] = "There is no reference. Write it as the Board does, for example: CPR 01/2026"
    elif "reference" not in errors:
        slug = slug_of(typed["reference"])
        others = [*register().find(typed["reference"]), *(one.report for one in all_works() if one.report.slug == slug)]
        if others:
            errors["reference"] = f"The reference is taken by {others[0].source}. Choose another, or write on there."
    return errors, known


def _sent(field: str) -> tuple[str, bytes] | None:
    sent: FileStorage | None = request.files.get(field)
    return (sent.filename, sent.read()) if sent is not None and sent.filename else None


def _form(typed: Mapping[str, str], errors: Mapping[str, str], *, again: bool = False) -> str:
    types = basics().settings.review_types.items()
    kinds = [("", "Not said yet"), *((key, labels["en"]) for key, labels in types)]
    return render_template("authoring_add.html", values=typed, errors=errors, kinds=kinds, accept=ACCEPT, again=again)
