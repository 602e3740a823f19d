"""All commands alike: help with an example, exit codes, one clear message for a mistake, never a traceback."""

import json
import os
import re
import shlex

import click
import pytest
from click.testing import CliRunner

import builders
import projects
from board_reports.cli import board

CONTEXT = click.Context(board)
COMMANDS = board.list_commands(CONTEXT)
LISTINGS = ["check", "nightly", "status"]


def described(command):
    return CliRunner().invoke(board, [*command, "--help"]).output


@pytest.mark.parametrize("command", COMMANDS)
def test_command_has_help_with_an_example(command):
    text = described([command])
    assert "Example:\n" in text
    assert f"board {command}" in text.split("Example:\n")[1]


@pytest.mark.parametrize("command", COMMANDS)
def test_examples_are_command_lines_that_parse(command):
    for line in re.findall(r"^ +board (.+)$", described([command]).split("Example:\n")[1], re.MULTILINE):
        name, *arguments = shlex.split(line)
        with board.get_command(CONTEXT, name).make_context(name, arguments, resilient_parsing=False) as context:
            assert context.params is not None


@pytest.mark.parametrize("command", COMMANDS)
def test_every_option_has_help(command):
    for parameter in board.get_command(CONTEXT, command).params:
        assert isinstance(parameter, click.Argument) or parameter.help, parameter.name


def test_board_itself_has_help_and_lists_its_commands():
    text = described([])
    assert "Example:" in text
    for command in COMMANDS:
        assert re.search(rf"^  {command} +[A-Z]", text, re.MULTILINE), command


def test_version():
    assert re.search(r"\d+\.\d+", CliRunner().invoke(board, ["--version"]).output)


WRONG = {
    "unknown command": ["biuld"],
    "unknown option": ["build", "--asof", "2026-06-01"],
    "no such form": ["status", "--format", "xml"],
    "no day": ["build", "--as-of", "soon"],
    "impossible day": ["status", "--as-of", "2026-02-30"],
    "British day": ["build", "--as-of", "01/06/2026"],
    "with seconds": ["build", "--as-of", "2026-06-01T10:00:00"],
    "with a zone": ["status", "--as-of", "2026-06-01T10:00Z"],
    "impossible time": ["status", "--as-of", "2026-06-01T25:00"],
    "empty day": ["build", "--as-of", ""],
    "year nought": ["build", "--as-of", "0000-01-01"],
    "first instant of all": ["serve", "--as-of", "tomorrow"],
    "no reference": ["new"],
    "reference without a digit": ["new", "CPR"],
    "unknown type": ["new", "CPR 01/2026", "--type", "nope"],
    "day of a draft": ["new", "CPR 01/2026", "--date", "1 June"],
    "no port": ["serve", "--addr", "localhost"],
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_command_line_exits_2(site, case):
    result = site.board(*WRONG[case])
    assert result.exit_code == 2, result.output
    assert "Error" in result.output
    assert not site.out.exists()
    assert list(site.reports.iterdir()) == []


@pytest.mark.parametrize("command", ["build", "status", "check"])
@pytest.mark.parametrize("nonsense", ["tomorrow", "2026-13-01", "1", " "])
def test_nonsense_in_the_variable_exits_2(site, command, nonsense, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", nonsense)
    result = site.board(command)
    assert result.exit_code == 2
    assert "BOARD_AS_OF" in result.output
    assert not site.out.exists()


def test_nonsense_in_the_variable_stops_mkdocs_too(site, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", "tomorrow")
    told = site.mkdocs()
    assert "YYYY-MM-DD" in told.told
    assert not site.out.exists()


@pytest.mark.parametrize("command", [["build"], ["status"], ["check"], ["new", "CPR 01/2026"]])
def test_missing_configuration_exits_2(tmp_path, command):
    result = CliRunner().invoke(board, ["-f", str(tmp_path / "none.yml"), *command])
    assert result.exit_code == 2
    assert "none.yml" in result.output


@pytest.mark.parametrize("command", [["build"], ["status"], ["check"], ["new", "CPR 01/2026"], ["serve"]])
@pytest.mark.parametrize(
    "text", ["site_name: [", "- x", "site_name: x\ntheme: nope\n", "plugins: {board-reports: {x: 1}}"]
)
def test_broken_configuration_exits_1_with_a_message(site, command, text):
    site.config.write_text(text, "utf-8")
    result = site.board(*command)
    assert result.exit_code == 1, result.output
    assert result.output.startswith("Error: ")
    assert "mkdocs.yml" in result.output


@pytest.mark.parametrize("command", [["build"], ["status"], ["check"]])
def test_missing_folder_of_reports_exits_1_with_a_message(site, command):
    site.reports.rmdir()
    result = site.board(*command)
    assert result.exit_code == 1, result.output
    assert "published_reports" in result.output


@pytest.mark.parametrize("command", [["build"], ["status"], ["check"], ["new", "CPR 01/2026"]])
def test_file_in_place_of_the_folder_exits_1_with_a_message(site, command):
    site.reports.rmdir()
    site.reports.write_text("x", "utf-8")
    result = site.board(*command)
    assert result.exit_code == 1, result.output
    assert "published_reports" in result.output


@pytest.mark.parametrize(
    ("command", "code"),
    [
        (["build"], 1),
        (["-f", "nothing.yml", "status"], 2),
        (["-f", ".", "status"], 2),
        (["status", "--as-of", "nonsense"], 2),
    ],
)
def test_no_traceback_from_the_real_command(site, command, code):
    site.config.write_text("site_name: [", "utf-8")
    if code == 2:
        site.config.write_text(projects.MINIMAL, "utf-8")
    result = site.run("board", *command)
    assert result.returncode == code
    assert "Traceback" not in result.stdout + result.stderr


BREAKING = "import sys\nimport board_reports.cli.status\nsys.modules['board_reports.cli.status'].document = None\n"


def test_unforeseen_failure_is_one_message(site):
    """The last guard: even a fault of our own is told without a traceback."""
    builders.write(site.root / "sitecustomize.py", BREAKING)
    result = site.run("board", "status", "--format", "json", PYTHONPATH=str(site.root))
    assert result.returncode == 1
    assert "Traceback" not in result.stderr
    assert "Error: " in result.stderr


@pytest.mark.parametrize("command", LISTINGS)
def test_listings_give_json_and_nothing_else(site, command):
    site.report("broken", reference="x")
    result = site.board(command, "--format", "json")
    assert isinstance(json.loads(result.stdout), dict)
    assert result.stderr == ""


def problems_of(site, command):
    return json.loads(site.board(command, "--format", "json").stdout)["problems"]


@pytest.mark.parametrize("command", LISTINGS)
def test_problems_have_all_keys_and_are_sorted(site, command):
    site.report("b", reference="x", publication_date="soon", weeks=2)
    site.report("a", title=None, review_type="nope", publication_date="2026-13-01")
    builders.write(site.reports / "stray.txt", "x")
    problems = problems_of(site, command)
    assert len(problems) >= 7
    assert all(list(one) == ["file", "line", "key", "message", "fix"] for one in problems)
    places = [(one["file"], one["line"] or 0) for one in problems]
    assert places == sorted(places)


@pytest.mark.parametrize("command", LISTINGS)
def test_problem_is_one_line_of_text_with_place_key_and_fix(site, command):
    site.report("winter", publication_date=builders.Raw("01/06/2026"))
    text = " ".join(site.board(command).output.split())
    assert (
        'published_reports/winter.md:4: publication_date: "01/06/2026" is not a date in the form YYYY-MM-DD. '
        "Write: publication_date: 2026-06-01" in text
    )


NAME, PHONE, NUMBER = "Zebedee Quillfeather", "07700 900123", "943 476 5919"
PERSONAL = f"{NAME} {PHONE} {NUMBER}"
WRONG_VALUES = {
    "date": {"publication_date": PERSONAL},
    "number for a date": {"publication_date": builders.Raw(NUMBER.replace(" ", ""))},
    "phone for a date": {"approved_date": builders.Raw(PHONE)},
    "reference": {"reference": NAME},
    "reference as a list": {"reference": builders.Raw(f"[{NAME}]")},
    "type": {"review_type": PERSONAL},
    "weeks": {"weeks": PERSONAL},
    "number for weeks": {"weeks": builders.Raw(NUMBER.replace(" ", ""))},
    "time": {"publication_time": PERSONAL},
    "example": {"example": PERSONAL},
    "unknown key": {NAME: "x"},
    "under an unknown key": {"family": PERSONAL},
    "number as a key": {NUMBER: "x"},
    "attachment": {"attachments": PERSONAL},
    "attached file": {"attachments": [{"file": f"../{NAME}.pdf"}]},
    "missing attached file": {"attachments": [{"file": f"{NAME}.pdf"}]},
    "key of an attachment": {"attachments": builders.Raw(f"[{{file: a.pdf, {NAME}: x}}]")},
    "language of an attachment": {"attachments": [{"file": "a.pdf", "language": NAME}]},
    "waiver": {"waivers": PERSONAL},
    "held": {"hold": PERSONAL},
    "withdrawn": {"withdrawn_date": "2026-06-02", "withdrawn_reason": PERSONAL},
    "reason alone": {"withdrawn_reason": PERSONAL},
    "note of two kinds": {"note": builders.Raw(f"[{NAME}]")},
    "minute": {"approved_minute": PERSONAL, "weeks": 1},
    "broken line": {"note": builders.Raw(f'"{PERSONAL}')},
    "broken text": {"note": builders.Raw(f"{NAME}: {PHONE}: {NUMBER}")},
    "alias": {"note": builders.Raw(f"*{NAME}")},
    "tag": {"note": builders.Raw(f"!{NAME} x")},
    "seal": {"approved_digest": PERSONAL},
    "two lines": {"title": f"{NAME}\n{PHONE}"},
}
BODIES = {
    "missing link": f"See [it]({NAME.replace(' ', '%20')}.pdf).\n",
    "missing picture": f"![{NAME}](<{NAME}.png>)\n",
    "tangled": "[" * 60 + NAME + "\n",
    "control character": f"{NAME} \x07 {PHONE}\n",
}


def everything_told(site):
    """All that the commands and MkDocs print of a site."""
    told = [site.mkdocs().told]
    for command in (["build"], ["status"], ["check"], ["status", "--format", "json"], ["check", "--format", "json"]):
        result = site.board(*command)
        told.append(result.output)
    return "\n".join(told)


@pytest.mark.parametrize("case", [*WRONG_VALUES, *BODIES])
def test_personal_data_in_wrong_places_is_never_repeated(site, case, monkeypatch):
    monkeypatch.setenv("BOARD_AS_OF", projects.LIVE_DAY)
    site.report(**WRONG_VALUES.get(case, {}), **({"body": BODIES[case]} if case in BODIES else {}))
    plain = re.sub(r"[\s_-]+", "", everything_told(site)).lower()
    assert "winter.md" in plain
    for planted in (NAME, *NAME.split(), PHONE, NUMBER):
        assert planted.replace(" ", "").lower() not in plain, planted


def test_nothing_is_written_by_looking(site):
    site.report()
    before = projects.tree(site.root)
    for command in (["status"], ["check"], ["status", "--format", "json"]):
        site.board(*command)
    assert projects.tree(site.root) == before


def test_commands_work_in_another_working_directory(site, tmp_path, monkeypatch):
    site.report()
    monkeypatch.chdir(tmp_path)
    result = site.board("status", "--format", "json", config=os.path.relpath(site.config))
    assert json.loads(result.stdout)["reports"][0]["source"] == "published_reports/winter.md"
