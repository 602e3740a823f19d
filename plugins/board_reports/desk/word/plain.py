"""A Word file made plain for pandoc: a new package with the text alone, and with nothing that is not told."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from xml.sax.saxutils import quoteattr

from lxml import etree

from board_reports.desk.word.figures import Figure, Figures
from board_reports.desk.word.floating import keep_one_form, put_in_line
from board_reports.desk.word.opening import Package, Relationship, opened
from board_reports.desk.word.revisions import accept_changes, leave_out_hidden
from board_reports.desk.word.telling import Told
from board_reports.desk.word.word_fields import leave_out_contents_headings, leave_out_fields
from board_reports.desk.word.xml import NAMESPACES, Element, all_of, drop, find, name, value, words_in

_R = NAMESPACES["r"]
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_KEPT = {"footnotes": "footnotes", "endnotes": "endnotes", "styles": "styles", "numbering": "numbering"}
_LIST_STYLE = re.compile(r"list (bullet|number)(?: ([2-5]))?")
_BULLETS, _NUMBERS = "90001", "90002"  # the ids of lists of our own, with all levels


@dataclass(frozen=True, slots=True)
class Plain:
    """A Word file with the text alone, and its pictures by the name that stands for each in the text."""

    data: bytes
    figures: Mapping[str, Figure]


def made_plain(data: bytes, told: Told) -> Plain:
    """Make a Word file plain, and count what that leaves out; raises CannotImport for what is no Word file."""
    package, main = opened(data)
    related = package.relationships(main)
    parts = {one.kind: one.target for one in related.values() if one.kind in _KEPT and not one.outside}
    read = {kind: tree for kind, part in parts.items() if (tree := package.xml(part)) is not None}
    document = package.xml(main)
    assert document is not None  # `opened` has read it
    stories = {"document": document} | {kind: read[kind] for kind in ("footnotes", "endnotes") if kind in read}
    links = {"document": related} | {kind: package.relationships(parts[kind]) for kind in stories if kind in parts}
    _tell_what_stands_outside(package, related, told)
    trees = list(stories.values())
    for tree in trees:
        keep_one_form(tree)
    accept_changes(trees, told)
    leave_out_hidden(trees, read.get("styles"), told)
    names = _style_names(read.get("styles"))
    leave_out_fields(trees, told)
    leave_out_contents_headings(trees, names)
    figures = Figures(package, told)
    for kind, story in stories.items():
        put_in_line(story, told)
        figures.collect(story, links[kind])
        _lists_by_style(story, names)
    for tree in [*trees, *(read[kind] for kind in ("styles",) if kind in read)]:
        for indent in all_of(tree, "w:ind"):
            drop(indent)  # pandoc takes every indent for a quotation
    _own_lists(read)
    told.count("formulas", sum(len(list(tree.iter("{*}oMath"))) for tree in trees))
    told.count("marked", sum(_is_marked(run) for tree in trees for run in all_of(tree, "w:r")))
    return Plain(_packed(read | stories, links, list(figures.found)), figures.found)


def _tell_what_stands_outside(package: Package, related: Mapping[str, Relationship], told: Told) -> None:
    for one in related.values():
        if one.kind in ("header", "footer") and not one.outside:
            tree = package.xml(one.target)
            told.count("headers", int(tree is not None and bool(words_in(tree) or all_of(tree, "w:drawing", "w:pict"))))
        elif one.kind == "comments" and not one.outside:
            tree = package.xml(one.target)
            told.count("comments", 0 if tree is None else len(all_of(tree, "w:comment")))


def _is_marked(run: Element) -> bool:
    colour = value(find(run, "w:rPr/w:highlight"))
    before = run.getprevious()
    follows = before is not None and before.tag == run.tag and value(find(before, "w:rPr/w:highlight")) == colour
    return bool(colour) and colour != "none" and not follows and bool(words_in(run))


def _style_names(styles: Element | None) -> dict[str, str]:
    """The names of styles by id, in small letters: Word's own names are English in every language."""
    found = [] if styles is None else all_of(styles, "w:style")
    return {style.get(name("w:styleId"), ""): value(find(style, "w:name")).lower() for style in found}


def _lists_by_style(story: Element, names: Mapping[str, str]) -> None:
    """Say of paragraphs in Word's styles List Bullet 2 and the like that they are of a list's deeper levels."""
    for paragraph in all_of(story, "w:p"):
        match = _LIST_STYLE.fullmatch(names.get(value(find(paragraph, "w:pPr/w:pStyle")), ""))
        properties = find(paragraph, "w:pPr")
        if match is None or properties is None or find(properties, "w:numPr") is not None:
            continue
        level = properties.makeelement(name("w:numPr"))
        for tag, text in (
            ("w:ilvl", str(int(match[2] or 1) - 1)),
            ("w:numId", _BULLETS if match[1] == "bullet" else _NUMBERS),
        ):
            etree.SubElement(level, name(tag)).set(name("w:val"), text)
        properties.insert(1, level)


def _own_lists(read: dict[str, Element]) -> None:
    """Add the two lists of our own, with all levels, to what the document says of its lists."""
    numbering = read.setdefault("numbering", etree.Element(name("w:numbering"), nsmap={"w": NAMESPACES["w"]}))
    for bullet in all_of(numbering, "w:numPicBullet"):
        drop(bullet)
    place = len(numbering.findall("w:abstractNum", NAMESPACES))
    for number, (key, kind) in enumerate(((_BULLETS, "bullet"), (_NUMBERS, "decimal"))):
        shape = numbering.makeelement(name("w:abstractNum"), {name("w:abstractNumId"): key})
        for level in range(9):
            one = etree.SubElement(shape, name("w:lvl"), {name("w:ilvl"): str(level)})
            for tag, text in (
                ("w:start", "1"),
                ("w:numFmt", kind),
                ("w:lvlText", "•" if kind == "bullet" else f"%{level + 1}."),
            ):
                etree.SubElement(one, name(tag)).set(name("w:val"), text)
        numbering.insert(place + number, shape)
        use = etree.SubElement(numbering, name("w:num"), {name("w:numId"): key})
        etree.SubElement(use, name("w:abstractNumId")).set(name("w:val"), key)


def _packed(
    trees: Mapping[str, Element], links: Mapping[str, Mapping[str, Relationship]], pictures: list[str]
) -> bytes:
    """A new package: the trees, the addresses they link to, and an empty file for each picture."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        kinds = "".join(
            f'<Override PartName="/word/{kind}.xml" ContentType="{_TYPE}.'
            f'{"document.main" if kind == "document" else kind}+xml"/>'
            for kind in trees
        )
        default = '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        picture = '<Default Extension="png" ContentType="image/png"/>'
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{NAMESPACES["ct"]}">{default}{picture}{kinds}</Types>')
        archive.writestr("_rels/.rels", _relations([("1", "officeDocument", "word/document.xml", False)]))
        for kind, tree in trees.items():
            archive.writestr(f"word/{kind}.xml", etree.tostring(tree, encoding="utf-8", xml_declaration=True))
        for kind, related in links.items():
            rows = [(key, "hyperlink", one.target, True) for key, one in related.items() if one.kind == "hyperlink"]
            rows += [(one, "image", f"media/{one}.png", False) for one in pictures]
            if kind == "document":
                rows += [(f"part-{other}", other, f"{other}.xml", False) for other in trees if other != "document"]
            archive.writestr(f"word/_rels/{kind}.xml.rels", _relations(rows))
        for one in pictures:
            archive.writestr(f"word/media/{one}.png", b"")
    return out.getvalue()


def _relations(rows: list[tuple[str, str, str, bool]]) -> str:
    mode = {True: ' TargetMode="External"', False: ""}
    lines = "".join(
        f'<Relationship Id={quoteattr(key)} Type="{_R}/{kind}" Target={quoteattr(target)}{mode[outside]}/>'
        for key, kind, target, outside in rows
    )
    return f'<Relationships xmlns="{NAMESPACES["rel"]}">{lines}</Relationships>'
