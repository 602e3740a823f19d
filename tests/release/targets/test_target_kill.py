"""Killed at any moment while it brings a release: the target shows the old or the new one, and the next run goes on."""

import os
import random
import select
import signal
import time

import pytest

import oracle
import projects

pytestmark = pytest.mark.slow


def killed(site, at, after):
    """A run in a process of its own, killed so many seconds after it has begun to bring the release to its target."""
    hears, says = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            site.nightly(at, say=lambda line: os.write(says, line.encode() + b"\n"))
        finally:
            os._exit(0)
    os.close(says)
    heard, until = b"", time.monotonic() + 120
    while b"Bringing the release to" not in heard:
        assert select.select([hears], [], [], until - time.monotonic())[0], "the run never came to its target"
        more = os.read(hears, 65536)
        assert more, "the run ended without its target"
        heard += more
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    os.close(hears)


def shown(there):
    return {path: data for path, data in there.items() if path != "status.json"}


def test_a_killed_run_leaves_the_old_release_or_the_new_one(site, plain_place):
    place = plain_place
    site.report()
    site.configure(options={"publish_to": [place.address]})
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    chance, longest = random.Random(84), 0.4 if place.kind == "folder" else 3.0
    seen = set()
    for number in range(1, 7):
        old = shown(projects.tree(site.public))
        site.configure(options={"publish_to": [place.address]}, site_name=f"Board {number}")
        killed(site, f"2026-06-10T{9 + number}:00", chance.uniform(0, longest))
        new, there = shown(projects.tree(site.public)), shown(place.there())
        if place.folder:
            assert there in (old, new)
            seen.add(there == new)
        else:
            assert all(data in (old.get(path), new.get(path)) for path, data in there.items())
        outcome = site.nightly(f"2026-06-10T{9 + number}:05")
        assert outcome.exit_code == 0, outcome.document["message"]
        assert shown(place.there()) == shown(projects.tree(site.public))
        if place.folder:
            ours = {".board-target", ".board-lock", "public", "releases", "rules"}
            assert {path.name for path in place.folder.iterdir()} <= ours
            assert len(list((place.folder / "releases").iterdir())) == 1


def test_a_run_that_is_killed_while_it_removes_is_finished_by_the_next(site, place, tmp_path):
    site.report("stays", reference="CPR 05/2026", title="The one that stays", publication_date="2026-08-01")
    canary = oracle.plant(site.reports)
    site.configure(options={"publish_to": [place.address]})
    for day in ("2026-07-28", "2026-08-23"):
        assert site.nightly(day).exit_code == 0
    killed(site, "2026-08-24T00:00", 0.3)
    assert "index.html" in place.there()
    outcome = site.nightly("2026-08-24T00:05")
    assert outcome.exit_code == 0, outcome.document["message"]
    kept = place.keep(tmp_path / "kept")
    assert oracle.traces(kept, canary) == {}
    assert oracle.found(kept, [canary.slug]) == {}
