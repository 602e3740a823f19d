"""The process that builds one preview: MkDocs, themes and plugins run here, and never in the desk itself.

It reads a request as JSON from standard input and prints one answer as JSON.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import shutil
import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from board_reports.desk.preview.first_day import FirstDay, first_day_of
from board_reports.reports.drafts import CORRECTION, is_draft_name, read_draft
from board_reports.reports.register import Register
from board_reports.reports.report import Report
from board_reports.reports.settings import Settings

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> None:
    """Build what is asked for; exit code 0 when there is an answer."""
    ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    request = json.loads(sys.stdin.buffer.read())
    with contextlib.redirect_stdout(sys.stderr):  # whatever a theme or plugin prints
        answer = built(request)
    sys.stdout.write(json.dumps(answer))


def built(request: dict[str, Any]) -> dict[str, Any]:
    """Build the site with this one report into `tree`, as on its first day; what was shown, or why it was not."""
    from board_reports.site.build import BuildBroke, BuildFailed, build_site, load  # noqa: PLC0415 - heavy
    from board_reports.site.moment import Moment  # noqa: PLC0415
    from board_reports.site.wish import Wish  # noqa: PLC0415

    tree, name = Path(request["tree"]), request["name"]
    scratch = tree.with_name(f"{tree.name}.texts")
    try:
        loaded = load(Path(request["config_file"]))
        project = loaded.project
        report = find(project.reports_dir, project.settings, name)
        if report is None:
            return {"failed": "The report is not there any more."}
        correction = name.endswith(f"/{CORRECTION}")
        day = first_day_of(report, datetime.fromisoformat(request["at"]), scratch, correction=correction)
        if day.report is None:
            return {"problems": [problem.as_json() for problem in day.problems], "assumed": day.assumed}
        register = Register(project.reports_dir, project.settings, (day.report,), ())
        build_site(loaded, site_dir=tree, moment=Moment(day.at, preview=True), wish=Wish(register=register))
    except BuildBroke as error:  # what a theme or plugin says may repeat a report
        return {"failed": f"The build broke off ({error.kind})."}
    except BuildFailed as error:
        return {"failed": str(error)}
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return _told(day, tree)


def find(reports_dir: Path, settings: Settings, name: str) -> Report | None:
    """The draft or correction with this name, or else the report whose file or folder has it."""
    if is_draft_name(name):
        return read_draft(reports_dir, settings, name)
    register = Register.read(reports_dir, settings)
    return next((report for report in register.reports if report.files.name == name), None)


def _told(day: FirstDay, tree: Path) -> dict[str, Any]:
    report = day.report
    assert report is not None
    pages = []
    for language in ("en", "cy"):
        for part in (None, *(part.name for part in report.content.parts)):
            address = f"{'cy/' if language == 'cy' else ''}reports/{report.slug}/{f'{part}/' if part else ''}"
            if (tree / address / "index.html").is_file():
                pages.append({"language": language, "part": part, "address": address})
    return {"pages": pages, "at": day.at.isoformat(), "assumed": day.assumed}


if __name__ == "__main__":
    main()
