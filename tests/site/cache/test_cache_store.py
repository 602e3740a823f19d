"""The store of finished pages gives back what was put there, or nothing, and keeps nothing of what is not live."""

import errno
import hashlib
import json
import os
import re
import shutil
import stat
import threading

import pytest

import projects
from board_reports.site.cache import disk
from board_reports.site.cache import store as store_module
from board_reports.site.cache.store import NewPage, Store, clear, place

PAGES = [
    NewPage("reports/cpr-01-2026/index.html", b"<p>The report</p>", {"said": [], "uri": "a"}, b'[{"title": "a"}]'),
    NewPage("reports/cpr-01-2026/part/index.html", b"<p>A part</p>", {"said": [], "uri": "b"}, b"[]"),
]
SLUG, KIND, KEY = "cpr-01-2026", "en as written", "k" * 64
FILE = b"%PDF-1.4 what is in it"
DIGEST = hashlib.sha256(FILE).hexdigest()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "var" / "cache"


@pytest.fixture
def store(folder):
    return Store.open(folder)


@pytest.fixture
def full(store):
    store.keep_pages(SLUG, KIND, KEY, PAGES)
    store.keep_file(SLUG, DIGEST, FILE)
    return store


def names(folder):
    return sorted(
        path.relative_to(folder).as_posix() for room in ("pages", "files") for path in (folder / room).iterdir()
    )


def shown(pages):
    return [(one.place, one.kept.read(), one.facts, one.more.read()) for one in pages]


def test_what_was_kept_is_found(folder, full):
    for store in (full, Store.open(folder)):
        found = store.pages(SLUG, KIND, KEY)
        assert shown(found) == [(one.place, one.data, one.facts, one.more) for one in PAGES]
        assert store.file(SLUG, DIGEST).read() == FILE


@pytest.mark.parametrize(
    ("slug", "kind", "key"),
    [("cpr-02-2026", KIND, KEY), (SLUG, "cy as written", KEY), (SLUG, KIND, "j" * 64), (SLUG, KIND, "")],
)
def test_nothing_else_is_found(full, slug, kind, key):
    assert full.pages(slug, kind, key) is None


def test_a_file_of_another_report_or_digest_is_not_found(full):
    assert full.file("cpr-02-2026", DIGEST) is None
    assert full.file(SLUG, "0" * 64) is None


def test_names_and_folders_tell_nothing_of_a_report(folder, full):
    plain = [SLUG, DIGEST, *(hashlib.new(kind, SLUG.encode()).hexdigest() for kind in ("sha256", "sha1", "md5"))]
    text = " ".join(names(folder))
    assert not [one for one in plain if one in text]
    assert all(
        re.fullmatch(r"(pages|files)/[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{24}(\.\w+)*", one) for one in names(folder)
    )


@pytest.mark.parametrize("mask", [0o022, 0o077, 0o000])
def test_only_the_owner_may_look_at_it(tmp_path, mask):
    before = os.umask(mask)
    try:
        folder = tmp_path / "cache"
        full = Store.open(folder)
        full.keep_pages(SLUG, KIND, KEY, PAGES)
        full.keep_file(SLUG, DIGEST, FILE)
    finally:
        os.umask(before)
    modes = {path: stat.S_IMODE(path.stat().st_mode) for path in [folder, *folder.rglob("*")]}
    assert {mode for path, mode in modes.items() if path.is_dir()} == {0o700}
    may_be_shared = {path for path in modes if path.suffix == ".html" or path.parent.name == "files"}
    assert {modes[path] for path in may_be_shared} == {0o644}
    assert {mode for path, mode in modes.items() if path.is_file() and path not in may_be_shared} == {0o600}


def test_a_folder_that_others_may_look_into_is_closed_to_them(folder):
    (folder / "pages").mkdir(parents=True)
    (folder / "pages").chmod(0o755)
    Store.open(folder)
    assert stat.S_IMODE((folder / "pages").stat().st_mode) == 0o700


def test_programs_for_backups_and_versions_are_told_to_leave_it_out(folder, store):
    assert [path.name for path in folder.iterdir() if path.is_file()] == [], "where nothing is kept, nothing is written"
    store.keep_file(SLUG, DIGEST, FILE)
    assert (folder / "CACHEDIR.TAG").read_bytes().startswith(b"Signature: 8a477f597d28d172789f06886806bc55")
    assert (folder / ".gitignore").read_text() == "*\n"


def parts_of(folder):
    return [one for one in names(folder) if not one.endswith(".more")]


DAMAGES = ["flipped", "cut", "empty", "gone", "folder", "link"]
DAMAGED = [(number, damage) for number in range(3) for damage in DAMAGES]  # two pages and their entry


@pytest.mark.parametrize(("number", "damage"), [*DAMAGED, (0, "closed"), (1, "closed")])
def test_a_damaged_entry_is_not_there_and_can_be_made_again(folder, full, number, damage):
    name = [one for one in parts_of(folder) if one.startswith("pages/")][number]
    spoil(folder / name, damage)
    again = Store.open(folder)
    assert again.pages(SLUG, KIND, KEY) is None
    if damage != "folder":  # this one goes with the next tidying
        assert again.keep_pages(SLUG, KIND, KEY, PAGES)
        assert len(Store.open(folder).pages(SLUG, KIND, KEY)) == len(PAGES)


def spoil(path, damage):
    data = path.read_bytes()
    if damage == "closed":
        path.chmod(0o600)
        return
    path.unlink()
    if damage == "folder":
        path.mkdir()
    elif damage == "link":
        path.symlink_to("/dev/null")
    elif damage != "gone":
        middle = len(data) // 2
        flipped = data[:middle] + bytes([data[middle] ^ 1]) + data[middle + 1 :]
        path.write_bytes({"flipped": flipped, "cut": data[:-1], "empty": b""}[damage])
        path.chmod(0o644)


def test_every_flipped_byte_of_an_entry_is_noticed(folder, full):
    """Whichever it is: what is found is then what was put there, or nothing."""
    for name in parts_of(folder):
        data = (folder / name).read_bytes()
        for at in range(len(data)):
            (folder / name).write_bytes(data[:at] + bytes([data[at] ^ 0x20]) + data[at + 1 :])
            found = full.pages(SLUG, KIND, KEY) if name.startswith("pages/") else full.file(SLUG, DIGEST)
            assert found is None, (name, place)
        (folder / name).write_bytes(data)
    assert full.pages(SLUG, KIND, KEY)
    assert full.file(SLUG, DIGEST).read() == FILE


def test_damaged_further_bytes_are_none(folder, full):
    for name in names(folder):
        if name.endswith(".more"):
            spoil(folder / name, "flipped")
    assert [one.more.read() for one in full.pages(SLUG, KIND, KEY)] == [None, None]
    for name in names(folder):
        if name.endswith(".more"):
            (folder / name).unlink()
    assert [one.more.read() for one in full.pages(SLUG, KIND, KEY)] == [None, None]


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "7", '"x"', "{}", "[" * 100_000, '{"pages": 5, "v": 1}', '{"pages": {"a": 1}}', "\udcff"],
)
def test_an_entry_that_says_anything_else_is_not_there(folder, full, text):
    (entry,) = (folder / "pages").glob("*.json")
    entry.write_bytes(text.encode("utf-8", "surrogateescape"))
    assert full.pages(SLUG, KIND, KEY) is None


def test_an_entry_under_the_name_of_another_is_not_that_one(folder, full):
    other = [NewPage(one.place, one.data + b"!", one.facts, one.more) for one in PAGES]
    full.keep_pages(SLUG, KIND, "another key", other)
    full.keep_pages("cpr-02-2026", KIND, KEY, other)
    stems = sorted({name.partition(".")[0] for name in os.listdir(folder / "pages")})
    assert len(stems) == 3
    for wanted in ((SLUG, KIND, KEY), (SLUG, KIND, "another key"), ("cpr-02-2026", KIND, KEY)):
        target = full._name("pages", *wanted).name
        for stem in stems:
            copied = folder.parent / "copied"
            shutil.copytree(folder, copied)
            for path in (copied / "pages").iterdir():
                if stem != target and path.name.startswith(stem):
                    shutil.copyfile(path, copied / "pages" / path.name.replace(stem, target))
            found = Store(copied).pages(*wanted)
            assert (found is not None) == (stem == target), (stem, wanted)
            shutil.rmtree(copied)


def test_two_files_of_an_entry_in_each_others_place_are_not_there(folder, full):
    one, other = sorted((folder / "pages").glob("*.html"))
    one.rename(folder / "x")
    other.rename(one)
    (folder / "x").rename(other)
    assert full.pages(SLUG, KIND, KEY) is None


def test_an_entry_whose_digests_fit_is_believed(folder, full):
    """So that the tests which plant a marker in this way show what they are to show."""
    (entry,) = (folder / "pages").glob("*.json")
    document = json.loads(entry.read_bytes())
    (page, *_) = sorted((folder / "pages").glob("*.0.html"))
    page.write_bytes(b"planted")
    document["pages"][0]["sha256"] = hashlib.sha256(b"planted").hexdigest()
    document["sum"] = store_module._sum(entry.stem, KEY, document["pages"])
    entry.write_text(json.dumps(document))
    assert full.pages(SLUG, KIND, KEY)[0].kept.read() == b"planted"


def test_what_is_forgotten_is_gone(folder, full):
    full.keep_pages("cpr-02-2026", KIND, KEY, PAGES)
    full.keep_file("cpr-02-2026", DIGEST, FILE)
    assert full.forget(["cpr-02-2026"])
    assert full.pages("cpr-02-2026", KIND, KEY) is None
    assert full.pages(SLUG, KIND, KEY)
    assert len(names(folder)) == 6
    assert full.forget([SLUG, "cpr-03-2026"])
    assert names(folder) == []


def litter(folder):
    """What may be there besides."""
    (folder / "pages" / "tmpabc123").write_bytes(b"half of a page")
    (folder / "files" / "tmpabc123").write_bytes(b"half of a file")
    (folder / "pages" / "deep" / "er").mkdir(parents=True)
    (folder / "pages" / "deep" / "er" / "x").write_text("x")
    (folder / "pages" / "a-b-c-d.html").write_text("x")
    (folder / "files" / "link").symlink_to("/nowhere")


def test_of_all_but_the_live_reports_nothing_stays(folder, full):
    full.keep_pages("cpr-02-2026", KIND, KEY, PAGES)
    full.keep_pages("cpr-02-2026", "cy as written", KEY, PAGES)
    litter(folder)
    assert full.forget_all_but(["cpr-02-2026"])
    assert full.pages(SLUG, KIND, KEY) is None
    assert full.file(SLUG, DIGEST) is None
    assert full.pages("cpr-02-2026", "cy as written", KEY)
    assert len(names(folder)) == 10
    assert full.forget_all_but([])
    assert names(folder) == []


def test_a_link_to_another_folder_is_neither_followed_nor_emptied(tmp_path, folder, full):
    elsewhere = tmp_path / "letters"
    elsewhere.mkdir()
    (elsewhere / "keepsake.txt").write_text("do not delete")
    shutil.rmtree(folder / "pages")
    (folder / "pages").symlink_to(elsewhere)
    (folder / "files" / "beside").symlink_to(elsewhere)
    assert clear(folder, [])
    assert (elsewhere / "keepsake.txt").exists()
    Store.open(folder).keep_pages(SLUG, KIND, KEY, PAGES)
    assert os.listdir(elsewhere) == ["keepsake.txt"]
    assert not (folder / "pages").is_symlink()


def test_tidying_leaves_what_this_build_has_used_and_what_others_will(folder, full):
    full.keep_pages(SLUG, "en as served", KEY, PAGES)
    full.keep_pages("cpr-02-2026", KIND, KEY, PAGES)
    next_build = Store.open(folder)
    next_build.keep_pages(SLUG, KIND, "new key", PAGES)
    assert next_build.tidy([SLUG, "cpr-02-2026"], [SLUG])
    assert next_build.pages(SLUG, KIND, KEY) is None, "of the kind that this build makes, only what it uses"
    assert next_build.pages(SLUG, KIND, "new key")
    assert next_build.pages(SLUG, "en as served", KEY), "another kind of build will ask for it"
    assert next_build.pages("cpr-02-2026", KIND, KEY), "this build has not shown it"
    assert next_build.tidy([SLUG], [SLUG])
    assert next_build.pages("cpr-02-2026", KIND, KEY) is None


def test_a_file_that_a_report_has_no_longer_goes_although_no_other_has_one(folder, full):
    next_build = Store.open(folder)
    next_build.pages(SLUG, KIND, KEY)
    assert next_build.tidy([SLUG], [SLUG])
    assert os.listdir(folder / "files") == []


@pytest.mark.parametrize("obstacle", ["file", "link to nothing", "file in a room"])
def test_where_no_folder_can_be_there_is_no_store(tmp_path, obstacle):
    folder = tmp_path / "var" / "cache"
    folder.parent.mkdir()
    if obstacle == "file":
        folder.write_text("x")
    elif obstacle == "link to nothing":
        folder.symlink_to("/dev/null/x")
    else:
        folder.mkdir()
        (folder / "pages").write_text("x")
        assert Store.open(folder).keep_pages(SLUG, KIND, KEY, PAGES), "what stood in its place is of no use to anybody"
        return
    assert Store.open(folder) is None
    assert clear(folder, [])


def test_what_cannot_be_written_costs_nothing_but_haste(folder, store, monkeypatch):
    def full_disk(*arguments, **keywords):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(disk.os, "replace", full_disk)
    assert store.keep_pages(SLUG, KIND, KEY, PAGES) is None
    store.keep_file(SLUG, DIGEST, FILE)
    monkeypatch.undo()
    assert names(folder) == [], "and leaves no half of a file"


def test_what_cannot_be_deleted_or_seen_is_told(folder, full, monkeypatch):
    def denied(*arguments, **keywords):
        raise PermissionError(errno.EACCES, "Permission denied")

    with monkeypatch.context() as patch:
        patch.setattr(disk.Path, "unlink", denied)
        assert not full.forget_all_but([])
        assert not full.forget([SLUG])
    with monkeypatch.context() as patch:
        patch.setattr(store_module.os, "scandir", denied)
        assert not full.forget_all_but([])
        assert not full.forget([SLUG])
        assert not clear(folder, [])
    assert full.forget_all_but([])


def test_a_build_that_keeps_nothing_changes_nothing(tmp_path, folder, full):
    litter(folder)
    (folder / "pages").chmod(0o755)
    before, times = projects.tree(folder), stamps(folder)
    reading = Store.open(folder, keeps=False)
    assert shown(reading.pages(SLUG, KIND, KEY)) == shown(full.pages(SLUG, KIND, KEY))
    assert reading.keep_pages(SLUG, KIND, "new", PAGES) is None
    reading.keep_file(SLUG, "0" * 64, b"x")
    assert reading.forget_all_but([])
    assert reading.tidy([], [SLUG])
    assert (projects.tree(folder), stamps(folder)) == (before, times)
    assert Store.open(tmp_path / "none", keeps=False) is None
    assert not (tmp_path / "none").exists()


def stamps(folder):
    return {path: (one.st_mode, one.st_mtime_ns, one.st_ino) for path in folder.rglob("*") for one in [path.lstat()]}


def test_what_is_put_into_the_output_shares_its_bytes_with_its_own_lane_alone(tmp_path, folder, full):
    store, other = Store.open(folder, lane="other"), tmp_path / "other.html"
    assert store.pages(SLUG, KIND, KEY) is None, "what one kind of output has is no other's"
    assert store.file(SLUG, DIGEST) is None
    assert place(store.keep_pages(SLUG, KIND, KEY, PAGES)[0].kept, other)
    assert place(full.pages(SLUG, KIND, KEY)[0].kept, tmp_path / "page.html")
    assert place(full.file(SLUG, DIGEST), tmp_path / "file.pdf")
    assert (tmp_path / "file.pdf").read_bytes() == FILE
    assert {(tmp_path / name).stat().st_nlink for name in ("page.html", "other.html", "file.pdf")} == {2}
    (tmp_path / "page.html").write_bytes(b"changed in place")
    assert other.read_bytes() == PAGES[0].data
    assert Store.open(folder).pages(SLUG, KIND, KEY) is None, "it is noticed, and made anew"
    assert shown(Store.open(folder, lane="other").pages(SLUG, KIND, KEY)) != []


def test_one_lane_tidies_nothing_of_another(folder, full):
    other = Store.open(folder, lane="other")
    other.keep_pages(SLUG, KIND, "new", PAGES)
    assert other.tidy([SLUG], [SLUG])
    assert full.pages(SLUG, KIND, KEY) is not None
    assert full.file(SLUG, DIGEST) is not None


def test_what_is_gone_when_it_is_put_into_the_output_is_told(tmp_path, folder, full):
    """Another build, or a command that takes a report down, may tidy at any moment."""
    page = full.pages(SLUG, KIND, KEY)[0]
    assert full.forget([SLUG])
    assert not place(page.kept, tmp_path / "page.html")
    assert not (tmp_path / "page.html").exists()


def test_where_there_are_no_links_it_is_copied(tmp_path, folder, full, monkeypatch):
    monkeypatch.setattr(store_module.os, "link", no_links)
    assert place(full.file(SLUG, DIGEST), tmp_path / "file.pdf")
    assert (tmp_path / "file.pdf").read_bytes() == FILE
    assert (tmp_path / "file.pdf").stat().st_nlink == 1


def no_links(*arguments, **keywords):
    raise OSError(errno.EXDEV, "Invalid cross-device link")


def test_several_at_once_find_what_was_kept_or_nothing(folder, full):
    """Builds that keep, tidy and forget side by side never see a part of an entry, and never fail."""
    wanted, stop, wrong = shown(full.pages(SLUG, KIND, KEY)), threading.Event(), []

    def until_stopped(work):
        try:
            while not stop.is_set():
                work(Store.open(folder))
        except Exception as error:  # noqa: BLE001 - told below
            wrong.append(error)

    def look(store):
        found = store.pages(SLUG, KIND, KEY)
        if found is not None and [(one.place, one.facts) for one in found] != [(one[0], one[2]) for one in wanted]:
            wrong.append(found)

    works = [look, look, lambda store: store.keep_pages(SLUG, KIND, KEY, PAGES), lambda store: store.forget([SLUG])]
    works += [lambda store: store.tidy([SLUG], [SLUG]), lambda store: store.forget_all_but([])]
    threads = [threading.Thread(target=until_stopped, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    stop.wait(1.0)
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []
