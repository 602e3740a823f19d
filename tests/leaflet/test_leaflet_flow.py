"""How the text flows over the panels: all of it, in order, where a person would break it, and never too much."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board_reports.leaflet.blocks import Heading, Listing, NextPanel, Paragraph, Text
from board_reports.leaflet.panels import FLOW, ROOM, Panel, TooLong, TooManyMarks, flow, height, units_of

HEADING = Heading(2, (Text("Heading"),), 7)
WORDS = Paragraph((Text("Words."),))
LEAD_IN = Paragraph((Text("You can expect:"),))
LIST = Listing(1, tuple((Paragraph((Text(f"Item {number}"),)),) for number in range(4)))
BLOCKS = st.lists(st.sampled_from([HEADING, WORDS, LEAD_IN, LIST, NextPanel(3)]), max_size=14)


@given(BLOCKS, st.data())
def test_flow_keeps_all_in_order_and_within_the_panels(blocks, data):
    units = units_of(blocks)
    heights = data.draw(st.lists(st.floats(1, 120), min_size=len(units), max_size=len(units)))
    found = flow(units, heights)
    if isinstance(found, TooManyMarks | TooLong):
        return
    assert len(found) == len(FLOW)
    assert [number for panel in found for number in panel] == list(range(len(units)))
    for place, panel in enumerate(found):
        here = [units[number] for number in panel]
        assert height(here, [heights[number] for number in panel]) <= ROOM
        assert not any(unit.begins_panel for unit in here[1:])
        if here and any(found[place + 1 :]):
            assert not here[-1].leads_on


def test_a_break_before_a_section_is_best():
    units = units_of([HEADING, WORDS, HEADING, WORDS, WORDS, HEADING, WORDS, HEADING, WORDS])
    found = flow(units, [8.0, 90.0, 8.0, 60.0, 60.0, 8.0, 90.0, 8.0, 90.0])
    assert [units[panel[0]].is_heading for panel in found] == [True] * 4


def test_no_item_of_a_list_stands_alone_where_it_can_be_helped():
    units = units_of([HEADING, WORDS, LIST, HEADING, WORDS])
    found = flow(units, [8.0, 110.0, 25.0, 25.0, 25.0, 25.0, 8.0, 100.0])
    firsts = [units[panel[0]].item for panel in found if panel]
    assert 1 not in firsts
    assert 3 not in firsts


def test_mark_begins_a_panel():
    units = units_of([HEADING, WORDS, NextPanel(9), HEADING, WORDS])
    assert flow(units, [8.0, 20.0, 8.0, 20.0])[0] == [0, 1]


@pytest.mark.parametrize("marks", range(4))
def test_too_long_a_passage_names_its_panel(marks):
    """With a mark before each section, the third of them is on the third panel, and so on."""
    blocks = [HEADING, WORDS]
    for _ in range(marks):
        blocks += [NextPanel(3), Heading(2, (Text("Next"),), 20 + marks), WORDS]
    for _ in range(3 - marks):
        blocks += [NextPanel(3), HEADING, WORDS]
    heights = [8.0, 100.0] * 4
    heights[marks * 2 + 1] = ROOM + 20
    found = flow(units_of(blocks), heights)
    assert isinstance(found, TooLong)
    assert found.panel is FLOW[marks]
    assert found.by > 0


def test_text_too_long_for_all_panels_names_the_last():
    units = units_of([HEADING, *[WORDS] * 20])
    found = flow(units, [8.0, *[45.0] * 20])
    assert (found.panel, found.line) == (Panel.RIGHT, 7)
    assert found.by == pytest.approx(8 * 45, abs=60)


def test_more_marks_than_panels_are_told():
    blocks = [WORDS]
    for line in range(10, 15):
        blocks += [NextPanel(line), WORDS]
    assert flow(units_of(blocks), [5.0] * 6) == TooManyMarks(13)
