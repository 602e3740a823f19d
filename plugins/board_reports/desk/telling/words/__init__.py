"""The words of the notices: one catalogue of whole sentences for each language, beside the site's own."""

from __future__ import annotations

from functools import cache
from importlib import resources

import yaml

from board_reports.site.words import LANGUAGES, Words


@cache
def notice_words(language: str) -> Words:
    """The sentences of the notices in `language`, `en` or `cy`; dates and times are the site's own words."""
    if language not in LANGUAGES:
        raise ValueError(f"there are no words for the language {language!r}")
    text = resources.files(__package__).joinpath(f"{language}.yml").read_text("utf-8")
    return Words(language, yaml.safe_load(text))
