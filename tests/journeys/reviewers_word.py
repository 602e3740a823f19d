"""The Word files that an independent reviewer sends, in English and Welsh: made up, and as untidy as real ones are."""

import io

from docx import Document
from docx.shared import Pt
from PIL import Image, ImageDraw

TELEPHONE = "029 2018 0123"  # of the range that is kept for fiction
SCHOOL = "Made Up Meadow Primary School"

ENGLISH = {
    "title": "Learning from one family's story",
    "outline": "Brief outline of circumstances resulting in the review",
    "learning": "Practice and organisational learning",
    "improving": "Improving systems and practice",
    "government": "For Welsh Government use only",
    "first": "This report is fictional. It was made up to try the program, and is about no real child.",
    "known": f"The child was known to {SCHOOL}, whose office ({TELEPHONE}) kept a record.",
    "table": (("Period", "What happened"), ("The first months", "The health visitor came each fortnight."),
              ("The summer", "Two referrals were made, and neither led to an assessment.")),
    "points": ("Say clearly who leads.", "Write down what was agreed, and by when."),
    "secret": "Date information received by Welsh Government: OFFICE-BLOCK-TOKEN",
    "signed": "Signed: SIGNATURE-TOKEN",
}  # fmt: skip

WELSH = {
    "title": "Dysgu o stori un teulu",
    "outline": "Amlinelliad byr o'r amgylchiadau a arweiniodd at yr adolygiad",
    "learning": "Dysgu ymarfer a sefydliadol",
    "improving": "Gwella systemau ac ymarfer",
    "government": "At ddefnydd Llywodraeth Cymru yn unig",
    "first": "Mae'r adroddiad hwn yn ffuglen. Nid yw'n sôn am unrhyw blentyn go iawn.",
    "known": "Roedd yr ysgol yn adnabod y plentyn, ac yn cadw cofnod.",
    "table": (("Cyfnod", "Beth ddigwyddodd"), ("Y misoedd cyntaf", "Daeth yr ymwelydd iechyd bob pythefnos."),
              ("Yr haf", "Gwnaed dau atgyfeiriad.")),
    "points": ("Dywedwch yn glir pwy sy'n arwain.", "Ysgrifennwch yr hyn a gytunwyd."),
    "secret": "Dyddiad derbyn yr wybodaeth: OFFICE-BLOCK-TOKEN",
    "signed": "Llofnod: SIGNATURE-TOKEN",
}  # fmt: skip


def word_file(words, *, picture=True):
    """A report as a Word file: headings, a table, a list, a picture without a description, the office block, a name."""
    document = Document()
    document.styles["Normal"].font.size = Pt(11)
    document.core_properties.author = "AUTHOR-TOKEN"
    document.sections[0].header.paragraphs[0].text = "HEADER-TOKEN"
    document.add_heading(words["title"], 0)
    document.add_heading(words["outline"], 1)
    document.add_paragraph(words["first"])
    document.add_paragraph(words["known"])
    rows = words["table"]
    table = document.add_table(rows=0, cols=2)
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.add_heading(words["learning"], 1)
    if picture:
        document.add_picture(io.BytesIO(_picture()))
    document.add_heading(words["improving"], 1)
    for point in words["points"]:
        document.add_paragraph(point, style="List Bullet")
    document.add_paragraph(words["signed"])
    document.add_heading(words["government"], 1)
    document.add_paragraph(words["secret"])
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _picture():
    """A picture of three boxes in a row, with a comment in its metadata."""
    picture = Image.new("RGB", (600, 160), "white")
    draw = ImageDraw.Draw(picture)
    for left in (10, 210, 410):
        draw.rectangle((left, 30, left + 170, 130), outline="navy", width=5)
    out = io.BytesIO()
    picture.save(out, "JPEG", comment=b"COMMENT-TOKEN")
    return out.getvalue()
