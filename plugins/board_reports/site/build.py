"""Building a site from its configuration file: beside the old one, then swapped in by name."""

from __future__ import annotations

import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")  # Material prints a banner of its own on import

from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.config.defaults import MkDocsConfig

from board_reports.site.cache.placed import Placed
from board_reports.site.moment import Moment
from board_reports.site.output import OutputRefused, take_place
from board_reports.site.plugin import BoardReportsPlugin
from board_reports.site.project import Project, ProjectError, project_of
from board_reports.site.publication import Publication
from board_reports.site.wish import Wish

PLUGIN = "board-reports"


class BuildFailed(Exception):
    """The site could not be built, and what was there before is untouched; the text is for the user."""


class BuildBroke(BuildFailed):
    """The build broke off; the text may repeat what a theme or plugin said, `kind` is the kind of error alone."""

    def __init__(self, message: str, kind: str) -> None:
        super().__init__(message)
        self.kind = kind


@dataclass
class Loaded:
    """A configuration file, read: MkDocs' configuration, our plugin in it, and the project they describe."""

    config: MkDocsConfig
    plugin: BoardReportsPlugin
    project: Project


def load(config_file: Path) -> Loaded:
    """Read a configuration file; raises BuildFailed with every mistake in it."""
    with _told_errors() as told:
        try:
            config = load_config(config_file=str(config_file))
            plugin = config.plugins.get(PLUGIN)
            if not isinstance(plugin, BoardReportsPlugin):
                raise BuildFailed(f"{config_file.name} does not use the plugin {PLUGIN}: add it under plugins.")
            return Loaded(config, plugin, project_of(config, plugin.config))
        except (BuildFailed, ProjectError) as error:
            raise BuildFailed(str(error)) from None
        except Exception as error:  # noqa: BLE001 - whatever a configuration does, the user gets a sentence
            raise BuildFailed(told.message(f"{config_file.name} cannot be read", error)) from None


def build_site(
    site: Path | Loaded,
    *,
    site_dir: Path | None = None,
    moment: Moment | None = None,
    wish: Wish | None = None,
) -> Publication:
    """Build a site, given by its configuration file, into `site_dir` (its own when None); return what was published.

    The new site is built in an empty folder beside the old one, and takes its place only when it is whole; where the
    wish says so, what stands there already and is still right stays. With
    `moment` None the instant is that of `BOARD_AS_OF`, or the clock's; `wish` is what else is asked of the build.
    Raises BuildFailed, the old site untouched.
    """
    loaded = load(site) if isinstance(site, Path) else site
    target = Path(os.path.abspath(site_dir or loaded.config.site_dir)).resolve()  # noqa: PTH100
    fresh, old = (target.with_name(f".{target.name}.board-{word}") for word in ("new", "old"))
    wish = wish or Wish()
    placed = Placed(wish.cache, target) if wish.in_place and wish.keeps and wish.cache else None
    wish = replace(wish, placed=placed)
    try:
        loaded.project.check_output(target)
        target.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(target.with_name(f".{target.name}.lock"), timeout=loaded.plugin.config.build_timeout):
            _remove(fresh, old)
            try:
                loaded = _run_until_alike(loaded, fresh, moment, wish)
                take_place(fresh, target, old, placed.stands if placed else ())
                if placed:
                    placed.keep()
            finally:
                _remove(fresh, old)
    except Timeout:
        raise BuildFailed(f"Another build of {target.name} is still under way. Try again when it has ended.") from None
    except OutputRefused as error:
        raise BuildFailed(str(error)) from None
    except OSError as error:
        raise BuildFailed(f"The site cannot be written ({error.strerror or type(error).__name__}).") from None
    assert loaded.plugin.publication is not None
    return loaded.plugin.publication


def _run_until_alike(loaded: Loaded, fresh: Path, moment: Moment | None, wish: Wish) -> Loaded:
    """Build both languages with the same reports: one whose page can be made in one of them alone is left out."""
    while True:
        loaded.plugin.moment, loaded.plugin.wish = moment, wish
        loaded.config.site_dir = str(fresh)
        loaded.config.strict = False  # a problem leaves its report out; it never stops the others
        _run(loaded)
        publication = loaded.plugin.publication
        assert publication is not None
        lost = publication.twin.lost - wish.excluded if publication.twin else frozenset()
        if not lost:
            return loaded
        moment, wish = publication.moment, replace(wish, excluded=wish.excluded | lost)
        _remove(fresh)
        loaded = load(Path(str(loaded.config.config_file_path)))


def _run(loaded: Loaded) -> None:
    with _told_errors() as told:
        try:
            loaded.config.plugins.on_startup(command="build", dirty=False)
            mkdocs_build(loaded.config)
        except OSError:
            raise
        except (Exception, SystemExit) as error:  # noqa: BLE001 - themes and other plugins run here
            raise BuildBroke(told.message("The site could not be built", error), type(error).__name__) from None
        finally:
            loaded.config.plugins.on_shutdown()
            # MkDocs keeps the plugin for the next configuration that this process reads.
            loaded.plugin.moment, loaded.plugin.wish = None, None


def _remove(*folders: Path) -> None:
    for folder in folders:
        if folder.is_symlink() or folder.is_file():
            folder.unlink()
        elif folder.exists():
            shutil.rmtree(folder)


@dataclass
class _Told(logging.Handler):
    """Collects what MkDocs logs as an error, so that it can be told in one place."""

    lines: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())

    def message(self, what: str, error: BaseException) -> str:
        """One message of all that was told, or else of the kind of error."""
        seen = list(dict.fromkeys(line.strip() for line in self.lines if line.strip()))
        return "\n".join([f"{what}:", *seen]) if seen else f"{what}: {type(error).__name__}: {error}"

    __hash__ = object.__hash__


@contextmanager
def _told_errors() -> Iterator[Any]:
    logger, told = logging.getLogger("mkdocs"), _Told()
    logger.addHandler(told)
    try:
        yield told
    finally:
        logger.removeHandler(told)
