"""The shelf itself: what is read again and what is not, what is on the disk, and who may write when."""

import fcntl
import json
import os
import threading
from datetime import date
from pathlib import Path

import pytest
from shelving import found, kept, read, shelf_of, stamped, told

import builders
from board_reports.reports import Standing, basis, digests
from board_reports.reports.digests import Digests, Seen, source_digest
from board_reports.reports.folder import CannotRead
from board_reports.reports.shelf import Shelf, known, lazy, reading
from board_reports.reports.shelf.store import Store
from builders import at, write_part, write_report, write_twin

INSIDE, AFTER, LATER = "2026-06-10T12:00", "2026-09-10T12:00", "2026-09-11T12:00"


@pytest.fixture
def old(monkeypatch):
    """Let every stamp count, however young its file is."""
    monkeypatch.setattr(digests, "RACY_NS", -(10**18))


@pytest.fixture
def folder(tmp_path, old):
    """A report that is over at both instants, one that is over later, both as a file and as a folder."""
    over = {"publication_date": date(2025, 6, 1), "approved_date": date(2025, 5, 20)}
    write_report(tmp_path / "r", "long-ago", reference="CPR 01/2025", **over)
    write_report(tmp_path / "r", "older/", reference="CPR 02/2025", example=True, **over)
    english = write_report(tmp_path / "r", "summer/", reference="CPR 03/2026", note="A private note.", summary="Short.")
    write_twin(english)
    write_part(english.with_name("briefing.md"))
    write_report(tmp_path / "r", "sunny", reference="CPR 04/2026")
    return tmp_path / "r"


def names(folder):
    return sorted(path.name for path in shelf_of(folder).folder.iterdir())


def content_of(folder):
    return b"".join(path.read_bytes() for path in sorted(shelf_of(folder).folder.iterdir()))


def forbid(monkeypatch, *places):
    def fail(*_args, **_kwargs):
        raise AssertionError("it was read")

    for module, name in places:
        monkeypatch.setattr(module, name, fail)


def test_what_is_over_is_neither_opened_nor_walked_through(folder, monkeypatch):
    kept(folder, LATER)
    forbid(monkeypatch, (reading, "read_text_bytes"), (reading, "read_report"), (lazy, "read_report"))
    forbid(monkeypatch, (lazy, "scan_home"), (os, "walk"))
    register, standings = kept(folder, LATER)
    assert [str(one.standing) for one in standings.reports] == ["expired"] * 4
    assert standings.problems == ()
    assert standings.next_change is None
    assert [report.example for report in register.reports] == [False, True, False, False]


def test_what_is_live_is_not_judged_again(folder, monkeypatch):
    kept(folder, INSIDE)
    forbid(monkeypatch, (reading, "read_text_bytes"), (reading, "read_report"), (lazy, "read_report"))
    monkeypatch.setattr("board_reports.reports.content.judge", lambda *_: pytest.fail("it was judged"))
    _, standings = kept(folder, INSIDE)
    assert [one.report.slug for one in standings.live] == ["cpr-03-2026", "cpr-04-2026"]
    summer = standings.live[0].report
    assert (summer.content.texts["en"].summary, summer.content.texts["cy"].title) == ("Short.", "Adolygiad o'r gaeaf")
    assert [part.name for part in summer.content.parts] == ["briefing"]


def test_texts_are_rendered_when_they_are_asked_for(folder):
    kept(folder, INSIDE)
    _, standings = kept(folder, INSIDE)
    (part,) = standings.live[0].report.content.parts
    assert "old library" in part.texts["en"].body.html
    assert "hen lyfrgell" in standings.live[0].report.content.texts["cy"].body.html


@pytest.mark.parametrize("name", ["summer/index.md", "summer/briefing.md", "summer/index.cy.md"])
def test_a_text_that_has_changed_since_is_not_rendered(folder, name):
    kept(folder, INSIDE)
    _, standings = kept(folder, INSIDE)
    content = standings.live[0].report.content
    stamped(builders.write(folder / name, (folder / name).read_text() + "More.\n"))
    text = content.parts[0].texts["en"] if "briefing" in name else content.texts["cy" if ".cy." in name else "en"]
    with pytest.raises(CannotRead, match="changed while"):
        _ = text.body


def test_few_texts_are_held(folder):
    assert known._rendered.cache_info().maxsize == known.MOST_BODIES <= 8


def test_private_texts_are_read_and_never_kept(folder):
    kept(folder, INSIDE)
    _, standings = kept(folder, INSIDE)
    fields = standings.live[0].report.fields
    assert (fields.note, fields.hold, fields.approved_date) == ("A private note.", None, date(2026, 5, 20))
    assert b"private note" not in content_of(folder)
    assert b"summer" in content_of(folder)
    assert "note" in json.dumps(json.loads((shelf_of(folder).folder / "live.json").read_bytes().split(b"\n")[2]))


def test_another_stamp_alone_costs_no_reading_of_front_matter(folder, monkeypatch):
    kept(folder, INSIDE)
    for path in folder.rglob("*.md"):
        stamped(path)
    forbid(monkeypatch, (reading, "read_report"), (lazy, "read_report"))
    kept(folder, INSIDE)
    forbid(monkeypatch, (reading, "read_text_bytes"))
    kept(folder, INSIDE)


def test_files_that_are_too_fresh_are_looked_at_again(tmp_path):
    path = write_report(tmp_path / "r")
    moment = path.stat().st_mtime_ns
    young, older = Digests({}, moment + 10**9), Digests({}, moment + 3 * 10**9)
    assert (young.of(path), young.used) == (older.of(path), {})
    assert list(older.used) == [str(path)]
    kept(tmp_path / "r", AFTER)
    (record,) = json.loads((shelf_of(tmp_path / "r").folder / "ended.json").read_bytes().split(b"\n")[2]).values()
    assert record[0] == ""


def test_a_change_while_it_is_judged_gives_no_digest(tmp_path, old):
    path = write_report(tmp_path / "r")
    register = read(tmp_path / "r", shelf_of(tmp_path / "r"))
    standings = register.at(at(INSIDE))
    before = path.read_bytes()
    stamped(builders.write(path, before + b"More.\n"))
    register.keep(standings)
    assert register.reports[0].source_digest == ""
    stamped(builders.write(path, before))
    (report,) = read(tmp_path / "r", shelf_of(tmp_path / "r")).reports
    assert not report.is_judged


def test_a_fresh_file_that_changes_while_it_is_judged_gives_no_digest(tmp_path):
    path = write_report(tmp_path / "r")
    register = read(tmp_path / "r", shelf_of(tmp_path / "r"))
    register.at(at(INSIDE))
    stat = path.stat()
    path.write_bytes(path.read_bytes()[:-2] + b"x\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))
    assert register.reports[0].source_digest == ""


def test_the_digest_is_over_names_and_bytes_of_all_files(tmp_path, old):
    path = write_report(tmp_path / "r", "winter/")

    def digest(shelf=None):
        return read(tmp_path / "r", shelf).reports[0].source_digest

    plain = digest()
    assert len(plain) == 64
    assert plain == digest(shelf_of(tmp_path / "r"))
    kept(tmp_path / "r", INSIDE)
    assert plain == digest(shelf_of(tmp_path / "r"))
    builders.write(path.with_name("x.pdf"), b"1")
    more = digest()
    path.with_name("x.pdf").rename(path.with_name("y.pdf"))
    assert len({plain, more, digest()}) == 3


def test_a_link_has_not_the_digest_of_its_file(tmp_path):
    path = write_report(tmp_path / "r", "winter/")
    before = source_digest(read(tmp_path / "r").reports[0].files, Digests({}, 0))
    path.rename(tmp_path / "elsewhere.md")
    path.symlink_to(tmp_path / "elsewhere.md")
    assert source_digest(read(tmp_path / "r").reports[0].files, Digests({}, 0)) != before
    assert Seen((), Digests({}, 0)).digest(read(tmp_path / "r").reports[0].files) == ""


def test_what_is_not_live_any_more_leaves_at_once(folder):
    kept(folder, INSIDE)
    assert b"CPR 04" in content_of(folder)
    path = folder / "sunny.md"
    stamped(builders.write(path, path.read_text().replace("\n---\n\n", '\nhold: "Wait."\n---\n\n', 1)))
    kept(folder, INSIDE)
    assert b"CPR 04" not in content_of(folder)
    assert b"CPR 03" in content_of(folder)
    kept(folder, LATER)
    assert b"CPR 03" not in content_of(folder)


def test_what_is_live_but_not_shown_is_not_kept(folder):
    register = read(folder, shelf_of(folder))
    register.keep(register.at(at(INSIDE)), lambda report: report.slug != "cpr-04-2026")
    assert b"CPR 03" in content_of(folder)
    assert b"CPR 04" not in content_of(folder)


def test_the_reports_that_are_over_come_back_when_the_clock_does(folder):
    kept(folder, LATER)
    register, standings = kept(folder, INSIDE)
    plain = read(folder)
    assert told(register, standings) == told(plain, plain.at(at(INSIDE)))
    assert found(register, standings, []) == found(plain, plain.at(at(INSIDE)), [])


@pytest.mark.parametrize("name", ["long-ago.md", "older/index.md"])
@pytest.mark.parametrize(
    ("old", "new"), [("winter", "summer"), ("\n---\n\n", "\nweeks: 90\n---\n\n"), ("title:", "tittle:")]
)
def test_one_that_is_over_is_read_again_when_it_has_changed(folder, name, old, new):
    kept(folder, LATER)
    stamped(builders.write(folder / name, (folder / name).read_text().replace(old, new, 1)))
    plain = read(folder)
    register, standings = kept(folder, LATER)
    assert told(register, standings) == told(plain, plain.at(at(LATER)))
    assert found(register, standings, []) == found(plain, plain.at(at(LATER)), [])


def test_one_that_is_over_and_taken_twice_is_told(folder):
    kept(folder, LATER)
    write_report(folder, "new", reference="CPR 1/2025", publication_date=date(2026, 9, 1))
    register, standings = kept(folder, LATER)
    assert register.taken_twice == {"cpr-01-2025": ("r/long-ago.md", "r/new.md")}
    assert [one.standing for one in standings.reports if one.report.slug == "cpr-01-2025"] == [Standing.INVALID] * 2
    assert [report.source for report in register.find("cpr 1/2025")] == ["r/long-ago.md", "r/new.md"]


def test_a_withdrawal_is_told_of_one_that_is_over(folder):
    withdrawn = {"withdrawn_date": date(2026, 7, 1), "withdrawn_reason": "A secret reason."}
    write_report(folder, "gone", reference="CPR 09/2026", **withdrawn)
    for _ in range(2):
        _, standings = kept(folder, LATER)
        assert [one.standing for one in standings.reports if one.report.source == "r/gone.md"] == [Standing.WITHDRAWN]
    assert b"secret" not in content_of(folder)


def test_a_folder_in_a_folder_is_looked_through(folder, monkeypatch):
    builders.write(folder / "older" / "deep" / "x.pdf", b"x")
    kept(folder, LATER)
    register, _ = kept(folder, LATER)
    assert "deep/x.pdf" in register.reports[1].files.others
    monkeypatch.setattr("board_reports.reports.folder.MOST_FILES", 0)
    _, standings = kept(folder, LATER)
    assert standings.reports[1].standing is Standing.INVALID


def test_folder_and_files_are_for_this_account_alone(folder):
    previous = os.umask(0)
    try:
        kept(folder, INSIDE)
    finally:
        os.umask(previous)
    shelf = shelf_of(folder).folder
    assert names(folder) == [".lock", "ended.json", "key", "last.json", "live.json"]
    assert shelf.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in shelf.iterdir()} == {0o600}
    shelf.chmod(0o755)
    kept(folder, INSIDE)
    assert shelf.stat().st_mode & 0o777 == 0o700


def test_nothing_is_written_where_nothing_has_changed(folder):
    kept(folder, INSIDE)
    kept(folder, INSIDE)
    before = {shelf_of(folder).folder / name: 0 for name in ("ended.json", "live.json", "key")}
    before = {path: path.stat().st_ino for path in before}
    kept(folder, "2026-06-11T12:00")
    assert {path: path.stat().st_ino for path in before} == before


def test_a_shelf_that_is_only_read_is_left_as_it_is(folder):
    shelf = shelf_of(folder, read_only=True)
    register = read(folder, shelf)
    register.keep(register.at(at(INSIDE)))
    assert not shelf.folder.exists()
    kept(folder, INSIDE)
    before = content_of(folder), names(folder)
    register = read(folder, shelf)
    register.keep(register.at(at(LATER)))
    assert (content_of(folder), names(folder)) == before


@pytest.mark.parametrize("name", ["key", "ended.json", "live.json", "last.json"])
@pytest.mark.parametrize("how", ["empty", "cut", "foreign", "changed", "pipe", "folder", "older"])
def test_a_damaged_file_is_made_anew(folder, name, how):
    kept(folder, INSIDE)
    path = shelf_of(folder).folder / name
    data = path.read_bytes()
    if how in ("pipe", "folder"):
        path.unlink()
        os.mkfifo(path) if how == "pipe" else path.mkdir()
    else:
        changed = data[::-1] if name == "key" else data.replace(b"2025-", b"2024-").replace(b"Short", b"Shirt")
        other = {"empty": b"", "cut": data[:-3], "foreign": b"{}", "changed": changed, "older": data}[how]
        path.write_bytes(other)
    if how == "older":
        store = Store(path.parent)
        store.know_key(make=False)
        if name != "key":
            head, body = json.loads(data.split(b"\n")[1]) | {"v": 0}, data.split(b"\n")[2]
            text = json.dumps(head).encode() + b"\n" + body
            path.write_bytes(store.mark(text).encode() + b"\n" + text)
    plain = read(folder)
    if name != "last.json" and (how, name) != ("older", "key"):
        assert "Report" in {type(report).__name__ for report in read(folder, shelf_of(folder)).reports}
    for _ in range(2):
        register, standings = kept(folder, INSIDE)
        assert told(register, standings) == told(plain, plain.at(at(INSIDE)))
        assert found(register, standings, []) == found(plain, plain.at(at(INSIDE)), [])
    if how != "folder":
        _, standings = kept(folder, INSIDE)
        assert {type(one.report).__name__ for one in standings.reports} == {"EndedReport", "KnownReport"}


def test_another_program_or_other_settings_begin_anew(folder, monkeypatch):
    kept(folder, INSIDE)
    kinds = {type(report).__name__ for report in read(folder, shelf_of(folder)).reports}
    assert kinds == {"EndedReport", "KnownReport"}
    assert {type(report).__name__ for report in read(folder, shelf_of(folder), weeks=13).reports} == {"Report"}
    monkeypatch.setattr(basis, "_program", lambda: ("another",))
    assert {type(report).__name__ for report in read(folder, shelf_of(folder)).reports} == {"Report"}


def test_what_the_judging_depends_on_is_in_the_basis(monkeypatch):
    assert any(part.startswith("content.py ") for part in basis._program())
    assert any(part.startswith("cleaning/pdf.py ") for part in basis._program())
    installed = [name.lower() for name in basis.packages()]
    needed = ["markdown", "nh3", "pikepdf", "pillow", "python_frontmatter", "pydantic", "pyyaml"]
    for name in needed:
        assert any(one.startswith(f"{name}-") for one in installed), name


@pytest.mark.parametrize("fails", ["folder", "write", "lock"])
def test_a_disk_that_cannot_be_written_costs_the_haste_alone(folder, monkeypatch, fails):
    if fails == "folder":
        shelf_of(folder).folder.write_bytes(b"in the way")
    if fails == "write":
        monkeypatch.setattr(Store, "_write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    if fails == "lock":
        monkeypatch.setattr(Store, "_lock", lambda *_: (_ for _ in ()).throw(OSError(30, "Read-only file system")))
    plain = read(folder)
    for _ in range(2):
        register, standings = kept(folder, INSIDE)
        assert told(register, standings) == told(plain, plain.at(at(INSIDE)))
        assert found(register, standings, []) == found(plain, plain.at(at(INSIDE)), [])


def test_what_has_to_go_goes_from_a_full_disk(folder, monkeypatch):
    kept(folder, INSIDE)
    monkeypatch.setattr(Store, "write", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left")))
    kept(folder, LATER)
    assert b"CPR 03" not in content_of(folder)


def test_what_a_killed_writer_left_goes(folder):
    kept(folder, INSIDE)
    half = shelf_of(folder).folder / "live.json.new"
    half.write_bytes(b"half of it: CPR 03/2026")
    kept(folder, INSIDE)
    assert not half.exists()


def test_who_looked_at_an_earlier_instant_puts_nothing_back(folder):
    early = read(folder, shelf_of(folder))
    standings = early.at(at(INSIDE))
    kept(folder, LATER)
    early.keep(standings)
    assert b"CPR 03" not in content_of(folder)
    for _ in range(2):  # the clock did go back: nobody else has kept anything since
        kept(folder, INSIDE)
    assert b"CPR 03" in content_of(folder)


def test_who_looked_at_a_later_instant_takes_out_what_was_put_in_meanwhile(folder):
    late = read(folder, shelf_of(folder))
    kept(folder, INSIDE)
    late.keep(late.at(at(LATER)))
    assert b"CPR 03" not in content_of(folder)


def test_a_report_that_is_taken_down_is_forgotten_for_good(folder):
    kept(folder, INSIDE)
    building = read(folder, shelf_of(folder))
    standings = building.at(at(INSIDE))
    assert shelf_of(folder).forget(["cpr-03-2026"], at("2026-06-10T12:05"))
    assert b"CPR 03" not in content_of(folder)
    assert b"CPR 04" in content_of(folder)
    building.keep(standings)
    assert b"CPR 03" not in content_of(folder)
    assert Shelf(Path("/nowhere/at/all")).forget(["cpr-03-2026"], at(INSIDE))


def test_all_but_what_is_public_is_forgotten(folder):
    kept(folder, INSIDE)
    assert shelf_of(folder).forget_all_but({"cpr-03-2026"}, at(INSIDE))
    assert b"CPR 04" not in content_of(folder)
    (shelf_of(folder).folder / "live.json").write_bytes(b"CPR 03, damaged")
    assert shelf_of(folder).forget_all_but({"cpr-03-2026"}, at(INSIDE))
    assert b"damaged" not in content_of(folder)


def test_many_at_once_never_break_one_another(folder):
    plain = read(folder)
    expected = {when: told(plain, plain.at(at(when))) for when in (INSIDE, LATER)}
    wrong = []

    def work(when):
        try:
            for _ in range(8):
                register, standings = kept(folder, when)
                if told(register, standings) != expected[when]:
                    wrong.append(when)
        except Exception as error:  # noqa: BLE001 - told by the test
            wrong.append(repr(error))

    threads = [threading.Thread(target=work, args=(when,)) for when in (INSIDE, LATER) * 3]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert wrong == []
    assert "ended.json" in names(folder)
    assert not [name for name in names(folder) if name.endswith(".new")]


def test_one_writes_after_the_other(folder):
    kept(folder, INSIDE)
    register = read(folder, shelf_of(folder))
    standings = register.at(at(LATER))
    with (shelf_of(folder).folder / ".lock").open() as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = threading.Thread(target=register.keep, args=(standings,))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert b"CPR 03" in content_of(folder)
    waiting.join(60)
    assert b"CPR 03" not in content_of(folder)


def test_a_folder_that_cannot_be_read_leaves_no_text(folder):
    kept(folder, INSIDE)
    folder.rename(folder.with_name("away"))
    register, standings = kept(folder, INSIDE)
    assert not register.readable
    assert standings.reports == ()
    assert b"CPR 03" not in content_of(folder)
    folder.with_name("away").rename(folder)
    assert "EndedReport" in {type(report).__name__ for report in read(folder, shelf_of(folder)).reports}
