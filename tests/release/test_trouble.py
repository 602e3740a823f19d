"""When something is broken, what is due to go goes all the same, nothing half-made appears, and the run says so."""

import json
import os
import shutil

import pytest

import builders
import oracle
from board_reports.release.record.ledger import Ledger

pytestmark = pytest.mark.slow

CLOSES = "2026-08-24T00:00"
BEFORE = "2026-08-23T23:55"


@pytest.fixture
def due(site):
    """A site with a report that is about to close, and one that stays; gives the canary that has to go."""
    canary = oracle.plant(site.reports)
    site.report("stays", reference="CPR 05/2026", title="The one that stays", publication_date="2026-08-01")
    site.page("privacy.md", "# Privacy\n\nWords.\n")
    site.page("leaflets/one.md", "# A leaflet\n\nWords.\n")
    assert site.nightly(BEFORE).exit_code == 0
    assert oracle.found(site.public, canary.public)
    return canary


def assert_removed(site, canary, run, *, exit_code=1, rung="pruned"):
    assert (run.exit_code, run.document["rung"]) == (exit_code, rung), run.document["message"]
    assert [row["reference"] for row in run.document["closed"]] == [canary.tokens["reference"].upper() + " 77/2026"]
    assert oracle.traces(site.public, canary) == {}
    assert oracle.traces(site.state.releases, canary) == {}
    assert (site.public / "index.html").is_file()
    assert (site.public / "leaflets" / "one" / "index.html").is_file()
    assert (site.public / "reports" / "cpr-05-2026" / "index.html").is_file()
    listing = (site.public / "reports" / "index.html").read_text()
    assert "The one that stays" in listing
    assert "1 report is published now." in listing
    ended = [line.entry.event for line in Ledger(site.state.ledger).read().lines if line.entry.slug == canary.slug]
    assert ended == ["opened", "closed"]


def hook(site, body, name="hook.py"):
    (site.root / name).write_text(body)
    site.configure(hooks=[name])


QUICK = ["config", "files", "page_markdown", "env", "post_build"]
SLOW = ["pre_build", "nav", "pre_page", "page_content", "page_context", "post_page"]
SLOW += ["pre_template", "post_template", "template_context"]
EVENTS = [*QUICK, *(pytest.param(event, marks=pytest.mark.slow) for event in SLOW)]


@pytest.mark.parametrize("event", EVENTS)
def test_an_exception_in_a_hook(site, due, event):
    hook(site, f"def on_{event}(*_, **__):\n    raise RuntimeError('broken')\n")
    assert_removed(site, due, site.nightly(CLOSES))


@pytest.mark.parametrize("event", EVENTS)
def test_a_hook_that_ends_the_process(site, due, event):
    hook(site, f"import os\ndef on_{event}(*_, **__):\n    os._exit(0)\n")
    assert_removed(site, due, site.nightly(CLOSES))


def test_a_hook_that_cannot_be_loaded(site, due):
    hook(site, "import os\nos._exit(0)\n")
    assert_removed(site, due, site.nightly(CLOSES))


def test_a_build_that_hangs_is_ended(site, due):
    hook(site, "import time\ndef on_env(*_, **__):\n    time.sleep(600)\n")
    site.configure(hooks=["hook.py"], options={"build_timeout": 4})
    run = site.nightly(CLOSES)
    assert_removed(site, due, run)
    assert "took longer than" in run.document["message"]


def test_a_theme_that_is_broken(site, due):
    builders.write(site.root / "theme" / "main.html", '{% extends "board.html" %}{% block content %}{{ 1 / 0 }}')
    site.configure(theme={"name": "material", "font": False, "custom_dir": "theme"})
    assert_removed(site, due, site.nightly(CLOSES))


@pytest.mark.parametrize(
    "text",
    ["site_name: [", "\0", "plugins: [search]\nsite_name: x\n", "plugins: [{board-reports: {week: 3}}]\n", ""],
)
def test_a_configuration_that_is_broken(site, due, text):
    site.config.write_text(text)
    run = site.nightly(CLOSES)
    assert_removed(site, due, run)
    assert "configuration cannot be used" in run.document["message"]


def test_a_configuration_that_is_broken_still_lets_a_hold_work(site, due):
    site.config.write_text("site_name: [")
    builders.write_report(
        site.reports, "stays", reference="CPR 05/2026", title="X", publication_date="2026-08-01", hold="Wait."
    )
    run = site.nightly(BEFORE)
    assert run.exit_code == 1
    assert [row["reference"] for row in run.document["held"]] == ["CPR 05/2026"]
    assert not (site.public / "reports" / "cpr-05-2026").exists()


def test_the_folder_of_reports_is_gone(site, due):
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-08-24")
    site.reports.rename(site.root / "elsewhere")
    run = site.nightly(CLOSES)
    assert_removed(site, due, run)
    assert run.document["opened"] == []
    (site.root / "elsewhere").rename(site.reports)
    again = site.nightly("2026-08-24T00:05")
    assert (again.exit_code, again.document["rung"]) == (0, "full")
    assert [row["reference"] for row in again.document["opened"]] == ["CPR 06/2026"]


def bad_report(**front):
    return builders.report_text(reference="CPR 66/2026", publication_date="2026-08-01", **front)


BAD = {
    "not UTF-8": lambda path: path.write_bytes(b"---\ntitle: \xff\xfe\n---\n"),
    "UTF-16": lambda path: path.write_text("---\ntitle: x\n---\n", "utf-16"),
    "a pipe": os.mkfifo,
    "a loop": lambda path: path.symlink_to(path.name),
    "a link to nowhere": lambda path: path.symlink_to("nowhere.md"),
    "a folder": lambda path: path.mkdir(),
    "too deep": lambda path: path.write_text("---\nx: " + "[" * 5000 + "\n---\n"),
    "tangled": lambda path: path.write_text(bad_report(body="[" * 50_000)),
    "empty": lambda path: path.touch(),
    "a typing mistake": lambda path: path.write_text(bad_report(publication_dat="x")),
}  # fmt: skip


@pytest.mark.parametrize("kind", BAD)
def test_a_bad_report_keeps_nothing_up_and_nothing_back(site, due, kind):
    BAD[kind](site.reports / "bad.md")
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-08-24")
    run = site.nightly(CLOSES)
    assert_removed_and_opened(site, due, run)


@pytest.mark.parametrize("kind", [kind for kind in BAD if kind != "a typing mistake"])
def test_a_bad_permanent_page_keeps_nothing_up_and_nothing_back(site, due, kind):
    BAD[kind](site.docs / "bad.md")
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-08-24")
    run = site.nightly(CLOSES)
    told = 0 if kind in ("a folder", "empty", "a loop", "a link to nowhere", "tangled") else 3
    assert_removed_and_opened(site, due, run, exit_code=run.exit_code if told == 0 else told)
    assert run.exit_code in (0, 1, 3)


def assert_removed_and_opened(site, canary, run, exit_code=3):
    assert run.exit_code == exit_code, run.document["message"]
    assert [row["reference"] for row in run.document["opened"]] == ["CPR 06/2026"]
    assert oracle.traces(site.public, canary) == {}
    assert (site.public / "reports" / "cpr-05-2026" / "index.html").is_file()


def test_a_page_that_breaks_the_build_is_left_out_and_the_rest_is_published(site, due):
    hook(site, "def on_page_markdown(text, page, **_):\n    if 'bomb' in text:\n        raise RuntimeError('x')\n")
    site.page("bomb.md", "# Bomb\n\nbomb\n")
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-08-24")
    run = site.nightly(CLOSES)
    assert (run.exit_code, run.document["rung"]) == (1, "without-bad")
    assert_removed_and_opened(site, due, run, exit_code=1)
    assert any(problem["file"] == "site_src/bomb.md" for problem in run.document["problems"])
    assert not (site.public / "bomb").exists()


def test_a_report_that_breaks_the_build_is_left_out_and_the_rest_is_published(site, due):
    hook(site, "import os\ndef on_page_content(html, page, **_):\n    if 'bomb' in html:\n        os._exit(9)\n")
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-08-24")
    site.report("bad", reference="CPR 08/2026", title="X", publication_date="2026-08-24", body="A bomb.\n")
    run = site.nightly(CLOSES)
    assert run.document["rung"] == "without-bad"
    assert_removed_and_opened(site, due, run, exit_code=1)
    assert not (site.public / "reports" / "cpr-08-2026").exists()


@pytest.mark.parametrize("page", ["privacy.md", "leaflets/one.md", "index.md"])
def test_a_mistake_in_a_required_page_leaves_its_last_good_version(site, due, page):
    file = site.docs / page
    file.write_text("---\ntitle: [\n---\n\n# Other\n")
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-08-24")
    run = site.nightly(CLOSES)
    assert_removed_and_opened(site, due, run)
    path = {"privacy.md": "privacy", "leaflets/one.md": "leaflets/one", "index.md": "."}[page]
    assert "Other" not in (site.public / path / "index.html").read_text()


def test_fewer_permanent_pages_stop_a_release_until_it_is_meant(site, due):
    (site.docs / "privacy.md").unlink()
    run = site.nightly(CLOSES)
    assert_removed(site, due, run)
    assert "permanent_pages_min" in run.document["message"]
    assert (site.public / "privacy" / "index.html").is_file()
    site.configure(options={"permanent_pages_min": 2})
    run = site.nightly("2026-08-24T00:05")
    assert (run.exit_code, run.document["rung"]) == (0, "full")
    assert not (site.public / "privacy").exists()


def test_with_no_release_and_no_theme_the_statutory_pages_are_published(site):
    site.report()
    site.page("privacy.md", "# Privacy\n\nWords on privacy.\n")
    hook(site, "def on_config(config):\n    raise RuntimeError('broken')\n")
    run = site.nightly()
    assert (run.exit_code, run.document["rung"]) == (1, "statutory-only")
    assert "Words on privacy" in (site.public / "privacy" / "index.html").read_text()
    assert "No report is published at the moment" in (site.public / "reports" / "index.html").read_text()
    assert json.loads((site.public / "status.json").read_text())["live_count"] == 0
    assert [row["reference"] for row in run.document["left_out"]] == ["CPR 01/2026"]
    first = site.state.current_id()
    assert site.nightly("2026-06-10T00:05").exit_code == 1
    assert site.state.current_id() == first
    site.configure()
    assert site.nightly("2026-06-10T00:10").document["rung"] == "full"


def test_a_current_release_without_a_record_falls_back_to_the_statutory_pages(site, due):
    shutil.rmtree(site.state.manifests)
    hook(site, "def on_config(config):\n    raise RuntimeError('broken')\n")
    run = site.nightly(CLOSES)
    assert (run.exit_code, run.document["rung"]) == (1, "statutory-only")
    assert oracle.traces(site.state.releases, due) == {}


def test_a_file_that_nothing_accounts_for_stops_the_release(site, due):
    hook(site, "from pathlib import Path\ndef on_post_build(config):\n    Path(config.site_dir, 'x.txt').touch()\n")
    run = site.nightly(CLOSES)
    assert_removed(site, due, run)
    assert "x.txt" in run.document["message"]


def test_a_page_with_a_trace_is_left_out_and_a_required_one_keeps_its_last_version(site, due):
    words = due.tokens["title"]
    hook(site, f"def on_post_page(html, page, **_):\n    if page.url in ('', 'news/'):\n"
               f"        return html.replace('</h1>', '</h1>Title {words} & more')\n    return html\n")  # fmt: skip
    site.page("news.md", "# News\n\nWords.\n")
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-08-24")
    run = site.nightly(CLOSES)
    assert run.document["rung"] == "without-bad", run.document["message"]
    assert_removed_and_opened(site, due, run, exit_code=1)
    assert words not in run.document["message"]
    assert (site.public / "index.html").is_file()
    assert not (site.public / "news").exists()


@pytest.mark.parametrize(
    ("now", "closed"),
    [("2026-08-23T20:00", False), ("2026-05-01", False), ("2026-10-20", True), ("2099-01-01", True)],
)
def test_a_clock_that_is_wrong_opens_nothing_and_brings_nothing_back(site, due, now, closed):
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-08-24")
    site.report("past", reference="CPR 07/2026", title="P", publication_date="2026-04-20", approved_date="2026-04-01")
    run = site.nightly(now)
    assert run.exit_code == 1
    assert run.document["opened"] == run.document["missed"] == []
    assert "--accept-clock" in run.document["message"]
    assert (site.public / "reports" / "cpr-05-2026").exists() is (now != "2099-01-01")
    assert bool(oracle.traces(site.public, due)) is not closed
    right = site.nightly(CLOSES)
    assert right.exit_code == 0
    assert [row["reference"] for row in right.document["opened"]][:1] == ["CPR 06/2026"]
    assert oracle.traces(site.public, due) == {}


def test_a_clock_a_little_behind_counts_as_the_last_instant(site, due):
    site.nightly(CLOSES)
    run = site.nightly("2026-08-23T23:52")
    assert run.exit_code == 0
    assert oracle.traces(site.public, due) == {}


def test_a_clock_that_is_accepted_counts_from_then_on(site, due):
    site.report("new", reference="CPR 06/2026", title="New", publication_date="2026-10-01")
    assert site.nightly("2026-10-01").exit_code == 1
    run = site.nightly("2026-10-01", accept_clock=True)
    assert run.exit_code == 0
    assert [row["reference"] for row in run.document["opened"]] == ["CPR 06/2026"]
    assert site.nightly("2026-08-24").exit_code == 1
    assert site.nightly("2026-08-24T12:00", accept_clock=True).exit_code == 0
    assert site.nightly("2026-08-24T12:05").exit_code == 0


def test_what_a_plugin_says_of_a_report_is_told_to_nobody(site, due):
    hook(site, "def on_page_content(html, page, **_):\n    raise ValueError(html)\n")
    run = site.nightly(CLOSES)
    assert_removed(site, due, run)
    assert "The build broke off (ValueError)" in run.document["message"]
    told = {due.tokens["source"], due.tokens["reference"]}  # which file and which report: that has to be told
    for token in {*due.public, *due.private} - told:
        assert token not in run.document["message"]
    assert "library" not in run.document["message"]


@pytest.mark.parametrize("title", ["Title", "function", "Producer", "return"])
def test_a_report_called_by_a_word_of_the_theme_or_of_pdf_stops_no_release(site, title):
    site.page("leaflets/day.md", "---\ntitle: The day\nsummary: What happens.\n---\n\n# The day\n\nWords on the day.\n")
    site.report("later", title=title, reference="CPR 08/2026", publication_date="2026-09-01")
    run = site.nightly()
    assert (run.exit_code, run.document["rung"]) == (0, "full"), run.document["message"]
    assert (site.public / "leaflets" / "day.pdf").is_file()
