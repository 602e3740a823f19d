"""`board import`: from a Word file to a draft, what it tells, and what it refuses."""

import io

import docx
import pytest
from PIL import Image

import builders
import projects


@pytest.fixture
def letter(tmp_path):
    """A report in Word, with a picture that nobody has described."""
    word = docx.Document()
    word.core_properties.author = "Zebedee"
    word.add_paragraph("A hard winter", style="Title")
    word.add_heading("Brief outline of circumstances resulting in the review", 1)
    word.add_paragraph("The panel met in the old library.")
    table = word.add_table(2, 2)
    for cell, words in zip(table._cells, ["Term", "Worries", "Autumn", "3"], strict=True):
        cell.text = words
    exif = Image.Exif()
    exif[0x013B] = "Zebedee"
    picture = io.BytesIO()
    Image.new("RGB", (40, 20), "navy").save(picture, "JPEG", exif=exif.tobytes())
    word.add_picture(io.BytesIO(picture.getvalue()))
    word.add_heading("For Welsh Government use only", 1)
    word.add_paragraph("Received by Zebedee")
    word.save(tmp_path / "report.docx")
    return tmp_path / "report.docx"


def draft_of(site):
    return site.reports / "_cpr-01-2026"


def test_from_word_to_a_page(site, letter, monkeypatch):
    site.configure(extra={"board": projects.BOARD})
    result = site.board("import", letter, "--reference", "CPR 1/2026", "--date", "2026-06-01", "--summary", "Short.")
    assert result.exit_code == 0, result.output
    for words in ("published_reports/_cpr-01-2026:", "  index.md\n", "  picture-1.jpg\n", "Welsh Government use only"):
        assert words in result.stdout
    assert site.build().published == []
    path = draft_of(site) / "index.md"
    text = path.read_text("utf-8")
    assert text.startswith('---\n# title: "A hard winter"\nreference: "CPR 1/2026"\npublication_date: 2026-06-01\n')
    # complete the front matter, and take the underscore off
    text = text.replace("# title:", "title:").replace("# approved_date: YYYY-MM-DD", "approved_date: 2026-05-20")
    path.write_text(text, "utf-8")
    draft_of(site).rename(site.reports / "cpr-01-2026")
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    check = site.board("check")
    assert check.exit_code == 1
    assert check.stdout.count("A picture has no description yet.") == 1
    assert site.board("build").exit_code == 3
    path = site.reports / "cpr-01-2026" / "index.md"
    path.write_text(text.replace("DESCRIBE THIS PICTURE", "A blue box"), "utf-8")
    assert site.board("check").exit_code == 0
    assert site.board("build").exit_code == 0
    page = site.html("reports/cpr-01-2026/")
    assert page.one("h2", id="brief-outline-of-circumstances-resulting-in-the-review")
    assert [cell.text for cell in page.all("td")] == ["Autumn", "3"]
    assert page.one("img", alt="A blue box")
    assert all(b"Zebedee" not in data for data in projects.tree(site.out).values())


def test_a_briefing_is_added_to_its_draft(site, letter):
    site.board("import", letter, "--reference", "CPR 01/2026")
    result = site.board("import", letter, "--part", "7-minute-briefing", "--into", "cpr-01-2026", "--title", "Seven")
    assert result.exit_code == 0, result.output
    text = (draft_of(site) / "7-minute-briefing.md").read_text("utf-8")
    assert text.startswith('---\ntitle: "Seven"\n---\n')
    again = site.board("import", letter, "--part", "7-minute-briefing", "--into", "cpr-01-2026")
    assert again.exit_code == 1
    assert "There is a file already" in again.output


def test_a_part_of_a_report_that_is_no_draft_is_refused(site, letter):
    site.report()
    result = site.board("import", letter, "--part", "briefing", "--into", "CPR 01/2026")
    assert result.exit_code == 1
    assert "winter.md is no draft" in result.output


def test_welsh_twin(site, letter):
    result = site.board("import", letter, "--welsh", letter, "--reference", "CPR 01/2026", "--title-cy", "Gaeaf")
    assert result.exit_code == 0, result.output
    assert (draft_of(site) / "index.cy.md").read_text("utf-8").startswith('---\ntitle: "Gaeaf"\n')
    assert "The Welsh file: " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "--reference"),
        (["--reference", "x"], "four characters"),
        (["--reference", "CPR 01/2026", "--date", "1 June"], "YYYY-MM-DD"),
        (["--reference", "CPR 01/2026", "--type", "x"], "review types"),
        (["--reference", "CPR 01/2026", "--title", "a\x07b"], "cannot be shown"),
        (["--part", "briefing"], "go together"),
        (["--into", "CPR 01/2026"], "go together"),
        (["--part", "b", "--into", "CPR 01/2026", "--date", "2026-06-01"], "leave out --date"),
        (["--reference", "CPR 01/2026", "--title-cy", "x"], "go with --welsh"),
    ],
)
def test_a_wrong_command_line_exits_2(site, letter, arguments, words):
    result = site.board("import", letter, *arguments)
    assert result.exit_code == 2
    assert words in result.output
    assert list(site.reports.iterdir()) == []


def test_what_cannot_be_imported_exits_1_and_leaves_nothing(site, tmp_path):
    false = builders.write(tmp_path / "report.docx", builders.pdf())
    result = site.board("import", false, "--reference", "CPR 01/2026")
    assert result.exit_code == 1
    assert result.output == (
        "Error: The file is a PDF. Ask the reviewer for the Word document (.docx) that it was made from.\n"
    )
    assert list(site.reports.iterdir()) == []
    missing = site.board("import", tmp_path / "none.docx", "--reference", "CPR 01/2026")
    assert missing.exit_code == 1
    assert "There is no file" in missing.output


def test_a_taken_reference_is_refused(site, letter):
    site.report()
    result = site.board("import", letter, "--reference", "CPR 1/2026")
    assert result.exit_code == 1
    assert "taken by published_reports/winter.md" in result.output


def test_it_writes_nothing_while_another_day_is_looked_at(site, letter, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    assert site.board("import", letter, "--reference", "CPR 01/2026").exit_code == 2
    assert list(site.reports.iterdir()) == []


def test_help_has_an_example(site):
    result = site.board("import", "--help")
    assert result.exit_code == 0
    assert "board import report.docx" in result.output
