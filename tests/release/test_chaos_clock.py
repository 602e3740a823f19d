"""No build ever runs again: the real servers, with the rules written by the run, close a report by their own clock."""

import gzip
from contextlib import contextmanager
from datetime import timedelta

import pytest

import builders
import oracle
import projects
import serving_apache
import serving_nginx
from board_reports.release.rules import grammar, rules_digest, rules_of
from serving_real import Clock, ask_at, open_folder

SERVERS = {"nginx": serving_nginx, "apache": serving_apache}
BEFORE, CLOSES = builders.at("2026-08-23T23:59"), builders.at("2026-08-24T00:00")
AFTER = [CLOSES + timedelta(seconds=3), CLOSES + timedelta(days=400)]


class Served:
    """A release made by a run, served by the rules that the run wrote."""

    def __init__(self, kind, site, canary, server, clock):
        self.kind, self.site, self.canary, self.server, self.clock = kind, site, canary, server, clock
        tokens, base = canary.tokens, f"/reports/{canary.slug}/"
        self.pages = [base, f"{base}index.html", f"{base}{tokens['part']}/"]
        self.files = [f"{base}{tokens[name]}.{ending}" for name, ending in FILES]

    def ask(self, path, when, method="GET", **headers):
        return ask_at(self.server, self.clock, when, path, method, **headers)


FILES = [("attached", "pdf"), ("linked", "pdf"), ("picture", "png")]


@pytest.fixture(scope="module", params=SERVERS)
def served(request):
    with serving(request.param) as one:
        yield one


@contextmanager
def serving(kind):
    module = SERVERS[kind]
    with open_folder() as folder, pytest.MonkeyPatch.context() as patch:
        site = projects.make(folder / "project")
        canary = oracle.plant(site.reports)
        site.report("stays", reference="CPR 05/2026", title="The one that stays", publication_date="2026-08-01")
        assert site.nightly("2026-08-20").exit_code == 0
        written = (site.state.rules / f"{kind}.conf").read_text()

        def as_installed(rules):
            return grammar.with_own(written, kind, grammar.Own(rules.listen, str(rules.root)))

        patch.setattr(module, f"{kind}_rules", as_installed)
        clock = Clock(folder / "clock")
        clock.set(BEFORE)
        with getattr(module, kind)(
            rules_of(None, site.public), folder / "server", clock=clock, zone="America/New_York"
        ) as server:
            assert server.ask("/")["board-rules"] == rules_digest(written)
            yield Served(kind, site, canary, server, clock)


def test_a_minute_earlier_all_of_it_answers(served):
    for path in [*served.pages, *served.files]:
        answer = served.ask(path, BEFORE)
        assert answer.status == 200, path
        assert answer.body
        assert served.ask(path, BEFORE, "HEAD").status == 200
    page = served.ask(served.pages[0], BEFORE, Accept_Encoding="gzip")
    assert page["content-encoding"] == "gzip"
    assert served.canary.tokens["sentence"].encode() in gzip.decompress(page.body)
    part = served.ask(served.files[0], BEFORE, Range="bytes=0-9")
    assert (part.status, len(part.body)) == (206, 10)


@pytest.mark.parametrize("when", AFTER)
def test_from_closing_on_nothing_of_it_answers(served, when):
    neutral = (served.site.public / "410.html").read_bytes()
    first = served.ask(served.pages[0], BEFORE)
    for path in [*served.pages, *served.files]:
        plain = served.ask(path, when)
        assert (plain.status, plain.body, plain["cache-control"]) == (410, neutral, "no-store"), path
        zipped = served.ask(path, when, Accept_Encoding="gzip")
        body = gzip.decompress(zipped.body) if zipped.get("content-encoding") == "gzip" else zipped.body
        assert (zipped.status, body) == (410, neutral), path
        head = served.ask(path, when, "HEAD")
        assert (head.status, head.body) == (410, b"")
        part = served.ask(path, when, Range="bytes=0-9")
        assert part.status in (410, 416), path
        assert part.body in neutral or part.status == 416
        known = served.ask(path, when, If_None_Match=first.get("etag") or "*", If_Modified_Since=first["last-modified"])
        assert known.status == 410, path
    assert (served.site.public / "reports" / served.canary.slug / "index.html").is_file()  # no build has run
    for path in ("/", "/reports/", "/reports/feed.xml", "/search/search_index.json"):
        assert served.ask(path, when).status == 200


def test_the_other_report_has_its_own_instant(served):
    path = "/reports/cpr-05-2026/"
    closes = builders.at("2026-10-24T00:00")
    assert served.ask(path, closes - timedelta(minutes=1)).status == 200
    assert served.ask(path, closes + timedelta(seconds=3)).status == 410


@pytest.mark.parametrize("kind", SERVERS)
def test_a_clock_that_goes_back_brings_nothing_back_once_a_run_has_been_there(kind):
    with serving(kind) as served:
        assert served.ask(served.pages[0], BEFORE).status == 200
        assert served.site.nightly("2026-08-24T00:05").exit_code == 0
        for path in [*served.pages, *served.files]:
            assert served.ask(path, BEFORE).status == 410
        assert oracle.traces(served.site.public, served.canary) == {}
