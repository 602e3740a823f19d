"""A current release that somebody laid hands on is made anew; folders that get into one another's way are refused."""

import os
import shutil
from pathlib import Path

import pytest

import builders
import projects
from board_reports.release import night, run
from board_reports.release.configuration import ConfigurationBroken, read_basics
from board_reports.release.state import State
from board_reports.release.wholeness import tree_print, whole

PUBLIC = "2026-06-10T11:00"
NEXT = "2026-06-10T11:05"
LATER = "2026-06-10T11:10"


@pytest.fixture
def standing(site, monkeypatch):
    """A site with a public report and its attachment, whose inputs count as old enough at once; gives its release."""
    monkeypatch.setattr(night, "RACY_NS", -(10**9))
    site.report("winter/", attachments=builders.Raw("\n  - file: timeline.pdf\n    title: Timeline"))
    builders.write(site.reports / "winter" / "timeline.pdf", builders.pdf())
    site.page("privacy.md", "# Privacy\n\nWords.\n")
    assert site.nightly(PUBLIC).exit_code == 0
    return site.state.current_id()


def contents(site):
    found = projects.tree(site.public.resolve())
    return {name: data for name, data in found.items() if name not in ("status.json", ".well-known/security.txt")}


def change_time_kept(path):
    """Other bytes of the same length in the same file, with the time of before."""
    stat = path.stat()
    path.write_bytes(path.read_bytes()[:-2] + b"x\n")
    os.utime(path, ns=(stat.st_atime_ns, stat.st_mtime_ns))


DAMAGE = {
    "a report's folder gone": lambda tree: shutil.rmtree(tree / "reports" / "cpr-01-2026"),
    "a page edited": lambda tree: (tree / "privacy" / "index.html").write_text("Other words."),
    "an attachment gone": lambda tree: next((tree / "reports" / "cpr-01-2026").glob("*.pdf")).unlink(),
    "a foreign folder": lambda tree: builders.write(tree / "reports" / "x" / "index.html", "<p>A report"),
    "a foreign folder with nothing in it": lambda tree: (tree / "reports" / "x").mkdir(),
    "a hidden file": lambda tree: builders.write(tree / ".old" / "copy.html", "<p>A report"),
    "a link out of the tree": lambda tree: (tree / "out").symlink_to("/"),
    "a page that is a link": lambda tree: swap_for_a_link(tree / "privacy" / "index.html"),
    "no status": lambda tree: (tree / "status.json").unlink(),
    "a status that cannot be read": lambda tree: (tree / "status.json").write_text("{"),
    "a status that is a list": lambda tree: (tree / "status.json").write_text("[]"),
    "no home page": lambda tree: (tree / "index.html").unlink(),
}


def swap_for_a_link(path):
    aside = path.parents[3] / "aside.html"
    path.rename(aside)
    path.symlink_to(aside)


def test_each_damage_is_seen_by_the_quick_look_and_by_the_long_one(site, standing, subtests):
    manifest, known = site.state.current(), tree_print(site.state)
    assert whole(site.state, manifest, night.Digests({}, 0))
    for number, case in enumerate(DAMAGE):
        state = State(site.root / f"var{number}")
        shutil.copytree(site.state.folder, state.folder, symlinks=True)
        before = tree_print(state)
        assert whole(state, manifest, night.Digests({}, 0))
        DAMAGE[case](state.public.resolve())
        with subtests.test(case):
            assert tree_print(state) not in (before, known, "")
            assert not whole(state, manifest, night.Digests({}, 0))


@pytest.mark.parametrize("case", ["a report's folder gone", "a page edited", "a foreign folder", "no status"])
def test_damage_is_healed_by_the_next_run(site, standing, case):
    before = contents(site)
    DAMAGE[case](site.public.resolve())
    ended = site.nightly(NEXT)
    assert (ended.exit_code, ended.document["rung"], ended.document["changed"]) == (0, "full", True)
    assert any("not as it was made" in note for note in ended.notes)
    assert site.state.current_id() != standing
    assert contents(site) == before
    assert (site.public / "status.json").is_file()
    again = site.nightly(LATER)
    assert (again.exit_code, again.document["changed"], again.document["release"]) == (0, False, None)


def test_a_manifest_that_is_gone_is_healed(site, standing):
    before = contents(site)
    site.state.manifest_path(standing).unlink()
    assert site.nightly(NEXT).document["rung"] == "full"
    assert contents(site) == before
    assert site.state.current() is not None


def test_rules_that_are_gone_are_written_again(site, standing):
    shutil.rmtree(site.state.rules)
    site.nightly(NEXT)
    assert (site.state.rules / "nginx.conf").is_file()
    assert site.state.current_id() == standing


def test_the_quick_look_and_the_long_one_both_matter(site, standing, monkeypatch):
    shutil.rmtree(site.public / "reports" / "cpr-01-2026")
    with monkeypatch.context() as blind:
        blind.setattr(night, "whole", lambda *_: True)
        assert site.nightly(NEXT).document["changed"] is False


def test_a_blind_quick_look_sees_nothing(site, standing, monkeypatch):
    known = tree_print(site.state)
    shutil.rmtree(site.public / "reports" / "cpr-01-2026")
    monkeypatch.setattr(run, "tree_print", lambda _: known)
    assert site.nightly(NEXT).document["changed"] is False


def test_damage_during_broken_days_is_healed_after_them(site, standing):
    text = site.config.read_text()
    site.config.write_text("site_name: [")
    assert site.nightly(NEXT).exit_code == 1
    shutil.rmtree(site.public / "reports" / "cpr-01-2026")
    assert site.nightly(NEXT).exit_code == 1
    site.config.write_text(text)
    assert site.nightly(LATER).document["rung"] == "full"
    assert (site.public / "reports" / "cpr-01-2026" / "index.html").is_file()


def test_damage_that_cannot_be_healed_yet_is_not_forgotten(site, standing, monkeypatch):
    shutil.rmtree(site.public / "reports" / "cpr-01-2026")
    with monkeypatch.context() as broken:
        broken.setattr("board_reports.release.making.publish", fail)
        assert site.nightly(NEXT).exit_code == 1
    assert site.nightly(LATER).document["rung"] == "full"
    assert (site.public / "reports" / "cpr-01-2026" / "index.html").is_file()


def fail(*_):
    raise OSError(28, "No space left on device")


def test_a_tree_brought_back_from_a_backup_is_not_made_anew(site, standing):
    tree = site.public.resolve()
    shutil.copytree(tree, site.root / "copy")
    shutil.rmtree(tree)
    shutil.copytree(site.root / "copy", tree, copy_function=shutil.copyfile)
    for _ in range(2):
        ended = site.nightly(NEXT)
        assert (ended.exit_code, ended.document["changed"], site.state.current_id()) == (0, False, standing)


def test_links_from_a_later_release_and_a_new_status_are_no_damage(site, standing):
    before = tree_print(site.state)
    shutil.copytree(site.public.resolve(), site.root / "later", copy_function=os.link)
    assert site.nightly(NEXT).document["changed"] is False
    assert tree_print(site.state) == before


def test_other_bytes_under_the_same_stamp_are_found_by_the_long_look(site, standing):
    page = site.public.resolve() / "privacy" / "index.html"
    before = tree_print(site.state)
    change_time_kept(page)
    assert tree_print(site.state) == before  # who keeps length, time and file is not seen by the quick one
    manifest = site.state.current()
    assert whole(site.state, manifest, night.Digests({}, 0)) is False


FOLDERS = {
    "reports around the docs": ({"reports_dir": "site_src"}, "reports_dir and docs_dir overlap"),
    "reports in the docs": ({"reports_dir": "site_src/reports"}, "reports_dir and docs_dir overlap"),
    "reports here": ({"reports_dir": "."}, "reports_dir holds the configuration file"),
    "reports above": ({"reports_dir": ".."}, "reports_dir holds the configuration file"),
    "state among the reports": ({"state_dir": "published_reports"}, "state_dir and reports_dir overlap"),
    "state in the reports": ({"state_dir": "published_reports/var"}, "state_dir and reports_dir overlap"),
    "state in the docs": ({"state_dir": "site_src/var"}, "state_dir and docs_dir overlap"),
    "state around all": ({"state_dir": "."}, "state_dir and docs_dir overlap"),
    "fewer than no releases": ({"keep_releases": -1}, "keep_releases"),
    "fewer than no pages": ({"permanent_pages_min": -1}, "permanent_pages_min"),
}
KEYS = {
    "templates around the reports": ({"theme": {"name": "material", "custom_dir": "."}}, "custom_dir and reports_dir"),
    "state in the templates": ({"theme": {"name": "material", "custom_dir": "var"}}, "state_dir and theme.custom_dir"),
    "another theme": ({"theme": "mkdocs"}, "must be material"),
    "no theme": ({"theme": None}, "must be material"),
    "file addresses": ({"use_directory_urls": False}, "use_directory_urls"),
    "docs that are no folder": ({"docs_dir": 5}, "docs_dir"),
}


def everything(folder):
    return {path: path.read_bytes() if path.is_file() else None for path in sorted(folder.rglob("*"))}


@pytest.mark.parametrize("case", FOLDERS | KEYS)
def test_what_cannot_be_is_refused(site, case):
    keys, told = (FOLDERS | KEYS)[case]
    site.configure(**({"options": keys} if case in FOLDERS else keys))
    with pytest.raises(ConfigurationBroken, match=told):
        read_basics(site.config)


@pytest.mark.parametrize("case", ["reports around the docs", "reports here", "state among the reports"])
def test_nothing_goes_when_folders_are_refused(site, standing, case):
    keys, told = FOLDERS[case]
    site.configure(options=keys)
    before, public = {name: everything(getattr(site, name)) for name in ("docs", "reports")}, contents(site)
    ended = site.nightly(NEXT)
    assert ended.exit_code == 1
    assert told in ended.document["message"]
    assert ended.document["left_out"] == []
    assert (contents(site), site.state.current_id()) == (public, standing)
    assert {name: everything(getattr(site, name)) for name in before} == before


@pytest.mark.parametrize("case", [name for name in FOLDERS if "state" in name])
def test_a_refused_folder_is_not_written(site, case):
    site.report()
    site.configure(options=FOLDERS[case][0])
    before = everything(site.root)
    assert site.nightly(PUBLIC).exit_code == 1
    assert everything(site.root) == before


def test_what_is_due_goes_from_where_it_is_though_the_new_folder_is_refused(site, standing):
    site.configure(options={"state_dir": "published_reports"})
    ended = site.nightly("2026-12-24T11:00")
    assert ended.exit_code == 1
    assert len(ended.document["closed"]) == 1 or "clock" in ended.document["message"]
    assert not (site.public / "reports" / "cpr-01-2026").exists()
    assert not (site.reports / "ledger.jsonl").exists()


def test_the_library_refuses_the_same_folders(site):
    site.configure(options={"state_dir": "site_src/var"})
    result = site.board("build")
    assert result.exit_code == 1
    assert "state_dir and docs_dir overlap" in result.output


def test_a_folder_left_behind_is_told_of_until_it_is_gone(site, standing):
    site.configure(options={"state_dir": "elsewhere"})
    for at in (NEXT, LATER):
        ended = site.nightly(at)
        assert ended.exit_code == 0
        assert [str(site.root / "var") in note for note in ended.notes if "state_dir has moved" in note] == [True]
    shutil.rmtree(site.root / "var")
    assert not [note for note in site.nightly("2026-06-10T11:15").notes if "moved" in note]


def test_the_folder_of_another_configuration_is_not_left_behind(site, standing):
    other = Path(site.root / "other.yml")
    other.write_text(site.config.read_text())
    site.configure(options={"state_dir": "elsewhere"})
    site.config.rename(site.root / "second.yml")
    other.rename(site.config)
    second = run.nightly(run.Wanted(site.root / "second.yml", builders.at(NEXT)))
    assert (second.exit_code, [note for note in second.notes if "moved" in note]) == (0, [])
