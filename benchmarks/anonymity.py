"""How much of what identifies people the anonymity check finds, how often it is wrong, and how long it takes."""

from __future__ import annotations

import argparse
import random
import statistics
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from corpus import Voice, body_of, pdf_of
from measuring import machine
from planted import Planted, names, planted
from sites.site import write

from board_reports.desk.anonymity import Findings, Names, findings_of, read_names
from board_reports.desk.anonymity.names_file import add_names
from board_reports.reports import Register, Report, Settings

SEED = 20261124
ROOT = Path(__file__).parent.parent
LEAST_RECALL = {"nhs-number": 1.0, "national-insurance-number": 1.0, "name": 1.0}  # of every other kind: 0.95
MOST_FALSE = 1.0  # in 2,000 words of the example reports
MOST_SECONDS = 3.0  # for 100 pages
PAGE = 450  # words

FRONT = "---\ntitle: {title}\nreference: CPR 01/2026\npublication_date: 2026-06-01\n{more}---\n\n"
CHANNELS = {  # how a sentence stands in the text; those with a line of its own may have a line break in it
    "paragraph": "{}",
    "quotation": "> {}",
    "item of a list": "- {}",
    "numbered list": "1. {}",
    "heading": "### {}",
    "cell of a table": "| What | Who |\n|---|---|\n| Note | {} |",
    "footnote": "A sentence with a note.[^{number}]\n\n[^{number}]: {}",
    "definition": "Term\n:   {}",
    "alternative text": "![{}](picture.png)",
    "caption": '![A chart](picture.png "{}")',
    "comment": "<!-- {} -->",
    "title of a link": '[A link](https://example.org "{}")',
    "attribute": '<span title="{}">a word</span>',
    "cell in HTML": "<table><tr><td>Note</td><td>{}</td></tr></table>",
}
IN_MARKUP = ("alternative text", "caption", "comment", "title of a link", "attribute")
ONE_LINE = {"heading", "cell of a table", "cell in HTML", *IN_MARKUP}


@dataclass(frozen=True)
class Placed:
    """Where something is planted: the file as findings name it, its lines or page, and the channel."""

    what: Planted
    file: str
    lines: range
    page: int | None
    channel: str


def channel_for(one: Planted, source: random.Random) -> str:
    """A channel in which the sentence is what it should be: markup stands in no attribute, quotes in no quotes."""
    plain = not set('<>*"&') & set(one.thing)
    fit = [name for name in CHANNELS if plain or name not in IN_MARKUP]
    fit = [name for name in fit if "\n" not in one.thing or name not in ONE_LINE]
    return source.choice(fit + (["page of a PDF"] * 2 if plain and one.thing.isascii() else []))


def plant(folder: Path, things: list[Planted], source: random.Random) -> list[Placed]:
    """Write a report with a Welsh twin, a part, and a PDF, and the things in it."""
    texts = {name: FRONT.format(title=f"A {name} text", more="") for name in ("index.md", "index.cy.md", "briefing.md")}
    texts["index.cy.md"] = "---\ntitle: Testun\n---\n\n"
    texts["briefing.md"] = "---\ntitle: A briefing\n---\n\n"
    texts["index.md"] += "[The file](timeline.pdf)\n\n"
    placed, pages, voice = [], [], Voice(source)
    for number, one in enumerate(things):
        channel = channel_for(one, source)
        if channel == "page of a PDF":
            pages.append(one.sentence)
            placed.append(Placed(one, "reports/review/timeline.pdf", range(0), len(pages), channel))
            continue
        name = source.choice(list(texts))
        between = voice.paragraph(40) + "\n\n"
        block = CHANNELS[channel].format(one.sentence, number=number)
        before = texts[name] + between
        texts[name] = f"{before}{block}\n\n"
        first = before.count("\n") + 1
        placed.append(Placed(one, f"reports/review/{name}", range(first, first + block.count("\n") + 1), None, channel))
    for name, text in texts.items():
        write(folder / "review" / name, text)
    write(folder / "review" / "timeline.pdf", pdf_of(pages))
    (folder / "review" / "picture.png").write_bytes(
        (ROOT / "published_reports/example-cpr-02-2026/worries-by-term.png").read_bytes()
    )
    return placed


def report_of(folder: Path) -> Report:
    (report,) = Register.read(folder, Settings(root=folder.parent)).reports
    return report


def recall(placed: list[Placed], found: Findings) -> tuple[dict[str, Counter[bool]], list[Placed]]:
    """By kind, how many were found and how many were not; and those that were not."""
    places = {(one.file, one.line, one.page, one.kind) for one in found.open}
    counts: dict[str, Counter[bool]] = {}
    missed = []
    for one in placed:
        lines = one.lines or [None]
        got = any((one.file, line, one.page, one.what.kind) in places for line in lines)
        counts.setdefault(one.what.kind, Counter())[got] += 1
        if not got:
            missed.append(one)
    return counts, missed


def precision(listed: Names) -> tuple[int, int]:
    """The findings in the example reports, waived ones too, each of which is a false one, and the reports' words."""
    register = Register.read(ROOT / "published_reports", Settings(root=ROOT))
    found = [findings_of(report, listed) for report in register.reports]
    false = sum(len(one.open) + len(one.waived) for one in found)
    texts = [path for report in register.reports for path in report.files.english.parent.rglob("*.md")]
    return false, sum(len(path.read_text("utf-8").split()) for path in set(texts))


def hundred_pages(folder: Path, source: random.Random, *, as_pdf: bool) -> Report:
    """A report of 100 pages, in its text or in a PDF."""
    home, voice = folder / "long", Voice(source)
    text = FRONT.format(title="A long report", more="")
    if as_pdf:
        write(home / "long.pdf", pdf_of(body_of(voice, PAGE) for _ in range(100)))
        write(home / "index.md", text + "[The file](long.pdf)\n")
    else:
        write(home / "index.md", text + body_of(voice, 100 * PAGE))
    return report_of(folder)


def seconds(report: Report, listed: Names, runs: int) -> tuple[list[float], list[float]]:
    """How long the check of a report takes, in processor time and by the clock; judging its text is no part of that."""
    took: tuple[list[float], list[float]] = ([], [])
    _ = report.content
    for _ in range(runs):
        listed = Names(listed.salt, listed.entries, listed.longest)  # it remembers what it has looked up
        began = time.process_time(), time.perf_counter()
        findings_of(report, listed)
        took[0].append(time.process_time() - began[0])
        took[1].append(time.perf_counter() - began[1])
    return took


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--each", type=int, default=200, help="things of each kind, and three times as many names")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--names", type=int, default=300, help="names on the list")
    parser.add_argument("--show-missed", action="store_true", help="print what was not found: all of it is made up")
    parser.add_argument("--no-limit", action="store_true")
    options = parser.parse_args()
    source = random.Random(SEED)
    failed = False
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        given = names(source, options.names)
        add_names(folder / "names", given)
        listed = read_names(folder / "names")
        assert listed is not None
        things = planted(source, options.each, given)
        source.shuffle(things)
        placed = plant(folder / "reports", things, source)
        counts, missed = recall(placed, findings_of(report_of(folder / "reports"), listed))
        print("| kind | planted | found | recall | at least |\n|---|---:|---:|---:|---:|")
        for kind in sorted(counts):
            found, all_of_it = counts[kind][True], counts[kind].total()
            least = LEAST_RECALL.get(kind, 0.95)
            failed |= found < least * all_of_it
            print(f"| {kind} | {all_of_it} | {found} | {found / all_of_it:.1%} | {least:.0%} |")
        if options.show_missed:
            for one in missed:
                print(f"missed: {one.what.kind}, {one.channel}: {one.what.sentence!r}")
        false, words = precision(listed)
        rate = false * 2000 / words
        failed |= rate > MOST_FALSE
        print(f"\nFalse findings in the examples: {false} in {words:,} words, {rate:.2f} in 2,000 (at most 1).\n")
        print("| 100 pages | processor time, median | fastest | slowest | by the clock, median | limit |")
        print("|---|---:|---:|---:|---:|---:|")
        for label, as_pdf in (("text", False), ("PDF", True)):
            used, clock = seconds(hundred_pages(folder / label, source, as_pdf=as_pdf), listed, options.runs)
            middle = statistics.median(used)
            failed |= middle > MOST_SECONDS
            row = (f"{middle:.2f} s", f"{min(used):.2f} s", f"{max(used):.2f} s", f"{statistics.median(clock):.2f} s")
            print(f"| {label} | {' | '.join(row)} | {MOST_SECONDS:.0f} s |")
    print(f"\n- Machine: {machine()}\n- Seed: {SEED}")
    return int(failed and not options.no_limit)


if __name__ == "__main__":
    sys.exit(main())
