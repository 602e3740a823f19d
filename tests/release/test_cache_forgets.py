"""After each command and run, the cache holds nothing of what is not public any more, whatever else has failed."""

import os
import time
from datetime import UTC

import pytest

import builders
import caching
import oracle
import projects
from board_reports.cli import hold as hold_command
from board_reports.cli import withdraw as withdraw_command
from board_reports.release import kept, night, run
from board_reports.site.cache.store import Store
from site_in_two import two_languages, welsh

pytestmark = pytest.mark.slow

OPENS, CLOSES = "2026-06-01T00:00", "2026-08-24T00:00"
NOW = "2026-06-10T12:00"


@pytest.fixture
def canary(site, monkeypatch):
    for module in (withdraw_command, hold_command):
        monkeypatch.setattr(module, "now", lambda: builders.at(NOW).astimezone(UTC))
    two_languages(site)
    welsh(site, "index.md", "# Croeso\n")
    one = oracle.plant(site.reports)
    site.report("stays", reference="CPR 05/2026", title="The one that stays", weeks=40)
    assert site.nightly("2026-06-10T11:00").exit_code == 0
    assert_kept(site, one)
    return one


def assert_kept(site, canary):
    """So that it means something when nothing is found."""
    assert set(oracle.found(caching.kept(site), canary.public)) >= {canary.tokens["sentence"], canary.tokens["title"]}
    assert caching.traces(site, canary)


def assert_forgotten(site, canary):
    assert caching.traces(site, canary) == {}


def assert_the_other_is_kept(site):
    assert oracle.found(caching.kept(site), ["The one that stays"])


def test_a_report_that_closes_is_forgotten_in_the_same_run(site, canary):
    assert site.nightly(CLOSES, accept_clock=True).exit_code == 0
    assert_forgotten(site, canary)
    assert_the_other_is_kept(site)


def test_without_forgetting_it_would_stay(site, canary, monkeypatch):
    monkeypatch.setattr(night, "forget", lambda scene: None)
    site.configure(hooks=["hook.py"])
    site.page("../hook.py", "raise RuntimeError('planted')\n")
    site.nightly(CLOSES, accept_clock=True)
    assert caching.traces(site, canary)


def broken_hook(site):
    site.page("../hook.py", "raise RuntimeError('planted')\n")
    site.configure(hooks=["hook.py"])


def broken_configuration(site):
    site.config.write_text("site_name: [", "utf-8")


def no_reports(site):
    site.reports.rename(site.root / "elsewhere")


def broken_theme(site):
    builders.write(site.root / "own" / "partials" / "copyright.html", "{% if %}")
    site.configure(theme={"name": "material", "font": False, "custom_dir": "own"})


@pytest.mark.parametrize("trouble", [broken_hook, broken_configuration, no_reports, broken_theme])
def test_it_is_forgotten_in_a_run_that_fails(site, canary, trouble):
    trouble(site)
    assert site.nightly(CLOSES, accept_clock=True).exit_code == 1
    assert_forgotten(site, canary)
    assert oracle.traces(site.public, canary) == {}


def test_a_report_whose_file_is_gone_is_forgotten(site, canary):
    canary.file.parent.rename(site.root / "elsewhere")
    site.nightly("2026-06-10T12:05")
    assert_forgotten(site, canary)


@pytest.mark.parametrize("command", ["withdraw", "hold"])
def test_it_is_forgotten_by_the_command_that_takes_it_down(site, canary, command):
    result = site.board(command, canary.slug, "--reason", "A reason")
    assert result.exit_code == 0, result.output
    assert_forgotten(site, canary)
    assert_the_other_is_kept(site)


@pytest.mark.parametrize("command", ["withdraw", "hold"])
def test_it_is_forgotten_although_its_file_cannot_be_written(site, canary, command):
    no_reports(site)
    assert site.board(command, canary.slug, "--reason", "A reason").exit_code == 1
    assert_forgotten(site, canary)


def test_a_withdrawal_on_a_later_day_forgets_nothing_until_then(site, canary):
    assert site.board("withdraw", canary.slug, "--reason", "A reason", "--on", "2026-06-20").exit_code == 0
    assert_kept(site, canary)
    site.nightly("2026-06-20")
    assert_forgotten(site, canary)


def test_without_forgetting_a_withdrawn_report_would_stay_until_the_next_run(site, canary, monkeypatch):
    monkeypatch.setattr(kept, "forget", lambda *arguments: True)
    site.board("withdraw", canary.slug, "--reason", "A reason")
    assert_kept(site, canary)
    monkeypatch.undo()
    site.nightly("2026-06-10T12:05")
    assert_forgotten(site, canary)


def kept_by_a_build_that_began_before(site):
    """Give back what a build writes that is still under way when its report is taken down."""
    return projects.tree(caching.kept(site))


def written_meanwhile(site, files):
    for name, data in files.items():
        if not (path := caching.kept(site) / name).exists():  # what is there shares its bytes with the release
            builders.write(path, data)


def test_what_a_build_kept_that_was_under_way_is_forgotten_by_the_next_run(site, canary):
    files = kept_by_a_build_that_began_before(site)
    site.board("withdraw", canary.slug, "--reason", "A reason")
    written_meanwhile(site, files)
    site.nightly("2026-06-10T12:05")
    assert_forgotten(site, canary)


@pytest.mark.parametrize("guarded", [True, False])
def test_it_is_forgotten_by_a_run_that_finds_nothing_to_change_as_well(site, canary, monkeypatch, guarded):
    files = kept_by_a_build_that_began_before(site)
    site.board("withdraw", canary.slug, "--reason", "A reason")
    time.sleep(2.1)  # what has just changed may change again, and is looked at once more
    site.nightly("2026-06-10T12:05")
    written_meanwhile(site, files)
    monkeypatch.setattr(run, "_changed", None)
    if not guarded:
        monkeypatch.setattr(run, "clear", lambda folder, live: True)
    assert site.nightly("2026-06-10T12:10").exit_code == 0
    assert bool(caching.traces(site, canary)) == (not guarded)
    assert_the_other_is_kept(site)


def test_what_the_runs_own_builder_kept_of_a_report_taken_down_meanwhile_is_forgotten(site, canary, monkeypatch):
    """The command comes while the site is built, after the report's page has been kept."""
    site.report("new", reference="CPR 06/2026", title="A new one")
    at = builders.at("2026-06-10T12:05").astimezone(UTC)
    done = []

    def progress(kind, source):
        if kind == "end" and not done:
            files = kept_by_a_build_that_began_before(site)
            done.append(site.board("hold", canary.slug, "--reason", "A reason").exit_code)
            written_meanwhile(site, files)

    outcome = projects.nightly(projects.Wanted(site.config, at, progress=progress))
    assert done == [0]
    assert [one["source"] for one in outcome.document["held"]] or outcome.exit_code == 0, outcome.document["message"]
    assert oracle.traces(site.public, canary) == {}
    assert_forgotten(site, canary)


def test_what_cannot_be_deleted_is_told(site, canary, monkeypatch):
    monkeypatch.setattr(Store, "forget", lambda self, slugs: False)
    monkeypatch.setattr(Store, "forget_all_but", lambda self, live: False)
    result = site.board("withdraw", canary.slug, "--reason", "A reason")
    assert result.exit_code == 1
    assert "delete that folder" in result.output
    outcome = site.nightly("2026-06-10T12:05")
    assert outcome.exit_code == 1
    assert "could not be deleted" in outcome.document["message"]


def stamps(folder):
    return {path: (one.st_mode, one.st_mtime_ns, one.st_ino) for path in folder.rglob("*") for one in [path.lstat()]}


@pytest.mark.parametrize("at", ["2026-06-10T12:05", CLOSES])
def test_a_dry_run_changes_nothing_in_the_cache(site, canary, at):
    site.report("new", reference="CPR 06/2026", title="A new one", publication_date="2026-06-10")
    canary.change("Summary", "Another summary")
    before, times = projects.tree(caching.kept(site)), stamps(caching.kept(site))
    outcome = site.nightly(at, accept_clock=True, dry_run=True)
    assert outcome.document["opened"] or outcome.document["closed"]
    assert (projects.tree(caching.kept(site)), stamps(caching.kept(site))) == (before, times)


def test_a_dry_run_makes_no_cache(site):
    site.report()
    site.nightly(dry_run=True)
    assert not (site.root / "var").exists() or not caching.kept(site).exists()


def test_a_run_without_the_cache_keeps_nothing_and_forgets_what_has_gone(site, canary):
    site.report("new", reference="CPR 06/2026", title="A new one", publication_date="2026-06-10")
    assert site.nightly(CLOSES, accept_clock=True, cache=False).exit_code == 0
    assert_forgotten(site, canary)
    assert oracle.found(caching.kept(site), ["A new one"]) == {}


def test_the_run_takes_from_the_cache_and_makes_the_same(site, canary):
    """A report more makes a new release; the pages of the others come from the cache and share their bytes with it."""
    site.report("new", reference="CPR 06/2026", title="A new one")
    assert site.nightly("2026-06-10T12:05").exit_code == 0
    kept = {path.stat().st_ino for path in (caching.kept(site) / "pages").glob("*.html")}
    pages = [site.public / place / f"reports/{canary.slug}/index.html" for place in ("", "cy")]
    assert {page.stat().st_ino for page in pages} <= kept
    expected = caching.plain(site, "2026-06-10T12:05")
    found = projects.tree(site.public)
    assert sorted(found) == sorted(expected)
    assert [name for name in expected if name != "status.json" and found[name] != expected[name]] == []


def test_a_page_of_the_release_that_somebody_changed_in_place_is_made_anew(site, canary):
    """It shares its bytes with the cache, which must not bring the change back."""
    page = site.public / "reports" / canary.slug / "index.html"
    before = page.read_bytes()
    with page.open("ab") as file:
        file.write(b"somebody's words")
    assert site.nightly("2026-06-10T12:05").exit_code == 0
    assert (site.public / "reports" / canary.slug / "index.html").read_bytes() == before


def test_what_a_person_does_to_their_own_build_does_not_reach_the_release(site, canary):
    """The folder that `board build` writes shares no bytes with the cache, nor so with what is public."""
    caching.build(site)
    public = projects.tree(site.public)
    for path in site.out.rglob("*.html"):
        with path.open("ab") as file:
            file.write(b"somebody's words")
        os.chmod(path, 0o600)
    assert projects.tree(site.public) == public
    assert {path.stat().st_mode & 0o777 for path in site.public.resolve().rglob("*.html")} == {0o644}
    assert site.nightly("2026-06-10T12:05").document["changed"] is False
