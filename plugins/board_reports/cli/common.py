"""What the commands share that look at the site: reading the configuration, and the instant."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

import click

from board_reports.cli.terms import (
    BUSY,
    DONE,
    FAILED,
    LEFT_OUT,
    Failed,
    as_of_option,
    format_option,
    refuse_as_of,
    tell_json,
    tell_problems,
)
from board_reports.site.build import BuildFailed, Loaded, load
from board_reports.site.moment import VARIABLE, Moment, moment_of

__all__ = [
    "BUSY",
    "DONE",
    "FAILED",
    "LEFT_OUT",
    "Failed",
    "as_of_option",
    "format_option",
    "keep_private",
    "loaded_from",
    "moment_from",
    "public_folders",
    "refuse_as_of",
    "tell_json",
    "tell_problems",
]


def loaded_from(config_file: Path) -> Loaded:
    """The configuration, or one message with all its mistakes."""
    try:
        return load(config_file)
    except BuildFailed as error:
        raise Failed(str(error)) from None


def moment_from(as_of: str | None, zone: ZoneInfo) -> Moment:
    """The instant to look at; a text that names none is a wrong command line."""
    try:
        return moment_of(as_of, zone)
    except ValueError as error:
        hint = "--as-of" if as_of is not None else VARIABLE
        raise click.BadParameter(str(error), param_hint=hint) from None


def public_folders(loaded: Loaded) -> dict[str, Path]:
    """The folders that what is not for publication must not be in, by what a user calls them."""
    from board_reports.desk.telling.placing import folders_of  # noqa: PLC0415 - few commands need it, and it loads much
    from board_reports.release.configuration import read_basics  # noqa: PLC0415

    return folders_of(read_basics(Path(str(loaded.config.config_file_path))))


def keep_private(file: Path, data: bytes, folders: Mapping[str, Path]) -> None:
    """Write what is not for publication for this account alone, in none of the folders; one message where it cannot."""
    from board_reports.desk.telling.placing import CannotPlace, write_private  # noqa: PLC0415 - as above

    try:
        write_private(file, data, folders)
    except CannotPlace as error:
        raise Failed(str(error)) from None
