"""Where what is not for publication may be written: nowhere that this project publishes, or reads reports from."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from board_reports.release.basics import Basics
from board_reports.release.state import write_atomically
from board_reports.release.targets.address import FolderAddress, address_of

PRIVATE = 0o600
"""The mode of such a file: it names reports that are not public yet, and is for the account that made it."""


class CannotPlace(Exception):
    """A file must not, or cannot, be written; the text is a sentence for the user."""


def folders_of(basics: Basics) -> dict[str, Path]:
    """The folders of a project that such a file must not be in, by what a user calls them."""
    folders = {"the folder of reports": basics.reports_dir, "the state folder": basics.state_dir}
    folders |= {f"the site's pages ({side.language})": side.docs_dir for side in basics.sides}
    if basics.site_dir is not None:
        folders["the built site"] = basics.site_dir
    targets = [address_of(text) for text in basics.publish_to]
    return folders | {f"the target {one.shown}": one.path for one in targets if isinstance(one, FolderAddress)}


def write_private(file: Path, data: bytes, folders: Mapping[str, Path]) -> None:
    """Write a file for its own account alone, whole or not at all; raises CannotPlace.

    `folders` are those that it must not be in, by what they are called.
    """
    place = file.absolute().parent.resolve()
    for name, folder in folders.items():
        if place.is_relative_to(folder.resolve()):
            raise CannotPlace(f"{file} is inside {name}. It is not for publication: write it somewhere else.")
    try:
        write_atomically(file.absolute(), data, mode=PRIVATE)
    except OSError as error:
        raise CannotPlace(f"{file} cannot be written: {error.strerror or type(error).__name__}.") from None
