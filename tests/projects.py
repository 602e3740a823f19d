"""Whole small sites in a temporary folder, and the ways to build them: in this process, or by a command of its own."""

import html.parser
import json
import logging
import os
import re
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC
from pathlib import Path

import jinja2
import pytest
import yaml
from click.testing import CliRunner, Result

import builders
from board_reports.cli import board as board_command
from board_reports.release.run import nightly
from board_reports.release.state import State
from board_reports.release.wanted import Wanted
from board_reports.site.build import build_site
from board_reports.site.moment import Moment

from mkdocs.commands.build import build as mkdocs_build  # isort: skip - after board_reports, which silences a banner
from mkdocs.config import load_config  # isort: skip

LIVE_DAY = "2026-06-10"

MINIMAL = """\
site_name: Example Board
site_url: https://board.example/
docs_dir: site_src
theme: {name: material, font: false}
plugins: [search, board-reports]
"""

BOARD = {
    "name": "Example Board",
    "address": ["1 The Street", "Town"],
    "telephone": "01632 960 000",
    "email": "unit@board.example",
    "urgent": "In danger now? Call 999, or the Board's night team.",
}


@dataclass
class MkDocsBuild:
    """What a build by MkDocs itself told: its warnings, and why it stopped, if it did."""

    warnings: list[str] = field(default_factory=list)
    error: BaseException | None = None

    @property
    def told(self):
        """All that a user reads of it."""
        return "\n".join([*self.warnings, str(self.error or "")])


@dataclass
class Site:
    """A project in a folder of its own."""

    root: Path

    @property
    def config(self):
        return self.root / "mkdocs.yml"

    @property
    def docs(self):
        return self.root / "site_src"

    @property
    def reports(self):
        return self.root / "published_reports"

    @property
    def out(self):
        return self.root / "site"

    def page(self, name, text):
        """Write a file of the docs folder."""
        return builders.write(self.docs / name, text)

    def report(self, name="winter", body=builders.BODY, **front):
        """Write a report, live on LIVE_DAY unless told otherwise."""
        return builders.write_report(self.reports, name, body, **front)

    def configure(self, *, options=None, **keys):
        """Write the configuration again, with plugin options and other keys."""
        config = yaml.safe_load(MINIMAL) | keys
        if options is not None:
            config["plugins"] = ["search", {"board-reports": options}]
        self.config.write_text(yaml.safe_dump(config, sort_keys=False), "utf-8")

    def build(self, as_of=LIVE_DAY, **options):
        """Build as the library does, at an instant that is taken for the clock's; what was published."""
        return build_site(self.config, moment=moment(as_of), **options)

    def board(self, *arguments, config=None):
        """Run `board` in this process; an exception that would be a traceback fails the test."""
        result: Result = CliRunner().invoke(board_command, ["-f", str(config or self.config), *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    @property
    def state(self):
        return State(self.root / "var")

    @property
    def public(self):
        """The current release, as the web server sees it."""
        return self.root / "var" / "public"

    def nightly(self, at=LIVE_DAY, **options):
        """Do one nightly run, as if the clock showed `at` in London; how it ended."""
        return nightly(Wanted(self.config, builders.at(at).astimezone(UTC), **options))

    def mkdocs(self, *, strict=False, dirty=False, site_dir=None):
        """Do in this process what `mkdocs build` does."""
        told = MkDocsBuild()
        handler = _Warnings(told.warnings)
        logger = logging.getLogger("mkdocs")
        logger.addHandler(handler)
        try:
            more = {"site_dir": str(site_dir)} if site_dir else {}
            config = load_config(config_file=str(self.config), strict=strict or None, **more)
            config.plugins.on_startup(command="build", dirty=dirty)
            try:
                mkdocs_build(config, dirty=dirty)
            finally:
                config.plugins.on_shutdown()
        except (Exception, SystemExit) as error:  # noqa: BLE001 - whatever stops it is what is told
            told.error = error
        finally:
            logger.removeHandler(handler)
        return told

    def run(self, *command, cwd=None, **environment):
        """Run a command of this interpreter's environment, such as `board` or `mkdocs`."""
        tool, *arguments = map(str, command)
        inherited = {name: value for name, value in os.environ.items() if name not in ("BOARD_AS_OF", "PYTHONPATH")}
        return subprocess.run(
            [str(Path(sys.executable).parent / tool), *arguments],
            cwd=cwd or self.root,
            env=inherited | {"NO_MKDOCS_2_WARNING": "1"} | environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def read(self, name):
        """The text of a file of the output."""
        return (self.out / name).read_text("utf-8")

    def html(self, name=""):
        """A page of the output, parsed: `name` is its address, such as `reports/`."""
        return Html(self.read(f"{name}index.html" if not name or name.endswith("/") else name))

    def json(self, name):
        """A JSON file of the output."""
        return json.loads(self.read(name))

    def has(self, name):
        """Whether the output has the file."""
        return (self.out / name).exists()


class _Warnings(logging.Handler):
    def __init__(self, lines):
        super().__init__(logging.WARNING)
        self.lines = lines

    def emit(self, record):
        self.lines.append(record.getMessage())


def make(root, **keys):
    """A project as small as the contract allows: the minimal configuration, a home page, an empty folder of reports."""
    site = Site(Path(root))
    for folder in (site.docs, site.reports):
        folder.mkdir(parents=True)
    site.config.write_text(MINIMAL, "utf-8")
    if keys:
        site.configure(**keys)
    site.page("index.md", "# Welcome\n\nThe home of an example.\n")
    return site


def moment(text, *, preview=False):
    """The moment of `YYYY-MM-DD` or `YYYY-MM-DDTHH:MM[:SS]` in London, as if the clock showed it."""
    return Moment(builders.at(text), preview)


def tree(folder):
    """Every file below a folder, with its bytes."""
    folder = Path(folder)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@contextmanager
def quick_templates(folder):
    """Let all builds of this process share compiled templates."""
    cached = jinja2.FileSystemBytecodeCache(str(folder))
    create = jinja2.Environment.__init__

    def with_cache(self, *arguments, **options):
        create(self, *arguments, **{"bytecode_cache": cached} | options)

    jinja2.Environment.__init__ = with_cache
    try:
        yield
    finally:
        jinja2.Environment.__init__ = create


@pytest.fixture(scope="session", autouse=True)
def shared_templates(tmp_path_factory):
    """Templates are compiled once for all tests of a process."""
    with quick_templates(tmp_path_factory.mktemp("templates")):
        yield


@pytest.fixture(autouse=True)
def no_instant_from_outside(monkeypatch):
    """No test depends on an instant that the caller's environment gives."""
    monkeypatch.delenv("BOARD_AS_OF", raising=False)
    monkeypatch.delenv("SOURCE_DATE_EPOCH", raising=False)


@pytest.fixture
def site(tmp_path):
    """A minimal project, for one test alone."""
    return make(tmp_path / "project")


VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Html(html.parser.HTMLParser):
    """A page as a browser's parser sees it: its elements in order, each with attributes and text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements = []
        self._open = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag, attrs):
        element = Element(tag, {name: value or "" for name, value in attrs}, list(self._open))
        self.elements.append(element)
        if tag not in VOID:
            self._open.append(element)

    def handle_endtag(self, tag):
        if any(element.tag == tag for element in self._open):
            while self._open.pop().tag != tag:
                pass

    def handle_data(self, data):
        for element in self._open:
            element.pieces.append(data)

    def all(self, tag=None, **attributes):
        """The elements of a tag that carry all the attributes; `class_` looks for one class among several."""
        wanted = attributes.pop("class_", None)
        return [
            e
            for e in self.elements
            if tag in (None, e.tag)
            and (wanted is None or wanted in e.attributes.get("class", "").split())
            and all(e.attributes.get(name) == value for name, value in attributes.items())
        ]

    def one(self, tag=None, **attributes):
        """The only such element."""
        (element,) = self.all(tag, **attributes)
        return element

    def meta(self, name):
        """The content of the only `meta` of a name, or None."""
        found = self.all("meta", name=name)
        assert len(found) <= 1
        return found[0].attributes["content"] if found else None

    @property
    def text(self):
        """All words of the page's body, without scripts."""
        return self.one("body").text


@dataclass
class Element:
    """One element: its tag, attributes, and the elements around it."""

    tag: str
    attributes: dict
    around: list
    pieces: list = field(default_factory=list)

    @property
    def text(self):
        """The element's text, with single spaces."""
        return re.sub(r"\s+", " ", "".join(self.pieces)).strip()

    def __getitem__(self, name):
        return self.attributes[name]
