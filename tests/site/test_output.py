"""The output folder: never one that is not ours, and never half a site."""

import signal
import subprocess
import sys
import time

import pytest

import builders
import projects
from board_reports.site.build import BuildFailed


def both_refuse(site, words):
    """`board build` and `mkdocs build` refuse alike, and nothing is lost."""
    before = projects.tree(site.root)
    result = site.board("build")
    assert result.exit_code == 1
    assert words in result.output
    told = site.mkdocs()
    assert told.error is not None
    assert words in told.told
    after = projects.tree(site.root)
    after.pop(".site.lock", None)
    assert after == before


def test_repository_is_refused(site):
    builders.write(site.out / ".git" / "HEAD", "ref")
    builders.write(site.out / "status.json", '{"live_count": 0}')
    both_refuse(site, "git repository")


def test_repository_file_of_a_worktree_is_refused(site):
    builders.write(site.out / ".git", "gitdir: elsewhere")
    both_refuse(site, "git repository")


@pytest.mark.parametrize("name", ["letter.txt", ".hidden", "status.json"])
def test_folder_that_is_not_empty_and_not_ours_is_refused(site, name):
    builders.write(site.out / name, "{}")
    both_refuse(site, "no site of ours")


def test_file_in_its_place_is_refused(site):
    site.out.write_text("a letter", "utf-8")
    both_refuse(site, "is a file")


@pytest.mark.parametrize("where", ["published_reports", "published_reports/winter", "published_reports/new"])
def test_output_that_overlaps_the_reports_is_refused(site, where):
    site.report("winter/")
    site.configure(site_dir=where)
    both_refuse(site, "overlaps")


def test_output_that_holds_the_sources_is_refused(site):
    site.configure(site_dir="..")
    before = projects.tree(site.root)
    result = site.board("build")
    assert result.exit_code == 1
    assert "site_dir" in result.output
    assert projects.tree(site.root) == before


def test_output_that_leads_to_the_reports_by_a_link_is_refused(site):
    site.report()
    site.out.symlink_to("published_reports")
    before = projects.tree(site.reports)
    assert "overlaps" in site.board("build").output
    assert site.mkdocs().error is not None
    assert projects.tree(site.reports) == before


def test_empty_folder_is_taken(site):
    site.out.mkdir()
    assert site.board("build").exit_code == 0


def test_site_of_ours_is_replaced_dot_files_included(site):
    site.build()
    builders.write(site.out / ".left", "x")
    builders.write(site.out / "old" / "page.html.gz", "x")
    site.build()
    assert not site.has(".left")
    assert not site.has("old")


def test_swap_leaves_nothing_beside_the_site(site):
    for _ in range(2):
        site.build()
    assert sorted(path.name for path in site.root.iterdir() if path.name != ".site.lock") == [
        "mkdocs.yml",
        "published_reports",
        "site",
        "site_src",
    ]
    assert not [name for name in projects.tree(site.out) if name.startswith(".board")]


def test_leftovers_of_a_killed_build_are_swept_away(site):
    for name in (".site.board-new", ".site.board-old"):
        builders.write(site.root / name / "reports" / "old" / "index.html", "x")
    site.build()
    assert [path.name for path in site.root.glob(".site.*")] == [".site.lock"]


@pytest.mark.parametrize("tool", ["board", "mkdocs"])
def test_killed_build_does_not_block_the_next(site, tool):
    builders.write(site.root / "hold.py", "import time\ndef on_page_content(html, **k):\n    time.sleep(60)\n")
    site.configure(hooks=["hold.py"])
    build = subprocess.Popen(
        [f"{sys.prefix}/bin/{tool}", "build"], cwd=site.root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    begun = site.root / (".site.board-new" if tool == "board" else "site")
    deadline = time.monotonic() + 60
    while not (begun / ".board-building").exists() and time.monotonic() < deadline:
        time.sleep(0.02)
    build.send_signal(signal.SIGKILL)
    build.wait()
    assert (begun / ".board-building").exists()
    site.configure()
    assert site.board("build").exit_code == 0
    assert site.has("reports/index.html")
    assert not site.has(".board-building")
    assert [path.name for path in site.root.glob(".site.*")] == [".site.lock"]
    assert site.mkdocs(strict=True).error is None


def test_other_output_folder_is_used(site):
    other = site.root / "else" / "where"
    assert site.board("build", "--site-dir", other).exit_code == 0
    assert (other / "status.json").is_file()
    assert not site.out.exists()


def test_folder_of_reports_that_cannot_be_read_stops_the_build_and_keeps_the_site(site):
    site.report()
    site.build()
    before = projects.tree(site.out)
    site.reports.rename(site.root / "moved")
    with pytest.raises(BuildFailed, match="published_reports"):
        site.build("2026-06-11")
    assert site.mkdocs().error is not None
    assert projects.tree(site.out) == before


def test_page_of_the_docs_folder_that_cannot_be_rendered_keeps_the_old_site(site):
    site.build()
    before = projects.tree(site.out)
    builders.write(site.root / "broken.py", "def on_page_markdown(markdown, **k):\n    raise ValueError('planted')\n")
    site.configure(hooks=["broken.py"])
    result = site.board("build")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert projects.tree(site.out) == before
