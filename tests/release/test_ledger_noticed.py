"""A ledger that is broken or gone is told by the next run that looks: as a failure once, then in the log."""

import shutil

import pytest

from board_reports.release.record.noticing import GONE, NAME, Noticed


@pytest.fixture
def public(site):
    """A site with a public report, whose record two runs have seen."""
    site.report()
    assert site.nightly("2026-06-10T12:00").exit_code == 0
    assert site.nightly("2026-06-10T12:05").exit_code == 0
    return site


def changed(site, title):
    """Give the next run something to do, for one with nothing to change reads no ledger."""
    site.report(title=title)


def test_a_broken_chain_fails_one_run_and_is_a_note_in_the_next(public):
    changed(public, "Another title")
    public.nightly("2026-06-10T12:10")
    path = public.state.ledger
    path.write_bytes(path.read_bytes().replace(b'"rung":"full"', b'"rung":"fuII"', 1))
    changed(public, "A third title")
    first = public.nightly("2026-06-10T12:15")
    assert first.exit_code == 1
    assert "Line 2 of the ledger does not follow line 1" in first.document["message"]
    for minute in (20, 25):
        changed(public, f"Title {minute}")
        after = public.nightly(f"2026-06-10T12:{minute}")
        assert (after.exit_code, "ledger" in after.document["message"]) == (0, False)
        assert any("Line 2 of the ledger" in note for note in after.notes)


@pytest.mark.parametrize(
    "how", ["gone", *(pytest.param(how, marks=pytest.mark.slow) for how in ("older", "last line changed"))]
)
def test_a_ledger_that_lost_lines_is_told_until_it_is_back(public, how):
    changed(public, "Another title")
    public.nightly("2026-06-10T12:10")
    path, backup = public.state.ledger, public.root / "backup.jsonl"
    shutil.copy(path, backup)
    lines = path.read_bytes().splitlines(keepends=True)
    assert len(lines) == 2
    path.write_bytes(lines[0] if how == "older" else lines[0] + lines[1].replace(b"full", b"fuII"))
    if how == "gone":
        path.unlink()
    changed(public, "A third title")
    dry = public.nightly("2026-06-10T12:14", dry_run=True)
    assert (dry.exit_code, GONE in dry.document["message"]) == (1, True)
    first = public.nightly("2026-06-10T12:15")
    assert (first.exit_code, GONE in first.document["message"]) == (1, True)
    changed(public, "A fourth title")
    second = public.nightly("2026-06-10T12:20")
    assert (second.exit_code, GONE in second.notes) == (0, True)
    shutil.copy(backup, path)
    changed(public, "A fifth title")
    third = public.nightly("2026-06-10T12:25")
    assert (third.exit_code, GONE in third.notes) == (0, False)
    path.unlink()  # and the next loss is told again
    changed(public, "A sixth title")
    assert GONE in public.nightly("2026-06-10T12:30").document["message"]


def test_who_goes_on_without_the_lines_deletes_what_is_known_of_them(public):
    public.state.ledger.unlink()
    changed(public, "Another title")
    assert public.nightly("2026-06-10T12:10").exit_code == 1
    (public.state.folder / NAME).unlink()
    changed(public, "A third title")
    run = public.nightly("2026-06-10T12:15")
    assert (run.exit_code, GONE in run.notes) == (0, False)


def test_no_ledger_is_no_loss_where_there_never_was_a_line(site):
    for when in ("2026-06-10T12:00", "2026-06-10T12:05"):
        assert site.nightly(when).exit_code == 0
    site.report()
    assert site.nightly("2026-06-10T12:10").exit_code == 0


@pytest.mark.parametrize("text", ["", "[]", '{"last": 3, "told": []}', '{"last": null, "told": 7}', "[" * 99999])
def test_what_cannot_be_read_is_as_if_nothing_were_known(tmp_path, text):
    (tmp_path / NAME).write_text(text)
    assert Noticed.read(tmp_path) == Noticed()
