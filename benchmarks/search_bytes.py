#!/usr/bin/env python3
"""How many bytes of search a browser loads until it shows the first result, against the index of plain Material.

Run it from the project's folder, with a built site and the search index of a plain Material site of the same reports:
.venv/bin/python benchmarks/search_bytes.py SITE/ PLAIN/search/search_index.json
It wants Debian's nginx and Chromium. Both are served by nginx with gzip; what nginx sends counts, headers included.
Limit: all that is loaded for the search is at most a twentieth of the plain index. Exit code 0: it is kept. 1: not.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import Request, urlopen

from playwright.sync_api import Page, sync_playwright

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests"))

from browser.conftest import FLAGS
from browser.searching import open_search, put
from serving_real import free_port, open_folder, required, stop

LIMIT = 1 / 20
INDEX = "search/search_index.json"
PATIENCE = 120  # seconds to wait for the first result
SERVER = """\
{user}
daemon off;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    types {{ text/html html; text/css css; text/javascript js; application/json json; image/png png; }}
    log_format told '$uri $status $bytes_sent';
    access_log {folder}/access.log told;
    client_body_temp_path {folder}/temp;
    proxy_temp_path {folder}/temp;
    fastcgi_temp_path {folder}/temp;
    uwsgi_temp_path {folder}/temp;
    scgi_temp_path {folder}/temp;
    gzip on;
    gzip_comp_level 6;
    gzip_types text/css text/javascript application/json;
    server {{
        listen 127.0.0.1:{port};
        root {folder}/site;
        location = /plain/{index} {{ alias {folder}/plain.json; }}
    }}
}}
"""


@dataclass(frozen=True)
class Figures:
    """What was measured, in bytes as they were sent, and the seconds from the last key to the first result."""

    loaded: dict[str, int]
    plain: int
    seconds: float

    @property
    def searched(self) -> int:
        """All that was loaded for the search."""
        return sum(self.loaded.values())

    @property
    def ratio(self) -> float:
        """Which share of the plain index that is."""
        return self.searched / self.plain


def measure(site_dir: Path, plain_index: Path, words: str = "review") -> Figures:
    """Search a built site for `words` in Chromium, with an empty cache.

    Raises RuntimeError when a program is missing or no result is shown.
    """
    chromium = shutil.which("chromium")
    if chromium is None:
        raise RuntimeError("Chromium is not installed: apt-get install chromium")
    with open_folder() as folder, _served(folder, site_dir, plain_index) as origin, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        seconds = _first_result(browser.new_page(), origin, words)
        browser.close()
        loaded = _of_search(folder / "access.log")
        request = Request(f"{origin}/plain/{INDEX}", headers={"Accept-Encoding": "gzip"})
        with urlopen(request) as answer:
            answer.read()
        return Figures(loaded, _sent(folder / "access.log", f"/plain/{INDEX}"), seconds)


def _first_result(page: Page, origin: str, words: str) -> float:
    page.goto(f"{origin}/", wait_until="load")
    open_search(page)
    begun = time.perf_counter()
    put(page, words)
    page.locator(".md-search-result__item").first.wait_for(timeout=PATIENCE * 1000)
    return time.perf_counter() - begun


@contextmanager
def _served(folder: Path, site_dir: Path, plain_index: Path) -> Iterator[str]:
    (folder / "temp").mkdir()
    (folder / "site").symlink_to(site_dir.resolve())
    (folder / "plain.json").symlink_to(plain_index.resolve())
    port = free_port()
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(SERVER.format(user=user, folder=folder, port=port, index=INDEX))
    program = required("nginx", "/usr/sbin/nginx")
    command = [program, "-p", str(folder), "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]
    process = subprocess.Popen(command)
    try:
        _wait(f"http://127.0.0.1:{port}/")
        yield f"http://127.0.0.1:{port}"
    finally:
        stop(process)


def _wait(address: str) -> None:
    for _ in range(100):
        try:
            with urlopen(address):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError("nginx does not answer")


def _lines(log: Path) -> Iterator[tuple[str, int]]:
    time.sleep(0.2)  # nginx writes its line after the answer
    for line in log.read_text().splitlines():
        path, _, sent = line.rsplit(" ", 2)
        yield path, int(sent)


def _of_search(log: Path) -> dict[str, int]:
    """What was sent for the search, by path: the index, the worker, and whatever language files it asks for."""
    loaded: dict[str, int] = {}
    for path, sent in _lines(log):
        if path.startswith("/search/") or "/workers/" in path or "/lunr/" in path:
            loaded[path] = loaded.get(path, 0) + sent
    if f"/{INDEX}" not in loaded:
        raise RuntimeError("the site has no search")
    return loaded


def _sent(log: Path, path: str) -> int:
    return next(sent for one, sent in _lines(log) if one == path)


def main() -> None:
    """Measure, print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("site", type=Path, help="the folder of a built site")
    parser.add_argument("plain", type=Path, help="the search index of a plain Material site")
    parser.add_argument("--words", default="review", help="what to search for (default: review)")
    parser.add_argument("--no-limit", action="store_true", help="exit 0 whatever the bytes")
    options = parser.parse_args()
    try:
        figures = measure(options.site, options.plain, options.words)
    except RuntimeError as error:
        sys.exit(str(error))
    print("| loaded for the search, gzip | bytes |\n|---|--:|")
    for path, sent in figures.loaded.items():
        print(f"| `{path}` | {sent:,} |")
    print(f"| together | {figures.searched:,} |\n| index of plain Material | {figures.plain:,} |")
    print(f"\n1/{1 / figures.ratio:.1f} of the plain index; first result {figures.seconds:.2f} s after the last key.")
    sys.exit(0 if options.no_limit or figures.ratio <= LIMIT else 1)


if __name__ == "__main__":
    main()
