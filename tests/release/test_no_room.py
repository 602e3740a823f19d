"""A report is taken down on a disk that is full: not even a note of it can be written first."""

import errno

import pytest

from board_reports.release.commands import takedown


@pytest.fixture
def full(monkeypatch):
    """No order can be written, as often as is told."""
    give, left = takedown.give, []

    def refusing(state, order):
        if left:
            left.pop()
            raise OSError(errno.ENOSPC, "No space left on device")
        give(state, order)

    monkeypatch.setattr(takedown, "give", refusing)
    return left.extend


def down(site, command="withdraw"):
    return site.board(command, "CPR 01/2026", "--reason", "The Board's decision")


@pytest.mark.parametrize("command", ["withdraw", "hold"])
def test_it_goes_and_the_note_is_made_when_there_is_room(site, full, command):
    source = site.report()
    site.nightly()
    assert (site.public / "reports" / "cpr-01-2026").is_dir()
    source.unlink()  # so that the note is all that keeps it down
    full([1])
    result = down(site, command)
    assert "CPR 01/2026 is off the site." in result.output
    assert not (site.public / "reports" / "cpr-01-2026").exists()
    assert [path.name for path in site.state.orders.iterdir()] == ["cpr-01-2026.json"]
    site.report()
    site.nightly()
    assert not (site.public / "reports" / "cpr-01-2026").exists()


def test_that_no_note_can_be_made_at_all_is_told(site, full):
    source = site.report()
    site.nightly()
    source.unlink()
    full([1, 1])
    result = down(site)
    assert result.exit_code == 1
    assert not (site.public / "reports" / "cpr-01-2026").exists()
    assert "make room on the disk, and do this again at once" in result.output


def test_without_a_note_the_file_itself_keeps_it_down(site, full):
    site.report()
    site.nightly()
    full([1, 1])
    assert down(site).exit_code == 0
    site.nightly()
    assert not (site.public / "reports" / "cpr-01-2026").exists()
