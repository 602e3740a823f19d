import os
from datetime import date

import pytest

from board_reports.reports import Standing
from builders import (
    BODY,
    Raw,
    jpeg,
    only,
    pdf,
    picture,
    png,
    read,
    report_text,
    standing,
    told,
    write,
    write_part,
    write_report,
    write_twin,
)

INSIDE, AFTER, BEFORE = "2026-06-10T12:00", "2026-09-01T12:00", "2026-05-01T12:00"


@pytest.fixture
def home(tmp_path):
    return write_report(tmp_path / "r", "winter/").parent


def with_body(home, body, **front):
    write(home / "index.md", report_text(body, **front))
    return only(home.parent).content


def names(content, *, listed=None):
    return [file.name for file in content.files if listed is None or file.listed is listed]


def the_problem(home, body=BODY, **front):
    (problem,) = with_body(home, body, **front).problems
    assert standing(home.parent).standing is Standing.INVALID
    assert standing(home.parent).problems == (problem,)
    assert problem.fix
    return problem


def test_a_linked_file_is_published_and_listed(home):
    write(home / "timeline.pdf", pdf())
    content = with_body(home, "See the [timeline](timeline.pdf).\n")
    (file,) = content.files
    assert (file.name, file.kind, file.size, file.listed) == ("timeline.pdf", "PDF", len(pdf()), True)
    assert file.labels == {"en": "timeline", "cy": "timeline"}
    assert file.language == "en"


def test_a_figure_is_published_and_not_listed(home):
    write(home / "homes.png", png())
    content = with_body(home, '![Chart](homes.png "Figure 1.")\n')
    assert names(content, listed=False) == ["homes.png"]
    assert 'src="homes.png"' in content.texts["en"].body.html


def test_a_figure_that_attachments_lists_is_listed(home):
    write(home / "homes.png", png())
    content = with_body(home, "![Chart](homes.png)\n", attachments=[{"file": "homes.png"}])
    assert names(content, listed=True) == ["homes.png"]


def test_a_listed_file_is_published_though_no_text_links_to_it(home):
    write(home / "timeline.pdf", pdf())
    content = with_body(home, BODY, attachments=[{"file": "timeline.pdf"}])
    assert names(content, listed=True) == ["timeline.pdf"]
    assert content.problems == content.advice == ()


def test_any_other_file_is_left_alone_and_told(home):
    write(home / "timeline.pdf", pdf())
    write(home / "below" / "notes.docx", b"x")
    content = with_body(home, BODY)
    assert content.files == content.problems == ()
    assert [problem.file for problem in content.advice] == ["r/winter/below/notes.docx", "r/winter/timeline.pdf"]
    assert standing(home.parent).live


def test_files_are_listed_as_attachments_orders_them_then_by_name(home):
    for name in ["a.pdf", "b.pdf", "c.pdf", "d.pdf"]:
        write(home / name, pdf(name))
    content = with_body(home, "[x](d.pdf) [y](a.pdf)\n", attachments=[{"file": "c.pdf"}, {"file": "b.pdf"}])
    assert names(content) == ["c.pdf", "b.pdf", "a.pdf", "d.pdf"]


@pytest.mark.parametrize(
    ("name", "entry", "english", "welsh", "language"),
    [
        ("7-minute_briefing.pdf", {}, "7 minute briefing", "7 minute briefing", "en"),
        ("llinell-amser.cy.pdf", {}, "llinell amser", "llinell amser", "cy"),
        ("a.pdf", {"title": "Timeline"}, "Timeline", "Timeline", "en"),
        ("a.pdf", {"title": "Timeline", "title_cy": "Llinell amser"}, "Timeline", "Llinell amser", "en"),
        ("a.pdf", {"language": "both"}, "a", "a", "both"),
        ("a.cy.pdf", {"language": "en"}, "a", "a", "en"),
        ("below/the-plan.pdf", {}, "the plan", "the plan", "en"),
    ],
)
def test_labels_and_languages_of_files(home, name, entry, english, welsh, language):
    write(home / name, pdf())
    (file,) = with_body(home, BODY, attachments=[{"file": name} | entry]).files
    assert (file.labels["en"], file.labels["cy"], file.language) == (english, welsh, language)


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [("a.pdf", pdf(), "PDF"), ("a.png", png(), "PNG"), ("a.jpg", jpeg(), "JPEG"), ("A.JPEG", jpeg(), "JPEG")],
)
def test_files_are_known_by_their_first_bytes(home, name, data, kind):
    write(home / name, data)
    (file,) = with_body(home, f"[x]({name})\n").files
    assert file.kind == kind


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.pdf", b""),
        ("a.pdf", b"Just words"),
        ("a.pdf", png()),
        ("a.pdf", b"\n" + pdf()),
        ("a.png", jpeg()),
        ("a.png", pdf()),
        ("a.jpg", png()),
        ("a.jpg", b"<script>canary()</script>"),
        ("a.svg", b"<svg/>"),
        ("a.html", b"<p>x</p>"),
        ("a.docx", b"PK\x03\x04"),
        ("a.pdf.exe", pdf()),
        ("a", pdf()),
    ],
)
@pytest.mark.parametrize("listed", [True, False])
def test_files_that_are_not_what_they_should_be(home, name, data, listed):
    write(home / name, data)
    front = {"attachments": [{"file": name}]} if listed else {}
    problem = the_problem(home, BODY if listed else f"[x]({name})\n", **front)
    assert problem.file == f"r/winter/{name}"


@pytest.mark.parametrize(
    ("types", "name", "data", "good"),
    [
        (("pdf",), "a.png", png(), False),
        (("png", "docx"), "a.docx", b"PK\x03\x04rest", True),
        (("docx",), "a.docx", b"words", False),
        (("webp",), "a.webp", picture("WEBP"), True),
        (("gif",), "a.gif", picture("GIF"), True),
        (("webp",), "a.webp", b"RIFF\x08\0\0\0WEBPVP8 ", False),
        (("webp",), "a.webp", b"RIFF\x08\0\0\0WAVEfmt ", False),
        (("svg",), "a.svg", b"<svg/>", False),  # no kind of file that we know: nothing is let through unseen
    ],
)
def test_the_kinds_of_file_are_the_sites(home, types, name, data, good):
    write(home / name, data)
    write(home / "index.md", report_text(f"[x]({name})\n"))
    content = only(home.parent, attachment_types=types).content
    assert len(content.problems) == (0 if good else 1)
    assert names(content) == ([name] if good else [])


def test_the_size_limit(home):
    write(home / "a.pdf", pdf())
    write(home / "index.md", report_text("[x](a.pdf)\n"))
    assert only(home.parent, attachment_max_bytes=len(pdf())).content.problems == ()
    (problem,) = only(home.parent, attachment_max_bytes=len(pdf()) - 1).content.problems
    assert "larger" in problem.message


def test_a_huge_file_is_not_read(home):
    with (home / "a.pdf").open("wb") as file:
        file.write(b"%PDF-1.4\n")
        file.truncate(10**12)
    assert "25 MB" in the_problem(home, "[x](a.pdf)\n").message


def test_a_linked_file_that_is_a_link_out_of_the_folder(home):
    write(home.parent.parent / "private.pdf", pdf())
    (home / "a.pdf").symlink_to("../../private.pdf")
    assert the_problem(home, "[x](a.pdf)\n").file == "r/winter/a.pdf"


def test_a_folder_that_is_a_link_hides_its_files(home):
    write(home.parent.parent / "private" / "a.pdf", pdf())
    (home / "files").symlink_to("../../private", target_is_directory=True)
    the_problem(home, "[x](files/a.pdf)\n")


@pytest.mark.parametrize(
    "make", [os.mkfifo, lambda path: path.symlink_to("a.pdf"), lambda path: path.symlink_to("no.pdf")]
)
def test_a_listed_file_that_is_no_ordinary_file(home, make):
    make(home / "a.pdf")
    assert the_problem(home, BODY, attachments=[{"file": "a.pdf"}]).file == "r/winter/a.pdf"


@pytest.mark.parametrize(
    "body", ["One.\n\n[x](nothing.pdf)\n", "One.\n\n![x](nothing.png)\n", "One.\n\n<a href=nothing.pdf>x</a>\n"]
)
def test_a_link_to_a_file_that_is_not_there(home, body):
    problem = the_problem(home, body)
    assert problem.file == "r/winter/index.md"
    assert problem.line == report_text("").count("\n") + 3


def test_a_listed_file_that_is_not_there(home):
    problem = the_problem(home, BODY, attachments=Raw("\n  - file: a.pdf"))
    assert (problem.file, problem.line, problem.key) == ("r/winter/index.md", 7, "attachments")


def test_a_report_in_one_file_has_no_files(tmp_path):
    write_report(tmp_path / "r", body="[x](timeline.pdf)\n")
    (problem,) = only(tmp_path / "r").content.problems
    assert "index.md" in problem.fix


@pytest.mark.parametrize("body", ["", "\n\n", " \n\t\n", "\u200b\n", "\ufeff\n"])
def test_a_body_that_is_empty(home, body):
    assert the_problem(home, body).file == "r/winter/index.md"


def test_parts_are_pages_of_the_report_in_both_languages(home):
    write_twin(home / "index.md")
    write_part(home / "7-minute-briefing.md")
    write_part(home / "7-minute-briefing.cy.md", title="Papur briffio")
    write_part(home / "Action plan.md", title="Action plan")
    content = only(home.parent).content
    assert content.problems == ()
    assert {part.name: sorted(part.texts) for part in content.parts} == {
        "7-minute-briefing": ["cy", "en"],
        "action-plan": ["en"],
    }
    assert content.parts[0].texts["cy"].title == "Papur briffio"


def test_a_part_may_link_to_files_and_back(home):
    write(home / "a.pdf", pdf())
    write_part(home / "briefing.md", body="[file](a.pdf) [report](index.md)\n")
    content = with_body(home, "[briefing](briefing.md)\n")
    assert content.problems == ()
    assert names(content) == ["a.pdf"]
    assert 'href="briefing/"' in content.texts["en"].body.html
    html = content.parts[0].texts["en"].body.html
    assert 'href="../a.pdf"' in html
    assert 'href="../"' in html


@pytest.mark.parametrize(
    "spoil",
    [
        lambda home: write_part(home / "briefing.md", title=None, x="y"),
        lambda home: write_part(home / "briefing.md", body=""),
        lambda home: write_part(home / "briefing.md", body="[x](nothing.pdf)\n"),
        lambda home: write(home / "briefing.md", "No front matter\n"),
        lambda home: write(home / "briefing.md", b"\xff\xfe"),
        lambda home: write_part(home / "briefing.cy.md"),
        lambda home: os.mkfifo(home / "briefing.md"),
        lambda home: (home / "briefing.md").symlink_to("index.md"),
        lambda home: [write_part(home / name) for name in ("a-b.md", "a b.md")],
        lambda home: write_part(home / "日本.md"),
        lambda home: write_twin(home / "index.md", title=None, x="y"),
        lambda home: write_twin(home / "index.md", body=""),
        lambda home: write_twin(home / "index.md", publication_date=date(2026, 6, 1)),
        lambda home: write_twin(home / "index.md", body="[x](nothing.pdf)\n"),
        lambda home: write(home / "index.cy.md", "Dim byd\n"),
        lambda home: os.mkfifo(home / "index.cy.md"),
        lambda home: (home / "index.cy.md").symlink_to("nowhere"),
    ],
)
def test_a_part_or_twin_that_breaks_a_rule_counts_until_closing(home, spoil):
    spoil(home)
    assert standing(home.parent, BEFORE).standing is Standing.INVALID
    assert standing(home.parent, INSIDE).standing is Standing.INVALID
    assert standing(home.parent, INSIDE).problems
    assert standing(home.parent, INSIDE).left_out
    over = standing(home.parent, AFTER)
    assert over.standing is Standing.EXPIRED
    assert over.problems == ()
    assert not over.left_out


@pytest.mark.parametrize("name", ["spring", "spring/"])
def test_a_twin_alone_stays_invalid(tmp_path, name):
    path = write_report(tmp_path / "r", name)
    write_twin(path)
    path.unlink()
    for when in (BEFORE, INSIDE, AFTER):
        assert standing(tmp_path / "r", when).standing is Standing.INVALID


def test_wrong_front_matter_stays_wrong_after_closing(home):
    with_body(home, BODY, wekks=12)
    assert standing(home.parent, AFTER).standing is Standing.INVALID
    assert "weeks" in told(standing(home.parent, AFTER).problems)
    assert not standing(home.parent, AFTER).left_out


def test_a_link_to_another_report_is_advice_and_leads_to_the_listing(home):
    write_report(home.parent, "summer", reference="CPR 02/2026", title="Another review")
    write(home / "index.md", report_text("See [the review of Child B](../summer.md).\n"))
    report = next(one for one in read(home.parent).reports if one.source.startswith("r/winter"))
    assert report.content.problems == ()
    assert len(report.content.advice) == 1
    html = report.content.texts["en"].body.html
    assert '<a href="../../reports/">published reports</a>' in html
    assert "Child B" not in html


def test_a_picture_of_another_host_is_left_out_and_told(home):
    content = with_body(home, "![x](https://other.example/x.png) Text.\n")
    assert content.problems == ()
    assert len(content.advice) == 1
    assert "<img" not in content.texts["en"].body.html


def test_the_words_of_each_language(home):
    write_twin(home / "index.md", summary="Byr.")
    content = with_body(home, BODY, summary="Short.")
    assert content.texts["en"].title == "A review of the winter"
    assert content.texts["en"].summary == "Short."
    assert content.texts["cy"].title == "Adolygiad o'r gaeaf"
    assert content.texts["cy"].summary == "Byr."
    assert content.texts["en"].body.html == "<p>The panel met in the old library and read what it had found.</p>"


def test_a_report_with_two_problems_tells_both(home):
    write_part(home / "briefing.md", body="")
    content = with_body(home, "[x](nothing.pdf)\n")
    assert [problem.file for problem in content.problems] == ["r/winter/briefing.md", "r/winter/index.md"]


@pytest.mark.parametrize("piece", ["![](", "[a](", "[a](b ", "\\*", "# a {: #x\n\n"])
def test_a_text_that_would_take_hours_is_refused_at_once(home, piece):
    problem = the_problem(home, f"Words.\n\n{piece * 9000}\n")
    assert problem.line
