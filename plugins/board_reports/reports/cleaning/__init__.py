"""Files as they are published: only what a reader sees is kept, as a pure function of their bytes.

The same bytes and the same versions of this package, pikepdf and Pillow give the same bytes.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from dataclasses import dataclass

from board_reports.reports.folder import CannotRead
from board_reports.reports.settings import MEGABYTE

PDF = ("pdf",)
PICTURES = ("png", "jpg", "jpeg", "gif", "webp")
CLEANED = PDF + PICTURES
"""The endings of the files that are cleaned. Files of another kind can only be published as they are."""

MOST_KEPT = 48 * MEGABYTE  # of cleaned files, in memory, so that a build cleans each one once


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A file as it is published. `tagged` says of a PDF whether its text has a structure that can be read aloud."""

    data: bytes
    tagged: bool | None = None


_kept: OrderedDict[tuple[str, str], Cleaned] = OrderedDict()


def clean(kind: str, data: bytes) -> Cleaned:
    """Clean a file of a kind (its ending) given by its bytes; raises CannotRead when it is not fit to be published.

    A file of a kind that cannot be cleaned stays as it is.
    """
    if kind not in CLEANED:
        return Cleaned(data)
    place = kind, hashlib.sha256(data).hexdigest()
    if (found := _kept.get(place)) is None:
        found = _clean(kind, data)
        _kept[place] = found
        _make_room()
    return found


def cleaned(kind: str, data: bytes) -> bytes:
    """The bytes that are published of a file of a kind (its ending); raises CannotRead."""
    return clean(kind, data).data


def _clean(kind: str, data: bytes) -> Cleaned:
    # both libraries take a while to load, and a run with nothing to change needs none of them
    try:
        if kind in PDF:
            from board_reports.reports.cleaning.pdf import clean_pdf  # noqa: PLC0415

            return Cleaned(*clean_pdf(data))
        from board_reports.reports.cleaning.picture import clean_picture  # noqa: PLC0415

        return Cleaned(clean_picture(kind, data))
    except CannotRead:
        raise
    except Exception as error:  # noqa: BLE001 - a fault of a library must cost this file's report alone
        message = f"The file cannot be cleaned for publication ({type(error).__name__})."
        raise CannotRead(message, "Save it again with the program that it was made with.") from None


def _make_room() -> None:
    size = sum(len(one.data) for one in _kept.values())
    while size > MOST_KEPT and _kept:
        size -= len(_kept.popitem(last=False)[1].data)
