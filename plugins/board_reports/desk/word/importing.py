"""One import, from the bytes of Word files to the files of a draft folder."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field

from board_reports.desk.drafts import part_text, report_text, twin_text
from board_reports.desk.word.figures import Figure
from board_reports.desk.word.headings import levelled, recognised, without_title
from board_reports.desk.word.leaving_out import OfficeBlock, Signatures
from board_reports.desk.word.markdown import written
from board_reports.desk.word.pandoc import read_document
from board_reports.desk.word.plain import made_plain
from board_reports.desk.word.refusal import CannotImport
from board_reports.desk.word.tables import unframed
from board_reports.desk.word.telling import Told
from board_reports.desk.word.tree import Node, words_of
from board_reports.reports.body import TangledText, render
from board_reports.reports.content import part_name
from board_reports.reports.folder import MAX_TEXT_BYTES
from board_reports.reports.links import Links, Place
from board_reports.reports.pictures import UNDESCRIBED
from board_reports.reports.settings import Settings


@dataclass(frozen=True, slots=True)
class Imported:
    """The files of a draft by their names in its folder, and in sentences what was left out or has still to be done."""

    files: dict[str, bytes]
    told: tuple[str, ...]


def import_word(
    english: tuple[str, bytes],
    welsh: tuple[str, bytes] | None,
    fields: Mapping[str, object],
    settings: Settings,
    part: str | None = None,
) -> Imported:
    """The draft that Word files make: each is its name and its bytes, and only the bytes are read.

    `fields` are the keys of the front matter that are known, with `title_cy` and `summary_cy` for the Welsh twin; all
    others are left to be filled in. With `part`, the files make that part of a report instead. Raises CannotImport
    with what is wrong, and which file it is when there are two.
    """
    stem = "index" if part is None else part_file(part).removesuffix(".md")
    album = _Album("" if part is None else f"{stem}-")
    files: dict[str, bytes] = {}
    told: list[str] = []
    for language, (_, data) in [("en", english), *([("cy", welsh)] if welsh else [])]:
        lead = {"en": "The English file: ", "cy": "The Welsh file: "}[language] if welsh else ""
        title = str(fields.get("title" if language == "en" else "title_cy") or "")
        try:
            text, found = _converted(data, album, _Known(language, title))
        except CannotImport as error:
            raise CannotImport(lead + error.message, error.fix) from None
        own = {
            key.removesuffix("_cy"): value for key, value in fields.items() if key.endswith("_cy") == (language == "cy")
        }
        if part is not None:
            whole = part_text(own, text.body, suggested_title=text.title)
        elif language == "en":
            whole = report_text(own, text.body, settings=settings, suggested_title=text.title)
        else:
            whole = twin_text(own, text.body, suggested_title=text.title)
        name = f"{stem}.md" if language == "en" else f"{stem}.cy.md"
        files[name] = _judged(whole.encode(), text.body, name, album, lead)
        told += found.sentences(lead)
    return Imported(files | album.files, tuple(told))


def part_file(part: str) -> str:
    """The file's name of a part: `7-minute-briefing.md`; raises CannotImport for what gives no address of its own."""
    name = part_name(f"{part.removesuffix('.md')}.md")
    if not name or name in ("index", "readme"):
        raise CannotImport("The part's name gives no address of its own.", "Write, for example: 7-minute-briefing")
    return f"{name}.md"


@dataclass(frozen=True, slots=True)
class _Text:
    body: str
    title: str | None


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of a text before it is read: its language and, where somebody gave it, its title."""

    language: str
    title: str


def _converted(data: bytes, album: _Album, known: _Known) -> tuple[_Text, Told]:
    told = Told()
    told.say(marker=f'"{UNDESCRIBED}"')
    plain = made_plain(data, told)
    document = read_document(plain.data)
    try:
        body, suggested = _markdown(document, plain.figures, album, known, told)
    except RecursionError:
        fix = "Use fewer lists and tables inside one another."
        raise CannotImport("The document is nested too deeply to be read.", fix) from None
    return _Text(body, suggested), told


def _markdown(
    document: Node, figures: Mapping[str, Figure], album: _Album, known: _Known, told: Told
) -> tuple[str, str | None]:
    meta = {key: _meta(value) for key, value in document["meta"].items()}
    named = words_of(meta.get("title", []))
    told.count("title", int(bool(named)))
    told.count("title_page", int(any(key in meta for key in ("subtitle", "author", "date"))))
    blocks: list[Node] = [*_abstract(document["meta"].get("abstract")), *document["blocks"]]
    blocks = unframed(blocks, told)
    blocks = recognised(blocks, told)
    blocks, heading = without_title(blocks, [known.title, named], told)
    blocks = OfficeBlock(told).left_out(blocks)
    blocks = Signatures(told).left_out(blocks)
    blocks = levelled(blocks, told)
    names = {key: album.name_of(figure, known.language) for key, figure in figures.items()}
    alts = {key: UNDESCRIBED if figure.alt is None else figure.alt for key, figure in figures.items()}
    body = written(blocks, {key: (names[key], alts[key]) for key in figures}, told)
    shown = [figure for key, figure in figures.items() if f"]({names[key]})" in body]
    told.count("undescribed", sum(figure.alt is None for figure in shown))
    told.count("decorative", sum(figure.alt == "" for figure in shown))
    album.keep(name for name in names.values() if f"]({name})" in body)
    return body, named or heading


def _meta(value: Node) -> list[Node]:
    if value["t"] == "MetaInlines":
        return list(value["c"])
    if value["t"] == "MetaBlocks":
        return [one for block in value["c"] if block["t"] in ("Para", "Plain") for one in block["c"]]
    return [{"t": "Str", "c": "…"}] if value.get("c") else []


def _abstract(value: Node | None) -> list[Node]:
    """What Word's style Abstract marks is text of the report."""
    if value is None:
        return []
    return list(value["c"]) if value["t"] == "MetaBlocks" else [{"t": "Para", "c": _meta(value)}]


def _judged(data: bytes, body: str, name: str, album: _Album, lead: str) -> bytes:
    """The file, when it is one that a report can be: raises CannotImport otherwise."""
    if len(data) > MAX_TEXT_BYTES:
        raise CannotImport(f"{lead}The text is larger than 2 MB.", "Keep large tables in files of their own.")
    links = Links(Place(f"draft/{name}", "draft", {}), "", [*album.files, *album.missing])
    try:
        shows = render(body, links).shows_anything
    except (TangledText, RecursionError):
        fix = "Use fewer lists, tables and brackets inside one another in Word, save it, and import that."
        raise CannotImport(f"{lead}The document is more tangled than a page can be.", fix) from None
    if not shows:
        raise CannotImport(f"{lead}There is no text in the document.", "Choose the document that holds the report.")
    return data


@dataclass(slots=True)
class _Album:
    """The pictures of a draft, each once, by name: `picture-1.png`, and `picture-2.cy.png` of the Welsh file."""

    prefix: str
    files: dict[str, bytes] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(default_factory=dict)
    _drawn: dict[str, bytes] = field(default_factory=dict)
    _count: int = 0

    def name_of(self, figure: Figure, language: str) -> str:
        """The file's name of a picture; the same for the same picture, in whichever language it comes again."""
        digest = hashlib.sha256(figure.data).hexdigest() if figure.data else None
        if digest in self._names:
            return self._names[digest]
        self._count += 1
        middle = "" if language == "en" else ".cy"
        name = f"{self.prefix}picture-{self._count}{middle}.{figure.ending}"
        if digest and figure.data:
            self._names[digest] = name
            self._drawn[name] = figure.data
        else:
            self.missing.append(name)
        return name

    def keep(self, names: object) -> None:
        """Keep the pictures that the text shows; those of what was left out go with it."""
        for name in names:  # type: ignore[attr-defined]
            if name in self._drawn:
                self.files[name] = self._drawn[name]
