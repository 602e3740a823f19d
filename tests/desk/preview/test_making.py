"""The real page of what is not public yet: built beside everything, and for one person."""

import re
from datetime import UTC

import pytest

import builders
from board_reports.desk.preview.keeping import MOST, Previews, file_in
from board_reports.desk.preview.making import CannotPreview, Preview, make_preview
from board_reports.reports.pictures import UNDESCRIBED
from desk.web.test_authoring import png
from projects import BOARD, no_instant_from_outside, shared_templates, site, tree

__all__ = ["no_instant_from_outside", "shared_templates", "site"]

NOW = builders.at("2026-06-10T20:00").astimezone(UTC)


def previewed(site, name, tmp_path):
    return make_preview(site.config, name, tmp_path / "previews" / "one", NOW)


def test_a_draft_is_shown_as_on_its_first_day_and_nothing_else_changes(site, tmp_path):
    site.configure(
        extra={"board": BOARD}, options={"require_seal": True, "required_before_publication": ["family_told_date"]}
    )
    path = builders.write_report(
        site.reports,
        "_cpr-01-2026/",
        f"Words of the draft.\n\n![{UNDESCRIBED}](map.png)\n",
        approved_date=None,
        publication_date="2026-07-01",
        hold="Wait",
    )
    builders.write_twin(path, f"Geiriau.\n\n![{UNDESCRIBED}](map.png)\n")
    builders.write_part(path.with_name("briefing.md"))
    builders.write(path.with_name("map.png"), png())
    site.report("live", reference="CPR 02/2026")
    (tmp_path / "previews").mkdir()
    before = tree(site.root)
    made = previewed(site, "_cpr-01-2026", tmp_path)
    assert tree(site.root) == before
    assert [(one.language, one.part) for one in made.pages] == [("en", None), ("en", "briefing")]
    page = (made.tree / made.pages[0].address / "index.html").read_text("utf-8")
    assert "Words of the draft." in page
    assert "until the end of 22 September 2026" in page
    assert UNDESCRIBED not in page
    assert 'content="noindex' in page
    listing = (made.tree / "reports/index.html").read_text("utf-8")
    assert "cpr-01-2026" in listing
    assert "CPR 02/2026" not in listing  # one report alone: what is shown depends on no other
    assert sorted(one.name for one in (tmp_path / "previews").iterdir()) == [".one.lock", "one"]


def test_what_is_missing_is_filled_in_and_told(site, tmp_path):
    builders.write_report(site.reports, "_x/", title=None, publication_date=None, approved_date=None, weeks=3)
    (tmp_path / "previews").mkdir()
    made = previewed(site, "_x", tmp_path)
    assert made.assumed == ("title", "publication_date", "weeks")


def test_a_correction_is_shown_as_now(site, tmp_path):
    path = site.report("winter/")
    builders.write(path.parent / "_correction/index.md", path.read_text("utf-8").replace("library", "archive"))
    (tmp_path / "previews").mkdir()
    made = previewed(site, "winter/_correction", tmp_path)
    assert made.at == NOW
    page = (made.tree / made.pages[0].address / "index.html").read_text("utf-8")
    assert "archive" in page
    assert "10 June 2026" in page  # the day of the correction


def test_what_cannot_be_shown_says_what_to_put_right(site, tmp_path):
    builders.write_report(site.reports, "_x/", "[gone](nothing.pdf)\n")
    with pytest.raises(CannotPreview) as refused:
        previewed(site, "_x", tmp_path)
    (problem,) = refused.value.problems
    assert problem.file == "published_reports/_x/index.md"
    assert "not there" in problem.message


def test_a_broken_configuration_is_a_sentence(site, tmp_path):
    builders.write_report(site.reports, "_x/")
    site.config.write_text("site_name: [", "utf-8")
    with pytest.raises(CannotPreview, match="cannot be"):
        previewed(site, "_x", tmp_path)


def kept(previews, who="a", name="_x"):
    def build(tree_):
        builders.write(tree_ / "index.html", name)
        return Preview(tree_, NOW, (), ())

    return previews.make(who, name, "state", build)


def test_a_preview_goes_when_another_takes_its_place_and_at_the_end():
    previews = Previews()
    first, second = kept(previews), kept(previews)
    assert not first.preview.tree.exists()
    assert second.preview.tree.is_dir()
    assert second.preview.tree.parent.parent.stat().st_mode & 0o777 == 0o700
    others = [kept(previews, name=f"_{number}") for number in range(MOST)]
    assert not second.preview.tree.exists()
    previews.close()
    assert not others[-1].preview.tree.parent.parent.exists()


def test_a_preview_is_for_whoever_made_it():
    previews = Previews()
    mine = kept(previews)
    assert previews.get(mine.token, "a") is mine
    assert previews.get(mine.token, "b") is None
    assert previews.get("another", "a") is None
    previews.close()


def test_a_build_that_fails_leaves_nothing(tmp_path):
    previews = Previews()

    def fails(tree_):
        builders.write(tree_ / "index.html", "half")
        raise CannotPreview("no")

    first = kept(previews)
    with pytest.raises(CannotPreview):
        previews.make("a", "_y", "state", fails)
    assert [one.name for one in first.preview.tree.parent.parent.iterdir()] == [first.token]
    previews.close()


def test_no_path_leads_out_of_the_tree(tmp_path):
    folder = tmp_path / "site"
    builders.write(folder / "reports/index.html", "page")
    builders.write(tmp_path / "secret.txt", "secret")
    (folder / "link.txt").symlink_to(tmp_path / "secret.txt")
    (folder / "out").symlink_to(tmp_path)
    assert file_in(folder, "reports/").name == "index.html"
    assert file_in(folder, "reports") is None
    bad = [
        "../secret.txt",
        "reports/../../secret.txt",
        "link.txt",
        "out/secret.txt",
        "/etc/passwd",
        "..\\secret.txt",
        "a\0b",
    ]
    assert [file_in(folder, path) for path in bad] == [None] * len(bad)
    assert not re.search("secret", str(file_in(folder, "out/")))
