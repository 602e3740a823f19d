"""The allow-list: which HTML of a report may reach a page. Everything else is dropped, its words kept."""

from __future__ import annotations

import re

import nh3

from board_reports.reports.links import Links

_TEXT = {
    "p",
    "br",
    "hr",
    "em",
    "strong",
    "b",
    "i",
    "u",
    "s",
    "small",
    "sub",
    "sup",
    "mark",
    "del",
    "ins",
    "code",
    "pre",
    "kbd",
    "abbr",
    "cite",
    "q",
    "blockquote",
    "span",
    "div",
}
_BLOCKS = {
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "figure",
    "figcaption",
    "section",
    "details",
    "summary",
}
_TABLES = {"table", "thead", "tbody", "tfoot", "tr", "th", "td", "caption", "colgroup", "col"}
TAGS = _TEXT | _BLOCKS | _TABLES | {"a", "img"}

ATTRIBUTES = {
    "*": {"id", "lang", "dir", "title"},
    "a": {"href"},
    "img": {"src", "alt"},
    "ol": {"start", "type", "reversed"},
    "th": {"scope", "colspan", "rowspan", "abbr"},
    "td": {"colspan", "rowspan"},
    "details": {"open"},
}

_ADMONITIONS = [
    "note",
    "abstract",
    "info",
    "tip",
    "success",
    "question",
    "warning",
    "failure",
    "danger",
    "example",
    "quote",
    "important",
]
_ALIGN = {"align-left", "align-center", "align-right"}
CLASSES = {
    "div": {"admonition", "footnote", *_ADMONITIONS},
    "p": {"admonition-title"},
    "a": {"footnote-ref", "footnote-backref"},
    "th": _ALIGN,
    "td": _ALIGN,
}

_ID = re.compile(r"(?:fn|fnref\d*):[\w.-]{1,80}|[^\W_][\w.-]{0,120}")
_TAKEN = re.compile(
    r"__.*|md-.*|board-(?:title|about|search(?:-small)?)", re.IGNORECASE
)  # by the theme and the page itself
_ATTRIBUTES = r'((?: [a-z-]+(?:="[^"]*")?)*)'
_OPENING = re.compile(rf"<([a-z][a-z0-9]*){_ATTRIBUTES}>")
_ANCHOR = re.compile(rf"<a{_ATTRIBUTES}>(.*?)</a>", re.DOTALL)
_PICTURE = re.compile(rf"<img{_ATTRIBUTES}>")
_TABLE = re.compile(rf"<table{_ATTRIBUTES}>|</table>")
_RAW = re.compile(r'="[^"<>]*[<>]')  # in each page where a value of an attribute has one of them
_HREF = re.compile(r' href="([^"]*)"')

_REPORT_LINK = "board-listing:"


def sanitised(rendered: str, links: Links) -> str:
    """The allowed part of rendered HTML, every link and picture replaced by what `links` makes of it."""

    def attribute(_tag: str, name: str, value: str) -> str | None:
        if name == "id":
            return value if may_be_id(value) else None
        if name == "href":
            target = links.link(value)
            return _REPORT_LINK if target is Links.LISTING else target
        if name == "src":
            return links.picture(value)
        return value

    clean = nh3.clean(
        rendered,
        tags=TAGS,
        clean_content_tags={"script", "style", "template", "noscript", "iframe", "svg", "math", "object", "title"},
        attributes=ATTRIBUTES,
        attribute_filter=attribute,
        allowed_classes=CLASSES,
        url_schemes={"http", "https", "mailto", "tel", _REPORT_LINK.rstrip(":")},
        link_rel=None,
        generic_attribute_prefixes=None,
    )
    if _RAW.search(clean):
        clean = _OPENING.sub(_escaped, clean)
    clean = _ANCHOR.sub(lambda match: _anchor(match, links), clean)
    clean = _PICTURE.sub(lambda match: match[0] if ' src="' in match[1] else "", clean)
    clean = clean.replace("<figure></figure>", "")  # its picture was dropped
    return _TABLE.sub(_scrolled, clean)


def may_be_id(value: str) -> bool:
    """Whether an anchor of a report's text may have this name: a plain one that the page does not use itself."""
    return bool(_ID.fullmatch(value)) and not _TAKEN.fullmatch(value)


def _escaped(match: re.Match[str]) -> str:
    """The tag without "<" or ">" in its values, where older releases of nh3 leave them: no value looks like a tag."""
    return f"<{match[1]}{match[2].replace('<', '&lt;').replace('>', '&gt;')}>"


def _scrolled(match: re.Match[str]) -> str:
    return f"{match[0]}</div>" if match[0] == "</table>" else f'<div class="board-table">{match[0]}'


def _anchor(match: re.Match[str], links: Links) -> str:
    attributes, words = match[1], match[2]
    href = _HREF.search(attributes)
    if href is None:
        return match[0] if " id=" in attributes else words
    if href[1] == _REPORT_LINK:
        return f'<a href="{links.listing_href}">{links.listing_words}</a>'
    if re.match(r"(?:https?|mailto|tel):", href[1], re.IGNORECASE):
        return f'<a{attributes} rel="noopener noreferrer">{words}</a>'
    return match[0]
