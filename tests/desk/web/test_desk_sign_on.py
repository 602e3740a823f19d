"""Who gets in: the header's name with the proxy's key beside it, or the token; and nobody else."""

import pytest

KEY = "k" * 32
TOKEN = "t" * 32
LOCAL = "http://127.0.0.1:8010"


def asked(desk, **headers):
    return desk.client.get("/", base_url=desk.origin, headers=headers)


def test_the_signed_in_name_is_on_the_page(desk):
    answer = desk.get()
    assert answer.status_code == 200
    assert "mary.jones@board.example" in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"X-Remote-User": "mary"},
        {"X-Remote-User": "mary", "X-Board-Desk-Key": ""},
        {"X-Remote-User": "mary", "X-Board-Desk-Key": "k" * 31},
        {"X-Remote-User": "mary", "X-Board-Desk-Key": "k" * 33},
        {"X-Remote-User": "mary", "X-Board-Desk-Key": "é" * 32},
        {"X-Board-Desk-Key": KEY},
        {"X-Other-User": "mary", "X-Board-Desk-Key": KEY},
    ],
)
def test_a_name_without_the_key_or_a_key_without_a_name_is_nobody(desk, headers):
    answer = asked(desk, **headers)
    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert "mary" not in answer.text


@pytest.mark.parametrize(
    "name",
    ["", " ", " mary", "mary ", "m" * 101, "mary\x07", "mary, bob", "mary\u202ebob".encode().decode("latin-1"), "\xff"],
)
def test_a_strange_name_is_nobody(desk, name):
    assert asked(desk, **{"X-Remote-User": name, "X-Board-Desk-Key": KEY}).status_code == 403


def test_a_name_that_comes_twice_is_nobody(desk):
    headers = [("X-Remote-User", "mary"), ("X-Remote-User", "bob"), ("X-Board-Desk-Key", KEY)]
    assert desk.client.get("/", base_url=desk.origin, headers=headers).status_code == 403


def test_a_welsh_name_is_read_as_it_was_written(desk):
    name = "Siân Ŵyn".encode().decode("latin-1")  # as a server passes it
    assert "Siân Ŵyn" in asked(desk, **{"X-Remote-User": name, "X-Board-Desk-Key": KEY}).text


def test_nobody_learns_which_addresses_there_are(desk):
    for path in ("/reports/", "/reports/cpr-01-2026/", "/no-such-page", "/sign-on"):
        assert desk.client.get(path, base_url=desk.origin).status_code in (403, 404)
    assert desk.client.get("/no-such-page", base_url=desk.origin).status_code == 403


def test_a_cookie_alone_signs_nobody_in_behind_a_proxy(desk):
    desk.get()
    assert asked(desk).status_code == 403


def test_another_person_at_the_same_browser_starts_afresh(desk, new_desk):
    token = desk.token_on("/run")
    desk.headers["X-Remote-User"] = "bob"
    assert desk.send("/run", {"csrf_token": token}, token=False).status_code == 400


def test_the_token_in_the_address_becomes_a_session(new_desk):
    desk = new_desk(header=None, token=TOKEN, origin=LOCAL, proxy_key=None)
    assert desk.get().headers["Location"] == "/sign-on"
    answer = desk.get(f"/?token={TOKEN}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie
    assert "Secure" not in cookie
    assert TOKEN not in cookie
    assert "Signed in as <strong>root</strong>" in desk.get().text
    assert desk.get(f"/reports/?token={TOKEN}").headers["Location"] == "/reports/"  # out of the address again


def test_the_token_can_be_typed(new_desk):
    desk = new_desk(header=None, token=TOKEN, origin=LOCAL, proxy_key=None)
    assert desk.send("/sign-on", {"token": TOKEN}).status_code == 302
    assert desk.get().status_code == 200


def test_the_cookie_is_for_tls_alone_where_the_desk_is(desk):
    cookie = desk.get().headers["Set-Cookie"]
    assert cookie.startswith("__Host-board-desk=")
    assert "; Secure" in cookie


def test_a_session_of_another_start_is_nothing(new_desk):
    first = new_desk(header=None, token=TOKEN, origin=LOCAL, proxy_key=None)
    cookie = first.get(f"/?token={TOKEN}").headers["Set-Cookie"].partition(";")[0]
    second = new_desk(header=None, token=TOKEN, origin=LOCAL, proxy_key=None)
    assert second.get(Cookie=cookie).status_code == 302


def test_wrong_tokens_are_few_a_minute(new_desk):
    desk = new_desk(header=None, token=TOKEN, origin=LOCAL, proxy_key=None)
    assert [desk.get(f"/?token=wrong{n}").status_code for n in range(11)] == [403] * 10 + [429]
    assert desk.get(f"/?token={TOKEN}").status_code == 429
    later = new_desk("2026-06-10T20:02", header=None, token=TOKEN, origin=LOCAL, proxy_key=None)
    later.client.application.extensions["board-desk-wrong"].extend(
        desk.client.application.extensions["board-desk-wrong"]
    )
    assert later.get(f"/?token={TOKEN}").status_code == 302


def test_no_token_opens_a_desk_that_has_none(new_desk):
    desk = new_desk(header=None, token="", origin=LOCAL, proxy_key=None)
    assert desk.get("/?token=").status_code == 302
    assert desk.send("/sign-on", {"token": ""}).status_code == 403


def test_the_headers_of_a_proxy_sign_nobody_in_where_none_is_configured(new_desk):
    desk = new_desk(header=None, token=TOKEN, origin=LOCAL, proxy_key=None)
    assert asked(desk, **{"X-Remote-User": "mary", "X-Board-Desk-Key": KEY}).status_code == 302
