"""Sending plain-text mail through the Board's mail server; a mail that cannot be sent never stops a run."""

from __future__ import annotations

import smtplib
import socket
import ssl
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from typing import Any

from board_reports.release.telling.message import Audience, Mailer, Message

SUBMISSION_OVER_TLS = 465
_STEP, _WHOLE = 15.0, 60.0  # seconds for one step, and for one mail with all its steps
_LOOPBACK = ("localhost", "::1", "[::1]")


@dataclass(frozen=True)
class Delivery:
    """What came of giving a mail to the server.

    `trouble` is a sentence when it took the mail for nobody, and `doubtful` says that it may have taken it all the
    same: it stopped answering while it had the text. `refused` are the addresses for which it did not take it.
    """

    trouble: str | None = None
    doubtful: bool = False
    refused: tuple[str, ...] = ()


@dataclass
class _Step:
    """How far a mail has got: its text is on the way; the server has taken it, but not for these addresses."""

    begun: bool = False
    taken: bool = False
    refused: tuple[str, ...] = ()


@dataclass(frozen=True)
class MailServer:
    """The mail server and who is written to.

    `password` is used with `user` alone. `context` are the certificates that are trusted; None means the system's,
    or those that `SSL_CERT_FILE` names. On this machine itself, where nobody stands between, no certificate is asked.
    """

    host: str
    port: int
    sender: str
    web_team: tuple[str, ...] = ()
    notify: tuple[str, ...] = ()
    user: str | None = None
    password: str | None = field(default=None, repr=False)
    context: ssl.SSLContext | None = field(default=None, repr=False)
    step: float = _STEP
    whole: float = _WHOLE

    def __call__(self, message: Message) -> str | None:
        """Send a message to its audience; returns a sentence when it could not be sent. Never raises."""
        recipients = self.web_team if message.audience is Audience.WEB_TEAM else self.notify
        if not recipients:
            return None
        try:
            mail = _written(message, self.sender, recipients)
        except ValueError as error:
            return f"A mail could not be sent ({type(error).__name__})."
        return self.deliver(mail, recipients).trouble

    def deliver(self, mail: EmailMessage, recipients: tuple[str, ...]) -> Delivery:
        """Give a mail to the server for `recipients`, whatever its headers say; never raises."""
        step = _Step()
        try:
            _within(self.whole, lambda: self._send(mail, recipients, step))
        except Exception as error:  # noqa: BLE001 - whatever it is, the caller gets a sentence
            if not step.taken:  # what fails after that is only the parting from the server
                return Delivery(trouble=_trouble(error), doubtful=step.begun and not _answered(error))
        return Delivery(refused=step.refused)

    def _send(self, mail: EmailMessage, recipients: tuple[str, ...], step: _Step) -> None:
        kind: Callable[..., smtplib.SMTP] = smtplib.SMTP
        options: dict[str, Any] = {"timeout": self.step, "local_hostname": _this_machine()}
        if self.port == SUBMISSION_OVER_TLS:
            kind, options["context"] = smtplib.SMTP_SSL, self._trusted()
        with kind(self.host, self.port, **options) as server:
            server.ehlo_or_helo_if_needed()
            if self.port != SUBMISSION_OVER_TLS and server.has_extn("starttls"):
                server.starttls(context=self._trusted())
                server.ehlo()
            if self.user:
                if not isinstance(server.sock, ssl.SSLSocket) and not self._here:
                    raise _NotSent("the mail server offers no encryption, and no password is sent without.")
                server.login(self.user, self.password or "")
            give = server.data

            def data(text: Any) -> Any:
                step.begun = True
                return give(text)

            server.data = data  # type: ignore[assignment, method-assign]
            step.refused = tuple(server.send_message(mail, parseaddr(self.sender)[1], list(recipients)))
            step.taken = True

    @property
    def _here(self) -> bool:
        return self.host in _LOOPBACK or self.host.startswith("127.")

    def _trusted(self) -> ssl.SSLContext:
        if self.context is not None:
            return self.context
        context = ssl.create_default_context()
        if self._here:  # the relay of a server has a certificate that it made for itself
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        return context


class _NotSent(Exception):
    """The text is the end of a sentence for the log."""


def _trouble(error: Exception) -> str:
    match error:
        case smtplib.SMTPAuthenticationError():
            why = "the mail server does not take the user and password."
        case smtplib.SMTPRecipientsRefused():
            why = "the mail server takes none of the addresses that it is for."
        case ssl.SSLCertVerificationError():
            why = "the mail server's certificate cannot be trusted."
        case _NotSent():
            why = str(error)
        case smtplib.SMTPResponseException():
            why = f"the mail server refused it ({error.smtp_code})."
        case _:
            return f"A mail could not be sent ({type(error).__name__})."
    return f"A mail could not be sent: {why}"


def _answered(error: Exception) -> bool:
    """Whether the server said no, rather than nothing."""
    return isinstance(error, smtplib.SMTPResponseException | smtplib.SMTPRecipientsRefused)


def mailer_of(
    smtp: Mapping[str, Any] | None, notify: str | list[str] | tuple[str, ...] | None, environment: Mapping[str, str]
) -> Mailer | None:
    """The mailer that the options `smtp` and `notify` and the environment describe; None where there is none.

    `BOARD_SMTP_USER` and `BOARD_SMTP_PASSWORD` are for the mail server. `BOARD_WEB_TEAM` is who keeps the server,
    separated by commas; where it is not set, that is `notify`.
    """
    told = _addresses([notify] if isinstance(notify, str) else notify or [])
    web_team = _addresses([environment.get("BOARD_WEB_TEAM", "")]) or told
    if not (told or web_team):
        return None
    server = server_of(smtp, (told or web_team)[0], environment)
    return replace(server, web_team=web_team, notify=told) if server else None


def server_of(smtp: Mapping[str, Any] | None, sender: str, environment: Mapping[str, str]) -> MailServer | None:
    """The mail server that the option `smtp` describes, from `sender` unless it says `from`; None where there is none.

    Its user and password stand in the environment, as `mailer_of` has it.
    """
    host = str((smtp or {}).get("host") or "").strip()
    if smtp is None or not host:
        return None
    port = smtp.get("port")
    return MailServer(
        host=host,
        port=port if isinstance(port, int) and 0 < port < 65536 else 25,
        sender=str(smtp.get("from") or "") or sender,
        user=environment.get("BOARD_SMTP_USER") or None,
        password=environment.get("BOARD_SMTP_PASSWORD") or None,
    )


def _addresses(given: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    found = (one.strip() for text in given for one in str(text).split(","))
    return tuple(dict.fromkeys(one for one in found if one))


def _written(message: Message, sender: str, recipients: tuple[str, ...]) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = ", ".join(recipients)
    mail["Subject"] = message.subject
    mail["Date"] = format_datetime(message.at)
    mail["Message-ID"] = make_msgid(domain=parseaddr(sender)[1].rpartition("@")[2] or "localhost")
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(message.text)
    return mail


def _this_machine() -> str:
    """The name to greet a mail server with, without asking a name server, which could take its time."""
    name = socket.gethostname()
    return name if "." in name and name.isascii() else "[127.0.0.1]"


def _within(seconds: float, work: Callable[[], None]) -> None:
    """Do what may take no longer: a server can answer each step just in time for ever. Raises what `work` raises."""
    raised: list[BaseException] = []

    def guarded() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - raised again by the caller's thread
            raised.append(error)

    worker = threading.Thread(target=guarded, daemon=True)  # it never keeps a run from ending
    worker.start()
    worker.join(seconds)
    if worker.is_alive():
        raise _NotSent("the mail server does not answer in time.")
    if raised:
        raise raised[0]
