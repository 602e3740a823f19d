"""Reading a site's configuration file, and what it inherits from, without the theme and plugins that it names."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from board_reports.release.basics import Basics, Side, config_digest
from board_reports.release.targets.hooks import folders_of, overlapping, read_targets
from board_reports.site.folders import folder_refusals, setting_refusals, twin_refusals

if TYPE_CHECKING:
    from board_reports.site.config import BoardReportsConfig

PLUGIN = "board-reports"
_MOST_PARENTS = 10


class ConfigurationBroken(Exception):
    """The configuration cannot be read; the text is a sentence for the user."""


def read_basics(config_file: Path) -> Basics:
    """Read a configuration file, and what it inherits from; raises ConfigurationBroken with every mistake."""
    path = Path(os.path.abspath(config_file))  # noqa: PTH100 - links stay as they are: the user knows them by that name
    try:
        given, files = _inherited(path)
        return _basics(path, given, tuple(str(file) for file in files))
    except ConfigurationBroken:
        raise
    except (yaml.YAMLError, OSError, ValueError, RecursionError) as error:
        raise ConfigurationBroken(f"{path.name} cannot be read ({type(error).__name__}).") from None


def _basics(path: Path, given: Mapping[str, Any], files: tuple[str, ...]) -> Basics:
    from board_reports.site.config import BoardReportsConfig  # noqa: PLC0415 - MkDocs: only when something has changed

    _refuse(path.name, setting_refusals(_theme(given), directory_urls=given.get("use_directory_urls") is not False))
    options = BoardReportsConfig()
    options.load_dict(_options(given, path.name))
    failed, _ = options.validate()
    if failed:
        told = "\n".join(f"{path.name}: {name}: {error}" for name, error in failed)
        raise ConfigurationBroken(told)
    root = path.parent
    site_url = given.get("site_url")
    if not isinstance(site_url, str) or not site_url:
        raise ConfigurationBroken(f"{path.name}: site_url is needed: feed, sitemap and error pages carry it.")
    site_url = site_url.rstrip("/") + "/"
    docs_dir, custom_dir = _folders(path, given)
    reports_dir, state_dir = (_within(root, one) for one in (options.reports_dir, options.state_dir))
    folders = folder_refusals(
        root, docs_dir=docs_dir, reports_dir=reports_dir, state_dir=state_dir, custom_dir=custom_dir
    )
    _refuse(path.name, folders)
    notify = options.notify or []
    extra = given.get("extra")
    board = extra.get("board") if isinstance(extra, Mapping) else None
    hooks, scripts = _own_code(path, given)
    twin = None
    if options.twin:
        twin, twin_given, more = _twin(root, options, docs_dir=docs_dir, reports_dir=reports_dir, state_dir=state_dir)
        files = tuple(dict.fromkeys((*files, *more)))
        twin_hooks, twin_scripts = _own_code(Path(more[0]), twin_given)
        hooks = tuple(dict.fromkeys((*hooks, *twin_hooks)))
        scripts += tuple(f"{twin.place}{one}" for one in twin_scripts)
    basics = Basics(
        config_file=path,
        config_files=files,
        digest=config_digest(files) or "",
        root=root,
        docs_dir=docs_dir,
        reports_dir=reports_dir,
        state_dir=state_dir,
        site_url=site_url,
        settings=options.settings(root, site_url),
        publish_examples=options.publish_examples,
        keep_releases=options.keep_releases,
        build_timeout=options.build_timeout,
        permanent_pages_min=options.permanent_pages_min,
        ledger_copy=_within(root, options.ledger_copy) if options.ledger_copy else None,
        names_file=root / Path(options.names_file).expanduser() if options.names_file else None,
        notify=tuple([notify] if isinstance(notify, str) else notify),
        smtp=dict(options.smtp) if options.smtp else None,
        site_name=str(given.get("site_name") or ""),
        board=_plain(board) if isinstance(board, Mapping) else {},
        language=options.language,
        custom_dir=custom_dir,
        hooks=hooks,
        scripts=scripts,
        twin=twin,
        site_dir=_within(root, str(given.get("site_dir") or "site")),
    )
    return replace(basics, publish_to=_targets(path, options.publish_to, basics))


def _targets(path: Path, given: list[str], basics: Basics) -> tuple[str, ...]:
    """The targets of a site as they are remembered."""
    try:
        found = read_targets(given, path.parent)
    except ValueError as error:
        raise ConfigurationBroken(f"{path.name}: publish_to: {error}") from None
    _refuse(path.name, [f"publish_to: {sentence}" for sentence in overlapping(found, folders_of(basics))])
    return found


def _twin(
    root: Path, options: BoardReportsConfig, *, docs_dir: Path, reports_dir: Path, state_dir: Path
) -> tuple[Side, dict[str, Any], tuple[str, ...]]:
    """The other language: its side of the site, what its configuration says, and the files that this was read from."""
    path = _within(root, str(options.twin))
    try:
        given, files = _inherited(path)
    except OSError:
        raise ConfigurationBroken(f"twin: {path.name} cannot be read.") from None
    language = _options(given, path.name).get("language")
    if (options.language, language) != ("en", "cy"):
        raise ConfigurationBroken(f'{path.name}: under board-reports, write language: cy, and "en" in the site itself.')
    _refuse(path.name, setting_refusals(_theme(given), directory_urls=given.get("use_directory_urls") is not False))
    own, custom_dir = _folders(path, given)
    folders = folder_refusals(root, docs_dir=own, reports_dir=reports_dir, state_dir=state_dir, custom_dir=custom_dir)
    _refuse(path.name, [*folders, *twin_refusals(docs_dir, own)])
    side = Side(str(language), f"{language}/", own, custom_dir, str(given.get("site_name") or ""))
    return side, given, tuple(map(str, files))


def _folders(path: Path, given: Mapping[str, Any]) -> tuple[Path, Path | None]:
    """The docs folder and the folder of templates that a configuration names."""
    theme = given.get("theme")
    custom = theme.get("custom_dir") if isinstance(theme, Mapping) else None
    docs = given.get("docs_dir") or "docs"
    if not isinstance(docs, str):
        raise ConfigurationBroken(f"{path.name}: docs_dir is not the name of a folder.")
    return _within(path.parent, docs), _within(path.parent, custom) if isinstance(custom, str) else None


def _own_code(path: Path, given: Mapping[str, Any]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The hooks and the scripts of pages that a configuration adds."""
    hooks = tuple(str(_within(path.parent, one)) for one in given.get("hooks") or [] if isinstance(one, str))
    return hooks, tuple(str(one) for one in given.get("extra_javascript") or [] if isinstance(one, str))


def _theme(given: Mapping[str, Any]) -> str | None:
    theme = given.get("theme")
    name = theme.get("name") if isinstance(theme, Mapping) else theme
    return name if isinstance(name, str) else None


def _refuse(name: str, sentences: list[str]) -> None:
    if sentences:
        raise ConfigurationBroken("\n".join(f"{name}: {sentence}" for sentence in sentences))


def _plain(board: Mapping[Any, Any]) -> dict[str, Any]:
    """`extra.board` as JSON can keep it: texts and lists of texts. A key without a value says nothing."""
    given = {str(key): value for key, value in board.items() if value is not None}
    return {key: list(map(str, value)) if isinstance(value, list) else str(value) for key, value in given.items()}


def _options(given: Mapping[str, Any], name: str) -> dict[str, Any]:
    plugins = given.get("plugins")
    if isinstance(plugins, list):
        for one in plugins:
            if one == PLUGIN:
                return {}
            if isinstance(one, Mapping) and PLUGIN in one:
                return dict(one[PLUGIN] or {})
    elif isinstance(plugins, Mapping) and PLUGIN in plugins:
        return dict(plugins[PLUGIN] or {})
    raise ConfigurationBroken(f"{name} does not use the plugin {PLUGIN}: add it under plugins.")


def _inherited(path: Path) -> tuple[dict[str, Any], list[Path]]:
    """The keys of a configuration with those of its parents below them, and all files that were read."""
    files: list[Path] = []
    given: dict[str, Any] = {}
    while True:
        files.append(path)
        if len(files) > _MOST_PARENTS:
            raise ConfigurationBroken(f"{path.name} inherits from itself.")
        try:
            own = yaml.load(path.read_bytes(), Loader=_Loader)  # noqa: S506 - a safe loader, with tags left aside
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            raise ConfigurationBroken(f"{path.name}:{line}: the configuration cannot be read here.") from None
        if not isinstance(own, dict):
            raise ConfigurationBroken(f"{path.name} is not a list of keys with values.")
        given = _merged(own, given)
        parent = own.get("INHERIT")
        if not isinstance(parent, str):
            return given, files
        path = _within(path.parent, parent)


def _merged(parent: Mapping[str, Any], child: Mapping[str, Any]) -> dict[str, Any]:
    result = dict(parent)
    for key, value in child.items():
        old = result.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        result[key] = _merged(old, value) if both else value  # type: ignore[arg-type]
    return result


def _within(root: Path, path: str) -> Path:
    return Path(os.path.normpath(root / path))


class _Loader(yaml.SafeLoader):
    """Reads what a configuration says of this plugin; values with tags of other programs become None."""


def _env(loader: yaml.SafeLoader, node: yaml.Node) -> Any:
    """`!ENV NAME` or `!ENV [NAME, OTHER, default]`, as MkDocs reads it."""
    if isinstance(node, yaml.ScalarNode):
        names, default = [loader.construct_scalar(node)], None
    elif isinstance(node, yaml.SequenceNode):
        *names, default = loader.construct_sequence(node)
    else:
        return None
    for name in names:
        if str(name) in os.environ:
            return yaml.safe_load(os.environ[str(name)])
    return default


_Loader.add_constructor("!ENV", _env)
_Loader.add_multi_constructor("", lambda *_: None)
