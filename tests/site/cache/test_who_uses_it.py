"""MkDocs, `board build`, `board serve` and ProperDocs share one cache, and each can do without it."""

import os
import re
import shutil
import stat
import threading

import pytest

import board_reports
import builders
import caching
import oracle
import projects
from board_reports.site.build import BuildFailed, build_site
from board_reports.site.cache import frame_print
from board_reports.site.cache import store as store_module
from board_reports.site.plugin import NO_CACHE
from board_reports.site.publication import Publication
from board_reports.site.wish import Wish
from site_in_two import two_languages, welsh


@pytest.fixture
def canary(site):
    two_languages(site)
    welsh(site, "index.md", "# Croeso\n")
    welsh(site, "about.md", "# Amdanom\n")
    welsh(site, "privacy.md", "# Preifatrwydd\n")
    site.report("stays", reference="CPR 05/2026", title="The one that stays", weeks=60)
    return oracle.plant(site.reports)


@pytest.fixture
def today(site, monkeypatch):
    """Sets the clock of what takes the instant from it."""

    def set_to(text):
        for module in ("site.plugin", "cli.common"):
            monkeypatch.setattr(f"board_reports.{module}.moment_of", lambda as_of, zone: projects.moment(text))

    set_to(projects.LIVE_DAY)
    return set_to


def test_mkdocs_and_board_share_what_they_keep(site, canary, today):
    caching.build(site)
    with caching.counting() as made:
        assert site.mkdocs(strict=True).error is None
    assert made == []
    assert projects.tree(site.out) == caching.plain(site)


def test_mkdocs_forgets_what_is_over(site, canary, today):
    assert site.mkdocs().error is None
    assert caching.traces(site, canary)
    today(oracle.CLOSES)
    assert site.mkdocs().error is None
    assert caching.traces(site, canary) == {}
    assert oracle.traces(site.out, canary) == {}


def test_without_a_cache_mkdocs_keeps_nothing_and_forgets_what_is_over(site, canary, today, monkeypatch):
    monkeypatch.setenv(NO_CACHE, "1")
    assert site.mkdocs().error is None
    assert not (caching.kept(site) / "pages").exists()
    monkeypatch.delenv(NO_CACHE)
    caching.build(site)
    monkeypatch.setenv(NO_CACHE, "1")
    today(oracle.CLOSES)
    assert site.mkdocs().error is None
    assert caching.traces(site, canary) == {}
    assert oracle.found(caching.kept(site), ["The one that stays"])


def test_without_a_cache_board_keeps_nothing_and_forgets_what_is_over(site, canary, today):
    assert site.board("build", "--no-cache").exit_code == 0
    assert not (caching.kept(site) / "pages").exists()
    assert site.board("build").exit_code == 0
    assert caching.traces(site, canary)
    today(oracle.CLOSES)
    assert site.board("build", "--no-cache").exit_code == 0
    assert caching.traces(site, canary) == {}


def test_serving_without_a_cache_says_so_to_every_build(site, canary, monkeypatch):
    monkeypatch.setattr("board_reports.cli.serve.mkdocs_serve", lambda **options: None)
    monkeypatch.setenv(NO_CACHE, "")
    assert site.board("serve", "--no-cache").exit_code == 0
    assert os.environ[NO_CACHE] == "1"


def test_what_is_built_to_be_served_is_another_kind(site, canary):
    caching.build(site)
    kept = caching.kept(site)
    with caching.counting() as made:
        first = caching.by_mkdocs(site, "serve", cache=kept)
    assert len(made) == 4
    with caching.counting() as made:
        again = caching.by_mkdocs(site, "serve", cache=kept)
        caching.build(site)
    assert made == [], "each finds its own"
    assert first == again == caching.by_mkdocs(site, "serve", keeps=False)
    caching.assert_same(site)


def test_an_edit_while_serving_shows(site, canary):
    kept = caching.kept(site)
    caching.by_mkdocs(site, "serve", cache=kept)
    canary.change("Sentence", "Another sentence")
    with caching.counting() as made:
        found = caching.by_mkdocs(site, "serve", cache=kept)
    assert sorted(made) == [("cy", canary.slug), ("en", canary.slug)]
    assert found == caching.by_mkdocs(site, "serve", keeps=False)


def test_a_preview_neither_uses_nor_changes_what_is_kept(site, canary):
    caching.build(site)
    before = projects.tree(caching.kept(site))
    caching.plant(site)
    planted = projects.tree(caching.kept(site))
    for day in (projects.LIVE_DAY, oracle.CLOSES):
        caching.build(site, day, preview=True)
        assert caching.planted(site) == set()
    assert {name: data for name, data in projects.tree(caching.kept(site)).items() if name in before} == planted


def test_processes_with_other_seeds_find_what_the_others_kept(site, canary):
    """Nothing in the key hangs on the order in which a process keeps its sets."""
    for seed in ("1", "2", "3"):
        result = site.run("board", "build", PYTHONHASHSEED=seed, **clock(site))
        assert result.returncode == 0, result.stderr
        caching.plant(site) if seed == "1" else None
    assert len(caching.planted(site)) == 6


CLOCK = """
from datetime import datetime
from board_reports.site import moment
moment.moment_of = lambda as_of, zone: moment.Moment(datetime.fromisoformat("{at}").replace(tzinfo=zone))
"""


def clock(site, at=projects.LIVE_DAY):
    """The environment of a command whose clock shows that instant."""
    builders.write(site.root / f"clock {at}" / "sitecustomize.py", CLOCK.format(at=at))
    return {"PYTHONPATH": str(site.root / f"clock {at}")}


@pytest.mark.slow
def test_properdocs_builds_the_same_with_it(site, canary):
    trees = []
    for _ in range(2):
        result = site.run("properdocs", "build", "-f", "mkdocs.yml", **clock(site))
        assert result.returncode == 0, result.stderr
        trees.append(without_generator(projects.tree(site.out)))
        caching.plant(site) if len(trees) == 1 else None
    assert caching.planted(site)
    caching.build(site)
    assert caching.size(site)


def without_generator(tree):
    return {name: re.sub(rb'<meta name="generator"[^>]*>', b"", data) for name, data in tree.items()}


@pytest.mark.parametrize("case", ["hook", "plugin"])
def test_what_wants_to_see_each_page_sees_it_in_each_build(site, canary, case):
    builders.write(site.root / "hook.py", HOOK)
    if case == "hook":
        two_languages(site, {"hooks": ["hook.py"]})
    else:
        two_languages(site)
        text = site.config.read_text("utf-8").replace("plugins:\n", "plugins:\n  meta: {}\n")
        site.config.write_text(text, "utf-8")
    for _ in range(2):
        with caching.counting() as made:
            caching.build(site)
        assert len(made) >= 2
    if case == "hook":
        assert "<!-- seen -->" in site.read("reports/cpr-05-2026/index.html")


HOOK = """
def on_post_page(output, page, config):
    return output + "<!-- seen -->"
"""


def test_only_what_is_known_to_do_nothing_to_pages_lets_them_be_kept():
    assert sorted(frame_print._HARMLESS) == ["board-reports", "material/search", "search"]


def test_where_files_cannot_be_linked_they_are_copied(site, canary, monkeypatch):
    monkeypatch.setattr(store_module.os, "link", _fail)
    for _ in range(2):
        caching.build(site, lane="release")
        caching.assert_same(site)


def _fail(*arguments, **keywords):
    raise OSError(18, "Invalid cross-device link")


@pytest.mark.parametrize("place", ["a link", "inside the state folder"])
def test_wherever_the_folders_are_the_site_is_the_same(site, canary, tmp_path, place):
    if place == "a link":
        (tmp_path / "elsewhere").mkdir()
        (site.root / "var").symlink_to(tmp_path / "elsewhere")
        out = site.out
    else:
        out = site.root / "var" / "site"
    for _ in range(2):
        build_site(
            site.config, site_dir=out, moment=projects.moment(projects.LIVE_DAY), wish=Wish(cache=caching.kept(site))
        )
        assert projects.tree(out) == caching.plain(site)
    assert caching.traces(site, canary)


def test_the_folder_of_the_cache_is_no_place_for_a_site(site, canary):
    caching.build(site)
    for out in (caching.kept(site), caching.kept(site) / "pages", site.root / "var"):
        with pytest.raises(BuildFailed):
            build_site(
                site.config,
                site_dir=out,
                moment=projects.moment(projects.LIVE_DAY),
                wish=Wish(cache=caching.kept(site)),
            )
    caching.build(site)
    caching.assert_same(site)


@pytest.mark.parametrize("mask", [0o022, 0o027, 0o077])
def test_the_output_has_the_modes_that_the_mask_gives_it(site, canary, mask):
    before = os.umask(mask)
    try:
        for _ in range(2):
            caching.build(site)
            files = [path for path in site.out.rglob("*") if path.is_file() and path.stat().st_nlink == 1]
            assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o666 & ~mask}
    finally:
        os.umask(before)
    shared = [path for path in site.out.rglob("*") if path.is_file() and path.stat().st_nlink > 1]
    assert {stat.S_IMODE(path.stat().st_mode) for path in shared} == {0o644}


def test_two_builds_at_once_are_each_right(site, canary, monkeypatch):
    """Another build, at another instant and into another folder, tidies while this one takes out what it has found."""
    caching.build(site)
    really, other = Publication.digest_of, []

    def digest_of(self, slug):
        if not other:
            other.append(site.run("board", "build", "--site-dir", "other", **clock(site, oracle.CLOSES)).returncode)
            assert caching.traces(site, canary) == {}
        return really(self, slug)

    monkeypatch.setattr(Publication, "digest_of", digest_of)
    caching.build(site)
    assert other == [0]
    caching.assert_same(site)


@pytest.mark.parametrize("method", ["pages", "file", "keep_pages", "keep_file"])
def test_whatever_is_deleted_at_whatever_moment_the_build_is_right(site, canary, monkeypatch, method):
    caching.build(site)
    if method.startswith("keep"):
        store_module.clear(caching.kept(site), [])
    really = getattr(store_module.Store, method)

    def then_deleted(self, *arguments):
        found = really(self, *arguments)
        store_module.clear(caching.kept(site), [])
        return found

    for lane in ("site", "release"):
        monkeypatch.setattr(store_module.Store, method, then_deleted)
        published = caching.build(site, lane=lane)
        assert published.left_out_count == 0
        monkeypatch.undo()
        caching.assert_same(site)
        caching.build(site)


def test_builds_in_threads_are_right(site, canary):
    """Where this process cannot be copied, all is done in it."""
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        for _ in range(2):
            caching.build(site)
            caching.assert_same(site)
    finally:
        stop.set()
        thread.join()


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["site/templates/report.html", "site/words/en.yml", "site/theme/main.html", "reports/body.py"]
)
def test_another_program_of_the_same_version_makes_every_page_anew(site, canary, tmp_path, name):
    program = tmp_path / "program"
    shutil.copytree(os.path.dirname(board_reports.__file__), program / "board_reports")
    today = clock(site)
    environment = {"PYTHONPATH": os.pathsep.join([str(program), today["PYTHONPATH"]])}
    for expected in (0, 6):
        assert site.run("board", "build", **environment).returncode == 0
        assert len(caching.planted(site)) == expected
        caching.plant(site) if not expected else None
    path = program / "board_reports" / name
    path.write_text(
        path.read_text("utf-8") + ("\n# x\n" if path.suffix != ".html" else "\n{# x #}<!-- x -->\n"), "utf-8"
    )
    assert site.run("board", "build", **environment).returncode == 0
    assert caching.planted(site) == set()
    assert site.run("board", "build", "--no-cache", "--site-dir", "plain", **environment).returncode == 0
    assert projects.tree(site.out) == projects.tree(site.root / "plain")
