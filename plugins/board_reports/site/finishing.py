"""The last touches to a page: what Markdown's and the theme's own HTML leave wrong, and the page's policy."""

from __future__ import annotations

import re
from html import escape

from board_reports.site.policy import with_policy
from board_reports.site.words import Words

# All of it begins with the same sign, without which the pattern would be tried at each letter.
_TABLE = re.compile(r'<(?:(div class="board-table"><)?table\b([^>]*)>|/table>)', re.IGNORECASE)
_FOOTNOTE = re.compile(r'title="Jump back to footnote (\d+) in the text"')  # Markdown's, which has no other language
_CLASS = re.compile(r"\sclass\s*=", re.IGNORECASE)

# Check boxes that Material's base template brings, in no block: the attribute is not allowed on them.
_TOGGLES = re.compile(
    r'(<input class="md-toggle" data-md-toggle="[a-z]+" type="checkbox" id="__[a-z]+") autocomplete="off">'
)


def mended(html: str, words: Words) -> str:
    """The HTML of a text, its own or a report's, as everyone can use it: tables, and the ways back from footnotes."""

    def back(match: re.Match[str]) -> str:
        told = escape(words("footnote_back", number=match[1]))
        return f'title="{told}" aria-label="{told}"'

    return _FOOTNOTE.sub(back, with_scrolling_tables(html, words))


def with_scrolling_tables(html: str, words: Words) -> str:
    """The HTML of a text with each table in a place of its own that scrolls, with a name, and in reach of keyboards.

    The table gets a class, for Material's script wraps those that have none in a place that no keyboard reaches.
    """
    if "<table" not in html.lower():  # hundreds of cards of a listing have none
        return html
    place = f'<div class="board-table" tabindex="0" role="group" aria-label="{escape(words("table_scrolls"))}">'
    added: list[bool] = []  # for each table that is open: whether its place is new, and has still to be closed

    def wrapped(match: re.Match[str]) -> str:
        if match[2] is None:
            return f"{match[0]}</div>" if added and added.pop() else match[0]
        added.append(not match[1])
        attributes = match[2] if _CLASS.search(match[2]) else f' class="board-cells"{match[2]}'
        return f"{place}<table{attributes}>"

    return _TABLE.sub(wrapped, html)


def finished(html: str, *, policy: bool = True) -> str:
    """A whole page as it is written: mended, and with its policy.

    Without `policy` when MkDocs serves the page itself: it adds a script that loads the page again after each change.
    """
    html = _TOGGLES.sub(r"\1>", html)
    return with_policy(html) if policy else html
