"""What stands in the output folder and is still right stays there; whatever else is found there does not."""

import json
import os
import shutil

import pytest

import builders
import caching
import oracle
import projects
from board_reports.site import output
from board_reports.site.build import BuildFailed
from board_reports.site.cache import placed as module
from board_reports.site.cache.placed import NAME, Placed
from site_in_two import two_languages, welsh

STAYS = "reports/cpr-05-2026/index.html"
FILE = "reports/cpr-05-2026/timeline.pdf"
BEFORE = "2026-06-11"


@pytest.fixture
def built(site):
    """A site in two languages, built once, with a report that stays and one that will go."""
    two_languages(site)
    welsh(site, "index.md", "# Croeso\n")
    path = site.report("stays/", "See [the file](timeline.pdf).\n", reference="CPR 05/2026", weeks=60)
    builders.write_twin(path)
    builders.write(path.parent / "timeline.pdf", builders.pdf())
    site.canary = oracle.plant(site.reports)
    caching.build(site)
    long_ago(site)
    return site


def long_ago(site):
    """As if the record had been written a while after the site: the times of its files tell for sure then."""
    path = caching.kept(site) / NAME
    later = path.stat().st_mtime_ns + 60 * 10**9
    os.utime(path, ns=(later, later))


def record(site):
    head, body = (caching.kept(site) / NAME).read_bytes().split(b"\n", 1)
    return json.loads(head), json.loads(body)


def nodes(site):
    return {name: (site.out / name).stat().st_ino for name in projects.tree(site.out)}


def assert_right(site, at=projects.LIVE_DAY):
    caching.build(site, at)
    caching.assert_same(site, at)


def test_what_is_right_stays_and_the_rest_is_new(built):
    before = nodes(built)
    assert_right(built)
    after = nodes(built)
    same = {name for name in before if before[name] == after[name]}
    assert same == {name for name in before if name.removeprefix("cy/").startswith("reports/cpr-05-")} | {
        name for name in before if built.canary.slug in name
    }
    assert {STAYS, FILE, f"cy/{STAYS}"} <= same


def test_what_goes_is_gone_and_the_record_does_not_know_it(built):
    assert built.canary.slug in record(built)[0]["slugs"]
    assert_right(built, oracle.CLOSES)
    assert oracle.traces(built.out, built.canary) == {}
    assert caching.traces(built, built.canary) == {}
    assert record(built)[0]["slugs"] == ["cpr-05-2026"]


def change(path):
    stat = path.stat()
    data = path.read_bytes()
    with path.open("r+b") as file:  # in place: the same file, as long as before, and its time set back
        file.write(data.replace(b"e", b"f", 1))
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


def another(path):
    path.unlink()
    path.write_bytes(b"another")


def link_out(path):
    path.rename(path.with_name("aside"))
    path.symlink_to(path.with_name("aside"))


def folder_instead(path):
    path.unlink()
    builders.write(path / "mine.txt", "mine")


CHANGES = {
    "changed in place": lambda site: change(site.out / STAYS),
    "a file changed in place": lambda site: change(site.out / FILE),
    "another": lambda site: another(site.out / STAYS),
    "gone": lambda site: (site.out / STAYS).unlink(),
    "all gone": lambda site: shutil.rmtree(site.out / "reports"),
    "a link": lambda site: link_out(site.out / STAYS),
    "a link to itself": lambda site: link_out(site.out / FILE),
    "a folder in its place": lambda site: folder_instead(site.out / STAYS),
    "unreadable for others": lambda site: (site.out / STAYS).chmod(0o600),
    "a foreign file beside it": lambda site: builders.write(site.out / "reports/cpr-05-2026/more.html", "more"),
    "a foreign folder": lambda site: builders.write(site.out / "reports/old/index.html", "old"),
    "a foreign folder with a dot": lambda site: builders.write(site.out / ".old/index.html", "old"),
    "a link to a folder": lambda site: (site.out / "reports" / "out").symlink_to(site.reports),
    "the home page": lambda site: another(site.out / "index.html"),
    "the mark of a build that broke off": lambda site: (site.out / ".board-building").touch(),
}


@pytest.mark.parametrize("case", CHANGES)
@pytest.mark.parametrize("sure", [True, pytest.param(False, marks=pytest.mark.slow)])
def test_whatever_happened_to_the_site_is_put_right(built, case, sure):
    if not sure:
        os.utime(caching.kept(built) / NAME)
    sources = projects.tree(built.reports)
    CHANGES[case](built)
    assert_right(built)
    assert not (built.out / "reports" / "old").exists()
    assert not list(built.root.rglob(".board-building"))
    assert projects.tree(built.reports) == sources


def test_a_folder_of_the_site_that_became_a_link_is_one_no_more(built, tmp_path):
    aside = tmp_path / "aside"
    (built.out / "reports").rename(aside)
    (built.out / "reports").symlink_to(aside)
    before = projects.tree(aside)
    assert_right(built)
    assert not (built.out / "reports").is_symlink()
    assert projects.tree(aside) == before, "what a link leads to is not ours"


def test_without_looking_a_changed_page_would_stay(built, monkeypatch):
    change(built.out / STAYS)
    monkeypatch.setattr(Placed, "_stands", lambda *_: True)
    with pytest.raises(AssertionError):
        assert_right(built)


def test_without_looking_where_a_folder_is_pages_would_be_lost(built, monkeypatch, tmp_path):
    monkeypatch.setattr(Placed, "_is_below", lambda *_: True)
    (built.out / "reports").rename(tmp_path / "aside")
    (built.out / "reports").symlink_to(tmp_path / "aside")
    with pytest.raises(AssertionError):
        assert_right(built)


RECORDS = {
    "damaged": lambda data: data[:-9] + b"?" + data[-8:],
    "half": lambda data: data[: len(data) // 2],
    "empty": lambda data: b"",
    "no record": lambda data: b"[]\n[]",
    "of another site": lambda data: data.replace(b'"site": "', b'"site": "/elsewhere', 1),
    "of another version": lambda data: data.replace(b'"v": 1', b'"v": 0', 1),
}


@pytest.mark.parametrize("case", RECORDS)
def test_a_record_that_is_not_ours_is_ignored(built, case):
    path = caching.kept(built) / NAME
    path.write_bytes(RECORDS[case](path.read_bytes()))
    before = nodes(built)
    assert_right(built)
    assert nodes(built)[STAYS] != before[STAYS] or (built.out / STAYS).stat().st_nlink > 1
    assert record(built)[0]["slugs"]


def test_a_planted_record_is_not_believed_without_its_bytes(built):
    """A page of other bytes under the digest that the record tells is none."""
    another(built.out / STAYS)
    os.utime(caching.kept(built) / NAME)
    assert_right(built)


def test_another_folder_is_made_whole_and_then_known(built, tmp_path):
    other = tmp_path / "other"
    wish = caching.Wish(cache=caching.kept(built), in_place=True)
    for _ in range(2):
        projects.build_site(built.config, site_dir=other, moment=projects.moment(projects.LIVE_DAY), wish=wish)
        assert projects.tree(other) == projects.tree(built.out)
    assert record(built)[0]["site"] == str(other)


def test_a_preview_is_made_whole_and_leaves_the_record(built):
    before = (caching.kept(built) / NAME).read_bytes()
    caching.build(built, "2026-06-12", preview=True)
    assert (caching.kept(built) / NAME).read_bytes() == before
    assert_right(built)


def test_who_is_not_known_sees_every_file_in_its_place(built):
    hook = (
        "import pathlib\ndef on_post_build(config):\n"
        "    folder = pathlib.Path(config.site_dir, 'reports/cpr-05-2026')\n"
        "    assert sorted(path.name for path in folder.iterdir()) == ['index.html', 'timeline.pdf']\n"
    )
    builders.write(built.root / "hook.py", hook)
    two_languages(built, {"hooks": ["hook.py"]})
    for _ in range(2):
        caching.build(built)
    two_languages(built)
    assert_right(built)


def test_with_an_unknown_hook_nothing_is_left_of_what_is_over(built):
    builders.write(built.root / "hook.py", "def on_post_build(config):\n    pass\n")
    two_languages(built, {"hooks": ["hook.py"]})
    caching.build(built, oracle.CLOSES)
    assert caching.traces(built, built.canary) == {}
    assert oracle.traces(built.out, built.canary) == {}


def test_a_build_that_breaks_leaves_the_site_and_the_next_is_right(built, monkeypatch):
    before = projects.tree(built.out)

    def broken(*_):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("board_reports.site.plugin.write_common", broken)
        with pytest.raises(BuildFailed):
            caching.build(built, oracle.CLOSES)
    assert projects.tree(built.out) == before
    assert not (caching.kept(built) / NAME).exists()
    assert_right(built)


@pytest.mark.parametrize("last", [0, 1, 5, -2, -1])
def test_broken_off_while_it_takes_its_place_nothing_stays_that_had_to_go(built, monkeypatch, last):
    really, done = os.replace, []

    def fails(source, target):
        if str(target).startswith(f"{built.out}/"):
            done.append(target)
            if len(done) == (last + 1 if last >= 0 else whole + last + 1):
                raise OSError(28, "No space left on device")
        really(source, target)

    old = projects.tree(built.out)
    new = caching.plain(built, oracle.CLOSES)
    whole = len([name for name in new if not name.removeprefix("cy/").startswith("reports/cpr-05")])
    with monkeypatch.context() as patched:
        patched.setattr(output.os, "replace", fails)
        with pytest.raises(BuildFailed, match="cannot be written"):
            caching.build(built, oracle.CLOSES)
    assert done
    there = projects.tree(built.out)
    assert not [name for name in there if built.canary.slug in name]
    assert {name for name in there if there[name] not in (old.get(name), new.get(name))} <= {".board-building"}
    assert {".board-building", STAYS} <= set(there)
    assert there["status.json"] != new["status.json"]
    assert_right(built, oracle.CLOSES)


def test_what_is_taken_down_by_a_command_leaves_the_record(built):
    folder = caching.kept(built)
    assert module.forget_unless(folder, {"cpr-05-2026", built.canary.slug, "another"})
    assert (folder / NAME).exists()
    assert module.forget_unless(folder, {"cpr-05-2026"})
    assert not (folder / NAME).exists()
    assert module.forget_unless(folder, set())


def test_a_nightly_run_that_removes_takes_the_record_along(built):
    built.nightly(projects.LIVE_DAY)
    assert (caching.kept(built) / NAME).exists()
    built.nightly(oracle.CLOSES)
    assert caching.traces(built, built.canary) == {}


def test_a_record_that_cannot_be_written_costs_nothing_but_time(built, monkeypatch):
    def fails(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(module, "write", fails)
    assert_right(built)
    assert not (caching.kept(built) / NAME).exists()


def test_only_its_owner_may_read_the_record(built):
    assert (caching.kept(built) / NAME).stat().st_mode & 0o777 == 0o600


def test_the_command_leaves_in_place_what_is_right(built, monkeypatch):
    for place in ("site.plugin", "cli.common"):
        monkeypatch.setattr(f"board_reports.{place}.moment_of", lambda *_: projects.moment(projects.LIVE_DAY))
    before = nodes(built)
    assert built.board("build").exit_code == 0
    assert nodes(built)[STAYS] == before[STAYS]
    assert built.board("build", "--no-cache").exit_code == 0
    assert nodes(built)[STAYS] != before[STAYS]
    caching.assert_same(built)
