"""The audit of a finished tree: what must hold before it is swapped in, told in sentences for the web team."""

from __future__ import annotations

import hashlib
import json
import xml.etree.ElementTree as ET
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from board_reports.release.audit import accounting
from board_reports.release.audit.accounting import told
from board_reports.release.audit.fetching import css_elsewhere, fetched_elsewhere, scripts_of, tags_of
from board_reports.release.audit.glance import Glance
from board_reports.release.audit.looking import CannotLook, inflated, texts_of
from board_reports.release.audit.pardon import Excuses, Pardon
from board_reports.release.audit.traces import (
    DIGEST,
    FILE_NAME,
    PRIVATE,
    REFERENCE,
    SLUG,
    TITLE,
    WORDS,
    Excused,
    Finding,
    Hidden,
    Needle,
    Search,
    Sieving,
)
from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.site.scripts import unknown_scripts

_WHOLE_PAGES = (Kind.REPORT, Kind.PERMANENT, Kind.MADE, Kind.ERROR)
_MADE_BY_US = (Kind.INDEX, Kind.STATUS, Kind.MADE)
_PAGE_ENDINGS = (".html", ".htm", ".xhtml", ".svg")
_NAMED_FILES = 3

_TELLS = {
    TITLE: "The title",
    REFERENCE: "The reference",
    SLUG: "The address",
    FILE_NAME: "The name of a file",
    DIGEST: "A copy of a file",
    WORDS: "A passage",
    PRIVATE: "A private text",
}


@dataclass(frozen=True)
class AuditRules:
    """What an audit holds a release to.

    `live` are the slugs of the reports that may be public; `required` the pages, by their path in the tree, that every
    release has besides those of `accounting.REQUIRED`: the statutory pages and the leaflets. `scripts` are the paths of
    scripts that the configuration adds. `permanent_least` is the least number of permanent pages, None for as many as
    before; `told_missing` the number of permanent pages that were kept back, and told. `same_frame` says that the
    release before was held to the same.
    """

    site_url: str
    live: frozenset[str]
    required: tuple[str, ...] = ()
    scripts: frozenset[str] = frozenset()
    permanent_least: int | None = None
    told_missing: int = 0
    same_frame: bool = True


@dataclass(frozen=True)
class Past:
    """What an earlier audit passed: `passes` says so of a file, which then is looked at by `glance` alone."""

    passes: Callable[[ReleasedFile], bool]
    glance: Glance


@dataclass(frozen=True)
class Audited:
    """What an audit found: sentences, and by path from which other sources than its own a file has its excuses."""

    sentences: tuple[str, ...]
    leans: Mapping[str, set[str]]


def audit(
    tree: Path,
    manifest: Manifest,
    *,
    hidden: Hidden,
    excused: Excused,
    before: Manifest | None,
    rules: AuditRules,
) -> tuple[str, ...]:
    """What of a finished tree does not hold, in sentences; none when it may be swapped in.

    `before` is the release that is public now. A page that it has byte for byte, made by this version, is not judged
    once more for scripts and what it fetches; traces are looked for everywhere.
    """
    return audited(tree, manifest, hidden=hidden, excuses=Excuses.of(excused), before=before, rules=rules).sentences


def audited(
    tree: Path,
    manifest: Manifest,
    *,
    hidden: Hidden,
    excuses: Excuses,
    before: Manifest | None,
    rules: AuditRules,
    archive: Sieving | None = None,
    past: Past | None = None,
) -> Audited:
    """The same, of which `archive` gives more to look for, and `past` says what need not be looked at again."""
    found = accounting.walked(tree)
    sentences = [*found.faults, *accounting.unaccounted(found, manifest)]
    sentences += accounting.misplaced(manifest, rules.live)
    sentences += accounting.lacking(found, manifest, rules.required)
    if few := accounting.too_few_permanent(manifest, before, rules.permanent_least, rules.told_missing):
        sentences.append(few)
    # The format of a leaflet to print has words of its own, such as "Title", that a report may be called.
    one_word = frozenset(token.source for token in hidden.tokens if token.kind == TITLE and len(token.words) == 1)
    judged = _judged(before if rules.same_frame else None, manifest)
    search = Search(hidden, sieve=archive)
    pardon = Pardon(search, excuses)
    auditing = _Auditing(tree, manifest, rules, search, pardon, judged, one_word, past)
    auditing.look_at_names(found.names)
    for path in sorted(found.files):
        auditing.look_at(path)
    auditing.findings.update(dict.fromkeys(auditing.settled()))
    return Audited((*sentences, *auditing.sentences, *on_traces(auditing.findings)), pardon.leans)


@dataclass
class _Auditing:
    """The one pass over all files of a tree."""

    tree: Path
    manifest: Manifest
    rules: AuditRules
    search: Search
    pardon: Pardon
    judged: frozenset[tuple[str, str | None]]
    one_word: frozenset[str]
    past: Past | None = None
    sentences: list[str] = field(default_factory=list)
    findings: dict[Finding, None] = field(default_factory=dict)
    entries: dict[str, ReleasedFile] = field(init=False)
    scripts: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.entries = {one.path: one for one in self.manifest.files}
        self.scripts = self.rules.scripts | {one.path for one in self.manifest.files if one.kind is Kind.THEME}

    def look_at_names(self, names: Iterable[str]) -> None:
        """Look for traces in the paths of files and folders."""
        names = list(names)
        needles = self.search.needles_in("\n".join(names)) if self.search else set()
        firsts = {self.search.words_of(needle)[0] for needle in needles}
        for name in names if needles else ():
            if (
                name.isascii()
                and "%" not in name
                and "&" not in name
                and not any(one in name.lower() for one in firsts)
            ):
                continue
            entry = self.entries.get(name) or ReleasedFile(name, Kind.STATIC)
            self.pardon.ask(entry, self.search.needles_in(name))

    def look_at(self, path: str) -> None:
        """Read one file, and judge it."""
        entry = self.entries.get(path) or ReleasedFile(path, Kind.STATIC)
        file = self.tree / path
        if file.is_symlink() or not file.is_file():
            return  # told already
        try:
            data = file.read_bytes()
        except OSError as error:
            self.sentences.append(f"{told(path)}: it cannot be read ({error.strerror}).")
            return
        digest = hashlib.sha256(data).hexdigest()
        if entry.sha256 is None and path in self.entries and entry.kind is not Kind.STATUS:
            self.sentences.append(f"{told(path)}: the manifest gives no digest of it.")
        elif entry.sha256 is not None and entry.sha256 != digest:
            self.sentences.append(f"{told(path)}: it is not the file that the manifest describes.")
        passed = self.past is not None and entry.sha256 == digest and self.past.passes(entry)
        if not passed:
            self.sentences += shape_of(entry, data)
            if path == "sitemap.xml":
                self._compare_with_gzip(path, data)
            if (path, digest) not in self.judged:
                self._judge_behaviour(path, entry, data)
        if self.search:
            self._look_for_traces(entry, data, digest, passed=passed)

    def _look_for_traces(self, entry: ReleasedFile, data: bytes, digest: str, *, passed: bool) -> None:
        excuses = self.pardon.excuses
        if not passed and entry.kind in (Kind.STATIC, Kind.THEME) and digest in excuses.digests:
            return
        try:
            copies = dict(self.search.copies(entry.path, data, digest))
            needles: set[Needle] = set()
            # What a live report's own file holds is its source; it must only be no copy of a hidden report's file.
            own = entry.kind is Kind.FILE and entry.report in self.rules.live
            if not own and not (passed and self.past and not self.past.glance.catches(data)):
                for text in texts_of(entry.path, data):
                    needles |= self.search.needles_in(text)
        except CannotLook as error:
            if digest not in excuses.digests:
                self.sentences.append(f"{told(entry.path)}: it could not be looked into: {error}.")
            return
        if (copies or needles) and digest not in excuses.digests:
            self.findings.update((finding, None) for one, finding in copies.items() if one not in excuses.digests)
            self.pardon.ask(entry, needles)

    def settled(self) -> Iterator[Finding]:
        """What is a trace of all that was found."""
        for finding in self.pardon.settle():
            entry = self.entries.get(finding.path)
            printed = entry is not None and entry.kind is Kind.MADE and entry.path.endswith(".pdf")
            if not (printed and finding.kind == TITLE and finding.source in self.one_word):
                yield finding

    def _judge_behaviour(self, path: str, entry: ReleasedFile, data: bytes) -> None:
        site_url = self.rules.site_url
        name = path.lower()
        if name.endswith(".css"):
            if css_elsewhere(data.decode("utf-8", "replace"), site_url):
                self.sentences.append(f"{told(path)}: it would fetch from another host.")
        elif name.endswith(_PAGE_ENDINGS) and entry.kind is not Kind.FILE:
            page = data.decode("utf-8", "replace")
            tags = tuple(tags_of(page))
            if fetched := fetched_elsewhere(page, tags, site_url):
                self.sentences.append(f"{told(path)}: it would fetch from another host ({', '.join(fetched)}).")
            if unknown := unknown_scripts(page):
                what = ", ".join(dict.fromkeys(unknown))
                self.sentences.append(f"{told(path)}: what it would run is not on the allow-list ({what}).")
            if any(script is None or script not in self.scripts for script in scripts_of(tags, path, site_url)):
                self.sentences.append(f"{told(path)}: it loads a script that is not the theme's.")

    def _compare_with_gzip(self, path: str, data: bytes) -> None:
        try:
            same = inflated((self.tree / f"{path}.gz").read_bytes()) == data
        except (OSError, CannotLook):
            same = False
        if not same:
            self.sentences.append(f"{path}.gz: it is not the packed form of {path}.")


def _judged(before: Manifest | None, manifest: Manifest) -> frozenset[tuple[str, str | None]]:
    """The files, by path and digest, that an audit of this version has judged already."""
    if before is None or before.version != manifest.version:
        return frozenset()
    return frozenset((one.path, one.sha256) for one in before.files if one.sha256)


def shape_of(entry: ReleasedFile, data: bytes) -> Iterator[str]:
    """Sentences on a file that is torn: a page without its end, XML or JSON that is none."""
    name = entry.path
    if name.endswith(".html") and entry.kind in _WHOLE_PAGES and not data[-64:].rstrip().lower().endswith(b"</html>"):
        yield f"{told(name)}: the page is torn: it does not end with </html>."
    elif entry.kind in _MADE_BY_US and not _whole(name, data):
        yield f"{told(name)}: the file is torn: it cannot be read as {'XML' if '.xml' in name else 'JSON'}."


def _whole(name: str, data: bytes) -> bool:
    try:
        if name.endswith(".gz"):
            name, data = name.removesuffix(".gz"), inflated(data)
        if name.endswith(".xml"):
            ET.fromstring(data)  # noqa: S314 - our own
        elif name.endswith(".json"):
            json.loads(data)
    except (ET.ParseError, ValueError, CannotLook):
        return False
    return True


def on_traces(findings: Iterable[Finding]) -> Iterator[str]:
    """One sentence for each kind of trace of each report, with the first files that have it."""
    places = defaultdict(list)
    for finding in findings:
        places[finding.kind, finding.source].append(told(finding.path))
    for (kind, source), paths in sorted(places.items()):
        first, more = paths[:_NAMED_FILES], len(paths) - _NAMED_FILES
        where = ", ".join(first) + (f" and {more} more" if more > 0 else "")
        yield f"{_TELLS[kind]} of {source} must not be there: {where}."
