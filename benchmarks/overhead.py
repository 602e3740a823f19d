#!/usr/bin/env python3
"""What board-reports costs: 300 reports built with the plugin, and the same pages by plain MkDocs with Material.

Run it from the project's folder: .venv/bin/python benchmarks/overhead.py
The limit is for processor time, user and system, since a build waits for nothing; time by the clock is printed beside
it. Each run builds both sites, one right after the other; the ratio is the median of the runs' ratios.
Exit code 0: the ratio is within the limit. 1: above it, or a build failed.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import sys
import tempfile
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from corpus import body, sentence, write, write_permanent, write_settings
from measuring import machine, measured, median_ratio, versions

LIMIT = 1.15
PACKAGES = ("board-reports", "mkdocs", "mkdocs-material", "Markdown", "nh3")


@dataclass
class Site:
    """One of the two sites: where it is, and what each of its builds took."""

    name: str
    folder: Path
    seconds: list[float] = field(default_factory=list)
    cpu_seconds: list[float] = field(default_factory=list)
    peak_kb: int = 0

    def build(self) -> None:
        """Build the site in a process of its own, and note its time, processor time and peak memory."""
        command = [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", self.folder / "mkdocs.yml"]
        took = measured(command, NO_MKDOCS_2_WARNING="1")
        if took.exit_code != 0:
            raise SystemExit(f"The build of {self.name} failed.\n{took.output}")
        self.seconds.append(took.seconds)
        self.cpu_seconds.append(took.cpu_seconds)
        self.peak_kb = max(self.peak_kb, took.peak_kb)

    def pages(self) -> int:
        """How many pages the last build made below /reports/, the listing left aside."""
        return len(list((self.folder / "site" / "reports").glob("*/index.html")))


def main() -> None:
    """Make the two sites, build them in turn, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=300, help="how many reports (default: 300)")
    parser.add_argument("--words", type=int, default=3000, help="words in each report (default: 3000)")
    parser.add_argument("--runs", type=int, default=5, help="measured builds of each site (default: 5)")
    parser.add_argument("--no-limit", action="store_true", help="exit 0 whatever the ratio")
    options = parser.parse_args()
    for variable in ("BOARD_AS_OF", "SOURCE_DATE_EPOCH"):
        os.environ.pop(variable, None)
    with tempfile.TemporaryDirectory(prefix="board-overhead-") as folder:
        plain = Site("plain MkDocs with Material", Path(folder, "plain"))
        board = Site("board-reports", Path(folder, "board"))
        make_sites(plain, board, options.reports, options.words)
        for site in (plain, board):  # once unmeasured: byte code, and the disk's cache
            site.build()
            if site.pages() != options.reports:
                raise SystemExit(f"{site.name} made {site.pages()} report pages instead of {options.reports}.")
            site.__dict__.update(seconds=[], cpu_seconds=[], peak_kb=0)
        for run in range(options.runs):
            for site in (plain, board) if run % 2 == 0 else (board, plain):
                site.build()
            pair = plain.cpu_seconds[-1], board.cpu_seconds[-1]
            print(f"run {run + 1}: {pair[0]:.2f} s, {pair[1]:.2f} s, {pair[1] / pair[0]:.2f}", file=sys.stderr)
    ratio = tell(plain, board, options)
    sys.exit(1 if ratio > LIMIT and not options.no_limit else 0)


def make_sites(plain: Site, board: Site, reports: int, words: int) -> None:
    """Write the sources of both sites: the same permanent pages, the same reports."""
    chance = random.Random(20261201)
    today = datetime.now(ZoneInfo("Europe/London")).date()
    listing = ["# Published reports\n"]
    for site in (plain, board):
        write_permanent(site.folder / "docs", chance)
    for number in range(1, reports + 1):
        title, name = f"Learning from review {number}", f"cpr-{number:02}-2026"
        day = today - timedelta(days=number % 60)
        keys = f'title: "{title}"\nreference: "CPR {number}/2026"\npublication_date: {day}\napproved_date: {day}\n'
        text = f'---\n{keys}summary: "{sentence(chance)}"\n---\n\n{body(chance, words)}'
        write(plain.folder / "docs" / "reports" / f"{name}.md", text)
        write(board.folder / "published_reports" / f"{name}.md", text)
        listing.append(f"- [{title}]({name}.md), published on {day}")
    write(plain.folder / "docs" / "reports" / "index.md", "\n".join(listing) + "\n")
    write_settings(plain.folder, ["search"])
    write_settings(board.folder, ["search", "board-reports"])


def tell(plain: Site, board: Site, options: argparse.Namespace) -> float:
    """Print the table; returns the ratio that the limit is for."""
    print(f"{options.reports} reports of {options.words} words each; {options.runs} builds of each site, in turn.\n")
    print("| | processor time, median | fastest | slowest | time by the clock, median | peak memory |")
    print("|---|---:|---:|---:|---:|---:|")
    for site in (plain, board):
        cpu = site.cpu_seconds
        times = [statistics.median(cpu), min(cpu), max(cpu), statistics.median(site.seconds)]
        print(f"| {site.name} | {' | '.join(f'{one:.2f} s' for one in times)} | {site.peak_kb / 1024:.0f} MB |")
    ratio = median_ratio(board.cpu_seconds, plain.cpu_seconds)
    clock = median_ratio(board.seconds, plain.seconds)
    print(f"| ratio | **{ratio:.2f}** | | | {clock:.2f} | {board.peak_kb / plain.peak_kb:.2f} |\n")
    print(f"Limit for the ratio of the processor times: {LIMIT}. {'Above it.' if ratio > LIMIT else 'Kept.'}\n")
    print(f"Machine: {machine()}")
    print(f"Versions: {versions(*PACKAGES)}")
    return ratio


if __name__ == "__main__":
    main()
