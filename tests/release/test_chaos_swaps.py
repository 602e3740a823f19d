"""Clients that never stop asking, while what the real nginx serves is swapped again and again."""

import contextlib
import gzip
import hashlib
import http.client
import os
import shutil
import threading
import time
from collections import Counter
from dataclasses import dataclass, field, replace

import pytest

import builders
import oracle
import projects
from board_reports.release.rules import rules_of
from board_reports.release.swap import new_id, publish, sweep
from serving_nginx import nginx
from serving_real import open_folder

SWAPS = 300
GOES = "/reports/cpr-01-2026/"
STAYS = ["/", "/reports/", "/reports/cpr-05-2026/", "/search/search_index.json", "/reports/feed.xml", "/sitemap.xml"]
STAYS += ["/sitemap.xml.gz", "/status.json", "/privacy/"]
TOGGLES = [GOES, f"{GOES}timeline.pdf"]
NOWHERE = "/nothing/here/"
WITH, WITHOUT = "with", "without"


def digest(data):
    return hashlib.sha256(data).hexdigest()


@dataclass
class Shelf:
    """Two finished releases, one with a report and one without, from which any number of releases are made."""

    site: projects.Site
    kept: dict = field(default_factory=dict)
    known: dict = field(default_factory=dict)

    def put(self, name):
        """Keep the current release."""
        folder = self.site.root / name
        shutil.copytree(self.site.public, folder)
        self.kept[name] = (folder, self.site.state.current())
        for path in [*STAYS, *TOGGLES, "/404.html", "/410.html"]:
            file = folder / (f"{path}index.html" if path.endswith("/") else path).lstrip("/")
            if file.is_file():
                self.known.setdefault(path, {}).setdefault(digest(file.read_bytes()), set()).add(name)

    def swap(self, name):
        """Make a release of what is kept the current one, as a run does, and delete the others."""
        state = self.site.state
        folder, manifest = self.kept[name]
        manifest = replace(manifest, id=new_id(state, manifest.at))
        tree = state.work / f"{manifest.id}.tree"
        shutil.copytree(folder, tree, copy_function=os.link)
        with state.swap_lock():
            publish(state, tree, manifest)
            told = sweep(state, 0)
        assert told == []


def shelf_in(folder, **options):
    site = projects.make(folder / "project", **options)
    site.report("stays", reference="CPR 05/2026", title="The one that stays")
    site.page("privacy.md", "# Privacy\n\nWords.\n")
    assert site.nightly().exit_code == 0
    shelf = Shelf(site)
    shelf.put(WITHOUT)
    site.report("goes/", body="A [timeline](timeline.pdf).\n" * 300, title="The one that comes and goes")
    builders.write(site.reports / "goes" / "timeline.pdf", oracle.pdf("token" * 9000))
    assert site.nightly("2026-06-10T00:05").exit_code == 0
    shelf.put(WITH)
    return shelf


@dataclass
class Client(threading.Thread):
    """Asks for one address after another, as fast as it can, and notes all that it should not have seen."""

    port: int
    shelf: Shelf
    keep_alive: bool
    zipped: bool
    going_on: threading.Event
    public: list
    counted: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)
    connection: http.client.HTTPConnection | None = None

    def __post_init__(self):
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self):
        paths = [*STAYS, *TOGGLES, NOWHERE, "/reports/cpr-99-1999/"]
        number = id(self) % len(paths)
        try:
            while self.going_on.is_set():
                number = (number + 1) % len(paths)
                self.look(paths[number])
        except Exception as error:  # noqa: BLE001 - a thread tells by what it notes
            self.wrong.append(repr(error))
        finally:
            self.close()

    def close(self):
        if self.connection:
            self.connection.close()
            self.connection = None

    def look(self, path):
        before = self.public[0]
        status, body = self.ask(path)
        after = self.public[0]
        self.counted[status] += 1
        may = self.allowed(path, before, after)
        if status not in may:
            self.wrong.append(f"{path}: {status}, while {before} and then {after} was public")
        elif digest(body) not in may[status]:
            self.wrong.append(f"{path}: {status} with a body that is none of those known, or is too old")

    def allowed(self, path, before, after):
        """The statuses that may be answered, each with the digests that its body may have.

        `before` and `after` are the numbers of the swaps that had been done, and that had been begun.
        """
        names = {name for number, name in self.public[1] if before[0] <= number <= after[1]}
        known = self.shelf.known
        if path == NOWHERE:
            return {404: known["/404.html"]}
        may = {200: {body for body, made in known.get(path, {}).items() if made & names}}
        if path.startswith("/reports/") and (WITHOUT in names or path not in known) and path not in STAYS:
            may[410] = known["/410.html"]
        return {status: bodies for status, bodies in may.items() if bodies}

    def ask(self, path):
        if self.connection is None:
            self.connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        headers = {"Accept-Encoding": "gzip" if self.zipped else "identity"}
        self.connection.request("GET", path, headers=headers)
        answer = self.connection.getresponse()
        body = answer.read()  # raises where it is shorter than was said
        if answer.headers.get("Content-Encoding") == "gzip":
            self.counted["gzip"] += 1
            body = gzip.decompress(body)
        if not self.keep_alive or answer.will_close:
            self.close()
        return answer.status, body


@contextlib.contextmanager
def clients(server, shelf, begun):
    """Eight clients that look until the block ends; `begun` is what they go by."""
    going_on = threading.Event()
    going_on.set()
    every = [
        Client(server.port, shelf, keep_alive, zipped, going_on, begun)
        for keep_alive in (True, False)
        for zipped in (True, False)
        for _ in range(2)
    ]
    for client in every:
        client.start()
    try:
        yield every
    finally:
        going_on.clear()
        for client in every:
            client.join(30)


def polled(shelf, server, swaps):
    """Swap to and fro under eight clients; what they counted, and what was wrong."""
    history = [(0, WITH)]
    public = [(0, 0), history]  # how many swaps were done, and begun: one tuple, so that it is read whole
    with clients(server, shelf, public) as every:
        for number in range(1, swaps + 1):
            name = (WITHOUT, WITH)[number % 2 == 0]
            history.append((number, name))
            public[0] = (number - 1, number)
            shelf.swap(name)
            public[0] = (number, number)
            time.sleep(0.02)
    return sum((client.counted for client in every), Counter()), [one for client in every for one in client.wrong]


@contextlib.contextmanager
def served(shelf):
    state = shelf.site.state
    with nginx(rules_of(None, state.public), shelf.site.root / "server") as server:
        yield server


@pytest.mark.slow
def test_swaps_under_polling_clients(capsys):
    with open_folder() as folder:
        shelf = shelf_in(folder)
        with served(shelf) as server:
            counted, wrong = polled(shelf, server, SWAPS)
        assert wrong == []
        assert set(counted) == {200, 404, 410, "gzip"}
        assert counted[200] > 5000
        assert min(counted[404], counted[410], counted["gzip"]) > 500
        assert len(list(shelf.site.state.releases.iterdir())) == 1
    with capsys.disabled():
        print(f"\n{SWAPS} swaps under 8 clients: {dict(counted)}")


@pytest.mark.slow
def test_a_swap_in_two_steps_would_be_noticed(monkeypatch):
    rename = os.rename

    def two_steps(source, target, **options):
        if os.path.islink(source):
            os.unlink(target)
            time.sleep(0.005)
        rename(source, target, **options)

    with open_folder() as folder:
        shelf = shelf_in(folder)
        with served(shelf) as server:
            monkeypatch.setattr(os, "rename", two_steps)
            _, wrong = polled(shelf, server, 20)
    assert wrong
