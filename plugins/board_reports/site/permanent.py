"""Permanent pages: which files of the docs folder may be published, and a report that strayed among them may not."""

from __future__ import annotations

import html
import os
import re
import stat
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import yaml

from board_reports.reports.folder import told_path
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.problem import Problem
from board_reports.site.guard import refers_to_report
from board_reports.site.leaflets import FOLDER

_REPORT_KEYS = ("publication_date", "approved_date", "reference")
_KEY = rf"""["']?({"|".join(_REPORT_KEYS)})["']?\s*:"""
_IN_HEAD = re.compile(rf"(?im)^[ \t]*{_KEY}")
_IN_FLOW = re.compile(rf"(?i)[{{,]\s*{_KEY}")
_ANYWHERE = re.compile(r"(?im)^[ \t]{0,3}(publication_date|approved_date)[ \t]*:")
_META_LINE = re.compile(r"[ ]{0,3}[A-Za-z0-9_-]+:")
_WRITTEN_LINK = re.compile(
    r"""\]\(\s*<?([^)\s>]+)|^[ ]{0,3}\[[^\]]+\]:\s*<?([^\s>]+)"""
    r"""|\b(?:href|src)\s*=\s*["']?\s*([^"'\s>]+)|<(https?:[^>\s]+)>""",
    re.MULTILINE | re.IGNORECASE,
)
_TOO_DEEP = re.compile(r"^(?:[ \t]{160}|(?:[ ]{0,3}(?:>|[-*+][ \t])[ \t]?){40})", re.MULTILINE)  # no person writes so
_PAGE_LINKS = "A permanent page links to a report, which will go. The public sees a link to the listing."
_LEAFLET_LINKS = (
    "A leaflet links to a report, which will go, and what has been printed cannot be taken back. "
    "The public sees a link to the listing."
)
_MAX_HEAD_BYTES = 64 * 1024
_MAX_PAGE_BYTES = 2 * 1024 * 1024


@dataclass(frozen=True)
class PermanentPages:
    """What a docs folder may hold: `root` is where problems are told from, `reports_dir` where reports live.

    `templates` names what a page's own `template` key may be. `taken` is the folder that the other language's pages
    lie in, such as `cy/`; empty where there is none.
    """

    root: Path
    docs_dir: Path
    reports_dir: Path
    templates: Collection[str] = ()
    taken: str = ""

    def problem_of(self, path: Path, uri: str, *, is_page: bool) -> Problem | None:
        """Why the file `uri` of the docs folder must be left out, or None when it may be published."""
        if found := self._unfit(path, uri):
            return Problem(told_path(path, self.root), None, None, *found)
        if not is_page:
            return self._report_in_disguise(path)
        with path.open("rb") as file:
            data = file.read(_MAX_PAGE_BYTES + 1)
        if len(data) > _MAX_PAGE_BYTES:
            return self._told(path, None, None, "The page is larger than 2 MB.", "Make it shorter.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            return self._told(path, None, None, "The page is not UTF-8.", "Save it as UTF-8.")
        if deep := _TOO_DEEP.search(text):
            line = text.count("\n", 0, deep.start()) + 1
            return self._told(path, line, None, "Lists or quotes are nested too deeply.", "Use at most a few levels.")
        return self._strayed(path, text) or self._unreadable(path, data, text)

    def _report_in_disguise(self, path: Path) -> Problem | None:
        """A file of another kind that is a report all the same: a copy, a leftover, an ending in capitals."""
        with path.open("rb") as file:
            text = file.read(_MAX_HEAD_BYTES).decode("utf-8", "replace")
        match = _ANYWHERE.search(text)
        return self._told_stray(path, text.count("\n", 0, match.start(1)) + 1, match[1].lower()) if match else None

    def links_to_reports(self, path: Path, uri: str, site_url: str) -> list[Problem]:
        """A problem for each link of a page to a report or its files."""
        found = []
        text = path.read_text("utf-8-sig")
        for match in _WRITTEN_LINK.finditer(text):
            href = next(group for group in match.groups() if group)
            if refers_to_report(html.unescape(href), uri, site_url, self.reports_dir.name):
                line = text.count("\n", 0, match.start()) + 1
                message = _LEAFLET_LINKS if uri.startswith(FOLDER) else _PAGE_LINKS
                found.append(self._told(path, line, None, message, "Link to /reports/, or remove the link."))
        return found

    def _unfit(self, path: Path, uri: str) -> tuple[str, str] | None:
        try:
            uri.encode("utf-8")
        except UnicodeEncodeError:
            return "The file's name is not UTF-8.", "Rename the file."
        if re.search(r'[<>"\x00-\x1f]', uri):
            return "The file's name has a character that is not fit for a page.", 'Rename it without <, > and ".'
        try:
            real = path.resolve(strict=True)
            mode = real.stat().st_mode
        except (OSError, RuntimeError):
            return "The file cannot be found: it is a link that leads nowhere.", "Put the file itself there."
        if not stat.S_ISREG(mode) or not os.access(real, os.R_OK):
            return "It is not an ordinary file that can be read.", "Remove it, or check its permissions."
        if real.is_relative_to(self.reports_dir.resolve()):
            return "It is a link to a report.", "Remove it: reports are published from their own folder alone."
        if uri.startswith("reports/") and uri != "reports/index.md":
            return "Addresses below /reports/ belong to reports.", "Move the file to another folder."
        if self.taken and uri.startswith(self.taken):
            return f"Addresses below /{self.taken} belong to the other language.", "Move the file to another folder."
        return None

    def _strayed(self, path: Path, text: str) -> Problem | None:
        head, offset = _head_of(text)
        flow = _IN_FLOW.search(head) if re.match(r"---\s*\{", head) else None
        match = _IN_HEAD.search(head) or flow or _ANYWHERE.search(text)
        if match is None:
            return None
        line = match.string.count("\n", 0, match.start(1)) + 1 + (offset if match.string is head else 0)
        return self._told_stray(path, line, match[1].lower())

    def _unreadable(self, path: Path, data: bytes, text: str) -> Problem | None:
        if not text.lstrip().startswith("---"):
            return None
        front = read_front_matter(data)
        if not front.readable:
            return front.faults[0].in_file(told_path(path, self.root))
        block = text.split("\n", front.body_line - 1)[1:-1]
        try:
            keys = yaml.safe_load("\n".join(block[:-1]))
        except (yaml.YAMLError, ValueError):
            keys = None
        if not isinstance(keys, dict):
            fix = "Write plain values, texts in double quotes."
            return self._told(path, 2, None, "The front matter cannot be read.", fix)
        for key in keys:
            if str(key).lower() in _REPORT_KEYS:
                return self._told_stray(path, front.line_of((key,)), str(key).lower())
        template = keys.get("template")
        if template is not None and template not in self.templates:
            return self._told(
                path, front.line_of(("template",)), "template", "There is no such template.", "Remove it."
            )
        return None

    def _told_stray(self, path: Path, line: int, key: str) -> Problem:
        message = "A permanent page carries a key that only a report has."
        return self._told(path, line, key, message, f"Move the report to {self.reports_dir.name}/, or remove the key.")

    def _told(self, path: Path, line: int | None, key: str | None, message: str, fix: str) -> Problem:
        return Problem(told_path(path, self.root), line, key, message, fix)


def _head_of(text: str) -> tuple[str, int]:
    """The part of a page that MkDocs might take for front matter, and how many lines stand before it."""
    body = text.lstrip("\n\r \t")
    before = text[: len(text) - len(body)].count("\n")
    if body.startswith("---"):
        end = re.search(r"\n(?:---|\.\.\.)[ \t]*(?:\r?\n|$)", body)
        return (body[: end.start()] if end else body), before
    if _META_LINE.match(body):
        return re.split(r"\r?\n[ \t]*\r?\n", body, maxsplit=1)[0], before
    return "", before
