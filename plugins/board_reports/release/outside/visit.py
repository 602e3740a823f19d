"""One visit to the served site: every address that should answer or be gone is asked, and the answers are judged."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from board_reports.release.outside import listed
from board_reports.release.outside.asking import ABSENT, OTHER_BYTES, Asked, Failure
from board_reports.release.outside.expected import ALLOWED, Expectation, Expected
from board_reports.release.outside.looks import Looker
from board_reports.release.outside.told_by_site import FEED, LISTING, SEARCH, SITEMAP, WELSH, ToldBySite, slug_in

STATUS = "status.json"
NEEDED = ("", LISTING, FEED, SITEMAP, STATUS)
OPTIONAL = (SEARCH, f"{SITEMAP}.gz", *(WELSH + one for one in (LISTING, FEED, SITEMAP, f"{SITEMAP}.gz", SEARCH)))
NOWHERE = ("no-such-page-is-here/", "reports/no-such-report-is-here/")
"""Addresses that no site has: they show what the server says of what is not there."""


@dataclass(frozen=True)
class Seen:
    """What a visit found: failures, how many addresses it looked at, and which reports were wholly there or gone."""

    failures: tuple[Failure, ...]
    count: int
    live: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


async def visit(url: str, at: datetime, max_age: timedelta, expected: Expectation, looker: Looker) -> Seen:
    """Look at the whole site, judged by the instant `at`; `url` is its home, ending in a slash."""
    asked = Asked(url, looker, expected.rules)
    await asked.ask(["", STATUS], kept=True)
    if all(asked.look(one).status is None for one in ("", STATUS)):
        return Seen((Failure(url, asked.look("").trouble),), asked.count)
    for address, message in expected.complaints:
        asked.tell(address, message)
    lists = await _fronts(asked, expected)
    _status(asked, at, max_age)
    told = ToldBySite(asked)
    expected = told.take(lists, expected, at)
    told.judge(expected)
    others = sorted(one for one in told.pages if one not in expected.pages and not slug_in(one))
    await asked.ask(others)
    for one in others:
        for fault in asked.present(one) if one not in NEEDED else ():
            asked.tell(one, fault)
    await _ask_all(asked, expected)
    live = {one.slug for one in expected.live if await _is_there(asked, one, at)}
    gone = {one.slug for one in expected.gone if _is_gone(asked, one) and not told.names(one.slug)}
    asked.headers()
    others_told = {one.address for one in asked.failures if not one.message.startswith(OTHER_BYTES)}
    failures = [f for f in asked.failures if not (f.message.startswith(OTHER_BYTES) and f.address in others_told)]
    return Seen(tuple(failures), asked.count, frozenset(live), frozenset(gone))


async def _ask_all(asked: Asked, expected: Expectation) -> None:
    """Ask for the addresses of all reports at once, so that what is judged one by one has been answered."""
    unknown = [address for one in expected.live for address, digest in one.addresses.items() if digest is None]
    await asked.ask(unknown, kept=True)
    await asked.ask(address for one in expected.live for address in one.addresses)
    gone = [address for one in expected.gone for address in _places(one)]
    await asked.ask(gone)
    await asked.ask(gone, zipped=True)


async def _fronts(asked: Asked, expected: Expectation) -> list[str]:
    """The pages and lists that every site has; returns the lists that are to be read."""
    needed = list(dict.fromkeys([*NEEDED, *expected.pages]))
    optional = [one for one in OPTIONAL if one not in needed]
    lists = [one for one in (*needed, *optional) if one in (*NEEDED, *OPTIONAL) or one in expected.lists]
    await asked.ask(lists, kept=True)
    await asked.ask([*needed, *optional, *NOWHERE])
    await asked.ask(NOWHERE, zipped=True)
    for one in (*needed, *optional):
        if one in optional and asked.look(one).status in ABSENT:
            continue
        for fault in asked.present(one, expected.pages.get(one)):
            asked.tell(one, fault)
    for one in NOWHERE:
        for fault in asked.absent(one):
            asked.tell(one, f"{fault}, and should answer 404 or 410: nothing is there")
    return [one for one in lists if one != STATUS]


def _status(asked: Asked, at: datetime, max_age: timedelta) -> None:
    look = asked.look(STATUS)
    if look.status != 200:
        return
    try:
        for fault in listed.wrong_with_status(listed.status_of(look.body), at, max_age, ALLOWED):
            asked.tell(STATUS, fault)
    except listed.NotReadable as error:
        asked.tell(STATUS, str(error))


async def _is_there(asked: Asked, one: Expected, at: datetime) -> bool:
    """Whether every page and file of a live report answers; where its files are not known, those its pages name."""
    unknown = [address for address, digest in one.addresses.items() if digest is None]
    homes = tuple(f"{asked.url}{root}reports/{one.slug}/" for root in ("", WELSH))
    linked = {
        link.removeprefix(asked.url)
        for address in unknown
        for link in listed.links_in(asked.look(address).body, asked.url + address)
        if link.startswith(homes)
    }
    more = sorted(linked - one.addresses.keys())
    await asked.ask(more)
    faults = [(address, fault) for address, digest in one.addresses.items() for fault in asked.present(address, digest)]
    faults += [(address, fault) for address in more for fault in asked.present(address)]
    faults += [(address, "says that it is no longer available") for address in unknown if _is_past(asked, address, at)]
    for address, fault in faults if one.settled else ():
        asked.tell(address, f"{fault}: {one.name} is public")
    return not faults


def _is_past(asked: Asked, address: str, at: datetime) -> bool:
    until = listed.available_until(asked.look(address).body)
    return until is not None and until + ALLOWED <= at


def _is_gone(asked: Asked, one: Expected) -> bool:
    """Whether no address of a report answers, neither to clients that take gzip nor to others."""
    faults = [(address, fault) for address in _places(one) for fault in asked.absent(address)]
    for address, fault in faults:
        asked.tell(address, f"{fault}, and should answer 404 or 410: {one.name} is not public")
    return not faults


def _places(one: Expected) -> list[str]:
    return list(dict.fromkeys([f"reports/{one.slug}/", f"{WELSH}reports/{one.slug}/", *one.addresses]))
