"""What a release may tell: the sources of live reports and of the permanent part of the site, and the theme's words."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from hashlib import sha256
from importlib import resources, util
from pathlib import Path

from board_reports.release.audit.sources import (
    PUBLIC_TEXTS,
    Digest,
    as_written_and_read,
    digests_of,
    file_digest,
    front_and_text,
    markdown_of,
    text_of,
    values_of,
)
from board_reports.release.audit.traces import Excused
from board_reports.reports.report import Report
from board_reports.reports.settings import Settings
from board_reports.site.board import Board
from board_reports.site.source_maps import ENDINGS, without_pointer
from board_reports.site.words import LANGUAGES, words_of

_PAGE_ENDINGS = (".md", ".markdown", ".mdown", ".mkd", ".mkdn")


def excused_from(
    live: Iterable[Report],
    *,
    docs: Mapping[Path, Iterable[str]] | None = None,
    configuration: Iterable[Path] = (),
    board: Board | None = None,
    settings: Settings | None = None,
    custom_dirs: Iterable[Path] = (),
    digest: Digest = file_digest,
    published: Collection[str] | None = None,
) -> Excused:
    """What stands in the sources of live reports (but for private texts), and in the permanent part of the site.

    `docs` gives for a folder the POSIX paths below it of the pages and files that the release publishes: a report that
    strayed among them, and was kept back, excuses nothing. `configuration` are the configuration files, with what the
    site makes of them: the details of the `board`, and the `settings`. `custom_dirs` hold the site's own templates.
    `published` are the digests of the live reports' files as they are published; without them it is their sources.
    The plugin's and the theme's words, and the dates that a live report's page shows, are excused as well.
    """
    texts: list[str] = []
    digests: set[str] = set()
    for report in live:
        texts += _public_texts(report)
        if published is None:
            digests.update(digests_of(report.files.others.values(), digest))
    digests.update(published or ())
    for folder, sources in (docs or {}).items():
        for name in sources:
            texts.append(name)
            if name.lower().endswith(_PAGE_ENDINGS):
                page = text_of(folder / name)
                texts += as_written_and_read(page)
                texts += [board.expand(page, language)[0] for language in LANGUAGES if board]
            else:
                digests.update(digests_of([folder / name], digest))
    texts += [text_of(path) for path in configuration]
    texts += _of_configuration(board, settings)
    for custom_dir in custom_dirs:
        own = sorted(path for path in custom_dir.rglob("*") if path.is_file())
        texts += [text_of(path) for path in own if path.suffix == ".html"]
        digests.update(digests_of(own, digest))
    return Excused(tuple(texts), frozenset(digests)) | excused_by_theme(digest)


def excused_by_theme(digest: Digest = file_digest) -> Excused:
    """The words of the plugin and of the installed theme, and the digests of the files that they bring."""
    package = Path(str(resources.files("board_reports")))
    material = util.find_spec("material")
    places = [Path(place) / "templates" for place in (material.submodule_search_locations or ())] if material else []
    templates = [*package.rglob("*.html"), *package.joinpath("site", "words").glob("*.yml")]
    for place in places:
        templates += [*place.glob("*.html"), *place.joinpath("partials").rglob("*.html")]
    assets = [path for place in (package / "site" / "theme", *places) for path in (place / "assets").rglob("*")]
    assets = [path for path in assets if path.is_file()]
    texts = (text_of(path) for path in sorted(templates))
    published = {
        sha256(without_pointer(path.read_bytes())).hexdigest() for path in assets if path.name.endswith(ENDINGS)
    }
    return Excused(tuple(texts), frozenset(digests_of(assets, digest)) | published)


def _of_configuration(board: Board | None, settings: Settings | None) -> Iterator[str]:
    """What every site makes of its configuration: sentences with filled slots, and the Board's details in a row."""
    for language in LANGUAGES:
        words = words_of(language)
        if settings:
            yield from (labels[language] for labels in settings.review_types.values() if language in labels)
        if not board:
            continue
        weeks, name = str(settings.weeks if settings else ""), board.named(language)
        for sentence in words.sentences.values():
            yield str(sentence).replace("{weeks}", weeks).replace("{board}", name)
        telephone, email = board.telephone, board.email
        yield f"{name} {words('contact')}: {telephone}, {email}"
        yield f"{words('contact')}: {words('contact_telephone')} {telephone}, {words('contact_email')} {email}"
        yield " ".join([name, *board.address, telephone, email])
        yield board.urgent_help(words)


def _public_texts(report: Report) -> Iterator[str]:
    for path in markdown_of(report):
        front, _ = front_and_text(path)
        values = front.values
        yield from values_of(values, (*PUBLIC_TEXTS, "reference", "review_type"), ("title", "title_cy", "file"))
        yield from as_written_and_read(front.body)
    yield from report.files.others
    if report.window:
        for language in LANGUAGES:
            words = words_of(language)
            yield words.published(report.window)
            yield from (words.until(report.window), words.until(report.window, short=True))
