"""`board desk`: what it refuses to start with; and as it answers, asked by raw requests."""

import os
import re
import socket
import subprocess
import sys

import pytest

from serving_real import free_port

KEY = "k" * 32
START = "from board_reports.cli import main; main()"


@pytest.mark.parametrize(
    ("arguments", "environment", "says"),
    [
        (["--listen", "0.0.0.0:8010"], {}, "listens on this machine alone"),
        (["--listen", "192.0.2.1:8010"], {}, "listens on this machine alone"),
        (["--listen", "[::]:8010"], {}, "listens on this machine alone"),
        (["--listen", "127.0.0.1"], {}, "no address with a port"),
        (["--listen", "desk.example:80"], {}, "no address with a port"),
        (["--listen", "127.0.0.1:99999"], {}, "no address with a port"),
        (["--header", "X-Remote-User"], {}, "BOARD_DESK_KEY has to be set"),
        (["--header", "X-Remote-User"], {"BOARD_DESK_KEY": "k" * 31}, "at least 32"),
        (["--header", "Cookie"], {"BOARD_DESK_KEY": KEY}, "cannot be that header"),
        (["--header", "X_User"], {"BOARD_DESK_KEY": KEY}, "cannot be that header"),
        ([], {"BOARD_DESK_TOKEN": "short"}, "at least 20"),
        (["--origin", "https://desk.example/path"], {}, "no such address"),
        (["--origin", "desk.example"], {}, "no such address"),
        ([], {"BOARD_AS_OF": "2026-06-10"}, "BOARD_AS_OF"),
    ],
)
def test_it_does_not_start(site, monkeypatch, arguments, environment, says):
    for name in ("BOARD_DESK_KEY", "BOARD_DESK_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    result = site.board("desk", *arguments)
    assert result.exit_code == 2
    assert says in " ".join(result.output.replace("│", " ").split())


def test_a_port_that_is_taken_is_one_clear_message(site):
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        result = site.run("board", "desk", "--listen", f"127.0.0.1:{one.getsockname()[1]}")
    assert result.returncode == 1
    assert "give another one with --listen" in result.stderr


def test_help_has_an_example(site):
    assert "board desk --header X-Remote-User" in site.board("desk", "--help").output


def start(site, *arguments, **environment):
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("BOARD_")}
    command = [sys.executable, "-c", START, "-f", str(site.config), "desk", "--listen", f"127.0.0.1:{port}"]
    process = subprocess.Popen(
        [*command, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=kept | environment
    )
    told = ""
    while "Stop it" not in told:
        line = process.stdout.readline()
        assert line, told
        told += line
    return process, port, told


def raw(port, *lines):
    """The status and headers of the answer to a request, given line by line."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as one:
        one.sendall("\r\n".join([*lines, "Connection: close", "", ""]).encode("latin-1"))
        answer = b""
        while piece := one.recv(65536):
            answer += piece
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]), head.decode("latin-1"), body.decode("utf-8", "replace")


def end(process):
    process.terminate()
    process.wait(20)
    process.stdout.close()


def test_for_one_person_it_prints_an_address_that_signs_in(site):
    process, port, told = start(site)
    try:
        path = re.search(rf"http://127\.0\.0\.1:{port}(/\?token=[\w-]{{43}})\n", told)[1]
        status, head, _ = raw(port, f"GET {path} HTTP/1.1", f"Host: 127.0.0.1:{port}")
        assert status == 302
        assert "server:" not in head.lower()
        cookie = re.search(r"Set-Cookie: ([^;]+);", head)[1]
        status, _, page = raw(port, "GET / HTTP/1.1", f"Host: 127.0.0.1:{port}", f"Cookie: {cookie}")
        assert (status, "Signed in as" in page) == (200, True)
        assert raw(port, "GET / HTTP/1.1", "Host: evil.example", f"Cookie: {cookie}")[0] == 400
    finally:
        end(process)


def test_behind_a_sign_on_no_other_spelling_of_a_header_counts(site):
    options = ("--header", "X-Remote-User", "--origin", "https://desk.board.example")
    process, port, told = start(site, *options, BOARD_DESK_KEY=KEY)
    try:
        assert "token" not in told
        request = ("GET / HTTP/1.1", "Host: desk.board.example")
        key, name = f"X-Board-Desk-Key: {KEY}", "X-Remote-User: mary"
        assert raw(port, *request, key, name)[0] == 200
        for lines in (
            [name],
            [key],
            [key, "X_Remote_User: mary"],
            ["X_Board_Desk_Key: " + KEY, name],
            [key, name, "X-Remote-User: bob"],
            [key, "X-Board-Desk-Key: other", name],
            [key, "X-Remote-User: "],
        ):
            assert raw(port, *request, *lines)[0] == 403, lines
        assert raw(port, *request, key, name, "X_Remote_User: bob")[2].count("bob") == 0
    finally:
        end(process)
