"""Notices: the message that panel members pass on to practitioners, and the note to Welsh Government with its copy.

A notice is read, kept and passed on long after the report has gone. So it names the reference alone: no title, no
summary, no kind of review, and nothing of what the report says.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from enum import StrEnum

from board_reports.desk.telling.course import Course, course_of
from board_reports.desk.telling.places import leaflets_of, report_address, sides_of
from board_reports.desk.telling.words import notice_words
from board_reports.release.basics import Basics, Side
from board_reports.release.record.sheet import printable
from board_reports.reports import ReportAt, Standing
from board_reports.site.board import Board, BoardError
from board_reports.site.words import Words, words_of

_WIDTH = 76  # characters of a line, as plain-text mail has them
_BETWEEN = "\n\n* * *\n\n"  # the languages; not a line of dashes, which would begin a signature


class Kind(StrEnum):
    """Whom a notice is for."""

    PRACTITIONERS = "practitioners"
    WELSH_GOVERNMENT = "welsh-government"


class NoNotice(Exception):
    """There is nothing to tell of a report as it stands; the text is a sentence for the user."""


def notice_for(basics: Basics, one: ReportAt, kind: Kind, at: datetime) -> EmailMessage:
    """The notice about a report, to whom it may concern: in each language of the site, Welsh first.

    It has a subject and a text, and says whom to answer; whom it goes to, and when, is for whoever sends it. `at` is
    the instant for which it is true. Raises NoNotice for a report that is not public and does not go up by itself.
    """
    course = course_of(one)
    name = printable(course.name)
    if not course.sure or one.standing is Standing.UNAPPROVED:  # also when its approval is dated, and still to come
        raise NoNotice(f"There is nothing to tell of {name}. {one.why}")
    board = _board_of(basics)
    write = _practitioners if kind is Kind.PRACTITIONERS else _government
    sides = sides_of(basics)
    texts = []
    for side in sides:
        paragraphs = list(write(basics, side, board, course, at))
        if len(sides) > 1:
            paragraphs.insert(0, notice_words(side.language)("other_language"))
        texts.append("\n\n".join(_wrapped(paragraph) for paragraph in paragraphs))
    subjects = [notice_words(side.language)(f"{_KEYS[kind]}_subject") for side in sides]
    mail = EmailMessage(policy=SMTP)
    mail["Subject"] = f"{name}: {' / '.join(subjects)}"  # short, so that it is still read whole in a list
    if sender := sender_of(basics, board):
        mail["From"] = sender
    if board.email and "@" in board.email:
        mail["Reply-To"] = board.email
    _write(mail, _BETWEEN.join(texts) + "\n", ", ".join(side.language for side in sides))
    return mail


def sender_of(basics: Basics, board: Board | None = None) -> str:
    """Who the notices are from: as the option `smtp` says, else the Board's own address, or empty."""
    board = board or _board_of(basics)
    return str((basics.smtp or {}).get("from") or "") or (board.email if "@" in board.email else "")


def _board_of(basics: Basics) -> Board:
    """Who publishes; raises NoNotice where the configuration does not say it as it should."""
    try:
        return Board.of({"board": basics.board}, basics.site_name)
    except BoardError as error:
        raise NoNotice(f"The configuration cannot be used. {error}") from None


def text_of(mail: EmailMessage) -> str:
    """The text of a notice, with line ends as a terminal has them."""
    return str(mail.get_content()).replace("\r\n", "\n")


def draft_of(mail: EmailMessage) -> bytes:
    """The notice as a file that a mail programme opens as a draft, to add addresses to and send."""
    draft = EmailMessage(policy=SMTP)
    draft["X-Unsent"] = "1"  # Outlook's mark of a mail that is still to be sent
    for name in ("Subject", "From", "Reply-To"):
        if name in mail:
            draft[name] = str(mail[name])
    _write(draft, text_of(mail), str(mail["Content-Language"]))
    return draft.as_bytes()


def _write(mail: EmailMessage, text: str, languages: str) -> None:
    mail.set_content(text, cte="quoted-printable")
    mail["Content-Language"] = languages


_KEYS = {Kind.PRACTITIONERS: "practitioners", Kind.WELSH_GOVERNMENT: "government"}


def _practitioners(basics: Basics, side: Side, board: Board, course: Course, _at: datetime) -> Iterator[str]:
    words, says = words_of(side.language), notice_words(side.language)
    slug = str(course.one.report.slug)
    yield says("practitioners_pass_on")
    yield says("practitioners_published", reference=printable(course.name), board=printable(board.named(side.language)))
    yield f"{says('practitioners_read')}\n{report_address(basics, side, slug)}"
    if only := _only_in_english(side, course, says):
        yield only
    yield _until(course, words, says)
    yield says("practitioners_address")
    yield says("practitioners_no_guess")
    if leaflets := leaflets_of(basics):
        key = "practitioners_leaflets" if leaflets.several else "practitioners_leaflet"
        yield f"{says(key)}\n{leaflets.addresses[side.language]}"
    yield says("practitioners_after")
    yield "\n".join([says("practitioners_questions"), *_contact(board, says)])


def _government(basics: Basics, side: Side, board: Board, course: Course, at: datetime) -> Iterator[str]:
    words, says = words_of(side.language), notice_words(side.language)
    slug, day = str(course.one.report.slug), course.first_day
    assert day is not None
    yield says("government_goes_with", reference=printable(course.name), board=printable(board.named(side.language)))
    yield says("government_approved")
    if course.opens is not None and course.opens <= at:
        yield says("government_published", date=words.date(day))
    elif course.opens_at:
        yield says("government_not_yet_time", time=words.time(course.opens_at), date=words.date(day))
    else:
        yield says("government_not_yet", date=words.date(day))
    yield f"{says('government_address')}\n{report_address(basics, side, slug)}"
    if only := _only_in_english(side, course, says):
        yield only
    yield _until(course, words, says)
    yield "\n".join([says("government_questions"), *_contact(board, says)])


def _only_in_english(side: Side, course: Course, says: Words) -> str | None:
    return says("only_in_english") if side.language == "cy" and "cy" not in course.one.report.languages else None


def _until(course: Course, words: Words, says: Words) -> str:
    assert course.last_day is not None
    if course.goes_at:
        return says("until_time", time=words.time(course.goes_at), date=words.date(course.last_day))
    return says("until_end", date=words.date(course.last_day))


def _contact(board: Board, says: Words) -> Iterable[str]:
    if board.telephone:
        yield says("telephone", number=printable(board.telephone))
    if board.email:
        yield says("email", address=printable(board.email))


def _wrapped(paragraph: str) -> str:
    """A paragraph in lines that mail can have; an address stays whole."""
    return "\n".join(
        textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in paragraph.splitlines()
    )
