"""Looking at the served site from outside: what should answer does, what should be gone is, and the run is alive."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from board_reports.release.outside.asking import Failure
from board_reports.release.outside.expected import Expectation
from board_reports.release.outside.looks import Limits, Looker, Wanted
from board_reports.release.outside.served_headers import OTHER_RULES
from board_reports.release.outside.visit import visit

MAX_AGE = timedelta(hours=26)
_SHOWN = 10  # addresses with one and the same failure


@dataclass(frozen=True)
class Verdict:
    """What a look at the served site found.

    `at` is the instant that it was judged by (aware), `checked` how many addresses were looked at. `seen` are the
    slugs of live reports whose every address answered as it should, `gone` those of reports of which nothing answers;
    `expected` is what it was held against.
    """

    url: str
    at: datetime
    failures: tuple[Failure, ...]
    checked: int
    seen: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()
    expected: Expectation = field(default_factory=Expectation)

    @property
    def ok(self) -> bool:
        """Whether everything held."""
        return not self.failures

    @property
    def headline(self) -> str:
        """One line, as monitoring reads it."""
        looked = f"{self.checked} address{'' if self.checked == 1 else 'es'} looked at"
        if self.ok:
            return f"OK: {self.url} is as it should be ({looked})."
        count = "1 failure" if len(self.failures) == 1 else f"{len(self.failures)} failures"
        return f"CRITICAL: {self.url} is not as it should be: {count} ({looked})."

    def as_json(self) -> dict[str, Any]:
        """The verdict as `--format json` gives it."""
        return {
            "url": self.url,
            "at": self.at.isoformat(),
            "ok": self.ok,
            "failures": [{"address": one.address, "message": one.message} for one in self.failures],
            "checked": self.checked,
        }


def verify(
    url: str,
    at: datetime,
    expect: Callable[[], Expectation],
    *,
    max_age: timedelta = MAX_AGE,
    limits: Limits | None = None,
) -> Verdict:
    """Look at the site whose home is `url` (ending in a slash), judged by the instant `at` (aware).

    `expect` says what it should be; it is asked again, and the site looked at once more, when a release was swapped
    in meanwhile, or when the only thing wrong is that the server has not loaded the release's rules yet.
    """
    limits = limits or Limits()
    expected = expect()
    verdict = asyncio.run(_looked(url, at, expected, max_age, limits))
    late = not verdict.ok and all(one.message.startswith(OTHER_RULES) for one in verdict.failures)
    if verdict.ok or not (late or expect().release != expected.release):
        return verdict
    return asyncio.run(_looked(url, at, expect(), max_age, limits, after=limits.pause))


def ping(address: str, limits: Limits | None = None) -> str | None:
    """Ask for the address of a dead man's switch; returns a sentence when it did not answer. It names no address.

    That it stays away is the alarm itself: so it fails no run.
    """
    # The client notes each address that it asks, and this one is a secret.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    return asyncio.run(_pinged(address, limits or Limits()))


async def _pinged(address: str, limits: Limits) -> str | None:
    if not address.startswith(("https://", "http://")):
        return "The address to ping is no address: write it with https:// before it."
    async with Looker(limits) as looker:
        (look,) = (await looker.look(Wanted(address))).values()
    held = look.status is not None and look.status < 400
    return None if held else f"The address to ping {look.told}: whoever waits for it will raise the alarm."


async def _looked(
    url: str, at: datetime, expected: Expectation, max_age: timedelta, limits: Limits, *, after: float = 0
) -> Verdict:
    await asyncio.sleep(after)
    async with Looker(limits) as looker:
        seen = await visit(url, at, max_age, expected, looker)
    return Verdict(url, at, _told(url, seen.failures), seen.count, seen.live, seen.gone, expected)


def _told(url: str, failures: tuple[Failure, ...]) -> tuple[Failure, ...]:
    """The failures in the order of their finding, each once, and no more than a few addresses of a kind."""
    alike: dict[str, list[Failure]] = {}
    for one in dict.fromkeys(failures):
        alike.setdefault(one.message, []).append(one)
    told: list[Failure] = []
    for message, same in alike.items():
        told.extend(same[:_SHOWN])
        if rest := len(same[_SHOWN:]):
            told.append(Failure(url, f"has {rest} more addresses of which the same is true: {message}"))
    return tuple(told)
