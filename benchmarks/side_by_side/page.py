"""Writes docs/speed.md: the text of page.md, with what was measured in its slots."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path

from side_by_side import tables
from side_by_side.figures import Figures, Run
from side_by_side.limits import NAMES, judged

TEMPLATE = Path(__file__).with_name("page.md")
MEANT_FOR = 1000  # live reports
FEWER = " They are meant for 1,000: this run, which had fewer, tells how it is measured, and not whether they are kept."
SLOT = re.compile(r"<!-- put: ([a-z-]+) -->")


def page(figures: Figures) -> str:
    """The page, in Markdown. Raises KeyError for a slot that nothing fits."""
    fitting = {
        "limits": tables.limits_table(judged(figures)),
        "of-limits": "" if figures.sizes()[-1] >= MEANT_FOR else FEWER,
        "largest": f"{figures.sizes()[-1]:,}",
        "all-at-largest": tables.size_table(figures, figures.sizes()[-1]),
        "growth": "\n\n".join(tables.growth_table(figures, work) for work in NAMES if work in figures.works()),
        "times-in-words": times_in_words(figures),
        "memory-in-words": memory_in_words(figures),
        "archive": tables.archive_table(figures),
        "search": tables.search_text(figures),
        "made": figures.made,
        "words": f"{figures.words:,}",
        "machine": figures.machine,
        "versions": figures.versions,
        "load": f"{figures.load:.1f}",
    }
    text = TEMPLATE.read_text("utf-8").split("-->\n\n", 1)[1]  # its first comment speaks to who changes it
    return SLOT.sub(lambda slot: fitting[slot[1]], text)


def times_in_words(figures: Figures) -> str:
    """What the plot of the times shows, for who does not see it."""
    works = ("cold", "dropped", "nothing")
    told = _in_words(figures, works, lambda runs: f"{figures.median(runs, 'seconds'):.1f} seconds")
    return f"Lines of the time of a build over the number of live reports, one panel for each work. {told}"


def memory_in_words(figures: Figures) -> str:
    """What the plot of the memory shows, for who does not see it."""
    told = _in_words(figures, ("cold", "dropped"), lambda runs: f"{figures.most(runs, 'tree_kb') / 1024:.0f} MB")
    return f"Lines of the peak memory of all processes over the number of live reports. {told}"


def _in_words(figures: Figures, works: Iterable[str], said: Callable[[list[Run]], str]) -> str:
    """What each site takes for some works at the largest number of live reports, where it was measured."""
    live = figures.sizes()[-1]
    told = []
    for work in works:
        found = [
            f"{label} {said(runs)}" for site, label in figures.labels.items() if (runs := figures.of(site, live, work))
        ]
        if found:
            told.append(f"With {live:,} reports, {NAMES[work]}: {', '.join(found)}.")
    return " ".join(told)
