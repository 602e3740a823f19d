"""What a page asks of its request: who is signed in, the instant, the site and its reports as they are now."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import cast
from zoneinfo import ZoneInfo

from flask import current_app, g, request

from board_reports.release.basics import Basics
from board_reports.release.run import configured
from board_reports.release.state import State
from board_reports.reports.register import Register
from board_reports.reports.standing import ReportAt, Standings, judge_at

LONDON = ZoneInfo("Europe/London")
_WRITING = threading.Lock()


@dataclass(frozen=True)
class Desk:
    """What a desk was started with.

    `origin` is its address without a path, such as `https://desk.board.example`. With `header` the signed-in name comes
    in that header, beside `proxy_key`; without it there is one person, `account`, who shows `token`.
    """

    config_file: Path
    header: str | None
    token: str | None
    origin: str
    proxy_key: str | None
    clock: Callable[[], datetime]
    account: str

    @property
    def secure(self) -> bool:
        """Whether browsers reach the desk over TLS."""
        return self.origin.startswith("https://")


@dataclass(frozen=True)
class Site:
    """The site as its configuration says now: `basics` is None, or `broken` has a sentence, where it cannot be read."""

    state: State
    basics: Basics | None
    broken: str | None

    @property
    def zone(self) -> ZoneInfo:
        """The Board's zone."""
        return self.basics.settings.zone if self.basics else LONDON


class NoSite(Exception):
    """The configuration cannot be used, so there are no reports to show; the text says why."""


def desk() -> Desk:
    """What this desk was started with."""
    return cast("Desk", current_app.extensions["board-desk"])


def at() -> datetime:
    """The instant of this request (aware, whole seconds): the clock is read once for each request, and here alone."""
    if "at" not in g:
        g.at = desk().clock().replace(microsecond=0)
    return cast("datetime", g.at)


def today() -> date:
    """The day of this request in the Board's zone."""
    return at().astimezone(the_site().zone).date()


def who() -> str:
    """The signed-in name, as it stands in the ledger; an empty text where nobody is signed in."""
    return cast("str", g.get("who", ""))


def signed_on() -> bool:
    """Whether somebody is signed in."""
    return bool(who())


def the_site() -> Site:
    """The site, read once for each request."""
    if "site" not in g:
        g.site = Site(*configured(desk().config_file))
    return cast("Site", g.site)


def basics() -> Basics:
    """What the configuration says; raises NoSite where it cannot be used."""
    site = the_site()
    if site.basics is None:
        raise NoSite(site.broken or "There is no configuration.")
    return site.basics


def sure_basics() -> Basics:
    """What the configuration says, for what writes: raises NoSite also where only an earlier one is remembered."""
    if broken := the_site().broken:
        raise NoSite(broken)
    return basics()


def register() -> Register:
    """All reports, read once for each request; raises NoSite."""
    if "register" not in g:
        known = basics()
        g.register = Register.read(known.reports_dir, known.settings)
    return cast("Register", g.register)


def standings() -> Standings:
    """The standing of each report at the instant of this request; raises NoSite."""
    if "standings" not in g:
        g.standings = register().at(at())
    return cast("Standings", g.standings)


def standing_of(slug: str) -> ReportAt | None:
    """The first report with a slug, as it stands now, or None; no other is judged for it. Raises NoSite."""
    known = register()
    found = next((report for report in known.reports if report.slug == slug), None)
    return judge_at(found, at(), known.taken_twice) if found else None


def seen(one: ReportAt | None) -> str:
    """A digest of a report's own file, for the forms: it tells whether somebody changed the file since it was shown."""
    if one is None:
        return ""
    try:
        data = one.report.files.english.read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(data).hexdigest()[:32]


def seen_by_form() -> str:
    """The digest of the report's file as the sender of this form has seen it."""
    return request.form.get("seen", "")


def changed_since(one: ReportAt | None) -> bool:
    """Whether the report's file is another one than the sender of this form has seen."""
    return seen(one) != seen_by_form()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Look and write without another request of this desk in between. Never for what takes a report down."""
    with _WRITING:
        for name in ("register", "standings"):
            g.pop(name, None)  # what was read before the wait may be old
        yield
