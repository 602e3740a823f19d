"""Whatever happens to the files and to the shelf: reading with it says the same as reading without."""

import os
import shutil
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shelving import found, kept, read, shelf_of, stamped, told

import builders
from board_reports.reports import digests
from builders import at

NAMES = ["a.md", "b.md", "c/index.md", "d/index.md"]
REFERENCES = ["CPR 01/2026", "CPR 1/2026", "CPR 02/2026", "CPR 03/2026", "CPR 04/2026"]
FIRST = date(2026, 1, 1)
SHELF = ["ended.json", "live.json", "key"]

days = st.sampled_from([-300, -200, -100, -84, -83, -20, -1, 0, 1, 30, 200]).map(lambda n: FIRST + timedelta(days=n))
fronts = st.fixed_dictionaries(
    {"reference": st.sampled_from(REFERENCES), "publication_date": days},
    optional={
        "withdrawn": days,
        "hold": st.just("A reason."),
        "approved_date": st.none(),
        "weeks": st.sampled_from([12, 20, 5]),
        "publication_time": st.just("09:30"),
        "example": st.just(True),
        "note": st.just("A private note."),
        "summary": st.just("A summary."),
        "attachments": st.just(builders.Raw("\n  - file: x.pdf\n    title: Label")),
        "wekks": st.just(12),
        "approved_digest": st.just("sha256:" + "0" * 64),
    },
)
bodies = st.sampled_from(["Words of the panel.\n", "## Heading\n\nMore words [x](x.pdf).\n", "[y](missing.pdf)\n", ""])
steps = st.one_of(
    st.tuples(st.just("write"), st.sampled_from(NAMES), fronts, bodies),
    st.tuples(st.just("touch"), st.sampled_from(NAMES)),
    st.tuples(st.just("remove"), st.sampled_from(NAMES)),
    st.tuples(st.just("rename"), st.sampled_from(NAMES), st.sampled_from(NAMES)),
    st.tuples(st.just("twin"), st.sampled_from(NAMES)),
    st.tuples(st.just("file"), st.sampled_from(["c/x.pdf", "d/x.pdf", "d/deep/x.pdf", "c/part.md", "c/part.cy.md"])),
    st.tuples(st.just("link"), st.sampled_from(NAMES)),
    st.tuples(st.just("damage"), st.sampled_from(SHELF), st.integers(0, 4000), st.booleans()),
    st.tuples(st.just("lose"), st.sampled_from(SHELF)),
    st.tuples(st.just("wait"), st.integers(1, 90)),
    st.tuples(st.just("back"), st.integers(1, 90)),
    st.tuples(st.just("rule"), st.booleans()),
)


class World:
    """A folder of reports, an instant and a setting, and what may happen to them."""

    def __init__(self, folder):
        self.folder, self.day, self.rules = folder / "r", FIRST, {}
        self.folder.mkdir()

    def happen(self, what, *given):
        getattr(self, what)(*given)

    def write(self, name, front, body):
        front = dict(front)
        if day := front.pop("withdrawn", None):
            front |= {"withdrawn_date": day, "withdrawn_reason": "A reason."}
        values = {"approved_date": front["publication_date"] - timedelta(days=9)} | front
        if self.path(name).is_symlink():
            self.path(name).unlink()
        stamped(builders.write(self.path(name), builders.report_text(body, **values)))

    def touch(self, name):
        if self.path(name).exists():
            stamped(self.path(name))

    def remove(self, name):
        path = self.path(name)
        shutil.rmtree(path.parent, ignore_errors=True) if "/" in name else path.unlink(missing_ok=True)

    def rename(self, one, other):
        old, new = (self.path(name).parent if "/" in name else self.path(name) for name in (one, other))
        if old.exists() and old.is_dir() == ("/" in other) and not new.exists():
            old.rename(new)

    def twin(self, name):
        if self.path(name).is_file():
            stamped(builders.write_twin(self.path(name)))

    def file(self, name):
        part = name.endswith(".md")
        text = "---\ntitle: A briefing\n---\n\nWords of a part.\n"
        stamped(builders.write(self.path(name), text if part else builders.pdf()))

    def link(self, name):
        """The same bytes, behind a symbolic link: what is one is never published."""
        path = self.path(name)
        if path.is_file() and not path.is_symlink():
            path.rename(path.with_name("_elsewhere"))
            path.symlink_to("_elsewhere")

    def damage(self, name, place, cut):
        path = self.shelf / name
        if path.is_file() and (data := bytearray(path.read_bytes())):
            place %= len(data)
            data[place] ^= 1
            path.write_bytes(data[:place] if cut else data)

    def lose(self, name):
        (self.shelf / name).unlink(missing_ok=True)

    def wait(self, count):
        self.day += timedelta(days=count)

    def back(self, count):
        self.day -= timedelta(days=count)

    def rule(self, welsh):
        self.rules = {"require_welsh": welsh}

    def path(self, name):
        return self.folder / name

    @property
    def shelf(self):
        return shelf_of(self.folder).folder


@pytest.fixture(autouse=True)
def old_enough(monkeypatch):
    """Let every stamp count: the test gives each edit one of its own."""
    monkeypatch.setattr(digests, "RACY_NS", -(10**18))


@settings(max_examples=40)
@given(st.lists(steps, min_size=2, max_size=14))
def test_a_shelf_changes_nothing_that_is_said(tmp_path_factory, happening):
    world = World(tmp_path_factory.mktemp("world"))
    for step in happening:
        world.happen(*step)
        when = f"{world.day}T12:00"
        register, standings = kept(world.folder, when, **world.rules)
        plain = read(world.folder, **world.rules)
        assert told(register, standings) == told(plain, plain.at(at(when)))
        for other in (when, f"{world.day - timedelta(days=70)}T00:00", f"{world.day + timedelta(days=100)}T00:00"):
            again = read(world.folder, shelf_of(world.folder, read_only=True), **world.rules)
            assert told(again, again.at(at(other))) == told(plain, plain.at(at(other)))
        again = read(world.folder, shelf_of(world.folder), **world.rules)
        seen, expected = again.at(at(when)), plain.at(at(when))
        assert found(again, seen, REFERENCES) == found(plain, expected, REFERENCES)
        assert told(again, again.at(at(when))) == told(plain, expected)
        for one, other in zip(again.reports, plain.reports, strict=True):
            assert one.source_digest in ("", other.source_digest)


def test_it_reads_from_the_shelf_what_the_property_compares(tmp_path):
    """The property would hold of a shelf that keeps nothing as well."""
    world = World(tmp_path)
    world.write("c/index.md", {"reference": "CPR 01/2026", "publication_date": FIRST}, "Words.\n")
    world.write("a.md", {"reference": "CPR 02/2026", "publication_date": date(2025, 1, 1)}, "Words.\n")
    kept(world.folder, "2026-01-05T12:00")
    over, live = read(world.folder, shelf_of(world.folder)).reports
    assert (type(over).__name__, type(live).__name__) == ("EndedReport", "KnownReport")
    assert os.path.samefile(live.files.english, world.path("c/index.md"))
