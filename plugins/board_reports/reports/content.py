"""What a report makes public beside its front matter: texts, parts and files, judged together and sealed."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from pydantic import BaseModel

from board_reports.reports.body import Body, TangledText, render
from board_reports.reports.fields import PartFields, ReportFields, TwinFields
from board_reports.reports.files import PublishedFile, can_be_read_aloud, in_listing_order, is_cleaned, published
from board_reports.reports.folder import CannotRead, Source, is_ignored, read_text_bytes, told_path
from board_reports.reports.front_matter import FrontMatter, read_front_matter
from board_reports.reports.links import Links, Place
from board_reports.reports.pictures import undescribed
from board_reports.reports.problem import Fault, Problem, in_order
from board_reports.reports.seal import public_fields, seal_of
from board_reports.reports.settings import Settings
from board_reports.reports.slug import part_name
from board_reports.reports.texts import Content, Part, Text
from board_reports.reports.validate import validate

__all__ = ["Content", "Part", "Text", "judge", "part_name", "render_again"]


@dataclass(slots=True)
class _Written:
    """A Markdown file of the report, read: `name` below the folder, `part` its address when it is a part."""

    name: str
    told: str
    front: FrontMatter
    fields: BaseModel
    language: str
    part: str | None = None


@dataclass(slots=True)
class _Judging:
    """The judging of one report's content: what it reads and finds, step by step."""

    files: Source
    settings: Settings
    problems: list[Problem] = field(default_factory=list)
    advice: list[Problem] = field(default_factory=list)
    linked: dict[str, str] = field(default_factory=dict)  # a file's name: the text that links to it
    shown: dict[str, str] = field(default_factory=dict)

    def read(self, path: Path, name: str, model: type[BaseModel], language: str, part: str | None) -> _Written | None:
        """Read one Welsh twin or part; None, and a problem, when it breaks a rule."""
        told = told_path(path, self.settings.root)
        try:
            front = read_front_matter(read_text_bytes(path))
        except CannotRead as error:
            self.problems.append(Problem(told, None, None, error.message, error.fix))
            return None
        found = validate(front, model, self.settings)
        self.problems.extend(fault.in_file(told) for fault in found.faults)
        return _Written(name, told, front, found.fields, language, part) if found.fields else None

    def parts(self) -> list[_Written]:
        """The parts of the report, English before Welsh."""
        written: list[_Written] = []
        taken: dict[str, str] = {}
        for name, path in sorted(self.files.parts.items(), key=lambda item: item[0].endswith(".cy.md")):
            if meant := _differs_in_capitals(name):
                told = told_path(path, self.settings.root)
                fix = f"Let its name end in {meant}, in small letters." if meant[0] == "." else f"Name it {meant}."
                self.problems.append(Problem(told, None, None, "Its name is in capital letters.", fix))
                continue
            welsh = name.endswith(".cy.md")
            english = name.removesuffix(".cy.md") + ".md" if welsh else name
            if english not in self.files.parts:
                told = told_path(path, self.settings.root)
                self.problems.append(Problem(told, None, None, "The Welsh part has no English file.", "Add it."))
                continue
            part = part_name(english)
            if not part or taken.setdefault(part, english) != english:
                told = told_path(path, self.settings.root)
                fix = "Name it with letters and digits that no other part has."
                self.problems.append(Problem(told, None, None, "The part's name gives no address of its own.", fix))
                continue
            if one := self.read(path, name, PartFields, "cy" if welsh else "en", part):
                written.append(one)
        return written

    def render(self, one: _Written) -> Body | None:
        """Render one text, and judge its links and pictures; None, and a problem, when it cannot be done."""
        home = self.files.name if self.files.home else None  # a draft's folder has another name than it will have
        place = Place(
            source=f"{home}/{one.name}" if home else one.name,
            home=home,
            parts={name: part_name(name.replace(".cy.md", ".md")) for name in self.files.parts},
            part=one.part,
            site_url=self.settings.site_url,
        )
        links = Links(place, self.settings.listing_words[one.language], self.files.others)
        if not one.front.has_text:
            self._tell(one, Fault(one.front.body_line, None, "There is no text.", "Write it below the closing ---."))
            return None
        try:
            body = render(one.front.body, links)
        except TangledText as error:
            line = one.front.body_line + error.line - 1
            message = "Too many brackets, quotes, lists or definitions stand inside one another here."
            self._tell(one, Fault(line, None, message, "Close or remove some of them."))
            return None
        except RecursionError:
            fix = "Use at most a few levels of lists and quotes."
            self._tell(one, Fault(None, None, "The text is nested too deeply to be read.", fix))
            return None
        except Exception as error:  # noqa: BLE001 - a fault of the Markdown library must cost this report alone
            message = f"The text cannot be rendered ({type(error).__name__})."
            self._tell(one, Fault(None, None, message, "Remove unusual markup."))
            return None
        if not body.shows_anything:
            fix = "Write the report below the closing ---: what is there now is never shown."
            self._tell(one, Fault(one.front.body_line, None, "There is no text that a reader could see.", fix))
            return None
        self._tell_links(one, links)
        return body

    def _tell_links(self, one: _Written, links: Links) -> None:
        for fault in undescribed(one.front.body, one.front.body_line):
            self._tell(one, fault)
        for name in links.missing:
            line = _line_with(one.front, name)
            fix = "Put the file beside the report, or correct its name."
            if name.startswith("www."):
                fix = "Write https:// before the address."
            elif self.files.home is None:
                fix = "Make the report a folder with index.md, and put the file beside it."
            self._tell(one, Fault(line, None, "A link or picture leads to a file that is not there.", fix))
        if links.to_reports:
            fix = "Link to /reports/, or name the report without a link: it will go before this page does."
            self.advice.append(Problem(one.told, None, None, "A link leads to another report.", fix))
        if links.foreign_pictures:
            fix = "Put the picture beside the report."
            self.advice.append(Problem(one.told, None, None, "A picture of another host was left out.", fix))
        for name in links.files:
            self.linked.setdefault(name, one.told)
        for name in links.figures:
            self.shown.setdefault(name, one.told)

    def _tell(self, one: _Written, fault: Fault) -> None:
        self.problems.append(fault.in_file(one.told))

    def publish(self, main: _Written, fields: ReportFields) -> tuple[PublishedFile, ...]:
        """The files that are published, judged; a problem for each that breaks a rule."""
        entries = {unicodedata.normalize("NFC", entry.file): entry for entry in fields.attachments or []}
        files = []
        for name in sorted({*entries, *self.linked, *self.shown}):
            if name not in self.files.others:
                number = list(entries).index(name)
                line = main.front.line_of(("attachments", number, "file"))
                fix = "Put the file beside index.md, or correct its name."
                if is_ignored(name):
                    fix = "Give it a name that does not begin with _ or ~$: such files are never published."
                self.problems.append(Problem(main.told, line, "attachments", "A listed file is not there.", fix))
                continue
            listed = name in entries or name in self.linked
            told = told_path(self.files.others[name], self.settings.root)
            try:
                files.append(published(name, self.files.others[name], entries.get(name), self.settings, listed=listed))
            except CannotRead as error:
                self.problems.append(Problem(told, None, None, error.message, error.fix))
            else:
                self._tell_file(files[-1], told)
        for name, path in self.files.others.items():
            if name not in entries and name not in self.linked and name not in self.shown:
                told = told_path(path, self.settings.root)
                fix = "List it under attachments, link to it, or take it away."
                self.advice.append(Problem(told, None, None, "The file is not published.", fix))
        return in_listing_order(files, fields.attachments or [])

    def _tell_file(self, file: PublishedFile, told: str) -> None:
        """What keeps a file that is fit to be published from being so, and what a person should know of it."""
        texts = [path.name for path in (self.files.english, self.files.welsh) if path]
        if not can_be_read_aloud(file, [*texts, *self.files.parts]):
            message = "The PDF is not tagged: a program that reads aloud cannot follow it."
            fix = (
                "Save it as a tagged PDF; or put the same content beside it as a part with the same name; "
                "or list it under attachments with: accessible_alternative: on request"
            )
            self.problems.append(Problem(told, None, None, message, fix))
        if not is_cleaned(file.name):
            message = "A file of this kind is published as it is, with all that it holds and does not show."
            self.advice.append(Problem(told, None, None, message, "Save it as a PDF, which is cleaned."))


def judge(files: Source, source: str, front: FrontMatter, fields: ReportFields | None, settings: Settings) -> Content:
    """Judge a report's texts, parts and files. With `fields` None there is nothing to judge."""
    if fields is None:
        return Content({}, (), (), None, (), ())
    judging = _Judging(files, settings)
    main = _Written(files.english.name, source, front, fields, "en")
    texts = [main]
    if files.welsh:
        twin = judging.read(files.welsh, files.welsh.name, TwinFields, "cy", None)
        texts += [twin] if twin else []
    texts += judging.parts()
    bodies = [(one, body) for one in texts if (body := judging.render(one))]
    published_files = judging.publish(main, fields)
    own = {one.language: _text(one, body) for one, body in bodies if one.part is None}
    problems = in_order(judging.problems)
    return Content(
        texts=own,
        parts=_parts(bodies),
        files=published_files,
        seal=None if problems else _seal(texts, published_files),
        problems=problems,
        advice=in_order(judging.advice),
    )


def render_again(
    files: Source, settings: Settings, data: bytes, *, name: str, language: str, part: str | None
) -> Body | None:
    """The body of one text of a report that was judged before, from its bytes; None when it breaks a rule now.

    `name` is that of its file below the report's folder, and `part` its address when it is a part.
    """
    front = read_front_matter(data)
    return _Judging(files, settings).render(_Written(name, name, front, PartFields.model_construct(), language, part))


def _differs_in_capitals(name: str) -> str | None:
    """The name, or ending, with a meaning of its own that `name` has in other letters: such a file is no part."""
    for meant in ("index.md", "index.cy.md", "README.md"):
        if name.lower() == meant.lower():
            return meant
    return ".cy.md" if name.lower().endswith(".cy.md") and not name.endswith(".cy.md") else None


def _text(one: _Written, body: Body) -> Text:
    fields = one.fields
    assert isinstance(fields, ReportFields | TwinFields | PartFields)
    return Text(fields.title, getattr(fields, "summary", None), getattr(fields, "revision_note", None), body)


def _parts(bodies: list[tuple[_Written, Body]]) -> tuple[Part, ...]:
    by_name: dict[str, dict[str, Text]] = {}
    for one, body in bodies:
        if one.part is not None:
            by_name.setdefault(one.part, {})[one.language] = _text(one, body)
    return tuple(Part(name, texts) for name, texts in sorted(by_name.items()))


def _seal(texts: list[_Written], files: tuple[PublishedFile, ...]) -> str:
    main = texts[0]
    twin = next((one for one in texts[1:] if one.part is None), None)
    return seal_of(
        public_fields(main.fields),
        main.front.body,
        (public_fields(twin.fields), twin.front.body) if twin else None,
        [(one.name, public_fields(one.fields), one.front.body) for one in texts if one.part],
        [(file.name, file.sha256) for file in files],
    )


def _line_with(front: FrontMatter, name: str) -> int | None:
    place = front.body.find(name)
    return front.body_line + front.body.count("\n", 0, place) if place >= 0 else None
