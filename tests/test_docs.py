"""The documentation: it names what there is, its links lead somewhere, and it speaks of the product alone."""

import re
from pathlib import Path

import click
import pytest

from board_reports.cli import board
from board_reports.site.config import BoardReportsConfig

ROOT = Path(__file__).parent.parent
DOCS = [ROOT / "README.md", ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


def test_every_command_is_described():
    text = "\n".join(path.read_text("utf-8") for path in DOCS)
    assert not [name for name in board.commands if f"board {name}" not in text]


def test_every_option_of_the_plugin_is_described():
    text = (ROOT / "docs" / "web-team.md").read_text("utf-8")
    assert not [name for name, _ in BoardReportsConfig._schema if f"`{name}`" not in text]


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_links_lead_somewhere(path):
    prose = re.sub(r"(?s)```.*?```|`[^`]*`", "", path.read_text("utf-8"))
    for target in re.findall(r"\]\(([^)\s#]+)", prose):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("name", sorted(board.commands))
def test_every_command_explains_itself_with_an_example(name):
    command = board.commands[name]
    assert command.help
    assert f"board {name}" in command.help
    assert all(option.help for option in command.params if isinstance(option, click.Option))
