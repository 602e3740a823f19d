"""Which entries of a PDF are published: by kind of dictionary, the keys that stay, and what stands at each of them.

What is not named here goes. So JavaScript, embedded files, thumbnails, metadata of any object, private data of programs
and whatever a later version of PDF invents are dropped without being looked for. From ISO 32000-1 and ISO 14289-1.
"""

from __future__ import annotations

from collections.abc import Mapping

LEAF = "leaf"
"""A value without dictionaries in it."""

REFERENCE = "reference"
"""A way to an object that stands at a place of its own, such as the page that an annotation is on."""

NAMES = "names"
"""A dictionary of which the keys are names of its own."""

PLAIN = "plain"
"""What is drawn and how: fonts, pictures, patterns, functions, colours."""

_PLAIN_KEYS = """
    Type Subtype Length Filter DecodeParms DL
    FormType BBox Matrix Group StructParent StructParents S CS I K
    Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode Interpolate SMask SMaskInData Matte
    Predictor Colors Columns EarlyChange EndOfLine EncodedByteAlign Rows EndOfBlock BlackIs1 DamagedRowsBeforeError
    JBIG2Globals ColorTransform
    LW LC LJ ML D RI OP op OPM Font BG BG2 UCR UCR2 TR TR2 FL SM SA BM CA ca AIS TK G BC
    PatternType PaintType TilingType XStep YStep Shading ExtGState
    ShadingType Background AntiAlias Function Domain Coords Extend BitsPerCoordinate BitsPerFlag VerticesPerRow
    FunctionType Range Size BitsPerSample Order Encode C0 C1 N Functions Bounds
    BaseFont FirstChar LastChar Widths FontDescriptor Encoding ToUnicode DescendantFonts CIDSystemInfo DW W DW2 W2
    CIDToGIDMap FontBBox FontMatrix Name BaseEncoding Differences CMapName WMode UseCMap Registry Ordering Supplement
    FontName FontFamily FontStretch FontWeight Flags ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH
    AvgWidth MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet CIDSet Style Panose Length1 Length2 Length3
    Alternate WhitePoint BlackPoint Gamma Process Components
"""


def _keys(leaves: str, **others: str) -> dict[str, str]:
    return {f"/{key}": kind for key, kind in {**dict.fromkeys(leaves.split(), LEAF), **others}.items()}


KEYS: Mapping[str, Mapping[str, str]] = {
    "catalog": _keys(
        "Type Lang PageMode PageLayout",
        Pages="pages",
        MarkInfo="marked",
        StructTreeRoot=REFERENCE,
        ViewerPreferences="viewer",
        Outlines="outline",
        PageLabels="labels",
        Metadata=REFERENCE,
    ),
    "marked": _keys("Marked Suspects"),
    "viewer": _keys("DisplayDocTitle Direction"),
    "pages": _keys("Type Count MediaBox CropBox Rotate", Kids="pages", Parent=REFERENCE, Resources="resources"),
    "page": _keys(
        "Type MediaBox CropBox BleedBox TrimBox ArtBox Rotate StructParents Tabs UserUnit",
        Parent=REFERENCE,
        Resources="resources",
        Contents=PLAIN,
        Group=PLAIN,
        Annots="link",
    ),
    "link": _keys(
        "Type Subtype Rect QuadPoints Border C H F StructParent Contents Dest", BS="border", A="action", P=REFERENCE
    ),
    "border": _keys("Type W S D"),
    "action": _keys("S URI D"),
    "outline": _keys(
        "Type Title Count C F Dest",
        A="action",
        First="outline",
        Next="outline",
        Last=REFERENCE,
        Prev=REFERENCE,
        Parent=REFERENCE,
    ),
    "labels": _keys("Limits", Nums="label", Kids="labels"),
    "label": _keys("Type S P St"),
    "resources": _keys(
        "ProcSet",
        ExtGState=NAMES,
        Font=NAMES,
        XObject=NAMES,
        ColorSpace=NAMES,
        Pattern=NAMES,
        Shading=NAMES,
        Properties="properties",
    ),
    "property": _keys("Type Subtype MCID Lang ActualText Alt E BBox Attached"),
    PLAIN: {
        **{f"/{key}": PLAIN for key in _PLAIN_KEYS.split()},
        "/Resources": "resources",
        "/CharProcs": NAMES,
        "/Colorants": NAMES,
    },
    "tree": _keys(
        "Type ParentTreeNextKey",
        RoleMap="roles",
        K=REFERENCE,
        IDTree=REFERENCE,
        ParentTree=REFERENCE,
        ClassMap="classes",
        Namespaces="namespace",
    ),
    "element": _keys(
        "Type S ID C Lang Alt E ActualText Phoneme PhoneticAlphabet",
        P=REFERENCE,
        Pg=REFERENCE,
        K=REFERENCE,
        A="attribute",
        NS="namespace",
    ),
    "content": _keys("Type MCID", Pg=REFERENCE, Stm=REFERENCE, Obj=REFERENCE),
    "namespace": _keys("Type NS", RoleMapNS="roles"),
}
"""By kind of dictionary, the keys that stay, and the kind of what stands at each."""

WITH_ANY_KEY: Mapping[str, str] = {NAMES: PLAIN, "properties": "property", "classes": "attribute", "roles": "namespace"}
"""Kinds of dictionaries that keep every key, and the kind of what stands there."""

TEXTS = frozenset({"/Registry", "/Ordering", "/Panose", "/CharSet", "/FontFamily"})
"""The keys of what is drawn at which a text may stand."""

ATTRIBUTE_TEXTS = frozenset({"/Summary", "/Desc", "/Short"})
"""The keys of an element's attributes at which a text may stand: it is read out."""
