"""Where a new site may be made: in a folder of its own, where there is nothing yet."""

from __future__ import annotations

import os
import re
from pathlib import Path

_FOLDERS = {"docs_dir": "docs", "reports_dir": "published_reports", "site_dir": "site", "state_dir": "var"}
_FOLDER = r"""(?m)^[^#\n]*?(?<![\w-]){key}["']?[ \t]*:[ \t]*["']?([^"'#,}}\n]+)"""
_SHOWN = 5  # names of what is in the way


class CannotStart(Exception):
    """The site cannot be made there, and nothing was changed; the text is one message for the user."""


def free_place(folder: Path) -> Path:
    """The folder as an absolute path without links, when a new site may be made there; else raises CannotStart."""
    place = _resolved(folder)
    if place == Path.cwd().resolve():
        raise CannotStart(
            "This is the folder that you are in, and a new site is put in place as a whole. "
            "Go one folder up, and name the new one."
        )
    if place.is_dir():
        _refuse_what_is_there(folder, place)
    elif os.path.lexists(place):
        raise CannotStart(f"{folder} is there already, and is no folder. Choose another name.")
    elif not place.parent.is_dir():
        raise CannotStart(f"There is no folder {place.parent}. Make it first, or choose another.")
    for above in place.parents:
        _refuse_folder_of_a_site(folder, place, above)
    return place


def _resolved(folder: Path) -> Path:
    try:
        place = folder.resolve()
    except (OSError, RuntimeError):
        raise CannotStart(f"{folder} is a link that leads nowhere. Choose another name.") from None
    if folder.is_symlink() and not place.exists():
        raise CannotStart(f"{folder} is a link that leads nowhere. Choose another name.")
    return place


def _refuse_what_is_there(folder: Path, place: Path) -> None:
    try:
        there = sorted(os.listdir(place))
    except OSError as error:
        raise CannotStart(f"{folder} cannot be looked into ({error.strerror}). Choose another folder.") from None
    if there:
        names = ", ".join(_shown(name) for name in there[:_SHOWN])
        more = f" and {len(there) - _SHOWN} more" if len(there) > _SHOWN else ""
        raise CannotStart(
            f"{folder} is not empty: it holds {names}{more}. Nothing was changed. "
            "Choose a folder that is not there yet."
        )


def _shown(name: str) -> str:
    return name.encode("utf-8", "replace").decode("utf-8") if name.isprintable() else ascii(name)


def _refuse_folder_of_a_site(folder: Path, place: Path, above: Path) -> None:
    """Refuse a folder that another site publishes, writes or reads its reports from: `above` may hold its settings.

    The text is searched, for the settings of a site can be broken and its folders are in use all the same.
    """
    try:
        settings = sorted(above.glob("mkdocs*.yml"))
        texts = [one.read_text("utf-8", "replace") for one in settings if one.is_file()]
    except OSError:
        return
    for text in texts:
        for key, default in _FOLDERS.items():
            found = re.findall(_FOLDER.format(key=key), text) or [default]
            for name in found:
                other = Path(os.path.normpath(above / name.strip())).resolve()
                if other != above and place.is_relative_to(other):
                    raise CannotStart(
                        f"{folder} lies in {other}, which belongs to the site in {above} ({key}). "
                        "Choose a folder outside it."
                    )
