"""A few live reports alone, and the same ones among very many that are over: what the archive costs this project."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import count
from pathlib import Path

from corpus import ARCHIVED_FROM, MadeUp, made_up
from sites import Build, Nightly, Site

from side_by_side.figures import Run
from side_by_side.rounds import Reports, Rounds


def compare_archive(
    root: Path, today: date, live: int, archived: int, words: int, rounds: Rounds, works: tuple[str, ...]
) -> Iterator[Run]:
    """Write the sources, build each site once unmeasured, and go through the rounds; yields each run that counts."""
    few: list[Site] = [Build(root / "few-build", today), Nightly(root / "few-nightly", today)]
    many: list[Site] = [Build(root / "many-build", today), Nightly(root / "many-nightly", today)]
    sites = [site for pair in zip(few, many, strict=True) for site in pair]
    reports = Reports([made_up(n, today, words) for n in range(1, live + 1)], coming(live, today, words))
    for one in reports.live:
        for site in sites:
            site.put(one)
    for number in range(archived):
        one = made_up(ARCHIVED_FROM + number, today, words)
        for site in many:
            site.put(one)
    for site in sites:
        site.among = live + (archived if site in many else 0)
        site.build()
    yield from rounds.go(sites, reports, works)


def coming(live: int, today: date, words: int) -> Iterator[MadeUp]:
    """The reports that come after the first ones; each opens today."""
    return (made_up(number, today, words).opening(today) for number in count(live + 1))
