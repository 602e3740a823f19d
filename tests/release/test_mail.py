"""Sending mail through real mail servers on this machine: plain, encrypted, with a password, and out of order."""

import datetime as dt
import socket
import ssl
import time

import pytest
from certificates import Authority

from board_reports.release.telling import mail
from board_reports.release.telling.mail import MailServer, mailer_of
from board_reports.release.telling.message import Audience, Message
from serving_mail import dripping, nonsense, silent, smtp, talking

AT = dt.datetime(2026, 6, 10, 12, tzinfo=dt.UTC)
MESSAGE = Message(Audience.WEB_TEAM, "The nightly run fails", "CPR 01/2026: café.\n", AT)
NAME = "mail.board.example"

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("authority"))


def server(inbox, **more):
    return MailServer(
        **{
            "host": "127.0.0.1",
            "port": inbox.port,
            "sender": "Board <unit@board.example>",
            "web_team": ("web@x.example",),
        }
        | more
    )


@pytest.fixture
def elsewhere(monkeypatch):
    """The name of a mail server that is not this machine leads here all the same."""
    connect = socket.create_connection
    monkeypatch.setattr(
        socket, "create_connection", lambda address, *rest, **more: connect(("127.0.0.1", address[1]), *rest, **more)
    )


def test_mail_arrives_as_it_was_written():
    with smtp() as inbox:
        assert server(inbox, web_team=("web@x.example", "Two <two@x.example>"))(MESSAGE) is None
    (mail_,) = inbox.mails
    assert mail_["Subject"] == "The nightly run fails"
    assert mail_["From"] == "Board <unit@board.example>"
    assert mail_["Date"].datetime == AT
    assert mail_["Message-ID"].endswith("@board.example>")
    assert mail_["Auto-Submitted"] == "auto-generated"
    assert mail_.get_content_type() == "text/plain"
    assert mail_.get_content().replace("\r\n", "\n") == MESSAGE.text
    (envelope,) = inbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("unit@board.example", ["web@x.example", "two@x.example"])


@pytest.mark.parametrize(
    ("audience", "to"), [(Audience.WEB_TEAM, ["web@x.example"]), (Audience.NOTIFY, ["unit@x.example"])]
)
def test_each_audience_has_its_addresses(audience, to):
    with smtp() as inbox:
        mailer = server(inbox, notify=("unit@x.example",))
        assert mailer(Message(audience, "A subject", "A text.\n", AT)) is None
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [to]


def test_audience_without_addresses_gets_nothing():
    assert MailServer("127.0.0.1", 1, "unit@x.example")(MESSAGE) is None


def test_encrypted_with_a_certificate_that_is_trusted(authority):
    with smtp(tls_context=authority.server("127.0.0.1"), require_starttls=True, auth=True) as inbox:
        mailer = server(inbox, context=authority.trusting(), user="board", password="s3cret")
        assert mailer(MESSAGE) is None
    assert inbox.encrypted == [True]
    assert inbox.users == [(b"board", b"s3cret")]


def test_certificate_that_nobody_trusts_stops_the_mail(authority):
    with smtp(tls_context=authority.server("127.0.0.1"), auth=True) as inbox:
        mailer = server(inbox, context=ssl.create_default_context(), user="board", password="s3cret")
        assert "certificate cannot be trusted" in mailer(MESSAGE)
    assert (inbox.envelopes, inbox.users) == ([], [])


def test_certificate_of_another_name_stops_the_mail(authority):
    with smtp(tls_context=authority.server("other.example")) as inbox:
        assert "certificate cannot be trusted" in server(inbox, context=authority.trusting())(MESSAGE)
    assert inbox.envelopes == []


def test_certificates_are_the_systems_or_those_of_ssl_cert_file(authority, elsewhere, monkeypatch):
    with smtp(tls_context=authority.server(NAME)) as inbox:
        mailer = server(inbox, host=NAME)
        assert "certificate cannot be trusted" in mailer(MESSAGE)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        assert mailer(MESSAGE) is None
    assert inbox.encrypted == [True]


def test_relay_of_this_machine_needs_no_certificate(authority):
    with smtp(tls_context=authority.server("other.example"), require_starttls=True) as inbox:
        assert server(inbox)(MESSAGE) is None
    assert inbox.encrypted == [True]


def test_password_never_goes_unencrypted_to_another_machine(elsewhere):
    with smtp(auth=True, auth_require_tls=False) as inbox:
        mailer = server(inbox, host=NAME, user="board", password="s3cret")
        assert mailer(MESSAGE) == (
            "A mail could not be sent: the mail server offers no encryption, and no password is sent without."
        )
    assert (inbox.envelopes, inbox.users) == ([], [])


def test_password_on_this_machine():
    with smtp(auth=True, auth_require_tls=False) as inbox:
        assert server(inbox, user="board", password="s3cret")(MESSAGE) is None
        says = server(inbox, user="board", password="wrong-one")(MESSAGE)
    assert says == "A mail could not be sent: the mail server does not take the user and password."
    assert len(inbox.envelopes) == 1


def test_server_that_wants_a_password_and_gets_none():
    with smtp(auth=True, auth_require_tls=False) as inbox:
        assert "refused it (530)" in server(inbox)(MESSAGE)


def test_encrypted_from_the_beginning(authority, monkeypatch):
    with smtp(ssl_context=authority.server("127.0.0.1")) as inbox:
        monkeypatch.setattr(mail, "SUBMISSION_OVER_TLS", inbox.port)
        assert server(inbox, context=authority.trusting())(MESSAGE) is None
    assert len(inbox.envelopes) == 1


def test_one_refused_address_does_not_keep_it_from_the_others():
    with smtp() as inbox:
        inbox.refused = ("gone@x.example",)
        assert server(inbox, web_team=("gone@x.example", "web@x.example"))(MESSAGE) is None
        assert "none of the addresses" in server(inbox, web_team=("gone@x.example",))(MESSAGE)
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [["web@x.example"]]


def test_no_server_at_all():
    with smtp() as inbox:
        pass
    assert server(inbox)(MESSAGE) == "A mail could not be sent (ConnectionRefusedError)."


@pytest.mark.parametrize("subject", ["One\nBcc: all@x.example", "One\r\n\r\nTwo"])
def test_no_header_can_be_smuggled_in(subject):
    with smtp() as inbox:
        assert server(inbox)(Message(Audience.WEB_TEAM, subject, "A text.\n", AT)) == (
            "A mail could not be sent (ValueError)."
        )
    assert inbox.envelopes == []


@pytest.mark.parametrize("talk", [silent, dripping, nonsense])
def test_server_that_hangs_or_talks_nonsense_ends_in_time(talk):
    began = time.monotonic()
    with talking(talk) as port:
        mailer = MailServer("127.0.0.1", port, "unit@x.example", ("web@x.example",), step=0.5, whole=1)
        assert mailer(MESSAGE).startswith("A mail could not be sent")
        assert time.monotonic() - began < 20


def test_password_is_nowhere_in_what_is_printed():
    mailer = mailer_of(
        {"host": "mail.x.example"}, "unit@x.example", {"BOARD_SMTP_USER": "board", "BOARD_SMTP_PASSWORD": "s3cret"}
    )
    assert "s3cret" not in repr(mailer)
    assert mailer.password == "s3cret"


@pytest.mark.parametrize(
    ("smtp", "notify", "environment", "expected"),
    [
        (None, "unit@x.example", {}, None),
        ({}, "unit@x.example", {}, None),
        ({"host": "h"}, None, {}, None),
        ({"host": "h"}, "a@x, b@x", {}, ("h", 25, "a@x", ("a@x", "b@x"), ("a@x", "b@x"))),
        (
            {"host": "h", "port": 587, "from": "f@x"},
            ["a@x"],
            {"BOARD_WEB_TEAM": "w@x, v@x,"},
            ("h", 587, "f@x", ("w@x", "v@x"), ("a@x",)),
        ),
        ({"host": "h", "port": "x"}, [], {"BOARD_WEB_TEAM": "w@x"}, ("h", 25, "w@x", ("w@x",), ())),
    ],
)
def test_what_the_options_and_the_environment_make(smtp, notify, environment, expected):
    made = mailer_of(smtp, notify, environment)
    assert expected == (made and (made.host, made.port, made.sender, made.web_team, made.notify))
