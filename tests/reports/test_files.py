"""The files of a report: judged by their content, cleaned, and each one usable by everybody."""

import hashlib

import pytest

from board_reports.reports.cleaning import cleaned
from board_reports.reports.files import public_bytes
from board_reports.reports.folder import CannotRead
from builders import BODY, Raw, only, pdf, png, read, report_text, told, write, write_part, write_report

PART = "7-minute-briefing"


@pytest.fixture
def home(tmp_path):
    return write_report(tmp_path / "r", "winter/").parent


def content(home, name="a.pdf", body=BODY, **entry):
    write(home / "index.md", report_text(body, attachments=[{"file": name, **entry}]))
    return only(home.parent).content


def test_what_is_published_is_the_cleaned_file_and_the_seal_is_over_the_source(home):
    source = pdf("words") + b"behind the end"
    write(home / "a.pdf", source)
    (file,) = content(home).files
    public = cleaned("pdf", source)
    assert public_bytes(file) == public != source
    assert (file.size, file.public_size) == (len(source), len(public))
    assert file.sha256 == hashlib.sha256(source).hexdigest()
    assert file.public_sha256 == hashlib.sha256(public).hexdigest()


def test_a_file_that_changed_since_it_was_judged_is_not_given_out(home):
    write(home / "a.pdf", pdf("words"))
    (file,) = content(home).files
    write(home / "a.pdf", pdf("Words"))
    with pytest.raises(CannotRead, match="changed"):
        public_bytes(file)
    write(home / "a.pdf", pdf("words and more of them"))
    with pytest.raises(CannotRead, match="changed"):
        public_bytes(file)


def test_an_untagged_pdf_is_a_problem_that_teaches(home):
    write(home / "a.pdf", pdf(tagged=False))
    (problem,) = content(home).problems
    assert problem.file == "r/winter/a.pdf"
    assert "not tagged" in problem.message
    assert "accessible_alternative: on request" in problem.fix


def test_an_untagged_pdf_that_is_only_linked_is_one_too(home):
    write(home / "a.pdf", pdf(tagged=False))
    write(home / "index.md", report_text("[the file](a.pdf)\n"))
    assert "not tagged" in told(only(home.parent).content.problems)


def test_on_request_lets_it_through_and_is_sealed(home):
    write(home / "a.pdf", pdf(tagged=False))
    found = content(home, accessible_alternative="on request")
    assert found.problems == ()
    assert found.files[0].on_request
    write(home / "a.pdf", pdf())
    without, with_it = content(home), content(home, accessible_alternative="on request")
    assert without.seal != with_it.seal
    assert not without.files[0].on_request


@pytest.mark.parametrize(
    ("name", "entry", "parts", "good"),
    [
        (f"{PART}.pdf", {}, [f"{PART}.md"], True),
        (f"{PART}.PDF", {}, [f"{PART}.md"], True),
        (f"files/{PART}.pdf", {}, [f"{PART}.md"], True),
        (f"{PART}.pdf", {}, ["briefing.md"], False),
        (f"{PART}.cy.pdf", {}, [f"{PART}.md"], False),
        (f"{PART}.cy.pdf", {}, [f"{PART}.md", f"{PART}.cy.md"], True),
        (f"{PART}.pdf", {"language": "both"}, [f"{PART}.md"], False),
        (f"{PART}.pdf", {"language": "both"}, [f"{PART}.md", f"{PART}.cy.md"], True),
        ("index.pdf", {}, [], True),
        ("index.cy.pdf", {}, [], False),
    ],
)
def test_a_part_of_the_same_name_has_the_same_content(home, name, entry, parts, good):
    write(home / name, pdf(tagged=False))
    for part in parts:
        write_part(home / part)
    assert (content(home, name, **entry).problems == ()) is good


@pytest.mark.parametrize("value", ["on-request", "yes", Raw("on"), Raw("true")])
def test_the_key_has_one_value(home, value):
    entry = f"\n  - file: a.pdf\n    accessible_alternative: {value}"
    write(home / "index.md", report_text(attachments=Raw(entry)))
    (report,) = read(home.parent).reports
    (problem,) = report.problems
    assert problem.key == "attachments.accessible_alternative"
    assert problem.line == 8
    assert problem.fix == "Write: accessible_alternative: on request"


def test_a_typing_mistake_is_understood(home):
    entry = "\n  - file: a.pdf\n    accesible_alternative: on request"
    write(home / "index.md", report_text(attachments=Raw(entry)))
    assert "Did you mean accessible_alternative?" in told(only(home.parent).problems)


def test_a_kind_that_is_not_cleaned_is_told_and_stays_as_it_is(home):
    write(home / "a.docx", b"PK\x03\x04 words")
    write(home / "index.md", report_text("[x](a.docx)\n"))
    found = only(home.parent, attachment_types=("docx",)).content
    assert found.problems == ()
    assert public_bytes(found.files[0]) == b"PK\x03\x04 words"
    assert "published as it is" in told(found.advice)


def test_a_figure_is_cleaned_as_well(home):
    write(home / "p.png", png() + b"behind the end")
    write(home / "index.md", report_text("![Grey](p.png)\n"))
    (file,) = only(home.parent).content.files
    assert b"behind" not in public_bytes(file)


def test_one_bad_file_makes_one_report_invalid(home):
    write(home / "a.pdf", b"%PDF-1.7 no more")
    write_report(home.parent, "summer", reference="CPR 02/2026")
    write(home / "index.md", report_text("[x](a.pdf)\n"))
    good, bad = sorted((one.content for one in read(home.parent).reports), key=lambda one: len(one.problems))
    assert good.problems == ()
    assert [problem.file for problem in bad.problems] == ["r/winter/a.pdf"]
