"""The last touches: tables that scroll are in reach of keyboards, and what the theme leaves wrong is mended."""

import pytest

from board_reports.site.finishing import finished, mended
from board_reports.site.words import words_of

ENGLISH, WELSH = words_of("en"), words_of("cy")
PLACE = '<div class="board-table" tabindex="0" role="group" aria-label="{}">'
EN, CY = (PLACE.format(words("table_scrolls").replace("'", "&#x27;")) for words in (ENGLISH, WELSH))
CELLS = "<tbody><tr><td>1</td></tr></tbody>"


def test_the_table_of_a_report_has_its_place_already():
    cleaned = f'<p>a</p><div class="board-table"><table>{CELLS}</table></div><p>b</p>'
    assert mended(cleaned, ENGLISH) == f'<p>a</p>{EN}<table class="board-cells">{CELLS}</table></div><p>b</p>'
    assert mended(cleaned, WELSH).count(CY) == 1


@pytest.mark.parametrize("around", ["{}", "<div>{}</div>", '<div class="grid">{}</div>{}'])
def test_the_table_of_a_permanent_page_gets_one(around):
    table = f"<table>{CELLS}</table>"
    placed = f'{EN}<table class="board-cells">{CELLS}</table></div>'
    assert mended(around.replace("{}", table), ENGLISH) == around.replace("{}", placed)


def test_a_table_with_a_class_keeps_it():
    assert '<table id="t" class="wide">' in mended(f'<table id="t" class="wide">{CELLS}</table>', ENGLISH)


def test_tables_within_tables_stay_whole():
    inner = f'<div class="board-table"><table>{CELLS}</table></div>'
    html = mended(f"<table><tr><td>{inner}</td></tr></table>", ENGLISH)
    assert html.count("<div") == html.count("</div>") == 2
    assert mended("</table>", ENGLISH) == "</table>"


def test_the_way_back_from_a_footnote_is_told_in_the_pages_language():
    link = '<a class="footnote-backref" href="#fnref:1" title="Jump back to footnote 1 in the text">↩</a>'
    assert 'title="Back to note 1 in the text" aria-label="Back to note 1 in the text"' in mended(link, ENGLISH)
    assert "Jump back" not in mended(link, WELSH)


def test_text_that_only_speaks_of_tables_is_left_alone():
    text = "<p>&lt;table&gt; and a tablet, and <code>&lt;/table&gt;</code></p>"
    assert mended(text, ENGLISH) == text


def test_the_check_boxes_of_the_theme_lose_what_is_not_allowed_on_them():
    box = '<input class="md-toggle" data-md-toggle="drawer" type="checkbox" id="__drawer" autocomplete="off">'
    other = '<input type="text" autocomplete="off">'
    assert finished(box + other, policy=False) == box.replace(' autocomplete="off"', "") + other
