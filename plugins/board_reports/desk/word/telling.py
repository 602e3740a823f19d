"""What was left out or changed on the way from Word, counted, and told in sentences without a word of the text."""

from __future__ import annotations

from collections import Counter

# What is counted, in the order in which it is told: the sentence for one, and that for more.
_SENTENCES: dict[str, tuple[str, str]] = {
    "changes": (
        (
            "It has tracked changes that nobody has decided on: {inserted} and {deleted}. The text was taken as it "
            "reads with all of them accepted. Ask the reviewer to accept or reject each, save the document, and import "
            "that."
        ),
        "",
    ),
    "comments": ("1 comment was left out.", "{n} comments were left out."),
    "hidden": ("1 piece of hidden text was left out.", "{n} pieces of hidden text were left out."),
    "headers": ("The header or footer of the pages was left out.", "{n} headers and footers were left out."),
    "property_fields": (
        "1 field that Word fills in by itself, such as the author or the date, was left out.",
        "{n} fields that Word fills in by itself, such as the author or the date, were left out.",
    ),
    "contents": (
        "The table of contents was left out: the page makes its own.",
        "{n} tables of contents or indexes were left out: the page makes its own.",
    ),
    "title": ("The document's title was left out of the text: the page shows the title of the report.",) * 2,
    "title_page": ("The subtitle, author or date under the document's title was left out.",) * 2,
    "office": (
        'The block "For Welsh Government use only" was left out: {what}. Look whether any of the report went with it.',
        "",
    ),
    "signatures": (
        (
            "1 signature was left out, with names and dates beside it. "
            "If reviewers are to be named, write their names. Look whether any of the report went with it."
        ),
        (
            "{n} lines of signatures were left out, with the names and dates beside them. "
            "Where reviewers are to be named, write their names. Look whether any of the report went with them."
        ),
    ),
    "signature_pictures": ("1 picture of a signature was left out.", "{n} pictures of signatures were left out."),
    "template_headings": (
        "1 line in bold letters is a heading of the template, and was made one.",
        "{n} lines in bold letters are headings of the template, and were made such.",
    ),
    "bold_lines": (
        "1 short line is in bold letters alone. If it is meant as a heading, write ### before it, without the **.",
        (
            "{n} short lines are in bold letters alone. Where one is meant as a heading, write ### before it, "
            "without the **."
        ),
    ),
    "deep_headings": (
        "1 heading is deeper than a page has levels, and was raised.",
        "{n} headings are deeper than a page has levels, and were raised.",
    ),
    "boxes": (
        "1 table that only framed text was taken as text.",
        "{n} tables that only framed text were taken as text.",
    ),
    "text_boxes": (
        "1 text box was taken as text: it stands after the paragraph that it was fixed to.",
        "{n} text boxes were taken as text: each stands after the paragraph that it was fixed to.",
    ),
    "merged": (
        "In 1 table merged cells were taken apart. Look whether it still reads well.",
        "In {n} tables merged cells were taken apart. Look whether they still read well.",
    ),
    "nested": (
        "1 table stood inside another: its cells stand in one cell now, a line for each row.",
        "{n} tables stood inside others: their cells stand in one cell now, a line for each row.",
    ),
    "headless": (
        "1 table has no heading row: its first row was made one.",
        "{n} tables have no heading row: the first row of each was made one.",
    ),
    "letters": (
        "1 list that was counted in letters or Roman numerals is numbered now. Look where the text refers to it.",
        (
            "{n} lists that were counted in letters or Roman numerals are numbered now. "
            "Look where the text refers to them."
        ),
    ),
    "struck": (
        "1 piece of text is struck through, and stands in the draft so. Decide on it.",
        "{n} pieces of text are struck through, and stand in the draft so. Decide on them.",
    ),
    "marked": (
        "1 piece of text was highlighted in Word. Look whether something was still to be settled there.",
        "{n} pieces of text were highlighted in Word. Look whether something was still to be settled there.",
    ),
    "pictures": (
        "1 picture was saved again without its hidden data.",
        "{n} pictures were saved again without their hidden data.",
    ),
    "cropped": ("1 picture was cut to what Word showed of it.", "{n} pictures were cut to what Word showed of them."),
    "undescribed": (
        "1 picture has no description, and keeps the report from being published. Write it in place of {marker}.",
        "{n} pictures have no description, and keep the report from being published. Write it in place of {marker}.",
    ),
    "decorative": (
        "1 picture is marked in Word as decoration, and has no description.",
        "{n} pictures are marked in Word as decoration, and have no description.",
    ),
    "unreadable": (
        "1 picture is of a kind that cannot be published. Put a PNG under the name that the draft has for it.",
        "{n} pictures are of a kind that cannot be published. Put PNGs under the names that the draft has for them.",
    ),
    "linked_pictures": (
        "1 picture is not in the document but elsewhere, and was left out.",
        "{n} pictures are not in the document but elsewhere, and were left out.",
    ),
    "charts": (
        "1 chart or diagram was left out. If the report needs it, add it as a picture with a description.",
        "{n} charts or diagrams were left out. If the report needs them, add them as pictures with descriptions.",
    ),
    "objects": (
        "1 embedded or inserted document, or other object, was left out.",
        "{n} embedded or inserted documents, or other objects, were left out.",
    ),
    "shapes": ("1 drawn shape was left out.", "{n} drawn shapes were left out."),
    "formulas": (
        "1 formula was taken as plain text. Look at it.",
        "{n} formulas were taken as plain text. Look at them.",
    ),
    "local_links": (
        "1 link leads to a file on somebody's computer or network: its words stayed, the link did not.",
        "{n} links lead to files on somebody's computer or network: their words stayed, the links did not.",
    ),
    "lost_links": (
        "1 reference to another place in the document is words without a link now.",
        "{n} references to other places in the document are words without a link now.",
    ),
    "odd": (
        "1 character that no page can show was left out.",
        "{n} characters that no page can show were left out.",
    ),
}


class Told:
    """Counts what one file had, and puts it into sentences."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._slots: dict[str, str] = {}

    def count(self, what: str, number: int = 1) -> None:
        """Count something that `_SENTENCES` has a sentence for."""
        assert what in _SENTENCES, what
        if number > 0:
            self._counts[what] += number

    def say(self, **slots: str) -> None:
        """Fill a slot of the sentences."""
        self._slots |= slots

    def sentences(self, lead: str = "") -> tuple[str, ...]:
        """One sentence or two for each thing there was, in a fixed order, each after `lead`."""
        found = []
        for what, (one, more) in _SENTENCES.items():
            if number := self._counts[what]:
                words = (more or one) if number > 1 else one
                found.append(lead + words.format(n=number, **self._slots))
        return tuple(found)


def numbered(number: int, one: str, more: str) -> str:
    """A number with its noun: `1 insertion`, `3 insertions`."""
    return f"{number} {one if number == 1 else more}"
