"""A live report as the public reads it in one language: what templates are told, and which words are in the other."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup, escape

from board_reports.reports.files import PublishedFile
from board_reports.reports.report import Report
from board_reports.reports.texts import Part, Text
from board_reports.reports.window import PublicationWindow
from board_reports.site.words import Words


@dataclass(frozen=True)
class PublicReport:
    """One live report in one language, as templates see it. Nothing private is here.

    `title` says that the report is made up, where it is; `own_title` does not. `language` is that of its text, which
    is English where it has no Welsh one; `note_language` that of `revision_note`. `languages` are those in which the
    site has the report.
    """

    slug: str
    reference: str
    title: str
    own_title: str
    summary: str | None
    kind: str | None
    window: PublicationWindow
    example: bool
    revised: date | None
    revision_note: str | None
    note_language: str
    languages: tuple[str, ...]
    language: str
    text: Text
    parts: tuple[Part, ...]
    files: tuple[PublishedFile, ...]

    @property
    def changed(self) -> date:
        """The day on which what the public reads last changed."""
        return max(self.window.first_day, self.revised or self.window.first_day)

    def titled(self, title: str, words: Words) -> str:
        """A title of something of the report as plain text: where the report is made up, it says so."""
        return words("example_title", title=title) if self.example else title

    def heading(self, words: Words, title: str | None = None, language: str | None = None) -> Markup:
        """The report's title, or another of it in `language`, as HTML that says what is in the other language."""
        marked = in_language(title or self.own_title, language or self.language, words)
        return escape(self.titled(marked, words))


def public_report(report: Report, words: Words, shown: Sequence[str], today: date) -> PublicReport:
    """A live report in the language of `words`, in English where it has no Welsh text.

    `shown` are the languages that the site has: a report is listed in no other. A correction is told from its day on,
    by `today`; its note stands in English where the Welsh text brings none.
    """
    fields, window, content = report.fields, report.window, report.content
    assert fields is not None
    assert window is not None
    assert report.slug is not None
    language = spoken(content.texts, words)
    text = content.texts[language]
    note_language = language if text.revision_note else "en"
    labels = report.settings.review_types.get(fields.review_type or "", {})
    title = text.title.strip()
    return PublicReport(
        slug=report.slug,
        reference=fields.reference.strip(),
        title=words("example_title", title=title) if fields.example else title,
        own_title=title,
        summary=(text.summary or "").strip() or None,
        kind=labels.get(words.language) or labels.get("en"),
        window=window,
        example=bool(fields.example),
        revised=fields.revised_date if fields.revised_date and fields.revised_date <= today else None,
        revision_note=content.texts[note_language].revision_note,
        note_language=note_language,
        languages=tuple(one for one in report.languages if one in shown),
        language=language,
        text=text,
        parts=content.parts,
        files=content.files,
    )


def spoken(texts: Mapping[str, Text], words: Words) -> str:
    """In which language a page in that of `words` shows one of these texts: English where it has no other."""
    return words.language if words.language in texts else "en"


def in_language(text: str, language: str, words: Words) -> Markup:
    """Words on a page in the language of `words`, marked where they are in another one."""
    return escape(text) if language == words.language else Markup('<span lang="{}">{}</span>').format(language, text)
