"""A build as at another instant is a preview, and says so wherever somebody might take it for the site."""

import pytest

import projects
from board_reports.site.wish import Wish


@pytest.fixture
def site(site):
    site.report()
    site.page("about.md", "# About\n\nText.\n")
    return site


def assert_preview(site, told):
    for name, data in projects.tree(site.out).items():
        if name.endswith(".html"):
            page = projects.Html(data.decode())
            assert f"Preview of the site as at {told}" in page.text, name
            assert "noindex" in page.meta("robots"), name
    assert site.json("status.json")["preview"] is True


@pytest.mark.parametrize(
    ("as_of", "told"), [("2026-06-10", "10 June 2026"), ("2026-06-10T09:30", "10 June 2026, 9:30 am")]
)
def test_as_of_makes_a_preview(site, as_of, told):
    assert site.board("build", "--as-of", as_of).exit_code == 0
    assert_preview(site, told)
    assert site.has("reports/cpr-01-2026/index.html")


def test_the_variable_makes_a_preview_too(site, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    assert site.board("build").exit_code == 0
    assert_preview(site, "10 June 2026")


def test_the_variable_makes_a_preview_of_mkdocs_build(site, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-10")
    assert site.mkdocs(strict=True).error is None
    assert_preview(site, "10 June 2026")


def test_the_option_wins_over_the_variable(site, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "2027-06-10")
    site.board("build", "--as-of", "2026-06-10")
    assert site.json("status.json")["built_at"] == "2026-06-10T00:00:00+01:00"


def test_the_day_begins_at_midnight_in_london(site):
    site.board("build", "--as-of", "2026-06-01")
    assert site.has("reports/cpr-01-2026/index.html")
    site.board("build", "--as-of", "2026-05-31T23:59")
    assert not site.has("reports/cpr-01-2026")
    site.board("build", "--as-of", "2026-08-24")
    assert not site.has("reports/cpr-01-2026")


def test_real_site_is_no_preview(site):
    assert site.board("build").exit_code == 0
    assert site.json("status.json")["preview"] is False
    assert "Preview of the site" not in site.html().text
    assert site.html().meta("robots") is None


def test_an_empty_variable_means_now(site, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "")
    assert site.board("build").exit_code == 0
    assert site.json("status.json")["preview"] is False


def test_source_date_epoch_never_moves_the_register(site, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")  # 28 May 2026
    site.build("2026-06-10")
    assert site.has("reports/cpr-01-2026/index.html")
    assert site.json("status.json")["built_at"].startswith("2026-06-10")


def test_instant_of_one_build_is_not_that_of_the_next_in_the_same_process(site):
    """MkDocs keeps the plugin of one configuration for the next."""
    site.report(example=True)
    site.build(projects.LIVE_DAY, wish=Wish(with_examples=False))
    assert site.mkdocs().error is None
    assert not site.json("status.json")["built_at"].startswith(projects.LIVE_DAY)
