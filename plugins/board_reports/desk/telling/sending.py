"""Sending a notice: through the Board's mail server, to each address once, and never before it is true."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr

from filelock import FileLock, Timeout

from board_reports.desk.telling.course import course_of
from board_reports.desk.telling.notice import Kind, NoNotice, notice_for, sender_of
from board_reports.desk.telling.sent import NAME, Book, Sending, Unreadable
from board_reports.release.basics import Basics
from board_reports.release.record.ledger import Event, Ledger, Line, replay
from board_reports.release.record.sheet import printable
from board_reports.release.state import State
from board_reports.release.telling.mail import MailServer, server_of
from board_reports.reports import ReportAt
from board_reports.site.words import words_of

MOST = 100  # addresses of one sending
_PATIENCE = 90  # seconds to wait for another sending: it may take 60
_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


class CannotSend(NoNotice):
    """A notice was not sent, or may not have been; the text is a sentence for the user."""


@dataclass(frozen=True)
class Sent:
    """What came of it: how many addresses the mail server took it for, which it refused, how many had it before."""

    taken: int
    refused: tuple[str, ...] = ()
    skipped: int = 0


def addresses_of(given: Iterable[str]) -> tuple[str, ...]:
    """Addresses as they were given, each once; raises CannotSend for one that is none, and for more than 100.

    Plain addresses alone, `name@agency.example`: with names around them too much can go wrong unseen.
    """
    found: dict[str, str] = {}
    for text in given:
        address = text.strip()
        if len(address) > 254 or not _ADDRESS.fullmatch(address):
            raise CannotSend(f'"{printable(address[:80])}" is not an e-mail address: write name@agency.example.')
        found.setdefault(address.lower(), address)
    if len(found) > MOST:
        raise CannotSend(f"These are {len(found)} addresses: at most {MOST} are taken at once.")
    return tuple(found.values())


def seen_since_opening(lines: Iterable[Line], slug: str) -> bool:
    """Whether the ledger says that a report, which is public now, was seen on the website since it went up."""
    lines = tuple(lines)
    spans = replay(lines).get(slug)
    if not spans or spans[-1].ended is not None:
        return False
    opened = spans[-1].opened.number
    return any(line.number > opened and line.entry.slug == slug and line.entry.event is Event.SEEN for line in lines)


def not_to_be_sent(state: State, basics: Basics, one: ReportAt, kind: Kind) -> str | None:
    """Why a notice must not be sent now, as a sentence; None when it may be."""
    course = course_of(one)
    name = printable(course.name)
    if course.example and not basics.publish_examples:
        return f"{name} is an example, which is not published: nobody is told of it."
    if kind is not Kind.PRACTITIONERS:
        return None
    if not one.live:
        return f"{name} is not public: the notice for practitioners waits until it is."
    try:
        lines = Ledger(state.ledger, basics.ledger_copy).read().lines
    except OSError:
        return "The ledger cannot be read, so it is not known whether the report was seen on the website."
    if not seen_since_opening(lines, str(one.report.slug)):
        return f"{name} has not been seen on the website from outside yet. Look first: board verify {basics.site_url}"
    return None


def send_notice(
    state: State,
    basics: Basics,
    one: ReportAt,
    kind: Kind,
    to: Iterable[str],
    *,
    at: datetime,
    who: str,
    environment: Mapping[str, str],
    again: bool = False,
) -> Sent:
    """Send the notice about a report to addresses, to each once unless `again` says so; raises NoNotice or CannotSend.

    `one` is the report at `at`, the instant of sending (aware); `who` is the account or person that sends it;
    `environment` has the mail server's user and password. It is remembered before it is sent: should the machine stop
    in between, it counts as sent, for a notice that is missing is asked after, and one that came twice is not taken
    back.
    """
    addresses = addresses_of(to)
    if not addresses:
        raise CannotSend("There is no address to send it to.")
    if why := not_to_be_sent(state, basics, one, kind):
        raise CannotSend(why)
    sender = sender_of(basics)
    server = server_of(basics.smtp, sender, environment)
    if server is None or not parseaddr(server.sender)[1]:
        raise CannotSend("There is no mail server to send it through: the option smtp needs host and from.")
    mail = notice_for(basics, one, kind, at)
    mail["To"] = server.sender  # who else gets it is nobody's business but the Board's
    mail["Date"] = format_datetime(at)
    mail["Message-ID"] = make_msgid(domain=parseaddr(server.sender)[1].rpartition("@")[2] or "localhost")
    _ours(state)
    course = course_of(one)
    sending = Sending(str(one.report.slug), kind, at, who, course.last_day, ())
    try:
        with FileLock(state.folder / ".notices.lock", timeout=_PATIENCE):
            book = Book.read(state.folder)
            fresh = addresses if again else book.without(sending.slug, kind, addresses)
            if not fresh:
                raise CannotSend(_already(book, sending, printable(course.name), at))
            sending = replace(sending, to=tuple(map(book.digest, fresh)))
            return replace(
                _sent(state, book, sending, server=server, mail=mail, to=fresh), skipped=len(addresses) - len(fresh)
            )
    except Timeout:
        raise CannotSend("Another notice is being sent, and takes too long. Try again.") from None
    except Unreadable:
        says = (
            f"{NAME} in the state folder cannot be read, so it is not known what was sent. Bring it back, or move it."
        )
        raise CannotSend(says) from None
    except OSError as error:
        raise CannotSend(f"The state folder cannot be used ({error.strerror or type(error).__name__}).") from None


def _sent(
    state: State, book: Book, sending: Sending, *, server: MailServer, mail: EmailMessage, to: tuple[str, ...]
) -> Sent:
    book.sendings.append(sending)
    book.write(state.folder)
    delivery = server.deliver(mail, to)
    if delivery.trouble and delivery.doubtful:
        raise CannotSend(
            f"{delivery.trouble} It may have arrived all the same, and counts as sent: ask somebody who should have "
            "it, and send it once more with --again."
        )
    if delivery.trouble:
        book.sendings.pop()
        book.write(state.folder)
        raise CannotSend(delivery.trouble)
    taken = [address for address in to if address not in delivery.refused]
    book.sendings[-1] = replace(sending, to=tuple(map(book.digest, taken)), sure=True)
    with suppress(OSError):  # what was written before it was sent already keeps it from being sent twice
        book.write(state.folder)
    return Sent(len(taken), tuple(address for address in to if address in delivery.refused))


def _already(book: Book, sending: Sending, name: str, at: datetime) -> str:
    last = book.about(sending.slug, sending.kind)[-1]
    words, when = words_of("en"), last.at.astimezone(at.tzinfo)
    told = f"{name}: all of these have had the notice for {sending.kind}, the last on {words.date(when.date())}."
    if not last.sure:
        told = (
            f"{name}: the notice was on its way on {words.date(when.date())}, and it is not known whether it arrived."
        )
    if last.last_day != sending.last_day:
        told += " Its last public day has changed since."
    return f"{told} To send it once more: --again"


def _ours(state: State) -> None:
    """Refuse to write into another account's state folder: what is made there could be in that account's way."""
    try:
        state.folder.mkdir(parents=True, exist_ok=True)
        if state.folder.stat().st_uid != os.geteuid():
            raise CannotSend("The state folder belongs to another account: send it as that one.")
    except OSError as error:
        raise CannotSend(f"The state folder cannot be used ({error.strerror or type(error).__name__}).") from None
