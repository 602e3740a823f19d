"""A desk behind a sign-on, for a small site, and the ways in which it is asked."""

import re
import shutil
from dataclasses import dataclass
from datetime import UTC

import pytest

import builders
import projects
from board_reports.desk.web import seen_outside
from board_reports.desk.web.app import create_app
from board_reports.release.record.ledger import Ledger
from projects import no_instant_from_outside, shared_templates, site

__all__ = ["no_instant_from_outside", "shared_templates", "site"]

NOW = "2026-06-10T20:00"
ORIGIN = "https://desk.board.example"
KEY = "k" * 32
HEADER = "X-Remote-User"


@dataclass
class Desk:
    """A desk's test client, which sends what a browser and the council's web server send."""

    site: object
    client: object
    headers: dict
    origin: str

    def get(self, path="/", **more):
        return self.client.get(path, base_url=self.origin, headers={**self.headers, **more}, buffered=True)

    def send(self, path, data=None, *, token=True, **more):
        """Send a form, with the CSRF token of the page that it stands on."""
        data = dict(data or {})
        if token:
            page = self.get(path).text
            data.setdefault("csrf_token", hidden(page, "csrf_token"))
            if 'name="seen"' in page:
                data.setdefault("seen", hidden(page, "seen"))
        headers = {"Origin": self.origin, **self.headers, **more}
        headers = {name: value for name, value in headers.items() if value is not None}
        return self.client.post(path, base_url=self.origin, data=data, headers=headers)

    def token_on(self, path):
        """The CSRF token of a page."""
        return hidden(self.get(path).text, "csrf_token")

    def acts(self, slug="cpr-01-2026"):
        lines = Ledger(self.site.state.ledger).read().lines
        return [(str(line.entry.event), line.entry.who) for line in lines if line.entry.slug == slug]


def hidden(page, name):
    """The value of a hidden field of a page."""
    return re.search(rf'name="{name}" value="([^"]*)"', page)[1]


@pytest.fixture(autouse=True)
def nothing_is_asked_outside(monkeypatch):
    """No test of the rules asks a site on the net; what is seen is told by `looks`."""

    async def unreached(_home, _slugs, at):
        return seen_outside.SeenOutside(at)

    monkeypatch.setattr(seen_outside, "_looked", unreached)


@pytest.fixture
def new_desk(site):
    """A function that opens a desk for the test's site: `new_desk(header=None, token="…")`."""

    def new(now=NOW, *, name="mary.jones@board.example", site=site, **options):
        options = {"header": HEADER, "token": None, "origin": ORIGIN, "proxy_key": KEY, "account": "root"} | options
        app = create_app(site.config, clock=lambda: builders.at(now).astimezone(UTC), **options)
        headers = {options["header"]: name, "X-Board-Desk-Key": KEY} if options["header"] else {}
        return Desk(site, app.test_client(), headers, options["origin"])

    return new


@pytest.fixture
def desk(new_desk):
    """A desk at which mary.jones@board.example is signed in."""
    return new_desk()


@pytest.fixture(scope="session")
def released(tmp_path_factory):
    """A site with one public report, in a release, made once: the folder it has to lie in, and a copy of it."""
    folder = tmp_path_factory.mktemp("released")
    made = projects.make(folder / "project")
    made.report()
    assert made.nightly("2026-06-10T19:00").exit_code == 0
    shutil.copytree(made.root, folder / "copy", symlinks=True)
    return folder


@pytest.fixture
def public_site(released):
    """That site, as it was made."""
    shutil.rmtree(released / "project")
    shutil.copytree(released / "copy", released / "project", symlinks=True)
    return projects.Site(released / "project")


@pytest.fixture
def public(public_site, new_desk):
    """A desk for a site with one public report."""
    return new_desk(site=public_site)
