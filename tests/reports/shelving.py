"""What the tests of the shelf share: registers with and without it, and everything that is to be the same."""

import itertools
import os
from pathlib import Path

from board_reports.reports import Register, Settings
from board_reports.reports.fields import ReportFields
from board_reports.reports.shelf import Shelf
from board_reports.reports.slug import slug_of
from builders import at

_TICKS = itertools.count(1)


def stamped(path):
    """Give a file and its folder a time that no other one has: edits of a test follow one another too fast."""
    moment = 1_600_000_000_000_000_000 + next(_TICKS) * 1_000_000_000
    for one in (path, path.parent):
        if one.exists():
            os.utime(one, ns=(moment, moment))
    return path


def shelf_of(folder, **options):
    return Shelf(Path(folder).parent / "shelf", **options)


def read(folder, shelf=None, **settings):
    return Register.read(Path(folder), Settings(root=Path(folder).parent, **settings), shelf)


def kept(folder, when, **settings):
    """Read with the shelf, judge at an instant, and keep what was found; the register and its standings."""
    register = read(folder, shelf_of(folder), **settings)
    standings = register.at(at(when))
    register.keep(standings)
    return register, standings


def told(register, standings):
    """What a register says at an instant, without a look at anything that need not be read for it."""
    return {
        "readable": register.readable,
        "sources": [report.source for report in register.reports],
        "stray": register.stray,
        "standings": [(one.standing, one.why, one.problems, one.left_out, one.over) for one in standings.reports],
        "problems": standings.problems,
        "pressing": standings.pressing,
        "live": [one.report.source for one in standings.live],
        "next": standings.next_change,
        "twice": register.taken_twice,
        "examples": [report.example for report in register.reports],
    }


def found(register, standings, references):
    """Everything else that can be asked of the reports."""
    return {
        "named": {one: [report.source for report in register.find(one)] for one in references},
        "claiming": {one: [at.report.source for at in standings.named(slug_of(one))] for one in references},
        "reports": [_facts(one) for one in standings.reports],
    }


def _facts(one):
    report = one.report
    facts = {name: getattr(report, name) for name in ("title", "reference", "slug", "window", "problems", "languages")}
    facts["front"] = (report.front.values, report.front.lines, report.front.body)
    facts["fields"] = report.fields and {key: getattr(report.fields, key) for key in ReportFields.model_fields}
    facts["files"] = None if report.files.broken else report.files
    if not one.over:
        facts["sealed"] = report.sealed
        facts["content"] = _content(report.content)
    return facts


def _content(content):
    parts = [(part.name, _texts(part.texts)) for part in content.parts]
    return _texts(content.texts), parts, content.files, content.seal, content.problems, content.advice


def _texts(texts):
    return {
        language: (text.title, text.summary, text.revision_note, text.body.html, text.body.headings)
        for language, text in texts.items()
    }
