"""Findings at their place: marks that are nothing but marks."""

import re

import pytest

import builders
from board_reports.desk.anonymity import findings_of
from board_reports.desk.preview.marking import Side, marked_text
from board_reports.reports.body import render
from board_reports.reports.links import Links, Place
from desk.web.test_authoring import png

NOTE = re.compile(r'<(a|span) class="desk-note"[^>]*><span class="desk-unseen">Finding </span>\d+</\1>')
MARK = re.compile(r"</?mark\b[^>]*>")


def marked(tmp_path, body, *wanted):
    """The body with the wanted words marked, by number, and the report's own HTML of it."""
    path = builders.write_report(tmp_path / "reports", "winter/", body)
    builders.write(path.with_name("map.png"), png())
    report = builders.only(tmp_path / "reports")
    text = path.read_text("utf-8")
    places = [text.index(words) for words in wanted]
    spans = [
        (number, start, start + len(words)) for number, (start, words) in enumerate(zip(places, wanted, strict=True), 1)
    ]
    found = marked_text(Side(report.files, "index.md", "en", path.read_bytes()), spans, report.settings, "/check")
    return found, report.content.texts["en"].body.html


def bare(html):
    """The HTML without notes and marks."""
    return MARK.sub("", NOTE.sub("", html))


BODIES = {
    "plain": ("He lived in Lower Street.", "Lower Street"),
    "bold in the middle": ("He is R**hy**s Jones.", "R**hy**s Jones"),
    "table": ("| When | What |\n|---|---:|\n| 3 March 2024 | x |", "3 March 2024"),
    "footnote": ("Words.[^1]\n\n[^1]: Ring 029 2018 0999 today.", "029 2018 0999"),
    "heading": ("## In Lower Street\n\nWords.", "Lower Street"),
    "alternative text": ("![The house in Lower Street](map.png)", "Lower Street"),
    "link": ("[Lower Street](https://example.org/)", "Lower Street"),
    "list": ("- one\n- in Lower Street\n- three", "Lower Street"),
    "definition": ("Term\n:   in Lower Street", "Lower Street"),
    "two paragraphs": ("In Lower\n\nStreet", "Lower\n\nStreet"),
    "entity": ("Smith & Sons <3", "Smith & Sons <3"),
}


@pytest.mark.parametrize("kind", BODIES)
def test_a_mark_changes_nothing_but_the_mark(tmp_path, kind):
    body, words = BODIES[kind]
    found, html = marked(tmp_path, body, words)
    assert found.plain == html
    assert bare(found.marked) == html
    assert found.shown == {1}
    assert 'href="/check#finding-1"' in found.marked or 'id="finding-1"' in found.marked


def test_two_marks_that_touch_stay_apart(tmp_path):
    found, html = marked(tmp_path, "Lower Street, Upper Street.", "Lower Street", ", Upper Street")
    assert bare(found.marked) == html
    assert found.shown == {1, 2}
    assert found.marked.index('id="finding-1"') < found.marked.index('id="finding-2"')


def test_what_cannot_be_marked_in_place_is_noted_at_the_end_of_its_line(tmp_path):
    body = "Look [here](map.png) or there.\n\nAnd in Lower Street."
    found, html = marked(tmp_path, body, "map", "Lower Street")
    assert bare(found.marked) == html
    assert found.shown == {1, 2}
    line = next(one for one in found.marked.splitlines() if "or there" in one)
    assert 'id="finding-1"' in line


def test_a_text_with_signs_of_its_own_is_left_alone(tmp_path):
    found, html = marked(tmp_path, "In Lower Street \ue000\ue011\ue002.", "Lower Street")
    assert found.marked == found.plain == html
    assert found.shown == set()


def test_a_mark_is_never_more_than_the_words(tmp_path):
    found, _ = marked(tmp_path, "Before <b>Lower</b> Street after.", "Lower</b> Street")
    assert "".join(re.findall(r"<mark[^>]*>(.*?)</mark>", found.marked)) == "Lower Street"


def test_the_text_is_rendered_as_the_report_renders_it(tmp_path):
    body = "[the part](more.md) [the file](map.png) [another](../spring/) [home](/about/)"
    builders.write_part(tmp_path / "reports/winter/more.md")
    found, html = marked(tmp_path, body, "the part")
    assert found.plain == html
    assert bare(found.marked) == html


def test_findings_of_the_check_are_found_at_their_place(tmp_path):
    body = "Ring 029 2018 0999.\n\n| Who | Where |\n|---|---|\n| a | rhys.jones@example.org |"
    path = builders.write_report(tmp_path / "reports", "winter/", body)
    report = builders.only(tmp_path / "reports")
    spans = [(number, one.start, one.end) for number, one in enumerate(findings_of(report, None).open, 1)]
    found = marked_text(Side(report.files, "index.md", "en", path.read_bytes()), spans, report.settings, "")
    assert re.findall(r"<mark[^>]*>(.*?)</mark>", found.marked) == ["029 2018 0999", "rhys.jones@example.org"]


def test_the_guard_is_needed():
    """A sign inside an address changes it: that is why each is tried."""
    place = Place("x/index.md", "x", {})
    plain = render("[a](map.png)", Links(place, "reports", {"map.png"})).html
    signed = render("[a](\ue000\ue011\ue002map.png)", Links(place, "reports", {"map.png"})).html
    assert re.sub("[\ue000-\ue019]", "", signed) != plain
