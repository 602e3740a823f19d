"""A made-up report: its names, its days and its texts, the same for the same number."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta

from board_reports.reports.slug import slug_of
from corpus.shape import body_of, briefing_of
from corpus.voice import Voice

SEED = 20261201
TYPES = ("cpr-concise", "cpr-extended", "apr-concise", "apr-extended", "susr")
ARCHIVED_FROM = 100_000  # the numbers of reports that are public no more
PART, FILE = "7-minute-briefing", "timeline.pdf"


@dataclass(frozen=True)
class MadeUp:
    """One report: what stands in its front matter, its text, and what goes with it.

    `name` is the last part of its address, `briefing` the text of its part, `pdf` the text in its file: "" for none.
    """

    name: str
    reference: str
    kind: str
    title: str
    summary: str
    body: str
    opens: date
    weeks: int = 12
    briefing: str = ""
    pdf: str = ""

    @property
    def closes(self) -> date:
        """The first day on which it is not public any more."""
        return self.opens + timedelta(weeks=self.weeks)

    def over(self, today: date) -> MadeUp:
        """The same report with its weeks behind it."""
        return replace(self, opens=today - timedelta(weeks=13), weeks=12)

    def opening(self, day: date) -> MadeUp:
        """The same report, public from a day on."""
        return replace(self, opens=day)

    def with_sentence(self, sentence: str) -> MadeUp:
        """The same report with one more sentence in the middle of its text, in a paragraph of its own."""
        head, middle, tail = self.body.partition("\n\n## Improving")
        return replace(self, body=f"{head}\n\n{sentence}{middle}{tail}")

    def front_matter(self) -> str:
        """Its front matter, as the Board writes it."""
        keys = f'title: "{self.title}"\nreference: "{self.reference}"\nreview_type: {self.kind}\n'
        keys += f"publication_date: {self.opens}\napproved_date: {self.opens}\nweeks: {self.weeks}\n"
        keys += f'summary: "{self.summary}"\n'
        return keys + (f"attachments:\n  - file: {FILE}\n    title: Summary timeline\n" if self.pdf else "")


def made_up(number: int, today: date, words: int) -> MadeUp:
    """The report of a number, live on `today` and for at least a week more; from ARCHIVED_FROM on, one that is over.

    Of the live ones every fifth has a PDF, and every seventh a seven-minute briefing.
    """
    voice = Voice(random.Random(f"{SEED} {number}"))
    archived = number >= ARCHIVED_FROM
    order = number - ARCHIVED_FROM if archived else number
    reference = f"{'APR' if order % 3 == 0 else 'CPR'} {order // 15 + 1}/{today.year - 1 - order % 15}"
    if not archived:
        reference = f"CPR {number}/{today.year}"
    return MadeUp(
        name=slug_of(reference),
        reference=reference,
        kind=TYPES[order % len(TYPES)],
        title=f"Learning from {voice.heading()}: review {number}",
        summary=voice.sentence(),
        body=body_of(voice, words),
        opens=today - timedelta(days=100 + order % 5000 if archived else order % 70),
        weeks=12 if archived or order % 4 else 12 + order % 5,
        briefing=briefing_of(voice) if number % 7 == 0 else "",
        pdf=voice.paragraph(300) if number % 5 == 0 else "",
    )
