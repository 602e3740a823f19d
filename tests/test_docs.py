"""The documentation: it names what there is, its links lead somewhere, and it speaks of the product alone."""

import re
from pathlib import Path

import click
import pytest

from board_reports.cli import COMMANDS, board
from board_reports.site.config import BoardReportsConfig

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")


def command(name):
    found = board.get_command(click.Context(board), name)
    assert found is not None
    return found


def test_every_command_is_described():
    text = (ROOT / "docs" / "web-team.md").read_text("utf-8")
    assert not [name for name in COMMANDS if f"`board {name}" not in text]


def test_taking_down_is_described_where_people_look_for_it():
    for page in ("operating.md", "business-unit.md"):
        text = (ROOT / "docs" / page).read_text("utf-8")
        assert not [name for name in ("withdraw", "hold", "evidence") if f"board {name} " not in text]


@pytest.mark.parametrize("name", COMMANDS)
def test_options_that_are_written_down_are_there(name):
    """In each line of an example that begins with a command of ours."""
    known = {option for parameter in command(name).params for option in parameter.opts}
    for path in DOCS:
        for block in re.findall(r"(?s)```(?:shell|text|sh)\n(.*?)```", path.read_text("utf-8")):
            for line in block.splitlines():
                for call in re.findall(rf"\bboard (?:-f \S+ )?{name}\b([^|;#)]*)", line):
                    words = re.sub(r'"[^"]*"', "", call)
                    assert set(re.findall(r"(?<!\S)--[a-z-]+", words)) <= known, line


@pytest.mark.parametrize("variable", ["BOARD_SMTP_USER", "BOARD_SMTP_PASSWORD", "BOARD_WEB_TEAM", "BOARD_PING_URL"])
def test_every_secret_is_described(variable):
    program = "".join(path.read_text("utf-8") for path in (ROOT / "plugins").rglob("*.py"))
    assert f'"{variable}"' in program
    assert f"`{variable}`" in OPERATING


def test_every_exit_code_of_the_run_is_explained():
    table = OPERATING[OPERATING.index("## What the alarms mean") :]
    assert not [code for code in (0, 1, 2, 3, 4) if f"\n| {code} |" not in table]


def test_every_subject_of_a_mail_is_explained():
    from board_reports.release.telling.alarm import _BEGINS, _ENDS  # noqa: PLC0415 - for this test alone

    subjects = [subject for subject, _ in (*_BEGINS.values(), *_ENDS.values())]
    assert not [subject for subject in subjects if subject not in OPERATING]


def test_cron_line_says_what_the_units_do():
    (line,) = re.findall(r"^\*/5 .*$", OPERATING, re.MULTILINE)
    (run,) = re.findall(r"^ExecStart=(.*)$", (ROOT / "scripts/systemd/board-nightly.service").read_text(), re.MULTILINE)
    assert run in line
    assert "scripts/alarm" in line


def test_every_option_of_the_plugin_is_described():
    text = (ROOT / "docs" / "web-team.md").read_text("utf-8")
    assert not [name for name, _ in BoardReportsConfig._schema if f"`{name}`" not in text]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    prose = re.sub(r"(?s)```.*?```|`[^`]*`", "", path.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s#]+)", prose):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself_with_an_example(name):
    found = command(name)
    assert found.help
    assert f"board {name}" in found.help
    assert all(option.help for option in found.params if isinstance(option, click.Option))
