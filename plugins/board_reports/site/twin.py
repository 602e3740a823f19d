"""The site's other language: its configuration, its build inside the first one's, and which page is whose twin.

Both languages show the same register at the same instant. What governs is the configuration that the build began with;
of the twin's plugin options only `language` counts.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import MkDocsException
from mkdocs.plugins import PluginCollection

from board_reports.site.config import BoardReportsConfig
from board_reports.site.folders import folder_refusals, twin_refusals
from board_reports.site.project import Project, ProjectError, refuse_what_breaks_the_promise
from board_reports.site.words import words_of

PLUGIN = "board-reports"
LANGUAGE = "cy"
ROOT = f"{LANGUAGE}/"
"""Where the Welsh site lies below the site's root: the contract's addresses."""


@dataclass(frozen=True)
class Twin:
    """The other language of a site, as it is configured: MkDocs' configuration, and the project it makes."""

    config: MkDocsConfig
    project: Project


@contextmanager
def kept(plugins: PluginCollection) -> Iterator[None]:
    """Let another configuration be read and built, then put each plugin back as it was.

    MkDocs keeps one object of a plugin that asks to be told of the start, whatever configuration names it.
    """
    before = [(plugin, dict(vars(plugin))) for plugin in plugins.values()]
    try:
        yield
    finally:
        for plugin, state in before:
            vars(plugin).clear()
            vars(plugin).update(state)


def read_twin(project: Project, site_dir: str) -> Twin:
    """Read the configuration that `twin` names; call it inside `kept`. Raises ProjectError with every mistake in it."""
    path = project.root / str(project.options.twin)
    name = os.path.relpath(path, project.root)
    try:
        config = load_config(config_file=str(path), site_dir=os.path.join(site_dir, LANGUAGE), strict=False)  # noqa: PTH118
    except MkDocsException as error:
        raise ProjectError(f"twin: {name} cannot be used. {' '.join(str(error).split())}") from None
    plugin = config.plugins.get(PLUGIN)
    options = getattr(plugin, "config", None)
    if not isinstance(options, BoardReportsConfig):
        raise ProjectError(f"twin: {name} does not use the plugin {PLUGIN}: inherit plugins, or add it there.")
    return Twin(config, _project(name, config, options, project))


def _project(name: str, config: MkDocsConfig, options: BoardReportsConfig, governing: Project) -> Project:
    """The twin's project: its own pages and language, and for all else what governs."""
    if (governing.language, options.language) != ("en", LANGUAGE):
        found = f'"{governing.language}" and "{options.language}"'
        raise ProjectError(f'twin: language is "en" in the site and "{LANGUAGE}" in {name}; they are {found}.')
    docs_dir = Path(config.docs_dir)
    custom_dir = Path(config.theme.custom_dir) if config.theme.custom_dir else None
    folders = {"reports_dir": governing.reports_dir, "state_dir": governing.state_dir}
    refused = folder_refusals(governing.root, docs_dir=docs_dir, custom_dir=custom_dir, **folders)
    refused += twin_refusals(governing.docs_dir, docs_dir)
    if refused:
        raise ProjectError(" ".join(f"twin: {name}: {sentence}" for sentence in refused))
    config.site_url = governing.base_url + ROOT
    try:
        refuse_what_breaks_the_promise(config)
    except ProjectError as error:
        raise ProjectError(f"twin: {name}: {error}") from None
    own_name = governing.board.name_cy or str(config.site_name)
    return replace(
        governing,
        docs_dir=docs_dir,
        site_url=config.site_url,
        place=ROOT,
        language=options.language,
        words=words_of(options.language),
        board=replace(governing.board, name_cy=own_name),
    )
