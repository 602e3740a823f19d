"""A really built site with its state folder, and a small web server that can be told to break one thing."""

import gzip
import hashlib
import json
import shutil
import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

import builders
import projects
from board_reports.release.manifest import Kind, Manifest, ReleasedFile, ReleasedReport
from board_reports.release.record.ledger import Entry, Event, Ledger
from board_reports.release.state import State
from browser.serving import TYPES

NOON = builders.at("2026-06-10T12:00")
RELEASE = "20260610T100000.000000Z"
RULES = "sha256:" + "5" * 64
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self' 'sha256-abc='; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Board-Rules": RULES,
}


def built(root):
    """A project with two live reports, one to come, one that is over, and one that only the ledger knows; served once.

    Its release and its manifest are written here: what makes them elsewhere is not what these tests are about.
    """
    site = projects.make(root)
    site.report("winter/", builders.BODY + "\nSee [the timeline](timeline.pdf).\n")
    builders.write(site.reports / "winter" / "timeline.pdf", builders.pdf())
    builders.write_part(site.reports / "winter" / "briefing.md")
    site.report("summer", title="A review of the summer", reference="CPR 02/2026", publication_date="2026-06-02")
    site.report("autumn", title="A review of the autumn", reference="CPR 03/2026", publication_date="2026-07-01")
    site.report(
        "spring",
        title="A review of the spring",
        reference="CPR 04/2025",
        publication_date="2025-06-01",
        approved_date="2025-05-01",
    )
    site.build("2026-06-10T11:00")
    state = State(site.root / "var")
    tree = state.tree(RELEASE)
    tree.parent.mkdir(parents=True)
    site.out.rename(tree)
    shutil.rmtree(tree / "assets")  # nothing here looks at them
    state.public.symlink_to(f"releases/{RELEASE}")
    state.manifests.mkdir()
    state.rules.mkdir()
    (state.rules / "nginx.conf").write_text(f'    add_header Board-Rules "{RULES}" always;\n')
    (state.rules / "apache.conf").write_text('    Header always set Board-Rules "sha256:other"\n')
    write_manifest(state, manifest_of(site, tree))
    opened = builders.at("2020-01-01T00:00")
    Ledger(state.ledger).append(
        [
            Entry(Event.OPENED, opened, "cpr-09-2020", "CPR 09/2020", closes=opened + timedelta(days=84)),
            Entry(Event.CLOSED, opened + timedelta(days=84), "cpr-09-2020", "CPR 09/2020"),
            Entry(Event.OPENED, builders.at("2026-06-01T00:00"), "cpr-01-2026", "CPR 01/2026"),
        ]
    )
    return site


def write_manifest(state, manifest):
    """Put a manifest in the place of the current release's."""
    state.manifest_path(manifest.id).write_bytes(manifest.to_bytes())


def manifest_of(site, tree):
    """The manifest of a tree that `built` has made."""
    live = builders.standings(site.reports, "2026-06-10T12:00").live
    files = tuple(_released(path.relative_to(tree).as_posix(), path.read_bytes()) for path in sorted(tree.rglob("*.*")))
    reports = []
    for one in live:
        window, own = one.report.window, [file for file in files if file.report == one.report.slug]
        reports.append(
            ReleasedReport(
                slug=one.report.slug,
                reference=one.report.reference,
                title=one.report.title,
                source=one.report.source,
                opens=window.opens,
                closes=window.closes,
                goes=window.closes,
                first_day=window.first_day,
                last_day=window.last_day,
                languages=("en",),
                example=False,
                digest="sha256:"
                + hashlib.sha256("".join(f"{one.path}{one.sha256}" for one in own).encode()).hexdigest(),
                source_digest="",
            )
        )
    at = builders.at("2026-06-10T11:00").astimezone(UTC)
    return Manifest(RELEASE, at, "full", None, None, tuple(reports), files)


def _released(path, data):
    slug = path.split("/")[1] if path.startswith("reports/cpr-") else None
    if slug:
        kind = Kind.REPORT if path.endswith(".html") else Kind.FILE
    elif path == "index.html":
        kind = Kind.PERMANENT
    elif path == "reports/index.html":
        kind = Kind.MADE
    elif path == "status.json":
        kind = Kind.STATUS
    elif path in ("404.html", "410.html"):
        kind = Kind.ERROR
    elif path.startswith("assets/"):
        kind = Kind.THEME
    else:
        kind = Kind.INDEX
    return ReleasedFile(path, kind, slug, hashlib.sha256(data).hexdigest())


def copied(site, root):
    """A copy of a built project for one test alone."""
    shutil.copytree(site.root, root, symlinks=True)
    return projects.Site(Path(root))


@dataclass
class Web:
    """The server: what it says instead of what the tree holds, by path, and the headers that it sends.

    A value of `says` is an answer (status, body, and headers that are added), or a function that is called with the
    handler and writes whatever it likes. `zipped` is the same for clients that take gzip.
    """

    folder: Path
    origin: str = ""
    says: dict = field(default_factory=dict)
    zipped: dict = field(default_factory=dict)
    headers: dict = field(default_factory=lambda: dict(HEADERS))
    without: dict = field(default_factory=dict)
    asked: list = field(default_factory=list)

    @property
    def home(self):
        """The address of the site's home."""
        return f"{self.origin}/"

    def gone(self, path):
        """Answer 410 at a path."""
        self.says[path] = (410, b"gone", {})

    def edit(self, path, change):
        """Answer with changed bytes of a file of the tree."""
        file = self.folder / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        self.says[path] = (200, change(file.read_bytes()), {})

    def status(self, **values):
        """Say other things in `status.json`."""
        self.edit("/status.json", lambda data: json.dumps(json.loads(data) | values).encode())


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    web: Web

    def do_GET(self):
        path = unquote(urlsplit(self.path).path)
        self.web.asked.append(path)
        takes_gzip = "gzip" in self.headers.get("Accept-Encoding", "")
        said = self.web.zipped.get(path) if takes_gzip else None
        said = said or self.web.says.get(path)
        if callable(said):
            self.close_connection = True
            said(self)
        elif said:
            self.answer(*said, path=path)
        else:
            self.answer(*self._file(path), path=path)

    def _file(self, path):
        file = self.web.folder / (path.lstrip("/") + ("index.html" if path.endswith("/") else ""))
        if not file.is_file():
            return (410 if path.startswith(("/reports/", "/cy/reports/")) else 404), b"nothing", {}
        data, kind = file.read_bytes(), TYPES.get(file.suffix, "application/octet-stream")
        if "gzip" in self.headers.get("Accept-Encoding", ""):
            return 200, gzip.compress(data), {"Content-Type": kind, "Content-Encoding": "gzip"}
        return 200, data, {"Content-Type": kind}

    def answer(self, status, body, more, *, path):
        self.send_response(status)
        headers = dict(self.web.headers)
        of_report = path.startswith("/reports/cpr-")
        headers["Cache-Control"] = "max-age=300, must-revalidate" if not of_report else "no-cache"
        if status in (404, 410):
            headers["Cache-Control"] = "no-store"
        headers |= more
        for name in self.web.without.get(path, ()):
            headers.pop(name)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Keep the test's output clean."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_):
        """A client that has seen enough closes the connection: that is no news."""


@contextmanager
def serving(folder, context=None):
    """Serve a folder at a free port of 127.0.0.1, with all headers that a site must have; with `context`, by TLS."""
    web = Web(Path(folder))
    handler = type("Handler", (_Handler,), {"web": web, "timeout": 20})
    server = _Server(("127.0.0.1", 0), handler)
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    web.origin = f"{'https' if context else 'http'}://127.0.0.1:{server.server_address[1]}"
    try:
        yield web
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
