"""What each file of a finished output is: which page, whose file, or whose work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files, InclusionLevel

from board_reports.reports.files import PublishedFile
from board_reports.reports.folder import told_path


@dataclass(frozen=True, slots=True)
class Account:
    """What one file of the output is: its kind, the slug of the report it belongs to, its source.

    The source is that of a permanent page or file, as problems name it: relative to the configuration file's folder.

    The kinds are `report` (a page of a report), `file` (one of its files), `permanent`, `static` (another file of the
    docs folder or of `custom_dir`), `made`, `index` (search, feed, sitemap), `error`, `status` and `theme`.
    """

    kind: str
    report: str | None = None
    source: str | None = None


WRITTEN: Mapping[str, Account] = {
    "search/search_index.json": Account("index"),
    "reports/feed.xml": Account("index"),
    "sitemap.xml": Account("index"),
    "sitemap.xml.gz": Account("index"),
    "status.json": Account("status"),
    ".well-known/security.txt": Account("made"),
}
"""Files that no source stands for: the search plugin and this one write them at the end."""


def accounts_of(
    files: Files,
    config: MkDocsConfig,
    published: Mapping[str, Iterable[PublishedFile]],
    pages: Mapping[str, str],
    root: Path,
) -> dict[str, Account]:
    """The account of each file that may be in the output, by its path below it.

    `published` are the files of each report, by slug; `pages` gives for the place of each page of a report its slug;
    `root` is the configuration file's folder.
    """
    found = {**WRITTEN}
    found |= {name: Account("error") for name in config.theme.static_templates if name.endswith(".html")}
    for file in files:
        if file.inclusion is not InclusionLevel.EXCLUDED:
            found[file.dest_uri] = _account_of(file, config, root)
    found |= {place: Account("report", slug) for place, slug in pages.items()}
    for slug, own in published.items():
        found |= {f"reports/{slug}/{file.name}": Account("file", slug) for file in own}
    return found


def _account_of(file: File, config: MkDocsConfig, root: Path) -> Account:
    if file.generated_by is not None:
        return Account("made")
    folder = Path(str(file.src_dir)) if file.src_dir else None
    if folder == Path(config.docs_dir):
        source = told_path(folder / file.src_uri, root)
        return Account("permanent" if file.is_documentation_page() else "static", source=source)
    ours = folder is None or (config.theme.custom_dir and folder == Path(config.theme.custom_dir))
    return Account("static" if ours else "theme")
