"""When the record of what is public is lost, what must not be public goes all the same."""

import shutil
from datetime import UTC

import pytest

import builders
import oracle
from board_reports.cli import hold as hold_command
from board_reports.cli import withdraw as withdraw_command
from board_reports.release.record.ledger import Ledger

CLOSES = "2026-08-24T00:00"
BEFORE = "2026-08-23T23:55"


@pytest.fixture
def due(site, monkeypatch):
    """A site with a canary that is about to close, and a report that stays; the commands' clock is just before."""
    for module in (withdraw_command, hold_command):
        monkeypatch.setattr(module, "now", lambda: builders.at(BEFORE).astimezone(UTC))
    canary = oracle.plant(site.reports)
    site.report("stays", reference="CPR 05/2026", title="The one that stays", publication_date="2026-08-01")
    assert site.nightly(BEFORE).exit_code == 0
    return canary


def no_manifests(site):
    shutil.rmtree(site.state.manifests)


def garbage(site):
    for path in site.state.manifests.iterdir():
        path.write_text("garbage")


def a_folder_for_the_link(site):
    tree = site.public.resolve()
    site.public.unlink()
    shutil.copytree(tree, site.public)


LOSSES = [no_manifests, garbage, a_folder_for_the_link]


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("command", ["withdraw", "hold"])
@pytest.mark.parametrize("source", ["there", "gone"])
def test_a_command_takes_the_report_out_by_name(site, due, loss, command, source):
    loss(site)
    if source == "gone":
        due.file.unlink()
    result = site.board(command, due.slug, "--reason", "x")
    assert result.exit_code == 1
    assert "was not on the site" not in result.output
    assert oracle.traces(site.public, due) == {}
    assert "The one that stays" in (site.public / "reports" / "index.html").read_text()
    run = site.nightly(BEFORE)
    assert oracle.traces(site.public, due) == {}
    assert run.exit_code in ((0, 3) if loss is not a_folder_for_the_link else (1,))


@pytest.mark.parametrize("loss", LOSSES)
@pytest.mark.parametrize("trouble", ["configuration", "reports", "theme"])
def test_a_run_takes_out_what_is_due(site, due, loss, trouble):
    loss(site)
    match trouble:
        case "configuration":
            site.config.write_text("site_name: [")
        case "reports":
            site.reports.rename(site.root / "elsewhere")
        case "theme":
            site.configure(theme={"name": "material", "custom_dir": "theme"})
            broken = '{% extends "board.html" %}{% block content %}{{ 1 / 0 }}'
            builders.write(site.root / "theme" / "main.html", broken)
    assert site.nightly(CLOSES).exit_code == 1
    assert oracle.traces(site.public, due) == {}
    if loss is not a_folder_for_the_link:
        assert oracle.traces(site.state.releases, due) == {}


def test_a_report_that_only_the_ledger_knows_is_kept_down(site, due):
    good = due.file.read_text()
    due.file.unlink()
    site.nightly(BEFORE)
    assert site.board("withdraw", due.slug, "--reason", "x").exit_code == 1
    due.file.write_text(good)
    assert site.nightly(BEFORE).exit_code == 3
    assert oracle.traces(site.public, due) == {}


def test_a_report_whose_file_cannot_be_read_is_kept_down(site, due):
    file = site.report("new", reference="CPR 08/2026", title='"Unclosed', publication_date="2026-08-24")
    good = file.read_text()
    file.write_text("---\ntitle: [\n---\n")
    result = site.board("hold", "CPR 08/2026", "--reason", "x")
    assert result.exit_code == 1
    file.write_text(good)
    assert site.nightly(CLOSES).document["opened"] == []
    assert site.board("hold", "CPR 08/2026", "--release", "--on", "2026-08-24").exit_code == 0
    assert [row["reference"] for row in site.nightly("2026-08-24T00:05").document["opened"]] == ["CPR 08/2026"]


def test_a_report_taken_twice_is_kept_down_when_one_of_the_two_goes(site, due):
    site.report("new", reference="CPR 08/2026", title="New", publication_date="2026-08-24")
    copy = site.report("copy", reference="CPR 8/2026", title="Copy", publication_date="2026-08-24")
    assert site.board("hold", "CPR 08/2026", "--reason", "x").exit_code == 1
    copy.unlink()
    run = site.nightly(CLOSES)
    assert (run.exit_code, run.document["opened"]) == (3, [])


def test_another_reference_in_the_same_file_is_told_as_what_it_is(site, due):
    site.report("stays", reference="CPR 06/2026", title="The one that stays", publication_date="2026-08-01")
    run = site.nightly(BEFORE)
    assert run.exit_code == 3
    assert [(row["reference"], row["why"]) for row in run.document["left_out"]] == [
        ("CPR 05/2026", "Its file has another reference now.")
    ]
    assert [row["reference"] for row in run.document["opened"]] == ["CPR 06/2026"]


@pytest.mark.parametrize("command", ["nightly", "withdraw"])
def test_a_configuration_that_was_deleted_keeps_nothing_up(site, due, command):
    site.config.unlink()
    if command == "nightly":
        assert site.nightly(CLOSES).exit_code == 1
    else:
        assert site.board("withdraw", due.slug, "--reason", "x").exit_code == 1
    assert oracle.traces(site.public, due) == {}
    assert [line.entry.event for line in Ledger(site.state.ledger).read().lines if line.entry.slug == due.slug][-1] in (
        "closed",
        "withdrawn",
    )


def test_a_configuration_that_never_was_is_a_wrong_command_line(site):
    site.config.unlink()
    assert site.board("nightly").exit_code == 2
    assert site.board("withdraw", "CPR 01/2026", "--reason", "x").exit_code == 2
