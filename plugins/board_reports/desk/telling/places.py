"""The addresses that a notice names: those of a report and of the leaflets, in each language of the site."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from board_reports.release.basics import Basics, Side
from board_reports.site.addresses import PAGE_ENDINGS, address_of


@dataclass(frozen=True)
class Leaflets:
    """Where the leaflet is, by language; or where the list of leaflets is, when there are several."""

    several: bool
    addresses: dict[str, str]


def sides_of(basics: Basics) -> tuple[Side, ...]:
    """The languages of a notice: Welsh first, for it is treated no less favourably and would else be overlooked."""
    return tuple(sorted(basics.sides, key=lambda side: side.language != "cy"))


def report_address(basics: Basics, side: Side, slug: str) -> str:
    """The full address of a report's page in one language."""
    return f"{basics.site_url}{side.place}reports/{slug}/"


def leaflets_of(basics: Basics) -> Leaflets | None:
    """Where the leaflets are; None where the site has none. One without a Welsh page has its English address twice."""
    own = _pages(basics.docs_dir)
    if not own:
        return None
    several = len(own) > 1
    addresses = {}
    for side in basics.sides:
        there = own[0] in _pages(side.docs_dir) or several
        place = side.place if there else ""
        addresses[side.language] = f"{basics.site_url}{place}{'leaflets/' if several else address_of(own[0])}"
    return Leaflets(several, addresses)


def _pages(docs_dir: Path) -> list[str]:
    from board_reports.site.leaflets import FOLDER, is_leaflet  # noqa: PLC0415 - it brings MkDocs

    found: Iterable[Path] = (docs_dir / FOLDER).rglob("*")
    names = [path.relative_to(docs_dir).as_posix() for path in found if path.suffix in PAGE_ENDINGS and path.is_file()]
    return sorted(name for name in names if is_leaflet(name))
