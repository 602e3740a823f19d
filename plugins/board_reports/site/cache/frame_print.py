"""The print of everything that a report's page is made from, besides the report: equal prints, equal bytes.

What is not known to matter counts as well; then a page is made once more than it need be, and nothing is wrong.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig

import board_reports
from board_reports.reports.basis import packages
from board_reports.site.project import Project

# Where things are, and what only permanent pages are made with.
_ASIDE = {
    "config_file_path", "dev_addr", "docs_dir", "hooks", "markdown_extensions", "mdx_configs", "pages", "plugins",
    "site_dir", "strict", "theme", "watch",
}  # fmt: skip

# Plugins that do nothing to, and learn nothing from, a page of ours.
_HARMLESS = {"board-reports", "search", "material/search"}


def can_be_kept(config: MkDocsConfig) -> bool:
    """Whether the site has no plugin or hook that might want to see each page of a report in each build."""
    return not config.hooks and all(name in _HARMLESS for name in config.plugins)


def frame_print(config: MkDocsConfig, project: Project, facts: Iterable[str], pages: Iterable[bytes]) -> str:
    """The print of a build's frame: versions, code, configuration, theme, the project, and what else is given.

    `facts` are more of what pages are made with; `pages` are finished pages with no report in them: what a template
    makes of anything else shows there.
    """
    digest = hashlib.sha256()
    for part in (*packages(), _own_code(), json.dumps(_plain(_configured(config)), sort_keys=True), _told(project)):
        _add(digest, part.encode("utf-8", "surrogateescape"))
    for path, data in _files_of(config.theme.custom_dir):
        _add(digest, path.encode("utf-8", "surrogateescape"))
        _add(digest, data)
    for fact in facts:
        _add(digest, fact.encode("utf-8", "surrogateescape"))
    for page in pages:
        _add(digest, page)
    return digest.hexdigest()


def _configured(config: MkDocsConfig) -> dict[str, Any]:
    theme = config.theme
    options = {name: plugin.config for name, plugin in config.plugins.items()}
    return {
        "config": {name: value for name, value in config.items() if name not in _ASIDE},
        "theme": {"name": theme.name, "values": dict(theme), "pages": sorted(theme.static_templates)},
        "plugins": options,
    }


def _told(project: Project) -> str:
    words = json.dumps(_plain(project.words.sentences), sort_keys=True)
    settings = replace(project.settings, root=Path())  # where the site lies, and from where it is built, is none of it
    own = (project.base_url, project.place, project.language, project.languages, project.board, settings)
    return f"{own!r}{words}"


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | bool):
        return value
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        plain = [_plain(one) for one in value]
        return sorted(plain, key=repr) if isinstance(value, set | frozenset) else plain
    return repr(value)


@cache
def _own_code() -> str:
    """A digest of this program's files: while it is worked on, its version stays the same."""
    digest = hashlib.sha256()
    package = Path(board_reports.__file__).parent
    for room in ("reports", "site"):
        for path, data in _files_of(package / room):
            _add(digest, path.encode())
            _add(digest, data)
    return digest.hexdigest()


def _files_of(folder: str | Path | None) -> Iterable[tuple[str, bytes]]:
    for here, folders, names in os.walk(folder or os.devnull):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = os.path.join(here, name)  # noqa: PTH118 - hundreds of them
            try:
                with open(path, "rb") as file:  # noqa: PTH123 - as above
                    yield os.path.relpath(path, folder), file.read()
            except OSError as error:
                yield path, str(error.errno).encode()


def _add(digest: Any, data: bytes) -> None:
    digest.update(len(data).to_bytes(8, "big"))
    digest.update(data)
