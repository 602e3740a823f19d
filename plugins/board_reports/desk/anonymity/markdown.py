"""The strands of a Markdown text: what is read in one go, and what stands beside it in comments, links and tags."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from urllib.parse import unquote

from board_reports.desk.anonymity.seen import ODD, Seen, shown
from board_reports.desk.anonymity.word_lists import words_in

_INLINE = words_in("inline tags")

_MARKUP = re.compile(
    r"""
    <!--(?P<comment>.*?)(?:-->|\Z)
  | </?(?P<tag>[A-Za-z][A-Za-z0-9:-]{0,40})(?P<inside>(?:\s[^<>]{0,4000}|/)?)>
  | &(?:\#[0-9]{1,7}|\#[xX][0-9A-Fa-f]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});
  | \\(?P<escaped>[!-/:-@\[-`{-~])
  | \]\((?P<to>(?:[^()\n]|\n(?!\s*\n)|\([^()\n]{0,500}\)){0,2000})\)
  | \]\[(?P<label>[^\[\]\n]{0,200})\]
  | \[\^(?P<note>[^\[\]\n]{1,200})\]
  | \{:?[ ]?(?P<attributes>[#.][^{}\n]{0,500}|:?[^{}\n=]{1,100}=[^{}\n]{0,500})\}
  | [ \t]*(?P<line>\r\n|\n|\r)(?P<quote>[ \t]*(?:>[ \t]?){0,40}[ \t]*)
  | [ \t]{2,}
  | (?P<bracket>!?\[|\])
  | \*+
  | (?P<underscore>(?<![^\W_])_+|_+(?![^\W_]))
  | (?P<odd>[^\n -_a-~])
    """,
    re.VERBOSE | re.DOTALL,
)


def strands(text: str, lead: int = 0) -> Iterator[Seen]:
    """The seen text of a Markdown text, and after it each comment, link, tag and list of attributes by itself.

    Markup in the middle of a word leaves the word whole. `lead` is where `text` begins in its file.
    """
    seen = Seen(lead)
    beside: list[tuple[str, int, bool]] = []
    done = 0
    for found in _MARKUP.finditer(text):
        seen.add(text[done : found.start()], done)
        _add(seen, found, beside)
        done = found.end()
    seen.add(text[done:], done)
    yield seen
    for inside, start, is_comment in beside:
        if is_comment and "<!--" not in inside:
            yield from strands(inside, lead + start)
        else:
            yield from _of_what_is_beside(inside, start, lead)


def _add(seen: Seen, found: re.Match[str], beside: list[tuple[str, int, bool]]) -> None:
    """Add what is seen of one piece of markup, and put what stands beside the text aside."""
    for name in ("comment", "inside", "to", "label", "note", "attributes"):
        if (inside := found[name]) and inside.strip(" /"):
            beside.append((inside, found.start(name), name == "comment"))  # noqa: PERF401 - an extend says less
    seen.add(_shown(found), *found.span())


def _shown(found: re.Match[str]) -> str:
    if found["tag"]:
        return _break(found["tag"].lower())
    if found["escaped"]:
        return found["escaped"]
    if found["line"]:
        return "\n"
    if found["odd"]:
        return "" if found[0] == "`" else shown(found[0])
    if found[0].startswith("&"):
        return "".join(shown(one) if ODD.match(one) else one for one in html.unescape(found[0]))
    return " " if found[0] == "![" or found[0].isspace() else ""


def _break(tag: str) -> str:
    """What a tag does to the text: nothing inside a line, `|` between cells, as in Markdown, else a new line."""
    if tag in _INLINE:
        return ""
    return {"td": "|", "th": "|", "br": "\n", "img": " "}.get(tag, "\n\n")


def _of_what_is_beside(inside: str, start: int, lead: int) -> Iterator[Seen]:
    """The strands of the address of a link, or of the attributes of a tag: as they stand, and decoded."""
    seen = Seen(lead)
    seen.add_plain(inside, start)
    yield seen
    decoded = html.unescape(inside)
    if "%" in decoded:
        decoded = unquote(decoded, errors="replace")
    for other in dict.fromkeys((decoded, _MARKUP.sub(_without, decoded), decoded.replace("_", " "))):
        if other != inside:
            flat = Seen(lead)
            flat.add_plain(other, start, flat_end=start + len(inside))
            yield flat


def _without(found: re.Match[str]) -> str:
    """What would be seen of markup in what stands beside the text."""
    seen = Seen()
    _add(seen, found, [])
    return seen.text
