"""The run on a site in two languages: both go up together, come down together, and stand in every rung."""

from datetime import UTC, datetime, timedelta

import pytest

import builders
import oracle
import projects
from board_reports.release.configuration import ConfigurationBroken, read_basics
from board_reports.release.cut import cut
from board_reports.release.outside.comparison import Comparison
from board_reports.release.outside.verify import verify
from board_reports.release.rules import rules_of
from board_reports.release.run import nightly
from board_reports.release.wanted import Wanted
from serving_nginx import nginx
from site_in_two import two_languages, welsh

CLOSES = oracle.CLOSES
EVE = "2026-08-23T23:55"


@pytest.fixture
def both(site):
    two_languages(site)
    for name in ("index.md", "about.md", "leaflets/day.md"):
        site.page(name, f"# English {name}\n")
        welsh(site, name, f"# Cymraeg {name}\n")
    return site


def without(found, name):
    return {key: value for key, value in found.items() if key != name}


def test_both_languages_go_up_and_come_down_in_one_release(both):
    canary = oracle.plant(both.reports)
    run = both.nightly(EVE)
    assert (run.exit_code, run.document["rung"]) == (0, "full")
    for place in ("", "cy/"):
        assert (both.public / f"{place}reports" / canary.slug / "index.html").is_file()
    assert [one.root for one in both.state.current().listings] == ["", "cy/"]
    run = both.nightly(CLOSES)
    assert (run.exit_code, run.document["rung"]) == (0, "full")
    assert oracle.traces(both.public.resolve(), canary) == {}


@pytest.mark.parametrize("left", [0, 1])
def test_a_release_cut_down_is_in_both_languages_what_a_build_gives(both, left, tmp_path):
    canary = oracle.plant(both.reports)
    if left:
        twin = both.report("stays", reference="CPR 51/2026", publication_date="2026-08-01", summary="A summary.")
        builders.write_twin(twin, title="Yn aros")
    both.nightly(EVE)
    before = both.state.current()
    cut(both.state.tree(before.id), before, {canary.slug}, tmp_path / "cut", release="x", at=builders.at(CLOSES))
    both.nightly(CLOSES)
    assert projects.tree(tmp_path / "cut") == projects.tree(both.public)
    assert oracle.traces(tmp_path / "cut", canary) == {}


@pytest.mark.parametrize("file", ["mkdocs.cy.yml", "site_cy/about.md"])
def test_a_change_of_the_other_language_is_a_change(both, file):
    both.nightly(EVE)
    assert both.nightly("2026-08-23T23:56").document["changed"] is False
    path = both.root / file
    path.write_text(path.read_text("utf-8") + "\n# And more\n", "utf-8")
    assert both.nightly("2026-08-23T23:57").document["changed"] is True


def test_a_mistake_in_a_required_welsh_page_takes_it_from_the_release_before(both):
    both.nightly(EVE)
    welsh(both, "leaflets/day.md", "---\nreference: CPR 01/2026\n---\n# Wrong\n")
    run = both.nightly("2026-08-23T23:57")
    assert run.exit_code == 3
    assert [one["file"] for one in run.document["problems"]] == ["site_cy/leaflets/day.md"]
    assert "Cymraeg leaflets/day.md" in (both.public / "cy" / "leaflets" / "day" / "index.html").read_text("utf-8")


def test_a_welsh_page_that_breaks_the_build_costs_that_page_alone(both):
    both.report(publication_date="2026-08-01")
    hook = "def on_page_markdown(markdown, page, **_):\n    assert 'boom' not in markdown\n"
    builders.write(both.root / "hook.py", hook)
    two_languages(both, keys={"hooks": ["hook.py"]})
    welsh(both, "more.md", "# boom\n")
    run = both.nightly(EVE)
    assert (run.exit_code, run.document["rung"]) == (1, "without-bad")
    assert (both.public / "cy" / "reports" / "cpr-01-2026" / "index.html").is_file()
    assert not (both.public / "cy" / "more" / "index.html").exists()


def test_with_no_theme_the_statutory_pages_stand_in_both_languages(both):
    both.report(publication_date="2026-08-01")
    builders.write(both.root / "hook.py", "def on_config(config):\n    raise RuntimeError('boom')\n")
    two_languages(both, keys={"hooks": ["hook.py"]})
    run = both.nightly(EVE)
    assert (run.exit_code, run.document["rung"]) == (1, "statutory-only")
    public = both.public.resolve()
    for place, language, own, other in (("", "en", "English", "Cymraeg"), ("cy/", "cy", "Cymraeg", "English")):
        page = (public / f"{place}about" / "index.html").read_text("utf-8")
        assert f'<html lang="{language}">' in page
        assert f"{own} about.md" in page
        assert f">{other}</a>" in page
        assert (public / f"{place}reports" / "index.html").is_file()
        assert (public / f"{place}reports" / "feed.xml").is_file()
    assert 'href="../../about/" lang="en"' in (public / "cy" / "about" / "index.html").read_text("utf-8")
    assert (public / "cy" / ".." / "assets" / "plain.css").is_file()
    assert 'href="../../assets/plain.css"' in (public / "cy" / "about" / "index.html").read_text("utf-8")
    named = {one.source for one in both.state.current().files if one.source}
    assert {"site_src/about.md", "site_cy/about.md"} <= named


def test_withdrawing_takes_both_languages_off(both):
    canary = oracle.plant(both.reports, publication_date="2026-08-01", revised_date="2026-08-02")
    both.nightly(EVE)
    result = both.board("withdraw", f"{canary.tokens['reference']} 77/2026", "--reason", "A test.")
    assert result.exit_code == 0, result.output
    assert oracle.traces(both.public.resolve(), canary) == {}


@pytest.mark.parametrize(
    "text",
    ["a: [\n", "INHERIT: mkdocs.yml\n", "INHERIT: mkdocs.yml\nplugins: {board-reports: {language: cy}}\n", "- x\n"],
)
def test_a_broken_twin_is_told_and_the_closing_happens_all_the_same(both, text):
    canary = oracle.plant(both.reports)
    both.nightly(EVE)
    builders.write(both.root / "mkdocs.cy.yml", text)
    with pytest.raises(ConfigurationBroken, match=r"mkdocs\.cy\.yml"):
        read_basics(both.config)
    run = both.nightly(CLOSES)
    assert run.exit_code == 1
    assert oracle.traces(both.public.resolve(), canary) == {}
    assert (both.public / "cy" / "index.html").is_file()


def test_verify_finds_both_languages_right_and_one_that_is_missing(both, tmp_path):
    at = datetime.now(UTC).replace(microsecond=0)  # the real server's rules go by the real clock
    opened = (at - timedelta(days=10)).date().isoformat()
    report = both.report("winter/", publication_date=opened, approved_date=opened)
    builders.write_part(report.with_name("briefing.md"))
    nightly(Wanted(both.config, at))
    with nginx(rules_of(both.state.current(), both.state.public), tmp_path / "server") as server:
        home = f"{server.url}/"
        verdict = verify(home, at, lambda: Comparison.of(both.config).expected(at))
        assert [(one.address, one.message) for one in verdict.failures] == []
        (both.public / "cy" / "reports" / "cpr-01-2026" / "index.html").unlink()
        verdict = verify(home, at, lambda: Comparison.of(both.config).expected(at))
        assert any("/cy/reports/cpr-01-2026/" in one.address for one in verdict.failures)
