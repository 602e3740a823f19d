"""Findings at their place: the HTML of a text with marks in it, which is the page's own HTML once they are taken out.

Signs are put into the source at a finding's offsets, the text is rendered as ever, and the signs become marks. A sign
that changes anything else about the page is not used: such a finding is marked at the end of its line, or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

from board_reports.reports.body import TangledText, render
from board_reports.reports.content import part_name
from board_reports.reports.folder import Source
from board_reports.reports.front_matter import read_front_matter
from board_reports.reports.links import Links, Place
from board_reports.reports.settings import Settings

# Signs of Unicode's private use area, which no report has: a finding's beginning and end, with its number.
_BEGIN, _END, _CLOSE, _ZERO = "\ue000", "\ue001", "\ue002", 0xE010
_SIGN = re.compile("[\ue000\ue001][\ue010-\ue019]+\ue002")
_ANY_SIGN = re.compile("[\ue000-\ue019]")
_TAG = re.compile(r"(<[^>]*>)")
_MOST_TRIED = 60  # findings of one text that are tried one by one

Span = tuple[int, int, int]  # the number of a finding, and its offsets into the text of the file


@dataclass(frozen=True)
class Marked:
    """One text of a report as HTML: as the page has it, the same with marks, and which findings these show."""

    plain: str
    marked: str
    shown: frozenset[int]


@dataclass(frozen=True)
class Side:
    """One text of a report: the report's files, the name of its own, its language, and its bytes."""

    files: Source
    name: str
    language: str
    data: bytes


def marked_text(side: Side, spans: Sequence[Span], settings: Settings, list_address: str) -> Marked | None:
    """One text of a report with these findings marked.

    `list_address` is where the numbered list of findings stands. None where the text cannot be rendered.
    """
    text = side.data.decode("utf-8-sig", "replace")
    plain = _rendered(side, text, settings)
    if plain is None:
        return None
    if _ANY_SIGN.search(text):
        return Marked(plain, plain, frozenset())

    def tried(chosen: Iterable[Span]) -> str | None:
        signed = _rendered(side, _with_signs(text, chosen), settings)
        return signed if signed is not None and _SIGN.sub("", signed) == plain else None

    good = list(spans)
    if (signed := tried(good)) is None:
        good = []
        for span in spans[:_MOST_TRIED]:
            good += next(([one] for one in (span, _at_line_end(text, span)) if tried([one]) is not None), [])
        signed = tried(good)
    if signed is None:
        return Marked(plain, plain, frozenset())
    shown = frozenset(int(_number(sign[0])) for sign in _SIGN.finditer(signed))
    return Marked(plain, _with_marks(signed, list_address), shown)


def with_marked_element(
    html: str, opening: str, closing: str, numbers: Sequence[int], list_address: str, *, behind: bool = False
) -> str:
    """A page with the words of one element marked, the first that matches the pattern `opening`, and its notes.

    With `behind` the notes stand behind the element: a link has no other in it.
    """
    match = re.search(f"({opening})(.*?)({closing})", html, re.DOTALL)
    if match is None or not numbers:
        return html
    notes = "".join(_note(number, list_address, in_link=False) for number in numbers)
    words = f'<mark class="desk-finding">{match[2]}</mark>'
    made = f"{match[1]}{words}{match[3]}{notes}" if behind else f"{match[1]}{words}{notes}{match[3]}"
    return html[: match.start()] + made + html[match.end() :]


def _rendered(side: Side, text: str, settings: Settings) -> str | None:
    files, name = side.files, side.name
    front = read_front_matter(text.encode("utf-8", "surrogatepass"))
    home = files.name if files.home else None  # as in judging a report's content
    is_part = name not in (files.english.name, files.welsh.name if files.welsh else "")
    place = Place(
        source=f"{home}/{name}" if home else name,
        home=home,
        parts={one: part_name(one.replace(".cy.md", ".md")) for one in files.parts},
        part=part_name(name.replace(".cy.md", ".md")) if is_part else None,
        site_url=settings.site_url,
    )
    try:
        return render(front.body, Links(place, settings.listing_words[side.language], files.others)).html
    except (TangledText, RecursionError):
        return None


def _with_signs(text: str, spans: Iterable[Span]) -> str:
    signs = []
    for number, start, end in spans:
        told = "".join(chr(_ZERO + int(digit)) for digit in str(number)) + _CLOSE
        if start == end:
            signs.append((start, 1, _BEGIN + told + _END + told))
        else:
            signs += [(start, 1, _BEGIN + told), (end, 0, _END + told)]
    for place, _, sign in sorted(signs, reverse=True):
        text = text[:place] + sign + text[place:]
    return text


def _at_line_end(text: str, span: Span) -> Span:
    line = re.compile(r"[ \t|]*(?=[\r\n]|\Z)").search(text, max(span[1] - 1, span[0]))
    place = line.start() if line else len(text)
    return span[0], place, place


def _with_marks(signed: str, list_address: str) -> str:
    """The HTML with marks for its signs. Words between two signs are marked wherever they stand, around no element."""
    open_now: list[int] = []
    in_link = False
    made = []
    for piece in _TAG.split(signed):
        if not piece.startswith("<"):
            made.append(_marked_words(piece, open_now, list_address, in_link=in_link))
            continue
        found = list(dict.fromkeys(int(_number(sign[0])) for sign in _SIGN.finditer(piece)))
        open_now[:] = [number for number in open_now if number not in found]
        if re.match(r"<a[\s>]", piece):
            in_link = True
        elif piece == "</a>":
            in_link = False
        made.append(_SIGN.sub("", piece))
        made += [_note(number, list_address, in_link=in_link) for number in found]
    return "".join(made)


def _marked_words(words: str, open_now: list[int], list_address: str, *, in_link: bool) -> str:
    made = []
    last = 0
    for sign in _SIGN.finditer(words):
        made.append(_run(words[last : sign.start()], open_now))
        last = sign.end()
        number = int(_number(sign[0]))
        if sign[0][0] == _BEGIN:
            open_now.append(number)
        elif number in open_now:
            open_now.remove(number)
            made.append(_note(number, list_address, in_link=in_link))
    return "".join([*made, _run(words[last:], open_now)])


def _run(words: str, open_now: list[int]) -> str:
    return f'<mark class="desk-finding">{words}</mark>' if open_now and words.strip() else words


def _note(number: int, list_address: str, *, in_link: bool) -> str:
    told = f'<span class="desk-unseen">Finding </span>{number}'
    if in_link:  # a link has no other in it
        return f'<span class="desk-note" id="finding-{number}">{told}</span>'
    href = escape(f"{list_address}#finding-{number}")
    return f'<a class="desk-note" id="finding-{number}" href="{href}" target="_top">{told}</a>'


def _number(sign: str) -> str:
    return "".join(str(ord(digit) - _ZERO) for digit in sign[1:-1])
