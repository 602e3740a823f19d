"""Killed between any two steps: nothing unapproved is public, nothing is lost, and doing it again finishes it."""

import os
import shutil
from pathlib import Path

import pytest

import builders
from board_reports.desk.approval import mend, moving, start_correction
from board_reports.release.run import configured
from board_reports.release.state import State

DURING = "2026-06-10T12:00"
OLD, NEW = "a green notebook", "a blue notebook"
NOTE = "A colour was corrected."
CALLS = ("rename", "replace", "mkdir", "unlink", "rmdir", "fsync", "open", "fchmod")


class Killed(BaseException):
    """The process is gone: nothing after this reaches the disk."""


class Life:
    """Lets a process live for some calls of the system, and be dead at all later ones."""

    def __init__(self, monkeypatch):
        self.patch, self.left, self.used = monkeypatch, None, 0

    def of(self, steps, work):
        """Do the work for so many steps; whether it was done to its end."""
        self.left, self.used = steps, 0
        with self.patch.context() as patch:
            for name in CALLS:
                patch.setattr(os, name, self._watched(getattr(os, name)))
            patch.setattr(moving, "_renameat2", self._watched(moving._renameat2))
            try:
                work()
            except Killed:
                return False
            return True

    def _watched(self, real):
        def call(*arguments, **options):
            if real.__name__ == "open" and not arguments[1] & (os.O_WRONLY | os.O_RDWR | os.O_CREAT):
                return real(*arguments, **options)
            if self.used >= self.left:
                raise Killed
            self.used += 1
            return real(*arguments, **options)

        call.__name__ = real.__name__
        return call


def tree(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


EACH = pytest.mark.parametrize("stride", [pytest.param(1, marks=pytest.mark.slow), 7])


def lives(desk, monkeypatch, work, stride):
    """Kill the work after each, or each seventh, step, always from the same beginning; yields once it is dead."""
    model = desk.root.with_name("model")
    shutil.copytree(desk.root, model, symlinks=True)
    life, steps = Life(monkeypatch), 0
    while True:
        shutil.rmtree(desk.root)
        shutil.copytree(model, desk.root, symlinks=True)
        done = life.of(steps, work)
        yield steps, done
        if done:
            break
        steps += stride


def kept(desk, *texts):
    """That each text is still in some file."""
    everything = b"".join(tree(desk.reports).values())
    for text in texts:
        assert text.encode() in everything, text
    assert builders.pdf() in tree(desk.reports).values()


@EACH
@pytest.mark.parametrize("exchanging", [True, False])
@pytest.mark.parametrize("single", [False, True])
def test_approving_a_draft(desk, monkeypatch, single, exchanging, stride):
    if not exchanging:
        monkeypatch.setattr(moving, "_renameat2", lambda *_: False)
    if single:
        builders.write_twin(builders.write_report(desk.reports, "_winter", approved_date=None))
        builders.write(desk.reports / "_pdf/x.pdf", builders.pdf())
    else:
        desk.draft()
    count = 0
    for steps, done in lives(desk, monkeypatch, lambda: desk.look().write("unit"), stride):
        kept(desk, "The panel met", "Darllenodd y panel")
        for report in desk.register().at(builders.at("2026-06-02T12:00")).reports:
            assert not report.live or (report.report.sealed and report.report.languages == ("en", "cy")), steps
        if not done:
            desk.look().write("unit")
        assert desk.standing("2026-06-02T12:00") == "live", steps
        assert desk.only().languages == ("en", "cy")
        names = {name for name in desk.names() if ".board-" not in name}
        expected = {"winter.md", "winter.cy.md", "_pdf/x.pdf"} if single else {
            "winter/index.md", "winter/index.cy.md", "winter/briefing.md", "winter/timeline.pdf"}  # fmt: skip
        assert names == expected
        assert [event for event, _ in desk.ledger()] == ["approved"]
        count = steps
    assert count > 5


@pytest.fixture
def correcting(desk, clock):
    path = desk.draft()
    path.write_text(path.read_text().replace("The panel met", f"The panel found {OLD}"))
    assert desk.approve().exit_code == 0
    clock(DURING)
    builders.write(desk.reports / "winter/README.md", "Ours.")
    assert desk.site.board("correct", "CPR 01/2026").exit_code == 0
    index = desk.reports / "winter/_correction/index.md"
    index.write_text(index.read_text().replace(OLD, NEW))
    return desk


@EACH
@pytest.mark.parametrize("exchanging", [True, False])
def test_bringing_a_correction_in(correcting, monkeypatch, exchanging, stride):
    desk = correcting
    if not exchanging:
        monkeypatch.setattr(moving, "_renameat2", lambda *_: False)
    state, basics, _ = configured(desk.site.config)
    count, missing = 0, 0

    def work():
        mend(state, basics)
        desk.look_correction(DURING, NOTE, note_cy="Cywirwyd lliw.").write("unit")

    for steps, done in lives(desk, monkeypatch, work, stride):
        kept(desk, OLD, NEW, "Ours.", "Darllenodd y panel")
        standings = [one.standing for one in desk.register().at(builders.at(DURING)).reports]
        if exchanging:
            assert standings == ["live"], steps  # at each moment, and whole
        else:
            missing += standings != ["live"]
            assert standings in (["live"], [])
        if not done:
            work()
        assert desk.standing(DURING) == "live"
        names = desk.names()
        assert [name for name in names if name.count("/") == 1] == [
            "winter/README.md", "winter/briefing.md", "winter/index.cy.md", "winter/index.md", "winter/timeline.pdf",
        ], steps  # fmt: skip
        assert NEW in (desk.reports / "winter/index.md").read_text()
        (before,) = desk.reports.rglob("_before-2026-06-10")
        assert OLD in (before / "index.md").read_text()
        assert not list(desk.reports.rglob("_correction"))
        assert not [name for name in names if name.startswith(".")], steps
        assert [event for event, _ in desk.ledger()] == ["approved", "correction"], steps
        count = steps
    assert count > 30
    assert missing <= 2


@EACH
@pytest.mark.parametrize("exchanging", [True, False])
def test_beginning_a_correction_to_a_single_file(desk, clock, monkeypatch, exchanging, stride):
    if not exchanging:
        monkeypatch.setattr(moving, "_renameat2", lambda *_: False)
    builders.write_twin(builders.write_report(desk.reports, "winter", approved_date=None))
    builders.write(desk.reports / "_pdf/x.pdf", builders.pdf())
    assert desk.approve().exit_code == 0
    clock(DURING)
    state, basics, _ = configured(desk.site.config)

    def work():
        mend(state, basics)
        if not (desk.reports / "winter/_correction").exists():
            start_correction(state, basics, "CPR 01/2026", at=builders.at(DURING))

    for steps, done in lives(desk, monkeypatch, work, stride):
        kept(desk, "The panel met", "Darllenodd y panel")
        if exchanging:
            assert [one.standing for one in desk.register().at(builders.at(DURING)).reports] == ["live"], steps
        if not done:
            work()
        assert desk.standing(DURING) == "live", steps
        assert desk.names() == ["_pdf/x.pdf", "winter/_correction/index.cy.md", "winter/_correction/index.md",
                                "winter/index.cy.md", "winter/index.md"], steps  # fmt: skip


def test_mending_costs_nothing_where_there_is_nothing(desk):
    desk.draft()
    state, basics, _ = configured(desk.site.config)
    assert mend(state, basics) == []
    assert not Path(State(desk.root / "var").folder).exists()
