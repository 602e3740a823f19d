"""What the rules of a release are made from, and how each server's own words are checked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType

from board_reports.release.manifest import Manifest

NEVER = 9_999_999_999
"""Seconds since 1970 that no clock will show; rules without a closing wait for it."""

MARGIN = timedelta(seconds=300)
"""The longest time for which a copy may be kept; this long before the next closing nothing may be kept any more."""


@dataclass(frozen=True)
class RulesInput:
    """What the rules of one server say.

    `root` is the folder it serves, as an absolute path: the link `public`. `listen` is a port, or an address and a
    port ("127.0.0.1:8080"). `server_name` is None where the server answers to any name. `certificate` and `key` are
    there both or not at all. `closings` gives for each slug the instant (aware) from which it must answer 410;
    `scripts` the hashes ("sha256-…") of the inline scripts that the pages may run.
    """

    root: Path
    listen: str = "80"
    server_name: str | None = None
    certificate: Path | None = None
    key: Path | None = None
    closings: Mapping[str, datetime] = field(default_factory=lambda: MappingProxyType({}))
    scripts: tuple[str, ...] = ()

    @property
    def next_closing(self) -> datetime | None:
        """The first closing instant, or None."""
        return min(self.closings.values(), default=None)

    @property
    def fresh_until(self) -> int:
        """The second since 1970 from which no copy of a page may be kept unasked."""
        return NEVER if self.next_closing is None else second_of(self.next_closing - MARGIN)


def second_of(at: datetime) -> int:
    """The whole second since 1970 at or before an instant; raises ValueError when rules cannot tell it.

    Rounding goes down: a report that closes within a second is gone from its beginning.
    """
    if at.tzinfo is None:
        raise ValueError("A closing instant has no time zone.")
    second = int(at.timestamp() // 1)
    if not 1_000_000_000 <= second < NEVER:
        raise ValueError("A closing instant lies before 2001 or after 2286.")
    return second


def iso_of(second: int) -> str:
    """A second since 1970 as ISO 8601, in UTC."""
    return datetime.fromtimestamp(second, UTC).isoformat()


def rules_of(
    manifest: Manifest | None,
    root: Path,
    *,
    listen: str = "80",
    server_name: str | None = None,
    certificate: Path | None = None,
    key: Path | None = None,
) -> RulesInput:
    """The rules of a release for one server; without a manifest those of a site that has no reports."""
    closings = {one.slug: one.goes.astimezone(UTC) for one in manifest.reports} if manifest else {}
    scripts = manifest.scripts if manifest else ()
    return RulesInput(root, listen, server_name, certificate, key, MappingProxyType(closings), scripts)
