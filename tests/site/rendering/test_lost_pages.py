"""A page that kills, hangs or breaks the process that makes it costs its report, in both languages, and no other."""

import json

import pytest

import builders
import caching
import oracle
import projects
from site_in_two import two_languages, welsh

# What a library in its machine code, the system's memory, or an endless loop does to a process.
SPOILT = """
import os, signal, sys, time
from board_reports.site.rendering import report_pages, workers

workers.Workers.__init__.__defaults__ = (3.0, *workers.Workers.__init__.__defaults__[1:])
really = report_pages.whole_page

def whole_page(page, frame):
    if {token!r} in str(page.title):
        {act}
    return really(page, frame)

report_pages.whole_page = whole_page
"""
ACTS = {
    "killed": "os.kill(os.getpid(), signal.SIGKILL)",
    "left": "os._exit(0)",
    "hung": "time.sleep(600)",
    "raised": "raise MemoryError('a private text')",
}
OTHERS = [f"reports/cpr-0{number}-2026/index.html" for number in (1, 2, 3)]


@pytest.fixture
def canary(site):
    two_languages(site, {"theme": {"name": "material", "font": False, "custom_dir": "own_theme"}})
    (site.root / "own_theme").mkdir()
    welsh(site, "index.md", "# Croeso\n")
    for number in (1, 2, 3):
        english = site.report(f"report-{number}", reference=f"CPR 0{number}/2026")
    builders.write_twin(english)
    return oracle.plant(site.reports)


def spoil(site, token, act):
    """Let the page whose title has the token do that to its process; the environment for it."""
    builders.write(site.root / "spoilt" / "sitecustomize.py", SPOILT.format(token=token, act=ACTS[act]))
    return {"PYTHONPATH": str(site.root / "spoilt")}


def assert_lost(site, canary, out):
    assert oracle.traces(out, canary) == {}
    for name in (*OTHERS, *(f"cy/{name}" for name in OTHERS)):
        assert (out / name).is_file(), name
    assert json.loads((out / "status.json").read_bytes())["live_count"] == 3
    for place in ("", "cy/"):
        index = json.loads((out / place / "search" / "search_index.json").read_bytes())["docs"]
        assert {one["location"].split("#")[0] for one in index} >= {"reports/cpr-01-2026/", "reports/cpr-03-2026/"}


def source(site, canary):
    return canary.file.relative_to(site.root).as_posix()


@pytest.mark.parametrize(
    ("act", "part"),
    [
        ("killed", "title"),
        pytest.param("killed", "cytitle", marks=pytest.mark.slow),
        pytest.param("killed", "parttitle", marks=pytest.mark.slow),
        pytest.param("left", "title", marks=pytest.mark.slow),
        pytest.param("hung", "title", marks=pytest.mark.slow),
        pytest.param("hung", "cytitle", marks=pytest.mark.slow),
        pytest.param("raised", "title", marks=pytest.mark.slow),
    ],
)
def test_a_build_leaves_the_report_out_and_tells_it(site, canary, act, part):
    spoilt = spoil(site, canary.tokens[part], act)
    result = site.run("board", "build", "--as-of", projects.LIVE_DAY, **spoilt)
    assert result.returncode == 3, result.stderr
    assert source(site, canary) in result.stderr
    assert "Traceback" not in result.stderr
    assert "private" not in result.stderr
    assert_lost(site, canary, site.out)
    again = site.run("board", "build", "--as-of", projects.LIVE_DAY)
    assert again.returncode == 0, again.stderr
    assert set(oracle.found(site.out, canary.public)) == set(canary.public)


BREAKS = "{%% if %s %%}{{ 1 // 0 }}{%% endif %%}"
TEMPLATE = '{%% extends "board.html" %%}{%% block content %%}' + BREAKS + "{{ super() }}{%% endblock %%}"


@pytest.mark.parametrize("part", ["title", pytest.param("cytitle", marks=pytest.mark.slow)])
def test_a_template_that_fails_for_one_page_costs_that_report(site, canary, part):
    condition = f'"{canary.tokens[part]}" in page.title'
    builders.write(site.root / "own_theme" / "main.html", TEMPLATE % condition)
    published = caching.build(site)
    assert {problem.file for problem in published.problems} == {source(site, canary)}
    assert_lost(site, canary, site.out)
    (site.root / "own_theme" / "main.html").unlink()
    assert caching.build(site).left_out_count == 0
    caching.assert_same(site)


def test_a_report_without_files_whose_page_cannot_be_made_is_left_out_too(site):
    """It has no folder in the output yet, so there is nothing to take away."""
    site.configure(theme={"name": "material", "font": False, "custom_dir": "own_theme"})
    site.report("winter")
    site.report("spring", reference="CPR 02/2026", title="A broken one")
    builders.write(site.root / "own_theme" / "main.html", TEMPLATE % '"broken" in page.title')
    assert [one.slug for one in caching.build(site).published] == ["cpr-01-2026"]
    assert not (site.out / "reports" / "cpr-02-2026").exists()


@pytest.mark.parametrize("text", [TEMPLATE % "true", '{% extends "board.html" %}{% if %}'])
def test_a_template_that_fails_for_every_page_fails_the_build(site, canary, text):
    assert site.board("build", "--as-of", projects.LIVE_DAY).exit_code == 0
    before = projects.tree(site.out)
    builders.write(site.root / "own_theme" / "main.html", text)
    broken = site.board("build", "--as-of", projects.LIVE_DAY)
    assert broken.exit_code == 1
    assert "Traceback" not in broken.output
    assert projects.tree(site.out) == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("act", "part"), [("killed", "title"), ("killed", "cytitle"), ("hung", "title"), ("raised", "cytitle")]
)
def test_the_nightly_run_leaves_the_report_out_and_tells_it(site, canary, act, part, monkeypatch):
    assert site.nightly("2026-05-31").exit_code == 0
    monkeypatch.setenv("PYTHONPATH", spoil(site, canary.tokens[part], act)["PYTHONPATH"])
    run = site.nightly("2026-06-01T00:00")
    assert run.exit_code == 3, run.document
    assert run.document["rung"] == "full"
    assert source(site, canary) in [one["file"] for one in run.document["problems"]]
    assert "private" not in json.dumps(run.document)
    assert_lost(site, canary, site.public)
    assert caching.traces(site, canary) == {}, "what is not public is not kept either"
    monkeypatch.delenv("PYTHONPATH")
    canary.change("Summary", "Shorter summary")
    assert site.nightly("2026-06-01T00:05").exit_code == 0
    assert set(oracle.found(site.public, canary.public)) == set(canary.public)
