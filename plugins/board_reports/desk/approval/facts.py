"""What is shown of a report before it is sealed: labels and values, for the person who approves it."""

from __future__ import annotations

from collections.abc import Iterable

from board_reports.reports.report import Report
from board_reports.reports.settings import PRIVATE_DATES
from board_reports.site.words import words_of

Fact = tuple[str, str]

_LABELS = {
    "family_told_date": "the family told",
    "sent_to_welsh_government_date": "sent to Welsh Government",
    "legal_advice_date": "legal advice",
}
_LANGUAGES = {"en": "English", "cy": "Welsh", "both": "both languages"}


def facts_of(report: Report) -> tuple[Fact, ...]:
    """Everything that is sealed, and what is still empty, of a report whose front matter can be read."""
    return tuple(_facts(report)) if report.fields else tuple(_known(report))


def _known(report: Report) -> Iterable[Fact]:
    yield "Title", (report.title or "not readable").strip()
    yield "Reference", (report.reference or "not readable").strip()


def _facts(report: Report) -> Iterable[Fact]:
    fields, window, content, words = report.fields, report.window, report.content, words_of("en")
    assert fields is not None
    yield from _known(report)
    kind = report.settings.review_types.get(fields.review_type or "", {})
    yield "Kind", kind.get("en", "none given")
    if window is not None:
        yield "Published", words.published(window)
        until = f"the end of {words.date(window.last_day)}" if window.whole_days else words.moment(window.local_closes)
        yield "Public until", until
        yield "Weeks", str(fields.weeks or report.settings.weeks)
    yield "Summary", "yes" if fields.summary else "none"
    yield "Welsh text", _welsh(report)
    parts = [f"{part.name} ({_languages(part.texts)})" for part in content.parts]
    yield "Parts", ", ".join(parts) or "none"
    files = [f"{one.name} ({one.kind}, {words.size(one.size)})" for one in content.files if one.listed]
    yield "Files", ", ".join(files) or "none"
    figures = sum(not one.listed for one in content.files)
    yield "Pictures in the text", str(figures) if figures else "none"
    if left := sum(one.message == "The file is not published." for one in content.advice):
        yield "Files left aside", str(left)
    yield "Private dates still empty", _empty(report)
    if fields.revised_date:
        yield "Corrected on", words.date(fields.revised_date)
    if fields.example:
        yield "Example", "yes: the nightly run publishes it only where the site says so"
    if fields.hold:
        yield "On hold", "yes: it opens only once the hold is lifted"


def _welsh(report: Report) -> str:
    if report.files.welsh is None:
        return "none: the Welsh pages show the English text"
    return "yes" if "cy" in report.content.texts else "yes, with a problem"


def _languages(texts: Iterable[str]) -> str:
    return " and ".join(_LANGUAGES[one] for one in sorted(texts, reverse=True))


def _empty(report: Report) -> str:
    required = report.settings.required_before_publication
    lacking = [key for key in dict.fromkeys((*PRIVATE_DATES, *required)) if getattr(report.fields, key, None) is None]
    told = [f"{_LABELS.get(key, key)}{' (needed before it is public)' if key in required else ''}" for key in lacking]
    return ", ".join(told) or "none"
