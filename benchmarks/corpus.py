"""Made-up reports for the benchmarks: the same texts from the same seed."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import yaml

from board_reports.reports.body import EXTENSIONS

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
PERMANENT = ("about", "after-12-weeks", "accessibility", "privacy")


@dataclass(frozen=True)
class MadeUp:
    """A made-up report: its name in an address, its texts, its first day, and for how many weeks it is public.

    `attached` is its file, or None.
    """

    name: str
    reference: str
    title: str
    summary: str
    body: str
    opens: date
    weeks: int = 12
    attached: Path | None = None

    @property
    def closes(self) -> date:
        """The first day on which it is not public any more."""
        return self.opens + timedelta(weeks=self.weeks)


def write_permanent(docs: Path, chance: random.Random) -> None:
    """Write the permanent pages of a site into its docs folder."""
    write(docs / "index.md", "# Home\n\nThe Board's home page.\n")
    for page in PERMANENT:
        write(docs / f"{page}.md", f"# {page.capitalize()}\n\n{paragraph(chance, 200)}\n")


def write_settings(folder: Path, plugins: list[str]) -> None:
    """Write a site's configuration, with these plugins."""
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
    write(folder / "mkdocs.yml", yaml.safe_dump(settings, sort_keys=False))


def body(chance: random.Random, words: int) -> str:
    """A report of about so many words: headings, paragraphs, lists, tables and footnotes in fixed turn."""
    blocks: list[str] = []
    notes: list[str] = []
    written = turn = 0
    while written < words:
        if turn % 7 == 0:
            heading = HEADINGS[turn // 7 % len(HEADINGS)]
            block = f"## {heading}"
        elif turn % 7 == 2:
            block = "\n".join(f"- **{some(chance, 2)}:** {sentence(chance)}" for _ in range(5))
        elif turn % 7 == 4:
            rows = [f"| {some(chance, 2)} | {some(chance, 6)} | {chance.randint(1, 40)} |" for _ in range(6)]
            block = "\n".join(["| Agency | What was seen | How often |", "|---|---|---:|", *rows])
        elif turn % 7 == 5:
            notes.append(f"[^{len(notes) + 1}]: {sentence(chance)}")
            block = f"{paragraph(chance, 80)}[^{len(notes)}]"
        elif turn % 7 == 6:
            block = "\n".join(f"{number}. {sentence(chance)}" for number in range(1, 5))
        else:
            block = f"{paragraph(chance, 90)} *{some(chance, 4)}.*"
        blocks.append(block)
        written += len(block.split())
        turn += 1
    return "\n\n".join([*blocks, *notes]) + "\n"


def paragraph(chance: random.Random, words: int) -> str:
    sentences = [sentence(chance) for _ in range(max(1, words // 12))]
    return " ".join(sentences)


def sentence(chance: random.Random) -> str:
    return f"{some(chance, chance.randint(8, 16)).capitalize()}."


def some(chance: random.Random, count: int) -> str:
    return " ".join(chance.choices(WORDS.split(), k=count))


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
