"""What must not come along from a Word file: nothing of it is in any file of the draft, and each kind is told."""

import io
import zipfile

import pytest
from word_files import Word, body, deleted, field, image, imported, inserted, run, told

from board_reports.desk.word.plain import made_plain
from board_reports.desk.word.telling import Told

SECRET = "Zebedee"  # stands in everything that is to be left out


def clean(word, **fields):
    """The Markdown, when the secret is in no file of the draft and in no sentence that is told."""
    text = body(word, **fields)
    made = word.made[str(sorted(fields.items()))]
    assert not [name for name, data in made.files.items() if SECRET.encode() in data or SECRET in name]
    assert SECRET not in "\n".join(made.told)
    return text


def test_tracked_changes_are_taken_as_accepted_and_counted():
    word = Word("The child ")
    word.within(deleted(f"called {SECRET} ") + inserted("lived ") + inserted("well ") + run("there."))
    word.text("Next.")
    word.within(deleted(SECRET))
    assert clean(word) == "The child lived well there.\n\nNext.\n"
    assert "1 insertion and 2 deletions" in told(word)


def test_deleted_paragraph_ends_rows_and_cells_are_gone():
    word = Word()
    mark = '<w:pPr><w:rPr><w:del w:id="1" w:author="A"/></w:rPr></w:pPr>'
    word.raw(f"<w:p>{mark}{run('One ')}</w:p>")
    word.raw(f"<w:p>{mark}{deleted(SECRET)}</w:p>")
    word.raw(f"<w:p>{run('line.')}</w:p>")
    table = word.table(["a", "b"], ["c", "d"], [SECRET, SECRET])
    row = table.rows[2]._tr
    row.get_or_add_trPr().append(row.makeelement(row.tag.replace("}tr", "}del"), {}))
    assert clean(word) == "One line.\n\n| a | b |\n|---|---|\n| c | d |\n"
    assert "tracked changes" in told(word)


def test_moved_text_stands_where_it_was_moved_to_alone():
    word = Word("A ")
    word.within(f'<w:moveFrom w:id="3" w:author="A">{run(SECRET)}</w:moveFrom>')
    word.text("B ")
    word.within(f'<w:moveTo w:id="4" w:author="A">{run("moved")}</w:moveTo>')
    assert clean(word) == "A\n\nB moved\n"


def test_comments_are_left_out_and_counted():
    word = Word("A line.")
    word.docx.add_comment(word.docx.paragraphs[0].runs, text=SECRET, author=SECRET, initials="Z")
    assert clean(word) == "A line.\n"
    assert "1 comment was left out." in told(word)


@pytest.mark.parametrize("how", ["run", "style", "based on", "row", "paragraph style"])
def test_hidden_text_is_left_out_and_told(how):
    word = Word("Seen ")
    styles = word.docx.styles
    if how == "run":
        word.within(run(SECRET, "<w:vanish/>") + run("too", '<w:vanish w:val="0"/>'))
    elif how in ("style", "based on"):
        style = styles.add_style("Covert", 2)
        style.font.hidden = True
        if how == "based on":
            styles.add_style("More", 2).base_style = style
        word.within(run(SECRET, f'<w:rStyle w:val="{"Covert" if how == "style" else "More"}"/>') + run("too"))
    elif how == "paragraph style":
        styles.add_style("Covert", 1).font.hidden = True
        word.within(run("too"))
        word.text(SECRET, "Covert")
    else:
        word.within(run("too"))
        table = word.table(["a", "b"], ["c", "d"], [SECRET, SECRET])
        row = table.rows[2]._tr
        row.get_or_add_trPr().append(row.makeelement(row.tag.replace("}tr", "}hidden"), {}))
    assert clean(word).startswith("Seen too\n")
    assert "1 piece of hidden text was left out." in told(word)


def test_headers_and_footers_are_left_out_and_told():
    word = Word("A line.")
    word.docx.sections[0].header.paragraphs[0].text = SECRET
    word.docx.sections[0].footer.paragraphs[0].text = SECRET
    assert clean(word) == "A line.\n"
    assert "2 headers and footers were left out." in told(word)


def test_properties_of_the_file_never_come_along():
    word = Word("A line.")
    for key in ("author", "last_modified_by", "comments", "title", "subject", "keywords", "category"):
        setattr(word.docx.core_properties, key, SECRET)
    assert clean(word) == "A line.\n"


@pytest.mark.parametrize("keyword", ["AUTHOR", "LASTSAVEDBY", "FILENAME \\p", "DOCPROPERTY Company", "SAVEDATE"])
def test_fields_that_word_fills_in_are_left_out_and_told(keyword):
    word = Word("By ")
    word.within(
        field(keyword, SECRET) + f'<w:fldSimple w:instr=" {keyword} ">{run(SECRET)}</w:fldSimple>' + run("end.")
    )
    assert clean(word) == "By end.\n"
    assert "2 fields that Word fills in" in told(word)


def test_content_controls_that_show_properties_are_left_out():
    bound = '<w:dataBinding w:xpath="/ns1:coreProperties[1]/ns0:creator[1]" w:storeItemID="{6C3C8BC8}"/>'
    word = Word("By ")
    word.within(f"<w:sdt><w:sdtPr>{bound}</w:sdtPr><w:sdtContent>{run(SECRET)}</w:sdtContent></w:sdt>")
    word.within(f"<w:sdt><w:sdtPr/><w:sdtContent>{run('kept')}</w:sdtContent></w:sdt>")
    assert clean(word) == "By kept\n"


def test_the_table_of_contents_is_left_out():
    word = Word("Known")
    begin = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>'
    word.raw(f'<w:p>{begin}<w:r><w:fldChar w:fldCharType="separate"/></w:r>{run(SECRET + " 1")}</w:p>')
    word.raw(f'<w:p>{run(SECRET + " 2")}<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>')
    word.text("Text.")
    assert clean(word) == "Known\n\nText.\n"
    assert "table of contents" in told(word)


def office(word, how):
    if how == "heading":
        word.head("For Welsh Government use only", 2)
        word.text(f"Date information received {SECRET}")
        word.head(SECRET, 3)
        word.table(["Agencies", "Yes"], [SECRET, "x"])
    elif how == "welsh":
        word.head("At ddefnydd Llywodraeth Cymru yn unig", 2)
        word.text(SECRET)
    elif how == "paragraph":
        word.text("FOR WELSH GOVERNMENT USE ONLY:")
        word.text(SECRET)
        word.head(SECRET, 3)
        word.text(SECRET)
    elif how == "bold":
        word.bold("For Welsh Government use only")
        word.text(SECRET)
    elif how == "frame":
        word.table(["For Welsh Government use only"], [f"Date circulated {SECRET}"])
        word.text(SECRET)
    elif how == "table":
        word.table(["For Welsh Government use only", ""], ["Date information received", SECRET], ["x", SECRET])
        word.text(f"Date acknowledgment letter sent to Board Chair: {SECRET}")
        word.table(["Agencies", "Yes", "Reason"], ["Estyn", "", SECRET])
    elif how == "title in a table":
        word.table(["For Welsh Government use only", ""], headed=False)
        word.text(SECRET)


@pytest.mark.parametrize("how", ["heading", "welsh", "paragraph", "bold", "frame", "table", "title in a table"])
def test_the_block_of_welsh_government_is_left_out_to_its_end_and_told(how):
    word = Word()
    word.text("Known", "Title")
    word.head("Statement by reviewers", 2)
    word.text("Before.")
    office(word, how)
    word.head("Appendix 2: summary timeline", 2)
    word.text("After.")
    assert clean(word) == ("## Statement by reviewers\n\nBefore.\n\n## Appendix 2: summary timeline\n\nAfter.\n")
    assert '"For Welsh Government use only" was left out' in told(word)


def test_what_follows_a_table_of_the_office_block_stays_when_it_is_the_reports():
    word = Word("Before.")
    word.table(["For Welsh Government use only", ""], ["Date information received", SECRET])
    word.text("The review begins here, and is about a child.")
    assert clean(word) == "Before.\n\nThe review begins here, and is about a child.\n"


def test_a_block_at_the_end_of_a_table_leaves_the_rows_above():
    word = Word("Before.")
    word.table(["Stage", "Day"], ["Sent", "May"], ["For Welsh Government use only", ""], [SECRET, SECRET])
    assert clean(word) == "Before.\n\n| Stage | Day |\n|---|---|\n| Sent | May |\n"


@pytest.mark.parametrize(
    "lines",
    [
        [f"Signed: {SECRET}"],
        ["Signed:", SECRET, "Chair of the panel"],
        ["Signed by Jane Example"],
        ["Signature ……………………", f"Name (print): {SECRET}", "Date: 1 May 2026"],
        [f"Name: {SECRET}", "Signature:", "Date"],
        ["Reviewer 1 (Signature) _______", f"Name: {SECRET}"],
        [f"Reviewer's signature: {SECRET}"],
        ["Llofnod:", SECRET, "Dyddiad: 1 Mai"],
        [f"Llofnodwyd gan {SECRET}"],
        ["Signed on behalf of the Board", SECRET],
    ],
)
def test_signatures_are_left_out_with_what_stands_beside_them(lines):
    word = Word("I had no part in the case.")
    for line in lines:
        word.text(line)
    word.head("Appendix 2: summary timeline")
    word.text("After.")
    assert clean(word) == "I had no part in the case.\n\n## Appendix 2: summary timeline\n\nAfter.\n"
    assert "names and dates beside it" in told(word)


@pytest.mark.parametrize(
    "line",
    [
        "Signed copies of the plan were kept at school.",
        "Signed by all agencies, the plan set out what was to be done for the child in the months that followed.",
        "The mother signed the care and support plan.",
        "The panel asked for a signature from each agency.",
        "Signs of safety were used.",
        "Names of agencies that took part:",
    ],
)
def test_sentences_about_signing_stay(line):
    assert clean(Word(line, "A short line")) == f"{line}\n\nA short line\n"


def test_signatures_in_a_table_go_and_the_statement_in_it_stays():
    word = Word()
    statement = "I make the following statement: before this review I had nothing to do with the case. " * 2
    word.table(
        ["Reviewer 1", "Reviewer 2"],
        [statement, statement],
        ["Reviewer 1 (Signature)", "Reviewer 2 (Signature)"],
        [f"Name {SECRET}", SECRET],
        ["Date 1 May", "Date 2 May"],
    )
    statement = statement.strip()
    assert clean(word) == f"| Reviewer 1 | Reviewer 2 |\n|---|---|\n| {statement} | {statement} |\n"


def test_a_table_of_signatures_alone_goes():
    word = Word("Text.")
    word.table(["Signature", "Name", "Date"], ["", SECRET, "1 May"], ["", SECRET, "2 May"])
    assert clean(word) == "Text.\n"


@pytest.mark.parametrize("how", ["described", "named", "beside"])
def test_pictures_of_signatures_go(how):
    word = Word("Text.")
    if how == "beside":
        word.text("Signed:")
        word.picture(image())
        word.text(SECRET)
    else:
        word.picture(image(), "Signature of a reviewer" if how == "described" else None, name="llofnod.png")
    assert clean(word) == "Text.\n"
    made = imported(word)
    assert list(made.files) == ["index.md"]


def test_charts_objects_and_shapes_are_left_out_and_told():
    frame = (
        "<w:r><w:drawing><wp:inline><wp:extent cx='9' cy='9'/><wp:docPr id='1' name='x' descr='Zebedee'/><a:graphic>"
        "<a:graphicData uri='{}'><x/></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
    )
    word = Word("Text.")
    word.within(frame.format("http://schemas.openxmlformats.org/drawingml/2006/chart"))
    word.within(frame.format("http://schemas.microsoft.com/office/word/2010/wordprocessingShape"))
    word.within("<w:r><w:object><o:OLEObject xmlns:o='urn:schemas-microsoft-com:office:office'/></w:object></w:r>")
    assert clean(word) == "Text.\n"
    for words in ("1 chart or diagram", "1 drawn shape", "1 embedded or inserted document"):
        assert words in told(word)


def test_changes_in_a_text_box_are_counted_once():
    """Word writes a text box twice: for itself, and for older releases."""
    box = f"<w:txbxContent><w:p>{run('Boxed')}{deleted(SECRET)}{run(SECRET, '<w:vanish/>')}</w:p></w:txbxContent>"
    word = Word("Text.")
    word.within(
        "<w:r><mc:AlternateContent xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'>"
        f"<mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
    assert clean(word) == "Text.\n\nBoxed\n"
    assert "0 insertions and 1 deletion" in told(word)
    assert "1 piece of hidden text" in told(word)


def test_text_that_word_marks_for_other_programs_stays():
    word = Word("In ")
    word.within(f'<w:smartTag w:uri="{SECRET}" w:element="place"><w:smartTagPr/>{run("the county")}</w:smartTag>')
    word.within(f'<w:customXml w:element="x"><w:customXmlPr/>{run(" town")}</w:customXml>')
    assert clean(word) == "In the county town\n"


def test_the_reader_of_word_files_never_sees_what_is_left_out():
    word = Word("Seen ")
    word.within(deleted(SECRET) + f'<w:moveFrom w:id="3" w:author="{SECRET}">{run(SECRET)}</w:moveFrom>')
    word.within(run(SECRET, "<w:vanish/>") + field("AUTHOR", SECRET))
    word.docx.add_comment(word.docx.paragraphs[0].runs[0], text=SECRET, author=SECRET, initials="Z")
    word.docx.sections[0].header.paragraphs[0].text = SECRET
    word.docx.core_properties.author = SECRET
    word.picture(image("PNG") + SECRET.encode(), "A box", name=SECRET)
    with zipfile.ZipFile(io.BytesIO(made_plain(word.bytes, Told()).data)) as archive:
        assert not [name for name in archive.namelist() if SECRET.encode() in archive.read(name)]
        assert b"Seen" in archive.read("word/document.xml")
