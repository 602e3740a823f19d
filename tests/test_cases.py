import gzip
import html
from pathlib import Path

import pytest
import yaml

from board_reports.reports import Register, Settings
from builders import at, pdf, png, words_of, write

CASES = sorted((Path(__file__).parent / "cases").glob("*.yml"))
KEYS = {"about", "now", "settings", "files", "standing", "problems", "present", "absent"}
FOLDER = "published_reports"
REAL = {"(a real PDF)": pdf(), "(a real picture)": png()}


def case_of(path):
    """A case, all its values as plain texts, so that nobody who writes one has to think of YAML's types."""
    text = path.read_text(encoding="utf-8")
    case = yaml.load(text, Loader=yaml.BaseLoader)
    assert set(case) <= KEYS, f"{path.name}: {set(case) - KEYS}"
    assert {"about", "now", "files"} <= set(case)
    case["settings"] = {
        key: tuple(value) if isinstance(value, list) else value
        for key, value in (yaml.safe_load(text).get("settings") or {}).items()
    }
    return case


def write_files(case, folder):
    folder.mkdir()
    for name, text in case["files"].items():
        write(folder / name, REAL.get(text, text))


def instant(case):
    return at(case["now"].replace(" ", "T"))


def built_site(case, tmp_path):
    """All that the built site holds, names and contents, as one text."""
    from board_reports.site.build import build_site  # noqa: PLC0415
    from board_reports.site.moment import Moment  # noqa: PLC0415

    write_files(case, tmp_path / FOLDER)
    write(tmp_path / "site_src" / "index.md", "# Example Board\n\nWelcome.\n")
    options = {key: list(value) if isinstance(value, tuple) else value for key, value in case["settings"].items()}
    config = {
        "site_name": "Example Board",
        "site_url": "https://board.example/",
        "docs_dir": "site_src",
        "theme": {"name": "material", "font": False},
        "plugins": ["search", {"board-reports": options}],
    }
    write(tmp_path / "mkdocs.yml", yaml.safe_dump(config))
    build_site(tmp_path / "mkdocs.yml", site_dir=tmp_path / "site", moment=Moment(instant(case)))
    pieces = []
    for path in sorted((tmp_path / "site").rglob("*")):
        pieces.append(path.relative_to(tmp_path / "site").as_posix())
        if path.is_file():
            data = path.read_bytes()
            text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8", "replace")
            pieces += [text, html.unescape(text)]
            if path.suffix == ".html":
                pieces.append(html.unescape(words_of(text)))
    return "\n".join(pieces)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_standing_and_problems(path, tmp_path):
    case = case_of(path)
    write_files(case, tmp_path / FOLDER)
    register = Register.read(tmp_path / FOLDER, Settings(root=tmp_path / FOLDER, **case["settings"]))
    found = register.at(instant(case))
    if "standing" in case:
        assert {one.report.source: str(one.standing) for one in found.reports} == case["standing"]
    expected = case.get("problems", [])
    assert [problem.file for problem in found.problems] == [problem["file"] for problem in expected]
    for problem, words in zip(found.problems, expected, strict=True):
        said = f"{problem.message} {problem.fix}"
        assert str(problem.line) == words.get("line", str(problem.line))
        assert problem.key == words.get("key")
        pieces = words.get("message", [])
        for piece in [pieces] if isinstance(pieces, str) else pieces:
            assert piece in said


@pytest.mark.parametrize(
    "path", [path for path in CASES if {"present", "absent"} & set(case_of(path))], ids=lambda path: path.stem
)
def test_what_the_site_shows(path, tmp_path):
    case = case_of(path)
    site = built_site(case, tmp_path)
    for text in case.get("present", []):
        assert text in site, text
    for text in case.get("absent", []):
        assert text not in site, text


def test_there_are_cases():
    assert len(CASES) >= 25
