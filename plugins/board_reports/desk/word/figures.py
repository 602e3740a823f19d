"""The pictures of a document, each brought into one plain form, so that no name or hidden part of one goes on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from board_reports.desk.word.opening import MOST_BYTES, Package, Relationship
from board_reports.desk.word.pictures import Crop, redrawn
from board_reports.desk.word.refusal import CannotImport
from board_reports.desk.word.telling import Told
from board_reports.desk.word.xml import NAMESPACES, Element, all_of, drop, find, name, parsed

_SIGNATURE = re.compile(r"\b(?:signatures?|signed|llofnod\w*)\b", re.IGNORECASE)
_NO_DESCRIPTION = re.compile(
    r"automatically generated|cynhyrchwyd.{0,20}awtomatig|^\W*(?:[a-z]:\\|\\\\|file:|https?:)|"
    r"^[^\s]*\.(?:png|jpe?g|gif|bmp|tiff?|emf|wmf|svg|webp)$|^(?:picture|image|graphic|photo|llun|delwedd)\s*\d*$",
    re.IGNORECASE,
)
_PLAIN = """\
<w:r {namespaces}><w:drawing><wp:inline><wp:extent cx="914400" cy="914400"/><wp:docPr id="1" name=""/>\
<a:graphic><a:graphicData uri="{uri}"><pic:pic><pic:nvPicPr><pic:cNvPr id="1" name=""/><pic:cNvPicPr/></pic:nvPicPr>\
<pic:blipFill><a:blip r:embed="{id}"/></pic:blipFill><pic:spPr/></pic:pic></a:graphicData></a:graphic>\
</wp:inline></w:drawing></w:r>"""
_DECORATIVE = "{http://schemas.microsoft.com/office/drawing/2017/decorative}decorative"


@dataclass(frozen=True, slots=True)
class Figure:
    """One picture of a document: new bytes and ending, None for one that cannot be read; `alt` is None when nobody
    has described it, and empty for one that is only decoration.
    """

    data: bytes | None
    ending: str
    alt: str | None


class Figures:
    """Collects the pictures of a document's stories; `found` are they by the id that stands for each from then on."""

    def __init__(self, package: Package, told: Told) -> None:
        self._package, self._told = package, told
        self.found: dict[str, Figure] = {}

    def collect(self, story: Element, related: Mapping[str, Relationship]) -> None:
        """Replace every drawing of a story by plain pictures, or by nothing."""
        for drawing in all_of(story, "w:drawing", "w:pict", "w:object"):
            pieces = [self._of_drawing(drawing, pic, related) for pic in all_of(drawing, "pic:pic")]
            pieces += [self._of_vml(drawing, data, related) for data in all_of(drawing, "v:imagedata")]
            self._put(drawing, [piece for piece in pieces if piece])

    def _put(self, drawing: Element, ids: list[str]) -> None:
        run = drawing.getparent()
        place = None if run is None else run.getparent()
        if run is None or place is None:
            return
        spaces = " ".join(f'xmlns:{key}="{NAMESPACES[key]}"' for key in ("w", "wp", "a", "pic", "r"))
        after = run
        for one in ids:
            plain = parsed(_PLAIN.format(namespaces=spaces, uri=NAMESPACES["pic"], id=one).encode())
            after.addnext(plain)
            after = plain
        drop(drawing)

    def _of_drawing(self, drawing: Element, pic: Element, related: Mapping[str, Relationship]) -> str | None:
        blip = next(iter(all_of(pic, "a:blip")), None)
        key = "" if blip is None else blip.get(name("r:embed"), "")
        described = [*all_of(drawing, "wp:docPr")[:1], *pic.iter(name("pic:cNvPr"))]
        if len(all_of(drawing, "pic:pic")) > 1:
            described.reverse()  # in a group, each picture's own words go before those of the group
        hints = [one.get(key, "") for one in described for key in ("descr", "title", "name")]
        words = next((text for one in described if (text := one.get("descr") or one.get("title"))), None)
        decorative = any(one.get("val") in ("1", "true") for one in drawing.iter(_DECORATIVE))
        return self._add(related.get(key), _crop_of(pic), words, hints, decorative=decorative)

    def _of_vml(self, drawing: Element, data: Element, related: Mapping[str, Relationship]) -> str | None:
        if drawing.tag == name("w:object"):
            return None  # the icon or last look of an embedded document
        shape = data.getparent()
        words = None if shape is None else shape.get("alt") or data.get(name("o:title"))
        left, top, right, bottom = (_part(data.get(f"crop{side}", "")) for side in ("left", "top", "right", "bottom"))
        crop = Crop(left, top, right, bottom)
        return self._add(related.get(data.get(name("r:id"), "")), crop, words, [words or ""], decorative=False)

    def _add(
        self, at: Relationship | None, crop: Crop, words: str | None, hints: list[str], *, decorative: bool
    ) -> str | None:
        if at is None or at.outside:
            self._told.count("linked_pictures")
            return None
        if any(_SIGNATURE.search(hint) for hint in hints):
            self._told.count("signature_pictures")
            return None
        alt = "" if decorative else None
        words = re.sub(r"\s+", " ", words or "").strip()
        if words and not _NO_DESCRIPTION.search(words):
            alt = words
        try:
            new = redrawn(self._package.read(at.target, MOST_BYTES) or b"", crop)
        except CannotImport:
            new = None
        one = f"picture{len(self.found) + 1}"
        self.found[one] = Figure(new[0], new[1], alt) if new else Figure(None, "png", alt)
        self._told.count("pictures" if new else "unreadable")
        self._told.count("cropped", int(crop.cuts and new is not None))
        return one


def _crop_of(pic: Element) -> Crop:
    area = next(iter(all_of(pic, "a:srcRect")), None)
    form = find(pic, "pic:spPr/a:xfrm")
    turns = 0 if form is None else round(_number(form.get("rot", "0")) / 5_400_000)
    sides = [0.0] * 4 if area is None else [_number(area.get(side, "0")) / 100_000 for side in "ltrb"]
    left, top, right, bottom = (min(max(side, 0.0), 1.0) for side in sides)
    return Crop(left, top, right, bottom, turns)


def _part(text: str) -> float:
    """A part of a side as VML writes it: `0.25`, or `16384f` in 65,536ths."""
    return min(max(_number(text[:-1]) / 65_536 if text.endswith("f") else _number(text), 0.0), 1.0)


def _number(text: str) -> float:
    return float(text) if re.fullmatch(r"-?\d*\.?\d+", text) else 0.0
