"""The rules at work in the real nginx and Apache of Debian, whose clock is moved while they run."""

import gzip
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from board_reports.release.rules import RulesInput, grammar
from builders import pdf, write
from serving_apache import apache
from serving_nginx import nginx
from serving_real import Clock, Server, ask_at, open_folder

SERVERS = {"nginx": nginx, "apache": apache}
CLOSES = datetime(2026, 12, 15, 0, 0, tzinfo=UTC)
LATER = CLOSES + timedelta(days=30, hours=9, minutes=30)
LONG = "cpr-" + "-".join(["123456789"] * 19) + "-2026"  # 199 characters
HASH = "sha256-exqRXrW/0laiImCrTE8a70vxyyY10FJVIppytLf/dbY="

GONE = {
    "page": "/reports/cpr-01-2026/",
    "page by its file": "/reports/cpr-01-2026/index.html",
    "no slash": "/reports/cpr-01-2026",
    "part": "/reports/cpr-01-2026/briefing/",
    "file": "/reports/cpr-01-2026/timeline.pdf",
    "Welsh page": "/cy/reports/cpr-01-2026/",
    "Welsh file": "/cy/reports/cpr-01-2026/timeline.pdf",
    "two slashes": "//reports//cpr-01-2026//",
    "a dot": "/reports/./cpr-01-2026/./timeline.pdf",
    "a way up": "/leaflets/../reports/cpr-01-2026/",
    "percent": "/reports/%63pr%2d01-2026/timeline%2Epdf",
    "query": "/reports/cpr-01-2026/?x=/../../index.html",
    "a long name": f"/reports/{LONG}/",
}
OPEN = [path for name, path in GONE.items() if name != "no slash"]
STAYS = ["/", "/reports/", "/reports/feed.xml", "/reports/cpr-02-2026/", "/reports/cpr-02-2026/map.png", "/leaflets/"]


def fill(tree):
    for language in ("", "cy/"):
        write(tree / f"{language}reports/cpr-01-2026/index.html", "<p>The green notebook</p>" * 100)
        write(tree / f"{language}reports/cpr-01-2026/briefing/index.html", "<p>In short</p>")
        write(tree / f"{language}reports/cpr-01-2026/timeline.pdf", pdf())
    for path in (
        "index.html",
        "reports/index.html",
        "leaflets/index.html",
        f"reports/{LONG}/index.html",
        "reports/cpr-02-2026/index.html",
        "reports/cpr-02-2026/map.png",
        "reports/cpr-02-2026/empty/deep.png",
        "reports/feed.xml",
        "search/search_index.json",
        "sitemap.xml",
        "status.json",
        "assets/board.css",
        "assets/javascripts/bundle.a5f9d56c.min.js",
        "cy/assets/stylesheets/main.57a0d79d.min.css",
        ".well-known/security.txt",
        ".well-known/.secret",
        ".htaccess",
        ".git/config",
        "leaflets/.draft.html",
    ):
        write(tree / path, f"<p>This is {path}</p>\n" * 40)
    for status in ("404", "410"):
        write(tree / f"{status}.html", f"<h1>Neutral {status}</h1>")


@dataclass
class Running:
    """A server, and the clock it goes by."""

    kind: str
    server: Server
    clock: Clock

    def ask(self, path, when, method="GET", **headers):
        return ask_at(self.server, self.clock, when, path, method, **headers)


@pytest.fixture(scope="module", params=SERVERS)
def running(request):
    """A server with two closings to come, in a zone far from London, whatever its clock shows."""
    closings = {"cpr-01-2026": CLOSES, LONG: CLOSES, "cpr-02-2026": LATER}
    with open_folder() as folder:
        fill(folder / "releases" / "1")
        (folder / "public").symlink_to("releases/1")
        clock = Clock(folder / "clock")
        clock.set(CLOSES - timedelta(days=1))
        rules = RulesInput(folder / "public", closings=closings, scripts=(HASH,))
        with SERVERS[request.param](rules, folder / "server", clock=clock, zone="Pacific/Auckland") as server:
            yield Running(request.param, server, clock)


BEFORE, AFTER = CLOSES - timedelta(minutes=1), CLOSES + timedelta(seconds=3)


@pytest.mark.parametrize("path", OPEN)
def test_it_answers_until_closing_and_is_gone_from_then_on(running, path):
    assert running.ask(path, BEFORE).status == 200
    after = running.ask(path, AFTER)
    assert (after.status, after.body) == (410, b"<h1>Neutral 410</h1>")
    assert after["cache-control"] == "no-store"
    assert after.get("x-robots-tag") is None
    assert running.ask(path, CLOSES + timedelta(days=4000)).status == 410
    assert running.ask(path, BEFORE).status == 200  # the files are there all the while: it is the rule that answers


def test_the_very_second(running):
    assert running.ask(GONE["page"], CLOSES - timedelta(seconds=0.8)).status == 200
    assert running.ask(GONE["page"], CLOSES + timedelta(seconds=0.01)).status == 410


def test_an_address_without_its_slash_leads_on_until_closing(running):
    before = running.ask(GONE["no slash"], BEFORE)
    assert before.status == 301
    host = running.server.url if running.kind == "apache" else ""  # nginx can lead on without naming itself
    assert before["location"] == f"{host}/reports/cpr-01-2026/"
    assert running.ask(GONE["no slash"], AFTER).status == 410


@pytest.mark.parametrize("path", STAYS)
def test_all_else_stays(running, path):
    assert running.ask(path, AFTER).status == 200


def test_each_report_has_its_own_instant(running):
    path = "/reports/cpr-02-2026/map.png"
    assert running.ask(path, LATER - timedelta(seconds=2)).status == 200
    assert running.ask(path, LATER + timedelta(seconds=1)).status == 410


def test_gzip_head_range_and_conditional_requests_are_gone_too(running):
    first = running.ask(GONE["page"], BEFORE, Accept_Encoding="gzip")
    assert first["content-encoding"] == "gzip"
    assert b"green notebook" in gzip.decompress(first.body)
    plain = running.ask(GONE["page"], BEFORE)
    assert running.ask(GONE["page"], BEFORE, If_None_Match=plain["etag"]).status == 304
    assert running.ask(GONE["file"], BEFORE, Range="bytes=0-3").body == b"%PDF"
    for headers in (
        {"Accept_Encoding": "gzip"},
        {"If_None_Match": plain["etag"]},
        {"If_Modified_Since": plain["last-modified"]},
        {"Range": "bytes=0-3"},
        {"Board_Now": "t=0000000000000000"},
    ):
        for method in ("GET", "HEAD"):
            after = running.ask(GONE["page"], AFTER, method, **headers)
            assert after.status == 410, (method, headers)
            assert b"notebook" not in after.body


@pytest.mark.parametrize(
    "path", ["/reports/CPR-01-2026/", "/reports/never/", "/reports/never", "/cy/reports/never/a.pdf"]
)
def test_below_reports_whatever_is_missing_is_410(running, path):
    missing = running.ask(path, BEFORE)
    assert (missing.status, missing.body, missing["cache-control"]) == (410, b"<h1>Neutral 410</h1>", "no-store")


def test_a_folder_without_a_page_shows_nothing(running):
    assert running.ask("/reports/cpr-02-2026/empty/", BEFORE).status == 410
    assert running.ask("/assets/", BEFORE).status == 404
    assert running.ask("/assets/", BEFORE).body == b"<h1>Neutral 404</h1>"


@pytest.mark.parametrize(
    "path",
    ["/nothing", "/.htaccess", "/.git/config", "/leaflets/.draft.html", "/%2egit/config", "/.well-known/.secret"],
)
def test_elsewhere_missing_and_hidden_files_are_404(running, path):
    missing = running.ask(path, BEFORE)
    assert (missing.status, missing.body, missing["cache-control"]) == (404, b"<h1>Neutral 404</h1>", "no-store")


def test_what_is_well_known_is_not_hidden(running):
    assert running.ask("/.well-known/security.txt", BEFORE).status == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_there_is_nothing_to_send(running, method):
    assert running.ask("/", BEFORE, method, Content_Length="0").status == 405


def every_status(running):
    tag = running.ask("/", BEFORE)["etag"]
    return {
        200: running.ask("/", BEFORE),
        206: running.ask("/", BEFORE, Range="bytes=0-1"),
        301: running.ask("/leaflets", BEFORE),
        304: running.ask("/", BEFORE, If_None_Match=tag),
        404: running.ask("/nothing", BEFORE),
        405: running.ask("/", BEFORE, "POST", Content_Length="0"),
        410: running.ask(GONE["file"], AFTER),
        416: running.ask("/", BEFORE, Range="bytes=999999-"),
    }


def test_every_status_carries_every_header(running):
    digest = grammar.digest_of((running.server.folder / "rules.conf").read_text())
    for status, answer in every_status(running).items():
        assert answer.status == status
        policy = dict(part.strip().split(" ", 1) for part in answer["content-security-policy"].split(";"))
        assert policy["script-src"] == f"'self' '{HASH}'"
        assert (
            policy["default-src"] == policy["object-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
        )
        assert "unsafe" not in answer["content-security-policy"]
        assert answer["x-content-type-options"] == "nosniff"
        assert answer["referrer-policy"] == "no-referrer"
        assert answer["cross-origin-resource-policy"] == "same-origin"
        assert "camera=()" in answer["permissions-policy"]
        assert answer["board-rules"] == digest
        assert answer.get("strict-transport-security") is None
        assert not any(character.isdigit() for character in answer["server"])
        assert answer["cache-control"].endswith("no-store") == (status >= 400)


SOON = "public, max-age=300, must-revalidate"


@pytest.mark.parametrize("path", ["/", "/reports/", "/reports/feed.xml", "/sitemap.xml", "/search/search_index.json"])
def test_no_copy_outlives_the_next_closing(running, path):
    margin = timedelta(seconds=300)
    assert running.ask(path, CLOSES - margin - timedelta(seconds=2))["cache-control"] == SOON
    assert running.ask(path, CLOSES - margin + timedelta(seconds=1))["cache-control"] == "no-cache"
    assert running.ask(path, AFTER)["cache-control"] == "no-cache"


def test_reports_and_their_files_are_asked_for_each_time(running):
    for path in (*OPEN, GONE["no slash"]):
        assert running.ask(path, CLOSES - timedelta(days=30))["cache-control"] == "no-cache"


def test_only_assets_named_by_their_content_are_kept_long(running):
    for path in ("/assets/javascripts/bundle.a5f9d56c.min.js", "/cy/assets/stylesheets/main.57a0d79d.min.css"):
        assert running.ask(path, BEFORE)["cache-control"] == "public, max-age=31536000, immutable"
    assert running.ask("/assets/board.css", CLOSES - timedelta(days=1))["cache-control"] == SOON
    gone = running.ask("/assets/javascripts/bundle.00000000.min.js", BEFORE)
    assert gone["cache-control"] == "no-store"


def test_search_engines_are_told_the_end_of_each_file(running):
    for path in OPEN:
        assert running.ask(path, BEFORE)["x-robots-tag"] == "noarchive, unavailable_after: 2026-12-15T00:00:00+00:00"
    later = running.ask("/reports/cpr-02-2026/map.png", AFTER)["x-robots-tag"]
    assert later == "noarchive, unavailable_after: 2027-01-14T09:30:00+00:00"
    for path in ("/", "/reports/", "/leaflets/", "/reports/never/"):
        assert running.ask(path, BEFORE).get("x-robots-tag") is None


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/assets/board.css", "text/css; charset=utf-8"),
        ("/assets/javascripts/bundle.a5f9d56c.min.js", "text/javascript; charset=utf-8"),
        ("/status.json", "application/json"),
        ("/reports/feed.xml", "application/xml; charset=utf-8"),
        ("/reports/cpr-01-2026/timeline.pdf", "application/pdf"),
        ("/reports/cpr-02-2026/map.png", "image/png"),
    ],
)
def test_each_file_says_what_it_is(running, path, kind):
    assert running.ask(path, BEFORE)["content-type"] == kind


@pytest.mark.parametrize("kind", SERVERS)
def test_without_the_dated_rule_the_files_would_still_be_served(kind):
    """What makes the 410 above is the rule, and nothing else."""
    with open_folder() as folder:
        fill(folder / "tree")
        clock = Clock(folder / "clock")
        clock.set(AFTER)
        with SERVERS[kind](RulesInput(folder / "tree"), folder / "server", clock=clock) as server:
            for name in ("page", "part", "file", "Welsh page"):
                assert server.ask(GONE[name]).status == 200


@pytest.mark.parametrize("kind", SERVERS)
def test_a_thousand_reports_with_a_thousand_instants(kind):
    closings = {f"cpr-{number}-2026": CLOSES + timedelta(minutes=number) for number in range(1000)}
    with open_folder() as folder:
        fill(folder / "tree")
        for number in (0, 500, 999):
            write(folder / f"tree/reports/cpr-{number}-2026/index.html", "<p>One of many</p>")
        clock = Clock(folder / "clock")
        clock.set(CLOSES + timedelta(minutes=500, seconds=-1.5))
        with SERVERS[kind](RulesInput(folder / "tree", closings=closings), folder / "server", clock=clock) as server:
            seen = {number: server.ask(f"/reports/cpr-{number}-2026/").status for number in (0, 500, 999)}
            assert seen == {0: 410, 500: 200, 999: 200}
            clock.set(CLOSES + timedelta(minutes=500, seconds=1))
            seen = {number: server.ask(f"/reports/cpr-{number}-2026/").status for number in (0, 500, 999)}
            assert seen == {0: 410, 500: 410, 999: 200}
