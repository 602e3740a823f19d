"""Each mistake in the configuration is one clear message, and paths are those of the file, wherever one stands."""

import os
import shutil

import pytest
import yaml

import builders
import projects


def refused(site, *words):
    """`board build` and `mkdocs build` both refuse, in words, and write nothing."""
    result = site.board("build")
    assert result.exit_code == 1, result.output
    told = site.mkdocs()
    assert told.error is not None
    for word in words:
        assert word in result.output
        assert word in told.told
    assert "Traceback" not in result.output + told.told
    assert not site.out.exists()


OPTIONS = {
    "unknown": ({"week": 12}, "week"),
    "unknown timezone": ({"timezone": "Wales/Cardiff"}, "timezone"),
    "weeks below the minimum": ({"weeks": 8}, "weeks"),
    "no minimum": ({"minimum_weeks": 0}, "weeks"),
    "weeks as text": ({"weeks": "twelve"}, "weeks"),
    "review types as a list": ({"review_types": ["cpr"]}, "review_types"),
    "review type without labels": ({"review_types": {"cpr": "Review"}}, "review_types"),
    "unknown file type": ({"attachment_types": ["pdf", "exe"]}, "attachment_types"),
    "no size": ({"attachment_max_mb": 0}, "attachment_max_mb"),
    "unknown language": ({"language": "fr"}, "language"),
    "public key as a private date": ({"required_before_publication": ["title"]}, "required_before_publication"),
    "seal as text": ({"require_seal": "maybe"}, "require_seal"),
    "mail password": ({"smtp": {"host": "x", "password": "hunter2"}}, "smtp"),
    "mail key": ({"smtp": {"hots": "x"}}, "smtp"),
    "ping address": ({"ping_url": "https://hunter2.example"}, "ping_url"),
    "storage key": ({"s3_secret_key": "hunter2"}, "s3_secret_key"),
    "password": ({"password": "hunter2"}, "password"),
    "token": ({"token": "hunter2"}, "token"),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_mistake_in_an_option_is_told(site, case):
    options, key = OPTIONS[case]
    site.configure(options=options)
    refused(site, key)
    assert "hunter2" not in site.board("build").output


KEYS = {
    "another theme": ({"theme": {"name": "mkdocs"}}, "theme"),
    "no address": ({"site_url": None}, "site_url"),
    "file addresses": ({"use_directory_urls": False}, "use_directory_urls"),
    "analytics": ({"extra": {"analytics": {"provider": "google"}}}, "analytics"),
    "foreign script": ({"extra_javascript": ["https://cdn.example/x.js"]}, "extra_javascript"),
    "foreign style": ({"extra_css": ["//cdn.example/x.css"]}, "extra_css"),
    "unknown detail of the Board": ({"extra": {"board": {"fax": "1"}}}, "fax"),
    "telephone as a number": ({"extra": {"board": {"telephone": 1632960000}}}, "telephone"),
    "Board as a text": ({"extra": {"board": "Example"}}, "board"),
    "reports among the docs": ({"docs_dir": "published_reports"}, "overlap"),
    "docs around the reports": ({"docs_dir": "."}, "docs_dir"),
}


@pytest.mark.parametrize("case", KEYS)
def test_mistake_in_the_configuration_is_told(site, case):
    keys, word = KEYS[case]
    site.configure(**keys)
    refused(site, word)


def test_reports_inside_the_docs_are_refused(site):
    site.configure(options={"reports_dir": "site_src/reports"})
    refused(site, "overlap")


@pytest.mark.parametrize("text", ["site_name: [", "- a list", "", "\x00", "site_name: x\nplugins: 5\n", "a: &b [*b]"])
def test_broken_file_is_told(site, text):
    site.config.write_text(text, "utf-8")
    result = site.board("build")
    assert result.exit_code == 1
    assert "mkdocs.yml" in result.output
    assert "Traceback" not in result.output


def test_configuration_without_the_plugin_is_told(site):
    site.configure(plugins=["search"])
    result = site.board("build")
    assert result.exit_code == 1
    assert "board-reports" in result.output


def test_unknown_plugin_is_told(site):
    site.configure(plugins=["board-reports", "no-such-plugin"])
    result = site.board("build")
    assert result.exit_code == 1
    assert "no-such-plugin" in result.output


def test_gh_deploy_is_refused_with_the_reason(site):
    result = site.run("mkdocs", "gh-deploy")
    assert result.returncode != 0
    assert "history" in result.stderr
    assert "Traceback" not in result.stderr
    assert not site.out.exists()


def test_paths_are_relative_to_the_file_wherever_one_stands(site, tmp_path, monkeypatch):
    elsewhere = tmp_path / "else" / "where"
    elsewhere.mkdir(parents=True)
    site.report()
    site.configure(options={"reports_dir": "published_reports", "state_dir": "var"})
    monkeypatch.chdir(elsewhere)
    assert site.board("build", "--as-of", projects.LIVE_DAY).exit_code == 0
    assert site.has("reports/cpr-01-2026/index.html")
    relative = os.path.relpath(site.config)
    status = site.board("status", "--format", "json", "--as-of", projects.LIVE_DAY, config=relative)
    assert '"published_reports/winter.md"' in status.stdout
    assert list(elsewhere.iterdir()) == []


def test_other_places_may_be_given(site):
    site.configure(options={"reports_dir": "../reports of the board"})
    shutil.move(site.reports, site.root.parent / "reports of the board")
    builders.write_report(site.root.parent / "reports of the board")
    site.build()
    assert site.has("reports/cpr-01-2026/index.html")


@pytest.mark.parametrize("as_mapping", [True, False])
def test_inherited_configuration_works(site, as_mapping):
    options = {"review_types": {"mine": {"en": "A type of ours", "cy": "Math"}}}
    plugins = {"search": {}, "board-reports": options} if as_mapping else ["search", {"board-reports": options}]
    site.configure(plugins=plugins)
    child = site.root / "child.yml"
    child.write_text(yaml.safe_dump({"INHERIT": "mkdocs.yml", "site_name": "The child"}), "utf-8")
    site.report(review_type="mine")
    result = site.board("build", "--as-of", projects.LIVE_DAY, config=child)
    assert result.exit_code == 0, result.output
    assert "The child" in site.html().one("title").text
    assert "A type of ours" in site.html("reports/").text


def test_rule_follows_the_options(site):
    site.configure(options={"weeks": 4, "minimum_weeks": 2})
    site.report()
    site.report("short", reference="CPR 02/2026", weeks=2)
    assert len(site.build("2026-06-14T23:59").published) == 2
    assert len(site.build("2026-06-15").published) == 1
    assert len(site.build("2026-06-29").published) == 0


@pytest.mark.parametrize(
    ("options", "more", "count"),
    [
        ({"require_seal": True}, {}, 0),
        ({"require_welsh": True}, {}, 0),
        ({"required_before_publication": ["family_told_date"]}, {}, 0),
        ({"required_before_publication": ["family_told_date"]}, {"family_told_date": "2026-05-30"}, 1),
        ({"required_before_publication": ["family_told_date"]}, {"family_told_date": "2026-06-30"}, 0),
    ],
)
def test_what_is_required_keeps_a_report_down(site, options, more, count):
    site.configure(options=options)
    site.report(**more)
    published = site.build()
    assert (len(published.published), published.left_out_count) == (count, 1 - count)


def test_file_types_and_size_follow_the_options(site):
    site.configure(options={"attachment_types": ["pdf"], "attachment_max_mb": 0.001})
    path = site.report("winter/", attachments=[{"file": "plan.pdf"}])
    builders.write(path.parent / "plan.pdf", builders.pdf("x"))
    assert len(site.build().published) == 1
    builders.write(path.parent / "plan.pdf", builders.pdf("x" * 1500))
    assert len(site.build().published) == 0


def test_overrides_of_the_site_are_used(site):
    site.configure(theme={"name": "material", "font": False, "custom_dir": "overrides"})
    builders.write(site.root / "overrides" / "partials" / "copyright.html", "ours")
    site.report()
    site.build()
    assert site.html().all(class_="board-urgent")


def test_fonts_stay_off_whatever_the_theme_says(site):
    site.configure(theme={"name": "material"})
    site.build()
    assert "fonts.googleapis" not in site.read("index.html")
    site.configure(theme={"name": "material", "font": {"text": "Roboto"}})
    site.build()
    assert "fonts.g" not in site.read("index.html")


def test_repository_links_stay_off(site):
    site.configure(repo_url="https://github.com/board/site", edit_uri="edit/main/")
    site.page("about.md", "# About\n")
    site.report()
    site.build()
    for name in ("about/", "reports/cpr-01-2026/", "reports/"):
        assert "github.com" not in site.read(f"{name}index.html")
