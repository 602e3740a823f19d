"""A leaflet's page becomes blocks: what is said, where links lead, and which print file has what."""

import pytest

from board_reports.leaflet.blocks import (
    Form,
    Heading,
    Link,
    Listing,
    NextPanel,
    Note,
    Paragraph,
    Spoken,
    blocks_for,
    inlines_for,
    plain,
)
from board_reports.leaflet.typeset import breakable, inlines, short_address
from leafs import leaflet


def said(blocks):
    """The blocks in short, for comparing."""
    found = []
    for block in blocks:
        if isinstance(block, Heading):
            found.append(f"h{block.level} {plain(block.content)}")
        elif isinstance(block, Paragraph):
            found.append(plain(block.content))
        elif isinstance(block, Listing):
            found.append((block.start, [said(item) for item in block.items]))
        elif isinstance(block, Note):
            found.append((plain(block.title), said(block.content)))
        else:
            found.append("next panel")
    return found


def shown(text, form=Form.SHEET):
    return said(blocks_for(form, leaflet(text).blocks))


def words_of(text):
    """How the first paragraph below the first heading is printed."""
    paragraph = leaflet(f"## A\n\n{text}").blocks[1]
    pieces = []

    def take(items):
        for one in items:
            if isinstance(one, str):
                pieces.append(one)
            elif one["kind"] == "break":
                pieces.append("\n")
            else:
                take(one["content"])

    take(inlines(inlines_for(Form.SHEET, paragraph.content)))
    return "".join(pieces).replace("\u200b", "")


def test_title_and_lead_are_the_cover_and_the_rest_is_the_text():
    found = leaflet("# The title\n\nWho it is for.\n\n## First\n\nText.\n")
    assert (found.title, plain(found.lead), said(found.blocks)) == (
        "The title",
        "Who it is for.",
        ["h2 First", "Text."],
    )


def test_text_that_begins_with_a_heading_has_no_lead():
    found = leaflet("# The title\n\n## First\n\nText.\n")
    assert (found.lead, said(found.blocks)) == ((), ["h2 First", "Text."])


def test_lists_notes_and_nested_lists_are_kept():
    text = '## A\n\n3. three\n4. four\n    - inside\n\n!!! info "In short"\n\n    One.\n\n    - two\n\n> Quoted.\n'
    assert shown(text) == [
        "h2 A",
        (1, [["three"], ["four", (None, [["inside"]])]]),
        ("In short", ["One.", (None, [["two"]])]),
        ("", ["Quoted."]),
    ]


def test_list_begins_with_its_own_number():
    assert shown('## A\n\n<ol start="3">\n<li>three</li>\n</ol>\n')[1] == (3, [["three"]])


def test_footnotes_lose_their_way_back_and_contents_lists_go():
    text = "[TOC]\n\n## A\n\nSaid.[^1]\n\n[^1]: Where it is from.\n"
    assert shown(text)[:2] == ["h2 A", "Said.1"]
    assert (1, [["Where it is from.\xa0"]]) in shown(text)


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("[the guide](https://www.gov.example/guide/)", "the guide (www.gov.example/guide)"),
        ("<https://www.gov.example/guide>", "https://www.gov.example/guide"),
        ("[gov.example/guide](https://gov.example/guide)", "gov.example/guide"),
        ("[01632 960 000](tel:01632960000)", "01632 960 000"),
        ("[call us](tel:01632960000)", "call us (01632960000)"),
        ("[unit@board.example](mailto:unit@board.example)", "unit@board.example"),
        ("see [below](#below)", "see below"),
        ("one<br>two", "one\ntwo"),
        ("a &amp; b &lt;c&gt;", "a & b <c>"),
        ("soft\nline", "soft line"),
        ("**bold** *it* `code`", "bold it code"),
    ],
)
def test_words_are_printed_as_a_person_would_read_them(text, printed):
    assert words_of(text) == printed


def test_short_address():
    assert short_address("HTTPS://a.example/b/") == "a.example/b"
    assert short_address("mailto:x@a.example") == "x@a.example"


def test_long_words_may_be_broken_and_stay_what_they_are():
    for word in ("https://www.example.org/one-part/another-part/", "x" * 100, "a@b.example" * 4):
        assert "\u200b" in breakable(word)
        assert breakable(word).replace("\u200b", "") == word
    assert breakable("antidisestablishmentarian sooner") == "antidisestablishmentarian sooner"


def test_words_in_another_language_are_marked():
    (block,) = leaflet("## A\n\n<span lang='en'>1 The Street</span>").blocks[1:]
    (spoken,) = [one for one in block.content if isinstance(one, Spoken)]
    assert (spoken.language, plain(spoken.content)) == ("en", "1 The Street")


def test_marks_leave_passages_out():
    text = (
        "## A\n\nOne.\n\n<!-- print: off -->\n\n## B\n\n![A picture](x.png)\n\n| a |\n|---|\n| b |\n\n"
        "<!-- print: large only -->\n\nTwo.\n\n<!-- print: on -->\n\nThree. <!-- print: off -->Four."
        "<!-- print: on -->\n"
    )
    assert leaflet(text).faults == ()
    assert shown(text) == ["h2 A", "One.", "Three."]
    assert shown(text, Form.LARGE) == ["h2 A", "One.", "Two.", "Three."]


def test_next_panel_is_kept_for_the_sheet_alone():
    text = "## A\n\nOne.\n\n<!-- print: next panel -->\n\n## B\n\nTwo.\n"
    assert shown(text) == ["h2 A", "One.", "next panel", "h2 B", "Two."]
    assert shown(text, Form.LARGE) == ["h2 A", "One.", "h2 B", "Two."]
    assert [block.line for block in leaflet(text, first_line=6).blocks if isinstance(block, NextPanel)] == [10]


def test_other_comments_are_nothing():
    assert shown("## A\n\n<!-- printing: off -->\n\nOne.\n") == ["h2 A", "One."]


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("## A\n\n## B\n\n![A picture](x.png)\n", 12, "A picture cannot be printed"),
        ("## A\n\nOne.\n\n| a |\n|---|\n| b |\n", 10, "A table cannot be printed"),
        ("## A\n\n<!-- print: of -->\n\nOne.\n", 12, "does not know this mark"),
        ("## A\n\n<!-- print: off -->\n\nOne.\n", 12, "has no end"),
        ("## A\n\nOne <!-- print: next panel --> two.\n", 12, "inside a paragraph"),
    ],
)
def test_what_print_cannot_show_is_told_with_its_line(text, line, message):
    (fault,) = leaflet(text, first_line=10).faults
    assert fault.line == line
    assert message in fault.message
    assert fault.fix


def test_headings_know_their_lines_in_the_file():
    text = "# Title\n\nLead.\n\n## What? { #what }\n\nText.\n\nUnderlined\n----------\n\n### With **bold** words ###\n"
    headings = [block.line for block in leaflet(text, first_line=5).blocks if isinstance(block, Heading)]
    assert headings == [9, 13, 16]


def test_links_go_where_the_site_says():
    found = leaflet("## A\n\n[x](../about.md)", address_of=lambda href: f"https://board.example/{href}")
    (link,) = [one for one in found.blocks[1].content if isinstance(one, Link)]
    assert link.to == "https://board.example/../about.md"
