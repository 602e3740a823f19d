"""The tables of what was measured, in Markdown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from side_by_side.figures import Figures, Run
from side_by_side.limits import NAMES, Judged, as_limit, as_share


def limits_table(judged: Iterable[Judged]) -> str:
    """The limits, what was measured, and whether they were kept."""
    rows = ["| what | against | at most | measured | kept | beside it, not judged |", "|---|---|---:|---:|---|---|"]
    for one in judged:
        measured = "not measured" if one.ratio is None else f"**{as_share(one.ratio)}**"
        kept = {True: "yes", False: "**no**", None: ""}[one.kept]
        rows.append(f"| {one.what} | {one.against} | {as_limit(one.most)} | {measured} | {kept} | {one.beside} |")
    return "\n".join(rows)


def size_table(figures: Figures, live: int) -> str:
    """All works and sites with one number of live reports."""
    times, memory = "by the clock, median | fastest | slowest | processor time", "largest process | all processes"
    rows = [f"| work | program | {times} | {memory} | runs |", "|---|---|---:|---:|---:|---:|---:|---:|---:|"]
    for work in NAMES:
        for site, label in figures.labels.items():
            if runs := figures.of(site, live, work):
                rows.append(f"| {NAMES[work]} | {label} | {_cells(figures, runs)} |")
    return "\n".join(rows)


def growth_table(figures: Figures, work: str) -> str:
    """One work with each number of live reports."""
    sizes = figures.sizes()
    rows = [f"| {NAMES[work]} | {' | '.join(f'{size:,} reports' for size in sizes)} |", f"|---|{'---:|' * len(sizes)}"]
    for site, label in figures.labels.items():
        cells = [_seconds(figures, figures.of(site, size, work)) for size in sizes]
        if any(cells):
            rows.append(f"| {label} | {' | '.join(cells)} |")
    return "\n".join(rows)


def archive_table(figures: Figures) -> str:
    """The same live reports, alone and among many that are over."""
    archives = figures.archives()
    if len(archives) < 2:
        return "Not measured in this run."
    few, many = archives[0], archives[-1]
    rows = [f"| {few:,} live reports | alone | among {many:,} | ratio | all processes, alone | among {many:,} |"]
    rows.append("|---|---:|---:|---:|---:|---:|")
    for site in ("build", "nightly"):
        for work in NAMES:
            alone, among = figures.of(site, few, work, few), figures.of(site, few, work, many)
            ratio = figures.ratio(among, alone, "seconds")
            if ratio is not None:
                times = f"{_seconds(figures, alone)} | {_seconds(figures, among)} | {ratio:.2f}"
                memory = f"{_megabytes(figures, alone)} | {_megabytes(figures, among)}"
                rows.append(f"| {figures.name(site)}, {NAMES[work]} | {times} | {memory} |")
    return "\n".join(rows)


def search_text(figures: Figures) -> str:
    """What a reader's browser fetches until a search has its first result."""
    if not figures.search:
        return figures.search_note or "Not measured in this run."
    first, plain = figures.search["first_result"], figures.search["plain_gzip"]
    return (
        f"With {figures.sizes()[-1]:,} live reports a browser fetches {first / 1000:,.0f} kB until a search has its "
        f"first result; the search index of {figures.name('plain')} is {plain / 1000:,.0f} kB with gzip."
    )


def verdict(judged: Iterable[Judged]) -> Iterator[str]:
    """What to say of the limits that were not kept, or could not be judged."""
    for one in judged:
        if one.kept is False:
            yield f"Not kept: {one.what}, against {one.against}: {one.ratio:.3f}, at most {as_limit(one.most)}."
        elif one.kept is None:
            yield f"Not measured: {one.what}, against {one.against}."


def _cells(figures: Figures, runs: list[Run]) -> str:
    seconds = [run.seconds for run in runs]
    times = [figures.median(runs, "seconds"), min(seconds), max(seconds), figures.median(runs, "cpu_seconds")]
    memory = [figures.most(runs, "peak_kb"), figures.most(runs, "tree_kb")]
    cells = [f"{one:.2f} s" for one in times] + [f"{one / 1024:.0f} MB" for one in memory]
    return " | ".join([*cells, str(len(runs))])


def _seconds(figures: Figures, runs: list[Run]) -> str:
    return f"{figures.median(runs, 'seconds'):.2f} s" if runs else ""


def _megabytes(figures: Figures, runs: list[Run]) -> str:
    return f"{figures.most(runs, 'tree_kb') / 1024:.0f} MB" if runs else ""
