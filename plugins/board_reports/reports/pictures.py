"""A picture that nobody has described yet: the words that stand for its description, and how they are found."""

from __future__ import annotations

import re
from collections.abc import Iterator

from board_reports.reports.problem import Fault

UNDESCRIBED = "DESCRIBE THIS PICTURE"
"""What an import writes as the alternative text of a picture that came without one."""

_UNDESCRIBED = re.compile(rf"!\[\s*{UNDESCRIBED}", re.IGNORECASE)


def undescribed(text: str, first_line: int) -> Iterator[Fault]:
    """A fault for each picture of a text that still has these words; `first_line` is the text's in its file."""
    for match in _UNDESCRIBED.finditer(text):
        line = first_line + text.count("\n", 0, match.start())
        fix = "Write what it shows between ![ and ], for those who cannot see it."
        yield Fault(line, None, "A picture has no description yet.", fix)
