"""What was sent to whom: one small file in the state folder, so that nobody gets a notice twice without being asked.

Addresses are not in it, only their digests with a salt of the file's own. That keeps them from being read by the way;
it does not keep somebody who has the file, and a list of likely addresses, from finding out which of them are in it.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from board_reports.release.state import write_atomically

NAME = "notices.json"
_VERSION = 1


class Unreadable(Exception):
    """The file is there and cannot be read: nobody knows then what was sent."""


@dataclass(frozen=True)
class Sending:
    """One notice that was given to the mail server.

    `at` is when (aware), `who` the account or person that did it, `last_day` the last public day that it named, `to`
    the digests of the addresses. While it is not `sure`, it may have been sent, or the machine stopped before that.
    """

    slug: str
    kind: str
    at: datetime
    who: str
    last_day: date | None
    to: tuple[str, ...]
    sure: bool = False


@dataclass
class Book:
    """Everything that was sent, in order."""

    salt: str = field(default_factory=lambda: secrets.token_hex(16))
    sendings: list[Sending] = field(default_factory=list)

    @classmethod
    def read(cls, folder: Path) -> Book:
        """The book in a state folder, an empty one where there is none; raises Unreadable."""
        try:
            given = json.loads((folder / NAME).read_bytes())
            if given["v"] != _VERSION:
                raise ValueError("another version")
            return cls(str(given["salt"]), [_sending(one) for one in given["sent"]])
        except FileNotFoundError:
            return cls()
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Unreadable from None

    def write(self, folder: Path) -> None:
        """Write the book, whole or not at all; raises OSError."""
        document = {
            "v": _VERSION,
            "salt": self.salt,
            "sent": [
                {
                    "slug": one.slug,
                    "kind": one.kind,
                    "at": one.at.isoformat(),
                    "who": one.who,
                    "last_day": one.last_day.isoformat() if one.last_day else None,
                    "to": list(one.to),
                    "sure": one.sure,
                }
                for one in self.sendings
            ],
        }
        text = json.dumps(document, indent=1, ensure_ascii=True) + "\n"
        write_atomically(folder / NAME, text.encode("ascii"), mode=0o600)

    def digest(self, address: str) -> str:
        """The digest of an address; capitals make no other one."""
        return hashlib.sha256(f"{self.salt}\0{address.lower()}".encode()).hexdigest()

    def about(self, slug: str, kind: str) -> list[Sending]:
        """What was sent about a report, to one kind of reader."""
        return [one for one in self.sendings if (one.slug, one.kind) == (slug, kind)]

    def without(self, slug: str, kind: str, addresses: Iterable[str]) -> tuple[str, ...]:
        """Those of the addresses to which it was not sent."""
        had = {digest for one in self.about(slug, kind) for digest in one.to}
        return tuple(address for address in addresses if self.digest(address) not in had)


def _sending(given: dict[str, Any]) -> Sending:
    at = datetime.fromisoformat(given["at"])
    if at.tzinfo is None:
        raise ValueError("an instant without a time zone")
    return Sending(
        slug=str(given["slug"]),
        kind=str(given["kind"]),
        at=at,
        who=str(given["who"]),
        last_day=date.fromisoformat(given["last_day"]) if given["last_day"] else None,
        to=tuple(map(str, given["to"])),
        sure=given["sure"] is True,
    )
