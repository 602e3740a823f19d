"""A document of a hundred pages: read whole, and before anybody wonders whether it hangs."""

import os

from word_files import Word, image, imported

MOST = 8  # seconds of the processor, whatever else the machine does; it takes about two


def hundred_pages():
    """About 45,000 words with headings, tables, footnotes, lists and pictures."""
    word = Word()
    line = "The panel looked at what was known, what was written down, and what nobody had asked the child about. " * 3
    for chapter in range(20):
        word.head(f"Chapter {chapter}", 1)
        for theme in range(10):
            word.head(f"Theme {chapter}.{theme}", 2)
            for _ in range(3):
                word.text(line)
            if theme < 3:
                word.note(f"Note {chapter}.{theme}")
            word.text("A worry", "List Bullet")
        word.table(["Term", "Worries"], *([f"Term {row}", str(row)] for row in range(20)))
        word.picture(image("JPEG", (800, 600), (chapter * 10, 0, 0)), f"Chart {chapter}")
    return word


def test_a_hundred_pages_take_seconds():
    data = hundred_pages().bytes
    before = os.times()
    made = imported(data)
    assert sum(os.times()[:4]) - sum(before[:4]) < MOST  # this process and pandoc's
    text = made.files["index.md"].decode()
    assert len(text.split()) > 30_000
    assert text.count("\n## ") == 20
    assert text.count("\n### ") == 200
    assert text.count("\n[^") == 60
    assert len(made.files) == 21
