"""`board check`, `board new` and `board build`: what they tell, write, and exit with."""

import json

import pytest
import yaml

import builders
import projects
from board_reports.reports import slug_of

# check


@pytest.fixture
def good(site, monkeypatch):
    """A site with nothing to tell."""
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    site.configure(extra={"board": projects.BOARD})
    site.report()
    return site


def told(site, code=1):
    result = site.board("check", "--format", "json")
    assert result.exit_code == code, result.output
    document = json.loads(result.stdout)
    assert list(document) == ["problems", "findings", "waived", "not_checked", "note"]
    return document["problems"]


def test_check_of_a_good_site_exits_0(good):
    result = good.board("check")
    assert (result.exit_code, told(good, 0)) == (0, [])
    assert "Nothing to tell" in result.output


def only(problems):
    (one,) = problems
    return one


def test_check_tells_that_the_urgent_line_is_missing(good):
    good.configure(extra={"board": {}})
    one = only(told(good))
    assert (one["file"], one["key"]) == ("mkdocs.yml", "extra.board.urgent")
    assert "999" in one["message"]


def test_check_tells_a_link_from_a_permanent_page_to_a_report(good):
    good.page("about.md", "# About\n\nText.\n\n[One](/reports/cpr-01-2026/) and [all](/reports/).\n")
    one = only(told(good))
    assert (one["file"], one["line"]) == ("site_src/about.md", 5)
    assert "/reports/" in one["fix"]


def test_check_tells_a_link_from_a_report_to_another(good):
    good.report(body="See [it](/reports/cpr-02-2026/).\n")
    assert only(told(good))["file"] == "published_reports/winter.md"


def test_check_tells_a_link_in_the_navigation(good):
    good.configure(
        extra={"board": projects.BOARD},
        nav=[{"Home": "index.md"}, {"One": "https://board.example/reports/cpr-01-2026/"}],
    )
    assert only(told(good))["file"] == "mkdocs.yml"
    good.build()
    assert "cpr-01-2026" not in good.read("index.html")


def test_check_tells_a_file_that_is_not_published(good):
    (good.reports / "winter.md").unlink()
    path = good.report("winter/")
    builders.write(path.parent / "draft-plan.docx", "x")
    one = only(told(good))
    assert one["file"] == "published_reports/winter/draft-plan.docx"
    assert len(good.build().published) == 1


def test_check_tells_what_is_not_confirmed(good):
    builders.write(good.root / "docs" / "to-confirm.md", "# To confirm\n\n- [x] Done\n- [ ] Open\n- [ ] Open\n")
    one = only(told(good))
    assert (one["file"], one["line"]) == ("docs/to-confirm.md", 4)
    assert "2" in one["message"]


def test_check_is_content_when_all_is_confirmed(good):
    builders.write(good.root / "docs" / "to-confirm.md", "# To confirm\n\n- [x] Done\n")
    assert told(good, 0) == []


def test_check_tells_a_detail_of_the_board_that_is_not_known(good):
    good.page("about.md", "# About\n\nWrite to {board.fax}.\n")
    assert (only(told(good))["file"], only(told(good))["line"]) == ("site_src/about.md", 3)


def test_check_tells_a_report_among_the_pages(good):
    good.page("stray.md", "---\nreference: CPR 09/2026\n---\n\nText.\n")
    assert (only(told(good))["file"], only(told(good))["key"]) == ("site_src/stray.md", "reference")


def test_check_tells_faults_of_reports_still_to_come(good):
    good.report("later", reference="CPR 02/2026", publication_date="2026-12-01", body="[x](plan.pdf)\n")
    assert only(told(good))["file"] == "published_reports/later.md"


def test_check_leaves_the_texts_of_reports_alone_whose_time_is_over(good):
    good.report(
        "old", reference="CPR 02/2026", publication_date="2026-01-01", approved_date="2025-12-01", body="[x](p.pdf)\n"
    )
    assert told(good, 0) == []


def test_check_tells_what_is_no_report(good):
    builders.write(good.reports / "letter.docx", "x")
    assert only(told(good))["file"] == "published_reports/letter.docx"


def test_check_tells_every_problem_at_once_in_order(good):
    good.page("about.md", "# About\n\n[One](/reports/cpr-01-2026/)\n")
    good.report("bad", reference="x", weeks=2)
    builders.write(good.reports / "letter.docx", "x")
    files = [one["file"] for one in told(good)]
    assert files == sorted(files)
    assert set(files) == {"published_reports/bad.md", "published_reports/letter.docx", "site_src/about.md"}


# new


def test_draft_is_never_published_and_exits_0(site):
    result = site.board("new", "CPR 01/2026", "--title", "A title", "--date", "2026-06-01", "--type", "susr")
    assert result.exit_code == 0
    assert "published_reports/_cpr-01-2026/index.md" in result.output
    assert site.build().published == []
    assert site.board("build").exit_code == 0


@pytest.mark.parametrize(
    "title",
    ["Plain", 'With "quotes": and & colon', "It's # no comment", "Cân y gaeaf – é", "- list", "{{ x }}", "yes", "1"],
)
def test_draft_is_a_live_report_once_it_is_filled_in(site, title):
    assert site.board("new", "C&VSB CPR 1/2026", "--title", title, "--date", "2026-06-01").exit_code == 0
    draft = site.reports / "_cvsb-cpr-01-2026"
    text = (draft / "index.md").read_text("utf-8")
    (draft / "index.md").write_text(text.replace("# approved_date: YYYY-MM-DD", "approved_date: 2026-05-20"), "utf-8")
    draft.rename(site.reports / "cvsb-cpr-01-2026")
    (report,) = site.build().published
    assert (report.title, report.reference, report.slug) == (title, "C&VSB CPR 1/2026", "cvsb-cpr-01-2026")


def test_draft_of_a_reference_alone_says_what_is_still_needed(site):
    assert site.board("new", "CPR 01/2026").exit_code == 0
    text = (site.reports / "_cpr-01-2026" / "index.md").read_text("utf-8")
    for line in ("# title:", "# publication_date: YYYY-MM-DD", "# approved_date: YYYY-MM-DD"):
        assert line in text
    assert yaml.safe_load(text.split("---")[1]) == {"reference": "CPR 01/2026"}


@pytest.mark.parametrize("spelling", ["CPR 01/2026", "cpr 1-2026", "CPR-01-2026", "cpr-01-2026"])
def test_reference_that_is_taken_is_refused_in_any_spelling(site, spelling):
    site.report(reference="CPR 01/2026")
    result = site.board("new", spelling)
    assert result.exit_code == 1
    assert "published_reports/winter.md" in result.output
    assert not (site.reports / f"_{slug_of(spelling)}").exists()


def test_second_draft_is_refused_and_the_first_kept(site):
    site.board("new", "CPR 01/2026")
    path = site.reports / "_cpr-01-2026" / "index.md"
    path.write_text("mine", "utf-8")
    result = site.board("new", "CPR 1/2026")
    assert result.exit_code == 1
    assert "_cpr-01-2026" in result.output
    assert path.read_text("utf-8") == "mine"


def test_reference_cannot_lead_out_of_the_folder(site):
    site.board("new", "../../CPR 01/2026")
    assert [path.name for path in site.reports.iterdir()] == ["_cpr-01-2026"]
    assert sorted(path.name for path in site.root.iterdir()) == ["mkdocs.yml", "published_reports", "site_src"]


# build


def test_build_exits_0_and_tells_what_is_public(site):
    site.report()
    site.report("later", reference="CPR 02/2026", publication_date="2026-07-01")
    result = site.board("build", "--as-of", projects.LIVE_DAY)
    assert result.exit_code == 0
    for words in ("Public: 1 report.", "CPR 01/2026", "23 August 2026", "Next change: 1 July 2026"):
        assert words in result.stdout
    assert "CPR 02/2026" not in result.output


@pytest.mark.parametrize(
    ("front", "code"),
    [
        ({}, 0),
        ({"publication_date": "2026-07-01"}, 0),
        ({"hold": "x"}, 0),
        ({"withdrawn_date": "2026-06-02", "withdrawn_reason": "x"}, 0),
        ({"publication_date": "2026-01-01", "approved_date": "2025-12-01"}, 0),
        ({"publication_date": "2026-07-01", "approved_date": None}, 0),
        ({"approved_date": None}, 3),
        ({"weeks": 2}, 3),
        ({"weeks": 2, "publication_date": "2026-07-01"}, 3),
        ({"publication_date": "soon"}, 3),
        ({"publication_date": "2026-01-01", "approved_date": "2025-12-01", "title": None}, 0),
        ({"example": True}, 0),
    ],
)
def test_build_exits_3_when_a_report_is_left_out_for_a_problem(site, front, code):
    site.report(**front)
    result = site.board("build", "--as-of", projects.LIVE_DAY)
    assert result.exit_code == code, result.output
    assert bool(result.stderr) == (code == 3)
    assert site.json("status.json")["left_out_count"] == (1 if code else 0)


@pytest.mark.parametrize("code", [0, 3])
def test_strict_fails_exactly_where_build_exits_3(site, code, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    site.report(weeks=2 if code else 12)
    assert site.board("build").exit_code == code
    assert bool(site.mkdocs(strict=True).error) == bool(code)


def test_examples_are_shown_unless_they_are_left_aside(site):
    site.report(example=True)
    assert "Public: 1 report." in site.board("build", "--as-of", projects.LIVE_DAY).stdout
    result = site.board("build", "--as-of", projects.LIVE_DAY, "--without-examples")
    assert result.exit_code == 0
    assert "Left aside: 1 example report." in result.stdout


def test_build_that_fails_exits_1_and_keeps_the_site(site):
    site.build()
    before = projects.tree(site.out)
    site.page("x.md", "# X\n")
    site.configure(theme={"name": "material", "font": False, "custom_dir": "overrides"})
    builders.write(site.root / "overrides" / "main.html", "{% extends 'nothing.html' %}")
    result = site.board("build")
    assert result.exit_code == 1
    assert "Traceback" not in result.output
    assert projects.tree(site.out) == before
