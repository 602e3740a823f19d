import os
import time
import tracemalloc

import pytest

from board_reports.reports import Register, Settings, Standing
from board_reports.reports.problem import Problem
from builders import at, only, read, report_text, standing, write, write_report, write_twin

MEGABYTE = 1024 * 1024
NOON = at("2026-06-10T12:00")


def pipe(path):
    os.mkfifo(path)


def link_to_a_report_outside(path):
    write(path.parent.parent / "elsewhere.md", report_text())
    path.symlink_to("../elsewhere.md")


def link_to_a_folder_outside(path):
    write_report(path.parent.parent / "elsewhere", "winter/")
    path.symlink_to("../elsewhere/winter", target_is_directory=True)


def link_to_a_report_beside(path):
    write(path.parent / "_draft.md", report_text())
    path.symlink_to("_draft.md")


def dangling_link(path):
    path.symlink_to("nowhere.md")


def looping_link(path):
    path.symlink_to(path.name)


def link_to_where_nobody_may_look(path):
    path.symlink_to("/proc/1/map_files/x/y")


def looping_pair(path):
    path.symlink_to("_back")
    (path.parent / "_back").symlink_to(path.name)


def sparse_file(path):
    with path.open("wb") as file:
        file.write(report_text().encode())
        file.truncate(100 * MEGABYTE)


def text_of_3_mb(path):
    write(path, report_text("words " * (MEGABYTE // 2)))


def utf_16(path):
    write(path, report_text().encode("utf-16"))


def latin_1(path):
    write(path, report_text(title="Café").encode("latin-1"))


def nothing_at_all(path):
    write(path, b"")


def noughts(path):
    write(path, bytes(MEGABYTE))


def brackets_in_the_front_matter(path):
    write(path, "---\ntitle: " + "[" * 100_000 + "\n---\nText\n")


def braces_in_the_front_matter(path):
    write(path, "---\ntitle: " + "{a: " * 15_000 + "\n---\nText\n")


def dashes_in_the_front_matter(path):
    write(path, "---\ntitle:\n  " + "- " * 30_000 + "\n---\nText\n")


def brackets_in_the_body(path):
    write(path, report_text("[" * 100_000))


def closed_brackets_in_the_body(path):
    write(path, report_text("[" * 100_000 + "x" + "](y)" * 100_000))


def brackets_over_many_lines(path):
    write(path, report_text("[\n" * 100_000))


def quotes_in_the_body(path):
    write(path, report_text("> " * 100_000 + "x"))


def lists_in_the_body(path):
    write(path, report_text("\n".join("    " * depth + "- a" for depth in range(400))))


def tags_in_the_body(path):
    write(path, report_text("<div>" * 100_000))


def tight_definitions_in_the_body(path):
    write(path, report_text("a\n: b\n" * 20_000))


def abbreviations_in_the_body(path):
    write(path, report_text("*[abc]: b\n" * 20_000))


def merge_key_bomb(path):
    bomb = "a: &a {x: x}\n" + "".join(
        f"{chr(98 + n)}: &{chr(98 + n)} {{<<: [*{chr(97 + n)}, *{chr(97 + n)}]}}\n" for n in range(20)
    )
    write(path, f"---\n{bomb}---\nText\n")


def alias_bomb(path):
    bomb = "a: &a [x]\n" + "".join(f"k{n}: &k{n} [{', '.join(['*a'] * 9)}]\n" for n in range(9))
    write(path, f"---\n{bomb}---\nText\n")


def folder_called_like_a_file(path):
    path.mkdir()


def folder_without_index(path):
    write(path / "report.md", report_text())


def folder_with_a_pipe_for_index(path):
    path.mkdir()
    os.mkfifo(path / "index.md")


def folder_with_a_link_for_index(path):
    path.mkdir()
    write(path.parent.parent / "elsewhere.md", report_text())
    (path / "index.md").symlink_to("../../elsewhere.md")


def folder_with_a_looping_index(path):
    path.mkdir()
    (path / "index.md").symlink_to("index.md")


BAD = [
    pipe,
    link_to_a_report_outside,
    link_to_a_folder_outside,
    link_to_a_report_beside,
    dangling_link,
    looping_link,
    looping_pair,
    link_to_where_nobody_may_look,
    sparse_file,
    text_of_3_mb,
    utf_16,
    latin_1,
    nothing_at_all,
    noughts,
    brackets_in_the_front_matter,
    braces_in_the_front_matter,
    dashes_in_the_front_matter,
    brackets_in_the_body,
    closed_brackets_in_the_body,
    brackets_over_many_lines,
    quotes_in_the_body,
    lists_in_the_body,
    tight_definitions_in_the_body,
    abbreviations_in_the_body,
    merge_key_bomb,
    alias_bomb,
    folder_called_like_a_file,
    folder_without_index,
    folder_with_a_pipe_for_index,
    folder_with_a_link_for_index,
    folder_with_a_looping_index,
]


@pytest.mark.parametrize("spoil", BAD, ids=lambda spoil: spoil.__name__)
def test_a_bad_file_is_one_problem_told_in_good_time_and_keeps_no_other_report_down(tmp_path, spoil):
    folder = tmp_path / "r"
    write_report(folder, "summer", reference="CPR 02/2026")
    spoil(folder / "x.md")
    started = time.perf_counter()
    standings = read(folder).at(NOON)
    assert time.perf_counter() - started < 10
    (problem,) = standings.problems
    assert problem.file.startswith("r/x.md")
    assert "\n" not in str(problem)
    assert problem.message
    assert problem.fix
    assert [one.report.source for one in standings.live] == ["r/summer.md"]
    assert [one.standing for one in standings.reports] == [Standing.LIVE, Standing.INVALID]


@pytest.mark.parametrize(
    "spoil",
    [
        sparse_file,
        text_of_3_mb,
        noughts,
        brackets_in_the_front_matter,
        brackets_in_the_body,
        merge_key_bomb,
        alias_bomb,
    ],
    ids=lambda spoil: spoil.__name__,
)
def test_a_bad_file_takes_little_memory(tmp_path, spoil):
    (tmp_path / "r").mkdir()
    spoil(tmp_path / "r" / "x.md")
    tracemalloc.start()
    try:
        read(tmp_path / "r").at(NOON)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 32 * MEGABYTE


@pytest.mark.parametrize("spoil", [quotes_in_the_body, lists_in_the_body, brackets_in_the_body])
def test_a_text_that_cannot_be_rendered_leaves_no_mark_on_the_next(tmp_path, spoil):
    folder = tmp_path / "r"
    (folder).mkdir()
    write_report(folder, "z", body="One.\n\nTwo.\n\n- Three.\n", reference="CPR 02/2026")
    alone = only(folder).content.texts["en"].body.html
    spoil(folder / "a.md")
    bad, good = read(folder).reports
    assert bad.content.problems
    assert good.content.texts["en"].body.html == alone


def test_two_megabytes_are_the_limit(tmp_path):
    text = report_text("")
    room = 2 * MEGABYTE - len(text)
    write(tmp_path / "r" / "x.md", text + " " * (room - 4) + "End\n")
    assert only(tmp_path / "r").problems == ()
    write(tmp_path / "r" / "x.md", text + " " * (room - 3) + "End\n")
    (problem,) = only(tmp_path / "r").problems
    assert "2 MB" in problem.message


@pytest.mark.parametrize(
    "name", ["README.md", ".x", ".x.md", "_x", "_x.md", "~$x.docx", "~$x.md", "Thumbs.db", ".git/", "_draft/", "~$d/"]
)
@pytest.mark.parametrize("where", ["", "winter/"])
def test_ignored_names(tmp_path, name, where):
    folder = tmp_path / "r"
    write_report(folder, "winter/")
    path = folder / where / name
    if name.endswith("/"):
        write(path / "index.md", report_text(reference="CPR 02/2026"))
    else:
        write(path, report_text(reference="CPR 02/2026"))
    register = read(folder)
    assert [report.source for report in register.reports] == ["r/winter/index.md"]
    assert register.stray == ()
    assert register.reports[0].content.problems == ()
    assert register.reports[0].content.advice == ()
    assert register.reports[0].content.parts == ()


@pytest.mark.parametrize(
    "name", ["notes.txt", "report.pdf", "readme.md.bak", "report.MD", "report.markdown", "thumbs", "README.txt", "x"]
)
def test_what_is_no_report_is_a_problem_of_its_own(tmp_path, name):
    folder = tmp_path / "r"
    write_report(folder)
    write(folder / name, report_text(reference="CPR 02/2026"))
    register = read(folder)
    (problem,) = register.stray
    assert problem.file == f"r/{name}"
    assert problem.fix
    assert len(register.reports) == 1
    assert problem in register.at(NOON).problems


@pytest.mark.parametrize("name", [b"\xff.txt", b"\xff\xfe notes", b"a\nb.txt", b"\x1b[31m.txt", "a\u202eb".encode()])
def test_a_name_that_cannot_be_printed(tmp_path, name):
    folder = tmp_path / "r"
    write_report(folder)
    (folder / os.fsdecode(name)).write_bytes(b"x")
    (problem,) = read(folder).stray
    assert problem.file.isprintable()
    str(problem).encode()


@pytest.mark.parametrize("name", [b"\xff.md", b"a\nb.md", b"caf\xe9.md"])
def test_a_report_whose_name_cannot_be_printed(tmp_path, name):
    folder = tmp_path / "r"
    folder.mkdir()
    (folder / os.fsdecode(name)).write_text("no front matter", encoding="utf-8")
    (problem,) = read(folder).at(NOON).problems
    assert problem.file.isprintable()
    str(problem).encode()
    (folder / os.fsdecode(name)).write_text(report_text(), encoding="utf-8")
    assert only(folder).source.isprintable()


def test_a_name_beside_a_report_that_cannot_be_printed(tmp_path):
    home = write_report(tmp_path / "r", "winter/").parent
    (home / os.fsdecode(b"\xff.pdf")).write_bytes(b"x")
    (home / os.fsdecode(b"\xff.md")).write_bytes(b"x")
    content = only(tmp_path / "r").content
    for problem in [*content.problems, *content.advice]:
        str(problem).encode()
    assert len(content.problems) == 1
    assert len(content.advice) == 1


@pytest.mark.parametrize("hidden", ["folder", "home"])
def test_a_folder_that_may_not_be_read(tmp_path, monkeypatch, hidden):
    folder = tmp_path / "r"
    write_report(folder, "summer", reference="CPR 02/2026")
    home = write_report(folder, "winter/").parent
    closed = folder if hidden == "folder" else home
    true_scandir = os.scandir

    # The machine's administrator may read anything, and runs some tests: so the refusal is played.
    def scandir(path="."):
        if os.fspath(path) == os.fspath(closed):
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return true_scandir(path)

    monkeypatch.setattr(os, "scandir", scandir)
    register = read(folder)
    (problem,) = register.at(NOON).problems
    assert "Permission denied" in problem.message
    assert register.readable is (hidden == "home")
    assert len(register.reports) == (2 if hidden == "home" else 0)


@pytest.mark.parametrize("kind", ["missing", "file", "loop", "pipe"])
def test_a_folder_that_is_none(tmp_path, kind):
    folder = tmp_path / "r"
    if kind == "file":
        folder.write_text("x", encoding="utf-8")
    if kind == "loop":
        folder.symlink_to("r")
    if kind == "pipe":
        os.mkfifo(folder)
    register = read(folder)
    assert register.readable is False
    assert register.reports == ()
    (problem,) = register.stray
    assert problem.file == "r"


def test_an_empty_folder_is_readable(tmp_path):
    (tmp_path / "r").mkdir()
    register = read(tmp_path / "r")
    assert register.readable
    assert register.reports == register.stray == ()


def test_one_report_in_each_form(tmp_path):
    folder = tmp_path / "r"
    write_twin(write_report(folder, "spring", reference="CPR 01/2026"))
    write_twin(write_report(folder, "summer/", reference="CPR 02/2026"))
    write_report(folder, "autumn", reference="CPR 03/2026")
    found = {report.source: report.languages for report in read(folder).reports}
    assert found == {"r/autumn.md": ("en",), "r/spring.md": ("en", "cy"), "r/summer/index.md": ("en", "cy")}


@pytest.mark.parametrize("english", ["winter", "winter/"])
def test_a_welsh_twin_without_its_english_file_is_invalid(tmp_path, english):
    path = write_report(tmp_path / "r", english)
    write_twin(path)
    path.unlink()
    one = standing(tmp_path / "r")
    assert one.standing is Standing.INVALID
    assert len(one.problems) == 1


def test_problems_are_told_relative_to_the_configuration(tmp_path):
    write(tmp_path / "site" / "reports" / "x.txt", "x")
    register = Register.read(tmp_path / "site" / "reports", Settings(root=tmp_path / "site"))
    assert [problem.file for problem in register.stray] == ["reports/x.txt"]
    register = Register.read(tmp_path / "site" / "reports", Settings(root=tmp_path / "conf"))
    assert [problem.file for problem in register.stray] == ["../site/reports/x.txt"]
    assert all(isinstance(problem, Problem) for problem in register.stray)


def test_a_folder_with_too_many_files_is_no_report(tmp_path):
    home = write_report(tmp_path / "r", "winter/").parent
    for number in range(2100):
        (home / f"{number}.txt").touch()
    assert len(standing(tmp_path / "r").problems) == 1
