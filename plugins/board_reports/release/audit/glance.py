"""A quick look at the bytes of a file that an earlier audit has passed: whether it may tell of what is hidden since."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import quote

from board_reports.release.audit.looking import CannotLook, inflated, is_gzip
from board_reports.reports.slug import slug_of

_PIECE = re.compile(r"[a-z]+|[0-9]+")
_GAP = rb"(?:%[0-9a-f]{2}|&[a-z0-9#]{1,8};|[^a-z0-9]){0,6}"


@dataclass(frozen=True)
class Glance:
    """What to look for in the bytes of a file, in small letters."""

    needles: tuple[bytes, ...] = ()
    patterns: tuple[re.Pattern[bytes], ...] = ()

    @classmethod
    def at(cls, texts: Iterable[str], references: Iterable[str]) -> Glance:
        """The look for texts in the forms in which pages and index write them, and for references in any spelling."""
        slugs = {slug for reference in references if (slug := slug_of(reference))}
        patterns = tuple(re.compile(_GAP.join(map(_piece, _PIECE.findall(slug)))) for slug in sorted(slugs))
        return cls(in_forms({*texts, *slugs}), patterns)

    def catches(self, data: bytes) -> bool:
        """Whether a file, or what is packed in it, has anything of it, or cannot be looked into."""
        if not self.needles and not self.patterns:
            return False
        try:
            data = (inflated(data) if is_gzip(data) else data).lower()
        except CannotLook:
            return True
        return any(needle in data for needle in self.needles) or any(one.search(data) for one in self.patterns)


def in_forms(texts: Iterable[str]) -> tuple[bytes, ...]:
    """Texts as they may stand in a file, in small letters, the longest first."""
    needles = {form.encode("utf-8", "surrogateescape").lower() for text in texts for form in _forms(text) if form}
    return tuple(sorted(needles, key=len, reverse=True))


def _forms(text: str) -> Iterator[str]:
    yield quote(text, errors="surrogateescape")
    for written in (
        text,
        html.escape(text),
        html.escape(text, quote=False),
        html.escape(text).replace("&#x27;", "&#39;"),
    ):
        yield written
        yield json.dumps(written)[1:-1]
        yield json.dumps(written, ensure_ascii=False)[1:-1]


def _piece(piece: str) -> bytes:
    """A piece of a reference: a number may have zeros before it."""
    return b"0*" + (piece.lstrip("0") or "0").encode() if piece.isdigit() else piece.encode()
