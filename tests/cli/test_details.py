"""Details that administrators stumbled over."""

import pytest

import projects


@pytest.fixture
def site(tmp_path):
    return projects.make(tmp_path / "project")


@pytest.mark.parametrize("columns", ["60", "80", "100", "140"])
def test_no_number_in_the_table_is_cut_off(site, monkeypatch, columns):
    site.report(publication_date="2026-11-03", approved_date="2026-05-01")
    monkeypatch.setenv("COLUMNS", columns)
    monkeypatch.setenv("BOARD_AS_OF", "2026-06-01")
    words = " ".join(site.board("status").output.split())
    assert "155" in words


def test_a_draft_makes_the_folder_of_reports_when_there_is_none(site):
    site.reports.rmdir()
    assert site.board("new", "CPR 04/2026").exit_code == 0
    assert (site.reports / "_cpr-04-2026" / "index.md").is_file()


@pytest.mark.parametrize(("publish", "shown"), [(False, False), (True, True)])
def test_examples_are_left_aside_unless_the_site_publishes_them(site, publish, shown):
    site.configure(options={"publish_examples": publish})
    site.report(example=True, publication_date="2026-11-01", approved_date="2026-10-01", weeks=520)
    site.board("build", "--without-examples")
    assert (site.out / "reports" / "cpr-01-2026").exists() is shown


def test_an_example_left_aside_is_no_disagreement(site):
    site.report(example=True, publication_date="2026-11-01", approved_date="2026-10-01", weeks=520)
    site.board("build", "--without-examples", "--site-dir", site.root / "var" / "public")
    assert "should be" not in site.board("status").output


def test_a_report_missing_from_the_release_is_told_first(site):
    site.board("build", "--site-dir", site.root / "var" / "public")
    site.report(publication_date="2026-11-01", approved_date="2026-10-01", weeks=520)
    assert "is not on the site, and should be" in site.board("status").output.splitlines()[1]


@pytest.mark.parametrize("name", ["smtp_password", "ping_url", "api_token", "storage_key"])
def test_a_secret_in_the_file_is_an_error_that_says_so(site, name):
    site.configure(options={name: "x"})
    result = site.board("status")
    assert result.exit_code == 1
    assert "A secret never stands in this file" in result.output
