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
    live = tuple(live)
    texts = [text for report in live for text in public_texts(report)]
    texts += [
        text for folder, names in (docs or {}).items() for name in names for text in page_texts(folder, name, board)
    ]
    texts += frame_texts(configuration, board, settings, custom_dirs)
    found = set(published or ())
    if published is None:
        found.update(one for report in live for one in digests_of(report.files.others.values(), digest))
    return Excused(tuple(texts), frozenset(found | frame_digests(docs or {}, custom_dirs, digest)))


def page_texts(folder: Path, name: str, board: Board | None) -> Iterator[str]:
    """What a page or file of the docs folder excuses, given by its POSIX path below a folder."""
    yield name
    if is_page(name):
        page = text_of(folder / name)
        yield from as_written_and_read(page)
        yield from (board.expand(page, language)[0] for language in LANGUAGES if board)


def frame_texts(
    configuration: Iterable[Path], board: Board | None, settings: Settings | None, custom_dirs: Iterable[Path]
) -> Iterator[str]:
    """What is the same for all pages: the configuration, and the words of the site's own templates and of the theme."""
    yield from map(text_of, configuration)
    yield from _of_configuration(board, settings)
    yield from (text_of(path) for folder in custom_dirs for path in _files_of(folder) if path.suffix == ".html")
    yield from excused_by_theme_texts()


def frame_digests(docs: Mapping[Path, Iterable[str]], custom_dirs: Iterable[Path], digest: Digest) -> set[str]:
    """The digests of what is public as it lies there: the docs folder's files, the site's own and the theme's."""
    files = [folder / name for folder, names in docs.items() for name in names if not is_page(name)]
    files += [path for folder in custom_dirs for path in _files_of(folder)]
    return {*digests_of(files, digest), *excused_by_theme_digests(digest)}


def is_page(name: str) -> bool:
    """Whether a file of the docs folder is the source of a page."""
    return name.lower().endswith(_PAGE_ENDINGS)


def _files_of(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def excused_by_theme_texts() -> Iterator[str]:
    """The words of the plugin and of the installed theme."""
    package, places = _places()
    templates = [*package.rglob("*.html"), *package.joinpath("site", "words").glob("*.yml")]
    for place in places:
        templates += [*place.glob("*.html"), *place.joinpath("partials").rglob("*.html")]
    yield from map(text_of, sorted(templates))


def excused_by_theme_digests(digest: Digest = file_digest) -> frozenset[str]:
    """The digests of the files that the plugin and the theme bring, as they lie there and as they are published."""
    package, places = _places()
    assets = [path for place in (package / "site" / "theme", *places) for path in (place / "assets").rglob("*")]
    assets = [path for path in assets if path.is_file()]
    published = (
        sha256(without_pointer(path.read_bytes())).hexdigest() for path in assets if path.name.endswith(ENDINGS)
    )
    return frozenset([*digests_of(assets, digest), *published])


def _places() -> tuple[Path, list[Path]]:
    material = util.find_spec("material")
    places = [Path(place) / "templates" for place in (material.submodule_search_locations or ())] if material else []
    return Path(str(resources.files("board_reports"))), places


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


def public_texts(report: Report) -> Iterator[str]:
    """What the sources of a live report excuse: the names of its files first, for they are often asked for."""
    yield from report.files.others
    for path in markdown_of(report):
        front, _ = front_and_text(path)
        values = front.values
        yield from values_of(values, (*PUBLIC_TEXTS, "reference", "review_type"), ("title", "title_cy", "file"))
        yield from as_written_and_read(front.body)
    if report.window:
        for language in LANGUAGES:
            words = words_of(language)
            yield words.published(report.window)
            yield from (words.until(report.window), words.until(report.window, short=True))
