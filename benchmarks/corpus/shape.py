"""What a practice review looks like: the template's headings, themes, lists, tables, footnotes, and a timeline."""

from __future__ import annotations

from collections.abc import Iterator

from corpus.voice import Voice

# The template's headings, and what share of a report's words stands under each.
SHARES = {
    "Brief outline of circumstances resulting in the review": 0.15,
    "Practice and organisational learning": 0.40,
    "Improving systems and practice": 0.13,
    "Statement by reviewer": 0.04,
    "Appendix: terms of reference": 0.06,
    "Appendix: summary timeline": 0.15,
    "Child Practice Review process": 0.07,
}
THEME = 200  # words
ROW = 18  # words in a row of the timeline
TERMS = ("Autumn", "Spring", "Summer")
YEARS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")


def body_of(voice: Voice, words: int) -> str:
    """A report's text of about so many words, in Markdown that MkDocs and Hugo read alike."""
    notes: list[str] = []
    blocks = []
    for heading, share in SHARES.items():
        blocks.append(f"## {heading}")
        blocks += _section(voice, heading, max(8, round(words * share)), notes)
    return "\n\n".join([*blocks, "\n".join(notes)]) + "\n"


def briefing_of(voice: Voice) -> str:
    """The text of a seven-minute briefing, some 450 words."""
    blocks = []
    for minute in range(1, 8):
        blocks += [f"## Minute {minute}: {voice.heading()}", voice.paragraph(40)]
        if minute in (3, 6):
            blocks.append(_list(voice, 3))
    return "\n\n".join([*blocks, "## To talk about together", _numbered(voice, 4)]) + "\n"


def _section(voice: Voice, heading: str, words: int, notes: list[str]) -> Iterator[str]:
    if heading.startswith("Practice"):
        themes = max(1, round(words / THEME))
        for number in range(1, themes + 1):
            yield f"### Theme {number}: {voice.heading()}"
            yield from _theme(voice, number, words // themes, notes)
        yield "### Good practice"
        yield _list(voice, max(2, words // 300))
    elif heading.startswith("Improving"):
        yield voice.paragraph(words // 4)
        yield _table(voice, "| | Recommendation | Lead | How it is known |\n|---|---|---|---|", words // 45, (14, 2, 8))
    elif heading.endswith("terms of reference"):
        yield "The panel agreed this scope."
        yield "\n\n".join(f"{voice.phrase(2).capitalize()}\n:   {voice.sentence()}" for _ in range(max(1, words // 20)))
    elif heading.endswith("timeline"):
        yield _timeline(voice, max(3, words // ROW))
    else:
        paragraphs = max(1, round(words / 110))
        for _ in range(paragraphs):
            yield f"{voice.paragraph(words // paragraphs)}{_note(voice, notes)}"


def _theme(voice: Voice, number: int, words: int, notes: list[str]) -> Iterator[str]:
    yield f"{voice.paragraph(words // 3)}{_note(voice, notes) if number % 2 else ''}"
    yield f"**{voice.phrase(3).capitalize()}.** {voice.paragraph(words // 4)} *{voice.phrase(4).capitalize()}?*"
    if number % 3 == 1:
        yield _table(
            voice, "| | Phrase in the records | How often | What it meant |\n|---|---|---:|---|", words // 40, (4, 0, 9)
        )
    elif number % 3 == 2:
        yield _list(voice, max(2, words // 50))
    else:
        yield f"> {voice.sentence()}"
        yield voice.paragraph(words // 4)


def _note(voice: Voice, notes: list[str]) -> str:
    notes.append(f"[^{len(notes) + 1}]: {voice.sentence()}")
    return f"[^{len(notes)}]"


def _list(voice: Voice, items: int) -> str:
    return "\n".join(f"- {voice.sentence()}" for _ in range(items))


def _numbered(voice: Voice, items: int) -> str:
    return "\n".join(f"{number}. {voice.sentence()}" for number in range(1, items + 1))


def _table(voice: Voice, head: str, rows: int, words: tuple[int, int, int]) -> str:
    """A table with its numbered rows; a cell of no words has a number."""
    lines = [head]
    for number in range(1, max(2, rows) + 1):
        cells = [voice.phrase(count) if count else str(voice.chance.randint(1, 40)) for count in words]
        lines.append(f"| {number} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _timeline(voice: Voice, rows: int) -> str:
    lines = ["| School year | Term | Key event | Response |", "|---|---|---|---|"]
    for number in range(rows):
        year, term = YEARS[number * len(YEARS) // rows], TERMS[number % len(TERMS)]
        lines.append(f"| {year} | {term} | {voice.phrase(ROW - 8)} | {voice.phrase(6)} |")
    return "\n".join(lines)
