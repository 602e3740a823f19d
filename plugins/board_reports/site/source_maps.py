"""The theme's scripts and style sheets as they are published: without the lines that point to source maps."""

from __future__ import annotations

import re

ENDINGS = (".js", ".css")
_TO_MAP = re.compile(rb"\s*(?://|/\*)[#@] sourceMappingURL=[^\s*]*(?:\s*\*/)?\s*")


def without_pointer(data: bytes) -> bytes:
    """A script or style sheet without the comment that tells where its source map is."""
    return _TO_MAP.sub(b"\n", data)
