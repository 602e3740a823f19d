"""One site as its configuration file describes it: where things are, who the Board is, what the rule needs."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from mkdocs.config.defaults import MkDocsConfig

from board_reports.reports.settings import Settings
from board_reports.site.board import Board, BoardError
from board_reports.site.config import BoardReportsConfig
from board_reports.site.folders import folder_refusals, setting_refusals
from board_reports.site.output import check_output
from board_reports.site.words import Words, words_of


class ProjectError(Exception):
    """The configuration does not make a site; the text is a sentence for the user."""


@dataclass(frozen=True)
class Project:
    """A site to build, in one language. All paths are absolute.

    `base_url` is the whole site's address and `place` where this language lies below it, empty or such as `cy/`;
    `site_url` is both together. `languages` are all that the site has.
    """

    root: Path
    docs_dir: Path
    reports_dir: Path
    state_dir: Path
    base_url: str
    place: str
    site_url: str
    language: str
    languages: tuple[str, ...]
    board: Board
    words: Words
    settings: Settings
    options: BoardReportsConfig

    def check_output(self, site_dir: Path) -> None:
        """Raise OutputRefused when `site_dir` must not be used for the output."""
        check_output(site_dir, [self.docs_dir, self.reports_dir])


def project_of(config: MkDocsConfig, options: BoardReportsConfig) -> Project:
    """The project that MkDocs' configuration and the plugin's options describe; raises ProjectError."""
    root = Path(config.config_file_path).parent if config.config_file_path else Path.cwd()
    root = Path(os.path.abspath(root))  # noqa: PTH100 - links stay as they are: the user knows them by that name
    reports_dir, docs_dir = _within(root, options.reports_dir), Path(config.docs_dir)
    refuse_what_breaks_the_promise(config)
    state_dir = _within(root, options.state_dir)
    custom_dir = Path(config.theme.custom_dir) if config.theme.custom_dir else None
    refused = folder_refusals(
        root, docs_dir=docs_dir, reports_dir=reports_dir, state_dir=state_dir, custom_dir=custom_dir
    )
    if refused:
        raise ProjectError(" ".join(refused))
    try:
        board = Board.of(config.extra, str(config.site_name))
    except BoardError as error:
        raise ProjectError(str(error)) from None
    site_url = str(config.site_url).rstrip("/") + "/"
    return Project(
        root=root,
        docs_dir=docs_dir,
        reports_dir=reports_dir,
        state_dir=state_dir,
        base_url=site_url,
        place="",
        site_url=site_url,
        language=options.language,
        languages=(options.language, "cy") if options.twin else (options.language,),
        board=board,
        words=words_of(options.language),
        settings=options.settings(root, site_url),
        options=options,
    )


def refuse_what_breaks_the_promise(config: MkDocsConfig) -> None:
    """Raise ProjectError for a setting with which the site could not keep what it promises."""
    if refused := setting_refusals(config.theme.name, directory_urls=config.use_directory_urls):
        raise ProjectError(" ".join(refused))
    custom = Path(config.theme.custom_dir) / "main.html" if config.theme.custom_dir else None
    if custom and custom.is_file() and '"board.html"' not in custom.read_text("utf-8", "replace"):
        raise ProjectError(
            'The main.html in custom_dir must begin with {% extends "board.html" %}: it carries the rules.'
        )
    if not config.site_url:
        raise ProjectError("site_url is needed: feed, sitemap and error pages carry full addresses.")
    if config.extra.get("analytics"):
        raise ProjectError("extra.analytics must not be set: the site follows nobody.")
    for name in ("extra_css", "extra_javascript"):
        for item in getattr(config, name):
            address = urlsplit(str(getattr(item, "path", item)))
            if address.scheme or address.netloc:
                raise ProjectError(f"{name} loads from another host: keep a copy of the file in the docs folder.")


def _within(root: Path, path: str) -> Path:
    return Path(os.path.normpath(root / path))
