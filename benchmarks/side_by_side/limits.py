"""The limits: what share of another program's time or memory a work of this project may take in the same run."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from side_by_side.figures import Figures, Measure, Run

WARM = ("changed", "dropped", "added", "nothing")
NAMES = {
    "cold": "cold, without any cache",
    "changed": "one report changed",
    "dropped": "one report dropped",
    "added": "one report added",
    "nothing": "nothing changed",
}
# site, work, beside which site, at most; all by the clock, at the largest number of live reports
BY_THE_CLOCK = (
    ("build", "cold", "plain", Fraction(65, 100)),
    ("build", "dropped", "plain", Fraction(1, 12)),
    ("build", "added", "plain", Fraction(1, 12)),
    ("build", "dropped", "whole", Fraction(1, 4)),
    ("build", "added", "whole", Fraction(1, 4)),
    ("nightly", "nothing", "whole", Fraction(1, 15)),
)
MEMORY = Fraction(7, 10)
ARCHIVE = Fraction(3, 2)
ARCHIVED_WORKS = ("nothing", "dropped", "added")  # of `board build`, as in the other limits
SEARCH = Fraction(1, 20)
ASKED = {(key, work) for site, work, other, _ in BY_THE_CLOCK for key in (site, other)}


@dataclass(frozen=True)
class Judged:
    """One limit: what is measured, against what, the ratio that it allows, and the one that was measured, or None.

    `beside` has ratios that are told next to it and not judged.
    """

    what: str
    against: str
    most: Fraction
    ratio: float | None
    beside: str = ""

    @property
    def kept(self) -> bool | None:
        """Whether the limit was kept; None when it could not be judged."""
        return None if self.ratio is None else self.ratio <= float(self.most)


def judged(figures: Figures) -> Iterator[Judged]:
    """All limits, at the largest number of live reports that was measured."""
    live = figures.sizes()[-1]
    for site, work, other, most in BY_THE_CLOCK:
        these, those = figures.of(site, live, work), figures.of(other, live, work)
        what, ratio = f"{figures.name(site)}, {NAMES[work]}", figures.ratio(these, those, "seconds")
        yield Judged(what, figures.name(other), most, ratio, _beside(figures, site, work, other, live))
    warm, plain = _all(figures, "build", live), _all(figures, "plain", live)
    yield Judged(
        f"{figures.name('build')}, any work but cold: peak memory of all processes together",
        figures.name("plain"),
        MEMORY,
        _peaks(figures, warm, plain, "tree_kb"),
        _told("of the largest process", _peaks(figures, warm, plain, "peak_kb")),
    )
    yield from _archive(figures)
    search = figures.search or {}
    yield Judged(
        "bytes that a browser fetches until a search has its first result",
        f"the search index of {figures.name('plain')}, with gzip",
        SEARCH,
        search["first_result"] / search["plain_gzip"] if search else None,
        figures.search_note,
    )


def _archive(figures: Figures) -> Iterator[Judged]:
    archives = figures.archives()
    if len(archives) < 2:
        return
    few, many = archives[0], archives[-1]
    for work in ARCHIVED_WORKS:
        these, those = figures.of("build", few, work, many), figures.of("build", few, work, few)
        nightly = figures.of("nightly", few, work, many), figures.of("nightly", few, work, few)
        what = f"{figures.name('build')}, {NAMES[work]}, {few:,} live reports among {many:,}"
        told = [
            _told("processor time", figures.ratio(these, those, "cpu_seconds")),
            _told(figures.name("nightly"), figures.ratio(*nightly, "seconds")),
        ]
        beside = ", ".join(filter(None, told))
        yield Judged(what, f"the {few:,} alone", ARCHIVE, figures.ratio(these, those, "seconds"), beside)


def _beside(figures: Figures, site: str, work: str, other: str, live: int) -> str:
    """The same in processor time, to the barest of Hugo's sites, and for the nightly run where `build` is judged."""
    these, those = figures.of(site, live, work), figures.of(other, live, work)
    told = [_told("processor time", figures.ratio(these, those, "cpu_seconds"))]
    if other == "whole":
        bare = figures.of("bare", live, work)
        told.append(_told(f"against {figures.name('bare')}", figures.ratio(these, bare, "seconds")))
    if site == "build":
        nightly = figures.of("nightly", live, work)
        told.append(_told(figures.name("nightly"), figures.ratio(nightly, those, "seconds")))
    return ", ".join(filter(None, told))


def _all(figures: Figures, site: str, live: int) -> list[Run]:
    return [run for work in WARM for run in figures.of(site, live, work)]


def _peaks(figures: Figures, these: list[Run], those: list[Run], measure: Measure) -> float | None:
    return figures.most(these, measure) / figures.most(those, measure) if these and those else None


def _told(what: str, ratio: float | None) -> str:
    return "" if ratio is None else f"{what} {as_share(ratio)}"


def as_share(ratio: float) -> str:
    """A ratio as people say it: `1/12.4` for small ones, `0.65` for others."""
    return f"1/{1 / ratio:.1f}" if ratio < 0.3 else f"{ratio:.2f}"


def as_limit(most: Fraction) -> str:
    """A limit as it was set: `1/12`, `0.65`."""
    return str(most) if most < Fraction(3, 10) else f"{float(most):.2f}".rstrip("0")
