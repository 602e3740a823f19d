"""Withdrawing, holding and giving back: at once, in the file, and for all later runs."""

from datetime import UTC

import pytest

import builders
import oracle
import projects
from board_reports.cli import hold as hold_command
from board_reports.cli import terms
from board_reports.cli import withdraw as withdraw_command
from board_reports.release.commands import takedown
from board_reports.release.outside.sightings import changes_in
from board_reports.release.record.evidence import evidence_of
from board_reports.release.record.ledger import Ledger
from board_reports.reports import Register, Settings
from board_reports.reports.standing import judge_at

NOW = "2026-06-10T12:00"
REASON = "Zq a secret reason"


@pytest.fixture
def clock(monkeypatch):
    """Sets the clock of the commands."""

    def set_to(text):
        for module in (withdraw_command, hold_command):
            monkeypatch.setattr(module, "now", lambda: builders.at(text).astimezone(UTC))

    set_to(NOW)
    return set_to


@pytest.fixture
def canary(site, clock):
    one = oracle.plant(site.reports)
    site.report("stays", reference="CPR 05/2026", title="The one that stays")
    assert site.nightly("2026-06-10T11:00").exit_code == 0
    return one


def acts(site, slug):
    lines = Ledger(site.state.ledger).read().lines
    return [(line.entry.event, line.entry.who) for line in lines if line.entry.slug == slug]


def assert_off(site, canary, traces=True):
    assert not (site.public / "reports" / canary.slug).exists()
    assert "The one that stays" in (site.public / "reports" / "index.html").read_text()
    if traces:
        for place in (site.public, site.state.releases, site.state.manifests, site.state.work, site.state.rules):
            assert oracle.traces(place, canary) == {}


def assert_reason_is_nowhere(site, *texts):
    for name, data in projects.tree(site.root / "var").items():
        assert REASON.encode() not in data, name
    for text in texts:
        assert REASON not in text


@pytest.mark.parametrize("command", ["withdraw", "hold"])
def test_a_report_is_off_at_once_and_stays_off(site, canary, command):
    before = canary.file.read_text()
    result = site.board(command, f"{canary.slug.replace('-77', ' 77/')[:-5]}2026", "--reason", REASON)
    assert result.exit_code == 0, result.output
    assert "is off the site" in result.output
    assert "72 hours" in result.output
    assert_off(site, canary)
    assert_reason_is_nowhere(site, result.output)
    word = "withdrawn" if command == "withdraw" else "held"
    assert [event for event, _ in acts(site, canary.slug)] == ["opened", word]
    assert acts(site, canary.slug)[-1][1]
    added = [line for line in canary.file.read_text().splitlines() if line not in before.splitlines()]
    key = f'withdrawn_reason: "{REASON}"' if command == "withdraw" else f'hold: "{REASON}"'
    assert added == (["withdrawn_date: 2026-06-10", key] if command == "withdraw" else [key])
    assert [line for line in canary.file.read_text().splitlines() if line not in added] == before.splitlines()
    run = site.nightly("2026-06-10T12:05")
    assert (run.exit_code, run.document["rung"]) == (0, "full")
    assert run.document["withdrawn"] == run.document["held"] == []
    assert_off(site, canary)
    assert list(site.state.orders.iterdir()) == []
    assert_reason_is_nowhere(site)


def test_a_withdrawal_that_has_come_is_never_moved_to_a_later_day(site, canary):
    site.board("withdraw", canary.slug, "--reason", REASON)
    text = canary.file.read_text()
    later = site.board("withdraw", canary.slug, "--reason", "Another", "--on", "2026-06-20")
    assert later.exit_code == 1
    assert "not moved to a later day" in later.output
    assert canary.file.read_text() == text
    for command in ("withdraw", "hold"):
        assert site.board(command, canary.slug, "--reason", "Another").exit_code == 0
        assert canary.file.read_text() == text  # the first reason is not written over
    given = site.board("hold", canary.slug, "--release")
    assert given.exit_code == 1
    assert "stays off the site" in given.output
    assert site.nightly("2026-06-21").exit_code == 0
    assert_off(site, canary)
    assert [event for event, _ in acts(site, canary.slug)] == ["opened", "withdrawn", "held"]


@pytest.mark.parametrize("in_file", [True, False])
@pytest.mark.parametrize("command", ["withdraw", "hold"])
def test_what_the_ledger_lacks_of_a_command_the_next_run_writes_down(site, canary, monkeypatch, command, in_file):
    def cannot(error):
        return lambda *_: (_ for _ in ()).throw(error)

    with monkeypatch.context() as trouble:
        trouble.setattr(Ledger, "append", cannot(OSError(28, "No space left")))
        if not in_file:  # then the order that the command leaves is all that tells
            trouble.setattr("board_reports.reports.resealing.prepare", cannot(ValueError("It cannot be written.")))
        assert site.board(command, canary.slug, "--reason", REASON).exit_code == 1
    assert [event for event, _ in acts(site, canary.slug)] == ["opened"]
    site.nightly("2026-06-10T12:05")
    assert_off(site, canary)
    assert [event for event, _ in acts(site, canary.slug)] == ["opened", {"hold": "held"}.get(command, "withdrawn")]


def test_a_second_hold_keeps_the_first_reason(site, canary):
    site.board("hold", canary.slug, "--reason", REASON)
    text = canary.file.read_text()
    again = site.board("hold", canary.slug, "--reason", "Another")
    assert (again.exit_code, "on hold already" in again.output) == (0, True)
    assert canary.file.read_text() == text
    assert [event for event, _ in acts(site, canary.slug)] == ["opened", "held"]


def missing(site, canary):
    canary.file.unlink()


def invalid(site, canary):
    canary.change("review_type:", "revew_type:")


def unreadable(site, canary):
    canary.file.write_text("---\ntitle: [\n---\n")


def twice(site, canary):
    site.report(
        "other", reference=f"{canary.tokens['reference']} 77/2026", title="Other", publication_date="2026-07-01"
    )


def no_configuration(site, canary):
    site.config.write_text("site_name: [")


@pytest.mark.parametrize("trouble", [missing, invalid, unreadable, twice, no_configuration])
@pytest.mark.parametrize("command", ["withdraw", pytest.param("hold", marks=pytest.mark.slow)])
def test_it_works_whatever_the_source_is_like(site, canary, command, trouble):
    good = canary.file.read_text()
    configuration = site.config.read_text()
    trouble(site, canary)
    result = site.board(command, canary.slug, "--reason", REASON)
    written = trouble in (invalid, no_configuration)
    assert result.exit_code == (0 if trouble is invalid else 1), result.output
    assert "off the site" in result.output
    assert_off(site, canary)
    assert_reason_is_nowhere(site, result.output)
    assert "withdrawn" in str(acts(site, canary.slug)) if command == "withdraw" else "held"
    site.nightly("2026-06-10T12:05")
    assert_off(site, canary)
    if not written:
        # the file comes back as it was: the order of the command still holds, and the run says so
        canary.file.write_text(good)
        (site.reports / "other.md").unlink(missing_ok=True)
        site.config.write_text(configuration)
        run = site.nightly("2026-06-10T12:10")
        assert run.exit_code == 3
        assert [row["source"] for row in run.document["left_out"]] == [
            f"published_reports/{canary.tokens['source']}/index.md"
        ]
        assert "its file does not say so" in str(run.document["problems"])
        assert_off(site, canary)
        assert site.board("hold", canary.slug, "--release").exit_code == 0
        assert site.nightly("2026-06-10T12:15").exit_code == 0
        assert oracle.found(site.public, canary.public)


def test_without_the_order_a_report_would_come_back(site, canary, monkeypatch):
    good = canary.file.read_text()
    canary.file.unlink()
    monkeypatch.setattr(takedown, "give", lambda state, order: None)
    site.board("withdraw", canary.slug, "--reason", REASON)
    canary.file.write_text(good)
    site.nightly("2026-06-10T12:10")
    assert oracle.found(site.public, canary.public)


def test_a_withdrawal_on_a_later_day_waits_for_it(site, canary):
    result = site.board("withdraw", canary.slug, "--reason", REASON, "--on", "2026-06-20")
    assert result.exit_code == 0
    assert oracle.found(site.public, canary.public)
    assert site.nightly("2026-06-10T12:05").document["next_change_at"] == "2026-06-20T00:00:00+01:00"
    goes = site.state.current().report(canary.slug).goes
    assert goes == builders.at("2026-06-20T00:00")
    assert canary.slug in (site.state.rules / "nginx.conf").read_text()
    assert site.nightly("2026-06-19T23:59").document["changed"] is False
    assert acts(site, canary.slug)[-1][0] == "planned"
    assert acts(site, canary.slug)[-1][1]
    assert_reason_is_nowhere(site)
    run = site.nightly("2026-06-20")
    assert [row["reference"].lower() for row in run.document["withdrawn"]] == [f"{canary.tokens['reference']} 77/2026"]
    assert_off(site, canary)


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["withdraw", "CPR 99/2026", "--reason", "x"], 1),
        (["hold", "CPR 99/2026", "--reason", "x"], 1),
        (["hold", "CPR 99/2026", "--release"], 1),
        (["hold", "CPR 05/2026", "--release"], 1),
        (["withdraw", "CPR 05/2026"], 2),
        (["hold", "CPR 05/2026"], 2),
        (["withdraw", "CPR 05/2026", "--reason", " "], 2),
        (["withdraw", "CPR 05/2026", "--reason", "two\nlines"], 2),
        (["withdraw", "CPR 05/2026", "--reason", "x", "--on", "01/02/2027"], 2),
        (["withdraw", "CPR 05/2026", "--reason", "x", "--on", "2026-06-09"], 2),
        (["withdraw", "CPR 05/2026", "--reason", "x", "--on", "2200-01-01"], 2),
        (["withdraw", "CPR 05/2026", "--reason", "x", "--on", "1999-12-31"], 2),
        (["hold", "CPR 05/2026", "--release", "--on", "2101-01-01"], 2),
        (["withdraw", "CPR 05/2026", "--reason", "x" * 501], 2),
        (["hold", "CPR 05/2026", "--reason", "x" * 501], 2),
        (["hold", "CPR 05/2026", "--reason", "x", "--on", "2026-07-01"], 2),
        (["hold", "CPR 05/2026", "--reason", "x", "--release"], 2),
    ],
)
def test_a_mistake_gets_one_message_and_changes_nothing(site, canary, arguments, code):
    before = (site.reports / "stays.md").read_bytes()
    result = site.board(*arguments)
    assert result.exit_code == code, result.output
    assert "Traceback" not in result.output
    assert (site.reports / "stays.md").read_bytes() == before
    assert (site.public / "reports" / "cpr-05-2026").is_dir()
    assert not list(site.state.orders.glob("*"))


@pytest.mark.parametrize("command", ["withdraw", "hold"])
def test_a_reason_that_is_too_long_is_told_with_its_length(site, canary, command):
    result = site.board(command, "CPR 05/2026", "--reason", "x" * 501)
    assert "501 characters: at most 500" in " ".join(result.output.replace("│", " ").split())
    assert site.board(command, "CPR 05/2026", "--reason", "x" * 500).exit_code == 0


def test_a_later_day_that_cannot_be_written_does_not_say_that_it_is_off_the_site(site, canary):
    (site.reports / "stays.md").unlink()
    result = site.board("withdraw", "CPR 05/2026", "--reason", "x", "--on", "2026-06-20")
    assert result.exit_code == 1
    assert "nothing could be written" in result.output
    assert "off the site" not in result.output
    assert (site.public / "reports" / "cpr-05-2026").is_dir()


@pytest.mark.parametrize(
    ("command", "address"),
    [
        ("withdraw", "/reports/cpr-05-2026/"),
        ("withdraw", "https://board.example/cy/reports/cpr-05-2026/x.pdf"),
        ("hold", "reports/cpr-05-2026"),
        ("hold", "https://board.example/reports/cpr-05-2026/#a"),
    ],
)
def test_a_pasted_address_is_understood(site, canary, command, address):
    assert site.board("evidence", address).exit_code == 0
    assert site.board(command, address, "--reason", "x").exit_code == 0
    assert not (site.public / "reports" / "cpr-05-2026").exists()


@pytest.mark.parametrize(
    "text", ["CPR 01/2026", "reports/", "/reports/feed.xml", "published_reports/winter.md", "Reports/CPR 01", "!!!"]
)
def test_a_reference_that_is_no_address_stays_as_it_is(text):
    assert terms.reference_of(None, None, text) == text


@pytest.mark.parametrize("arguments", [["withdraw", "x1/2026", "--reason", "x"], ["hold", "x1/2026", "--release"]])
def test_a_preview_instant_is_refused(site, monkeypatch, arguments):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    assert site.board(*arguments).exit_code == 2


def test_a_hold_on_the_eve_and_a_new_date(site, clock):
    file = site.report("eve", reference="CPR 03/2026", title="Eve", publication_date="2026-06-11")
    site.nightly("2026-06-10T11:00")
    assert site.board("hold", "CPR 3-2026", "--reason", REASON).exit_code == 0
    run = site.nightly("2026-06-11")
    assert (run.exit_code, run.document["opened"], run.document["left_out"]) == (0, [], [])
    clock("2026-06-12T09:00")
    refused = site.board("hold", "CPR 3-2026", "--release")
    assert refused.exit_code == 2
    assert "--on" in refused.output
    assert "hold:" in file.read_text()
    given = site.board("hold", "CPR 3-2026", "--release", "--on", "2026-06-15")
    assert given.exit_code == 0, given.output
    assert "hold:" not in file.read_text()
    assert "publication_date: 2026-06-15" in file.read_text()
    assert site.nightly("2026-06-14T23:59").document["opened"] == []
    assert [row["reference"] for row in site.nightly("2026-06-15").document["opened"]] == ["CPR 03/2026"]
    assert [event for event, _ in acts(site, "cpr-03-2026")] == ["held", "released", "opened"]
    assert all(who for event, who in acts(site, "cpr-03-2026") if event != "opened")


def test_a_seal_is_renewed_with_a_new_date_and_checked_before(site, clock):
    file = site.report("eve", reference="CPR 03/2026", title="Eve", publication_date="2026-06-09")
    register = Register.read(site.reports, Settings(root=site.root))
    seal = register.reports[0].content.seal
    file.write_text(builders.report_text(reference="CPR 03/2026", title="Eve", publication_date="2026-06-09",
                                         hold="Wait", approved_digest=seal))  # fmt: skip
    assert site.board("hold", "CPR 3-2026", "--release", "--on", "2026-06-15").exit_code == 0
    report = Register.read(site.reports, Settings(root=site.root)).reports[0]
    assert report.sealed is True
    assert report.fields.approved_digest != seal
    file.write_text(
        file.read_text().replace("The panel met", "The panel did not meet").replace("title:", "hold: X\ntitle:")
    )
    refused = site.board("hold", "CPR 3-2026", "--release", "--on", "2026-06-20")
    assert refused.exit_code == 1
    assert "2026-06-15" in file.read_text()


def test_a_hold_while_public_offers_the_weeks_that_give_the_days_back(site, canary, clock):
    assert site.board("hold", "CPR 05/2026", "--reason", REASON).exit_code == 0
    assert site.nightly("2026-06-10T12:05").exit_code == 0
    clock("2026-06-20T09:00")
    given = site.board("hold", "CPR 05/2026", "--release")
    assert given.exit_code == 0
    assert "weeks: 15" in given.output
    run = site.nightly("2026-06-20T09:05")
    assert [row["reference"] for row in run.document["opened"]] == ["CPR 05/2026"]
    assert "CPR 05/2026: " in run.document["message"]
    assert "weeks: 15" in run.document["message"]
    assert "weeks: 15" in site.board("status", "--as-of", "2026-06-20T09:05").output
    assert site.board("hold", "CPR 05/2026", "--reason", REASON).exit_code == 0
    again = site.board("hold", "CPR 05/2026", "--release", "--weeks", "15")
    assert again.exit_code == 0, again.output
    assert "weeks: 15" in (site.reports / "stays.md").read_text()


def evidence(site, slug, when):
    register = Register.read(site.reports, Settings(root=site.root))
    (report,) = register.find(slug)
    at = builders.at(when)
    return evidence_of(Ledger(site.state.ledger).read(), slug, at, builders.LONDON, judge_at(report, at, {}))


def test_what_is_held_before_it_opens_is_no_gap(site, clock):
    site.report("eve", reference="CPR 03/2026", title="Eve", publication_date="2026-06-11")
    site.board("hold", "CPR 3-2026", "--reason", REASON)
    clock("2026-06-10T13:00")
    assert site.board("hold", "CPR 3-2026", "--release").exit_code == 0
    assert site.nightly("2026-06-11").exit_code == 0
    found = evidence(site, "cpr-03-2026", "2026-06-12T12:00")
    assert [event for event, _ in acts(site, "cpr-03-2026")] == ["held", "released", "opened"]
    assert (found.tally.gaps, found.tally.shortfall, len(found.tally.stretches)) == ((), 0, 1)
    assert changes_in(Ledger(site.state.ledger).read().lines) == ()
    shown = site.board("evidence", "CPR 3-2026").output
    assert "put on hold" in shown
    assert REASON not in shown
    assert "Eve" not in site.state.ledger.read_text()


def test_a_withdrawal_before_it_opens_says_who(site, clock):
    site.report("eve", reference="CPR 03/2026", title="Eve", publication_date="2026-06-11")
    assert site.board("withdraw", "CPR 3-2026", "--reason", REASON).exit_code == 0
    ((event, who),) = acts(site, "cpr-03-2026")
    assert (event, bool(who)) == ("withdrawn", True)
    assert evidence(site, "cpr-03-2026", "2026-06-12T12:00").tally.gaps[0].after is None


def test_a_planned_withdrawal_ends_nothing(site, canary):
    site.board("withdraw", canary.slug, "--reason", REASON, "--on", "2026-06-20")
    assert evidence(site, canary.slug, "2026-06-15T12:00").tally.public_now


def test_a_ledger_that_cannot_be_written_keeps_no_hold_from_working(site, clock, monkeypatch):
    file = site.report("eve", reference="CPR 03/2026", title="Eve", publication_date="2026-06-11")
    site.state.ledger.mkdir(parents=True)
    result = site.board("hold", "CPR 3-2026", "--reason", REASON)
    assert result.exit_code == 1
    assert "ledger could not be written" in result.output
    assert "hold:" in file.read_text()
