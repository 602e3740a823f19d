"""Built sites served on this machine alone, as the web server of a Board would serve them."""

import threading
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import unquote, urlsplit

from board_reports.site.publication import Publication

TYPES = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json",
    ".xml": "application/xml",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
    ".gz": "application/gzip",
}


@dataclass
class Served:
    """A site on this machine: its folder, where it answers, and what was published when it was built."""

    folder: Path
    origin: str
    publication: Publication | None = None
    asked: list[str] = field(default_factory=list)

    def url(self, path="/"):
        """The full address of a path of the site."""
        return self.origin + path

    def text(self, path):
        """The text of a file of the built site."""
        return (self.folder / path.lstrip("/")).read_text("utf-8")

    def pages(self):
        """The HTML files of the site, as their addresses."""
        found = (file.relative_to(self.folder).as_posix() for file in self.folder.rglob("*.html"))
        return sorted("/" + path.removesuffix("index.html") for path in found)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    folder: Path
    asked: list[str]

    def do_GET(self):
        path = unquote(urlsplit(self.path).path)
        self.asked.append(path)
        target = (self.folder / path.lstrip("/")).resolve()
        if not target.is_relative_to(self.folder):
            return self._missing(path)
        if target.is_dir() and (target / "index.html").is_file():
            if not path.endswith("/"):
                return self._answer(301, b"", "text/plain", location=urlsplit(self.path).path + "/")
            target /= "index.html"
        if target.is_file() and not (path.endswith("/") and target.name != "index.html"):
            return self._answer(200, target.read_bytes(), TYPES.get(target.suffix, "application/octet-stream"))
        return self._missing(path)

    def do_HEAD(self):
        self.do_GET()

    def _missing(self, path):
        status = 410 if path.startswith(("/reports/", "/cy/reports/")) else 404
        page = self.folder / f"{status}.html"
        self._answer(status, page.read_bytes() if page.is_file() else b"", TYPES[".html"])

    def _answer(self, status, content, kind, location=None):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        if location:
            self.send_header("Location", location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(content)

    def log_message(self, *_):
        """Keep the test's output clean."""


@contextmanager
def serving(folder, publication=None):
    """Serve a folder at a free port of 127.0.0.1: 404.html for what is missing, 410.html below `/reports/`."""
    folder = Path(folder).resolve()
    asked = []
    handler = type("Handler", (_Handler,), {"folder": folder, "asked": asked, "timeout": 20})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield Served(folder, f"http://127.0.0.1:{server.server_address[1]}", publication, asked)
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
