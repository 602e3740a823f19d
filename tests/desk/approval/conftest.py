"""The fixtures of the tests of approving and correcting: a site, its clock, and what is asked of it."""

from datetime import UTC, date

import pytest

import builders
from board_reports.cli import approve as approve_command
from board_reports.cli import correct as correct_command
from board_reports.cli import hold as hold_command
from board_reports.cli import withdraw as withdraw_command
from board_reports.desk.approval import look, look_correction
from board_reports.release.record.ledger import Ledger
from board_reports.release.run import configured
from board_reports.reports import Register, Settings
from projects import no_instant_from_outside, shared_templates, site

__all__ = ["no_instant_from_outside", "shared_templates", "site"]

NOW = "2026-05-25T12:00"
MODULES = (approve_command, correct_command, hold_command, withdraw_command)


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of the commands; by default a week before the window of `draft` opens."""

    def set_to(text):
        for module in MODULES:
            monkeypatch.setattr(module, "now", lambda: builders.at(text).astimezone(UTC))

    set_to(NOW)
    return set_to


class Desk:
    """A site with the short ways that these tests need."""

    def __init__(self, site):
        self.site, self.reports, self.root = site, site.reports, site.root

    def draft(self, name="_winter", **front):
        """A whole draft, with a twin, a part and a file; public from 1 June 2026 once it is approved."""
        values = {"approved_date": None, "attachments": [{"file": "timeline.pdf"}], "note": "Zq secret"} | front
        path = builders.write_report(self.reports, f"{name}/", **values)
        builders.write_twin(path)
        builders.write_part(path.parent / "briefing.md")
        builders.write(path.parent / "timeline.pdf", builders.pdf())
        return path

    def approve(self, *arguments, reference="CPR 01/2026", on="2026-05-20"):
        """`board approve`; with a day unless it is a correction."""
        day = () if "--correction" in arguments else ("--on", on)
        return self.site.board("approve", reference, *day, *arguments)

    @property
    def settings(self):
        return Settings(root=self.root)

    def register(self):
        return Register.read(self.reports, self.settings)

    def only(self):
        (report,) = self.register().reports
        return report

    def standing(self, when):
        (one,) = self.register().at(builders.at(when)).reports
        return one.standing

    def ledger(self):
        return [(str(line.entry.event), line.entry.who) for line in Ledger(self.site.state.ledger).read().lines]

    def look(self, when=NOW, reference="CPR 01/2026", on=date(2026, 5, 20), **options):
        state, basics, _ = configured(self.site.config)
        return look(state, basics, reference, on=on, minute=None, at=builders.at(when), **options)

    def look_correction(self, when, note="A number was corrected.", **options):
        state, basics, _ = configured(self.site.config)
        return look_correction(state, basics, "CPR 01/2026", note=note, at=builders.at(when), **options)

    def names(self):
        return sorted(path.relative_to(self.reports).as_posix() for path in self.reports.rglob("*") if path.is_file())


@pytest.fixture
def desk(site, clock):
    return Desk(site)
