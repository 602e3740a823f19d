"""The questions and answers of one look at a served site, and what is found wrong with them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from board_reports.release.outside.looks import Look, Looker, Wanted
from board_reports.release.outside.served_headers import missing_headers

ABSENT = (404, 410)
OTHER_BYTES = "answers other bytes than the current release has"


@dataclass(frozen=True, slots=True)
class Failure:
    """What does not hold: a full address, and the end of a sentence that begins with it."""

    address: str
    message: str


class Asked:
    """What was asked of one site, and the failures; addresses are below its home `url`, which ends in a slash.

    `rules` are the digests that its header `Board-Rules` may carry, None when it is not looked at.
    """

    def __init__(self, url: str, looker: Looker, rules: frozenset[str] | None) -> None:
        self.url, self.rules = url, rules
        self.failures: list[Failure] = []
        self._looker = looker
        self._looks: dict[tuple[str, bool], Look] = {}
        self._headers: dict[str, list[str]] = {}

    @property
    def count(self) -> int:
        """How many addresses were looked at."""
        return len({address for address, _ in self._looks})

    async def ask(self, addresses: Iterable[str], *, zipped: bool = False, kept: bool = False) -> None:
        """Look at addresses that were not looked at before, all at once."""
        new = [one for one in dict.fromkeys(addresses) if (one, zipped) not in self._looks]
        looks = await self._looker.look(*(Wanted(self.url + one, zipped, kept) for one in new))
        self._looks.update({(one, zipped): look for one, look in zip(new, looks.values(), strict=True)})

    def look(self, address: str, *, zipped: bool = False) -> Look:
        """What an address answered that was asked."""
        return self._looks[address, zipped]

    def tell(self, address: str, message: str) -> None:
        """Note a failure."""
        self.failures.append(Failure(self.url + address, message))

    def note_headers(self, address: str, *, zipped: bool = False) -> None:
        """Note what is wrong with the headers of an answer; alike ones are told together, by `headers`."""
        of_report = is_of_report(address)
        for message in missing_headers(self._looks[address, zipped], of_report=of_report, rules=self.rules):
            self._headers.setdefault(message, []).append(address)

    def headers(self) -> None:
        """Note one failure for each thing that is wrong with headers, however many addresses it is true of."""
        for message, addresses in self._headers.items():
            others = len(set(addresses)) - 1
            more = "" if not others else " (and 1 other address)" if others == 1 else f" (and {others} other addresses)"
            self.tell(addresses[0], message + more)

    def present(self, address: str, digest: str | None = None) -> Iterator[str]:
        """What is wrong with an address that must answer, each as the end of a sentence; its headers are noted."""
        look = self._looks[address, False]
        if look.status != 200:
            yield look.told
            return
        self.note_headers(address)
        if digest is not None and look.sha256 != digest:
            yield OTHER_BYTES

    def absent(self, address: str) -> Iterator[str]:
        """What is wrong with an address that must not answer, to either kind of client; its headers are noted."""
        for zipped, to in ((False, ""), (True, " to clients that take gzip")):
            look = self._looks[address, zipped]
            if look.status not in ABSENT:
                yield f"{look.told}{to}"
                return
            self.note_headers(address, zipped=zipped)


def is_of_report(address: str) -> bool:
    """Whether an address is of a report's page or file, and not of the listing or the feed."""
    slug, slash, _ = address.removeprefix("cy/").removeprefix("reports/").partition("/")
    return address.removeprefix("cy/").startswith("reports/") and bool(slug and slash)
