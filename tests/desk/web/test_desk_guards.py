"""What a request must be, and what every answer carries, whatever its status."""

import io
import logging

import pytest

import projects
from board_reports.desk.web import app as web_app
from board_reports.desk.web.guarding import HEADERS, policy
from board_reports.desk.web.pages import home

HOLD = "/reports/cpr-01-2026/hold"
REASON = {"reason": "Zq a secret reason"}


def held(site):
    return "hold:" in (site.reports / "winter.md").read_text()


def test_a_form_with_all_that_it_needs_is_taken(public):
    assert public.send(HOLD, REASON).status_code == 200
    assert held(public.site)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": None},
        {"Origin": "null"},
        {"Origin": ""},
        {"Origin": "https://evil.example"},
        {"Origin": "http://desk.board.example"},
        {"Origin": "https://desk.board.example:8443"},
        {"Origin": "https://desk.board.example.evil.example"},
        {"Origin": "https://desk.board.example@evil.example"},
        {"Origin": None, "Referer": "https://evil.example/https://desk.board.example/"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_form_from_elsewhere_changes_nothing(public, headers):
    answer = public.send(HOLD, REASON, **headers)
    assert answer.status_code == 403
    assert "This form came from elsewhere" in answer.text
    assert not held(public.site)


def test_a_browser_that_sends_no_origin_is_known_by_its_referer(public):
    assert public.send(HOLD, REASON, Origin=None, Referer=f"{public.origin}{HOLD}").status_code == 200
    assert held(public.site)


@pytest.mark.parametrize("token", [None, "", "made-up"])
def test_a_form_without_its_own_token_changes_nothing(public, token):
    data = REASON | ({"csrf_token": token} if token is not None else {})
    answer = public.send(HOLD, data, token=False)
    assert answer.status_code == 400
    assert "The form is too old" in answer.text
    assert not held(public.site)


@pytest.mark.parametrize(
    "path", [HOLD, "/reports/cpr-01-2026/take-down", "/reports/cpr-01-2026/release", "/run", "/tonight", "/calendar"]
)
def test_every_form_wants_its_token_and_its_origin(public, path):
    before = projects.tree(public.site.root)
    assert public.send(path, REASON, token=False).status_code == 400
    assert public.send(path, REASON, Origin="https://evil.example").status_code == 403
    assert projects.tree(public.site.root) == before


@pytest.mark.parametrize(
    "host", ["evil.example", "desk.board.example:8443", "127.0.0.1", "desk.board.example.evil.example"]
)
def test_another_host_is_not_answered(public, host):
    answer = public.get(Host=host)
    assert answer.status_code == 400
    assert "CPR" not in answer.text


def pages_of(desk):
    rules = desk.client.application.url_map.iter_rules()
    known = {"slug": "cpr-01-2026", "secret": "x", "filename": "desk.css"}
    for rule in rules:
        if "GET" in rule.methods and not rule.rule.startswith("/authoring"):
            values = {name: known[name] for name in rule.arguments if name in known}
            if set(values) == rule.arguments:
                yield rule.build(values)[1]


def test_looking_at_pages_changes_nothing(public):
    paths = list(pages_of(public))
    assert {HOLD, "/run", "/tonight", "/calendar", "/timeline"} <= set(paths)
    before = projects.tree(public.site.root)
    statuses = {path: public.get(path).status_code for path in paths}
    assert projects.tree(public.site.root) == before
    others = {path: status for path, status in statuses.items() if status not in (200, 302, 303)}
    assert set(others) <= {"/calendar/x.ics", "/sign-on"}, others


def assert_guarded(answer):
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Strict-Transport-Security"]


def test_every_answer_carries_the_headers(public, monkeypatch):
    seen = {}
    for answer in (
        public.get(),
        public.get("/static/desk.css"),
        public.get("/timeline"),
        public.get("/reports/cpr-01-2026/evidence/print"),
        public.get("/run/"),
        public.get(Host="evil.example"),
        public.client.get("/", base_url=public.origin),
        public.get("/nope"),
        public.client.delete("/", base_url=public.origin, headers=public.headers | {"Origin": public.origin}),
        public.send("/run", {"x": "y" * (web_app.MOST_FIELD + 1)}, token=False),
    ):
        assert_guarded(answer)
        seen[answer.status_code] = answer.text
    monkeypatch.setattr(home, "rows_of", lambda *_: 1 / 0)
    failed = public.get()
    assert_guarded(failed)
    seen[failed.status_code] = failed.text
    assert set(seen) == {200, 400, 403, 404, 405, 413, 500}
    for status, text in seen.items():
        assert status == 200 or ('<link rel="stylesheet"' in text and "<h1>" in text)
        assert "Traceback" not in text
        assert "ZeroDivision" not in text


def test_a_file_that_is_too_large_is_told(public):
    data = {"file": (io.BytesIO(b"x" * 10), "a.docx")}
    answer = public.client.post(
        "/run",
        base_url=public.origin,
        data=data,
        content_type="multipart/form-data",
        headers=public.headers | {"Origin": public.origin},
        environ_overrides={"CONTENT_LENGTH": str(web_app.MOST_BYTES + 1)},
    )
    assert answer.status_code == 413
    assert "60 MB" in answer.text


@pytest.mark.parametrize(
    "path",
    [
        "/static/../app.py",
        "/static/%2e%2e/app.py",
        "/static/..%2fapp.py",
        "/static//etc/passwd",
        "/reports/../../mkdocs.yml",
        "/reports/..%2f..%2fmkdocs.yml/",
        "/reports/%2e%2e/hold",
        "/reports/CPR%2001/hold",
        "/reports/cpr-01-2026%00/hold",
        "/calendar/../calendar.ics",
    ],
)
def test_no_address_leads_out(public, path):
    answer = public.get(path)
    assert answer.status_code in (308, 404)
    assert "site_name" not in answer.text
    assert "import" not in answer.text


def test_the_log_names_people_and_rules_and_nothing_of_a_report(public, caplog):
    with caplog.at_level(logging.INFO, "board_reports.desk"):
        public.get("/reports/cpr-01-2026/?token=Zqtoken")
        public.send(HOLD, REASON)
    told = caplog.text
    assert "POST /reports/<slug>/hold 200 mary.jones@board.example" in told
    for secret in ("winter", "01", "Zq"):
        assert secret not in told.replace("127.0.0.1", "")


def test_what_failed_is_logged_without_its_text(public, caplog, monkeypatch):
    def fails(*_):
        raise ValueError("Zq a title")

    monkeypatch.setattr(home, "rows_of", fails)
    assert public.get().status_code == 500
    assert "ValueError" in caplog.text
    assert "Zq" not in caplog.text


def test_a_policy_of_its_own_changes_one_thing():
    assert policy(style_src="'none'") == policy().replace("style-src 'self'", "style-src 'none'")
