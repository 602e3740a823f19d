"""What the tests of kills share: a site on the eve of a closing and an opening, and what must hold of it."""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import builders
import oracle
import projects
from board_reports.release.manifest import Manifest
from board_reports.release.record.ledger import Ledger, replay

BEFORE, CLOSES, NEXT = "2026-08-23T23:55", "2026-08-24T00:00", "2026-08-24T00:05"
DRIVER = Path(__file__).with_name("chaos_driver.py")
KEPT = {"public", "releases", "manifests", "ledger.jsonl", "rules", "work", "orders", "memory.json", "last-run"}
KEPT |= {"alarms.json", "audited.json", "ledger-told", ".run.lock", ".swap.lock", ".ledger.lock", ".alarms.lock"}
KEPT |= {"cache", ".targets.lock"}


class Driver:
    """The other half: a process that forks for each task."""

    def __init__(self):
        environment = {name: value for name, value in os.environ.items() if name != "BOARD_AS_OF"}
        self.process = subprocess.Popen(
            [sys.executable, str(DRIVER)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment
        )

    def begin(self, **task):
        """Send a task, without waiting."""
        self.process.stdin.write(json.dumps(task) + "\n")
        self.process.stdin.flush()

    def end(self):
        """How the task went."""
        line = self.process.stdout.readline()
        assert line, "the driver died"
        return json.loads(line)

    def __call__(self, **task):
        self.begin(**task)
        return self.end()


@contextmanager
def driver():
    one = Driver()
    try:
        yield one
    finally:
        one.process.stdin.close()
        one.process.wait(30)
        one.process.stdout.close()


@dataclass
class Stage:
    """A site of three reports: `canary` closes at CLOSES, `new` opens then, and one stays."""

    site: projects.Site
    canary: oracle.Canary
    drive: Driver
    canned: Path

    @classmethod
    def set(cls, folder, drive):
        site = projects.make(folder / "project")
        canary = oracle.plant(site.reports)
        site.report("stays", reference="CPR 05/2026", title="The one that stays", publication_date="2026-08-01")
        site.report("new", reference="CPR 06/2026", title="The new one", publication_date="2026-08-24")
        site.page("privacy.md", "# Privacy\n\nWords.\n")
        stage = cls(site, canary, drive, folder / "canned")
        stage.canned.mkdir()
        assert stage.run(BEFORE)["exit"] == 0
        assert oracle.found(site.public, canary.public)
        shutil.copytree(site.root, folder / "saved", symlinks=True)
        assert stage.run(CLOSES)["exit"] == 0  # from now on the build is there to be copied, and takes the same steps
        stage.again()
        return stage

    def again(self):
        """Put everything back as it was on the eve."""
        self._again("var")
        self.again_source()

    def again_source(self):
        """Put the reports' files back."""
        self._again("published_reports")

    def _again(self, name):
        shutil.rmtree(self.site.root / name)
        shutil.copytree(self.canned.parent / "saved" / name, self.site.root / name, symlinks=True)

    def task(self, do, at, **more):
        at = builders.at(at).astimezone(UTC).isoformat()
        return {"do": do, "config": str(self.site.config), "at": at, "canned": str(self.canned), **more}

    def run(self, at, **more):
        """One nightly run at an instant in London."""
        return self.drive(**self.task("nightly", at, **more))

    def take_down(self, kind, reference, at, **more):
        """One `board withdraw` or `board hold`."""
        return self.drive(**self.task(kind, at, reference=reference, **more))


def whole(site, *, less=()):
    """The site answers: each file of the release is there with its bytes, and nothing else. `less` may be gone."""
    link = Path(os.readlink(site.public))
    assert (link.parent, site.public.resolve().parent) == (Path("releases"), site.state.releases.resolve())
    manifest = site.state.current()
    assert manifest is not None, "the current release has no record"
    there = projects.tree(site.public)
    described = {one.path: one for one in manifest.files if one.report not in less}
    gone = {one.path for one in manifest.files if one.report in less}
    assert set(there) - gone == set(described)
    assert "index.html" in there
    for path, one in described.items():
        assert there[path], f"{path} is empty"
        if one.sha256:
            assert hashlib.sha256(there[path]).hexdigest() == one.sha256, path
    json.loads(there["status.json"])


def tidy(site):
    """Nothing is left over: whole releases with their manifests, the record, and no file that something half did."""
    names = {path.name for path in site.state.releases.iterdir()}
    assert names == {path.stem for path in site.state.manifests.iterdir()}
    assert site.state.current_id() == max(names)
    assert all(Manifest.read(path) for path in site.state.manifests.iterdir())
    assert list(site.state.work.iterdir()) == []
    for room in ("pages", "files"):
        assert all(path.name.count("-") == 2 for path in site.state.folder.glob(f"cache/{room}/*")), "half written"
    names = {path.name for path in site.state.folder.iterdir()}
    assert names <= KEPT, names - KEPT
    assert {path.name for path in site.state.rules.iterdir()} == {"nginx.conf", "apache.conf"}
    if site.state.orders.is_dir():
        assert list(site.state.orders.iterdir()) == []


def traceless(site, canary):
    """Nothing of the report is anywhere in the state folder, but in the ledger, and the digests of its sources."""
    found = oracle.found(site.state.folder, [*canary.traces, canary.slug])
    assert set(found.values()) <= {"ledger.jsonl", "memory.json"}, found
    for folder in (site.state.releases, site.state.work):
        assert oracle.copies(folder, canary.files.values()) == []


def recorded(site, slug, *events):
    """The ledger is whole, and says just this of a report.

    What a run wrote down for a command that was killed may stand a second time, with the name of who gave it again.
    """
    reading = Ledger(site.state.ledger).read()
    assert (reading.broken, reading.torn) == ((), None)
    told = [line.entry for line in reading.lines if line.entry.slug == slug]
    once = [
        entry
        for before, entry in zip([None, *told], told, strict=False)
        if not (before and before.event is entry.event and entry.who and not before.who)
    ]
    assert [str(entry.event) for entry in once] == list(events)
    public = {slug for slug, spans in replay(reading.lines).items() if spans[-1].ended is None}
    assert public == {one.slug for one in site.state.current().reports}


CHANGES = {"replace", "rename", "unlink", "symlink", "link", "mkdir", "rmdir", "make_half", "write_bytes", "_append"}
MANY = {"link", "mkdir", "unlink", "rmdir", "fsync"}


def moments_to_kill_at(moments):
    """The numbers of the moments between any two of which something changed on the disk.

    Of a long row of the same small steps, as when a tree is deleted, only the first, the middle and the last count.
    """
    chosen, changed, row = [], True, []

    def end_row():
        chosen.extend(sorted({row[0], row[len(row) // 2], row[-1]}) if row else [])
        row.clear()

    for number, moment in enumerate(moments):
        when, name = moment.split(" ")
        if changed:
            (row if name in MANY else chosen).append(number)
            changed = False
        if name not in MANY:
            end_row()
        changed |= when == "after" and name in CHANGES
    end_row()
    return sorted(chosen)
