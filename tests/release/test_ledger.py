"""The ledger: what is written is read back and proved, whatever was cut off, changed, or written by two at once."""

import json
import os
import subprocess
import sys
import threading
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from board_reports.release.record import ledger as ledger_module
from board_reports.release.record.ledger import Entry, Event, Ledger, replay
from board_reports.release.record.lines import Written

START = datetime(2026, 6, 1, tzinfo=UTC)
SLUGS = ["cpr-01-2026", "apr-02-2026", "susr-03-2026"]

INSTANTS = st.integers(0, 10**8).map(lambda seconds: START + timedelta(seconds=seconds))
TEXTS = st.one_of(st.none(), st.text(max_size=12))
WRITABLE = [event for event in Event if event not in (Event.REPAIRED, Event.RESTORED)]
ENTRIES = st.builds(
    Entry,
    event=st.sampled_from(WRITABLE),
    at=INSTANTS,
    slug=st.one_of(st.none(), st.sampled_from(SLUGS)),
    reference=TEXTS,
    source=TEXTS,
    who=TEXTS,
    opens=st.one_of(st.none(), INSTANTS),
    last_day=st.one_of(st.none(), st.dates()),
    doubted=st.booleans(),
)
WRITES = st.lists(st.lists(ENTRIES, min_size=1, max_size=3), min_size=1, max_size=5)


def entry(event=Event.OPENED, days=0, slug="cpr-01-2026", **more):
    return Entry(event, START + timedelta(days=days), slug, **more)


def three_lines(path, copy=None):
    made = Ledger(path, copy)
    made.append([entry(reference="CPR 01/2026", digest="ab" * 32, last_day=date(2026, 8, 23))])
    made.append([entry(Event.CORRECTED, 5), entry(Event.CLOSED, 84)])
    return made


@given(WRITES)
def test_what_is_written_is_read_back_and_the_chain_is_whole(tmp_path_factory, writes):
    path = tmp_path_factory.mktemp("ledger") / "var/ledger.jsonl"
    for entries in writes:
        assert Ledger(path).append(entries) == ()
    reading = Ledger(path).read()
    assert [line.entry for line in reading.lines] == [one for entries in writes for one in entries]
    assert [line.number for line in reading.lines] == list(range(1, len(reading.lines) + 1))
    assert (reading.broken, reading.torn) == ((), None)


@given(WRITES, st.data())
def test_cut_off_anywhere_the_next_entry_goes_on_and_nothing_is_lost(tmp_path_factory, writes, data):
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    for entries in writes:
        Ledger(path).append(entries)
    whole = path.read_bytes()
    left = whole[: data.draw(st.integers(0, len(whole)))]
    path.write_bytes(left)
    before = Ledger(path).read()
    assert before.broken == ()
    assert (before.torn is None) == (not left.rpartition(b"\n")[2] or left.rpartition(b"\n")[2].endswith(b"}"))
    told = Ledger(path).append([entry(Event.SEEN)])
    after = Ledger(path).read()
    assert path.read_bytes().startswith(left)
    assert (after.broken, after.torn) == ((), None)
    assert after.lines[: len(before.lines)] == before.lines
    repaired = [] if before.torn is None else [Event.REPAIRED]
    assert [line.entry.event for line in after.lines[len(before.lines) :]] == [*repaired, Event.SEEN]
    assert len(told) == len(repaired)


@given(st.data())
@settings(max_examples=60)
def test_cut_off_again_in_the_middle_of_a_repair(tmp_path_factory, data):
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    three_lines(path)
    path.write_bytes(path.read_bytes()[:-9])
    for _ in range(3):
        size = path.stat().st_size
        Ledger(path).append([entry(Event.FAILED, 90)])
        os.truncate(path, data.draw(st.integers(size, path.stat().st_size)))
    Ledger(path).append([entry(Event.SEEN, 91)])
    reading = Ledger(path).read()
    assert (reading.broken, reading.torn) == ((), None)
    assert [line.entry.event for line in reading.lines[:2]] == [Event.OPENED, Event.CORRECTED]
    assert reading.lines[-1].entry.event is Event.SEEN


@given(WRITES, st.data())
def test_a_byte_changed_in_the_middle_is_told_with_its_line(tmp_path_factory, writes, data):
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    for entries in [*writes, [entry(Event.SEEN)]]:
        Ledger(path).append(entries)
    whole = path.read_bytes()
    middle = whole[:-1].rfind(b"\n")  # all but the last line and the line end before it
    place, other = data.draw(st.integers(0, middle - 1)), data.draw(st.integers(1, 255))
    path.write_bytes(whole[:place] + bytes([whole[place] ^ other]) + whole[place + 1 :])
    (sentence,) = Ledger(path).read().broken[:1]
    number = whole[:place].count(b"\n") + 1
    assert any(f"ine {near} " in sentence or f" {near} " in sentence for near in (number, number + 1, number + 2))
    lines = path.read_bytes()
    Ledger(path).append([entry(Event.SEEN, 1)])
    assert path.read_bytes().startswith(lines)
    assert Ledger(path).read().broken[:1] == (sentence,)


@pytest.mark.parametrize(("gone", "told"), [([1], "Line 2"), ([0, 1], "Lines 1 to 2")])
def test_lines_in_the_middle_that_cannot_be_read_are_told(tmp_path, gone, told):
    path = tmp_path / "ledger.jsonl"
    three_lines(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(b"?" + line if number in gone else line for number, line in enumerate(lines)))
    reading = Ledger(path).read()
    assert reading.broken == (f"{told} of the ledger cannot be read.",)
    assert len(reading.lines) == 3 - len(gone)


def test_a_line_that_says_it_is_another_one_is_told(tmp_path):
    path = tmp_path / "ledger.jsonl"
    last = three_lines(path).read().lines[-1]
    more = Written(9, last.digest, last.entry.at, entry(Event.SEEN, 20))
    path.write_bytes(path.read_bytes() + more.to_bytes() + b"\n")
    assert Ledger(path).read().broken == ("Line 4 of the ledger contradicts the lines before it.",)


def test_a_reader_waits_for_a_line_that_is_being_written(tmp_path):
    path = tmp_path / "ledger.jsonl"
    made = three_lines(path)
    last = path.read_bytes().splitlines(keepends=True)[-1]
    begun = threading.Event()

    def writer():
        with made._lock(), path.open("r+b") as file:
            file.truncate(path.stat().st_size - 9)
            begun.set()
            time.sleep(0.3)
            file.seek(0, os.SEEK_END)
            file.write(last[-9:])

    thread = threading.Thread(target=writer)
    thread.start()
    begun.wait(10)
    reading = Ledger(path).read()
    thread.join()
    assert (reading.torn, len(reading.lines)) == (None, 3)


@pytest.mark.parametrize("gone", [0, 1])
def test_a_line_taken_out_is_told(tmp_path, gone):
    path = tmp_path / "ledger.jsonl"
    three_lines(path)
    lines = path.read_bytes().splitlines(keepends=True)
    del lines[gone]
    path.write_bytes(b"".join(lines))
    (sentence,) = Ledger(path).read().broken
    assert sentence.startswith(f"Line {gone + 1} of the ledger does not follow")


def test_a_damaged_line_that_was_repaired_may_not_be_changed_or_taken_out(tmp_path):
    path = tmp_path / "ledger.jsonl"
    three_lines(path)
    path.write_bytes(path.read_bytes()[:-9])
    Ledger(path).append([entry(Event.SEEN)])
    lines = path.read_bytes().split(b"\n")
    for other in ([lines[2] + b"x"], []):
        path.write_bytes(b"\n".join([*lines[:2], *other, *lines[3:]]))
        (sentence,) = Ledger(path).read().broken
        assert "not what was repaired there" in sentence


def test_the_bytes_of_a_torn_line_are_told_and_kept(tmp_path):
    path = tmp_path / "ledger.jsonl"
    three_lines(path)
    path.write_bytes(path.read_bytes()[:-9])
    torn = Ledger(path).read().torn
    assert torn == path.read_bytes().split(b"\n")[-1]
    (sentence,) = Ledger(path).append([entry(Event.SEEN)])
    assert sentence == "Line 3 of the ledger was not written whole. It is kept, and the chain goes on."
    assert torn in path.read_bytes().split(b"\n")


@pytest.mark.parametrize(
    "content",
    [b"\0" * 700, b"\n", b"{}\n", b'{"v":1}', b"[" * 5000, b"\xff\xfe\n\n", b"9" * 5000, b'{"v":2,"n":1,"prev":""}\n'],
)
def test_no_content_stops_reading_or_writing(tmp_path, content):
    path = tmp_path / "ledger.jsonl"
    path.write_bytes(content)
    made = Ledger(path)
    assert made.read().lines == ()
    assert made.last_instant() is None
    made.append([entry()])
    reading = made.read()
    assert [line.entry.event for line in reading.lines] == [Event.REPAIRED, Event.OPENED]
    assert reading.broken == ()
    assert path.read_bytes().startswith(content)


def test_a_ledger_that_cannot_be_opened_is_an_error_and_none_at_all_is_empty(tmp_path):
    assert Ledger(tmp_path / "none/ledger.jsonl").read() == ledger_module.Reading()
    assert not (tmp_path / "none").exists()
    (tmp_path / "folder").mkdir()
    with pytest.raises(OSError):
        Ledger(tmp_path / "folder").read()


def test_each_line_is_compact_json_and_carries_the_digest_of_the_line_before(tmp_path):
    path = tmp_path / "ledger.jsonl"
    reading = three_lines(path).read()
    lines = path.read_bytes().split(b"\n")[:-1]
    written = [json.loads(line) for line in lines]
    assert written[0]["prev"] == "sha256:" + "0" * 64
    assert [one["prev"] for one in written[1:]] == [line.digest for line in reading.lines[:-1]]
    assert [one["n"] for one in written] == [1, 2, 3]
    assert {one["v"] for one in written} == {1}
    assert lines[0] == json.dumps(written[0], separators=(",", ":")).encode()


def test_an_instant_needs_a_time_zone(tmp_path):
    path = tmp_path / "ledger.jsonl"
    with pytest.raises(ValueError, match="time zone"):
        Ledger(path).append([Entry(Event.SEEN, START.replace(tzinfo=None))])
    assert not path.exists()


def test_when_the_disk_is_full_none_of_the_entries_is_there(tmp_path, monkeypatch):
    path = tmp_path / "ledger.jsonl"
    three_lines(path)
    before, write = path.read_bytes(), os.write

    def full(handle, data):
        if len(data) < 100:
            raise OSError(28, "No space left on device")
        return write(handle, data[:100])

    with monkeypatch.context() as patch:
        patch.setattr(ledger_module.os, "write", full)
        with pytest.raises(OSError, match="No space"):
            Ledger(path).append([entry(Event.SEEN), entry(Event.GONE)])
    assert path.read_bytes() == before


# The copy


def test_the_copy_gets_the_same_bytes(tmp_path):
    path, copy = tmp_path / "ledger.jsonl", tmp_path / "copy.jsonl"
    made = three_lines(path, copy)
    assert copy.read_bytes() == path.read_bytes()
    path.write_bytes(path.read_bytes()[:-9])
    copy.unlink()
    made.append([entry(Event.SEEN)])
    assert copy.read_bytes() == path.read_bytes()
    (tmp_path / "backup").mkdir()
    Ledger(path, tmp_path / "backup").append([entry(Event.GONE)])
    assert (tmp_path / "backup/ledger.jsonl").read_bytes() == path.read_bytes()


def test_a_copy_that_fell_behind_is_brought_up(tmp_path):
    path, copy = tmp_path / "ledger.jsonl", tmp_path / "copy.jsonl"
    made = three_lines(path, copy)
    copy.write_bytes(copy.read_bytes()[:301])
    assert made.read().broken == ()
    assert made.append([entry(Event.SEEN)]) == ()
    assert copy.read_bytes() == path.read_bytes()


def test_a_copy_that_cannot_be_written_is_told_and_stops_nobody(tmp_path):
    path, copy = tmp_path / "ledger.jsonl", tmp_path / "not mounted/copy.jsonl"
    (sentence,) = Ledger(path, copy).append([entry()])
    assert sentence == "The ledger's copy could not be written: No such file or directory."
    assert len(Ledger(path, copy).read().lines) == 1


def test_a_copy_that_differs_is_kept_aside_and_the_ledger_says_so(tmp_path):
    path, copy = tmp_path / "ledger.jsonl", tmp_path / "away/ledger.jsonl"
    copy.parent.mkdir()
    made = three_lines(path, copy)
    for number in (1, 2):
        other = copy.read_bytes().replace(b"cpr-01", b"cpr-99")
        copy.write_bytes(other)
        assert made.read().broken == ("The ledger and its copy differ: one of them was changed.",)
        (sentence,) = made.append([entry(Event.SEEN)])
        assert f"kept as ledger.copy-differs-{number}.jsonl" in sentence
        assert (copy.parent / f"ledger.copy-differs-{number}.jsonl").read_bytes() == other
        assert copy.read_bytes() == path.read_bytes()
        restored, _seen = made.read().lines[-2:]
        assert restored.entry.event is Event.RESTORED
        assert restored.entry.note.endswith(f"it is kept as ledger.copy-differs-{number}.jsonl.")
    assert made.read().broken == ()


@pytest.mark.parametrize("kept", [0, 1, 2])
def test_a_ledger_that_is_shorter_than_its_copy_never_takes_lines_from_it(tmp_path, kept):
    path, copy = tmp_path / "ledger.jsonl", tmp_path / "copy.jsonl"
    made = three_lines(path, copy)
    longer = copy.read_bytes()
    lines = longer.splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:kept])) if kept else path.unlink()
    (sentence,) = made.read().broken
    assert "shorter than its copy" in sentence
    assert made.last_instant() == START + timedelta(days=[84, 0, 5][kept])
    made.append([entry(Event.SEEN)])
    assert (tmp_path / "copy.copy-differs-1.jsonl").read_bytes() == longer
    assert copy.read_bytes() == path.read_bytes()
    assert [line.entry.event for line in made.read().lines[kept:]] == [Event.RESTORED, Event.SEEN]


def test_a_copy_that_differs_and_cannot_be_moved_is_left_alone(tmp_path, monkeypatch):
    path, copy = tmp_path / "ledger.jsonl", tmp_path / "copy.jsonl"
    made = three_lines(path, copy)
    other = copy.read_bytes().replace(b"cpr-01", b"cpr-99")
    copy.write_bytes(other)

    def refused(copy):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(ledger_module, "set_aside", refused)
    (sentence,) = made.append([entry(Event.SEEN)])
    assert "could not be set aside" in sentence
    assert copy.read_bytes() == other
    assert made.read().lines[-1].entry.event is Event.SEEN


# What it says


@given(st.lists(ENTRIES, max_size=12))
def test_the_high_water_mark_is_the_latest_undoubted_instant_since_a_clock_was_accepted(tmp_path_factory, entries):
    path = tmp_path_factory.mktemp("ledger") / "ledger.jsonl"
    clocks = [index for index, one in enumerate(entries) if one.event is Event.CLOCK]
    decided = (Event.APPROVED, Event.CORRECTION, Event.PLANNED)  # by a person, at any clock
    since = entries[clocks[-1] if clocks else 0 :]
    counted = [one.at for one in since if not one.doubted and one.event not in decided]
    Ledger(path).append(entries)
    assert Ledger(path).last_instant() == max(counted, default=None)


def test_a_doubted_instant_moves_no_mark_and_an_accepted_clock_begins_again(tmp_path):
    made = Ledger(tmp_path / "ledger.jsonl")
    made.append([entry(days=3), entry(Event.CLOSED, 400, doubted=True)])
    assert made.last_instant() == START + timedelta(days=3)
    made.append([entry(Event.CLOCK, 1, None)])
    assert made.last_instant() == START + timedelta(days=1)
    made.append([entry(Event.CLOCK, 9, None, doubted=True)])
    assert made.last_instant() is None


def test_the_mark_of_a_long_ledger_is_found_at_its_end(tmp_path, monkeypatch):
    path = tmp_path / "ledger.jsonl"
    made = Ledger(path)
    made.append([entry(Event.SEEN, days, note="x" * 200) for days in range(20_000)])
    path.write_bytes(path.read_bytes() + b'{"half":"' + b"y" * 20_000)
    read = []
    tail = ledger_module._last_whole

    def watched(block, *, from_start):
        read.append(len(block))
        return tail(block, from_start=from_start)

    monkeypatch.setattr(ledger_module, "_last_whole", watched)
    assert made.last_instant() == START + timedelta(days=19_999)
    assert max(read) < 50_000 < path.stat().st_size
    began = time.monotonic()
    for _ in range(20):
        made.last_instant()
    assert time.monotonic() - began < 30


def test_a_mark_that_contradicts_the_lines_before_it_is_told(tmp_path, monkeypatch):
    path = tmp_path / "ledger.jsonl"
    made = three_lines(path)
    with monkeypatch.context() as patch:
        patch.setattr(ledger_module, "mark_after", lambda mark, entry: START)
        made.append([entry(Event.SEEN, 99)])
    assert made.read().broken == ("Line 4 of the ledger contradicts the lines before it.",)


def test_what_is_public_by_the_ledger_and_when_it_was(tmp_path):
    made = Ledger(tmp_path / "ledger.jsonl")
    ends = [Event.CLOSED, Event.WITHDRAWN, Event.HELD, Event.LEFT_OUT]
    for number, end in enumerate(ends):
        made.append([entry(Event.OPENED, number, end), entry(Event.OPENED, number + 1, end)])
        made.append([entry(event, 2, end) for event in (Event.SEEN, Event.GONE, Event.CORRECTED, Event.RELEASED)])
        assert made.public_now()[end].entry.at == START + timedelta(days=number)
        made.append([entry(end, 9, end), entry(end, 10, end), entry(Event.RELEASED, 11, end)])
        assert end not in made.public_now()
    made.append([entry(Event.CLOSED, 12, "never"), entry(Event.OPENED, 12, "held")])
    assert list(made.public_now()) == ["held"]
    spans = replay(made.read().lines)
    ended = [span.ended.entry for slug in ends for span in spans[slug][:1]]
    assert [(one.event, one.at) for one in ended] == [(end, START + timedelta(days=9)) for end in ends]
    assert [(span.opened.entry.at, span.ended) for span in spans["held"][1:]] == [(START + timedelta(days=12), None)]
    assert "never" not in spans


def test_what_was_told_as_missed(tmp_path):
    made = Ledger(tmp_path / "ledger.jsonl")
    made.append([entry(Event.MISSED, 1, "a"), entry(Event.MISSED, 2, "b"), entry(Event.CLOSED, 2, "c")])
    assert made.told_missed() == {"a", "b"}
    made.append([entry(Event.OPENED, 3, "b")])
    assert made.told_missed() == {"a"}


# Two at once

WRITER = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from board_reports.release.record.ledger import Entry, Event, Ledger
made = Ledger(Path(sys.argv[1]), Path(sys.argv[2]))
for number in range(25):
    slug = f"{sys.argv[3]}-{number}"
    assert made.append([Entry(Event.OPENED, datetime.now(UTC), slug), Entry(Event.SEEN, datetime.now(UTC), slug)]) == ()
"""


def test_two_processes_that_write_at_once_make_one_whole_chain(tmp_path):
    path, copy = tmp_path / "ledger.jsonl", tmp_path / "copy.jsonl"
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), str(copy), name], stderr=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    while any(writer.poll() is None for writer in writers):
        reading = Ledger(path, copy).read()
        assert (reading.broken, reading.torn) == ((), None)
    assert [writer.communicate()[1] for writer in writers] == ["", ""]
    reading = Ledger(path, copy).read()
    assert (reading.broken, reading.torn) == ((), None)
    slugs = [line.entry.slug for line in reading.lines]
    assert slugs[::2] == slugs[1::2]
    for name in ("one", "two"):
        assert [slug for slug in slugs[::2] if slug.startswith(name)] == [f"{name}-{number}" for number in range(25)]
    assert copy.read_bytes() == path.read_bytes()


def test_without_the_lock_two_writers_would_break_the_chain(tmp_path, monkeypatch):
    """Shows that the lock is needed: a second writer comes in between reading the end and writing to it."""
    path = tmp_path / "ledger.jsonl"
    first, second = three_lines(path), Ledger(path)
    append = ledger_module._append

    def late(file, lines):
        monkeypatch.setattr(ledger_module, "_append", append)
        second._write([entry(Event.GONE)], [])
        append(file, lines)

    monkeypatch.setattr(ledger_module, "_append", late)
    first._write([entry(Event.SEEN)], [])
    assert len(first.read().broken) == 1
