"""The words of the notices: one catalogue of whole sentences for each language, beside the site's own."""

from __future__ import annotations

from functools import cache

from board_reports.site.words import Words, catalogue_in


@cache
def notice_words(language: str) -> Words:
    """The sentences of the notices in `language`, `en` or `cy`; dates and times are the site's own words."""
    return catalogue_in(__name__, language)
