"""Word files as a whole office program writes them: LibreOffice makes them from a text with everything in it."""

import base64
import subprocess

import pytest
from word_files import image, imported

from board_reports.desk.word import CannotImport
from serving_real import required

pytestmark = pytest.mark.slow
SECRET = "Zebedee"

SPACES = " ".join(
    f'xmlns:{name}="{address}"'
    for name, address in {
        "office": "urn:oasis:names:tc:opendocument:xmlns:office:1.0",
        "style": "urn:oasis:names:tc:opendocument:xmlns:style:1.0",
        "text": "urn:oasis:names:tc:opendocument:xmlns:text:1.0",
        "table": "urn:oasis:names:tc:opendocument:xmlns:table:1.0",
        "draw": "urn:oasis:names:tc:opendocument:xmlns:drawing:1.0",
        "fo": "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0",
        "svg": "urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0",
        "dc": "http://purl.org/dc/elements/1.1/",
        "meta": "urn:oasis:names:tc:opendocument:xmlns:meta:1.0",
        "xlink": "http://www.w3.org/1999/xlink",
    }.items()
)
CHANGE = (
    f"<office:change-info><dc:creator>{SECRET}</dc:creator><dc:date>2026-01-01T00:00:00</dc:date></office:change-info>"
)
DOCUMENT = f"""<?xml version="1.0" encoding="UTF-8"?>
<office:document {SPACES} office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.text">
<office:meta><meta:initial-creator>{SECRET}</meta:initial-creator><dc:creator>{SECRET}</dc:creator>
<dc:title>{SECRET}</dc:title></office:meta>
<office:automatic-styles>
<style:style style:name="hid" style:family="text"><style:text-properties text:display="none"/></style:style>
<style:style style:name="strong" style:family="text"><style:text-properties fo:font-weight="bold"/></style:style>
<style:page-layout style:name="pl"><style:header-style/><style:footer-style/></style:page-layout>
<text:list-style style:name="dots"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>
<text:list-level-style-bullet text:level="2" text:bullet-char="•"/></text:list-style>
</office:automatic-styles>
<office:master-styles><style:master-page style:name="Standard" style:page-layout-name="pl">
<style:header><text:p>{SECRET}</text:p></style:header></style:master-page></office:master-styles>
<office:body><office:text>
<text:tracked-changes>
<text:changed-region text:id="c1"><text:insertion>{CHANGE}</text:insertion></text:changed-region>
<text:changed-region text:id="c2"><text:deletion>{CHANGE}<text:p>named {SECRET} </text:p></text:deletion>
</text:changed-region>
</text:tracked-changes>
<text:h text:outline-level="1">Brief outline of circumstances resulting in the review</text:h>
<text:p>The child <text:change text:change-id="c2"/>was <text:change-start text:change-id="c1"/>often <text:change-end
 text:change-id="c1"/>tired<office:annotation><dc:creator>{SECRET}</dc:creator><text:p>{SECRET}</text:p>
</office:annotation> at school.<text:note
 text:id="n1" text:note-class="footnote"><text:note-citation>1</text:note-citation><text:note-body>
<text:p>As the teacher said.</text:p></text:note-body></text:note><text:span
 text:style-name="hid">{SECRET}</text:span></text:p>
<text:h text:outline-level="2">What was known</text:h>
<text:list text:style-name="dots"><text:list-item><text:p>School</text:p><text:list>
<text:list-item><text:p>Two letters</text:p>
</text:list-item></text:list></text:list-item><text:list-item><text:p>Clinic</text:p></text:list-item></text:list>
<table:table table:name="T"><table:table-column table:number-columns-repeated="3"/>
<table:table-header-rows><table:table-row><table:table-cell><text:p>Agency</text:p></table:table-cell><table:table-cell>
<text:p>Autumn</text:p></table:table-cell><table:table-cell><text:p>Spring</text:p></table:table-cell></table:table-row>
</table:table-header-rows>
<table:table-row><table:table-cell><text:p>School</text:p></table:table-cell><table:table-cell
 table:number-columns-spanned="2"><text:p>many</text:p></table:table-cell><table:covered-table-cell/></table:table-row>
</table:table>
<text:p><draw:frame draw:name="{SECRET}" text:anchor-type="as-char" svg:width="2cm" svg:height="1cm"><draw:image>
<office:binary-data>{base64.b64encode(image("PNG")).decode()}</office:binary-data></draw:image>
<svg:desc>A red box</svg:desc></draw:frame></text:p>
<text:p><text:span text:style-name="strong">Statement by reviewers</text:span></text:p>
<text:p>See <text:a xlink:type="simple" xlink:href="https://example.org/guide">the guide</text:a>. <text:author-name
>{SECRET}</text:author-name></text:p>
<text:p>Signed: {SECRET}</text:p>
<text:h text:outline-level="1">For Welsh Government use only</text:h>
<text:p>Date information received: {SECRET}</text:p>
</office:text></office:body></office:document>
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory):
    """Makes a file of another kind from one, by LibreOffice without a window."""
    program = required("soffice")
    folder = tmp_path_factory.mktemp("office")

    def convert(source, kind):
        command = [program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", kind]
        done = subprocess.run(
            [*command, "--outdir", str(folder), str(source)], capture_output=True, timeout=240, check=False
        )
        made = folder / f"{source.stem}.{kind}"
        assert made.is_file(), done.stderr.decode()
        return made.read_bytes()

    return convert


def test_a_document_with_everything(office, tmp_path):
    source = tmp_path / "report.fodt"
    source.write_text(DOCUMENT, "utf-8")
    data = office(source, "docx")
    assert data[:2] == b"PK"
    made = imported(data)
    text = made.files["index.md"].decode().split("---\n", 2)[2]
    assert text == (
        "\n## Brief outline of circumstances resulting in the review\n\n"
        "The child was often tired at school.[^1]\n\n"
        "### What was known\n\n"
        "- School\n    - Two letters\n- Clinic\n\n"
        "| Agency | Autumn | Spring |\n|---|---|---|\n| School | many |  |\n\n"
        "![A red box](picture-1.png)\n\n"
        "## Statement by reviewers\n\n"
        "See [the guide](https://example.org/guide).\n\n"
        "[^1]: As the teacher said.\n"
    )
    assert not [name for name, content in made.files.items() if SECRET.encode() in content]
    words = "\n".join(made.told)
    assert SECRET not in words
    for told_of in (
        "1 insertion and 1 deletion",
        "1 comment",
        "hidden text",
        "header or footer",
        "1 signature",
        "use only",
    ):
        assert told_of in words


def test_old_word_and_other_kinds_of_the_same_document_are_refused(office, tmp_path):
    source = tmp_path / "report.fodt"
    source.write_text(DOCUMENT, "utf-8")
    for kind, words in (("doc", "old Word"), ("odt", "OpenDocument"), ("rtf", "Rich Text"), ("pdf", "PDF")):
        with pytest.raises(CannotImport, match=words):
            imported(office(source, kind))
