"""Correcting while public: the old text until the new one is approved, then the new one, and never both."""

import pytest

import builders
from board_reports.desk.approval import CannotApprove, bringing_in, moving
from board_reports.release.record.evidence import evidence_of
from board_reports.release.record.ledger import Ledger

DURING = "2026-06-10T12:00"
OLD, NEW = "a green notebook", "a blue notebook"
NOTE = "A colour was corrected."


@pytest.fixture
def public(desk, clock):
    """A public report whose text names a colour, approved by command."""
    path = desk.draft()
    path.write_text(path.read_text().replace("The panel met", f"The panel found {OLD}"))
    assert desk.approve().exit_code == 0
    clock(DURING)
    return desk.reports / "winter"


def begin(desk, change=True):
    result = desk.site.board("correct", "CPR 1/2026")
    assert result.exit_code == 0, result.output
    folder = desk.reports / "winter/_correction"
    if change:
        path = folder / "index.md"
        path.write_text(path.read_text().replace(OLD, NEW))
    return folder


def everything(folder):
    return "".join(path.read_bytes().decode("utf-8", "replace") for path in folder.rglob("*") if path.is_file())


def evidence(site, when):
    reading = Ledger(site.state.ledger).read()
    return evidence_of(reading, "cpr-01-2026", builders.at(when), builders.LONDON)


def test_from_the_copy_to_the_corrected_page_through_real_runs(desk, public):
    site = desk.site
    assert site.nightly("2026-06-01").exit_code == 0
    assert site.nightly("2026-06-10T11:00").exit_code == 0
    folder = begin(desk)
    (folder / "extra.png").write_bytes(builders.png())
    run = site.nightly("2026-06-10T12:05")
    assert (run.exit_code, run.document["changed"], run.document["problems"]) == (0, False, [])
    shown = everything(site.public)
    assert OLD in shown
    assert NEW not in shown
    assert desk.site.board("check").output.count("_correction/") == 0
    (folder / "extra.png").unlink()
    result = desk.approve("--correction", NOTE, "--correction-cy", "Cywirwyd lliw.")
    assert result.exit_code == 0, result.output
    run = site.nightly("2026-06-10T12:10")
    assert (run.exit_code, run.document["problems"]) == (0, [])
    shown = everything(site.public)
    assert NEW in shown
    assert OLD not in shown
    assert "Corrected on 10 June 2026" in shown
    assert NOTE in shown
    assert OLD not in everything(site.state.releases)
    assert desk.names() == [
        "winter/_before-2026-06-10/briefing.md",
        "winter/_before-2026-06-10/index.cy.md",
        "winter/_before-2026-06-10/index.md",
        "winter/_before-2026-06-10/timeline.pdf",
        "winter/briefing.md",
        "winter/index.cy.md",
        "winter/index.md",
        "winter/timeline.pdf",
    ]
    assert OLD in (public / "_before-2026-06-10/index.md").read_text()
    found = evidence(site, "2026-06-10T12:10")
    assert [str(line.entry.event) for line in found.lines] == ["approved", "opened", "correction", "corrected"]
    approval, opened, correction, corrected = (line.entry for line in found.lines)
    assert approval.digest == opened.digest
    assert correction.digest == corrected.digest
    assert correction.who
    assert found.tally.gaps == ()
    assert (found.tally.shortfall, found.tally.days.count(), len(found.tally.stretches)) == (0, 10, 1)
    assert "correction approved" in site.board("evidence", "CPR 01/2026").output


def test_the_public_note_is_looked_through_before_it_is_sealed(desk, public):
    assert desk.site.nightly("2026-06-10T11:00").exit_code == 0
    begin(desk)
    for notes in (("Ring 029 2018 0123.", "Cywirwyd lliw."), (NOTE, "Ffoniwch 029 2018 0123.")):
        result = desk.approve("--correction", notes[0], "--correction-cy", notes[1])
        assert result.exit_code == 1, result.output
        assert "revision_note: This looks like a telephone number." in result.output
        assert "2018 0123" not in result.output
        assert (public / "_correction").is_dir()


def test_a_single_file_becomes_a_folder_and_stays_public(desk, clock):
    site = desk.site
    path = builders.write_report(desk.reports, "winter", body=f"The panel found {OLD} there.\n", approved_date=None)
    builders.write_twin(path)
    assert desk.approve().exit_code == 0
    clock(DURING)
    assert site.nightly("2026-06-01").exit_code == 0
    begin(desk)
    assert desk.names() == ["winter/_correction/index.cy.md", "winter/_correction/index.md", "winter/index.cy.md",
                            "winter/index.md"]  # fmt: skip
    assert desk.standing(DURING) == "live"
    assert site.nightly("2026-06-10T12:05").exit_code == 0
    assert desk.approve("--correction", NOTE).exit_code == 0
    assert site.nightly("2026-06-10T12:10").exit_code == 0
    found = evidence(site, "2026-06-10T12:10")
    assert [str(line.entry.event) for line in found.lines] == ["approved", "opened", "correction", "corrected"]
    assert found.tally.gaps == ()


def test_the_change_of_names_never_shows_the_report_twice_or_not_at_all(desk, clock, monkeypatch):
    builders.write_twin(builders.write_report(desk.reports, "winter", approved_date=None))
    desk.approve()
    clock(DURING)
    seen = []

    def watched(name):
        real = getattr(moving, name)

        def wrapper(*arguments):
            outcome = real(*arguments)
            seen.append([one.standing for one in desk.register().at(builders.at(DURING)).reports])
            return outcome

        return wrapper

    real = moving._renameat2
    monkeypatch.setattr(moving, "_renameat2", watched("_renameat2"))
    begin(desk)
    assert real is not moving._renameat2
    assert len(seen) == 3
    assert seen == [["live"]] * 3


def test_where_names_cannot_be_exchanged_it_works_all_the_same(desk, public, monkeypatch):
    monkeypatch.setattr(moving, "_renameat2", lambda *_: False)
    begin(desk)
    assert desk.approve("--correction", NOTE).exit_code == 0
    assert desk.only().sealed is True
    assert NEW in (public / "index.md").read_text()
    assert OLD in (public / "_before-2026-06-10/index.md").read_text()
    assert not [path for path in desk.reports.iterdir() if path.name.startswith(".")]


def test_a_single_file_becomes_a_folder_where_names_cannot_be_exchanged(desk, clock, monkeypatch):
    monkeypatch.setattr(moving, "_renameat2", lambda *_: False)
    builders.write_twin(builders.write_report(desk.reports, "winter", approved_date=None))
    desk.approve()
    clock(DURING)
    begin(desk)
    assert desk.standing(DURING) == "live"


def test_own_notes_beside_the_report_stay_where_they_are(desk, public):
    builders.write(public / "README.md", "ours")
    builders.write(public / "_notes/a.txt", "ours as well")
    begin(desk)
    desk.approve("--correction", NOTE)
    again = begin(desk, change=False)
    (again / "index.md").write_text((again / "index.md").read_text().replace(NEW, "a red notebook"))
    builders.write(again / "_mine.txt", "a thought")
    assert desk.approve("--correction", "Once more.").exit_code == 0
    assert (public / "README.md").read_text() == "ours"
    assert (public / "_notes/a.txt").read_text() == "ours as well"
    assert OLD in (public / "_before-2026-06-10/index.md").read_text()
    assert NEW in (public / "_before-2026-06-10-2/index.md").read_text()
    (kept,) = public.rglob("_mine.txt")
    assert kept.read_text() == "a thought"
    assert not (public / "_correction").exists()
    assert [event for event, _ in desk.ledger()] == ["approved", "correction", "correction"]


def change(file, old, new):
    def do(desk, folder):
        path = folder / file
        text = path.read_text()
        assert old in text
        path.write_text(text.replace(old, new))

    return do


def away(file):
    return lambda desk, folder: (folder / file).unlink()


@pytest.mark.parametrize(
    ("trouble", "says"),
    [
        (change("index.md", "CPR 01/2026", "CPR 02/2026"), "another reference"),
        (change("index.md", "2026-06-01", "2026-06-02"), "publication_date: It is not as in the report"),
        (change("index.md", "note:", "weeks: 13\nnote:"), "weeks: It is not as in the report"),
        (change("index.md", "note:", "nota:"), "nota"),
        (change("index.md", NEW, OLD), "the same as what is public now"),
        (change("index.md", NEW, f"{NEW} [x](none.pdf)"), "a file that is not there"),
        (away("index.md"), "no index.md"),
    ],
)
def test_what_is_wrong_with_a_correction_is_refused(desk, public, trouble, says):
    folder = begin(desk)
    trouble(desk, folder)
    before = {path: path.read_bytes() for path in desk.reports.rglob("*") if path.is_file()}
    result = desk.approve("--correction", NOTE)
    assert result.exit_code == 1
    assert says in result.output
    assert {path: path.read_bytes() for path in desk.reports.rglob("*") if path.is_file()} == before


def test_a_window_that_does_not_hold_today_is_refused(desk, public, clock):
    begin(desk)
    clock("2026-08-24T00:00")
    result = desk.approve("--correction", NOTE)
    assert result.exit_code == 1
    assert "not a day of its window" in result.output


def test_the_welsh_note_is_wanted_where_welsh_is(desk, public):
    begin(desk)
    desk.site.configure(options={"require_welsh": True})
    result = desk.approve("--correction", NOTE)
    assert result.exit_code == 1
    assert "--correction-cy" in result.output
    assert desk.approve("--correction", NOTE, "--correction-cy", "Cywirwyd lliw.").exit_code == 0
    assert 'revision_note: "Cywirwyd lliw."' in (public / "index.cy.md").read_text()


def test_an_old_welsh_note_does_not_outlive_its_correction(desk, public):
    begin(desk)
    desk.approve("--correction", NOTE, "--correction-cy", "Cywirwyd lliw.")
    folder = begin(desk, change=False)
    (folder / "index.md").write_text((folder / "index.md").read_text().replace(NEW, "a red notebook"))
    assert desk.approve("--correction", "Once more.").exit_code == 0
    assert "revision_note" not in (public / "index.cy.md").read_text()


def test_a_welsh_note_without_a_welsh_text_is_refused(desk, public):
    folder = begin(desk)
    (folder / "index.cy.md").unlink()
    result = desk.approve("--correction", NOTE, "--correction-cy", "Cywirwyd lliw.")
    assert result.exit_code == 1
    assert "no Welsh text" in result.output


def test_without_a_correction_there_is_nothing_to_bring_in(desk, public):
    result = desk.approve("--correction", NOTE)
    assert result.exit_code == 1
    assert "board correct" in result.output


@pytest.mark.parametrize("when", ["2026-05-26T12:00", "2026-08-24T00:00"])
def test_only_what_is_public_is_corrected(desk, public, clock, when):
    clock(when)
    result = desk.site.board("correct", "CPR 01/2026")
    assert result.exit_code == 1
    assert "_correction" not in str(desk.names())


def test_a_correction_is_begun_once(desk, public):
    begin(desk)
    result = desk.site.board("correct", "CPR 01/2026")
    assert result.exit_code == 1
    assert "There is a correction already" in result.output
    assert NEW in (public / "_correction/index.md").read_text()


def test_a_file_can_be_replaced_added_and_taken_away(desk, public):
    folder = begin(desk)
    path = folder / "index.md"
    path.write_text(path.read_text().replace("timeline.pdf", "new.pdf"))
    (folder / "timeline.pdf").unlink()
    builders.write(folder / "new.pdf", builders.pdf("New"))
    assert desk.approve("--correction", NOTE).exit_code == 0
    assert sorted(path.name for path in public.iterdir() if path.is_file()) == [
        "briefing.md", "index.cy.md", "index.md", "new.pdf"]  # fmt: skip
    assert (public / "_before-2026-06-10/timeline.pdf").is_file()


def test_a_hold_that_came_meanwhile_is_not_lost(desk, public):
    begin(desk)
    assert desk.site.board("hold", "CPR 01/2026", "--reason", "Wait").exit_code == 0
    assert desk.approve("--correction", NOTE).exit_code == 0
    assert desk.standing(DURING) == "held"
    assert NEW in (public / "index.md").read_text()


def test_a_hold_in_the_very_moment_is_not_lost(desk, public, monkeypatch):
    begin(desk)
    real = bringing_in.exchange

    def exchange(*names):
        path = public / "index.md"
        path.write_text(path.read_text().replace("note:", 'hold: "Wait"\nnote:', 1))
        return real(*names)

    monkeypatch.setattr(bringing_in, "exchange", exchange)
    assert desk.approve("--correction", NOTE).exit_code == 0
    assert desk.standing(DURING) == "held"


def test_a_lifted_hold_does_not_come_back_with_the_correction(desk, public):
    desk.site.board("hold", "CPR 01/2026", "--reason", "Wait")
    begin(desk)
    path = public / "index.md"
    path.write_text("".join(line for line in path.read_text().splitlines(True) if not line.startswith("hold")))
    assert desk.approve("--correction", NOTE).exit_code == 0
    assert desk.standing(DURING) == "live"


def test_what_is_written_while_it_comes_in_is_kept(desk, public, monkeypatch):
    folder = begin(desk)
    real = bringing_in.exchange

    def exchange(*names):
        path = folder / "index.md"
        path.write_text(path.read_text() + "\nOne more thought.\n")
        return real(*names)

    monkeypatch.setattr(bringing_in, "exchange", exchange)
    result = desk.approve("--correction", NOTE)
    assert "One more thought" in (public / "_correction/index.md").read_text()
    assert "One more thought" not in (public / "index.md").read_text()
    assert desk.standing(DURING) == "live"
    assert "went on writing" in result.output


def test_a_public_text_that_was_changed_in_its_place_can_be_sealed_as_a_correction(desk, public):
    assert desk.site.nightly("2026-06-01").exit_code == 0
    path = public / "index.md"
    path.write_text(path.read_text().replace(OLD, NEW))
    assert desk.standing(DURING) == "unapproved"
    refused = desk.approve()
    assert refused.exit_code == 1
    assert "was public already" in refused.output
    assert desk.approve("--correction", NOTE).exit_code == 0
    assert desk.standing(DURING) == "live"
    assert f'revision_note: "{NOTE}"' in path.read_text()


def test_what_changed_since_it_was_shown_is_not_brought_in(desk, public):
    folder = begin(desk)
    sealing = desk.look_correction(DURING)
    (folder / "timeline.pdf").write_bytes(builders.pdf("Other"))
    with pytest.raises(CannotApprove, match="changed since it was shown"):
        sealing.write("unit")


def test_links_that_hold_for_a_single_file_alone_are_told(desk, clock):
    builders.write_report(desk.reports, "other", reference="CPR 05/2026", publication_date="2026-06-01")
    builders.write_report(desk.reports, "winter", body="See [the other](other.md).\n", approved_date=None)
    assert desk.approve().exit_code == 0
    clock(DURING)
    result = desk.site.board("correct", "CPR 01/2026")
    assert result.exit_code == 1
    assert "Put its links right" in result.output
    assert desk.names() == ["other.md", "winter.md"]


def test_open_findings_of_a_correction_are_told(desk, public):
    folder = begin(desk)
    path = folder / "index.md"
    path.write_text(path.read_text() + "\nAt CF10 3AT.\n")
    result = desk.approve("--correction", NOTE)
    assert result.exit_code == 1
    assert "winter/_correction/index.md" in result.output
    assert desk.approve("--correction", NOTE, "--findings-seen").exit_code == 0
