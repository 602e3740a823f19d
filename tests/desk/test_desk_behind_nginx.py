"""The desk's block for nginx, in the real nginx: what a browser forges does not come through, whoever is signed on."""

import http.client
import json
import re
import subprocess
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from release.certificates import Authority
from serving_nginx import main_file
from serving_nginx import test_command as command_that_judges
from serving_real import Server, free_port, open_folder, required, stop, wait_for

BLOCK = Path(__file__).parents[2] / "scripts" / "nginx" / "desk.conf"
KEY = "0123456789abcdef0123456789abcdef"
NAME = "a.jones@board.example"
FORGED = {
    "X-Board-User": "forged@board.example",
    "X-Board-Desk-Key": "forged-key",
    "X_Board_User": "forged@board.example",
    "X_Board_Desk_Key": "forged-key",
    "X-Auth-Request-Email": "forged@board.example",
    "X-Forwarded-Host": "forged.example",
    "X-Forwarded-Prefix": "/forged",
    "Forwarded": "host=forged.example",
}


class Seen(BaseHTTPRequestHandler):
    """Answers with the headers that it was sent, as the desk would see them, and keeps them."""

    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        self.rfile.read(length)
        self.server.seen.append((self.command, self.path, list(self.headers.items()), length))
        status, headers = self.server.answer(self)
        body = json.dumps(self.headers.items()).encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    do_POST = do_GET  # noqa: N815 - the name is the library's

    def log_message(self, *_):
        pass


@contextmanager
def stand_in(answer):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Seen)
    server.answer, server.seen = answer, []
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def asked_who(handler):
    """A sign-on that knows one cookie; with another it says yes without a name."""
    cookie = handler.headers.get("Cookie", "")
    if handler.path != "/oauth2/auth":
        return 200, {"X-Page": "sign-on"}
    if "session=good" in cookie:
        return 202, {"X-Auth-Request-Email": NAME}
    return (202, {}) if "session=nameless" in cookie else (401, {})


def as_installed(text, folder, plain, tls, desk, sign_on):
    """The block with the paths and ports of this machine, in each place that says CHANGE or is in the guide."""
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{plain};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
        ("/etc/ssl/certs/desk.pem", f"{folder}/desk.board.example.pem"),
        ("/etc/ssl/private/desk.key", f"{folder}/desk.board.example.pem"),
        ("/etc/board-reports/desk-key.conf", f"{folder}/desk-key.conf"),
        ("127.0.0.1:8010", f"127.0.0.1:{desk}"),
        ("127.0.0.1:4180", f"127.0.0.1:{sign_on}"),
    ):
        assert old in text
        text = text.replace(old, new)
    return text


class Behind:
    """A running nginx with the block, and what stands behind it."""

    def __init__(self, server, plain, authority, desk, sign_on):
        self.server, self.plain, self.authority = server, plain, authority
        self.desk, self.sign_on = desk, sign_on

    def ask(self, path="/", method="GET", *, host="desk.board.example", body=None, headers=(), plain=False):
        """A request; the answer's status, headers and body."""
        port = self.plain if plain else self.server.port
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        if not plain:
            connection.connect()
            connection.sock = self.authority.trusting().wrap_socket(
                connection.sock, server_hostname="desk.board.example"
            )
        try:
            connection.putrequest(method, path, skip_host=True)
            connection.putheader("Host", f"{host}:{port}")
            for name, value in headers:
                connection.putheader(name, value)
            if body is not None:
                connection.putheader("Content-Length", str(len(body)))
            connection.endheaders(body)
            answer = connection.getresponse()
            return answer.status, answer.getheaders(), answer.read()
        finally:
            connection.close()


@contextmanager
def behind(change=lambda text: text):
    program = required("nginx", "/usr/sbin/nginx")
    with open_folder() as folder, stand_in(asked_who) as sign_on, stand_in(lambda _: (200, {"Server": "desk"})) as desk:
        authority = Authority(folder)
        authority.server("desk.board.example")
        (folder / "desk-key.conf").write_text(f'proxy_set_header X-Board-Desk-Key "{KEY}";\n')
        plain, tls = free_port(), free_port()
        ports = (plain, tls, desk.server_port, sign_on.server_port)
        (folder / "desk.conf").write_text(change(as_installed(BLOCK.read_text("utf-8"), folder, *ports)))
        judged = subprocess.run(
            command_that_judges(folder, folder / "desk.conf"), capture_output=True, text=True, timeout=60, check=False
        )
        assert (judged.returncode, judged.stderr) == (0, "")
        log = folder / "error.log"
        main = main_file(folder, folder / "desk.conf", 1)
        with (folder / "output.log").open("wb") as output:
            command = [program, "-p", str(folder), "-e", str(log), "-c", str(main)]
            process = subprocess.Popen(command, stdout=output, stderr=output)
        server = Server(tls, process, folder)
        try:
            wait_for(server, folder / "output.log")
            yield Behind(server, plain, authority, desk, sign_on)
        finally:
            stop(process)


@pytest.fixture(scope="module")
def shared():
    with behind() as one:
        yield one


@pytest.fixture
def nginx(shared):
    shared.desk.seen.clear()
    shared.sign_on.seen.clear()
    return shared


def reached(server):
    """The headers of the only request that came to a stand-in, with `_` and `-` as one, as WSGI takes them."""
    ((_, _, headers, _),) = server.seen
    found = {}
    for name, value in headers:
        found.setdefault(name.lower().replace("_", "-"), []).append(value)
    return found


SIGNED_ON = ("Cookie", "session=good")
FORGERY = tuple(FORGED.items())


def test_the_signed_on_name_and_the_key_reach_the_desk(nginx):
    status, _, _ = nginx.ask("/reports?x=1", headers=[SIGNED_ON])
    assert status == 200
    seen = reached(nginx.desk)
    assert seen["x-board-user"] == [NAME]
    assert seen["x-board-desk-key"] == [KEY]
    assert seen["x-forwarded-proto"] == ["https"]
    assert seen["host"] == [f"desk.board.example:{nginx.server.port}"]


def test_what_a_browser_forges_does_not_come_through(nginx):
    status, _, _ = nginx.ask("/", headers=[SIGNED_ON, *FORGERY])
    assert status == 200
    seen = reached(nginx.desk)
    assert seen["x-board-user"] == [NAME]
    assert seen["x-board-desk-key"] == [KEY]
    assert "forged" not in json.dumps(seen)
    assert "forged" not in json.dumps(reached(nginx.sign_on))


def test_who_is_not_signed_on_does_not_reach_the_desk(nginx):
    for headers in ([], FORGERY, [("Cookie", "session=stolen"), *FORGERY]):
        status, answered, _ = nginx.ask("/take-down?report=1", "POST", body=b"reason=x", headers=headers)
        assert status == 302
        assert "/oauth2/start?rd=/take-down" in dict(answered)["Location"]
    assert nginx.desk.seen == []


def test_a_sign_on_without_a_name_passes_none(nginx):
    nginx.ask("/", headers=[("Cookie", "session=nameless"), *FORGERY])
    assert "x-board-user" not in reached(nginx.desk)


def test_the_check_of_the_sign_on_cannot_be_asked_from_outside(nginx):
    assert nginx.ask("/sign-on/check", headers=[SIGNED_ON])[0] == 404
    assert nginx.desk.seen == nginx.sign_on.seen == []


def test_the_sign_on_gets_neither_the_key_nor_what_was_uploaded(nginx):
    assert nginx.ask("/import", "POST", body=b"a report" * 100, headers=[SIGNED_ON])[0] == 200
    ((_, _, headers, length),) = nginx.sign_on.seen
    assert length == 0
    assert KEY not in json.dumps(headers)
    ((method, _, _, length),) = nginx.desk.seen
    assert (method, length) == ("POST", 800)


def test_the_calendar_is_read_without_a_sign_on_and_without_a_name(nginx):
    assert nginx.ask(f"/calendar/{'a1' * 20}.ics", headers=FORGERY)[0] == 200
    seen = reached(nginx.desk)
    assert "x-board-user" not in seen
    assert "x-board-desk-key" not in seen
    assert nginx.ask(f"/calendar/{'a1' * 20}.ics", "POST", body=b"x")[0] == 403
    assert nginx.ask("/calendar/../reports/x.ics")[0] == 302
    assert len(nginx.desk.seen) == 1


@pytest.mark.parametrize(("size", "status"), [(59_000_000, 200), (63_000_000, 413)])
def test_a_word_file_with_its_pictures_goes_through_and_no_more(nginx, size, status):
    assert nginx.ask("/import", "POST", body=bytes(size), headers=[SIGNED_ON])[0] == status


def test_another_name_is_not_answered_and_plain_requests_are_sent_on(nginx):
    assert nginx.ask(host="other.example", headers=[SIGNED_ON])[0] == 421
    status, answered, _ = nginx.ask("/reports", plain=True, headers=[SIGNED_ON])
    assert (status, dict(answered)["Location"]) == (301, "https://desk.board.example/reports")
    assert nginx.desk.seen == []


@pytest.mark.parametrize(
    ("path", "headers"), [("/", [SIGNED_ON]), ("/", []), ("/sign-on/check", []), ("/calendar/a1.ics", [])]
)
def test_every_answer_carries_the_security_headers_once(nginx, path, headers):
    _, answered, _ = nginx.ask(path, headers=headers)
    names = [name.lower() for name, _ in answered]
    for name in ("strict-transport-security", "x-content-type-options", "x-frame-options", "referrer-policy"):
        assert names.count(name) == 1, name
    assert dict(answered)["Server"] == "nginx"


@pytest.mark.parametrize(
    ("line", "forged"),
    [
        ("proxy_set_header X-Board-User $signed_on;", "x-board-user"),
        ("underscores_in_headers off;", "x-board-user"),
        ("include ", "x-board-desk-key"),
    ],
)
def test_without_one_of_its_lines_a_forged_header_would_come_through(line, forged):
    def without(text):
        assert line in text
        if line.startswith("underscores"):
            return text.replace(line, "underscores_in_headers on;")
        return re.sub(rf"(?m)^\s*{re.escape(line)}.*$", "", text)

    with behind(without) as one:
        one.ask("/", headers=[SIGNED_ON, *FORGERY])
        assert any("forged" in value for value in reached(one.desk)[forged])
