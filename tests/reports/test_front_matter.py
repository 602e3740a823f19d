import time
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from board_reports.reports.front_matter import Odd, read_front_matter
from builders import BODY, only, report_text, told, write

GOOD = """\
title: A review of the winter
reference: CPR 01/2026
publication_date: 2026-06-01
approved_date: 2026-05-20
"""

PRIVATE = [
    "Mair Llewelyn-Prydderch",
    "07700 900123",
    "07700900123",
    "2087 2000",
    "20872000",
    "943 476 5919",
    "9434765919",
    "mair@home.example",
    "12 Heol y Bont, Abertawe",
    "2026-06-01 Mair Llewelyn-Prydderch",
    "2026-06-01 07700900123",
    "2026-06-01T07700900123",
]


def file_of(front, body=BODY):
    return f"---\n{front}---\n{body}"


def problems_of(tmp_path, text, **settings):
    write(tmp_path / "r" / "winter.md", text)
    report = only(tmp_path / "r", **settings)
    return report.problems


def the_problem(tmp_path, text):
    (problem,) = problems_of(tmp_path, text)
    return problem


def test_a_good_file_has_no_problem(tmp_path):
    report_file = write(tmp_path / "r" / "winter.md", file_of(GOOD))
    report = only(tmp_path / "r")
    assert report.problems == ()
    assert report.fields.publication_date == date(2026, 6, 1)
    assert report_file.name in report.source


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_and_a_byte_order_mark_are_allowed(tmp_path, ends, mark):
    data = mark + file_of(GOOD).replace("\n", ends).encode()
    assert problems_of(tmp_path, data) == ()


@pytest.mark.parametrize("value", ["2026-06-01", '"2026-06-01"', "'2026-06-01'"])
def test_a_date_stands_quoted_or_not(tmp_path, value):
    text = file_of(GOOD.replace("2026-06-01", value))
    assert problems_of(tmp_path, text) == ()
    assert only(tmp_path / "r").fields.publication_date == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "first line is not ---"),
        ("\n" + file_of(GOOD), 1, "first line is not ---"),
        (" " + file_of(GOOD), 1, "first line is not ---"),
        ("----\n" + GOOD + "----\n" + BODY, 1, "first line is not ---"),
        ("+++\n" + GOOD + "+++\n" + BODY, 1, "first line is not ---"),
        ("# A review\n\n" + file_of(GOOD), 1, "first line is not ---"),
        ('{"title": "A review"}\n' + BODY, 1, "first line is not ---"),
        ("---\n" + GOOD, 1, "no closing line"),
        ("---\n" + GOOD + "...\n" + BODY, 1, "no closing line"),
        ("---\n" + GOOD + " ---\n" + BODY, 1, "no closing line"),
        ("---\n---\n" + BODY, 1, "empty"),
        ("---\n# nothing yet\n---\n" + BODY, 1, "empty"),
        (file_of("- title\n- reference\n"), 2, "not a list of keys"),
        (file_of("A review of the winter\n"), 2, "not a list of keys"),
        (file_of("%YAML 1.2\n" + GOOD), None, ""),
        (file_of(GOOD + "...\ntitle: x\n"), None, ""),
        (file_of("title: !!str A review\n"), 2, "tag"),
        (file_of(GOOD + "note: !!python/object/apply:os.getcwd []\n"), 6, "tag"),
        (file_of(GOOD + "note: ! x\n"), 6, "tag"),
        (file_of(GOOD + "note: &n a note\n"), 6, "anchor"),
        (file_of(GOOD + "summary: *n\n"), 6, "anchor"),
        (file_of(GOOD + "<<: {note: x}\n"), 6, "merge key"),
        (file_of(GOOD + '"<<": x\n'), 6, "merge key"),
        (file_of(GOOD + "attachments:\n  - <<: {file: a.pdf}\n"), 7, "merge key"),
        (file_of(GOOD + "title: Another\n"), 6, "twice"),
        (file_of(GOOD + '"title": Another\n'), 6, "twice"),
        (file_of(GOOD + "attachments:\n  - file: a.pdf\n    file: b.pdf\n"), 8, "twice"),
        (file_of(GOOD + "? [a, b]\n: x\n"), 6, "key"),
        (file_of(GOOD + 'note: "no end\n'), 6, "cannot be read"),
        (file_of(GOOD + "note: a: b\n"), 6, "cannot be read"),
        (file_of(GOOD + "\tnote: x\n"), 6, "cannot be read"),
        (file_of(GOOD + "note: [a, b\n"), None, "cannot be read"),
        (file_of(GOOD + "just words\n"), None, "cannot be read"),
        (file_of(GOOD + "note: [[[[[[x]]]]]]\n"), 6, "nested too deeply"),
        (file_of(GOOD + "note: >\n" + "  words\n" * 20000), 1, "longer than 64 KB"),
        (file_of(GOOD).encode("utf-16"), 1, "UTF-16"),
        (file_of(GOOD).encode("utf-16-le"), 1, "control character"),
        (file_of(GOOD + "note: caf\xe9\n").encode("latin-1"), 6, "not UTF-8"),
        (file_of(GOOD + "note: a\x00b\n"), 6, "control character"),
        (file_of(GOOD, "a\n\nb\x1b[31m\n"), 9, "control character"),
    ],
)
def test_a_file_that_is_not_plain_cannot_be_read(tmp_path, text, line, words):
    problem = the_problem(tmp_path, text)
    assert words in problem.message
    assert problem.fix
    if line:
        assert problem.line == line
    report = only(tmp_path / "r")
    assert report.fields is None
    assert report.window is None


@pytest.mark.parametrize(
    "value", ["", " ", "null", "~", "Null", '""', "''", '"  "', '"\\u200b"', '" \\u200b \\u200b "']
)
@pytest.mark.parametrize("key", ["hold", "withdrawn_date", "weeks", "attachments", "note", "example"])
def test_a_blank_value_is_an_error(tmp_path, key, value):
    other = "withdrawn_reason: Corrected\n" if key == "withdrawn_date" else ""
    problem = the_problem(tmp_path, file_of(f"{GOOD}{key}: {value}\n{other}"))
    assert (problem.line, problem.key) == (6, key)
    assert problem.message == "There is no value."
    assert problem.fix


@pytest.mark.parametrize(
    ("key", "meant"),
    [
        ("publicaton_date", "publication_date"),
        ("Publication_date", "publication_date"),
        ("publication-date", "publication_date"),
        ("refrence", "reference"),
        ("aproved_date", "approved_date"),
        ("Hold", "hold"),
        ("withdrawn_reasons", "withdrawn_reason"),
        ("week", "weeks"),
    ],
)
def test_an_unknown_key_is_an_error_with_a_guess(tmp_path, key, meant):
    problem = the_problem(tmp_path, file_of(f"{GOOD}{key}: x\n"))
    assert (problem.line, problem.key) == (6, key)
    assert f"Did you mean {meant}?" in problem.fix


def test_an_unknown_key_like_no_other_is_an_error(tmp_path):
    problem = the_problem(tmp_path, file_of(f"{GOOD}zzz: x\n"))
    assert (problem.line, problem.key) == (6, "zzz")
    assert "publication_date" in problem.fix


@pytest.mark.parametrize("key", ["title", "reference", "publication_date"])
def test_a_required_key_that_is_missing_is_named(tmp_path, key):
    text = "".join(line for line in GOOD.splitlines(keepends=True) if not line.startswith(key))
    problem = the_problem(tmp_path, file_of(text))
    assert problem.key == key
    assert f"There is no {key}." in problem.message
    assert f"{key}:" in problem.fix


@pytest.mark.parametrize(
    ("value", "found", "write_instead"),
    [
        ("01/06/2026", '"01/06/2026"', "publication_date: 2026-06-01"),
        ("1.6.2026", '"1.6.2026"', "publication_date: 2026-06-01"),
        ("1 June 2026", '"1 June 2026"', "publication_date: 2026-06-01"),
        ("1st June 2026", '"1st June 2026"', "publication_date: 2026-06-01"),
        ("2026-6-1", '"2026-6-1"', "YYYY-MM-DD"),
        ("2026/06/01", '"2026/06/01"', "YYYY-MM-DD"),
        ("06/2026", '"06/2026"', "YYYY-MM-DD"),
        ("2026-02-30", '"2026-02-30"', "YYYY-MM-DD"),
        ('"2026-02-30"', '"2026-02-30"', "YYYY-MM-DD"),
        ("2026-13-01", '"2026-13-01"', "YYYY-MM-DD"),
        ("2026-06-01T09:30", '"2026-06-01T09:30"', "publication_date: 2026-06-01"),
        ("2026-06-01 09:30:00", '"2026-06-01 09:30:00"', "publication_date: 2026-06-01"),
        ("2026-06-01T00:00:00Z", '"2026-06-01T00:00:00Z"', "publication_date: 2026-06-01"),
        ('"2026-06-01 "', "", "publication_date:"),
        ("1999-12-31", '"1999-12-31"', "Correct the year"),
        ("2101-01-01", '"2101-01-01"', "Correct the year"),
        ("20260601", "", "YYYY-MM-DD"),
        ("2026", "", "YYYY-MM-DD"),
        ("soon", "text", "YYYY-MM-DD"),
        ("yes", "", "YYYY-MM-DD"),
        ("true", "yes/no", "YYYY-MM-DD"),
        ("[2026-06-01]", "list", "YYYY-MM-DD"),
        ("{day: 2026-06-01}", "group", "YYYY-MM-DD"),
        ('"٢٠٢٦-٠٦-٠١"', "", "YYYY-MM-DD"),
    ],
)
def test_other_forms_of_a_date_are_errors_that_teach(tmp_path, value, found, write_instead):
    problem = the_problem(tmp_path, file_of(GOOD.replace("2026-06-01", value)))
    assert (problem.line, problem.key) == (4, "publication_date")
    assert found in problem.message
    assert write_instead in problem.fix


@pytest.mark.parametrize("key", ["approved_date", "revised_date", "family_told_date", "withdrawn_date"])
def test_every_date_is_read_alike(tmp_path, key):
    others = {"revised_date": "revision_note: Corrected\n", "withdrawn_date": "withdrawn_reason: Corrected\n"}
    front = GOOD.replace("approved_date: 2026-05-20\n", "") + f"{key}: 03/04/2026\n{others.get(key, '')}"
    problem = the_problem(tmp_path, file_of(front))
    assert (problem.line, problem.key) == (5, key)
    assert '"03/04/2026"' in problem.message
    assert f"{key}: 2026-04-03" in problem.fix


@pytest.mark.parametrize(
    "value", ["yes", "NO", "on", "true", "12", "12:30", "1.5", "0123", "0x1f", "2026-06-01", ".inf"]
)
@pytest.mark.parametrize("key", ["note", "hold", "summary", "approved_minute"])
def test_a_text_that_yaml_reads_as_something_else_needs_quotes(tmp_path, key, value):
    problem = the_problem(tmp_path, file_of(f"{GOOD}{key}: {value}\n"))
    assert (problem.line, problem.key) == (6, key)
    assert "is not a text" in problem.message
    assert f'{key}: "' in problem.fix
    assert problems_of(tmp_path, file_of(f'{GOOD}{key}: "{value}"\n')) == ()


@pytest.mark.parametrize("value", ["[a, b]", "{a: b}", "\n  - a", "\n  a: b"])
def test_a_list_or_group_where_a_text_belongs_is_an_error(tmp_path, value):
    problem = the_problem(tmp_path, file_of(f"{GOOD}note: {value}\n"))
    assert problem.key == "note"
    assert "is not a text" in problem.message


@pytest.mark.parametrize("escape", ["\\0", "\\x1b", "\\u0007", "\\b", "\\uFFFE", "\\ud800", "\\x7f"])
@pytest.mark.parametrize("key", ["title", "summary", "hold"])
def test_an_escaped_control_character_is_an_error(tmp_path, key, escape):
    front = GOOD.replace("A review", "Another review") if key != "title" else GOOD.replace("title: A review", "x: y", 1)
    front = "".join(line for line in front.splitlines(keepends=True) if not line.startswith(("x:", key)))
    problem = the_problem(tmp_path, file_of(f'{front}{key}: "A{escape}B"\n'))
    assert problem.key == key
    assert problem.line == front.count("\n") + 2


@pytest.mark.parametrize("separator", ["\x85", "\u2028", "\u2029"])
def test_an_odd_line_separator_moves_no_line_number(tmp_path, separator):
    front = GOOD.replace("A review", f'"A{separator}review').replace("winter", 'winter"')
    problem = the_problem(tmp_path, file_of(front + "weeks: twelve\n"))
    assert (problem.line, problem.key) == (6, "weeks")


def test_all_problems_are_told_at_once(tmp_path):
    text = file_of("titel: x\nreference: abc\npublication_date: soon\nweeks: 3\nhold:\n")
    keys = {problem.key for problem in problems_of(tmp_path, text)}
    assert keys == {"titel", "title", "reference", "publication_date", "weeks", "hold"}


def test_a_problem_is_told_in_one_line(tmp_path):
    problem = the_problem(tmp_path, file_of(GOOD.replace("2026-06-01", "01/06/2026")))
    assert str(problem) == (
        'r/winter.md:4: publication_date: "01/06/2026" is not a date in the form YYYY-MM-DD. '
        "Write: publication_date: 2026-06-01"
    )


KEYS = [
    "title",
    "reference",
    "publication_date",
    "approved_date",
    "review_type",
    "publication_time",
    "weeks",
    "summary",
    "attachments",
    "revised_date",
    "revision_note",
    "example",
    "family_told_date",
    "approved_digest",
    "hold",
    "withdrawn_date",
    "waivers",
]


@pytest.mark.parametrize("private", PRIVATE)
@pytest.mark.parametrize(
    "form", ["{0}", '"{0}"', "[{0}]", "{{a: {0}}}", "[[{0}]]", "[{{file: x, {0}: {0}}}]", '"{0}', "!x {0}", "*{0}"]
)
def test_what_may_be_personal_is_never_repeated(tmp_path, private, form):
    for key in KEYS:
        text = file_of(GOOD.replace("2026", "2027") + f"{key}: {form.format(private)}\n")
        shown = told(problems_of(tmp_path, text))
        assert private not in shown, key
        # no piece of it either: a name without its first word is a name
        for piece in private.replace("2026-06-01", "").split():
            assert len(piece) < 4 or piece not in shown, key


@pytest.mark.parametrize("private", PRIVATE)
def test_a_private_text_in_the_wrong_place_is_never_repeated(tmp_path, private):
    texts = [
        file_of(f"{private}\n"),
        file_of(f"- {private}\n"),
        file_of(f"{GOOD}{private}\n"),
        file_of(f"{GOOD}{private}: x\n"),
        file_of(f'{GOOD}"{private}": x\n"{private}": x\n'),
        file_of(f"{GOOD}note: a: {private}\n"),
        file_of(f"{GOOD}attachments:\n  - file: ../{private}\n    language: {private}\n"),
        file_of(GOOD, f"[x]({private}.pdf) ![x]({private}.png)\n"),
        f"{private}\n",
        file_of(GOOD + f"note: {private}").encode("utf-16"),
    ]
    for text in texts:
        write(tmp_path / "r" / "winter.md", text)
        report = only(tmp_path / "r")
        assert private not in told([*report.problems, *report.content.problems, *report.content.advice])


def test_a_flood_of_unknown_keys_is_read_in_good_time(tmp_path):
    front = "".join(f"k{number}: 1\n" for number in range(6500))
    started = time.perf_counter()
    problems_of(tmp_path, file_of(front))
    assert time.perf_counter() - started < 10


def test_line_numbers_reach_into_lists(tmp_path):
    front = f"{GOOD}attachments:\n  - file: a.pdf\n  - file: b.pdf\n    langauge: cy\n  - title: c\n"
    problems = problems_of(tmp_path, file_of(front))
    assert [problem.line for problem in problems] == [9, 10]
    assert all(problem.key.startswith("attachments") for problem in problems)


def test_the_body_is_what_follows_the_closing_line():
    front = read_front_matter(file_of(GOOD, "One\n---\n\ntitle: Two\n").encode())
    assert front.body == "One\n---\n\ntitle: Two\n"
    assert front.body_line == 7
    assert front.values["title"] == "A review of the winter"


def test_a_long_text_may_stand_in_a_block(tmp_path):
    text = report_text().replace("---\n", '---\nsummary: |\n  One sentence.\n  "Another": one.\n', 1)
    assert problems_of(tmp_path, text) == ()
    assert only(tmp_path / "r").fields.summary == 'One sentence.\n"Another": one.\n'


@given(st.binary(max_size=300))
@example(b"---\n? x\n---\n")
@example(b"---\n: x\n---\n")
@example(b"---\n? [\n---\n")
@example(b'---\na: "\\U00110000"\n---\n')
@example(b"---\n- - - - -\n---\n")
@example(b"---\na: 999999999999999999999999999\n---\n")
@example(b"---\n@\n---\n")
@example(b"---\na: 1:60:61\n---\n")
@example(b"---\na: 0000-00-00\n---\n")
def test_reading_never_raises(data):
    for content in (data, b"---\n" + data + b"\n---\nText\n", b"---\ntitle: " + data + b"\n---\nText\n"):
        front = read_front_matter(content)
        assert front.readable or len(front.faults) == 1


@given(st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_plain_value_is_read_as_one_plain_thing(text):
    front = read_front_matter(f"---\nnote: {text}\n---\nText\n".encode())
    for value in front.values.values():
        assert isinstance(value, (str, int, bool, date, Odd, list, dict))
