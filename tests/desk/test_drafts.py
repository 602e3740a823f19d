"""Making a draft: whole or not at all, and never over what somebody else has made."""

import threading

import pytest

import builders
from board_reports.desk import drafts
from board_reports.desk.drafts import CannotDraft, add_to_draft, find_draft, make_draft
from board_reports.reports import Register, Settings


@pytest.fixture
def reports(tmp_path):
    folder = tmp_path / "published_reports"
    folder.mkdir()
    return folder


def make(reports, reference="CPR 01/2026", files=None, **fields):
    return make_draft(reports, Settings(root=reports.parent), reports.parent, reference, fields, files)


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_draft_is_no_report(reports):
    folder = make(reports)
    assert names(reports) == ["_cpr-01-2026"]
    assert names(folder) == ["index.md"]
    assert Register.read(reports, Settings()).reports == ()


def test_a_draft_holds_the_files_it_is_given(reports):
    folder = make(reports, files={"index.md": b"text", "picture-1.png": b"picture"})
    assert names(folder) == ["index.md", "picture-1.png"]
    assert (folder / "index.md").read_bytes() == b"text"


@pytest.mark.parametrize("before", ["folder", "file", "link", "full folder"])
def test_what_is_there_is_never_replaced(reports, before):
    path = reports / "_cpr-01-2026"
    if before == "folder":
        path.mkdir()
    elif before == "full folder":
        builders.write(path / "index.md", "mine")
    elif before == "file":
        path.write_text("mine")
    else:
        path.symlink_to(reports / "nowhere")
    with pytest.raises(CannotDraft, match="There is a draft already: published_reports/_cpr-01-2026"):
        make(reports)
    assert names(reports) == ["_cpr-01-2026"]


def test_a_taken_reference_is_refused(reports):
    builders.write_report(reports, reference="CPR 1/2026")
    with pytest.raises(CannotDraft, match=r"taken by published_reports/winter\.md"):
        make(reports, "cpr-01-2026")


def test_a_crash_in_the_middle_leaves_nothing(reports, monkeypatch):
    def fail(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(drafts, "sync_folder", fail)
    with pytest.raises(CannotDraft, match="No space left"):
        make(reports)
    assert names(reports) == []


def test_half_a_draft_is_never_seen(reports, monkeypatch):
    seen = []
    write = drafts._write

    def watched(path, data):
        seen.append(names(reports))
        write(path, data)

    monkeypatch.setattr(drafts, "_write", watched)
    make(reports, files={"index.md": b"1", "a.png": b"2"})
    assert len(seen) == 2
    assert all(name.startswith(".") for found in seen for name in found)


def test_of_two_at_once_one_is_told(reports):
    done, start = [], threading.Barrier(2)

    def one(text):
        start.wait()
        try:
            make(reports, files={"index.md": text})
            done.append(text)
        except CannotDraft as error:
            done.append(str(error))

    threads = [threading.Thread(target=one, args=(text,)) for text in (b"a", b"b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    told = [one for one in done if isinstance(one, str)]
    assert len(told) == 1
    assert (reports / "_cpr-01-2026" / "index.md").read_bytes() in done
    assert names(reports) == ["_cpr-01-2026"]


# parts


def test_a_part_goes_into_its_draft(reports):
    folder = make(reports)
    assert find_draft(reports, Settings(root=reports.parent), "cpr 1 2026") == folder
    add_to_draft(folder, reports.parent, {"b.md": b"text", "b-picture-1.png": b"picture"})
    assert names(folder) == ["b-picture-1.png", "b.md", "index.md"]


def test_a_part_never_replaces_a_file_and_comes_whole(reports):
    folder = make(reports, files={"index.md": b"text", "b.md": b"mine"})
    with pytest.raises(CannotDraft, match=r"There is a file already: published_reports/_cpr-01-2026/b\.md"):
        add_to_draft(folder, reports.parent, {"b.md": b"new", "a.png": b"new"})
    assert names(folder) == ["b.md", "index.md"]
    assert (folder / "b.md").read_bytes() == b"mine"


def test_a_part_that_fails_in_the_middle_leaves_nothing(reports, monkeypatch):
    folder = make(reports)
    write = drafts._write

    def fails(path, data):
        if data == b"text":
            raise OSError(28, "No space left on device")
        write(path, data)

    monkeypatch.setattr(drafts, "_write", fails)
    with pytest.raises(CannotDraft, match="No space left"):
        add_to_draft(folder, reports.parent, {"b.md": b"text", "a.png": b"picture"})
    assert names(folder) == ["index.md"]


def test_a_part_of_a_report_that_is_no_draft_is_refused(reports):
    builders.write_report(reports, "winter/")
    with pytest.raises(CannotDraft, match=r"published_reports/winter/index\.md is no draft"):
        find_draft(reports, Settings(root=reports.parent), "CPR 01/2026")


def test_a_part_of_nothing_is_refused(reports):
    with pytest.raises(CannotDraft, match="no draft with this reference"):
        find_draft(reports, Settings(root=reports.parent), "CPR 09/2026")
