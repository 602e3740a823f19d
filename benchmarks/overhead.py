#!/usr/bin/env python3
"""What board-reports costs: 300 reports built with the plugin, and the same pages by plain MkDocs with Material.

Run it from the project's folder: .venv/bin/python benchmarks/overhead.py
The limit is for processor time, user and system, since a build waits for nothing; time by the clock is printed beside
it. Each run builds both sites, one right after the other; the ratio is the median of the runs' ratios.
Exit code 0: the ratio is within the limit. 1: above it, or a build failed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from corpus import made_up
from measuring import PACKAGES, Took, few_cores, machine, median_ratio, versions
from sites import Build, Plain, Site
from sites.site import mkdocs_build

LIMIT = 1.15


class WithPlugin(Build):
    """The board's site, by the same command as the plain one."""

    label = "board-reports"

    def command(self) -> Sequence[str | Path]:
        return mkdocs_build(self.folder)


def main() -> None:
    """Make the two sites, build them in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=300, help="how many reports (default: 300)")
    parser.add_argument("--words", type=int, default=3000, help="words in each report (default: 3000)")
    parser.add_argument("--runs", type=int, default=5, help="measured builds of each site (default: 5)")
    parser.add_argument("--no-limit", action="store_true", help="exit 0 whatever the ratio")
    options = parser.parse_args()
    few_cores()
    today = datetime.now(ZoneInfo("Europe/London")).date()
    with tempfile.TemporaryDirectory(prefix="board-overhead-") as folder:
        plain, board = Plain(Path(folder, "plain"), today), WithPlugin(Path(folder, "board"), today)
        for number in range(1, options.reports + 1):
            for site in (plain, board):
                site.put(made_up(number, today, options.words))
        plain.settle()
        for site in (plain, board):  # once unmeasured: byte code, and the disk's cache
            build(site, options.reports)
        took: dict[Site, list[Took]] = {plain: [], board: []}
        for run in range(options.runs):
            for site in (plain, board) if run % 2 == 0 else (board, plain):
                took[site].append(build(site, options.reports))
            pair = took[plain][-1].cpu_seconds, took[board][-1].cpu_seconds
            print(f"run {run + 1}: {pair[0]:.2f} s, {pair[1]:.2f} s, {pair[1] / pair[0]:.2f}", file=sys.stderr)
    print(f"{options.reports} reports of {options.words} words each; {options.runs} builds of each site, in turn.\n")
    ratio = tell(plain, took[plain], board, took[board])
    sys.exit(1 if ratio > LIMIT and not options.no_limit else 0)


def build(site: Site, reports: int) -> Took:
    """Build a site, which must then have a page for each report."""
    site.forget()
    took = site.build()
    if len(site.names()) != reports:
        raise SystemExit(f"{site.label} made {len(site.names())} report pages instead of {reports}.")
    return took


def tell(plain: Site, of_plain: list[Took], board: Site, of_board: list[Took]) -> float:
    """Print the table; returns the ratio that the limit is for."""
    print("| | processor time, median | fastest | slowest | time by the clock, median | peak memory |")
    print("|---|---:|---:|---:|---:|---:|")
    peaks = []
    for site, took in ((plain, of_plain), (board, of_board)):
        cpu = [one.cpu_seconds for one in took]
        times = [statistics.median(cpu), min(cpu), max(cpu), statistics.median(one.seconds for one in took)]
        peaks.append(max(one.tree_kb for one in took))
        print(f"| {site.label} | {' | '.join(f'{one:.2f} s' for one in times)} | {peaks[-1] / 1024:.0f} MB |")
    ratio = median_ratio([one.cpu_seconds for one in of_board], [one.cpu_seconds for one in of_plain])
    clock = median_ratio([one.seconds for one in of_board], [one.seconds for one in of_plain])
    print(f"| ratio | **{ratio:.2f}** | | | {clock:.2f} | {peaks[1] / peaks[0]:.2f} |\n")
    print(f"Limit for the ratio of the processor times: {LIMIT}. {'Above it.' if ratio > LIMIT else 'Kept.'}\n")
    print(f"Machine: {machine()}")
    print(f"Versions: {versions(*PACKAGES)}")
    return ratio


if __name__ == "__main__":
    main()
