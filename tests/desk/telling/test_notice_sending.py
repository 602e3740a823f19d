"""Sending a notice through real mail servers: when it may be sent, to each address once, and what is remembered."""

import json
import time

import pytest

import builders
from board_reports.desk.telling import sending
from board_reports.desk.telling.notice import Kind, NoNotice, text_of
from board_reports.desk.telling.sending import CannotSend, Sent, addresses_of, send_notice
from board_reports.release.configuration import read_basics
from board_reports.release.record.ledger import Entry, Event, Ledger
from board_reports.release.telling.mail import MailServer
from board_reports.reports import Register
from board_reports.reports.standing import judge_at
from projects import BOARD
from serving_mail import answering, silent, smtp, talking

JUNE = "2026-06-10T12:00"
ONE, TWO, THREE = (f"{name}@agency.example" for name in ("one", "two", "three"))

pytestmark = pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")


@pytest.fixture
def inbox():
    with smtp() as box:
        yield box


def ready(site, port, **front):
    """Let a site have a mail server at a port, and a report that is public and was seen."""
    options = {"smtp": {"host": "127.0.0.1", "port": port, "from": "Unit <unit@board.example>"}}
    site.configure(options=options, extra={"board": BOARD})
    site.report(title="TITLE", **front)
    opened(site)
    seen(site)
    return site


def ledger(site, event, when, **more):
    entry = Entry(event, builders.at(when), "cpr-01-2026", "CPR 01/2026", **more)
    assert Ledger(site.state.ledger).append([entry]) == ()


def opened(site, when="2026-06-01T00:00"):
    ledger(site, Event.OPENED, when)


def seen(site, when="2026-06-01T00:10"):
    ledger(site, Event.SEEN, when)


def send(site, *to, kind=Kind.PRACTITIONERS, when=JUNE, environment=None, **options):
    basics = read_basics(site.config)
    (report,) = Register.read(basics.reports_dir, basics.settings).reports
    at = builders.at(when)
    environment = environment or {}
    one = judge_at(report, at, {})
    return send_notice(site.state, basics, one, kind, to, at=at, who="unit", environment=environment, **options)


def book(site):
    return json.loads((site.state.folder / "notices.json").read_text())


def quick(monkeypatch, **limits):
    """Let nobody wait long for a mail server that does not answer."""
    server_of = sending.server_of

    def impatient(*given):
        found = server_of(*given)
        values = {name: getattr(found, name) for name in ("host", "port", "sender", "user", "password")}
        return MailServer(**values, **({"step": 0.5, "whole": 1} | limits))

    monkeypatch.setattr(sending, "server_of", impatient)


def test_it_arrives_and_nobody_sees_the_others(site, inbox):
    ready(site, inbox.port)
    assert send(site, ONE, TWO) == Sent(2)
    (envelope,) = inbox.envelopes
    assert (envelope.mail_from, envelope.rcpt_tos) == ("unit@board.example", [ONE, TWO])
    (mail,) = inbox.mails
    assert mail["Subject"] == "CPR 01/2026: report published"
    assert mail["From"] == mail["To"] == "Unit <unit@board.example>"
    assert mail["Reply-To"] == "unit@board.example"
    assert mail["Date"].datetime == builders.at(JUNE)
    assert mail["Message-ID"].endswith("@board.example>")
    assert "https://board.example/reports/cpr-01-2026/" in text_of(mail)
    for absent in (ONE.encode(), TWO.encode(), b"X-Unsent", b"Bcc", b"TITLE"):
        assert absent not in envelope.content


def test_never_twice_unless_asked(site, inbox):
    ready(site, inbox.port)
    assert send(site, ONE, TWO) == Sent(2)
    with pytest.raises(
        CannotSend, match=r"all of these have had the notice for practitioners.* on 10 June 2026.*--again"
    ):
        send(site, ONE.upper(), when="2026-06-11T12:00")
    assert send(site, ONE, THREE) == Sent(1, skipped=1)
    assert send(site, ONE, again=True) == Sent(1)
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [[ONE, TWO], [THREE], [ONE]]


def test_each_kind_and_each_report_counts_for_itself(site, inbox):
    ready(site, inbox.port)
    assert send(site, ONE) == send(site, ONE, kind=Kind.WELSH_GOVERNMENT) == Sent(1)
    (site.reports / "winter.md").unlink()
    site.report("other", reference="CPR 02/2026")
    assert send(site, ONE, kind=Kind.WELSH_GOVERNMENT) == Sent(1)


def test_another_last_day_is_told(site, inbox):
    ready(site, inbox.port)
    send(site, ONE)
    site.report(weeks=14)
    with pytest.raises(CannotSend, match="Its last public day has changed since"):
        send(site, ONE)


def test_what_is_remembered_has_no_address(site, inbox):
    ready(site, inbox.port)
    send(site, ONE)
    file = site.state.folder / "notices.json"
    assert file.stat().st_mode & 0o777 == 0o600
    assert "agency" not in file.read_text()
    (one,) = book(site)["sent"]
    assert {key: one[key] for key in ("slug", "kind", "at", "who", "last_day", "sure")} == {
        "slug": "cpr-01-2026",
        "kind": "practitioners",
        "at": "2026-06-10T12:00:00+01:00",
        "who": "unit",
        "last_day": "2026-08-23",
        "sure": True,
    }


def test_not_before_it_was_seen(site, inbox):
    options = {"smtp": {"host": "127.0.0.1", "port": inbox.port, "from": "unit@board.example"}}
    site.configure(options=options)
    site.report()
    with pytest.raises(
        CannotSend, match=r"has not been seen on the website from outside yet\. Look first: board verify"
    ):
        send(site, ONE)
    opened(site)
    with pytest.raises(CannotSend, match="has not been seen"):
        send(site, ONE)
    seen(site)
    assert send(site, ONE) == Sent(1)


def test_not_by_what_was_seen_before_it_went_and_came_back(site, inbox):
    ready(site, inbox.port)
    ledger(site, Event.HELD, "2026-06-02T00:00")
    with pytest.raises(CannotSend, match="has not been seen"):
        send(site, ONE)
    opened(site, "2026-06-03T00:00")
    with pytest.raises(CannotSend, match="has not been seen"):
        send(site, ONE)
    seen(site, "2026-06-03T00:10")
    assert send(site, ONE) == Sent(1)


def test_not_before_it_is_public_and_not_after(site, inbox):
    ready(site, inbox.port, publication_date="2026-06-11")
    with pytest.raises(CannotSend, match="CPR 01/2026 is not public: the notice for practitioners waits"):
        send(site, ONE)
    assert send(site, ONE, kind=Kind.WELSH_GOVERNMENT) == Sent(1)
    for kind in Kind:
        with pytest.raises(NoNotice):
            send(site, TWO, kind=kind, when="2026-12-01")
    assert len(inbox.envelopes) == 1


def test_nobody_is_told_of_an_example(site, inbox):
    ready(site, inbox.port, example=True)
    for kind in Kind:
        with pytest.raises(CannotSend, match="is an example"):
            send(site, ONE, kind=kind)
    assert inbox.envelopes == []


def test_held_report_is_told_to_nobody(site, inbox):
    ready(site, inbox.port, hold="SECRET")
    for kind in Kind:
        with pytest.raises(NoNotice) as told:
            send(site, ONE, kind=kind)
        assert "SECRET" not in str(told.value)
    assert inbox.envelopes == []


def test_refused_address_is_told_and_can_be_tried_again(site, inbox):
    ready(site, inbox.port)
    inbox.refused = (TWO,)
    assert send(site, ONE, TWO) == Sent(1, refused=(TWO,))
    inbox.refused = ()
    assert send(site, ONE, TWO) == Sent(1, skipped=1)
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [[ONE], [TWO]]


def test_all_addresses_refused_is_nothing_sent(site, inbox):
    ready(site, inbox.port)
    inbox.refused = (ONE, TWO)
    with pytest.raises(CannotSend, match="takes none of the addresses"):
        send(site, ONE, TWO)
    assert book(site)["sent"] == []
    inbox.refused = ()
    assert send(site, ONE, TWO) == Sent(2)


@pytest.mark.parametrize("answer", ["451 try later", "554 no"])
def test_server_that_refuses_the_text_has_taken_nothing(site, inbox, answer):
    ready(site, inbox.port)
    inbox.answer = answer
    with pytest.raises(CannotSend, match=rf"refused it \({answer[:3]}\)"):
        send(site, ONE)
    inbox.answer = "250 OK"
    assert send(site, ONE) == Sent(1)


def test_no_server_at_all_is_nothing_sent(site):
    with smtp() as gone:
        pass
    ready(site, gone.port)
    with pytest.raises(CannotSend, match="ConnectionRefusedError"):
        send(site, ONE)
    assert book(site)["sent"] == []


def test_server_that_says_nothing_ends_in_time_and_is_nothing_sent(site, monkeypatch):
    quick(monkeypatch)
    began = time.monotonic()
    with talking(silent) as port:
        ready(site, port)
        with pytest.raises(CannotSend, match=r"could not be sent \(\w+\)\.$|in time\.$"):
            send(site, ONE)
    assert time.monotonic() - began < 30
    assert book(site)["sent"] == []


@pytest.mark.parametrize("limits", [{"whole": 1, "step": 30}, {"whole": 30, "step": 0.5}])
def test_server_that_is_silent_after_the_text_may_have_taken_it(site, monkeypatch, limits):
    """It counts as sent: one that came twice is not taken back."""
    quick(monkeypatch, **limits)
    with talking(answering(None)) as port:
        ready(site, port)
        with pytest.raises(CannotSend, match=r"may have arrived all the same.*--again"):
            send(site, ONE)
        with pytest.raises(CannotSend, match="it is not known whether it arrived"):
            send(site, ONE)
    assert [one["sure"] for one in book(site)["sent"]] == [False]
    with talking(answering(b"250 OK\r\n")) as port:
        ready(site, port)
        assert send(site, ONE, again=True) == Sent(1)


@pytest.mark.parametrize("parting", [b"421 too busy to part\r\n", b""])
def test_how_the_server_parts_takes_nothing_back(site, parting):
    with talking(answering(b"250 OK\r\n", parting)) as port:
        ready(site, port)
        assert send(site, ONE) == Sent(1)
    assert book(site)["sent"][0]["sure"] is True


def test_it_is_remembered_before_it_is_sent(site, inbox, monkeypatch):
    """A machine that stops in the middle of it must not send it twice."""
    ready(site, inbox.port)

    def stopped(*_):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(MailServer, "deliver", stopped)
        with pytest.raises(KeyboardInterrupt):
            send(site, ONE)
    with pytest.raises(CannotSend, match="not known whether it arrived"):
        send(site, ONE)
    assert inbox.envelopes == []


def test_what_cannot_be_remembered_is_not_sent(site, inbox, monkeypatch):
    ready(site, inbox.port)

    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("board_reports.desk.telling.sent.write_atomically", full)
    with pytest.raises(CannotSend, match="No space left on device"):
        send(site, ONE)
    assert inbox.envelopes == []


@pytest.mark.parametrize("bad", [b"", b"{}", b'{"v": 2}', b"\xff", b'{"v": 1, "salt": "x", "sent": [{"slug": "a"}]}'])
def test_memory_that_cannot_be_read_stops_it(site, inbox, bad):
    ready(site, inbox.port)
    (site.state.folder / "notices.json").write_bytes(bad)
    with pytest.raises(CannotSend, match=r"notices\.json in the state folder cannot be read"):
        send(site, ONE, again=True)
    assert inbox.envelopes == []
    assert (site.state.folder / "notices.json").read_bytes() == bad


def test_another_accounts_state_folder_is_left_alone(site, inbox, monkeypatch):
    ready(site, inbox.port)
    monkeypatch.setattr(sending.os, "geteuid", lambda: 123456)
    with pytest.raises(CannotSend, match="belongs to another account"):
        send(site, ONE)
    assert inbox.envelopes == []


@pytest.mark.parametrize("smtp_option", [None, {}, {"host": ""}, {"host": "127.0.0.1"}])
def test_without_mail_server_or_sender_it_says_so(site, smtp_option):
    ready(site, 25)
    site.configure(options={"smtp": smtp_option} if smtp_option is not None else {})
    with pytest.raises(CannotSend, match="the option smtp needs host and from"):
        send(site, ONE)


def test_user_and_password_come_from_the_environment(site):
    with smtp(auth=True, auth_require_tls=False) as inbox:
        ready(site, inbox.port)
        given = {"BOARD_SMTP_USER": "unit", "BOARD_SMTP_PASSWORD": "s3cret"}
        assert send(site, ONE, environment=given) == Sent(1)
        assert inbox.users == [(b"unit", b"s3cret")]
        with pytest.raises(CannotSend, match="does not take the user and password") as told:
            send(site, TWO, environment=given | {"BOARD_SMTP_PASSWORD": "wr0ng"})
    assert "wr0ng" not in str(told.value)


def test_addresses_are_each_taken_once():
    assert addresses_of([" a@x.example", "A@X.example", "b.c+d@sub.x-y.example"]) == (
        "a@x.example",
        "b.c+d@sub.x-y.example",
    )


@pytest.mark.parametrize(
    "bad",
    [
        "",
        "a",
        "a@b",
        "@x.example",
        "a@x.example,b@x.example",
        "A <a@x.example>",
        "a@x.example\nBcc: b@x.example",
        "a b@x.example",
        "a@-x.example",
        "ŵ@x.example",
        "a@x.example\x00",
        f"{'a' * 65}@x.example",
        f"a@{'x.' * 130}example",
    ],
)
def test_what_is_no_address(bad):
    with pytest.raises(CannotSend, match=r"is not an e-mail address: write name@agency\.example"):
        addresses_of([bad])


def test_no_address_and_too_many():
    assert addresses_of([]) == ()
    with pytest.raises(CannotSend, match="101 addresses: at most 100"):
        addresses_of(f"a{number}@x.example" for number in range(101))


def test_two_at_once_send_it_once(site, inbox):
    """Whoever comes second waits, and then finds that it was sent."""
    from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - for this test alone

    ready(site, inbox.port)

    def one(_):
        try:
            return send(site, ONE, TWO)
        except CannotSend as error:
            return str(error)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(one, range(4)))
    assert [answer for answer in done if isinstance(answer, Sent)] == [Sent(2)]
    assert len(inbox.envelopes) == 1


def live_now(site, port):
    """The same, public at the moment of the test: a command has no instant but the clock's."""
    import datetime as dt  # noqa: PLC0415 - for this alone

    today = dt.datetime.now(builders.LONDON)
    day = today.date() - dt.timedelta(days=10)
    ready(site, port, publication_date=day, approved_date=day)


def test_command_sends_and_tells(site, inbox):
    live_now(site, inbox.port)
    inbox.refused = (TWO,)
    done = site.board("notice", "cpr 1/2026", "--send", "--to", ONE, "--to", TWO)
    assert (done.exit_code, done.stdout) == (1, "Sent to 1 address.\n")
    assert f"The mail server does not take {TWO}." in done.stderr
    inbox.refused = ()
    done = site.board("notice", "cpr 1/2026", "--send", "--to", ONE, "--to", TWO)
    assert done.exit_code == 0
    assert done.stdout.startswith("Sent to 1 address.\nNot sent to 1 address again: it was sent there before.")
    done = site.board("notice", "cpr 1/2026", "--send", "--to", ONE)
    assert done.exit_code == 1
    assert "--again" in done.output
    assert site.board("notice", "cpr 1/2026", "--send", "--to", ONE, "--again").exit_code == 0
    assert [envelope.rcpt_tos for envelope in inbox.envelopes] == [[ONE], [TWO], [ONE]]


@pytest.mark.parametrize("arguments", [("--send",), ("--send", "--to", "nobody")])
def test_command_without_an_address_is_wrong(site, inbox, arguments):
    live_now(site, inbox.port)
    assert site.board("notice", "CPR 01/2026", *arguments).exit_code == 2
    assert inbox.envelopes == []


def test_command_never_sends_a_preview(site, inbox, monkeypatch):
    live_now(site, inbox.port)
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    done = site.board("notice", "CPR 01/2026", "--send", "--to", ONE)
    assert done.exit_code == 2
    assert "BOARD_AS_OF" in done.output
    assert inbox.envelopes == []
