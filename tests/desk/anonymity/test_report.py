"""The check of a whole report: every channel has its own token, and no output repeats one."""

import io
import zipfile

import pikepdf
import pytest
from PIL import Image
from PIL.PngImagePlugin import PngInfo

import builders
from board_reports.desk.anonymity import KINDS, findings_of, read_names
from board_reports.desk.anonymity.names_file import add_names
from board_reports.desk.anonymity.scanning import scanned
from board_reports.reports.drafts import read_draft

TOKENS = [f"Zeb{letter}{other}rwyn Quillthorpe" for letter in "aeiou" for other in "bdfgl"]


@pytest.fixture
def names(tmp_path):
    add_names(tmp_path / "names", TOKENS)
    return read_names(tmp_path / "names")


@pytest.fixture
def reports(tmp_path):
    return tmp_path / "published_reports"


def pdf(text, *, pages=(), info=None, **options):
    """A PDF with a page for each text, and metadata."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(builders.pdf(text))) as document:
        for more in pages:
            with pikepdf.open(io.BytesIO(builders.pdf(more))) as other:
                document.pages.extend(other.pages)
        for key, value in (info or {}).items():
            document.docinfo[key] = value
        document.save(out, **options)
    return out.getvalue()


def picture(kind, **options):
    out = io.BytesIO()
    Image.new("RGB", (8, 8)).save(out, kind, **options)
    return out.getvalue()


def found(report, names, **options):
    return findings_of(report, names, **options)


def test_every_channel_is_looked_through(reports, tmp_path, names):
    token = iter(TOKENS)
    planted = {}

    def plant(channel):
        planted[channel] = next(token)
        return planted[channel]

    text = PngInfo()
    text.add_text("Comment", plant("text of a PNG"))
    exif = Image.Exif()
    exif[0x013B] = plant("artist of a JPEG")  # Artist
    english = builders.write_report(
        reports,
        "winter/",
        title=f"About {plant('title')}",
        summary=f"A summary of {plant('summary')}",
        note=f"Ring {plant('note')}",
        attachments=[{"file": "timeline.pdf", "title": plant("label")}, {"file": "a.png"}, {"file": "b.jpg"}],
        body=f"""\
## {plant("heading")}

{plant("body")} came.[^1]

![{plant("alternative text")}](a.png "{plant("caption")}")

| Who | What |
|---|---|
| {plant("table")} | asked |

<!-- {plant("comment")} -->

[a link](https://example.org/{plant("address").replace(" ", "-")})

[^1]: {plant("footnote")}
""",
    )
    home = english.parent
    lines = english.read_text("utf-8").replace("---\n\n## ", f"# {plant('comment in the front matter')}\n---\n\n## ", 1)
    english.write_text(lines, "utf-8")
    builders.write_twin(english, title=plant("title of the twin"), body=f"{plant('twin')} ddaeth.\n")
    builders.write_part(home / "briefing.md", title=plant("title of a part"), body=f"{plant('part')} came.\n")
    builders.write_part(home / "briefing.cy.md", body=f"{plant('twin of a part')} ddaeth.\n")
    data = pdf("Nothing here", pages=[plant("second page")], info={"/Author": plant("author of a PDF")})
    builders.write(home / "timeline.pdf", data)
    builders.write(home / "a.png", picture("PNG", pnginfo=text))
    builders.write(home / "b.jpg", picture("JPEG", exif=exif))

    report = builders.only(reports)
    assert report.content.problems == ()
    findings = found(report, names)
    met = [one for one in findings.open if one.kind == "name"]
    assert len(met) == len(planted)
    for channel, name in planted.items():  # each one is needed: without it, one finding fewer
        for path in home.iterdir():
            if path.suffix == ".md" and name in (old := path.read_text("utf-8")):
                path.write_text(old.replace(name, "somebody"), "utf-8")
                again = found(builders.only(reports), names)
                assert len([one for one in again.open if one.kind == "name"]) == len(planted) - 1, channel
                path.write_text(old, "utf-8")
    by_place = {(one.file.rsplit("/", 1)[-1], one.page) for one in met}
    assert by_place >= {
        ("index.md", None),
        ("index.cy.md", None),
        ("briefing.md", None),
        ("timeline.pdf", 2),
        ("b.jpg", None),
    }
    said = builders.told([one.problem for one in findings.open]) + builders.told(findings.unread)
    said += str([one.as_json() for one in findings.open])
    for word in {word for name in planted.values() for word in name.split()}:
        assert word.lower() not in said.lower()
    assert "b.jpg: It is a picture." in said
    for one in met:
        if one.start is not None:
            text = (tmp_path / one.file).read_bytes().decode("utf-8-sig")
            assert text[one.start : one.end].replace("-", " ").split()[0] in {name.split()[0] for name in TOKENS}
            assert text.count("\n", 0, one.start) + 1 == one.line


def test_dates_of_the_front_matter_are_no_findings(reports):
    builders.write_report(
        reports, family_told_date="2026-05-21", approved_digest="sha256:" + "9434765919" * 6, note="Told on 3 May 2019"
    )
    assert found(builders.only(reports), None).open == ()


def test_a_value_that_is_written_with_escapes_is_read(reports):
    builders.write_report(reports, summary=builders.Raw('"Ring 029 2018\\u00a00123"'))
    (one,) = found(builders.only(reports), None).open
    assert (one.kind, one.key, one.line) == ("telephone", "summary", 6)


def test_the_boards_own_details_are_no_findings(reports):
    builders.write_report(reports, body="Ring +44 29 2018 0123, write to unit@board.example or CF10 4UW.\n")
    report = builders.only(reports)
    assert [one.kind for one in found(report, None).open] == ["telephone", "email", "postcode"]
    own = ("1 The Street\nCF10 4UW", "029 2018 0123", "Unit@board.example")
    assert found(report, None, own=own).open == ()


def test_a_file_that_is_named_for_somebody_is_told_by_its_number(reports, names):
    english = builders.write_report(reports, "winter/", body="See [it](zebabrwyn-quillthorpe.pdf).\n")
    builders.write(english.parent / "zebabrwyn-quillthorpe.pdf", pdf("Ring 029 2018 0123"))
    findings = found(builders.only(reports), names)
    kinds = {(one.kind, one.file) for one in findings.open}
    assert ("name", "published_reports/winter/index.md") in kinds
    assert ("telephone", "published_reports/winter/(file 1, named for somebody).pdf") in kinds
    assert "quillthorpe" not in builders.told(one.problem for one in findings.open if one.start is None).lower()


def test_a_file_that_is_not_published_is_not_named_either(reports, names):
    english = builders.write_report(reports, "winter/")
    builders.write(english.parent / "Zebabrwyn Quillthorpe.jpg", b"x")
    report = builders.only(reports)
    findings, told = scanned(report, names)
    assert findings.open == ()
    ((file, instead),) = told.items()
    assert file.endswith("/Zebabrwyn Quillthorpe.jpg")
    assert instead.endswith("/(file 1, named for somebody).jpg")


@pytest.mark.parametrize(
    "name", ["ZebabrwynQuillthorpe.pdf", "9434765919.pdf", "zebabrwyn_quillthorpe2.pdf", "dob_2019-05-03.pdf"]
)
def test_file_names_are_read_as_words(reports, names, name):
    english = builders.write_report(reports, "winter/", attachments=[{"file": name}])
    builders.write(english.parent / name, pdf("Nothing"))
    assert [one for one in found(builders.only(reports), names).open if one.where]


@pytest.mark.parametrize("name", ["broken.pdf", "locked.pdf", "empty.pdf", "broken.png"])
def test_what_cannot_be_read_is_told_and_is_no_finding(reports, name):
    english = builders.write_report(reports, "winter/", attachments=[{"file": name}])
    data = {
        "broken.pdf": b"%PDF-1.4\nnothing of a PDF",
        "locked.pdf": pdf("Ring 029 2018 0123", encryption=pikepdf.Encryption(owner="a", user="b")),
        "empty.pdf": pdf("", pages=[""]),
        "broken.png": builders.png()[:30],
    }[name]
    builders.write(english.parent / name, data)
    findings = found(builders.only(reports), None)
    assert findings.open == ()
    assert [problem.file.rsplit("/", 1)[-1] for problem in findings.unread][:1] == [name]
    if name == "empty.pdf":
        assert "Pages 1, 2 have no text" in str(findings.unread[0])


def test_a_page_with_a_picture_is_told(reports):
    english = builders.write_report(reports, "winter/", attachments=[{"file": "a.pdf"}])
    out = io.BytesIO()
    Image.new("RGB", (50, 50)).save(out, "PDF")
    builders.write(english.parent / "a.pdf", out.getvalue())
    assert "Page 1 has no text" in builders.told(found(builders.only(reports), None).unread)


def test_a_picture_that_says_where_it_was_taken_is_a_finding(reports):
    exif = Image.Exif()
    exif.get_ifd(0x8825).update({1: "N", 2: (51.0, 28.0, 0.0), 3: "W", 4: (3.0, 10.0, 0.0)})
    english = builders.write_report(reports, "winter/", attachments=[{"file": "a.jpg"}])
    builders.write(english.parent / "a.jpg", picture("JPEG", exif=exif))
    assert [one.kind for one in found(builders.only(reports), None).open] == ["place-of-picture"]


def test_office_files_are_read_where_they_are_allowed(reports, names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "word/document.xml",
            "<w:p><w:r><w:t>Zebab</w:t></w:r><w:r><w:t>rwyn Quill</w:t></w:r><w:r><w:t>thorpe</w:t></w:r></w:p>"
            "<w:p><w:t>Ring 029 2018 0123</w:t></w:p>",
        )
        archive.writestr("docProps/core.xml", "<dc:creator>Zebafrwyn Quillthorpe</dc:creator>")
        archive.writestr("word/media/image1.png", builders.png())
    english = builders.write_report(reports, "winter/", attachments=[{"file": "a.docx"}])
    builders.write(english.parent / "a.docx", out.getvalue())
    findings = found(builders.only(reports, attachment_types=("docx",)), names)
    assert sorted(one.kind for one in findings.open) == ["name", "name", "telephone"]
    assert "pictures" in builders.told(findings.unread)


def test_a_draft_that_is_not_complete_is_checked(reports, names, tmp_path):
    builders.write(reports / "_winter" / "index.md", f"---\nreference: CPR 01/2026\n---\n\n{TOKENS[0]} came.\n")
    report = read_draft(reports, builders.read(reports).settings, "_winter")
    assert report.fields is None
    (one,) = found(report, names).open
    assert (one.kind, one.line, one.slug) == ("name", 5, "cpr-01-2026")


def test_a_file_without_front_matter_is_checked_all_the_same(reports):
    builders.write(reports / "winter.md", "Ring 029 2018 0123.\n")
    (one,) = found(builders.only(reports), None).open
    assert (one.kind, one.line) == ("telephone", 1)


def test_windows_line_ends_and_a_byte_order_mark_shift_nothing(reports):
    text = builders.report_text("First.\n\nRing 029 2018 0123.\n").replace("\n", "\r\n")
    builders.write(reports / "winter.md", b"\xef\xbb\xbf" + text.encode())
    (one,) = found(builders.only(reports), None).open
    assert text[one.start : one.end] == "029 2018 0123"
    assert one.line == 10


def test_every_kind_says_what_to_do():
    from board_reports.desk.anonymity.finding import Finding  # noqa: PLC0415

    for kind in KINDS:
        said = str(Finding("a.md", 1, None, kind, "0123abcd", 0, 1, "cpr-01-2026").problem)
        assert 'board waive cpr-01-2026 0123abcd --reason "..."' in said
