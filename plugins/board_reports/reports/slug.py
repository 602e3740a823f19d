"""From a report's reference, in any spelling, to the last part of its address."""

from __future__ import annotations

import re
import unicodedata

_NUMBER_AND_YEAR = re.compile(r"(?<![a-z0-9])0*(\d{1,3})-((?:19|20)\d\d)(?![a-z0-9])")


def slug_of(reference: str) -> str:
    """The slug of a reference: `C&VSB CPR 02/2016` gives `cvsb-cpr-02-2016`.

    Two references with the same slug are one reference. Empty when the reference has no letter or digit that a
    slug can carry. A slug is its own slug.
    """
    text = unicodedata.normalize("NFKD", reference).encode("ascii", "ignore").decode("ascii")
    text = re.sub(r"[^a-z0-9]+", "-", text.lower().replace("&", "")).strip("-")
    return _NUMBER_AND_YEAR.sub(lambda match: f"{int(match[1]):02}-{match[2]}", text)


def part_name(file_name: str) -> str:
    """The last part of the address of a part, from its file's name: `7-minute-briefing.md` → `7-minute-briefing`."""
    return re.sub(r"[^a-z0-9]+", "-", file_name.removesuffix(".md").lower()).strip("-")
