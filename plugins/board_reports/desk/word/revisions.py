"""Tracked changes, comments and hidden text: the text as it reads with all changes accepted, and no more."""

from __future__ import annotations

from board_reports.desk.word.telling import Told, numbered
from board_reports.desk.word.xml import Element, above, all_of, drop, find, is_on, name, unwrap, value, words_in

_PROPERTIES = {name(one) for one in ("w:rPr", "w:trPr", "w:numPr")}  # in these, a change is a mark and wraps nothing
_MARKS = (
    "w:rPrChange", "w:pPrChange", "w:tblPrChange", "w:trPrChange", "w:tcPrChange", "w:sectPrChange",
    "w:tblGridChange", "w:tblPrExChange", "w:numberingChange", "w:moveFromRangeStart", "w:moveFromRangeEnd",
    "w:moveToRangeStart", "w:moveToRangeEnd", "w:commentRangeStart", "w:commentRangeEnd", "w:commentReference",
    "w:annotationRef", "w:proofErr", "w:permStart", "w:permEnd", "w:lastRenderedPageBreak",
)  # fmt: skip


def accept_changes(stories: list[Element], told: Told) -> None:
    """Leave out what is deleted, keep what is inserted, and count both."""
    inserted = sum(_count(story, "w:ins", "w:moveTo", "w:cellIns") for story in stories)
    deleted = sum(_count(story, "w:del", "w:moveFrom", "w:cellDel") for story in stories)
    if inserted or deleted:
        told.count("changes")
        told.say(
            inserted=numbered(inserted, "insertion", "insertions"), deleted=numbered(deleted, "deletion", "deletions")
        )
    for story in stories:
        _accept(story)


def _count(story: Element, *names: str) -> int:
    """Changes as a reader counts them: pieces that follow one another are one, and so is a line with its end."""
    number = 0
    for one in all_of(story, *names):
        before = one.getprevious()
        if before is not None and before.tag == one.tag:
            continue
        if one.getparent() is not None and one.getparent().tag == name("w:rPr"):  # the end of a paragraph
            paragraph = above(one, "w:p")
            if paragraph is not None and any(find(paragraph, other) is not None for other in names):
                continue
        number += 1
    return number


def _accept(story: Element) -> None:
    _without_deleted_cells(story)
    for one in all_of(story, "w:del", "w:moveFrom"):
        if not _is_mark(one):
            drop(one)
    for one in all_of(story, "w:ins", "w:moveTo"):
        if not _is_mark(one):
            unwrap(one)
    for paragraph in all_of(story, "w:p"):
        if any(find(paragraph, f"w:pPr/w:rPr/{mark}") is not None for mark in ("w:del", "w:moveFrom")):
            _join(paragraph)
    for one in all_of(story, *_MARKS):
        drop(one)


def _is_mark(change: Element) -> bool:
    """Whether a change says something of a paragraph's end or a row, and wraps nothing; or has gone already."""
    return change.getparent() is None or change.getparent().tag in _PROPERTIES


def _without_deleted_cells(story: Element) -> None:
    for row in all_of(story, "w:tr"):
        if find(row, "w:trPr/w:del") is not None:
            drop(row)
    for table in all_of(story, "w:tbl"):
        if find(table, ".//w:tr") is None:
            drop(table)
    for cell in all_of(story, "w:tc"):
        if find(cell, "w:tcPr/w:cellDel") is not None:
            for child in list(cell)[1:]:
                drop(child)
            cell.append(cell.makeelement(name("w:p")))


def _join(paragraph: Element) -> None:
    """Take a paragraph whose end is deleted into the next one, which decides how it looks."""
    following = paragraph.getnext()
    content = [child for child in paragraph if child.tag != name("w:pPr")]
    if following is not None and following.tag == name("w:p"):
        first = 1 if find(following, "w:pPr") is not None else 0
        following[first:first] = content
        drop(paragraph)
    elif not content and following is not None:
        drop(paragraph)


def leave_out_hidden(stories: list[Element], styles: Element | None, told: Told) -> None:
    """Leave out the text that Word hides: by itself, or by a style."""
    hiding = _hiding_styles(styles)
    for story in stories:
        for row in all_of(story, "w:tr"):
            if is_on(find(row, "w:trPr/w:hidden")):
                told.count("hidden")
                drop(row)
        last: Element | None = None
        for run in all_of(story, "w:r"):
            if not _is_hidden(run, hiding):
                continue
            if words_in(run) and run.getprevious() is not last:
                told.count("hidden")
            last = run
            for child in list(run):
                if child.tag != name("w:fldChar"):  # so that fields stay balanced
                    run.remove(child)


def _is_hidden(run: Element, hiding: set[str]) -> bool:
    own = is_on(find(run, "w:rPr/w:vanish"))
    if own is not None:
        return own
    used = [value(find(run, "w:rPr/w:rStyle"))]
    for kind, path in (("w:p", "w:pPr/w:pStyle"), ("w:tbl", "w:tblPr/w:tblStyle")):
        around = above(run, kind)
        used.append("" if around is None else value(find(around, path)))
    return "" in hiding or any(style in hiding for style in used if style)


def _hiding_styles(styles: Element | None) -> set[str]:
    """The ids of the styles that hide text, also by what they are based on; an empty id for the whole document."""
    if styles is None:
        return set()
    based, own = {}, {}
    for style in all_of(styles, "w:style"):
        key = style.get(name("w:styleId"), "")
        based[key] = value(find(style, "w:basedOn"))
        own[key] = is_on(find(style, "w:rPr/w:vanish"))
    hiding = set()
    for key in based:
        at, seen = key, set()
        while at and at not in seen and own.get(at) is None:
            seen.add(at)
            at = based.get(at, "")
        if own.get(at):
            hiding.add(key)
    if is_on(find(styles, "w:docDefaults/w:rPrDefault/w:rPr/w:vanish")):
        hiding.add("")
    return hiding
