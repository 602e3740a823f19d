"""The list of names: salted hashes in a file of its own, that nobody but its owner reads."""

import os
import re
import stat

import pytest

from board_reports.desk.anonymity.names_file import (
    BadName,
    CannotReadNames,
    add_names,
    read_names,
    refuse_public_place,
    remove_names,
)


def test_names_are_added_once_counted_and_taken_off(tmp_path):
    path = tmp_path / "safe" / "names"
    assert add_names(path, ["Siân Prydderch\n", "\n", "mair\n"]) == add_names(tmp_path / "b", ["a b", "cd"])
    assert add_names(path, ["SIAN  prydderch", "Tudur"]).changed == 1
    assert len(read_names(path)) == 3
    kept = remove_names(path, ["Mair", "Nobody Here"])
    assert (kept.changed, kept.unchanged, kept.entries) == (1, 1, 2)


def test_the_file_holds_no_name_and_is_its_owners(tmp_path):
    path = tmp_path / "names"
    add_names(path, ["Siân Prydderch"])
    text = path.read_text()
    assert not re.search("si.n|prydderch", text, re.IGNORECASE)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    add_names(tmp_path / "other", ["Siân Prydderch"])
    hashes = {line for file in (path, tmp_path / "other") for line in file.read_text().splitlines()[2:]}
    assert len(hashes) == 2  # another salt, another hash


def test_a_line_that_is_no_name_writes_nothing(tmp_path):
    with pytest.raises(BadName, match="Line 2") as refused:
        add_names(tmp_path / "names", ["Mair", "one two three four five"])
    assert "three" not in str(refused.value)
    assert not (tmp_path / "names").exists()


@pytest.mark.parametrize(
    "text", ["", "Siân Prydderch\n", "board-names 1 00 1\n", "board-names 1 " + "0" * 64 + " 1\nMair\n"]
)
def test_what_is_no_such_list_is_refused(tmp_path, text):
    (tmp_path / "names").write_text(text)
    with pytest.raises(CannotReadNames, match="board names"):
        read_names(tmp_path / "names")
    with pytest.raises(CannotReadNames):
        add_names(tmp_path / "names", ["Mair"])
    assert (tmp_path / "names").read_text() == text


def test_a_list_that_is_not_there_is_told(tmp_path):
    with pytest.raises(CannotReadNames, match="board names add"):
        read_names(tmp_path / "names")
    assert read_names(None) is None


def test_a_place_that_could_be_published_is_refused(tmp_path):
    root = tmp_path / "site"
    (root / "published_reports").mkdir(parents=True)
    (tmp_path / "other" / ".git").mkdir(parents=True)
    (tmp_path / "safe").mkdir()
    os.symlink(root, tmp_path / "safe" / "link")
    for inside in (
        root / "names",
        root / "published_reports" / "names",
        tmp_path / "other" / "names",
        tmp_path / "safe" / "link" / "names",
    ):
        with pytest.raises(CannotReadNames):
            refuse_public_place(inside, root=root, folders=[root / "published_reports"])
    refuse_public_place(tmp_path / "safe" / "names", root=root, folders=[root / "published_reports"])


def test_a_crash_while_writing_leaves_the_old_list(tmp_path, monkeypatch):
    path = tmp_path / "names"
    add_names(path, ["Mair"])
    old = path.read_bytes()

    def fails(handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(CannotReadNames, match="cannot be written"):
        add_names(path, ["Tudur"])
    assert path.read_bytes() == old
    assert [one.name for one in tmp_path.iterdir()] == ["names"]
