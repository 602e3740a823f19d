"""What must be quick does little: in what it loads before a report is off, puts on the disk, and looks for."""

import os
import subprocess
import sys
from dataclasses import replace

import pytest

import builders
from board_reports.release import swap
from board_reports.release.audit.cut_tree import _needles
from board_reports.release.commands import takedown
from board_reports.release.commands.takedown import Request, take_down
from board_reports.release.inputs import _below
from board_reports.release.manifest import Kind, Manifest, ReleasedFile
from board_reports.release.removal import swap_in_cut
from board_reports.release.run import configured

SLOW = ("board_reports.release.audit.tree", "board_reports.reports.report", "board_reports.release.removal")
SLOW += ("pydantic", "markdown", "nh3", "yaml", "mkdocs")


@pytest.mark.parametrize("command", ["withdraw", "hold", "nightly"])
def test_a_command_loads_nothing_that_its_first_step_does_not_need(command):
    program = f"import sys, board_reports.cli.{command}, board_reports.release.run; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "board_reports.release.run" in loaded
    assert [name for name in SLOW if name in loaded] == []


READING = ("pydantic", "board_reports.reports.content", "board_reports.reports.validate", "board_reports.desk")


def test_a_build_loads_what_reads_reports_when_it_reads_one():
    program = "import sys, board_reports.cli.build; print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True).stdout.split()
    assert "board_reports.reports.register" in loaded
    assert [name for name in READING if name in loaded] == []


def test_a_report_is_off_before_any_other_is_read(site, monkeypatch):
    for name, reference in (("winter", "CPR 01/2026"), ("summer", "CPR 02/2026")):
        site.report(name, title=f"A review of the {name}", reference=reference)
    site.nightly("2026-06-10T11:00")
    listing, told = site.public / "reports" / "index.html", []
    real = takedown._register

    def reading(basics):
        told.append(((site.public / "reports" / "cpr-01-2026").exists(), b"cpr-01-2026" in listing.read_bytes()))
        return real(basics)

    def cutting(state, *arguments):
        told.append(((site.public / "reports" / "cpr-01-2026").exists(), b"cpr-01-2026" in listing.read_bytes()))
        return swap_in_cut(state, *arguments)

    monkeypatch.setattr(takedown, "_register", reading)
    monkeypatch.setattr("board_reports.release.removal.swap_in_cut", cutting)
    at = builders.at("2026-06-10T12:00")
    done = take_down(site.state, configured(site.config)[1], Request("withdraw", "CPR 01/2026", "A reason", at, "x"))
    assert (done.off_site, done.written, done.failed) == (True, True, False)
    assert told == [(False, True), (False, False)]


def test_what_is_on_the_disk_already_is_not_put_there_again(tmp_path, monkeypatch):
    before, tree, other = tmp_path / "before", tmp_path / "tree", tmp_path / "other"
    for name in ("stays", "changes", "sub/stays", "sub/gone"):
        builders.write(before / name, name)
    builders.write(other, "linked from elsewhere")
    (tree / "sub").mkdir(parents=True)
    for name in ("stays", "sub/stays"):
        os.link(before / name, tree / name)
    builders.write(tree / "changes", "other bytes")
    builders.write(tree / "copy", "stays")
    os.link(other, tree / "linked")
    os.link(before / "stays", tree / "sub" / "moved")
    synced = []
    monkeypatch.setattr(swap, "sync", lambda path: synced.append(os.path.relpath(path, tree)))
    swap.sync_tree(tree, before)
    assert sorted(synced) == [".", "changes", "copy", "linked", "sub", "sub/moved"]
    synced.clear()
    swap.sync_tree(tree)
    assert sorted(synced) == [".", "changes", "copy", "linked", "stays", "sub", "sub/moved", "sub/stays"]


def _released(reports):
    """A manifest with reports, given as slug to title and the names of their files."""
    found = Manifest("x", builders.at("2026-06-10"), "full", None, None, (), ())
    rows, files = [], []
    for slug, (title, *names) in reports.items():
        rows.append(_Row(slug, title, f"Reference {slug}"))
        files += [ReleasedFile(f"reports/{slug}/{name}", Kind.FILE, slug) for name in names]
    return replace(found, reports=tuple(rows), files=tuple(files))


class _Row:
    def __init__(self, slug, title, reference):
        self.slug, self.title, self.reference = slug, title, reference


def test_what_another_report_has_as_well_is_not_looked_for():
    reports = {"one": ("A review", "time.pdf", "own.pdf"), "two": ("A review", "time.pdf"), "three": ("Other", "x.pdf")}
    needles = _needles(_released(reports), {"one"})
    assert {b"own.pdf", b"reference one", b"one"} <= set(needles)
    assert {b"a review", b"time.pdf"}.isdisjoint(needles)


def test_what_only_removed_reports_have_is_looked_for():
    reports = {"one": ("A review", "time.pdf"), "two": ("A review", "time.pdf"), "three": ("Other", "x.pdf")}
    assert {b"a review", b"time.pdf", b"one", b"two"} <= set(_needles(_released(reports), {"one", "two"}))


def test_links_to_folders_are_followed_once(tmp_path):
    folder, elsewhere = tmp_path / "here", tmp_path / "elsewhere"
    for path in (folder / "b", folder / "sub" / "a", folder / ".hidden", elsewhere / "c"):
        builders.write(path, "x")
    (folder / "loop").symlink_to(folder)
    (folder / "sub" / "out").symlink_to(elsewhere)
    (folder / "sub" / "again").symlink_to(elsewhere)
    (folder / "nowhere").symlink_to("missing")
    found = [os.path.relpath(path, folder) for path in _below(folder)]
    assert sorted(name for name in found if not name.endswith("/c")) == ["b", "nowhere", "sub/a"]
    assert [name for name in found if name.endswith("/c")] in (["sub/out/c"], ["sub/again/c"])
