"""The plugin's options: their names, types and defaults. Each docstring is the option's reference."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from mkdocs.config import config_options as c
from mkdocs.config.base import Config, ValidationError

from board_reports.reports.files import FIRST_BYTES
from board_reports.reports.keys import MOST_WEEKS
from board_reports.reports.settings import DEFAULT_REVIEW_TYPES, MEGABYTE, PRIVATE_DATES, Settings
from board_reports.site.words import LANGUAGES, words_of

SECRETS = re.compile(r"passw|secret|token|credential|(?:^|_)key(?:_id)?$|^ping", re.IGNORECASE)

SECRET_IN_ADDRESS = re.compile(r"//[^/]*:[^/]*@|[?&][^=]*(?:passw|secret|token|credential|key)[^=]*=", re.IGNORECASE)


class BoardReportsConfig(Config):  # type: ignore[no-untyped-call]
    """The options of `board-reports` in `mkdocs.yml`. Paths are relative to that file."""

    reports_dir = c.Type(str, default="published_reports")
    """The folder of the reports' sources. It is never inside the docs folder, nor the docs folder inside it."""

    timezone = c.Type(str, default="Europe/London")
    """The time zone whose days the windows count."""

    weeks = c.Type(int, default=12)
    """How many weeks a report is public unless its own `weeks` says more."""

    minimum_weeks = c.Type(int, default=12)
    """The least number of weeks; a report that asks for fewer is invalid."""

    review_types = c.Type(dict, default=dict(DEFAULT_REVIEW_TYPES))
    """The kinds of review: a mapping of key to its label in each language, `{en: ..., cy: ...}`."""

    require_seal = c.Type(bool, default=False)
    """Whether a report must be sealed to be public."""

    require_welsh = c.Type(bool, default=False)
    """Whether a report must have its Welsh twin to be public."""

    required_before_publication = c.ListOfItems(c.Choice(PRIVATE_DATES), default=[])
    """Private dates without which a report is not public."""

    publish_examples = c.Type(bool, default=False)
    """Whether the nightly run publishes reports with `example: true`."""

    attachment_types = c.ListOfItems(c.Choice(tuple(FIRST_BYTES)), default=["pdf", "png", "jpg", "jpeg"])
    """The endings of files that may be published with a report."""

    attachment_max_mb = c.Type((int, float), default=25)
    """The size limit of one file, in megabytes of 1,048,576 bytes."""

    search_full_text_max_mb = c.Type((int, float), default=2)
    """How many megabytes of 1,048,576 bytes the search entries of all reports of one language may have together for the
    search to look at every word of them; past that, or with 0, it looks at the most telling ones."""

    state_dir = c.Type(str, default="var")
    """The folder of releases, ledger and server rules."""

    keep_releases = c.Type(int, default=1)
    """How many earlier releases to keep, of those that hold nothing that is no longer public."""

    build_timeout = c.Type(int, default=900)
    """How long one build of the run may take, in seconds; all its attempts together may take twice that."""

    permanent_pages_min = c.Optional(c.Type(int))
    """The least number of permanent pages that a release may have; without it, as many as the release before."""

    ledger_copy = c.Optional(c.Type(str))
    """A second place for the ledger, a file or a folder. What differs there is set aside, never written over."""

    names_file = c.Optional(c.Type(str))
    """The private list of names for the anonymity check."""

    notify = c.Optional(c.Type((str, list)))
    """Who is mailed what is left out, and what has opened and closed: one address or a list."""

    smtp = c.Optional(c.Type(dict))
    """The mail server: `host`, `port` (25) and `from`; user and password stand in the environment."""

    publish_to = c.ListOfItems(c.Type(str), default=[])
    """The targets that a run brings to the same release: folders, `ssh://host/path`, `s3://bucket/prefix`."""

    language = c.Choice(LANGUAGES, default="en")
    """The language of this configuration's pages."""

    twin = c.Optional(c.Type(str))
    """The configuration file of the same site in the other language."""

    def validate(self) -> Any:
        """Judge all options; an unknown one is an error, and so is a secret."""
        failed, warnings = super().validate()
        for name, message in list(warnings):
            if "Unrecognised configuration name" in message:
                failed.append((name, ValidationError(_unknown(name))))
                warnings.remove((name, message))
        failed.extend((name, ValidationError(message)) for name, message in self._mistakes())
        return failed, warnings

    def _mistakes(self) -> list[tuple[str, str]]:
        found = []
        if isinstance(self.timezone, str) and _zone(self.timezone) is None:
            found.append(("timezone", 'There is no such time zone. Write, for example, "Europe/London".'))
        weeks, least = self.weeks, self.minimum_weeks
        if isinstance(weeks, int) and isinstance(least, int) and not 1 <= least <= weeks <= MOST_WEEKS:
            found.append(("weeks", f"weeks is from minimum_weeks to {MOST_WEEKS}, and minimum_weeks is 1 or more."))
        if isinstance(self.review_types, Mapping) and not _labels_are_texts(self.review_types):
            found.append(("review_types", "Each type needs its labels: `key: {en: ..., cy: ...}`."))
        limit = self.attachment_max_mb
        if isinstance(limit, bool) or (isinstance(limit, int | float) and not 0 < limit < math.inf):
            found.append(("attachment_max_mb", "The limit is a number of megabytes, more than 0."))
        limit = self.search_full_text_max_mb
        if isinstance(limit, bool) or (isinstance(limit, int | float) and not 0 <= limit < math.inf):
            found.append(("search_full_text_max_mb", "The limit is a number of megabytes, 0 or more."))
        return [*found, *self._mistakes_of_the_run()]

    def _mistakes_of_the_run(self) -> list[tuple[str, str]]:
        found = []
        if isinstance(self.build_timeout, int) and self.build_timeout <= 0:
            found.append(("build_timeout", "The time is a number of seconds, more than 0."))
        for name in ("keep_releases", "permanent_pages_min"):
            number = getattr(self, name)
            if isinstance(number, int) and number < 0:
                found.append((name, f"{name} is a number, 0 or more."))
        if any(SECRET_IN_ADDRESS.search(one) for one in self.publish_to or () if isinstance(one, str)):
            found.append(("publish_to", "A secret never stands in this file. Give it in the environment."))
        if isinstance(self.smtp, Mapping):
            for key in self.smtp:
                if SECRETS.search(str(key)):
                    found.append(("smtp", "A secret never stands in this file. Give it in the environment."))
                elif key not in ("host", "port", "from"):
                    found.append(("smtp", "smtp has only host, port and from."))
        return found

    def settings(self, root: Path, site_url: str | None) -> Settings:
        """What the rule needs to know of these options; `root` is the configuration file's folder."""
        zone = _zone(self.timezone)
        assert zone is not None
        return Settings(
            root=root,
            zone=zone,
            weeks=self.weeks,
            minimum_weeks=self.minimum_weeks,
            review_types=self.review_types,
            require_seal=self.require_seal,
            require_welsh=self.require_welsh,
            required_before_publication=tuple(self.required_before_publication),
            attachment_types=tuple(self.attachment_types),
            attachment_max_bytes=int(self.attachment_max_mb * MEGABYTE),
            site_url=site_url,
            listing_words={language: words_of(language)("published_reports") for language in LANGUAGES},
        )


def _unknown(name: str) -> str:
    if SECRETS.search(name):
        return "A secret never stands in this file. Give it in the environment."
    return f"board-reports has no option {name}."


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _labels_are_texts(types: Mapping[Any, Any]) -> bool:
    return bool(types) and all(
        isinstance(key, str)
        and isinstance(labels, Mapping)
        and isinstance(labels.get("en"), str)
        and all(language in LANGUAGES and isinstance(label, str) for language, label in labels.items())
        for key, labels in types.items()
    )
