from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.reports import content as content_module
from board_reports.reports import report as report_module
from board_reports.reports import resealing
from board_reports.reports.resealing import CannotRewrite, changed_and_resealed, prepare
from builders import BODY, Raw, only, pdf, report_text, standing, told, write, write_part, write_report, write_twin

LATER = date(2026, 7, 1)


def seal(path, **settings):
    """Write the seal of the report's content into its file, last."""
    report = only(path.parent.parent, **settings)
    assert report.content.seal
    path.write_bytes(
        path.read_bytes().replace(b"\n---\n", f"\napproved_digest: {report.content.seal}\n---\n".encode(), 1)
    )
    assert only(path.parent.parent, **settings).sealed is True


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "r"


@pytest.fixture
def sealed(folder):
    """A sealed report with all that a seal covers."""
    path = write_report(
        folder, "winter/", weeks=13, summary="Made up.", attachments=[{"file": "a.pdf"}], note="Secret."
    )
    write_twin(path)
    write_part(path.parent / "briefing.md")
    write(path.parent / "a.pdf", pdf())
    seal(path)
    return path


def refused(folder, changes, **settings):
    """What stands in the way of a change, which must leave the file alone."""
    report = only(folder, **settings)
    old = report.files.english.read_bytes()
    with pytest.raises(CannotRewrite) as caught:
        prepare(report, changes)
    assert report.files.english.read_bytes() == old
    return caught.value


# Private keys


def test_a_private_change_leaves_the_seal_as_it_is(sealed, folder):
    before = only(folder).fields.approved_digest
    prepare(only(folder), {"withdrawn_date": LATER, "withdrawn_reason": "An error."}).write()
    after = only(folder)
    assert (after.sealed, after.fields.approved_digest) == (True, before)
    assert standing(folder, "2026-07-01T00:00").standing == "withdrawn"
    assert standing(folder, "2026-06-30T23:59").standing == "live"


def test_a_private_change_is_made_in_a_report_that_changed_after_it_was_sealed(sealed, folder):
    sealed.write_bytes(sealed.read_bytes() + b"More.\n")
    prepare(only(folder), {"hold": "Wait."}).write()
    assert only(folder).fields.hold == "Wait."
    assert only(folder).sealed is False


@pytest.mark.parametrize(
    "wrong",
    [
        {"hodl": "x"},
        {"weeks": 3},
        {"publication_date": "01/06/2026"},
        {"title": Raw("")},
        {"attachments": [{"file": "none.pdf"}]},
        {"approved_date": LATER},
    ],
)
def test_a_private_change_is_made_in_an_invalid_report(folder, wrong):
    path = write_report(folder, **wrong)
    old = path.read_text()
    prepare(only(folder), {"withdrawn_date": LATER, "withdrawn_reason": "An error."}).write()
    lines = 'withdrawn_date: 2026-07-01\nwithdrawn_reason: "An error."\n'
    assert path.read_text() == old.replace("\n---\n", f"\n{lines}---\n", 1)


def test_a_private_change_mends_a_blank_value(folder):
    write_report(folder, hold=Raw(""))
    prepare(only(folder), {"hold": None}).write()
    assert only(folder).problems == ()


def test_a_private_change_may_bring_no_new_fault(folder):
    write_report(folder, hodl="x")
    error = refused(folder, {"withdrawn_date": date(1999, 1, 1)})
    problems = error.told("r/winter.md")
    assert [(problem.line, problem.key) for problem in problems] == [(7, "withdrawn_date")] * 2
    assert "between 2000 and 2100" in told(problems)
    assert "stands without withdrawn_reason" in told(problems)
    assert "hodl" not in told(problems)


# Public keys


@pytest.mark.parametrize(
    "changes",
    [
        {"publication_date": LATER},
        {"weeks": 20},
        {"weeks": None},
        {"hold": None, "publication_date": LATER},
        {"revised_date": date(2026, 6, 20), "revision_note": 'A "number" was corrected.'},
    ],
)
def test_a_public_change_renews_the_seal(sealed, folder, changes):
    before = only(folder).fields.approved_digest
    prepare(only(folder), changes).write()
    after = only(folder)
    assert after.sealed is True
    assert after.fields.approved_digest != before
    for key, value in changes.items():
        assert getattr(after.fields, key, None) == value
    assert standing(folder, "2026-07-02T12:00").live


def test_everything_else_stays_in_its_place(sealed, folder):
    digest = only(folder).fields.approved_digest
    change = prepare(only(folder), {"weeks": 20})
    new = change.new.decode()
    renewed = new.split("approved_digest: ")[1].split("\n")[0].strip('"')
    assert new == change.old.decode().replace("weeks: 13", "weeks: 20").replace(digest, f'"{renewed}"')
    assert change.path == sealed
    assert sealed.read_bytes() == change.old  # nothing is written before it is asked for


def test_taking_a_public_change_back_gives_the_first_seal(sealed, folder):
    before = only(folder).fields.approved_digest
    prepare(only(folder), {"publication_date": LATER}).write()
    prepare(only(folder), {"publication_date": date(2026, 6, 1)}).write()
    assert only(folder).fields.approved_digest == before


@pytest.mark.parametrize("what", ["index.md", "index.cy.md", "briefing.md", "a.pdf"])
def test_a_seal_that_does_not_match_is_not_renewed(sealed, folder, what):
    file = sealed.parent / what
    file.write_bytes(file.read_bytes() + b"\nMore.\n")
    assert only(folder).sealed is False
    (problem,) = refused(folder, {"weeks": 20}).told("r/winter/index.md")
    assert problem.key == "approved_digest"
    assert problem.line == only(folder).front.line_of(("approved_digest",))
    assert "seal does not match" in problem.message
    assert "Approve it again" in problem.fix


def test_a_file_that_changes_in_the_middle_is_not_sealed(sealed, folder, monkeypatch):
    real, calls = content_module.judge, []

    def judge(*args):
        content = real(*args)
        calls.append(content.seal)
        (sealed.parent / "a.pdf").write_bytes(pdf("Other") + b"%")
        return content

    monkeypatch.setattr(content_module, "judge", judge)
    assert "seal does not match" in refused(folder, {"weeks": 20}).message
    assert len(calls) == 2


def test_a_file_that_changed_just_before_is_not_sealed(sealed, folder):
    report = only(folder)
    assert report.sealed is True  # what was read then counts no longer
    (sealed.parent / "a.pdf").write_bytes(pdf("Other"))
    with pytest.raises(CannotRewrite, match="seal does not match"):
        prepare(report, {"weeks": 20})


def test_all_faults_of_the_changed_report_are_told(sealed, folder):
    error = refused(folder, {"weeks": 3, "publication_date": date(1999, 1, 1), "hold": "x"})
    assert [problem.key for problem in error.problems] == ["publication_date", "weeks"]
    assert "Secret." not in told(error.problems)
    assert all(problem.file == "r/winter/index.md" for problem in error.told("not this"))


def test_an_approval_after_the_new_date_is_told(sealed, folder):
    error = refused(folder, {"publication_date": date(2026, 5, 1)})
    assert "later than the publication date" in error.message


def test_a_broken_part_is_told_by_its_own_name(sealed, folder):
    write(sealed.parent / "briefing.md", "no front matter\n")
    (problem,) = refused(folder, {"weeks": 20}).told("r/winter/index.md")
    assert problem.file == "r/winter/briefing.md"


def test_an_invalid_sealed_report_is_told_with_what_is_wrong(sealed, folder):
    sealed.write_bytes(sealed.read_bytes().replace(b"summary:", b"sumary:"))
    (problem,) = refused(folder, {"weeks": 20}).told("r/winter/index.md")
    assert problem.key == "sumary"


def test_a_public_change_of_an_unsealed_report_must_leave_it_valid(folder):
    write_report(folder, publication_date="01/06/2026")
    prepare(only(folder), {"publication_date": LATER}).write()
    assert only(folder).problems == ()
    assert only(folder).fields.approved_digest is None
    write_report(folder, "winter", body="[x](none.pdf)\n")
    assert "a file that is not there" in refused(folder, {"weeks": 20}).message


def test_a_new_seal_given_with_the_change_is_checked(sealed, folder):
    report = only(folder)
    old = sealed.read_bytes()
    weeks = resealing.rewritten(old, {"weeks": 20})
    right = resealing.as_in(report, weeks).content.seal
    new = changed_and_resealed(report, old, {"weeks": 20, "approved_digest": right})
    assert new == changed_and_resealed(report, old, {"weeks": 20})
    wrong = report.fields.approved_digest
    assert "new seal does not match" in refused(folder, {"weeks": 20, "approved_digest": wrong}).message


def test_the_report_is_judged_by_its_own_settings(folder):
    path = write_report(folder, "winter/", weeks=6)
    seal(path, minimum_weeks=4)
    prepare(only(folder, minimum_weeks=4), {"weeks": 5}).write()
    assert only(folder, minimum_weeks=4).sealed is True
    assert [problem.key for problem in refused(folder, {"weeks": 3}, minimum_weeks=4).problems] == ["weeks"]


@given(
    weeks=st.none() | st.integers(12, 520),
    day=st.dates(date(2026, 6, 1), date(2099, 1, 1)),
    hold=st.none() | st.text("abc \"\\'#:ŵ", min_size=1).filter(str.strip),
)
def test_a_changed_report_is_sealed_again_or_refused(tmp_path, weeks, day, hold):
    path = write_report(tmp_path / "r", "winter/", weeks=13)
    seal(path)
    prepare(only(tmp_path / "r"), {"weeks": weeks, "publication_date": day, "hold": hold}).write()
    after = only(tmp_path / "r")
    assert after.sealed is True
    assert (after.fields.weeks, after.fields.publication_date, after.fields.hold) == (weeks, day, hold)


# What cannot be prepared


def test_a_block_of_lines_in_the_last_place_keeps_the_seal(folder):
    text = report_text().replace("\n---\n", "\napproved_digest: SEAL\nsummary: |\n  Made up.\n---\n", 1)
    path = write(folder / "winter.md", text.replace("approved_digest: SEAL\n", ""))
    path.write_text(text.replace("SEAL", only(folder).content.seal))
    assert only(folder).sealed is True
    prepare(only(folder), {"hold": "Wait."}).write()
    assert only(folder).sealed is True
    prepare(only(folder), {"hold": None}).write()
    assert only(folder).sealed is True


def test_what_cannot_be_read_is_told(folder, tmp_path):
    path = write_report(folder)
    report = only(folder)
    path.unlink()
    with pytest.raises(CannotRewrite, match="cannot be opened"):
        prepare(report, {"hold": "Wait."})
    path.symlink_to(write(tmp_path / "x.md", report_text()))
    assert "symbolic link" in refused(folder, {"hold": "Wait."}).message
    path.unlink()
    (folder / "winter").mkdir()
    with pytest.raises(CannotRewrite, match="no index"):
        prepare(only(folder), {"hold": "Wait."})
    path.write_text("no front matter\n")
    (folder / "winter").rmdir()
    assert "first line is not ---" in refused(folder, {"hold": "Wait."}).message


def test_a_file_never_grows_too_large_to_be_read(folder):
    size = 2 * 1024 * 1024 - len(report_text(body=""))
    write_report(folder, body="x" * size)
    assert "2 MB" in refused(folder, {"hold": "Wait."}).message


def test_a_reason_of_several_lines_is_a_mistake_of_whoever_gave_it(folder):
    write_report(folder)
    with pytest.raises(ValueError, match="more than one line"):
        prepare(only(folder), {"hold": "a\nb"})


def test_a_file_that_changed_since_is_not_written_over(folder):
    path = write_report(folder)
    change = prepare(only(folder), {"hold": "Wait."})
    theirs = report_text(body=BODY + "More.\n")
    path.write_text(theirs)
    with pytest.raises(CannotRewrite, match="Somebody else"):
        change.write()
    assert path.read_text() == theirs


def test_without_the_comparing_a_changed_report_would_be_sealed(sealed, folder, monkeypatch):
    sealed.write_bytes(sealed.read_bytes() + b"More.\n")
    monkeypatch.setattr(report_module.Report, "sealed", True)
    prepare(only(folder), {"weeks": 20}).write()
    monkeypatch.undo()
    assert only(folder).sealed is True
