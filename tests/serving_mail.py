"""Real mail servers on this machine, for tests: one that takes mail, and some that do not behave."""

import socket
import threading
from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult


class Inbox:
    """What a mail server has taken; `refused` are recipients that it does not take."""

    def __init__(self):
        self.envelopes, self.users, self.refused, self.encrypted = [], [], (), []
        self.answer = "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        if address in self.refused:
            return "550 nobody of that name"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):  # noqa: N802 - aiosmtpd's name
        self.envelopes.append(envelope)
        self.encrypted.append(session.ssl is not None)
        return self.answer

    @property
    def mails(self):
        return [message_from_bytes(envelope.content, policy=policy.default) for envelope in self.envelopes]

    def authenticate(self, server, session, envelope, mechanism, data):
        self.users.append((data.login, data.password))
        return AuthResult(success=data.password == b"s3cret", handled=False)


class AtAnyPort(Controller):
    """A mail server at the port that the kernel gives it."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@contextmanager
def smtp(**options):
    """A mail server at a free port of this machine."""
    inbox = Inbox()
    if options.pop("auth", False):
        options |= {"authenticator": inbox.authenticate, "auth_required": True}
    controller = AtAnyPort(inbox, hostname="127.0.0.1", port=0, **options)
    controller.start()
    inbox.port = controller.port
    try:
        yield inbox
    finally:
        controller.stop()


@contextmanager
def talking(talk):
    """A server that does nothing but what `talk` does with each connection."""
    listening = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def accept():
        while not stop.is_set():
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    talk(connection, stop)
                except OSError:
                    continue

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        stop.set()
        listening.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits there
        listening.close()
        thread.join(5)


def silent(connection, stop):
    stop.wait(60)


def dripping(connection, stop):
    while not stop.wait(0.05):
        connection.sendall(b"220-one moment\r\n")


def nonsense(connection, stop):
    connection.sendall(b"\xff\x00 hello\r\n")


def answering(after_text, parting=b"221 bye\r\n"):
    """A server that takes every step of one mail, answers its text with `after_text`, and the end with `parting`.

    With `after_text` None it says nothing any more once it has the text.
    """

    def talk(connection, stop):
        lines = connection.makefile("rb")
        connection.sendall(b"220 hello\r\n")
        text = False
        for line in lines:
            if text and line == b".\r\n":
                text = False
                if after_text is None:
                    stop.wait(60)
                    return
                connection.sendall(after_text)
            elif text:
                continue
            elif line.upper().startswith(b"DATA"):
                text = True
                connection.sendall(b"354 go on\r\n")
            elif line.upper().startswith(b"QUIT"):
                connection.sendall(parting)
                return
            else:
                connection.sendall(b"250 OK\r\n")

    return talk
