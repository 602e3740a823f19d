"""`board init`: what it takes, what it refuses, and that the folder is there whole or not at all."""

import re
import stat
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from board_reports.cli import board
from board_reports.desk.starting import Asked, CannotStart, making, program, start_site
from board_reports.desk.starting.asked import email_of, line_of, telephone_of, url_of
from board_reports.desk.starting.slots import filled, quoted, templates_in
from projects import tree

TODAY = date(2026, 12, 7)


@pytest.fixture(autouse=True)
def small_program(monkeypatch):
    """Most of these tests need no copy of the whole program."""
    monkeypatch.setattr(making, "bring_program", lambda site: (site / "pyproject.toml").write_text("[project]\n"))


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def init(*arguments, **environment):
    result = CliRunner(env=environment).invoke(board, ["init", *map(str, arguments)])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def settings(folder):
    return yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8"))


def test_what_is_given_stands_in_the_settings_whatever_is_in_it(home):
    name, welsh = 'The "Seaside" Board: A & B \\ C #1', "Bwrdd y Môr: 'A'"
    done = init(
        *("ours", "--name", name, "--name-cy", welsh, "--url", "https://Board.example/reviews"),
        *("--email", "unit@board.example", "--telephone", "+44 1632 960 000"),
        *("--address", "1 The Street", "--address", "Town: AB"),
    )
    assert done.exit_code == 0, done.output
    assert settings(home / "ours")["site_name"] == name
    assert settings(home / "ours")["site_url"] == "https://Board.example/reviews/"
    assert settings(home / "ours")["extra"]["board"] == {
        "name": name,
        "name_cy": welsh,
        "address": ["1 The Street", "Town: AB"],
        "telephone": "+44 1632 960 000",
        "email": "unit@board.example",
    }
    assert yaml.safe_load((home / "ours" / "mkdocs.cy.yml").read_text("utf-8"))["site_name"] == welsh
    assert "TO FILL IN" not in "".join((home / "ours" / one).read_text() for one in ("mkdocs.yml", "mkdocs.cy.yml"))


def test_it_says_the_next_three_steps(home):
    said = init("ours", "--examples").output
    assert re.findall(r"(?m)^  (\d)\. (\S+)", said) == [
        ("1", "./scripts/setup"),
        ("2", ".venv/bin/board"),
        ("3", "./scripts/serve"),
    ]
    assert "4 made-up reports" in said
    assert "made-up" not in init("theirs").output


def test_what_is_not_given_is_marked(home):
    assert init("ours").exit_code == 0
    extra = settings(home / "ours")["extra"]["board"]
    values = [value for value in extra.values() if isinstance(value, str)] + extra["address"]
    assert len(values) == 5
    assert all(re.fullmatch(r"\[\[TO FILL IN: .+\]\]", value) for value in values)
    assert "[[TO FILL IN: the address of the site" in (home / "ours" / "mkdocs.yml").read_text()


def test_the_instant_of_a_preview_is_left_aside(home):
    assert init("ours", "--examples", BOARD_AS_OF="2001-01-01").exit_code == 0
    assert "2001" not in (home / "ours" / "site_src" / "en" / "accessibility.md").read_text()


@pytest.mark.parametrize(
    ("option", "value", "word"),
    [
        ("--url", "board.example", "https://board.example/"),
        ("--url", "ftp://board.example/", "https://board.example/"),
        ("--url", "https://", "https://board.example/"),
        ("--url", "https://bo ard.example/", "https://board.example/"),
        ("--url", "https://board.example:0x/", "https://board.example/"),
        ("--url", 'https://board.example/"x', "https://board.example/"),
        ("--url", "https://-board.example/", "https://board.example/"),
        ("--url", "https://me:secret@board.example/", "no password"),
        ("--url", "https://board.example/?a=1", "without ? and #"),
        ("--url", "https://board.example/#", "without ? and #"),
        ("--email", "unit at board.example", "unit@board.example"),
        ("--email", "unit@board", "unit@board.example"),
        ("--telephone", "call us", "digits and spaces"),
        ("--telephone", "()", "digits and spaces"),
        ("--name", "  ", "one line"),
        ("--name", "Two\nlines", "one line"),
        ("--address", "", "one line"),
        ("--address", "\x1b[1mTown", "one line"),
    ],
)
def test_a_wrong_value_is_a_wrong_command_line_and_makes_nothing(home, option, value, word):
    done = init("ours", option, value)
    assert done.exit_code == 2
    assert option in done.output
    assert word in done.output
    assert "secret" not in done.output
    assert list(home.iterdir()) == []


def test_values_that_are_right():
    assert url_of(" http://localhost:8000 ") == "http://localhost:8000/"
    assert url_of("https://board.example/cy//") == "https://board.example/cy/"
    assert email_of("first.last+x@a-b.example.org") == "first.last+x@a-b.example.org"
    assert telephone_of("029 2087 1891 ext 12") == "029 2087 1891 ext 12"
    assert line_of(" Bwrdd Môn ") == "Bwrdd Môn"


def refused(folder, *words):
    done = init(folder)
    assert done.exit_code == 1, done.output
    for word in words:
        assert word in done.output
    return done


def test_a_folder_with_something_in_it_is_left_as_it_is(home):
    for name in ("one.md", ".hidden", "three", "four", "five", "six"):
        (home / "ours" / name).mkdir(parents=True)
    refused("ours", "not empty", ".hidden, five, four, one.md, six and 1 more", "Nothing was changed")
    assert len(list((home / "ours").iterdir())) == 6
    assert list(home.iterdir()) == [home / "ours"]


def test_an_empty_folder_is_taken_and_keeps_its_mode(home):
    (home / "ours").mkdir()
    (home / "ours").chmod(0o2750)
    assert init("ours").exit_code == 0
    assert stat.S_IMODE((home / "ours").stat().st_mode) == 0o2750
    (home / "linked").symlink_to(home / "elsewhere")
    refused("linked", "leads nowhere")
    (home / "elsewhere").mkdir()
    assert init("linked").exit_code == 0
    assert (home / "linked").is_symlink()
    assert (home / "elsewhere" / "mkdocs.yml").is_file()


def test_the_folder_one_is_in_is_refused(home):
    refused(".", "the folder that you are in")
    refused(home, "the folder that you are in")


def test_a_file_and_a_folder_without_parent_are_refused(home):
    (home / "file").write_text("x")
    refused("file", "no folder")
    refused("file/ours")
    refused("nowhere/ours", "There is no folder")
    assert sorted(path.name for path in home.iterdir()) == ["file"]


@pytest.mark.parametrize(
    ("settings", "inside", "key"),
    [
        ("docs_dir: site_src/en  # the pages\n", "site_src/en", "docs_dir"),
        ("docs_dir: 'site_src'\n", "site_src/en", "docs_dir"),
        ("site_name: [broken\n", "docs", "docs_dir"),
        ("", "published_reports/one", "reports_dir"),
        ("plugins: [search, board-reports: {reports_dir: texts}]\n", "texts", "reports_dir"),
        ("site_dir: out\n", "out", "site_dir"),
        ("", "var/releases", "state_dir"),
    ],
)
def test_a_folder_of_another_site_is_refused(home, settings, inside, key):
    (home / "mkdocs.yml").write_text(settings)
    (home / inside).mkdir(parents=True)
    refused(f"{inside}/ours", f"({key})", "Choose a folder outside it")
    assert not any((home / inside).iterdir())
    assert init("beside").exit_code == 0


def test_the_welsh_pages_of_another_site_are_refused_too(home):
    (home / "mkdocs.yml").write_text("docs_dir: en\n")
    (home / "mkdocs.cy.yml").write_text("INHERIT: mkdocs.yml\ndocs_dir: cy\n")
    (home / "cy").mkdir()
    refused("cy/ours", "docs_dir")


def test_a_folder_where_nobody_may_write_is_told():
    refused("/proc/ours", "/proc cannot be written")


def test_a_folder_that_cannot_be_written_is_told_whoever_runs_it(home, monkeypatch):
    def no_room(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(making.tempfile, "mkdtemp", no_room)
    refused("ours", "cannot be written (Permission denied)")
    assert list(home.iterdir()) == []


def test_what_fails_half_way_leaves_nothing(home, monkeypatch):
    def full(path, text):
        if path.name == "privacy.md":
            raise OSError(28, "No space left on device")
        put(path, text)

    put = making._put
    monkeypatch.setattr(making, "_put", full)
    refused("ours", "No space left on device", "Nothing was left there")
    assert list(home.iterdir()) == []


def test_what_somebody_else_put_there_in_the_meantime_stays(home, monkeypatch):
    write = making._write

    def meanwhile(beside, asked, today):
        (home / "ours").mkdir()
        (home / "ours" / "theirs.md").write_text("theirs")
        return write(beside, asked, today)

    monkeypatch.setattr(making, "_write", meanwhile)
    refused("ours", "cannot be written")
    assert tree(home) == {"ours/theirs.md": b"theirs"}


def test_until_it_is_whole_nothing_is_there(home, monkeypatch):
    """As a crash at that moment would leave it: all is on the disk, beside, under a hidden name."""
    synced = []

    def stopped(self, target):
        beside = next(one for one in home.iterdir())
        assert beside.name.startswith(".ours.new-")
        assert not (home / "ours").exists()
        assert {*beside.rglob("*"), beside} == set(synced)
        raise KeyboardInterrupt

    monkeypatch.setattr(making, "sync", synced.append)
    monkeypatch.setattr(Path, "rename", stopped)
    with pytest.raises(KeyboardInterrupt):
        start_site(home / "ours", Asked(), today=TODAY)
    assert list(home.iterdir()) == []


def test_the_folder_of_reports_is_not_for_everybody(home):
    assert init("ours").exit_code == 0
    assert stat.S_IMODE((home / "ours" / "published_reports").stat().st_mode) & 0o007 == 0


def test_a_copy_of_the_program_that_is_not_whole_says_what_is_missing(tmp_path):
    (tmp_path / "pyproject.toml").write_text("")
    with pytest.raises(CannotStart, match=r"without requirements\.lock.*copy of the whole project"):
        program.bring_program(tmp_path / "site", tmp_path)
    assert not (tmp_path / "site").exists()


def test_every_slot_of_every_template_is_known():
    assert filled("a «b» c", {"b": "B"}) == "a B c"
    with pytest.raises(KeyError):
        filled("«unknown»", {})
    assert yaml.safe_load(quoted('é: "x" \\ #')) == 'é: "x" \\ #'
    known = {"name", "name_cy", "url", "url_note", "email", "telephone", "address", "today"}
    for _, text in templates_in("tree"):
        slots = set(re.findall(r"«(\w+)»", text))
        assert slots <= known | {"today_en", "today_cy", "due_en", "due_cy"}
