"""The search entries of made pages, and the words by which entries are found besides those that a reader sees.

Material's search reads each finished page once more, tag by tag, which is a third of the time of a build. What it
would find on a page of ours is known, so such a page is left out there, and its entries are added to the index here.
"""

from __future__ import annotations

import html
import json
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from board_reports.site.plain_texts import plain
from board_reports.site.small_index import WORDS, gathered, with_words
from board_reports.site.telling_words import folded, telling

INDEX = Path("search") / "search_index.json"

# Where the search splits a text into words. Material's own splits at spaces and hyphens alone: the first word of a
# quotation would never be found. The "/" of a reference stays, so that 01/2026 finds that report and no other.
SEPARATOR = r"""[\s\-–—_,:;!?()\[\]{}"'“”‘’<>=|]+|\.(?!\d)|&(?:[lg]t|amp|quot);"""

ALSO = "also"
"""The field of an entry that is searched and never shown."""

_EXCLUDE = " data-search-exclude"
_EXCLUDED = re.compile(rf"<[a-z]+[^>]*{_EXCLUDE}")  # where the end of a page begins: nothing of the report
# What a page says around a report. A report's own text has no such classes.
_AROUND = re.compile(
    r'<p class="board-(?:only|example)">.*?</p>|<dl class="board-facts">.*?</dl>|<nav class="board-contents".*?</nav>',
    re.DOTALL,
)
_HEADING = re.compile(r'<h[1-6]\b[^>]*? id="([^"]+)"[^>]*>(.*?)</h[1-6]>', re.DOTALL)

_YEAR = re.compile(r"\d\s?[\s/.–—-]\s?(?:19|20)\d\d")  # what is in each of those
_TAG = re.compile(r"<[^>]*>")
_DOT = re.compile(r"\.(?!\d)")
_ENTITY = re.compile("&(?:[lg]t|amp|quot);")
_BETWEEN = "-–—_,:;!?()[]{}\"'“”‘’<>=|"  # with spaces, the first part of SEPARATOR
_NUMBER = re.compile(r"(?<![\w/.])0*(\d{1,3})\s?[\s/.–—-]\s?((?:19|20)\d\d)(?!\w)")

_PARAGRAPH = re.compile(r"<p>.*?</p>")
_REFERENCE = re.compile(r"\d{1,3}/\d{4}")

TELLING = 40
"""How many words of a page's text a small index has, besides those of its titles, summary and headings."""

Entry = dict[str, Any]


@dataclass(frozen=True)
class PageEntries:
    """The entries of one page for either form of the index.

    `size` is the bytes of the full ones (`as_json`), by which the form is chosen; `short` are those of a small index,
    and `full` makes the full ones, which a small index never asks for.
    """

    size: int
    short: list[Entry]
    full: Callable[[], list[Entry]]


def entries_of(address: str, page: str, found_by: str = "", weight: float = 1.0) -> list[Entry]:
    """The entries of a made page, in the form of Material's index; `address` is relative to the site's root.

    The page begins with its title as `<h1>`; that section, and whatever stands before the next heading, is the page's.
    The page's own entry is found by the words of the plain text `found_by`, too, and counts `weight` times. Each entry
    says by which other words it is found.
    """
    pieces = _HEADING.split(_AROUND.sub("", _without_end(page)))
    entries = []
    for place in range(1, len(pieces), 3):
        anchor, title, text = pieces[place : place + 3]
        location = address if place == 1 else f"{address}#{anchor}"
        entry: Entry = {"location": location, "title": plain(title), "text": plain(text)}
        if place == 1 and found_by:
            entry[ALSO] = html.escape(found_by, quote=False)
        if place == 1 and weight != 1:
            entry["boost"] = weight
        entries.append(_complete(entry))
    return entries


def short_entries(entries: Sequence[Entry], found_by: str = "", summary: str = "") -> list[Entry]:
    """The entries of a page for a small index, made from what `entries_of` gives for it: one, or none of none.

    It shows the title, the line that says which report it is, and the plain text `summary`. It is also found by the
    words of its headings, of the plain text `found_by`, and by the most telling ones of its text.
    """
    if not entries:
        return []
    own = entries[0]
    line = match[0] if (match := _PARAGRAPH.match(own["text"])) else ""
    shown = f"<p>{html.escape(unicodedata.normalize('NFC', summary), quote=False)}</p>" if summary else ""
    text = " ".join(filter(None, (line, shown)))
    seen = _spoken(own["title"], text)
    unseen = " ".join([found_by, *(_spoken(entry["title"]) for entry in entries[1:])])
    given = _counts(" ".join([unseen, *other_words(f"{seen} {unseen}")]))
    said = _counts(_spoken(*(entry["text"] for entry in entries)))
    most = telling(said, {*given, *_counts(seen)}, TELLING)
    words = {*most, *(word for word in given if word.isalnum() or _REFERENCE.fullmatch(word))}
    rest = {key: value for key, value in own.items() if key not in ("text", ALSO)}
    return [rest | {"text": text, WORDS: sorted(words.difference(words_in(seen)))}]


def as_json(entries: Sequence[Entry]) -> bytes:
    """Entries as an index has them."""
    return json.dumps(entries, separators=(",", ":")).encode()


def add_entries(site_dir: Path, pages: Sequence[PageEntries], most_bytes: int) -> bool:
    """Add the entries of pages to the index that the search plugin has written; a site without search has none.

    Returns whether the index is a small one: the full entries of all pages together have more than `most_bytes`.
    """
    path = site_dir / INDEX
    if not path.is_file():
        return False
    small = sum(page.size for page in pages) > most_bytes
    index = json.loads(path.read_text("utf-8"))
    docs = [_complete(entry) for entry in index["docs"]]
    docs.extend(entry for page in pages for entry in (page.short if small else page.full()))
    index["docs"] = [{key: value for key, value in entry.items() if key != WORDS} for entry in docs]
    index["config"] = with_words(index["config"], gathered(entry.get(WORDS, ()) for entry in docs))
    path.write_text(json.dumps(index, separators=(",", ":")), "utf-8")
    return small


def other_words(text: str) -> list[str]:
    """The words by which a plain text is found besides its own, as `assets/board.js` writes what a reader types.

    A number and a year, however they are written, are also `06/2021` and `6/2021`; a word with accents is also one
    without; `C&VSB` is also `cvsb`; and words joined by "/" are words.
    """
    found = []
    if ("19" in text or "20" in text) and _YEAR.search(text):
        found = [f"{number}/{match[2]}" for match in _NUMBER.finditer(text) for number in _widths(match[1])]
    if not _has_one_spelling(text):
        several = [word for word in words_in(text) if not _has_one_spelling(word)]
        found.extend(other for word in several for other in _other_spellings(word))
    if not found:
        return []
    own = set(words_in(text))
    return [word for word in dict.fromkeys(found) if word and word not in own]


def words_in(text: str) -> list[str]:
    """The words of a plain text as the search splits it by SEPARATOR, in small letters."""
    text = text.lower()
    if "&" in text:
        text = _ENTITY.sub(" ", text)
    if "." in text:
        text = _DOT.sub(" ", text)
    for one in _BETWEEN:  # each takes a moment where it is missing; a pattern of all of them looks at each letter
        text = text.replace(one, " ")
    return text.split()


def _has_one_spelling(text: str) -> bool:
    return text.isascii() and "/" not in text and "&" not in text


def _widths(number: str) -> tuple[str, str]:
    return f"{int(number):02}", str(int(number))


def _other_spellings(word: str) -> Iterator[str]:
    marks = unicodedata.normalize("NFKD", word)
    plain = "".join(one for one in marks if not unicodedata.combining(one)).replace("&", "")
    if plain != word:
        yield plain
    if "/" in plain:
        yield from filter(None, plain.split("/"))


def _complete(entry: Entry) -> Entry:
    """An entry that says by which other words it is found."""
    texts = {name: unicodedata.normalize("NFC", entry.get(name, "")) for name in ("title", "text")}
    said = _spoken(*texts.values(), entry.get(ALSO, ""))
    words = [entry.get(ALSO, ""), *map(html.escape, other_words(said))]
    also = " ".join(filter(None, words))
    return entry | texts | ({ALSO: also} if also else {})


def _spoken(*fragments: str) -> str:
    """The plain text of fragments of HTML."""
    return html.unescape(_TAG.sub(" ", " ".join(fragments)))


def _counts(text: str) -> Counter[str]:
    """How often each word of a plain text is in it, as `folded` has them."""
    counts = Counter(words_in(text))
    if not _has_one_spelling(text):
        for word in [one for one in counts if not _has_one_spelling(one)]:
            count = counts.pop(word)
            counts[folded(word)] += count
    return counts


def _without_end(page: str) -> str:
    place = page.find(_EXCLUDE)
    if place < 0:
        return page
    match = _EXCLUDED.search(page, page.rfind(">", 0, place) + 1)
    return page[: match.start()] if match else page
