"""What does not stand in the line of the text: text boxes come into it; charts, objects and shapes stay behind."""

from __future__ import annotations

from board_reports.desk.word.telling import Told
from board_reports.desk.word.xml import NAMESPACES, Element, all_of, drop, find, name, unwrap, words_in

_CHARTS = ("/chart", "/diagram", "chartex")


def put_in_line(story: Element, told: Told) -> None:
    """Put text boxes after the paragraph that each is fixed to, and leave out what is neither text nor picture."""
    for chunk in all_of(story, "w:altChunk", "w:subDoc"):
        told.count("objects")
        drop(chunk)
    _boxes(story, told)
    for thing in all_of(story, "w:drawing", "w:pict", "w:object"):
        _leave_out(thing, told)


def keep_one_form(story: Element) -> None:
    """Of what is there twice, for new and for old Word, keep the new one; and take the text out of what marks it."""
    for mark in all_of(story, "w:smartTag", "w:customXml"):
        for properties in list(mark)[:1]:
            if properties.tag in (name("w:smartTagPr"), name("w:customXmlPr")):
                drop(properties)
        unwrap(mark)
    for both in all_of(story, "mc:AlternateContent"):
        chosen = find(both, "mc:Choice")
        chosen = find(both, "mc:Fallback") if chosen is None else chosen
        if chosen is None:
            drop(both)
            continue
        for other in list(both):
            if other is not chosen:
                both.remove(other)
        unwrap(chosen)
        unwrap(both)


def _boxes(story: Element, told: Told) -> None:
    last: dict[Element, Element] = {}  # the paragraph of a box, and after what the next one of it comes
    for box in all_of(story, "w:txbxContent"):
        around = list(box.iterancestors(name("w:p")))
        if not around:
            continue
        paragraph = around[-1]
        content: list[Element] = list(box)
        for child in content:
            after = last.get(paragraph, paragraph)
            after.addnext(child)
            last[paragraph] = child
        told.count("text_boxes", int(any(words_in(child) for child in content)))
        drop(box)


def _leave_out(thing: Element, told: Told) -> None:
    """Count and leave out a drawing that is no picture."""
    if any(one.get(name("o:signatureline")) or one.tag == name("o:signatureline") for one in thing.iter()):
        told.count("signature_pictures")
        drop(thing)
        return
    if thing.tag == name("w:object"):
        told.count("objects")
        drop(thing)
        return
    if next(thing.iter(name("pic:pic"), name("v:imagedata")), None) is not None:
        return
    kinds = [one.get("uri", "") for one in thing.iter(f"{{{NAMESPACES['a']}}}graphicData")]
    if any(mark in kind for kind in kinds for mark in _CHARTS):
        told.count("charts")
    elif kinds or len(thing):
        told.count("shapes")
    drop(thing)
