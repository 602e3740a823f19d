"""Checking: the real page in a frame, the findings at their place in it, and beside it what to do about each."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from flask import Response as FlaskResponse
from flask import abort, flash, make_response, redirect, request, send_file, url_for
from werkzeug.wrappers import Response

from board_reports.desk.anonymity import KINDS, Finding, waive
from board_reports.desk.preview.keeping import Kept, file_in
from board_reports.desk.preview.making import CannotPreview, PreviewPage, make_preview
from board_reports.desk.preview.showing import Shown, page_of, policy_of, with_bar, with_findings
from board_reports.desk.web.asking import at, basics, desk, register, who
from board_reports.desk.web.guarding import policy
from board_reports.desk.web.pages.authoring_base import (
    Checked,
    checked_work,
    for_desk,
    pages,
    previews,
    problems_of,
    show,
    work_of,
)
from board_reports.desk.web.reading import reason_in
from board_reports.desk.writing.places import Kind, Work, find_work
from board_reports.desk.writing.texts import texts_of
from board_reports.reports.drafts import CORRECTION
from board_reports.reports.folder import told_path
from board_reports.reports.problem import Problem
from board_reports.reports.rewriting import CannotRewrite

MOST_MARKED = 20  # marked pages of one preview that are kept
LANGUAGES = {"en": "English", "cy": "Welsh"}


@dataclass(frozen=True)
class Row:
    """One open finding as the list has it: its number, what it is, where, what to do, and the page that shows it."""

    number: int
    finding: Finding
    what: str
    where: str
    fix: str
    page: PreviewPage | None
    shown: bool
    edit: str | None


@pages.get("/write/<kind>/<name>/check")
def check(kind: str, name: str) -> FlaskResponse:
    """The page and the findings."""
    return _page(work_of(kind, name))


@pages.post("/write/<kind>/<name>/check")
def make_page(kind: str, name: str) -> FlaskResponse | Response:
    """Build the real page, as on its first day, for whoever asked alone."""
    work = work_of(kind, name)
    try:
        previews().make(
            who(),
            work.draft_name,
            work.state,
            lambda tree: make_preview(desk().config_file, work.draft_name, tree, at()),
        )
    except CannotPreview as error:
        previews().drop(who(), work.draft_name)
        return _page(work, failed=error, status=422)
    return redirect(url_for("authoring.check", kind=kind, name=name), 303)


@pages.post("/write/<kind>/<name>/check/waive")
def waive_one(kind: str, name: str) -> FlaskResponse | Response:
    """Call one finding a false alarm, with a reason."""
    work = work_of(kind, name)
    found = checked_work(work)
    digest, sort = request.form.get("digest", ""), request.form.get("sort", "")
    finding = next((one for one in found.findings.open if (one.digest, one.kind) == (digest, sort)), None)
    if finding is None:
        flash("This finding is not open any more. Nothing was changed.", "problem")
        return redirect(url_for("authoring.check", kind=kind, name=name), 303)
    typed = request.form.get("reason", "")
    reason, error = reason_in(typed)
    if not reason and not typed.strip():
        error = "There is no reason. Say why it identifies nobody, such as: The number of a public helpline"
    if error is None:
        try:
            waive(work.report, finding, reason).write()
            flash("The finding is waived. Its reason stands in the report's file alone.", "done")
            return redirect(url_for("authoring.check", kind=kind, name=name) + "#findings", 303)
        except CannotRewrite as failed:
            error = str(failed)
        except ValueError as failed:
            error = str(failed)
    return _page(work, errors={digest: error}, typed={digest: typed}, found=found, status=422)


@pages.get("/preview/<token>/")
@pages.get("/preview/<token>/<path:path>")
def preview(token: str, path: str = "") -> FlaskResponse | Response:
    """A file of a preview, for whoever made it alone."""
    kept = previews().get(token, who())
    if kept is None:
        abort(404)
    file = file_in(kept.preview.tree, path)
    if file is None and file_in(kept.preview.tree, f"{path}/"):
        return redirect(url_for("authoring.preview", token=token, path=f"{path}/"), 303)
    missing = file is None
    file = file or file_in(kept.preview.tree, "404.html")
    if file is None:
        abort(404)
    if file.suffix != ".html":
        answer = send_file(file, max_age=0, etag=False)
        answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'self'; frame-ancestors 'self'"
    else:
        answer = make_response(_shown(kept, path, file), 404 if missing else 200)
        answer.headers["Content-Security-Policy"] = policy_of(file.read_text("utf-8"))
    answer.headers["X-Frame-Options"] = "SAMEORIGIN"
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _shown(kept: Kept, path: str, file: Path) -> str:
    work, html = _work_behind(kept), file.read_text("utf-8")
    if work is None:
        return html
    back = url_for("authoring.check", kind=work.kind.value, name=work.name)
    page = next((one for one in kept.preview.pages if one.address == path), None)
    if page is not None and kept.state == work.state:
        html = marked_page(kept, file, page, work, checked_work(work).numbered()).html
    return with_bar(html, back, url_for("static", filename="preview.css"))


def marked_page(kept: Kept, file: Path, page: PreviewPage, work: Work, numbered: list[tuple[int, Finding]]) -> Shown:
    """A page of a fresh preview with its findings marked; made once for each set of findings."""
    key = (page.address, tuple((number, one.digest, one.start) for number, one in numbered))
    if key not in kept.marked:
        if len(kept.marked) >= MOST_MARKED:
            kept.marked.clear()
        back = url_for("authoring.check", kind=work.kind.value, name=work.name)
        kept.marked[key] = with_findings(file.read_text("utf-8"), work.report, page, numbered, back)
    found: Shown = kept.marked[key]
    return found


def _work_behind(kept: Kept) -> Work | None:
    """What a preview shows, as it is now; None when it is gone."""
    name = kept.name
    if name.startswith("_"):
        return find_work(basics(), register(), Kind.DRAFT, name[1:])
    if name.endswith(f"/{CORRECTION}"):
        return find_work(basics(), register(), Kind.CORRECTION, name.removesuffix(f"/{CORRECTION}"))
    return find_work(basics(), register(), Kind.REPORT, name)


def _page(
    work: Work,
    *,
    failed: CannotPreview | None = None,
    errors: dict[str, str] | None = None,
    typed: dict[str, str] | None = None,
    found: Checked | None = None,
    status: int = 200,
) -> FlaskResponse:
    found = found or checked_work(work)
    kept = previews().of(who(), work.draft_name)
    fresh = kept is not None and kept.state == work.state
    chosen = _chosen(kept)
    rows = _rows(work, found, kept if fresh else None)
    html = show(
        "authoring_check.html",
        work,
        found=found,
        rows=rows,
        kept=kept,
        fresh=fresh,
        chosen=chosen,
        failed=failed,
        errors=errors or {},
        typed=typed or {},
        kinds=KINDS,
        languages=LANGUAGES,
        problems=problems_of(work),
    )
    answer = make_response(html, status)
    answer.headers["Content-Security-Policy"] = policy(frame_src="'self'")
    return answer


def _chosen(kept: Kept | None) -> PreviewPage | None:
    """The page in the frame: the one that the address asks for, or the first."""
    if kept is None or not kept.preview.pages:
        return None
    asked = request.args.get("page", "")
    return next((page for page in kept.preview.pages if page.address == asked), kept.preview.pages[0])


def _rows(work: Work, found: Checked, kept: Kept | None) -> list[Row]:
    numbered = found.numbered()
    shown: set[int] = set()
    labels = {told_path(text.path, work.report.settings.root): text for text in texts_of(work) if text.there}
    pages_of = kept.preview.pages if kept else ()
    for one_page in pages_of:
        file = file_in(kept.preview.tree, one_page.address) if kept else None
        if kept and file and numbered:
            shown |= marked_page(kept, file, one_page, work, numbered).numbers
    rows = []
    for number, one in numbered:
        text = labels.get(one.file)
        problem: Problem = one.problem
        where = f"{text.label}, line {one.line}" if text and one.line else text.label if text else one.file
        where += f", in {one.key}" if one.key else ""
        fix = for_desk(problem.fix)
        page = page_of(work.report, pages_of, one) if number in shown else None
        edit = text.name if text and not (text.part is None and text.language == "en" and one.key) else None
        rows.append(Row(number, one, problem.message, where, fix, page, number in shown, edit))
    return rows
