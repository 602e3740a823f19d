"""Publish now, and what a run would change: both start the nightly run and show its change list in plain words."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, url_for
from werkzeug.wrappers import Response

from board_reports.desk.web.asking import at, desk, who
from board_reports.desk.web.pages.home import outside
from board_reports.desk.web.running import PATIENCE, Runs

pages = Blueprint("running", __name__)

HEADINGS = (
    ("opened", "Went up", "Would go up"),
    ("closed", "Removed, at the end of the window", "Would be removed, at the end of the window"),
    ("withdrawn", "Removed, because it is withdrawn", "Would be removed, because it is withdrawn"),
    ("held", "Removed, because it is on hold", "Would be removed, because it is on hold"),
    ("left_out", "Left out, because of a problem", "Would be left out, because of a problem"),
    ("missed", "Missed: the whole window passed before a run could publish it", "Missed"),
)
RUNGS = {
    "without-bad": "Something failed while the site was built, and was left out. The rest is up.",
    "pruned": "The site could not be built. What was due to go was taken off the old one; nothing new went up.",
    "statutory-only": "Neither could the site be built nor the old one be kept: only the statutory pages are up.",
}


def runs() -> Runs:
    """The runs that this desk started."""
    return current_app.extensions.setdefault("board-desk-runs", Runs(desk().config_file))  # type: ignore[no-any-return]


@pages.get("/run")
def run() -> str:
    """The last run of this desk, and the button for another."""
    return _page(dry=False)


@pages.post("/run")
def run_now() -> str | Response:
    """Start a run, and wait for it a while."""
    runs().start(who(), at(), dry=False).wait(PATIENCE)
    outside().forget()
    return redirect(url_for("running.run"))


@pages.get("/tonight")
def tonight() -> str:
    """What a run would change, as last worked out here."""
    return _page(dry=True)


@pages.post("/tonight")
def work_out() -> str | Response:
    """Work out what a run would change; nothing is published."""
    runs().start(who(), at(), dry=True).wait(PATIENCE)
    return redirect(url_for("running.tonight"))


def _page(*, dry: bool) -> str:
    last = runs().last(dry=dry)
    ended = last.wait(0) if last else None
    document = ended.document if ended else None
    lists = [(trial if dry else done, document[key]) for key, done, trial in HEADINGS if document and document[key]]
    return render_template(
        "run.html",
        dry=dry,
        last=last,
        ended=ended,
        document=document,
        lists=lists,
        rung=RUNGS.get((document or {}).get("rung") or ""),
    )
