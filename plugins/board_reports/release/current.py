"""What the web server shows now, by the current release itself: which reports it has, when it was checked."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class CurrentRelease:
    """What the web server shows now, as the state folder has it; `present` is False where there is no release."""

    root: Path

    @property
    def present(self) -> bool:
        """Whether there is a release."""
        return (self.root / "status.json").is_file()

    def has(self, slug: str | None) -> bool | None:
        """Whether the release has a page for the slug; None when there is no release or no slug."""
        if not self.present or slug is None:
            return None
        return (self.root / "reports" / slug / "index.html").is_file()

    @property
    def checked_at(self) -> str | None:
        """When the release was last checked, ISO 8601, or None."""
        try:
            checked = json.loads((self.root / "status.json").read_text("utf-8")).get("checked_at")
        except (OSError, ValueError, AttributeError):
            return None
        return checked if isinstance(checked, str) else None

    @property
    def checked(self) -> datetime | None:
        """The same as an instant (aware), or None."""
        try:
            moment = datetime.fromisoformat(self.checked_at or "")
        except ValueError:
            return None
        return moment if moment.tzinfo else None
