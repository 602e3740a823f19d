"""The nightly run, whole: what opens, what closes, what is told, and what is left on the disk."""

import json
import os
from datetime import datetime

import pytest

import builders
import oracle
import projects
from board_reports.release.record.ledger import Ledger

OPENS, CLOSES = "2026-06-01T00:00", "2026-08-24T00:00"
KEYS = {"release", "rung", "changed", "opened", "closed", "withdrawn", "held", "left_out", "missed"}
KEYS |= {"next_change_at", "message", "problems", "targets"}


def references(outcome, name):
    return [row["reference"] for row in outcome.document[name]]


def events(site):
    return [(line.entry.event, line.entry.reference) for line in Ledger(site.state.ledger).read().lines]


def assert_tidy(site):
    """Nothing but whole releases, their manifests, and the record."""
    current = site.state.current_id()
    assert os.readlink(site.public) == f"releases/{current}"
    names = {path.name for path in site.state.releases.iterdir()}
    assert names == {path.stem for path in site.state.manifests.iterdir()}
    assert current == max(names)
    assert list(site.state.work.iterdir()) == []


def test_a_report_lives_its_window_and_leaves_no_trace(site):
    canary = oracle.plant(site.reports)
    first = site.nightly("2026-05-31T23:59")
    assert (first.exit_code, first.document["rung"]) == (0, "full")
    assert set(first.document) == KEYS
    assert first.document["opened"] == []
    assert first.document["next_change_at"] == "2026-06-01T00:00:00+01:00"
    assert oracle.traces(site.public, canary) == {}

    opened = site.nightly(OPENS)
    assert opened.exit_code == 0
    assert references(opened, "opened") == [canary.tokens["reference"].upper() + " 77/2026"]
    assert set(oracle.found(site.public, canary.public)) == set(canary.public)
    assert opened.document["next_change_at"] == "2026-08-24T00:00:00+01:00"

    for day in ("2026-06-28", "2026-07-26", "2026-08-23T23:59"):
        assert site.nightly(day).document["changed"] is False
    closed = site.nightly(CLOSES)
    assert (closed.exit_code, closed.document["rung"]) == (0, "full")
    assert references(closed, "closed") == references(opened, "opened")
    assert oracle.traces(site.public, canary) == {}
    assert oracle.traces(site.state.releases, canary) == {}
    assert oracle.traces(site.state.rules, canary) == {}
    assert oracle.traces(site.state.manifests, canary) == {}
    assert [event for event, _ in events(site)] == ["opened", "closed"]
    assert_tidy(site)


def test_with_nothing_to_change_no_release_is_made_and_the_check_is_told(site):
    site.report()
    made = site.nightly("2026-06-10T09:00").document["release"]
    again = site.nightly("2026-06-10T09:05")
    assert (again.exit_code, again.document["release"], again.document["rung"]) == (0, None, None)
    assert again.document["changed"] is False
    assert site.state.current_id() == made
    status = json.loads((site.public / "status.json").read_text())
    assert status["built_at"] == "2026-06-10T09:00:00+01:00"
    assert status["checked_at"] == "2026-06-10T09:05:00+01:00"
    assert (status["live_count"], status["left_out_count"], status["preview"]) == (1, 0, False)


def test_with_nothing_to_change_neither_theme_nor_plugins_are_loaded(site, monkeypatch, tmp_path):
    site.report()
    site.page("hook.txt", "x")
    (site.root / "hook.py").write_text("import os, pathlib\npathlib.Path(os.environ['HOOK_SEEN']).touch()\n")
    site.configure(hooks=["hook.py"])
    seen = tmp_path / "seen"
    monkeypatch.setenv("HOOK_SEEN", str(seen))
    assert site.nightly().exit_code == 0
    assert seen.exists()
    seen.unlink()
    for minute in ("00:05", "00:10"):
        assert site.nightly(f"2026-06-10T{minute}").document["changed"] is False
    assert site.nightly("2026-06-11T00:05").document["changed"] is False
    assert not seen.exists()
    site.page("index.md", "# Welcome\n\nOther words.\n")
    assert site.nightly("2026-06-11T00:10").document["changed"] is True
    assert seen.exists()


@pytest.mark.parametrize("what", ["page", "report", "configuration", "attachment"])
def test_other_bytes_are_a_change(site, what):
    site.report("winter/", body="See [it](it.pdf).\n")
    file = builders.write(site.reports / "winter" / "it.pdf", oracle.pdf("one"))
    assert site.nightly("2026-06-10T09:00").exit_code == 0
    match what:
        case "page":
            site.page("index.md", "# Welcome\n\nOther words.\n")
        case "report":
            site.report("winter/", body="Other words, and [it](it.pdf).\n")
        case "configuration":
            site.configure(site_name="Another Board")
        case "attachment":
            file.write_bytes(oracle.pdf("two"))
    again = site.nightly("2026-06-10T09:05")
    assert (again.exit_code, again.document["changed"], again.document["rung"]) == (0, True, "full")
    assert again.document["opened"] == []


def test_the_note_of_a_draft_is_no_change(site):
    site.report()
    site.nightly("2026-06-10T09:00")
    builders.write_report(site.reports, "_draft/", title="Draft")
    site.report("later", reference="CPR 09/2026", publication_date="2026-07-01")
    assert site.nightly("2026-06-10T09:05").document["changed"] is False


def test_a_late_run_catches_up_and_tells_once_what_was_missed(site):
    site.report("old", reference="CPR 01/2026", title="Old")
    site.nightly("2026-05-01")
    site.report("new", reference="CPR 02/2026", title="New", publication_date="2026-09-01")
    site.nightly("2026-05-25")
    for day in ("2026-06-20", "2026-07-20", "2026-08-20"):
        (site.reports / "old.md").rename(site.root / "away.md")  # somebody took it away for a while
        site.nightly(day)
        (site.root / "away.md").rename(site.reports / "old.md")
    late = site.nightly("2026-09-10")
    assert references(late, "opened") == ["CPR 02/2026"]
    assert references(late, "missed") == ["CPR 01/2026"]
    assert late.exit_code == 0
    assert references(site.nightly("2026-09-10T00:05"), "missed") == []
    assert ("missed", "CPR 01/2026") in events(site)


def test_what_was_public_and_is_not_stands_in_exactly_one_list(site):
    files = {
        "closed": site.report("a", reference="CPR 01/2026", title="A", publication_date="2026-05-01",
                              approved_date="2026-04-01"),
        "withdrawn": site.report("b", reference="CPR 02/2026", title="B"),
        "held": site.report("c", reference="CPR 03/2026", title="C"),
        "left_out": site.report("d", reference="CPR 04/2026", title="D"),
        "gone": site.report("e", reference="CPR 05/2026", title="E"),
        "broken": site.report("f", reference="CPR 06/2026", title="F"),
        "stays": site.report("g", reference="CPR 07/2026", title="G"),
    }  # fmt: skip
    assert len(references(site.nightly(), "opened")) == 7
    builders.write_report(site.reports, "b", reference="CPR 02/2026", title="B", withdrawn_date="2026-06-20",
                          withdrawn_reason="Secret reason.")  # fmt: skip
    builders.write_report(site.reports, "c", reference="CPR 03/2026", title="C", hold="Secret hold.")
    builders.write_report(site.reports, "d", reference="CPR 04/2026", title="D", approved_date=None)
    files["gone"].unlink()
    files["broken"].write_text("---\ntitle: F\nreference: CPR 06/2026\npublication_date: 01/06/2026\n---\n\nText.\n")
    run = site.nightly("2026-07-24", accept_clock=True)
    assert run.exit_code == 3
    assert references(run, "closed") == ["CPR 01/2026"]
    assert references(run, "withdrawn") == ["CPR 02/2026"]
    assert references(run, "held") == ["CPR 03/2026"]
    assert sorted(references(run, "left_out")) == ["CPR 04/2026", "CPR 05/2026", "CPR 06/2026"]
    missing = next(row for row in run.document["left_out"] if row["reference"] == "CPR 05/2026")
    assert missing == {
        "reference": "CPR 05/2026", "source": "published_reports/e.md", "why": "Its file is missing."
    }  # fmt: skip
    assert "Secret" not in json.dumps(run.document)
    assert "Secret" not in site.state.ledger.read_text() + site.state.memory.read_text()
    assert [path.name for path in sorted((site.public / "reports").iterdir())] == [
        "cpr-07-2026", "feed.xml", "index.html"
    ]  # fmt: skip
    later = site.nightly("2026-07-24T00:05")
    assert later.exit_code == 3
    assert later.document["changed"] is False
    assert sorted(row["source"] for row in later.document["left_out"]) == [
        "published_reports/d.md", "published_reports/f.md"
    ]  # fmt: skip


def test_a_dry_run_gives_the_same_document_and_changes_nothing(site):
    site.report()
    site.nightly("2026-05-31")
    before = projects.tree(site.root / "var")
    dry = site.nightly(dry_run=True)
    after = projects.tree(site.root / "var")
    assert {name: data for name, data in after.items() if not name.startswith(("work/", "."))} == {
        name: data for name, data in before.items() if not name.startswith(("work/", "."))
    }
    assert list(site.state.work.iterdir()) == []
    assert "This was a dry run: nothing was made public." in dry.notes
    real = site.nightly()
    assert dry.exit_code == real.exit_code
    assert dry.document | {"release": None} == real.document | {"release": None}
    assert dry.document["release"] is None


def test_examples_are_left_aside_unless_they_are_wanted(site):
    site.report(example=True)
    run = site.nightly()
    assert (run.exit_code, run.document["opened"]) == (0, [])
    assert "Left aside: 1 example report." in run.notes
    site.configure(options={"publish_examples": True})
    assert references(site.nightly("2026-06-10T00:05"), "opened") == ["CPR 01/2026"]


def test_a_correction_reaches_the_page_on_its_day(site):
    site.report(revised_date="2026-06-20", revision_note="A date was wrong.")
    site.nightly("2026-06-19")
    page = site.public / "reports" / "cpr-01-2026" / "index.html"
    assert "A date was wrong" not in page.read_text()
    assert site.nightly("2026-06-20").document["changed"] is True
    assert "A date was wrong" in (site.public / "reports" / "cpr-01-2026" / "index.html").read_text()
    assert ("corrected", "CPR 01/2026") not in events(site)
    site.report(revised_date="2026-06-20", revision_note="A date was wrong.", body="Corrected words.\n")
    site.nightly("2026-06-20T00:05")
    assert ("corrected", "CPR 01/2026") in events(site)


def test_security_txt_is_renewed_before_it_lapses(site):
    site.configure(extra={"board": {"email": "unit@board.example"}})
    assert site.nightly("2026-06-10").document["changed"] is True
    assert "2026-12-07" in (site.public / ".well-known" / "security.txt").read_text()
    for day in ("2026-07-10", "2026-08-09", "2026-09-08", "2026-10-08", "2026-11-07"):
        assert site.nightly(day).document["changed"] is False, day
    assert site.nightly("2026-11-08T12:00").document["changed"] is True
    assert "2027-05-07" in (site.public / ".well-known" / "security.txt").read_text()


def test_older_releases_stay_only_while_all_in_them_is_public(site):
    site.configure(options={"keep_releases": 2})
    site.report()
    site.nightly("2026-06-10T09:00")
    site.page("news.md", "# News\n\nOne.\n")
    site.nightly("2026-06-10T09:05")
    assert len(list(site.state.releases.iterdir())) == 2
    site.report(body="A corrected text.\n")
    site.nightly("2026-06-10T09:10")
    assert len(list(site.state.releases.iterdir())) == 1
    assert_tidy(site)


def test_a_preview_instant_is_refused(site, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    result = site.board("nightly")
    assert result.exit_code == 2
    assert "BOARD_AS_OF" in result.output
    assert not (site.root / "var").exists()


def test_the_command_prints_the_change_list_and_the_same_as_json(site):
    today = datetime.now(
        builders.LONDON
    ).date()  # as the command does, and the report is left out whatever day London has
    site.report("broken", title="Hidden Words", reference="CPR 02/2026", publication_date=today, approved_date="soon")
    text = site.board("nightly")
    assert text.exit_code == 3
    assert "To mend:" in text.output
    assert "published_reports/broken.md:5: approved_date" in text.output
    assert "Hidden Words" not in text.output
    document = json.loads(site.board("nightly", "--format", "json").stdout)
    assert set(document) == KEYS


def test_a_site_whose_current_release_has_no_record_is_built_anew(site):
    site.report()
    old = site.state.releases / "20260101T000000.000000Z"
    old.mkdir(parents=True)
    (old / "index.html").write_text("old")
    site.public.symlink_to("releases/20260101T000000.000000Z")
    assert site.nightly().document["rung"] == "full"
    assert_tidy(site)


def test_a_folder_in_the_place_of_the_link_is_refused(site):
    site.report()
    site.public.mkdir(parents=True)
    run = site.nightly()
    assert run.exit_code == 1
    assert "only a link may stand there" in run.document["message"]
    assert run.document["opened"] == []


def test_each_report_that_falls_short_has_a_line_of_its_own(site):
    site.report()
    site.report("spring", reference="CPR 02/2026")
    for run in (site.nightly("2026-06-10T12:00"), site.nightly("2026-06-10T12:05")):
        first, *short = run.document["message"].splitlines()
        assert first in ("The site is as it should be.", "Nothing to change.")
        assert [line[: len("CPR 01/2026: 9 days short")] for line in short] == [
            f"CPR 0{number}/2026: 9 days short"
            for number in (2, 1)  # as their files are named
        ]
