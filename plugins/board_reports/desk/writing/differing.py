"""What differs between two versions of a text, line by line, for people who read no patches."""

from __future__ import annotations

import difflib
from collections.abc import Sequence

WAS, IS = "Was", "Is"

Change = tuple[str, str]  # WAS or IS, and the line


def differences(before: Sequence[str], after: Sequence[str]) -> list[Change]:
    """Every line that went and every line that came, in order; blank lines do not count."""
    found: list[Change] = []
    for tag, old_from, old_to, new_from, new_to in difflib.SequenceMatcher(
        None, before, after, autojunk=False
    ).get_opcodes():
        if tag != "equal":
            found += [(WAS, line) for line in before[old_from:old_to] if line.strip()]
            found += [(IS, line) for line in after[new_from:new_to] if line.strip()]
    return found
