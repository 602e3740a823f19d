"""Looking at a served site from outside: everything holds, and then one thing at a time is broken."""

import gzip
import json
import os
import threading
import time
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import served_site
from certificates import Authority
from click.testing import CliRunner
from served_site import NOON

import builders
import projects
from board_reports.cli.verify import verify as command
from board_reports.release.manifest import Manifest
from board_reports.release.outside import expected as expecting
from board_reports.release.outside.comparison import Comparison
from board_reports.release.outside.expected import FROM_OUTSIDE
from board_reports.release.outside.looks import Limits, site_address
from board_reports.release.outside.verify import ping, verify
from board_reports.release.record.ledger import Entry, Event, Ledger
from projects import no_instant_from_outside, shared_templates

__all__ = ["no_instant_from_outside", "shared_templates"]

MEGABYTE = 1024 * 1024
CALM = Limits(answer=20, size=2 * MEGABYTE, pause=0.01)
HASTY = Limits(read=1, answer=2, size=2 * MEGABYTE, pause=0.01)  # where something hangs


@pytest.fixture(scope="module")
def project(tmp_path_factory, shared_templates):
    """One built project for all tests that only look at it."""
    return served_site.built(tmp_path_factory.mktemp("verify") / "project")


@pytest.fixture
def web(project):
    """The project, served."""
    with served_site.serving(project.root / "var" / "public") as web:
        yield web


@pytest.fixture
def own(project, tmp_path):
    """A copy of the project, for a test that changes it."""
    return served_site.copied(project, tmp_path / "own")


def looked(web, site, at=NOON, limits=CALM, **more):
    here = Comparison.of(site.config) if site else None
    return verify(web.home, at, lambda: here.expected(at) if here else FROM_OUTSIDE, limits=limits, **more)


def failures(verdict):
    return {(urlsplit(one.address).path, one.message) for one in verdict.failures}


def test_everything_holds(web, project):
    verdict = looked(web, project)
    assert failures(verdict) == set()
    assert verdict.ok
    assert verdict.seen == {"cpr-01-2026", "cpr-02-2026"}
    assert verdict.gone == {"cpr-03-2026", "cpr-04-2025", "cpr-09-2020"}
    assert verdict.headline.startswith(f"OK: {web.home} ")
    for path in ("/", "/reports/", "/reports/feed.xml", "/sitemap.xml", "/sitemap.xml.gz", "/status.json"):
        assert path in web.asked
    assert web.asked.count("/reports/cpr-09-2020/") == 2  # with and without gzip


def test_everything_holds_from_outside(web):
    verdict = looked(web, None)
    assert failures(verdict) == set()
    assert "/reports/cpr-01-2026/timeline.pdf" in web.asked
    assert "/reports/cpr-01-2026/briefing/" in web.asked


def test_everything_holds_by_the_register_alone(web, own):
    (own.root / "var" / "public").unlink()
    verdict = looked(web, own)
    assert failures(verdict) == set()
    assert {one.slug for one in verdict.expected.live} == {"cpr-01-2026", "cpr-02-2026"}
    assert {one.slug for one in verdict.expected.gone} == {"cpr-03-2026", "cpr-04-2025"}


GONE = "and should answer 404 or 410: {} is not public"
PAGE = (200, b"<p>still here</p>", {})


def in_gzip(web):
    web.zipped["/reports/cpr-04-2025/"] = (200, gzip.compress(b"<p>still</p>"), {"Content-Encoding": "gzip"})


def hang(handler):
    time.sleep(3)


def endless(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    try:
        while True:
            handler.wfile.write(b"x" * 65536)
    except OSError:
        return


def dripping(handler):
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n")
    try:
        for _ in range(20):
            handler.wfile.write(b"x")
            time.sleep(0.2)
    except OSError:
        return


def garbage(handler):
    handler.wfile.write(b"\x00\xff nothing of HTTP\r\n\r\n")


def bomb(web):
    body = gzip.compress(b"\0" * (CALM.size + 1), 1)
    web.says["/sitemap.xml"] = (200, body, {"Content-Encoding": "gzip"})


BROKEN = {
    "a closed report is served": (
        lambda web: web.says.update({"/reports/cpr-04-2025/": PAGE}),
        {("/reports/cpr-04-2025/", f"answers 200, {GONE.format('CPR 04/2025')}")},
    ),
    "one that only the ledger knows is served": (
        lambda web: web.says.update({"/reports/cpr-09-2020/": PAGE}),
        {("/reports/cpr-09-2020/", f"answers 200, {GONE.format('CPR 09/2020')}")},
    ),
    "one to come is served, in Welsh": (
        lambda web: web.says.update({"/cy/reports/cpr-03-2026/": PAGE}),
        {("/cy/reports/cpr-03-2026/", f"answers 200, {GONE.format('CPR 03/2026')}")},
    ),
    "a closed report is served to clients that take gzip": (
        in_gzip,
        {("/reports/cpr-04-2025/", f"answers 200 to clients that take gzip, {GONE.format('CPR 04/2025')}")},
    ),
    "a closed report is an error": (
        lambda web: web.says.update({"/reports/cpr-04-2025/": (500, b"", {})}),
        {("/reports/cpr-04-2025/", f"answers 500, {GONE.format('CPR 04/2025')}")},
    ),
    "a live report is missing": (
        lambda web: web.gone("/reports/cpr-02-2026/"),
        {("/reports/cpr-02-2026/", "answers 410: CPR 02/2026 is public")},
    ),
    "a file of a live report is missing": (
        lambda web: web.gone("/reports/cpr-01-2026/timeline.pdf"),
        {("/reports/cpr-01-2026/timeline.pdf", "answers 410: CPR 01/2026 is public")},
    ),
    "a part of a live report has other bytes": (
        lambda web: web.edit("/reports/cpr-01-2026/briefing/", lambda data: data + b" "),
        {
            (
                "/reports/cpr-01-2026/briefing/",
                "answers other bytes than the current release has: CPR 01/2026 is public",
            )
        },
    ),
    "the home page is another one": (
        lambda web: web.edit("/", lambda data: b"<h1>It works!</h1>"),
        {("/", "answers other bytes than the current release has")},
    ),
    "the home page is missing": (
        lambda web: web.gone("/"),
        {("/", "answers 410")},
    ),
    "the listing does not name a live report": (
        lambda web: web.edit("/reports/", lambda data: data.replace(b"cpr-02-2026/", b"")),
        {("/reports/", "does not name CPR 02/2026, which is public")},
    ),
    "the listing names a closed report": (
        lambda web: web.edit("/reports/", lambda data: data + b'<a href="cpr-04-2025/">x</a>'),
        {("/reports/", "names CPR 04/2025, which is not public")},
    ),
    "the listing names a report that nobody knows": (
        lambda web: web.edit("/reports/", lambda data: data + b'<a href="/reports/cpr-77-2019/">x</a>'),
        {("/reports/", "names cpr-77-2019, which is not public")},
    ),
    "search finds a closed report": (
        lambda web: web.edit(
            "/search/search_index.json",
            lambda data: data.replace(b'"docs":[', b'"docs":[{"location":"reports/cpr-04-2025/#x"},'),
        ),
        {("/search/search_index.json", "names CPR 04/2025, which is not public")},
    ),
    "search has the address of a closed report in a text": (
        lambda web: web.edit(
            "/search/search_index.json",
            lambda data: data.replace(b'"docs":[', b'"docs":[{"location":"","text":"see reports/cpr-04-2025/"},'),
        ),
        {("/search/search_index.json", "names CPR 04/2025, which is not public")},
    ),
    "the sitemap names a closed report": (
        lambda web: web.edit("/sitemap.xml", lambda data: data.replace(b"cpr-02-2026/", b"cpr-04-2025/")),
        {
            ("/sitemap.xml", "names CPR 04/2025, which is not public"),
            ("/sitemap.xml", "does not name CPR 02/2026, which is public"),
        },
    ),
    "the zipped sitemap names a closed report": (
        lambda web: web.edit(
            "/sitemap.xml.gz",
            lambda data: gzip.compress(
                gzip.decompress(data).replace(
                    b"</urlset>", b"<url><loc>https://board.example/reports/cpr-09-2020/</loc></url></urlset>"
                )
            ),
        ),
        {("/sitemap.xml.gz", "names CPR 09/2020, which is not public")},
    ),
    "the sitemap names another host": (
        lambda web: web.edit(
            "/sitemap.xml",
            lambda data: data.replace(b"</urlset>", b"<url><loc>https://x.example/</loc></url></urlset>"),
        ),
        {("/sitemap.xml", "names an address outside this site")},
    ),
    "the feed is broken": (
        lambda web: web.edit("/reports/feed.xml", lambda data: data[:-40]),
        {("/reports/feed.xml", "is not whole XML")},
    ),
    "the feed declares entities": (
        lambda web: web.edit("/reports/feed.xml", lambda data: data.replace(b"<feed", b"<!DOCTYPE feed><feed")),
        {("/reports/feed.xml", "is XML with declarations, and none of ours")},
    ),
    "the feed has an entry without a window": (
        lambda web: web.edit("/reports/feed.xml", lambda data: data.replace(b"end=", b"and=")),
        {("/reports/feed.xml", "has an entry without its window")},
    ),
    "checked_at is stale": (
        lambda web: web.status(checked_at="2026-06-09T10:00:00+01:00"),
        {("/status.json", "was last checked 26 hours ago (checked_at): the nightly run does not run, or fails")},
    ),
    "checked_at is still to come": (
        lambda web: web.status(checked_at="2026-06-10T12:11:00+01:00"),
        {("/status.json", "was last checked at an instant still to come (checked_at): a clock is wrong")},
    ),
    "checked_at has no zone": (
        lambda web: web.status(checked_at="2026-06-10T11:00:00"),
        {("/status.json", "has no checked_at that can be read")},
    ),
    "a change was due": (
        lambda web: web.status(next_change_at="2026-06-10T11:50:00+01:00"),
        {("/status.json", "tells of a change that was due (next_change_at) and has not come")},
    ),
    "the site is a preview": (
        lambda web: web.status(preview=True),
        {("/status.json", "says that the site is a preview")},
    ),
    "status.json is garbage": (
        lambda web: web.edit("/status.json", lambda data: b"[" * 100_000),
        {("/status.json", "is no JSON document")},
    ),
    "other rules are loaded": (
        lambda web: web.headers.update({"Board-Rules": "sha256:" + "6" * 64}),
        {("/", "is not served by the rules of the current release (header Board-Rules) (and 18 other addresses)")},
    ),
    "a page of the sitemap is missing": (
        lambda web: web.edit(
            "/sitemap.xml",
            lambda data: data.replace(b"</urlset>", b"<url><loc>https://board.example/about/</loc></url></urlset>"),
        ),
        {("/about/", "answers 404"), ("/sitemap.xml", "answers other bytes than the current release has")},
    ),
    "a live report leads to another host": (
        lambda web: web.says.update(
            {"/reports/cpr-02-2026/": (302, b"", {"Location": "https://elsewhere.example/reports/cpr-02-2026/"})}
        ),
        {("/reports/cpr-02-2026/", "sends its readers to another host: CPR 02/2026 is public")},
    ),
    "a closed report leads to a page": (
        lambda web: web.says.update({"/reports/cpr-04-2025/": (302, b"", {"Location": "/"})}),
        {("/reports/cpr-04-2025/", f"answers 200, {GONE.format('CPR 04/2025')}")},
    ),
    "a live report leads round in a circle": (
        lambda web: web.says.update({"/reports/cpr-02-2026/": (302, b"", {"Location": "/reports/cpr-02-2026/"})}),
        {("/reports/cpr-02-2026/", "sends its readers round in a circle: CPR 02/2026 is public")},
    ),
    "a live report hangs": (
        lambda web: web.says.update({"/reports/cpr-02-2026/": hang}),
        {("/reports/cpr-02-2026/", "does not answer in time: CPR 02/2026 is public")},
    ),
    "a live report drips": (
        lambda web: web.says.update({"/reports/cpr-02-2026/": dripping}),
        {("/reports/cpr-02-2026/", "does not answer in time: CPR 02/2026 is public")},
    ),
    "a live report is garbage": (
        lambda web: web.says.update({"/reports/cpr-02-2026/": garbage}),
        {("/reports/cpr-02-2026/", "answers what is not whole, or not HTTP: CPR 02/2026 is public")},
    ),
    "the search index has no end": (
        lambda web: web.says.update({"/search/search_index.json": endless}),
        {("/search/search_index.json", "answers with more than 2 MB")},
    ),
    "the sitemap fills the memory": (
        bomb,
        {("/sitemap.xml", "answers with more than 2 MB")},
    ),
    "a page is in gzip that breaks off": (
        lambda web: web.says.update(
            {"/reports/cpr-02-2026/": (200, gzip.compress(b"page" * 99)[:-9], {"Content-Encoding": "gzip"})}
        ),
        {("/reports/cpr-02-2026/", "answers with gzip that is not whole: CPR 02/2026 is public")},
    ),
    "a page is in an encoding that was not asked for": (
        lambda web: web.says.update({"/reports/cpr-02-2026/": (200, b"...", {"Content-Encoding": "gzip, gzip"})}),
        {("/reports/cpr-02-2026/", "answers in an encoding that was not asked for: CPR 02/2026 is public")},
    ),
    "every address answers": (
        lambda web: web.says.update({"/no-such-page-is-here/": PAGE}),
        {("/no-such-page-is-here/", "answers 200, and should answer 404 or 410: nothing is there")},
    ),
}


@pytest.mark.parametrize("name", BROKEN)
def test_one_broken_thing_gives_its_failure_alone(web, project, name):
    change, expected = BROKEN[name]
    change(web)
    verdict = looked(web, project, limits=HASTY if "hangs" in name or "drips" in name else CALM)
    assert failures(verdict) == expected
    assert not verdict.ok
    assert verdict.headline.startswith("CRITICAL: ")
    assert "winter" not in str(verdict.as_json())  # a title reaches nobody


BARE = {
    "Content-Security-Policy": "has no header Content-Security-Policy",
    "X-Content-Type-Options": "has no header X-Content-Type-Options: nosniff",
    "Referrer-Policy": "has no Referrer-Policy that keeps addresses private",
    "Cross-Origin-Resource-Policy": "has no header Cross-Origin-Resource-Policy: same-origin",
    "Board-Rules": "is not served by the rules of the current release (header Board-Rules)",
}
PLACES = [
    "/",
    "/reports/feed.xml",
    "/reports/cpr-01-2026/timeline.pdf",
    "/no-such-page-is-here/",
    "/reports/cpr-09-2020/",
]


@pytest.mark.parametrize("path", PLACES)
@pytest.mark.parametrize("header", BARE)
def test_each_header_is_wanted_on_each_kind_of_answer(web, project, path, header):
    web.without[path] = [header]
    assert failures(looked(web, project)) == {(path, BARE[header])}


LOOSE = {
    "script-src 'self' 'unsafe-inline'; frame-ancestors 'none'": "that lets foreign scripts run",
    "default-src 'self' *; frame-ancestors 'none'": "that lets foreign scripts run",
    "img-src 'self'; frame-ancestors 'none'": "that lets foreign scripts run",
    "default-src 'self'": "without frame-ancestors",
    "default-src 'self'; frame-ancestors https://x.example": "without frame-ancestors",
}


@pytest.mark.parametrize("policy", LOOSE)
def test_loose_policy_is_told(web, project, policy):
    web.says["/reports/cpr-02-2026/"] = (
        200,
        (web.folder / "reports/cpr-02-2026/index.html").read_bytes(),
        {"Content-Security-Policy": policy},
    )
    says = f"has a Content-Security-Policy {LOOSE[policy]}"
    assert failures(looked(web, project)) == {("/reports/cpr-02-2026/", says)}


@pytest.mark.parametrize(
    ("path", "header", "value", "says"),
    [
        ("/reports/cpr-02-2026/", "Cache-Control", "max-age=60", "has no header Cache-Control: no-cache"),
        (
            "/reports/",
            "Cache-Control",
            "max-age=301",
            "may be kept by caches for more than 300 seconds (header Cache-Control)",
        ),
        (
            "/status.json",
            "Cache-Control",
            "public",
            "may be kept by caches for more than 300 seconds (header Cache-Control)",
        ),
        ("/", "Set-Cookie", "a=b", "sets a cookie"),
        ("/", "Referrer-Policy", "unsafe-url", BARE["Referrer-Policy"]),
    ],
)
def test_wrong_header_is_told(web, project, path, header, value, says):
    web.edit(path, lambda data: data)
    web.says[path][2][header] = value
    assert failures(looked(web, project)) == {(path, says)}


def test_answers_of_what_is_gone_are_not_kept(web, project):
    web.says["/reports/cpr-04-2025/"] = (410, b"", {"Cache-Control": "max-age=60"})
    assert failures(looked(web, project)) == {("/reports/cpr-04-2025/", "has no header Cache-Control: no-store")}


def test_site_that_cannot_be_reached_is_one_sentence(project):
    with served_site.serving(project.root / "var" / "public") as web:
        pass
    verdict = looked(web, project)
    assert failures(verdict) == {("/", "cannot be reached")}
    assert len(verdict.failures) == 1


@pytest.mark.parametrize("says", [hang, garbage])
def test_site_that_never_answers_is_one_sentence(web, project, says):
    web.says = type("All", (dict,), {"get": lambda self, *_: says})()
    verdict = looked(web, project, limits=HASTY)
    assert len(verdict.failures) == 1
    assert verdict.checked == 2


def test_whole_run_ends_in_its_time(web, project):
    slow = {f"/reports/cpr-{number:02}-2026/": hang for number in range(1, 3)}
    web.says.update(
        slow | {"/reports/cpr-09-2020/": hang, "/reports/cpr-04-2025/": hang, "/reports/cpr-03-2026/": hang}
    )
    began = time.monotonic()
    verdict = looked(web, project, limits=Limits(read=5, answer=5, run=1, at_once=1))
    assert time.monotonic() - began < 12
    assert "was not looked at in the time that the whole run has" in str(verdict.failures)


# Ten minutes after an opening or a closing

CLOSES = builders.at("2026-08-24T00:00")


def moved(site, **windows):
    """Give reports of the release other instants."""
    state = Comparison.of(site.config).state
    current = json.loads(state.manifest_path(served_site.RELEASE).read_bytes())
    for report in current["reports"]:
        report |= {key: moment.isoformat() for key, moment in windows.get(report["slug"].replace("-", "_"), {}).items()}
    served_site.write_manifest(state, Manifest.from_bytes(json.dumps(current).encode()))


@pytest.mark.parametrize("minutes", [0, 9])
def test_ten_minutes_after_a_closing_either_is_right(web, own, minutes):
    moved(own, cpr_02_2026={"goes": NOON - timedelta(minutes=minutes)})
    assert failures(looked(web, own)) == set()
    web.gone("/reports/cpr-02-2026/")
    assert failures(looked(web, own)) == set()


def test_after_ten_minutes_a_closed_report_must_be_gone_everywhere(web, own):
    moved(own, cpr_01_2026={"goes": NOON - timedelta(minutes=10)})
    says = "names CPR 01/2026, which is not public"
    page = f"answers 200, {GONE.format('CPR 01/2026')}"
    lists = ("/reports/", "/reports/feed.xml", "/sitemap.xml", "/sitemap.xml.gz", "/search/search_index.json")
    pages = [f"/reports/cpr-01-2026/{name}" for name in ("", "briefing/", "timeline.pdf")]
    assert failures(looked(web, own)) == {(path, says) for path in lists} | {(path, page) for path in pages}


def test_ten_minutes_after_an_opening_it_may_still_be_missing(web, own):
    web.gone("/reports/cpr-02-2026/")
    moved(own, cpr_02_2026={"opens": NOON - timedelta(minutes=9)})
    assert failures(looked(web, own)) == set()
    moved(own, cpr_02_2026={"opens": NOON - timedelta(minutes=10)})
    assert failures(looked(web, own)) == {("/reports/cpr-02-2026/", "answers 410: CPR 02/2026 is public")}


def test_release_that_shows_a_report_too_early_is_told(web, own):
    moved(own, cpr_02_2026={"opens": NOON + timedelta(seconds=1)})
    assert ("/reports/cpr-02-2026/", f"answers 200, {GONE.format('CPR 02/2026')}") in failures(looked(web, own))


# The register against the release

SHOWS = "shows CPR 02/2026, which should not be public: see board status"


@pytest.mark.parametrize(
    "front",
    [
        {"hold": "Wait for the court."},
        {"withdrawn_date": "2026-06-10", "withdrawn_reason": "A mistake."},
        {"approved_date": None},
        {"publication_date": "2026-06-11"},
        {"weeks": 2},
    ],
)
def test_front_matter_that_says_otherwise_is_told(web, own, front):
    path = own.report(
        "summer", **({"title": "Summer", "reference": "CPR 02/2026", "publication_date": "2026-06-02"} | front)
    )
    assert failures(looked(web, own)) == {("/reports/cpr-02-2026/", SHOWS)}
    os.utime(path, (NOON.timestamp() - 60, NOON.timestamp() - 60))  # a minute ago: no run can have seen it yet
    os.utime(own.root / "var" / "public" / "status.json", (NOON.timestamp() - 90, NOON.timestamp() - 90))
    assert failures(looked(web, own)) == set()
    os.utime(own.root / "var" / "public" / "status.json", (NOON.timestamp() - 30, NOON.timestamp() - 30))
    assert failures(looked(web, own)) == {("/reports/cpr-02-2026/", SHOWS)}


def test_report_without_its_file_or_with_two_is_told(web, own):
    (own.reports / "summer.md").rename(own.reports / "moved.md")
    assert failures(looked(web, own)) == set()
    (own.reports / "moved.md").unlink()
    assert failures(looked(web, own)) == {("/reports/cpr-02-2026/", SHOWS)}
    for name in ("one", "two"):
        own.report(name, title="Summer", reference="CPR 02/2026", publication_date="2026-06-02")
    assert failures(looked(web, own)) == {("/reports/cpr-02-2026/", SHOWS)}


def test_no_text_of_a_report_is_read_where_there_is_a_release(web, own, monkeypatch):
    monkeypatch.setattr("board_reports.reports.content.judge", None)
    assert failures(looked(web, own)) == set()


def test_configuration_that_cannot_be_read_is_told_and_the_release_still_counts(web, own):
    own.config.write_text("plugins: [")
    web.says["/reports/cpr-09-2020/"] = PAGE
    assert failures(looked(web, own)) == {
        ("/", "cannot be wholly judged: mkdocs.yml cannot be read (see board check)"),
        ("/reports/cpr-09-2020/", f"answers 200, {GONE.format('CPR 09/2020')}"),
    }


def test_manifest_that_cannot_be_read_is_told(web, own):
    Comparison.of(own.config).state.manifest_path(served_site.RELEASE).write_text("{")
    assert failures(looked(web, own)) == {
        ("/", "cannot be held against the current release: it has no manifest that can be read")
    }


def test_rules_that_are_not_there_are_told(web, own):
    for path in (own.root / "var" / "rules").iterdir():
        path.unlink()
    (failure,) = looked(web, own).failures
    assert "Board-Rules" in failure.message


def test_files_of_an_earlier_release_must_be_gone(web, own):
    state = Comparison.of(own.config).state
    earlier = json.loads(state.manifest_path(served_site.RELEASE).read_bytes())
    earlier["files"] = [{"path": "reports/cpr-04-2025/plan.pdf", "kind": "file", "report": "cpr-04-2025"}]
    state.manifest_path("20260101T000000.000000Z").write_text(json.dumps(earlier))
    web.says["/reports/cpr-04-2025/plan.pdf"] = PAGE
    assert failures(looked(web, own)) == {
        ("/reports/cpr-04-2025/plan.pdf", f"answers 200, {GONE.format('CPR 04/2025')}")
    }


# By TLS


def test_certificate_and_transport_security(project, tmp_path, monkeypatch):
    authority = Authority(tmp_path)
    with served_site.serving(project.root / "var" / "public", authority.server("127.0.0.1")) as web:
        assert failures(looked(web, project)) == {("/", "has a certificate that cannot be trusted")}
        monkeypatch.setenv("SSL_CERT_FILE", str(authority.file))
        (failure,) = looked(web, project).failures
        assert failure.message.startswith("has no header Strict-Transport-Security (and ")
        web.headers["Strict-Transport-Security"] = "max-age=31536000"
        assert looked(web, project).ok
        web.says["/reports/cpr-02-2026/"] = (302, b"", {"Location": web.home.replace("https", "http")})
        assert failures(looked(web, project)) == {
            ("/reports/cpr-02-2026/", "sends its readers from https to http: CPR 02/2026 is public")
        }


# A release that is swapped in meanwhile


def test_rules_are_given_a_moment_to_load(web, project):
    web.headers["Board-Rules"] = "sha256:old"
    threading.Timer(0.6, web.headers.update, [{"Board-Rules": served_site.RULES}]).start()
    assert failures(looked(web, project, limits=Limits(pause=1.2))) == set()


def test_release_swapped_in_meanwhile_is_looked_at_again(web, project):
    here = Comparison.of(project.config)
    new = here.expected(NOON)
    wrong = expecting.Expectation(
        live=(expecting.Expected("cpr-66-2026", "CPR 66/2026", {"reports/cpr-66-2026/": None}),),
        whole=True,
        release="old",
    )
    asked = iter([wrong, new, new])
    assert verify(web.home, NOON, lambda: next(asked), limits=CALM).ok
    asked = iter([wrong, wrong])
    assert not verify(web.home, NOON, lambda: next(asked), limits=CALM).ok


# From outside

OUTSIDE = {
    "a window in the feed is over": (
        lambda web: web.edit(
            "/reports/feed.xml",
            lambda data: data.replace(b"end=2026-08-24T00:00:00+01:00", b"end=2026-06-10T11:50:00+01:00"),
        ),
        {
            ("/reports/cpr-01-2026/", f"answers 200, {GONE.format('cpr-01-2026')}"),
            *(
                (path, "names cpr-01-2026, which is not public")
                for path in (
                    "/reports/",
                    "/reports/feed.xml",
                    "/sitemap.xml",
                    "/sitemap.xml.gz",
                    "/search/search_index.json",
                )
            ),
        },
    ),
    "search has more than the feed": (
        lambda web: web.edit(
            "/search/search_index.json",
            lambda data: data.replace(b'"docs":[', b'"docs":[{"location":"reports/cpr-04-2025/"},'),
        ),
        {("/search/search_index.json", "names cpr-04-2025, which is not public")},
    ),
    "a file that a page leads to is missing": (
        lambda web: web.gone("/reports/cpr-01-2026/timeline.pdf"),
        {("/reports/cpr-01-2026/timeline.pdf", "answers 410: cpr-01-2026 is public")},
    ),
    "a page says that it is over": (
        lambda web: web.edit(
            "/reports/cpr-02-2026/",
            lambda data: data.replace(b"unavailable_after: 2026-08", b"unavailable_after: 2026-05"),
        ),
        {("/reports/cpr-02-2026/", "says that it is no longer available: cpr-02-2026 is public")},
    ),
    "the feed is missing": (
        lambda web: web.gone("/reports/feed.xml"),
        {
            ("/reports/feed.xml", "answers 410"),
            *(
                (path, f"names cpr-0{number}-2026, which is not public")
                for number in (1, 2)
                for path in ("/reports/", "/sitemap.xml", "/sitemap.xml.gz", "/search/search_index.json")
            ),
        },
    ),
    "other rules": (lambda web: web.headers.pop("Board-Rules"), set()),
    "there is no search": (lambda web: web.says.update({"/search/search_index.json": (404, b"", {})}), set()),
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_from_outside(web, name):
    change, expected = OUTSIDE[name]
    change(web)
    assert failures(looked(web, None)) == expected


# Each guard is needed


def nothing(*_, **__):
    return ()


@pytest.mark.parametrize(
    ("name", "guard"),
    [
        ("a closed report is served", "visit._is_gone"),
        ("a closed report is served to clients that take gzip", "visit._is_gone"),
        ("checked_at is stale", "visit._status"),
        ("other rules are loaded", "asking.missing_headers"),
        ("the zipped sitemap names a closed report", "told_by_site.ToldBySite.judge"),
        ("search has the address of a closed report in a text", "told_by_site.ToldBySite.judge"),
        ("the home page is another one", "asking.Asked.present"),
    ],
)
def test_without_the_guard_nothing_is_found(web, project, monkeypatch, name, guard):
    BROKEN[name][0](web)
    assert not looked(web, project).ok
    monkeypatch.setattr(f"board_reports.release.outside.{guard}", nothing)
    left = {message for _, message in failures(looked(web, project))}
    assert left <= {"answers other bytes than the current release has"}


# The command


@pytest.fixture
def clock(monkeypatch):
    """The commands' clock shows noon of the day."""
    monkeypatch.setattr("board_reports.cli.verify.moment_from", lambda *_: projects.moment("2026-06-10T12:00"))
    monkeypatch.delenv("BOARD_PING_URL", raising=False)


def run(site, *arguments, **environment):
    result = CliRunner().invoke(command, list(map(str, arguments)), obj=site.config, env=environment)
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    return result


def entries(site):
    return [line.entry for line in Ledger(site.root / "var" / "ledger.jsonl").read().lines]


def test_command_says_ok_and_remembers_once_a_day(web, own, clock):
    result = run(own, web.home)
    assert (result.exit_code, result.stderr) == (0, "Seen from outside: 1 opened, 1 closed.\n")
    assert result.stdout.startswith(f"OK: {web.home} is as it should be (")
    found = [(entry.event, entry.slug) for entry in entries(own)[3:]]
    assert found == [
        (Event.SEEN, "cpr-02-2026"),
        (Event.SEEN, "cpr-01-2026"),
        (Event.GONE, "cpr-09-2020"),
    ]
    assert {entry.digest for entry in entries(own)[3:5]} == {
        one.digest for one in Comparison.of(own.config).state.current().reports
    }
    assert run(own, web.home).exit_code == 0
    assert len(entries(own)) == 6


def test_report_that_was_not_wholly_right_is_not_seen(web, own, clock):
    web.gone("/reports/cpr-01-2026/timeline.pdf")
    web.says["/reports/cpr-09-2020/"] = PAGE
    assert run(own, web.home).exit_code == 1
    assert [(entry.event, entry.slug) for entry in entries(own)[3:]] == [(Event.SEEN, "cpr-02-2026")]


def test_command_lists_failures(web, own, clock):
    web.gone("/reports/cpr-02-2026/")
    result = run(own, web.home)
    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        f"CRITICAL: {web.home} is not as it should be: 1 failure (24 addresses looked at).",
        f"{web.home}reports/cpr-02-2026/ answers 410: CPR 02/2026 is public.",
    ]


def test_command_gives_json(web, own, clock):
    web.status(preview=True)
    result = run(own, web.home, "--format", "json")
    document = json.loads(result.stdout)
    assert list(document) == ["url", "at", "ok", "failures", "checked"]
    assert document["failures"] == [{"address": f"{web.home}status.json", "message": "says that the site is a preview"}]
    assert (document["url"], document["ok"]) == (web.home, False)
    assert document["at"].startswith("2026-06-10T")


@pytest.mark.parametrize(("hours", "code"), [("0.9", 1), ("1.1", 0)])
def test_max_age(web, own, clock, hours, code):
    assert run(own, web.home, "--max-age", hours).exit_code == code


@pytest.mark.parametrize("url", ["board.example", "ftp://board.example/", "https://a:b@board.example/", "https://x/?y"])
def test_wrong_address_is_a_wrong_command_line(own, url):
    with pytest.raises(ValueError, match=r"\.$|/$"):
        site_address(url)
    assert run(own, url).exit_code == 2


def test_outside_flag_compares_with_nothing(web, own, clock):
    own.config.write_text("plugins: [")
    assert run(own, web.home, "--outside").exit_code == 0
    assert run(own, web.home).exit_code == 1
    assert len(entries(own)) > 3  # the release was at hand all the same


def test_machine_without_a_configuration_looks_from_outside(web, tmp_path, clock):
    nothing = projects.Site(tmp_path)
    assert run(nothing, web.home).exit_code == 0
    web.gone("/reports/cpr-01-2026/timeline.pdf")
    assert run(nothing, web.home).exit_code == 1
    assert list(tmp_path.iterdir()) == []


def test_doubted_clock_writes_nothing(web, own, monkeypatch, clock):
    Ledger(own.root / "var" / "ledger.jsonl").append([Entry(Event.FAILED, builders.at("2026-07-20T00:00"))])
    result = run(own, web.home)
    assert "the clock is doubted" in result.stderr
    assert len(entries(own)) == 4


def test_preview_remembers_nothing_and_pings_nobody(web, own, monkeypatch):
    with served_site.serving(web.folder) as watch:
        result = run(own, web.home, BOARD_AS_OF="2026-06-10T12:00", BOARD_PING_URL=watch.home)
    assert result.exit_code == 0
    assert len(entries(own)) == 3
    assert watch.asked == []


def test_account_that_does_not_own_the_state_folder_still_looks(web, own, clock, monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    result = run(own, web.home)
    assert result.exit_code == 0
    assert "What was seen is not remembered" in result.stderr
    assert len(entries(own)) == 3


def test_ping_only_after_everything_held(web, own, clock):
    with served_site.serving(web.folder) as watch:
        secret = f"{watch.origin}/status.json"
        assert run(own, web.home, BOARD_PING_URL=secret).exit_code == 0
        assert watch.asked == ["/status.json"]
        web.status(preview=True)
        assert run(own, web.home, BOARD_PING_URL=secret).exit_code == 1
        assert watch.asked == ["/status.json"]


def test_ping_that_fails_is_told_without_its_address(web, own, clock, caplog):
    with served_site.serving(web.folder) as watch:
        result = run(own, web.home, BOARD_PING_URL=f"{watch.home}secret-token")
    assert result.exit_code == 0
    assert "The address to ping answers 404" in result.stderr
    assert "secret-token" not in result.output + caplog.text
    assert "no address" in ping("secret-token")


def test_failure_is_mailed_once_when_it_begins_and_once_when_it_ends(web, own, clock, monkeypatch):
    sent = []
    monkeypatch.setattr("board_reports.release.outside.comparison.mailer_of", lambda *_: sent.append)
    run(own, web.home)
    sent.clear()  # what was seen for the first time
    web.status(checked_at="2026-06-01T00:00:00+01:00")
    assert [run(own, web.home).exit_code for _ in range(3)] == [1, 1, 1]
    web.says.clear()
    assert [run(own, web.home).exit_code for _ in range(2)] == [0, 0]
    assert [message.subject for message in sent] == [
        "The site is not as it should be",
        "The site is as it should be again",
    ]
    assert "status.json was last checked" in sent[0].text
