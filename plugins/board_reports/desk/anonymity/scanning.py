"""The anonymity check of one report: every text and file of it, with the waivers in its front matter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path

from board_reports.desk.anonymity.attached import Contents, contents_of
from board_reports.desk.anonymity.finding import Finding, Findings, digest_of
from board_reports.desk.anonymity.looking import KINDS, look
from board_reports.desk.anonymity.names import Names
from board_reports.desk.anonymity.report_texts import Written
from board_reports.desk.anonymity.seen import Seen, plain
from board_reports.reports.folder import CannotRead, told_path
from board_reports.reports.front_matter import FrontMatter
from board_reports.reports.links import ending_of
from board_reports.reports.problem import Problem, in_order
from board_reports.reports.report import Report
from board_reports.reports.slug import slug_of


def findings_of(report: Report, names: Names | None, own: Iterable[str] = ()) -> Findings:
    """Everything in a report or draft that could identify somebody, its files included.

    `names` is the private list, or None where there is none. `own` are the Board's own address, telephone and e-mail:
    what stands in them is no finding. Reads the files; never raises for what is in them.
    """
    return scanned(report, names, own)[0]


def scanned(report: Report, names: Names | None, own: Iterable[str] = ()) -> tuple[Findings, dict[str, str]]:
    """The same, and how to name the files whose own name could identify somebody: by path as problems have it."""
    if report.files.broken:
        return Findings(), {}
    scan = _Scan(report, names, "\n".join(own))
    scan.file_names()
    scan.markdown_files()
    scan.attached_files()
    return scan.judged(), scan.told


@dataclass(slots=True)
class _Scan:
    """One look through a report: what it finds, step by step."""

    report: Report
    names: Names | None
    own: str
    found: dict[tuple[object, ...], Finding] = field(default_factory=dict)
    unread: list[Problem] = field(default_factory=list)
    told: dict[str, str] = field(default_factory=dict)
    waivers: list[tuple[str, str, int]] = field(default_factory=list)

    @property
    def slug(self) -> str:
        return self.report.slug or slug_of(self.report.files.name) or "REFERENCE"

    def file_names(self) -> None:
        """Look through the names of the files beside the report, and keep those that tell too much from being told."""
        files = self.report.files
        everything = sorted({*files.parts, *files.others})
        published = self.published()
        for number, name in enumerate(everything, 1):
            stem = re.sub(r"\.\w{1,8}$", "", name)
            apart = re.sub(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])|(?<=[^\W\d])(?=\d)|(?<=\d)(?=[^\W\d])", " ", stem)
            readings = dict.fromkeys(
                re.sub(mark, " ", text) for text in (stem, apart) for mark in (r"[_/]+", r"[_/.+-]+", r"[_/]+|%20")
            )
            matches = {
                (m.kind, digest_of(self.slug, m.kind, t, m.start, m.end))
                for t in map(_seen, readings)
                for m in look(t, self.names)
            }
            if not matches:
                continue
            path = files.parts.get(name) or files.others[name]
            hidden = told_path(
                path.parent / f"(file {number}, named for somebody){path.suffix}", self.report.settings.root
            )
            self.told[told_path(path, self.report.settings.root)] = hidden
            if name not in published and name not in files.parts:
                continue  # it stays here, and is only not to be named
            where = f"It stands in the name of the file that is number {number} in its folder by name."
            line = self.line_naming(name)
            for kind in KINDS:
                digests = sorted(digest for one, digest in matches if one == kind)
                if digests:
                    self.keep(
                        Finding(self.report.source, line, None, kind, digests[0], None, None, self.slug, where=where)
                    )

    def line_naming(self, name: str) -> int | None:
        """The line of the report's own file that lists a file, if one does."""
        for number, entry in enumerate(self.report.front.values.get("attachments") or []):
            if isinstance(entry, dict) and entry.get("file") == name:
                return self.report.front.line_of(("attachments", number, "file"))
        return None

    def published(self) -> set[str]:
        """The names of the files to look into: those published, and all of such a kind where that cannot be told."""
        report = self.report
        if report.fields is not None and not report.content.problems:
            return {file.name for file in report.content.files}
        return {name for name in report.files.others if ending_of(name) in report.settings.attachment_types}

    def markdown_files(self) -> None:
        """Look through the report's texts, their twins and the parts."""
        files = self.report.files
        for path in (files.english, files.welsh, *files.parts.values()):
            if path is None:
                continue
            told = self.told_as(path)
            try:
                written = Written(path)
            except CannotRead as error:
                self.unread.append(Problem(told, None, None, error.message, error.fix))
                continue
            if path == files.english:
                self.waivers = _waivers_in(written.front)
            for strand in written.strands():
                self.look_in(strand.seen, told, written, strand.key, but=strand.but, line=strand.line)

    def attached_files(self) -> None:
        """Look through the text and metadata of the files beside the report."""
        for name in sorted(self.published()):
            path = self.report.files.others[name]
            told, contents = self.told_as(path), contents_of(path, name)
            for seen, page in contents.texts:
                self.look_in(seen, told, page=page)
            self.metadata(contents, told)
            self.unread += [Problem(told, None, None, message, fix) for message, fix in contents.unread]

    def metadata(self, contents: Contents, told: str) -> None:
        """Look through the metadata of one file; a date there is that of the file."""
        where = "It stands in the file's metadata or notes."
        if contents.metadata is not None:
            self.look_in(contents.metadata, told, but=frozenset({"date", "signature"}), where=where)
        if contents.placed:
            digest = digest_of(self.slug, "place-of-picture", "", 0, 0)
            self.keep(Finding(told, None, None, "place-of-picture", digest, None, None, self.slug, where=where))

    def look_in(
        self,
        seen: Seen,
        told: str,
        written: Written | None = None,
        key: str | None = None,
        *,
        but: frozenset[str] = frozenset(),
        line: int | None = None,
        page: int | None = None,
        where: str | None = None,
    ) -> None:
        """Look through one seen text, and keep what is not the Board's own."""
        for match in look(seen.text, self.names, but):
            if self.is_own(seen.text[match.start : match.end], match.kind):
                continue
            digest = digest_of(self.slug, match.kind, seen.text, match.start, match.end)
            start = end = None
            here = line
            if written is not None and line is None:
                start, end = seen.place(match.start, match.end)
                here = written.line_of(start)
            self.keep(Finding(told, here, key, match.kind, digest, start, end, self.slug, page, where))

    def is_own(self, text: str, kind: str) -> bool:
        """Whether something found is the Board's own address, telephone or e-mail."""
        if kind == "telephone":
            return (digits := re.sub(r"[^0-9]", "", text)[-9:]) != "" and digits in re.sub(r"[^0-9]", "", self.own)
        return kind in ("email", "postcode", "street") and bool(self.own) and _plain(text) in _plain(self.own)

    def keep(self, finding: Finding) -> None:
        """Keep a finding; one at the same place of a file, or with the same digest in its line, is kept once."""
        place = (finding.start, finding.end) if finding.start is not None else (finding.digest, finding.where)
        self.found.setdefault((finding.file, finding.line, finding.page, finding.kind, place), finding)

    def told_as(self, path: Path) -> str:
        told = told_path(path, self.report.settings.root)
        return self.told.get(told, told)

    def judged(self) -> Findings:
        """The findings, apart by whether they are waived, and the waivers that match none."""
        waived = {(kind, digest) for kind, digest, _ in self.waivers}
        findings = sorted(
            self.found.values(), key=lambda one: (one.file, one.page or 0, one.line or 0, one.start or 0, one.kind)
        )
        met = {(one.kind, one.digest) for one in findings}
        unused = []
        for kind, digest, line in self.waivers:
            if (kind, digest) not in met and not (kind == "name" and self.names is None):
                known = kind in KINDS
                message = "A waiver matches nothing any more." if known else "A waiver has a kind that there is not."
                fix = "Remove it." if known else f"Kinds: {', '.join(KINDS)}."
                unused.append(Problem(self.report.source, line, "waivers", message, fix))
        return Findings(
            open=tuple(one for one in findings if (one.kind, one.digest) not in waived),
            waived=tuple(one for one in findings if (one.kind, one.digest) in waived),
            unread=in_order(self.unread),
            unused=in_order(unused),
        )


def hidden(problem: Problem, told: dict[str, str]) -> Problem:
    """A problem with its file named as `scanned` says."""
    return replace(problem, file=told[problem.file]) if problem.file in told else problem


def _waivers_in(front: FrontMatter) -> list[tuple[str, str, int]]:
    """The kind, digest and line of each waiver that can be read."""
    found = []
    entries = front.values.get("waivers")
    for number, entry in enumerate(entries if isinstance(entries, list) else []):
        if isinstance(entry, dict) and entry.get("kind") and entry.get("digest"):
            found.append((str(entry["kind"]), str(entry["digest"]).lower(), front.line_of(("waivers", number))))
    return found


def _seen(text: str) -> str:
    return plain(text).text


def _plain(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum() or character == "@")
