"""Which reports claim a slug: told of thousands that are over without reading one of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from board_reports.reports.report import Report


def _itself(slug: str) -> str:
    return slug


@dataclass(frozen=True, slots=True)
class Claims:
    """What two reports have in common that claim the same slug: the slug's mark, as the shelf makes it."""

    mark: Callable[[str], str] = _itself

    def of(self, report: Report) -> str | None:
        """The claim of a report; None where it has no slug."""
        if known := report.unread:
            return known.claim
        return self.mark(report.slug) if report.slug else None
