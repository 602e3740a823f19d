"""The site's words: one catalogue of whole sentences for each language, dates and sizes in the same language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import cache
from importlib import resources
from typing import Any

import yaml
from markupsafe import Markup, escape

from board_reports.reports.window import PublicationWindow

LANGUAGES = ("en", "cy")

_Written = dict[date, str]


@dataclass(frozen=True)
class Words:
    """The catalogue of one language. A sentence that is not there raises KeyError."""

    language: str
    sentences: Mapping[str, Any]
    _days: _Written = field(default_factory=dict, init=False, repr=False, compare=False)

    def __call__(self, key: str, **slots: object) -> str:
        """The sentence `key`, its slots filled in with plain text; with markup in one of them, it is markup as well."""
        sentence = str(self.sentences[key])
        if not slots and "{" not in sentence and "}" not in sentence:
            return sentence
        for value in slots.values():
            if isinstance(value, Markup):
                return escape(sentence).format_map(slots)
        return sentence.format_map(slots)

    def __getitem__(self, key: str) -> str:
        """The sentence `key`, without slots: a template that says it hundreds of times has it sooner than by a call."""
        return self(key)

    def date(self, day: date) -> str:
        """A day as the language writes it: 23 August 2026."""
        if (written := self._days.get(day)) is None:  # hundreds of reports share a few days
            month = self.sentences["months"][day.month - 1]
            written = self._days[day] = self("date", day=day.day, month=month, year=day.year)
        return written

    def time(self, clock: time) -> str:
        """A time of the day as the language writes it: 9:30 am."""
        return self("time_am" if clock.hour < 12 else "time_pm", hour=clock.hour % 12 or 12, minute=f"{clock:%M}")

    def moment(self, moment: datetime) -> str:
        """A day and time as the language writes them; at midnight the day alone."""
        if moment.time() == time(0, 0):
            return self.date(moment.date())
        return self("published_at", date=self.date(moment.date()), time=self.time(moment.time()))

    def published(self, window: PublicationWindow) -> str:
        """When a report was published: its day, with the time when it was not midnight."""
        return self.date(window.first_day) if window.whole_days else self.moment(window.local_opens)

    def until(self, window: PublicationWindow, *, short: bool = False) -> str:
        """Until when a report is available: "Available until the end of 23 August 2026"."""
        ending = "_short" if short else ""
        if window.whole_days:
            return self(f"until_end{ending}", date=self.date(window.last_day))
        closes = window.local_closes
        return self(f"until_time{ending}", date=self.date(closes.date()), time=self.time(closes.time()))

    def size(self, count: int) -> str:
        """A size given in bytes as people read it: kilobytes of 1,000 bytes, megabytes with one decimal."""
        if count < 1_000_000:
            return self("size_kb", number=max(1, round(count / 1000)))
        return self("size_mb", number=f"{count / 1_000_000:.1f}")


@cache
def words_of(language: str) -> Words:
    """The site's catalogue of `language`, `en` or `cy`; raises ValueError for another."""
    return catalogue_in(__name__, language)


def catalogue_in(package: str, language: str) -> Words:
    """The catalogue of a language that lies in a package of its own; raises ValueError for another than en and cy."""
    if language not in LANGUAGES:
        raise ValueError(f"there are no words for the language {language!r}")
    text = resources.files(package).joinpath(f"{language}.yml").read_text("utf-8")
    return Words(language, yaml.safe_load(text))
