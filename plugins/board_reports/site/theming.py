"""Material, made ours: block overrides and stylesheet in front, and nothing that asks another host."""

from __future__ import annotations

import os
from collections.abc import Callable, MutableMapping
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import Files

from board_reports.site.project import Project
from board_reports.site.search import ALSO, SEPARATOR
from board_reports.site.source_maps import ENDINGS, without_pointer

THEME = Path(__file__).parent / "theme"


def prepare_theme(config: MkDocsConfig, project: Project) -> None:
    """Put the plugin's overrides behind the site's own `custom_dir`, and switch off what fetches or reveals."""
    theme = config.theme
    place = 1 if theme.custom_dir else 0
    if str(THEME) not in theme.dirs:
        theme.dirs.insert(place, str(THEME))
    theme.get_env = partial(_environment, theme.get_env)  # type: ignore[method-assign]
    theme["font"] = False
    theme["language"] = project.language
    theme.static_templates.add("410.html")
    if project.place:  # there is one page for both languages, at the site's root
        theme.static_templates -= {"404.html", "410.html"}
    # Not a list: Material would lead every page to the other home page. Ours leads to the page's twin.
    config.extra["alternate"] = len(project.languages) > 1
    theme.static_templates.discard("sitemap.xml")  # written from typed pages, with each report's own day
    config.extra["generator"] = False
    config.repo_url = None
    config.edit_uri = None
    for name in ("material/search", "search"):
        if search := config.plugins.get(name):
            _prepare_search(search.config, project.language)


class _Templates(FileSystemLoader):
    """A theme's folders. Thousands of icons lie in one with a dot: they are found by name, and no site gets them."""

    def list_templates(self) -> list[str]:
        """All that may go into a site; what lies in folders with a dot MkDocs would take out again, one by one."""
        found = set()
        for root in self.searchpath:
            for here, folders, names in os.walk(root, followlinks=self.followlinks):
                folders[:] = [name for name in folders if not name.startswith(".")]
                below = Path(here).relative_to(root).as_posix()
                found.update(names if below == "." else [f"{below}/{name}" for name in names])
        return sorted(found)


def _environment(really: Callable[[], Environment]) -> Environment:
    environment = really()
    if type(environment.loader) is FileSystemLoader:
        environment.loader = _Templates(environment.loader.searchpath)
    return environment


def _prepare_search(search: MutableMapping[str, Any], language: str) -> None:
    if not search.get("separator"):
        search["separator"] = SEPARATOR
    if "fields" in search:  # the theme's own search plugin
        search["fields"] = {ALSO: {"boost": 1.0}, **search["fields"]}
        if language == "cy" and search.get("pipeline") is None:
            search["pipeline"] = []  # what there is drops English words, and cuts accented letters off a word's ends


def without_source_maps(files: Files, config: MkDocsConfig) -> None:
    """Leave the theme's source maps out, and the lines in its scripts and style sheets that point to them."""
    ours = {Path(folder) for folder in config.theme.dirs}
    for file in list(files):
        if file.src_dir is None or Path(file.src_dir) not in ours:
            continue
        if file.src_uri.endswith(".map"):
            files.remove(file)
        elif file.src_uri.endswith(ENDINGS):
            content = file.content_bytes
            if (plain := without_pointer(content)) != content:
                file.content_bytes = plain


def templates_of(config: MkDocsConfig) -> set[str]:
    """The templates that a page may name."""
    return {path.name for folder in config.theme.dirs for path in Path(folder).glob("*.html")}
