"""A page of a preview as the desk shows it: with the findings at their place, and a bar that leads back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from urllib.parse import quote

from board_reports.desk.anonymity import Finding
from board_reports.desk.preview.first_day import described
from board_reports.desk.preview.making import PreviewPage
from board_reports.desk.preview.marking import Side, marked_text, with_marked_element
from board_reports.reports.content import part_name
from board_reports.reports.folder import CannotRead, read_text_bytes, told_path
from board_reports.reports.report import Report
from board_reports.site.finishing import mended
from board_reports.site.policy import policy
from board_reports.site.scripts import inline_hashes
from board_reports.site.words import words_of

Numbered = tuple[int, Finding]

_BEGINNING = re.compile(r"<header\b[^>]*>|(?<=<body>)")
_HEAD = re.compile(r"</head>")
_H1 = r'<h1 id="board-title">'
_SUMMARY = r'<p class="board-summary"[^>]*>'


@dataclass(frozen=True)
class Shown:
    """A page with marks, and the numbers of the findings that it shows."""

    html: str
    numbers: frozenset[int]


@dataclass(frozen=True)
class Text:
    """A text as a page shows it: its file's name, its language, its path, and the language of the page."""

    name: str
    language: str
    path: Path
    shown_in: str


def text_behind(report: Report, page: PreviewPage) -> Text | None:
    """The text that a page shows: the English one where there is no Welsh one."""
    files = report.files
    if page.part is None:
        if page.language == "cy" and files.welsh:
            return Text(files.welsh.name, "cy", files.welsh, "cy")
        return Text(files.english.name, "en", files.english, page.language)
    for ending, language in ((".cy.md", "cy"), (".md", "en")):
        if language == "cy" and page.language != "cy":
            continue
        for name, path in files.parts.items():
            is_welsh = name.endswith(".cy.md")
            if is_welsh == (language == "cy") and part_name(name.removesuffix(ending) + ".md") == page.part:
                return Text(name, language, path, page.language)
    return None


def page_of(report: Report, pages: Iterable[PreviewPage], finding: Finding) -> PreviewPage | None:
    """The page on which a finding has its place: that of its text, or the first one for a file beside it."""
    known = list(pages)
    for page in known:
        text = text_behind(report, page)
        if text and told_path(text.path, report.settings.root) == finding.file:
            return page
    return next((page for page in known if page.language == "en" and page.part is None), None)


def with_findings(html: str, report: Report, page: PreviewPage, numbered: Sequence[Numbered], address: str) -> Shown:
    """A page of a report with its open findings marked; `address` is where the list of them stands."""
    text = text_behind(report, page)
    if text is None:
        return Shown(html, frozenset())
    told = told_path(text.path, report.settings.root)
    here = [(number, one) for number, one in numbered if one.file == told]
    html, numbers = _in_text(html, report, text, here, address)
    for key, opening, closing in (("title", _H1, "</h1>"), ("summary", _SUMMARY, "</p>")):
        found = [number for number, one in here if one.key == key]
        marked = with_marked_element(html, opening, closing, found, address)
        numbers |= set(found) if marked != html else set()
        html = marked
    home = report.files.home
    for file, file_path in report.files.others.items() if home else ():
        told = told_path(file_path, report.settings.root)
        found = [number for number, one in numbered if one.file == told]
        opening = rf'<a [^>]*href="(?:\.\./)?{re.escape(escape(quote(file)))}"[^>]*>'
        marked = with_marked_element(html, opening, "</a>", found, address, behind=True)
        numbers |= set(found) if marked != html else set()
        html = marked
    return Shown(html, frozenset(numbers))


def with_bar(html: str, back: str, style: str) -> str:
    """A page with a bar at its top that says what it is and leads back, and with the style of the marks."""
    bar = (
        '<div class="desk-bar" role="region" aria-label="Desk"><strong>Preview.</strong> Only the desk has this page. '
        f'<a href="{escape(back)}" target="_top">Back to the desk</a></div>'
    )
    html = _HEAD.sub(lambda found: f'<link rel="stylesheet" href="{escape(style)}">{found[0]}', html, count=1)
    return _BEGINNING.sub(lambda found: bar + found[0], html, count=1)


def policy_of(html: str) -> str:
    """The policy header of a preview's page: the site's own, but that the desk may show it in a frame."""
    hashes = "".join(f" '{one}'" for one in sorted(inline_hashes(html)))
    return policy(hashes, in_header=True).replace("frame-ancestors 'none'", "frame-ancestors 'self'")


def _in_text(html: str, report: Report, text: Text, here: Sequence[Numbered], address: str) -> tuple[str, set[int]]:
    spans = [(number, one.start, one.end) for number, one in here if one.start is not None and one.end is not None]
    if not spans:
        return html, set()
    try:
        side = Side(report.files, text.name, text.language, described(read_text_bytes(text.path)))
    except CannotRead:
        return html, set()
    marked = marked_text(side, [span for span in spans if _in_body(side, span[1])], report.settings, address)
    words = words_of(text.shown_in)
    before = mended(marked.plain, words) if marked else ""
    if marked is None or not marked.shown or before not in html:
        return html, set()
    return html.replace(before, mended(marked.marked, words), 1), set(marked.shown)


def _in_body(side: Side, start: int) -> bool:
    text = side.data.decode("utf-8-sig", "replace")
    closing = re.search(r"(?:\r\n|\n|\r)---[ \t]*(?:\r\n|\n|\r|\Z)", text)
    return closing is not None and start >= closing.end()
