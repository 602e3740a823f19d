"""Changing front matter from a form: faults beside their fields, nobody's work written over, all the rest as it was."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.desk.editing import (
    OF_COMMANDS,
    CannotEdit,
    SavedMeanwhile,
    edit_fields,
    print_of,
    stands_approved,
    values_of,
)
from board_reports.reports.drafts import read_draft
from board_reports.reports.settings import Settings
from builders import Raw, only, write, write_report

TITLE = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=40)


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "r"


def draft(folder, **front):
    write_report(folder, "_winter/", **{"approved_date": None} | front)
    return again(folder)


def again(folder):
    return read_draft(folder, Settings(root=folder.parent), "_winter")


def edit(folder, changes):
    report = again(folder)
    edit_fields(report, print_of(report), changes).write()
    return again(folder)


def faults(folder, changes):
    report = again(folder)
    before = report.files.english.read_bytes()
    with pytest.raises(CannotEdit) as caught:
        edit_fields(report, print_of(report), changes)
    assert report.files.english.read_bytes() == before
    return caught.value.faults


def test_values_as_a_form_gives_them(folder):
    draft(folder, weeks=13, summary="Made up.", note="Keep.")
    after = edit(
        folder,
        {
            "title": '  A new\ttitle: with "quotes" ',
            "publication_date": "2026-07-01",
            "publication_time": "09:30",
            "weeks": "14",
            "summary": "",
            "example": "true",
            "attachments": [{"file": "a.pdf", "title": "", "language": "cy"}, {"file": ""}],
        },
    )
    assert after.problems == ()
    assert after.fields.title == 'A new title: with "quotes"'
    assert (after.fields.publication_date, after.fields.weeks) == (date(2026, 7, 1), 14)
    assert (after.fields.summary, after.fields.example, after.fields.note) == (None, True, "Keep.")
    assert [item.model_dump(exclude_none=True) for item in after.fields.attachments] == [
        {"file": "a.pdf", "language": "cy"}
    ]
    assert values_of(after)["weeks"] == "14"
    assert values_of(after)["example"] == "true"
    assert edit(folder, {"example": False, "attachments": []}).fields.attachments is None


@pytest.mark.parametrize(
    ("key", "value", "says"),
    [
        ("publication_date", "01/07/2026", "2026-07-01"),
        ("publication_date", "2026-02-30", "not a day of the calendar"),
        ("publication_time", "9.30", "not a time"),
        ("weeks", "3", "not from 12"),
        ("weeks", "many", "whole number"),
        ("reference", "x", "four characters"),
        ("review_type", "cpr", "review types"),
        ("attachments", [{"file": "../x.pdf"}], "not the name of a file"),
        ("attachments", [{"title": "x"}], "no file"),
        ("attachments", [{"file": "a.pdf"}, {"file": "a.pdf"}], "listed twice"),
        ("title", "a\x1bb", "control character"),
        ("title", "\u200b", "blank"),
        ("family_told_date", "soon", "not a date"),
    ],
)
def test_a_wrong_value_is_told_beside_its_field(folder, key, value, says):
    draft(folder)
    found = faults(folder, {key: value, "note": "fine"})
    assert [one.split(".")[0] for one in found] == [key]
    (fault,) = found.values()
    assert says in f"{fault.message} {fault.fix}"


def test_all_wrong_values_are_told_at_once(folder):
    draft(folder)
    assert set(faults(folder, {"weeks": "1", "publication_date": "x", "title": "ok"})) == {"weeks", "publication_date"}


@pytest.mark.parametrize("key", [*sorted(OF_COMMANDS), "nonsense", "Title"])
def test_what_has_a_way_of_its_own_is_not_changed_in_a_form(folder, key):
    draft(folder)
    assert set(faults(folder, {key: "2026-05-01"})) == {key}


def test_a_draft_may_stay_incomplete_and_wrong_elsewhere(folder):
    draft(folder, publication_date=None, hodl="x", title=Raw(""))
    assert edit(folder, {"summary": "Made up."}).front.values["summary"] == "Made up."


def test_what_somebody_else_saved_is_not_written_over(folder):
    report = draft(folder)
    seen = print_of(report)
    edit(folder, {"title": "Theirs"})
    with pytest.raises(SavedMeanwhile):
        edit_fields(again(folder), seen, {"title": "Mine"})
    assert again(folder).title == "Theirs"
    report = again(folder)
    prepared = edit_fields(report, print_of(report), {"title": "Mine"})
    edit(folder, {"summary": "Theirs."})
    with pytest.raises(Exception, match="Somebody else"):
        prepared.write()
    assert again(folder).title == "Theirs"


def test_what_the_board_approved_is_not_changed_in_a_form(folder):
    write_report(folder, "winter")
    report = only(folder)
    assert stands_approved(report)
    with pytest.raises(CannotEdit) as caught:
        edit_fields(report, print_of(report), {"title": "Another", "reference": "CPR 01/2026"})
    assert set(caught.value.faults) == {"title"}
    edit_fields(report, print_of(report), {"family_told_date": "2026-05-01"}).write()
    assert only(folder).fields.family_told_date == date(2026, 5, 1)


def test_a_report_whose_seal_is_broken_can_be_changed(folder):
    write_report(folder, "winter", approved_digest="sha256:" + "0" * 64)
    report = only(folder)
    edit_fields(report, print_of(report), {"title": "Another"}).write()
    assert only(folder).title == "Another"


def test_a_file_that_cannot_be_read_is_told(folder):
    write(folder / "_winter/index.txt", "x")
    with pytest.raises(CannotEdit):
        print_of(again(folder))


@given(title=TITLE.filter(str.strip), day=st.dates(date(2026, 6, 1), date(2099, 1, 1)), weeks=st.integers(12, 520),
       label=TITLE.filter(str.strip), ends=st.sampled_from(["\n", "\r\n"]))  # fmt: skip
def test_any_change_keeps_the_rest(tmp_path, title, day, weeks, label, ends):
    folder = tmp_path / "r"
    path = draft(folder, note="Keep.").files.english
    old = path.read_text().replace("note:", "# a comment\nnote:").replace("\n", ends)
    path.write_bytes(old.encode())
    changes = {"title": title, "publication_date": str(day), "weeks": str(weeks),
               "attachments": [{"file": "a.pdf", "title": label}]}  # fmt: skip
    try:
        after = edit(folder, changes)
    except CannotEdit as error:
        refused = {key.split(".")[0] for key in error.faults}
    else:
        refused = set()
    if refused:
        assert refused <= {"title", "attachments"}  # blank to the eye
        assert path.read_bytes() == old.encode()
        return
    assert after.fields.title == " ".join(title.split())
    assert (after.fields.publication_date, after.fields.weeks) == (day, weeks)
    new = path.read_bytes().decode()
    assert f"# a comment{ends}note:" in new
    assert new.split(f"{ends}---{ends}", 1)[1] == old.split(f"{ends}---{ends}", 1)[1]
