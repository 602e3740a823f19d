import pytest

import builders
from board_reports.reports.drafts import draft_names, drafts_of, is_draft_name, read_draft
from board_reports.reports.folder import CannotRead


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "published_reports"
    live = builders.write_report(folder, "winter/", attachments=[{"file": "a.pdf"}])
    builders.write(live.parent / "a.pdf", builders.pdf())
    builders.write(live.parent / "_correction" / "index.md", builders.report_text(attachments=[{"file": "a.pdf"}]))
    builders.write(folder / "_spring" / "index.md", builders.report_text(reference="CPR 02/2026"))
    builders.write(folder / "_summer" / "notes.md", "x")
    builders.write(folder / "_a-file.md", "x")
    return folder


def read(reports, name):
    return read_draft(reports, builders.read(reports).settings, name)


def test_drafts_and_corrections_are_named(reports):
    assert draft_names(reports) == ("_spring", "_summer", "winter/_correction")
    assert len(builders.read(reports).reports) == 1


def test_a_draft_is_read_as_a_report(reports):
    report = read(reports, "_spring")
    assert (report.source, report.slug) == ("published_reports/_spring/index.md", "cpr-02-2026")
    assert report.content.problems == ()
    assert "no index.md" in read(reports, "_summer").problems[0].message


def test_a_correction_has_its_own_text_and_the_files_of_the_report(reports):
    report = read(reports, "winter/_correction")
    assert report.source == "published_reports/winter/_correction/index.md"
    assert report.content.problems == ()
    assert [file.path.parent.name for file in report.content.files] == ["winter"]
    builders.write(reports / "winter" / "_correction" / "a.pdf", builders.pdf("new"))
    assert [file.path.parent.name for file in read(reports, "winter/_correction").content.files] == ["_correction"]


def test_a_draft_is_found_by_its_reference_or_its_folder(reports):
    settings = builders.read(reports).settings
    assert [one.source for one in drafts_of(reports, settings, "cpr 2-2026")] == ["published_reports/_spring/index.md"]
    assert [one.files.name for one in drafts_of(reports, settings, "CPR 01/2026")] == ["_correction"]
    assert [one.files.name for one in drafts_of(reports, settings, "summer")] == ["_summer"]
    assert drafts_of(reports, settings, "CPR 09/2029") == drafts_of(reports, settings, "&") == ()


@pytest.mark.parametrize(
    "name", ["winter", "../_x", "_x/../..", "_x/_correction", ".x/_correction", "_correction", "a/b/_correction", ""]
)
def test_no_other_name_leads_anywhere(reports, name):
    assert not is_draft_name(name)
    with pytest.raises(ValueError, match="_NAME"):
        read(reports, name)


def test_a_link_is_no_draft(reports, tmp_path):
    (tmp_path / "elsewhere").mkdir()
    (reports / "_link").symlink_to(tmp_path / "elsewhere")
    assert "_link" not in draft_names(reports)
    assert "symbolic link" in read(reports, "_link").problems[0].message


def test_a_folder_that_cannot_be_read_is_told(tmp_path):
    with pytest.raises(CannotRead):
        draft_names(tmp_path / "nowhere")
