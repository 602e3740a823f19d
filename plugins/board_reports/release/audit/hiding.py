"""What a release must not tell: read from the files of the reports that are not live, and from the last manifest."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from board_reports.release.audit.sources import (
    PUBLIC_TEXTS,
    Digest,
    as_written_and_read,
    digests_of,
    file_digest,
    front_and_text,
    guessed,
    markdown_of,
    values_at,
    values_of,
)
from board_reports.release.audit.traces import (
    PRIVATE,
    TITLE,
    Hidden,
    Token,
    digest_token,
    name_token,
    phrase,
    reference_tokens,
)
from board_reports.release.audit.words import said, words_in
from board_reports.release.manifest import Kind, Manifest
from board_reports.reports.report import Report

LEAST_PRIVATE = 3
"""A private text with fewer words, such as "See minutes", is too common to be looked for."""

PRIVATE_TEXTS = ("note", "hold", "withdrawn_reason", "approved_minute")

_OWN_NAMES = ("index.md", "index.cy.md")


def hidden_from(
    hidden: Iterable[Report],
    live: Iterable[Report] = (),
    *,
    before: Manifest | None = None,
    digest: Digest = file_digest,
    published: Mapping[str, Collection[str]] | None = None,
) -> Hidden:
    """What of the reports that are not live, and which private texts of those that are, must not be found.

    The reports of `before`, the release that is public until now, that are not live any more count as well, even
    where their files are gone. `digest` gives the SHA-256 of a file in hex. `published` gives, by source, those of the
    files of reports as they are published: then the sources of live reports' files, which can hold more than is
    published, must not be found either.
    """
    gathered, slugs = Gathered(), set()
    published = published or {}
    for report in hidden:
        gathered.report(report, digest)
        gathered.files(report.source, published.get(report.source, ()))
    for report in live:
        gathered.private_texts(report)
        if report.source in published:
            sources = set(digests_of(report.files.others.values(), digest))
            gathered.digests.update(dict.fromkeys(sources - set(published[report.source]), report.source))
        slugs.add(report.slug)
    found = gathered.found()
    return found | hidden_of_release(before, {one.slug for one in before.reports} - slugs) if before else found


def hidden_of_release(release: Manifest, slugs: Iterable[str]) -> Hidden:
    """What a release's manifest alone tells of some of its reports: title, reference, slug, files."""
    tokens: set[Token] = set()
    digests: dict[str, str] = {}
    for slug in set(slugs):
        one = release.report(slug)
        if one is None:
            continue
        tokens.update(phrase(TITLE, one.source, one.title))
        tokens.update(reference_tokens(one.source, one.reference))
        for file in release.files_of(slug):
            if file.kind is Kind.FILE:
                tokens.add(name_token(one.source, file.path))
            if file.sha256:
                digests[file.sha256] = one.source
                tokens.add(digest_token(one.source, file.sha256))
    return Hidden(frozenset(tokens), digests)


def tokens_of(report: Report) -> Iterator[Token]:
    """The titles, the reference, the slug and the names of the files of a report."""
    source = report.source
    for path in markdown_of(report):
        values = values_at(path)
        yield from phrase(TITLE, source, str(values.get("title", "")))
        yield from reference_tokens(source, str(values.get("reference", "")))
    yield from (name_token(source, name) for name in names_of(report))


def private_texts_of(report: Report) -> Iterator[str]:
    """The texts of a report that are for the Board alone."""
    return values_of(report.front.values, PRIVATE_TEXTS, ("reason",))


def names_of(report: Report) -> Iterator[str]:
    """The names of a report's files, but for those that every report has."""
    yield from (path.name for path in markdown_of(report) if path.name not in _OWN_NAMES)
    yield from report.files.others


@dataclass
class Gathered:
    """What is hidden, gathered report by report."""

    tokens: set[Token] = field(default_factory=set)
    digests: dict[str, str] = field(default_factory=dict)
    texts: set[tuple[str, tuple[str, ...]]] = field(default_factory=set)

    def found(self) -> Hidden:
        return Hidden(frozenset(self.tokens), self.digests, tuple(sorted(self.texts)))

    def report(self, report: Report, digest: Digest) -> None:
        """All that a report that is not live could be known by."""
        self.tokens.update(tokens_of(report))
        self.contents(report, digest)

    def contents(self, report: Report, digest: Digest) -> None:
        """The same without titles, reference, slug and names."""
        source = report.source
        for path in markdown_of(report):
            front, text = front_and_text(path)
            values = front.values if front.readable else guessed(text)
            for value in values_of(values, PUBLIC_TEXTS, ("title", "title_cy")):
                self._text(source, value)
            for body in as_written_and_read(front.body if front.readable else text):
                self._text(source, body)
        self.private_texts(report)
        self.files(source, digests_of(report.files.others.values(), digest))

    def files(self, source: str, digests: Iterable[str]) -> None:
        """Files by their digests."""
        for one in digests:
            self.digests[one] = source
            self.tokens.add(digest_token(source, one))

    def private_texts(self, report: Report) -> None:
        """The private texts of a report, whatever its standing."""
        for value in private_texts_of(report):
            self.tokens.update(phrase(PRIVATE, report.source, value, LEAST_PRIVATE))
            self._text(report.source, value)
        seal = str(report.front.values.get("approved_digest", "")).removeprefix("sha256:")
        if re.fullmatch(r"[0-9a-f]{64}", seal):
            self.tokens.add(Token(PRIVATE, report.source, (seal,)))

    def _text(self, source: str, text: str) -> None:
        self.texts.add((source, tuple(words_in(said(text)))))
