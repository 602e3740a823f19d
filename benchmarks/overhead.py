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
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib.metadata import version
from pathlib import Path
from zoneinfo import ZoneInfo

import yaml

from board_reports.reports.body import EXTENSIONS

LIMIT = 1.15
PACKAGES = ("board-reports", "mkdocs", "mkdocs-material", "Markdown", "nh3")
WORDS = (
    "agency carer child concern conference contact decision family health history home learning meeting nurse panel "
    "parent plan practice practitioner question record referral review risk school service support team theme visit "
    "worker adult advice assessment change clinic daily early evidence formal group housing information joint known "
    "later local long manager month need never note offer often person police quiet reason regular response seen short "
    "sign small social story term time together training trust unclear voice week whole young"
)
HEADINGS = (
    "Brief outline of circumstances resulting in the review",
    "Practice and organisational learning",
    "Improving systems and practice",
    "Statement by reviewer",
    "Appendix: terms of reference",
    "Appendix: summary timeline",
)


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
        started = time.perf_counter()
        with subprocess.Popen(
            [sys.executable, "-m", "mkdocs", "build", "--quiet", "-f", str(self.folder / "mkdocs.yml")],
            env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        ) as process:
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            raise SystemExit(f"The build of {self.name} failed.")
        self.seconds.append(time.perf_counter() - started)
        self.cpu_seconds.append(usage.ru_utime + usage.ru_stime)
        self.peak_kb = max(self.peak_kb, usage.ru_maxrss)

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
        _write(site.folder / "docs" / "index.md", "# Home\n\nThe Board's home page.\n")
        for page in ("about", "after-12-weeks", "accessibility", "privacy"):
            _write(site.folder / "docs" / f"{page}.md", f"# {page.capitalize()}\n\n{_paragraph(chance, 200)}\n")
    for number in range(1, reports + 1):
        title, name = f"Learning from review {number}", f"cpr-{number:02}-2026"
        day = today - timedelta(days=number % 60)
        keys = f'title: "{title}"\nreference: "CPR {number}/2026"\npublication_date: {day}\napproved_date: {day}\n'
        text = f'---\n{keys}summary: "{_sentence(chance)}"\n---\n\n{_body(chance, words)}'
        _write(plain.folder / "docs" / "reports" / f"{name}.md", text)
        _write(board.folder / "published_reports" / f"{name}.md", text)
        listing.append(f"- [{title}]({name}.md), published on {day}")
    _write(plain.folder / "docs" / "reports" / "index.md", "\n".join(listing) + "\n")
    for site, plugins in ((plain, ["search"]), (board, ["search", "board-reports"])):
        settings = {
            "site_name": "Example Board",
            "site_url": "https://board.example/",
            "docs_dir": "docs",
            "theme": {"name": "material", "font": False},
            "plugins": plugins,
            "markdown_extensions": list(EXTENSIONS),
            "nav": ["index.md", "reports/index.md", "about.md"],
            "not_in_nav": "/reports/*\n/after-12-weeks.md\n/accessibility.md\n/privacy.md\n",
        }
        _write(site.folder / "mkdocs.yml", yaml.safe_dump(settings, sort_keys=False))


def _body(chance: random.Random, words: int) -> str:
    """A report of about so many words: headings, paragraphs, lists, tables and footnotes in fixed turn."""
    blocks: list[str] = []
    notes: list[str] = []
    written = turn = 0
    while written < words:
        if turn % 7 == 0:
            heading = HEADINGS[turn // 7 % len(HEADINGS)]
            block = f"## {heading}"
        elif turn % 7 == 2:
            block = "\n".join(f"- **{_some(chance, 2)}:** {_sentence(chance)}" for _ in range(5))
        elif turn % 7 == 4:
            rows = [f"| {_some(chance, 2)} | {_some(chance, 6)} | {chance.randint(1, 40)} |" for _ in range(6)]
            block = "\n".join(["| Agency | What was seen | How often |", "|---|---|---:|", *rows])
        elif turn % 7 == 5:
            notes.append(f"[^{len(notes) + 1}]: {_sentence(chance)}")
            block = f"{_paragraph(chance, 80)}[^{len(notes)}]"
        elif turn % 7 == 6:
            block = "\n".join(f"{number}. {_sentence(chance)}" for number in range(1, 5))
        else:
            block = f"{_paragraph(chance, 90)} *{_some(chance, 4)}.*"
        blocks.append(block)
        written += len(block.split())
        turn += 1
    return "\n\n".join([*blocks, *notes]) + "\n"


def _paragraph(chance: random.Random, words: int) -> str:
    sentences = [_sentence(chance) for _ in range(max(1, words // 12))]
    return " ".join(sentences)


def _sentence(chance: random.Random) -> str:
    return f"{_some(chance, chance.randint(8, 16)).capitalize()}."


def _some(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS.split(), k=count))


def tell(plain: Site, board: Site, options: argparse.Namespace) -> float:
    """Print the table; returns the ratio that the limit is for."""
    print(f"{options.reports} reports of {options.words} words each; {options.runs} builds of each site, in turn.\n")
    print("| | processor time, median | fastest | slowest | time by the clock, median | peak memory |")
    print("|---|---:|---:|---:|---:|---:|")
    for site in (plain, board):
        cpu = site.cpu_seconds
        times = [statistics.median(cpu), min(cpu), max(cpu), statistics.median(site.seconds)]
        print(f"| {site.name} | {' | '.join(f'{one:.2f} s' for one in times)} | {site.peak_kb / 1024:.0f} MB |")
    ratio = _median_ratio(board.cpu_seconds, plain.cpu_seconds)
    clock = _median_ratio(board.seconds, plain.seconds)
    print(f"| ratio | **{ratio:.2f}** | | | {clock:.2f} | {board.peak_kb / plain.peak_kb:.2f} |\n")
    print(f"Limit for the ratio of the processor times: {LIMIT}. {'Above it.' if ratio > LIMIT else 'Kept.'}\n")
    print(f"Machine: {_processor()}, {os.cpu_count()} processors, {platform.system()} {platform.release()}")
    print(f"Versions: Python {platform.python_version()}, " + ", ".join(f"{name} {version(name)}" for name in PACKAGES))
    return ratio


def _median_ratio(these: list[float], those: list[float]) -> float:
    """The median of the ratios of neighbouring builds: what slows the machine for a while slows both of a pair."""
    return statistics.median(this / that for this, that in zip(these, those, strict=True))


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
