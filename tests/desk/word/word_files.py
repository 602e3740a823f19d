"""Real Word files, made by python-docx and, where it has no words for it, by the XML that Word writes."""

import io
import zipfile
from functools import cached_property

import docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Inches
from PIL import Image

from board_reports.desk.word import import_word
from board_reports.reports import Settings
from board_reports.reports.front_matter import read_front_matter

KNOWN = {"reference": "CPR 01/2026"}
NAMESPACES = nsdecls("w", "r", "a", "pic", "wp")
_NOTES = "application/vnd.openxmlformats-officedocument.wordprocessingml.footnotes+xml"


class Word:
    """One document, written from top to bottom."""

    def __init__(self, *paragraphs):
        self.docx = docx.Document()
        self.notes = []
        self.made = {}
        for words in paragraphs:
            self.text(words)

    def text(self, words="", style=None):
        """A paragraph."""
        return self.docx.add_paragraph(words, style=style)

    def head(self, words, level=1):
        """A heading in Word's style."""
        return self.docx.add_heading(words, level)

    def bold(self, words):
        """A paragraph in bold letters."""
        paragraph = self.text()
        paragraph.add_run(words).bold = True
        return paragraph

    def raw(self, xml):
        """A block in XML, at the end of the body."""
        body = self.docx.element.body
        body.insert(len(body) - 1, piece(xml))

    def within(self, xml, paragraph=None):
        """XML of runs and the like, in a paragraph: the last one unless told otherwise."""
        paragraph = paragraph or self.docx.paragraphs[-1]
        for one in piece(f"<w:p>{xml}</w:p>"):
            paragraph._p.append(one)

    def table(self, *rows, headed=True):
        """A table, with a heading row unless told otherwise."""
        table = self.docx.add_table(len(rows), len(rows[0]), style="Table Grid")
        if not headed:
            look = table._tbl.tblPr.find(qn("w:tblLook"))
            look.set(qn("w:firstRow"), "0")
            look.set(qn("w:val"), "0000")
        for row, cells in zip(table.rows, rows, strict=True):
            for cell, words in zip(row.cells, cells, strict=True):
                cell.text = words
        return table

    def picture(self, data, alt=None, **properties):
        """A picture in a paragraph of its own; `alt` is Word's alternative text."""
        self.docx.add_picture(io.BytesIO(data), width=Inches(1))
        drawing = self.docx.element.body.findall(".//" + qn("wp:docPr"))[-1]
        if alt is not None:
            drawing.set("descr", alt)
        for key, value in properties.items():
            drawing.set(key, value)
        return drawing.getparent()

    def note(self, words, paragraph=None):
        """A footnote at the end of a paragraph: the last one unless told otherwise."""
        self.notes.append(words)
        number = len(self.notes)
        self.within(f'<w:r><w:footnoteReference w:id="{number}"/></w:r>', paragraph)

    @cached_property
    def bytes(self):
        """The file as Word would save it."""
        if self.notes:
            notes = "".join(
                f'<w:footnote w:id="{number}"><w:p><w:r><w:footnoteRef/></w:r>{_run(words)}</w:p></w:footnote>'
                for number, words in enumerate(self.notes, 1)
            )
            blob = f"<w:footnotes {NAMESPACES}>{notes}</w:footnotes>".encode()
            part = Part(PackURI("/word/footnotes.xml"), _NOTES, blob, self.docx.part.package)
            self.docx.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
        out = io.BytesIO()
        self.docx.save(out)
        return out.getvalue()


def _run(words):
    return words if words.startswith("<") else f'<w:r><w:t xml:space="preserve">{words}</w:t></w:r>'


def run(words, properties=""):
    """A run in XML."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


def inserted(words):
    """A tracked insertion in XML."""
    return f'<w:ins w:id="1" w:author="Secret Author" w:date="2026-01-01T00:00:00Z">{run(words)}</w:ins>'


def deleted(words):
    """A tracked deletion in XML."""
    text = f'<w:r><w:delText xml:space="preserve">{words}</w:delText></w:r>'
    return f'<w:del w:id="2" w:author="Secret Author" w:date="2026-01-01T00:00:00Z">{text}</w:del>'


def field(instruction, result):
    """A field in XML, as Word writes it: in runs that begin, separate and end it."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run(result)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def piece(xml):
    """XML with the usual names, parsed."""
    start, rest = xml.split(">", 1) if not xml.split(">", 1)[0].endswith("/") else (xml[:-2], "")
    return parse_xml(f"{start} {NAMESPACES}>{rest}" if rest else f"{start} {NAMESPACES}/>")


def image(kind="PNG", size=(40, 20), colour=(200, 30, 30), **options):
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", size, colour).save(out, kind, **options)
    return out.getvalue()


def changed(data, part, change):
    """The file with one part changed by a function, or taken out when that gives None."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part and (content := change(content)) is None:
                continue
            new.writestr(name, content)
    return out.getvalue()


def added(data, part, content):
    """The file with one more part."""
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(part, content)
    return out.getvalue()


def imported(word, welsh=None, part=None, **fields):
    """What the import makes of a document, or of bytes."""
    both = [
        ("file.docx", one if isinstance(one, bytes) else one.bytes) if one is not None else None
        for one in (word, welsh)
    ]
    return import_word(*both, KNOWN | fields, Settings(), part)


def body(word, **fields):
    """The Markdown of the English text alone."""
    return read_front_matter(once(word, fields).files["index.md"]).body.strip("\n") + "\n"


def told(word, **fields):
    """What is told, as one text."""
    return "\n".join(once(word, fields).told)


def once(word, fields):
    """What the import makes of a document that is finished: a test looks at it from several sides."""
    key = str(sorted(fields.items()))
    if key not in word.made:
        word.made[key] = imported(word, **fields)
    return word.made[key]
