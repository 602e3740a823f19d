"""What a new board says of itself, and whether it is what it should be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import urlsplit

_HOST = re.compile(r"(?=.{1,253}$)(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))*", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\"]+@[a-z0-9-]+(\.[a-z0-9-]+)+", re.IGNORECASE)
_TELEPHONE = re.compile(r"\+?[\d ()-]+(?: ?(?:ext|x)\.? ?\d+)?")
_FEWEST_DIGITS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What is known of the Board; what is empty is marked in the new site, to be filled in.

    `url` ends in a slash, and `address` has a line of the postal address in each item. `examples` asks for a few
    made-up reports.
    """

    name: str = ""
    name_cy: str = ""
    url: str = ""
    email: str = ""
    telephone: str = ""
    address: tuple[str, ...] = ()
    examples: bool = False


def url_of(text: str) -> str:
    """The address of a site's home, ending in a slash; raises ValueError with a sentence for the user."""
    try:
        parts = urlsplit(text.strip())
        known = parts.scheme in ("http", "https") and _HOST.fullmatch(parts.hostname or "") and (parts.port or 1) > 0
    except ValueError:
        known = False
    if not known or not text.strip().isascii() or re.search(r"[\s\"'<>\\]", text.strip()):
        raise ValueError("This is not the address of a site. Write, for example: https://board.example/")
    if parts.username is not None or parts.password is not None:
        raise ValueError("A site's address has no user and no password in it.")
    if parts.query or parts.fragment or text.strip().endswith(("?", "#")):
        raise ValueError("Write the address of the site's home, without ? and #.")
    return text.strip().rstrip("/") + "/"


def line_of(text: str) -> str:
    """A text of one line; raises ValueError with a sentence for the user."""
    if not text.strip() or not text.strip().isprintable():
        raise ValueError("Write one line of text.")
    return text.strip()


def email_of(text: str) -> str:
    """An e-mail address; raises ValueError with a sentence for the user."""
    if not _EMAIL.fullmatch(text.strip()):
        raise ValueError("This is not an e-mail address. Write, for example: unit@board.example")
    return text.strip()


def telephone_of(text: str) -> str:
    """A telephone number as people write it; raises ValueError with a sentence for the user."""
    number = text.strip()
    if not _TELEPHONE.fullmatch(number) or len(re.sub(r"\D", "", number)) < _FEWEST_DIGITS:
        raise ValueError("This is not a telephone number. Write digits and spaces, for example: 01632 960 000")
    return number
