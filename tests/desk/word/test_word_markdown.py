"""What becomes of each thing that a Word file has: the Markdown that comes out, letter by letter."""

import pytest
from word_files import Word, body, field, image, imported, inserted, run, told

from board_reports.reports.body import render
from board_reports.reports.links import Links, Place

SAFE = "https://eur02.safelinks.protection.outlook.com/"


def html(text):
    return render(text, Links(Place("draft/index.md", "draft", {}), "", ["picture-1.png"])).html


def test_a_whole_report():
    word = Word()
    word.text("The review of the harbour", "Title")
    word.head("1. Brief outline of circumstances resulting in the review")
    word.text("The child is called ").add_run("Child A").bold = True
    word.note("A name that is not the child's.")
    word.head("What happened", 2)
    word.text("A worry", "List Bullet")
    word.text("A second one", "List Bullet 2")
    word.text("A third", "List Bullet")
    word.text("Look", "List Number")
    word.text("Write", "List Number")
    word.bold("Practice and organisational learning")
    word.table(["Term", "Worries"], ["Autumn", "3"], ["Spring | early", "5"])
    word.picture(image(), "A red box")
    word.head("Improving systems and practice")
    word.within(field('HYPERLINK "https://example.org/guide"', "the guide"), word.text("See "))
    assert body(word) == (
        "## 1. Brief outline of circumstances resulting in the review\n\n"
        "The child is called **Child A**[^1]\n\n"
        "### What happened\n\n"
        "- A worry\n"
        "    - A second one\n"
        "- A third\n\n"
        "1. Look\n"
        "2. Write\n\n"
        "## Practice and organisational learning\n\n"
        "| Term | Worries |\n"
        "|---|---|\n"
        "| Autumn | 3 |\n"
        "| Spring \\| early | 5 |\n\n"
        "![A red box](picture-1.png)\n\n"
        "## Improving systems and practice\n\n"
        "See [the guide](https://example.org/guide)\n\n"
        "[^1]: A name that is not the child's.\n"
    )
    assert "1 line in bold letters is a heading of the template" in told(word)


@pytest.mark.parametrize(
    ("levels", "expected"),
    [
        ([1, 2, 3], ["##", "###", "####"]),
        ([2, 3, 2], ["##", "###", "##"]),
        ([1, 3, 3, 1], ["##", "###", "###", "##"]),
        ([3, 1, 2], ["##", "##", "###"]),
        ([1, 2, 3, 4, 5, 6, 7], ["##", "###", "####", "#####", "######", "######", "######"]),
    ],
)
def test_headings_begin_at_the_second_level_and_skip_none(levels, expected):
    word = Word()
    word.text("Known title", "Title")
    for number, level in enumerate(levels):
        word.head(f"Heading {number}", level)
        word.text("Text.")
    assert [line.split()[0] for line in body(word).splitlines() if line.startswith("#")] == expected


def test_headings_of_the_template_are_at_the_second_level_whatever_word_says():
    word = Word()
    word.head("The report", 1)
    word.text("Text.")
    word.head("Background", 1)
    word.head("Practice and organisational learning", 2)
    word.head("A theme", 3)
    word.bold("Atodiad 1: cylch gorchwyl")
    found = [line for line in body(word).splitlines() if line.startswith("#")]
    assert found == [
        "## The report",
        "## Background",
        "## Practice and organisational learning",
        "### A theme",
        "## Atodiad 1: cylch gorchwyl",
    ]


@pytest.mark.parametrize("how", ["style", "only heading", "option", "option, as text"])
def test_the_title_is_not_repeated(how):
    word = Word()
    if how == "style":
        word.text("A hard winter", "Title")
    elif how == "option, as text":
        word.text("A Hard  Winter")
    else:
        word.head("A hard winter", 1)
    word.head("Background", 1 if how == "option" else 2)
    word.text("Text.")
    fields = {"title": "A hard winter"} if "option" in how else {}
    assert body(word, **fields) == "## Background\n\nText.\n"
    assert "title was left out" in told(word, **fields)
    front = imported(word, **fields).files["index.md"].decode().splitlines()[1]
    assert front == ('title: "A hard winter"' if fields else '# title: "A hard winter"')


def test_a_single_heading_is_no_title():
    word = Word()
    word.head("Background")
    word.text("Text.")
    assert body(word) == "## Background\n\nText.\n"


def test_bold_lines_that_are_no_headings_of_the_template_stay_and_are_told():
    word = Word()
    word.bold("A theme of its own")
    word.text("Text.")
    assert body(word) == "**A theme of its own**\n\nText.\n"
    assert "1 short line is in bold letters alone" in told(word)


def test_merged_and_nested_tables_are_flattened_and_told():
    word = Word()
    table = word.table(["Agency", "Autumn", "Spring"], ["School", "3", "5"], ["Police", "1", "2"], ["All", "", ""])
    table.cell(1, 2).merge(table.cell(2, 2)).text = "many"
    inner = table.cell(2, 1).add_table(2, 2)
    for cell, words in zip(inner._cells, ["a", "b", "c", "d"], strict=True):
        cell.text = words
    table.cell(3, 0).merge(table.cell(3, 2)).text = "All together"
    text = body(word)
    assert text == (
        "| Agency | Autumn | Spring |\n"
        "|---|---|---|\n"
        "| School | 3 | many |\n"
        "| Police | 1<br>a, b<br>c, d | many |\n"
        "| All together |  |  |\n"
    )
    assert html(text).count("<tr>") == 4
    assert "merged cells" in told(word)
    assert "inside another" in told(word)


def test_merged_heading_rows_become_one():
    word = Word()
    table = word.table(["Agency", "Year 1", ""], ["", "Autumn", "Spring"], ["School", "3", "5"])
    table.cell(0, 1).merge(table.cell(0, 2)).text = "Year 1"
    table.cell(0, 0).merge(table.cell(1, 0)).text = "Agency"
    for row in table.rows[:2]:
        row._tr.get_or_add_trPr().append(row._tr.makeelement(row._tr.tag.replace("}tr", "}tblHeader"), {}))
    assert body(word).splitlines()[0] == "| Agency | Year 1: Autumn | Year 1: Spring |"


def test_table_without_a_heading_row_gets_its_first_one():
    word = Word()
    word.table(["a", "b"], ["c", "d"], headed=False)
    assert body(word) == "| a | b |\n|---|---|\n| c | d |\n"
    assert "no heading row" in told(word)


def test_a_table_that_only_frames_text_becomes_text():
    word = Word()
    table = word.table(["Practice and organisational learning"], ["Text in the frame."])
    table.cell(0, 0).paragraphs[0].runs[0].bold = True
    assert body(word) == "## Practice and organisational learning\n\nText in the frame.\n"
    assert "only framed text" in told(word)


def test_a_list_in_a_cell_stands_in_lines():
    word = Word()
    table = word.table(["Agency", "Worries"], ["School", ""])
    cell = table.cell(1, 1)
    cell.paragraphs[0].text, cell.paragraphs[0].style = "Food", "List Bullet"
    cell.add_paragraph("Sleep", style="List Bullet")
    assert "| School | • Food<br>• Sleep |" in body(word)


def test_formatting_within_a_line():
    word = Word()
    line = word.text("The 2")
    line.add_run("nd").font.superscript = True
    line.add_run(" child was ")
    line.add_run("very ").italic = True
    both = line.add_run("tired")
    both.italic = both.bold = True
    line.add_run("\nand cold, ")
    line.add_run("not").font.strike = True
    line.add_run(" ill ")
    line.add_run("at all").underline = True
    assert body(word) == "The 2<sup>nd</sup> child was <em>very **tired**</em><br>\nand cold, <s>not</s> ill at all\n"
    assert "struck through" in told(word)


def test_highlighted_text_is_told():
    word = Word("A date")
    word.docx.paragraphs[0].runs[0].font.highlight_color = 7
    assert body(word) == "A date\n"
    assert "highlighted" in told(word)


def test_links_to_files_on_a_computer_lose_the_address():
    word = Word("See ")
    word.within(field('HYPERLINK "file:///C:/Users/Secret/plan.docx"', "the plan"))
    word.within(field('HYPERLINK "mailto:unit@board.example"', " the unit"))
    word.within(
        field(
            f'HYPERLINK "{SAFE}?url=https%3A%2F%2Fexample.org%2F&amp;data=secret@x"',
            " it",
        )
    )
    assert body(word) == "See the plan [the unit](mailto:unit@board.example) [it](https://example.org/)\n"
    assert "somebody's computer" in told(word)


def test_a_link_within_the_document_leads_to_its_heading():
    word = Word()
    word.text("Known title", "Title")
    word.within('<w:hyperlink w:anchor="_Ref1">' + run("below") + "</w:hyperlink>", word.text("See "))
    word.within('<w:hyperlink w:anchor="_Lost">' + run("there") + "</w:hyperlink>", word.text("See "))
    heading = word.head("What happened")
    heading._p.insert(
        1,
        heading._p.makeelement(
            heading._p.tag.replace("}p", "}bookmarkStart"),
            {heading._p.tag.replace("}p", "}id"): "1", heading._p.tag.replace("}p", "}name"): "_Ref1"},
        ),
    )
    word.text("Text.")
    assert body(word) == "See [below](#what-happened)\n\nSee there\n\n## What happened {#what-happened}\n\nText.\n"
    assert "without a link" in told(word)


def test_text_boxes_stand_after_their_paragraph_once():
    box = (
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        "<mc:Choice Requires='wps'><w:drawing><wp:inline><wp:extent cx='9' cy='9'/><wp:docPr id='1' name='x'/>"
        "<a:graphic><a:graphicData uri='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'>"
        "<wps:wsp xmlns:wps='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><wps:txbx>"
        "<w:txbxContent><w:p><w:r><w:t>In a box.</w:t></w:r></w:p>"
        "<w:p><w:r><w:t>Second.</w:t></w:r></w:p></w:txbxContent>"
        "</wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice>"
        "<mc:Fallback><w:pict><v:shape xmlns:v='urn:schemas-microsoft-com:vml'><v:textbox><w:txbxContent><w:p><w:r>"
        "<w:t>In a box.</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    word = Word("Before.")
    word.within(box)
    word.text("After.")
    assert body(word) == "Before.\n\nIn a box.\n\nSecond.\n\nAfter.\n"
    assert "1 text box" in told(word)


def test_a_footnote_with_changes_and_several_paragraphs():
    word = Word("Text")
    word.note(run("First") + inserted(", kept") + "</w:p><w:p>" + run("Second."))
    assert body(word) == "Text[^1]\n\n[^1]: First, kept\n\n    Second.\n"
    assert html(body(word)).count("<li") == 1
    assert "1 insertion and 0 deletions" in told(word)


def test_the_welsh_file_becomes_the_twin_and_shares_pictures():
    english, welsh = Word("Text."), Word("Testun.")
    english.picture(image(), "A box")
    welsh.picture(image(), "Blwch")
    welsh.picture(image(colour=(0, 0, 250)), "Blwch glas")
    made = imported(english, welsh, title="One", title_cy="Un", summary_cy="Crynodeb.")
    assert sorted(made.files) == ["index.cy.md", "index.md", "picture-1.png", "picture-2.cy.png"]
    assert made.files["index.cy.md"].decode() == (
        '---\ntitle: "Un"\nsummary: "Crynodeb."\n---\n\nTestun.\n\n![Blwch](picture-1.png)\n\n'
        "![Blwch glas](picture-2.cy.png)\n"
    )
    assert all(one.startswith(("The English file: ", "The Welsh file: ")) for one in made.told)


def test_a_briefing_becomes_a_part():
    word = Word()
    word.text("Seven minutes", "Title")
    word.head("Minute 1", 1)
    word.text("Text.")
    word.picture(image(), "A box")
    made = imported(word, part="7 Minute briefing")
    assert sorted(made.files) == ["7-minute-briefing-picture-1.png", "7-minute-briefing.md"]
    assert made.files["7-minute-briefing.md"].decode() == (
        '---\n# title: "Seven minutes"\n---\n\n## Minute 1\n\nText.\n\n![A box](7-minute-briefing-picture-1.png)\n'
    )
