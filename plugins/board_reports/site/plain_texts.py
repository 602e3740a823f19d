"""Pieces of a finished page as Material's search keeps them: their words, and of their tags those that shape a text."""

from __future__ import annotations

import re

import nh3

_KEPT = frozenset({"p", "code", "pre", "li", "ol", "ul", "sub", "sup"})
_WRITTEN = {tag: f"<{tag}>" for name in _KEPT for tag in (name, f"/{name}")}
_CLEANER = nh3.Cleaner(tags=set(_KEPT), attributes={}, link_rel=None)

_MARKED = re.compile("[<>&\r\0]")  # without any of them a piece has nothing to clean
_EMPTY = re.compile(r"<p>\s*</p>|<li>\s*</li>")

# What follows is about pieces in which every tag stands where the rules of HTML let it stay. To read one as browsers do
# takes ten times as long, and gives the same.
_TAG = re.compile(r'<(/?[a-z][a-z0-9]*)(?: [a-z-]+(?:="[^"<>]*")?)*>')
_ODD = ("<", ">", "\r", "\0")  # between the tags
_ENTITIES = ("&amp;", "&lt;", "&gt;", "&nbsp;")
_FLOW = frozenset({"", "div", "section", "blockquote", "li", "td", "th", "dd", "figure"})
_WORDS = frozenset({"em", "strong", "b", "i", "code", "sub", "sup", "abbr", "mark", "a"})
_AMONG_WORDS = _FLOW | _WORDS | {"p", "dt", "figcaption", "span"}
_STANDS_IN = {
    **dict.fromkeys(("div", "section", "blockquote", "figure", "p", "ul", "ol", "dl", "table", "hr"), _FLOW),
    **dict.fromkeys((*_WORDS, "span", "br", "img"), _AMONG_WORDS),
    **dict.fromkeys(("dt", "dd"), frozenset({"dl"})),
    **dict.fromkeys(("td", "th"), frozenset({"tr"})),
    **dict.fromkeys(("thead", "tbody"), frozenset({"table"})),
    "li": frozenset({"ul", "ol"}),
    "tr": frozenset({"thead", "tbody"}),
    "figcaption": frozenset({"figure"}),
}
_VOID = frozenset({"hr", "br", "img"})
_NO_WORDS_IN = frozenset({"table", "thead", "tbody", "tr"})
_MAY_STAY_OPEN = frozenset({"div", "section"})  # a piece of a page need not hold their end, or their beginning


def plain(fragment: str) -> str:
    """A piece of a page with only the tags that the search keeps, without attributes, each run of spaces one space."""
    clean = _without_tags(fragment) if _MARKED.search(fragment) else fragment
    if clean is None:
        clean = _CLEANER.clean(fragment)
    words = " ".join(clean.replace("↩", "").replace("&nbsp;", " ").split())
    return _EMPTY.sub("", words).strip()


def _without_tags(fragment: str) -> str | None:
    """The piece with the tags that are kept; None where a browser might read it otherwise than it is written."""
    pieces = _TAG.split(fragment)
    open_tags = [""]
    for place in range(1, len(pieces), 2):
        tag, within = pieces[place], open_tags[-1]
        if within in _NO_WORDS_IN and pieces[place - 1].strip(" \n"):  # words there move in front of the table
            return None
        if tag[0] == "/":
            name = tag[1:]
            if within == name:
                open_tags.pop()
            elif within or name not in _MAY_STAY_OPEN:
                return None
        else:
            if within not in _STANDS_IN.get(tag, ()) or (tag == "a" and "a" in open_tags):
                return None
            if tag not in _VOID:
                open_tags.append(tag)
        pieces[place] = _WRITTEN.get(tag, "")
    if not _MAY_STAY_OPEN.issuperset(open_tags[1:]) or _is_odd("\n".join(pieces[::2])):
        return None
    return "".join(pieces)


def _is_odd(text: str) -> bool:
    """Whether something in a text between tags might be read, or written, otherwise than it stands there."""
    return any(one in text for one in _ODD) or text.count("&") != sum(map(text.count, _ENTITIES))
