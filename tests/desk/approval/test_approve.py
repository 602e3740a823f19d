"""Approving: what is shown, what is refused, what is written, and that nobody's work is lost by it."""

import codecs
import json
import threading
from datetime import date

import pytest

import builders
from board_reports.desk.approval import CannotApprove, approving
from board_reports.desk.approval.locking import alone
from board_reports.reports.problem import Problem

SEALED = ["winter/briefing.md", "winter/index.cy.md", "winter/index.md", "winter/timeline.pdf"]


def test_a_draft_is_sealed_and_loses_its_underscore(desk):
    before = desk.draft().read_text()
    result = desk.approve("--minute", "Minute 4 of May")
    assert result.exit_code == 0, result.output
    assert desk.names() == SEALED
    report = desk.only()
    assert report.sealed is True
    assert report.fields.approved_date == date(2026, 5, 20)
    assert report.fields.approved_minute == "Minute 4 of May"
    assert desk.ledger() == [("approved", desk.ledger()[0][1])]
    assert desk.ledger()[0][1]
    after = (desk.reports / "winter/index.md").read_text()
    added = [line for line in after.splitlines() if line not in before.splitlines()]
    assert [line.split(":")[0] for line in added] == ["approved_date", "approved_minute", "approved_digest"]
    assert [line for line in after.splitlines() if line not in added] == before.splitlines()


def test_it_goes_live_on_its_day_and_not_before(desk):
    desk.draft()
    assert desk.approve().exit_code == 0
    assert desk.standing("2026-05-31T23:59") == "scheduled"
    assert desk.standing("2026-06-01T00:00") == "live"


def test_what_is_sealed_is_shown_and_no_private_text(desk):
    desk.draft(family_told_date=date(2026, 5, 1), publication_time="09:30")
    shown = desk.approve("--minute", "Zq minute").output
    for piece in ["A review of the winter", "CPR 01/2026", "1 June 2026", "9:30 am", "24 August 2026", "briefing"]:
        assert piece in shown
    for piece in ["timeline.pdf (PDF", "sent to Welsh Government", "legal advice", "published_reports/winter"]:
        assert piece in shown
    assert "family told" not in shown
    assert "Zq" not in shown


def test_the_ledger_holds_neither_title_nor_minute(desk):
    desk.draft()
    desk.approve("--minute", "Zq minute")
    text = desk.site.state.ledger.read_text()
    assert "Zq" not in text
    assert "winter/index.md" in text
    assert "review" not in text


def test_a_dry_run_writes_nothing(desk):
    desk.draft()
    before = {path: path.read_bytes() for path in desk.reports.rglob("*") if path.is_file()}
    result = desk.approve("--dry-run")
    assert result.exit_code == 0
    assert {path: path.read_bytes() for path in desk.reports.rglob("*") if path.is_file()} == before
    assert not desk.site.state.ledger.exists()


def test_json_says_what_the_text_says(desk):
    desk.draft()
    given = json.loads(desk.approve("--format", "json").stdout)
    assert given["written"] is True
    assert given["seal"] == desk.only().fields.approved_digest
    assert {"label": "Reference", "value": "CPR 01/2026"} in given["facts"]
    assert (given["problems"], given["findings"]["open"]) == ([], [])


@pytest.mark.parametrize("reference", ["cpr-01-2026", "CPR 1-2026", "https://board.example/reports/cpr-01-2026/"])
def test_any_spelling_names_it(desk, reference):
    desk.draft()
    assert desk.approve(reference=reference).exit_code == 0


def test_a_draft_that_is_a_single_file_keeps_its_twin(desk):
    builders.write_twin(builders.write_report(desk.reports, "_winter", approved_date=None))
    assert desk.approve().exit_code == 0
    assert desk.names() == ["winter.cy.md", "winter.md"]
    assert desk.only().sealed is True
    assert desk.only().languages == ("en", "cy")


def test_a_report_without_an_underscore_is_sealed_where_it_is(desk):
    builders.write_report(desk.reports, "winter", approved_date=None)
    assert desk.standing("2026-05-25T12:00") == "unapproved"
    assert desk.approve().exit_code == 0
    assert desk.only().sealed is True


def test_a_changed_report_is_approved_again(desk):
    path = desk.draft()
    desk.approve()
    path = desk.reports / "winter/index.md"
    path.write_text(path.read_text() + "\nOne more.\n")
    assert desk.standing("2026-06-01T12:00") == "unapproved"
    assert desk.approve(on="2026-05-22").exit_code == 0
    assert desk.standing("2026-06-01T12:00") == "live"
    assert [event for event, _ in desk.ledger()] == ["approved", "approved"]


def test_the_seal_can_be_required_now(desk):
    desk.site.configure(options={"require_seal": True})
    desk.draft()
    assert desk.approve().exit_code == 0
    (one,) = desk.register().at(builders.at("2026-06-01T12:00")).reports
    assert one.live


def no_text(desk):
    path = desk.reports / "_winter/index.md"
    path.write_text(path.read_text().split("\n\n")[0] + "\n")


def typo(desk):
    path = desk.reports / "_winter/index.md"
    path.write_text(path.read_text().replace("note:", "nota:"))


def unreadable(desk):
    (desk.reports / "_winter/index.md").write_text("---\ntitle: [\n---\nCPR 01/2026\n")


def no_date(desk):
    path = desk.reports / "_winter/index.md"
    path.write_text(path.read_text().replace("publication_date: 2026-06-01\n", ""))


def no_file(desk):
    (desk.reports / "_winter/timeline.pdf").unlink()


def bad_twin(desk):
    (desk.reports / "_winter/index.cy.md").write_text("no front matter\n")


def bad_part(desk):
    (desk.reports / "_winter/briefing.md").write_text("no front matter\n")


def taken(desk):
    builders.write_report(desk.reports, "other", publication_date=date(2026, 7, 1))


def two_drafts(desk):
    desk.draft("_other")


def place_taken(desk):
    builders.write_report(desk.reports, "winter/", reference="CPR 02/2026")


def file_in_place(desk):
    builders.write_report(desk.reports, "winter", reference="CPR 02/2026")


def too_late(desk):
    path = desk.reports / "_winter/index.md"
    path.write_text(path.read_text().replace("2026-06-01", "2026-05-19"))


def withdrawn(desk):
    path = desk.reports / "_winter/index.md"
    path.write_text(path.read_text().replace("note:", "withdrawn_date: 2026-05-01\nwithdrawn_reason: x\nnote:"))


def welsh_required(desk):
    desk.site.configure(options={"require_welsh": True})
    (desk.reports / "_winter/index.cy.md").unlink()


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (no_text, "There is no text"),
        (typo, "nota"),
        (no_date, "no publication_date"),
        (no_file, "not there"),
        (bad_twin, "index.cy.md"),
        (bad_part, "briefing.md"),
        (taken, "taken twice"),
        (two_drafts, "taken twice"),
        (place_taken, "published_reports/winter already"),
        (file_in_place, "published_reports/winter.md already"),
        (too_late, "later than the publication date"),
        (withdrawn, "withdrawn"),
        (welsh_required, "Welsh twin is required"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_written(desk, trouble, says):
    desk.draft()
    trouble(desk)
    before = {path: path.read_bytes() for path in desk.reports.rglob("*") if path.is_file()}
    result = desk.approve()
    assert result.exit_code == 1
    assert says in result.output
    assert "Zq" not in result.output
    assert {path: path.read_bytes() for path in desk.reports.rglob("*") if path.is_file()} == before
    assert not desk.site.state.ledger.exists()


def test_a_draft_that_cannot_be_read_goes_by_its_folder(desk):
    desk.draft("_cpr-01-2026")
    (desk.reports / "_cpr-01-2026/index.md").write_text("---\ntitle: [\n---\nx\n")
    result = desk.approve()
    assert result.exit_code == 1
    assert "_cpr-01-2026/index.md:2: The front matter cannot be read" in result.output


def test_a_day_that_is_past_wants_a_new_date(desk, clock):
    desk.draft()
    clock("2026-06-02T09:00")
    result = desk.approve()
    assert result.exit_code == 1
    assert "Set a new publication_date, 2026-06-02 or later" in result.output


def test_the_day_itself_is_early_enough(desk, clock):
    desk.draft()
    clock("2026-06-01T20:00")
    assert desk.approve().exit_code == 0
    assert desk.standing("2026-06-01T20:00") == "live"


@pytest.mark.parametrize(
    "arguments",
    [
        ["approve", "CPR 01/2026"],
        ["approve", "CPR 01/2026", "--on", "20/05/2026"],
        ["approve", "CPR 01/2026", "--on", "2026-05-26"],
        ["approve", "CPR 01/2026", "--on", "2026-05-20", "--minute", " "],
        ["approve", "CPR 01/2026", "--on", "2026-05-20", "--correction", "x"],
        ["approve", "CPR 01/2026", "--correction", "x", "--minute", "y"],
        ["approve", "CPR 01/2026", "--on", "2026-05-20", "--correction-cy", "x"],
        ["approve", "CPR 01/2026", "--correction", "x" * 501],
    ],
)
def test_a_wrong_command_line_is_one_message(desk, arguments):
    desk.draft()
    result = desk.site.board(*arguments)
    assert result.exit_code == 2, result.output
    assert "_winter" in str(desk.names())


@pytest.mark.parametrize("command", ["approve", "correct"])
def test_an_unknown_reference_is_told(desk, command):
    day = ["--on", "2026-05-20"] if command == "approve" else []
    result = desk.site.board(command, "CPR 09/2026", *day)
    assert result.exit_code == 1
    assert "CPR 09/2026" in result.output


@pytest.mark.parametrize("arguments", [["approve", "x1/2026", "--on", "2026-05-20"], ["correct", "x1/2026"]])
def test_a_preview_instant_is_refused(desk, monkeypatch, arguments):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    assert desk.site.board(*arguments).exit_code == 2


def test_an_approved_report_is_not_approved_again(desk):
    desk.draft()
    desk.approve()
    same = desk.approve()
    assert same.exit_code == 0
    assert "approved already" in same.output
    other = desk.approve(on="2026-05-21")
    assert other.exit_code == 1
    assert "approved and sealed already, on 2026-05-20" in other.output
    assert [event for event, _ in desk.ledger()] == ["approved"]


# The anonymity check


def test_open_findings_want_a_person_to_have_looked(desk):
    path = desk.draft()
    path.write_text(path.read_text() + "\nThe child lived at CF10 3AT then.\n")
    result = desk.approve()
    assert result.exit_code == 1
    assert "--findings-seen" in result.output
    line = path.read_text().splitlines().index("The child lived at CF10 3AT then.") + 1
    assert f"published_reports/_winter/index.md:{line}: " in result.output
    assert "CF10" not in result.output
    assert "_winter/index.md" in desk.names()
    assert desk.approve("--findings-seen").exit_code == 0
    assert desk.names() == SEALED
    assert desk.approve().exit_code == 0  # said once, it is not asked for again


def test_the_library_wants_it_too(desk):
    desk.draft()

    class Found:
        problem = Problem("x", 1, None, "A postcode.", "Take it out.")

    class Findings:
        open, waived, unread = (Found,), (), ()

    for findings in (Findings(), lambda report: Findings()):
        with pytest.raises(CannotApprove, match="open findings"):
            desk.look(findings=findings).write("unit")
    assert desk.look(findings=Findings()).write("unit", findings_seen=True).reference == "CPR 01/2026"


# Nobody's work is lost


@pytest.mark.parametrize("mark", [b"", codecs.BOM_UTF8])
@pytest.mark.parametrize("ends", [b"\n", b"\r\n"])
def test_comments_line_ends_and_order_stay(desk, mark, ends):
    path = desk.draft()
    text = path.read_bytes().replace(b"title:", b"# ours: keep\ntitle:").replace(b"\n", ends)
    path.write_bytes(mark + text)
    assert desk.approve().exit_code == 0
    after = (desk.reports / "winter/index.md").read_bytes()
    assert after.startswith(mark + b"---" + ends + b"# ours: keep" + ends)
    lines = [line for line in after.split(ends) if not line.startswith(b"approved_")]
    assert ends.join(lines) == mark + text
    assert desk.only().sealed is True


def test_what_changed_since_it_was_shown_is_not_sealed(desk):
    path = desk.draft()
    sealing = desk.look()
    (path.parent / "timeline.pdf").write_bytes(builders.pdf("Other"))
    with pytest.raises(CannotApprove, match="changed since it was shown"):
        sealing.write("unit")
    assert "_winter/index.md" in desk.names()


def test_a_file_that_changes_while_it_is_sealed_stays_a_draft(desk, monkeypatch):
    path = desk.draft()
    real = approving.write_all

    def write_all(*arguments):
        real(*arguments)
        (path.parent / "timeline.pdf").write_bytes(builders.pdf("Other"))

    monkeypatch.setattr(approving, "write_all", write_all)
    assert desk.approve().exit_code == 1
    assert "_winter/index.md" in desk.names()
    assert desk.register().reports == ()


def test_two_approvals_at_once_give_one(desk):
    desk.draft()
    sealings = [desk.look(on=date(2026, 5, day)) for day in (18, 19, 20)]
    outcomes = []

    def approve(sealing):
        try:
            outcomes.append(sealing.write("unit").seal)
        except CannotApprove as error:
            outcomes.append(str(error))

    threads = [threading.Thread(target=approve, args=(sealing,)) for sealing in sealings]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(one.startswith("sha256:") for one in outcomes) == 1
    assert desk.only().sealed is True
    assert [event for event, _ in desk.ledger()] == ["approved"]


def test_a_run_under_way_is_waited_for_where_it_would_see_half(desk, monkeypatch):
    monkeypatch.setattr("board_reports.desk.approval.locking.PATIENCE", 0.05)
    builders.write_twin(builders.write_report(desk.reports, "_winter", approved_date=None))
    with alone(desk.site.state), desk.site.state.run_lock():
        pass
    with desk.site.state.run_lock():
        result = desk.approve()
    assert result.exit_code == 1
    assert "nightly run is under way" in result.output
    assert desk.names() == ["_winter.cy.md", "_winter.md"]
    assert desk.approve().exit_code == 0
