"""A text that is held back from the theme's search comes out as the search would have left it."""

from dataclasses import replace

import pytest

import projects
from board_reports.site.rendering import publishing
from board_reports.site.rendering.whole_page import Frame

BODY = "## What happened\n\n{}\n\nThe lantern went out.\n"


def page(folder, words):
    site = projects.make(folder)
    site.report("winter", BODY.format(words))
    site.build()
    return site.read("reports/cpr-01-2026/index.html")


@pytest.mark.parametrize("words", ["Plain words.", 'Write data-search-exclude="yes" there.', "data-search-x= nothing"])
def test_a_text_is_the_same_whether_it_is_held_back_or_not(tmp_path, monkeypatch, words):
    held_back = page(tmp_path / "one", words)
    of = Frame.of
    monkeypatch.setattr(publishing.Frame, "of", lambda *given: replace(of(*given), known=False))
    assert page(tmp_path / "two", words) == held_back
    assert ("exclude=" in held_back) is False, "the search takes it out of a text"
    assert "The lantern went out." in held_back
