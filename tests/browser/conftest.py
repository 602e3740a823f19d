"""Chromium, sites built for it, and pages that are watched. Tests that use Chromium are marked `browser` here."""

import os
import shutil
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest

from board_reports.release.building.statutory import make as make_plain
from board_reports.release.configuration import read_basics
from board_reports.release.rules import RulesInput
from board_reports.site.build import build_site
from board_reports.site.moment import Moment
from board_reports.site.scripts import inline_hashes
from browser import rich
from browser.serving import serving
from browser.watching import Watched
from builders import at, write
from reading_site import bilingual
from serving_nginx import nginx
from serving_real import Server, open_folder

ROOT = Path(__file__).parents[2]
NOW = "2026-11-23T12:00"

CONFIG = """\
site_name: Example Board
site_url: https://board.example/
docs_dir: site_src
theme: {name: material, font: false}
plugins: [search, board-reports]
"""

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing leaves this machine
]


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Mark each test that needs Chromium."""
    for item in items:
        if "chromium" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.browser)


def _missing(reason):
    if os.environ.get("BOARD_REQUIRE_BROWSER"):
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="session")
def chromium():
    """Debian's Chromium, started once."""
    program = shutil.which("chromium")
    if program is None:
        _missing("Chromium is not installed: apt-get install chromium")
    try:
        from playwright.sync_api import sync_playwright  # noqa: PLC0415 - it may be missing
    except ImportError:
        _missing("playwright is not installed: scripts/setup --test")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def opens(chromium):
    """A function that opens a new watched page: `opens(width=375, scheme="dark")`."""
    opened = []

    def new(**options):
        opened.append(Watched.of(chromium, **options))
        return opened[-1]

    yield new
    for watched in opened:
        watched.context.close()


@pytest.fixture
def watched(opens):
    """One watched page, 1280 pixels wide, in light colours."""
    return opens()


def built(config_file, site_dir, when=NOW, *, preview=False):
    """Build a site and return what was published."""
    return build_site(config_file, site_dir=site_dir, moment=Moment(at(when), preview=preview))


@pytest.fixture(scope="session")
def own(tmp_path_factory):
    """The project's own site as at noon on 23 November 2026, served."""
    folder = tmp_path_factory.mktemp("own") / "site"
    publication = built(ROOT / "mkdocs.yml", folder)
    with serving(folder, publication) as site:
        yield site


@pytest.fixture(scope="session")
def own_preview(tmp_path_factory):
    """The project's own site as a preview of the same instant, served."""
    folder = tmp_path_factory.mktemp("preview") / "site"
    publication = built(ROOT / "mkdocs.yml", folder, preview=True)
    with serving(folder, publication) as site:
        yield site


@pytest.fixture(scope="session")
def rich_site(tmp_path_factory):
    """The project's own pages with one report that has everything, served."""
    with rich.served(tmp_path_factory.mktemp("rich"), built) as site:
        yield site


@pytest.fixture(scope="session")
def empty_site(tmp_path_factory):
    """The project's own pages on a day without a report, as a preview, served."""

    def preview(config_file, site_dir):
        return built(config_file, site_dir, preview=True)

    with rich.served(tmp_path_factory.mktemp("empty"), preview, fill=lambda _reports: None) as site:
        yield site


@pytest.fixture(scope="session")
def plain_site(rich_site):
    """The plain pages that a release falls back on when nothing else can be built, served."""
    folder = rich_site.folder.parent
    basics = read_basics(folder / "mkdocs.yml")
    make_plain(basics, at(NOW), folder / "plain", release="x", excluded=frozenset(), tell=lambda **_: None)
    with serving(folder / "plain") as site:
        yield site


def small_project(root, pages=None, config=CONFIG):
    """A whole small site, as the contract shows it; the folder of its reports."""
    write(root / "mkdocs.yml", config)
    for name, text in ({"index.md": "# Example Board\n\nWelcome.\n"} | (pages or {})).items():
        write(root / "site_src" / name, text)
    reports = root / "published_reports"
    reports.mkdir(exist_ok=True)
    return reports


@pytest.fixture(scope="session")
def sites(tmp_path_factory):
    """A function that builds a small site and serves it until the session ends.

    `sites(name, fill)` calls `fill(folder of reports)` to write the reports; each name is built once.
    """
    made = {}
    with ExitStack() as stack:

        def site(name, fill=lambda _reports: None, when=NOW, *, preview=False, **options):
            if name not in made:
                root = tmp_path_factory.mktemp(name)
                fill(small_project(root, **options))
                publication = built(root / "mkdocs.yml", root / "site", when, preview=preview)
                made[name] = stack.enter_context(serving(root / "site", publication))
            return made[name]

        yield site


@dataclass
class Harbour:
    """A site in both languages behind nginx, as at 10 June 2026, and the release that follows: one report has gone."""

    root: Path
    server: Server

    def url(self, path="/"):
        """The full address of a path of the site."""
        return self.server.url + path

    @property
    def origin(self):
        """Its address, without a slash at the end."""
        return self.server.url

    def show(self, release):
        """Swap a release in, `before` or `after`, as a run does: by one rename."""
        link = self.root / "new"
        link.symlink_to(self.root / release)
        link.replace(self.root / "public")


@pytest.fixture(scope="session")
def harbour_built():
    """The harbour's site, served."""
    with open_folder() as root:
        bilingual(root)
        pages = []
        for release, when in (("before", "2026-06-10T12:00"), ("after", "2026-08-18T12:00")):
            built(root / "mkdocs.yml", root / release, when)
            pages.extend((root / release).rglob("*.html"))
        (root / "public").symlink_to(root / "before")
        scripts = set().union(*(inline_hashes(page.read_text("utf-8")) for page in pages))
        with nginx(RulesInput(root / "public", scripts=tuple(sorted(scripts))), root / "server") as server:
            yield Harbour(root, server)


@pytest.fixture
def harbour(harbour_built):
    """The harbour's site with both reports public, whatever another test has shown."""
    harbour_built.show("before")
    return harbour_built
