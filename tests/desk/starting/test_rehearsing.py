"""`scripts/rehearse` in a new board's site: a whole night, of which nothing is left behind."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from new_boards import copied

from projects import Site, tree

ROOT = Path(__file__).parents[3]


@pytest.fixture
def installed(fresh, tmp_path):
    """A copy with its own program, whose set-up has been done: the packages are those of this environment."""
    site = Site(copied(fresh, tmp_path / "our board"))
    (site.root / "scripts" / "setup").write_text("#!/bin/sh\n")
    starter = site.root / ".venv" / "bin" / "board"
    starter.parent.mkdir(parents=True)
    own_program = f"import sys; sys.path.insert(0, {str(site.root / 'plugins')!r})"
    code = f"{own_program}; from board_reports.cli import main; main()"
    starter.write_text(f'#!/bin/sh\nexec "{sys.executable}" -c "{code}" "$@"\n')
    starter.chmod(0o755)
    return site


def rehearse(site, **environment):
    inherited = {name: value for name, value in os.environ.items() if name != "BOARD_AS_OF"}
    return subprocess.run(
        [site.root / "scripts" / "rehearse"],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        env=inherited | environment,
        timeout=180,
        check=False,
    )


@pytest.mark.slow
def test_its_rehearsal_goes_well_and_leaves_nothing_behind(installed):
    (installed.root / "elsewhere").mkdir()
    with installed.config.open("a", encoding="utf-8") as file:
        file.write("# as on a server:\n")
    settings = installed.config.read_text("utf-8").replace(
        "    require_welsh: true\n",
        "    require_welsh: true\n    ledger_copy: elsewhere\n    notify: unit@seaside.example\n"
        "    smtp: {host: 127.0.0.1, port: 9}\n",
    )
    installed.config.write_text(settings, "utf-8")
    before = tree(installed.root)
    done = rehearse(installed, BOARD_AS_OF="2001-01-01")
    assert done.returncode == 0, done.stdout + done.stderr
    for said in ("Still to fill in", "EXAMPLE CPR 01/", "Left aside: 1 example report", "Nothing to change"):
        assert said in done.stdout
    assert "The rehearsal went well" in done.stdout
    after = tree(installed.root)
    assert {name for name in after if "__pycache__" not in name} - set(before) == {".rehearsal.lock"}
    assert {name: data for name, data in after.items() if name in before} == before


FAKE = """#!/bin/sh
echo "board $*"
for word in "$@"; do
    case $word in
        check) exit 1 ;;
        build) mkdir -p .rehearsal; exit $BUILD ;;
        nightly)
            for folder in . cy accessibility cy/accessibility reports; do
                mkdir -p ".rehearsal/var/public/$folder"
                echo x > ".rehearsal/var/public/$folder/index.html"
            done
            [ -n "$NO_STATUS" ] || echo x > .rehearsal/var/public/status.json
            exit $NIGHTLY ;;
    esac
done
"""


@pytest.mark.parametrize(
    ("answers", "code", "said"),
    [
        ({}, 0, "The rehearsal went well"),
        ({"BUILD": "3"}, 3, "Something was left out"),
        ({"NIGHTLY": "3"}, 3, "Something was left out"),
        ({"BUILD": "1"}, 1, "The rehearsal failed"),
        ({"NIGHTLY": "1"}, 1, "The rehearsal failed"),
        ({"NIGHTLY": "4"}, 1, "The rehearsal failed"),
        ({"NO_STATUS": "1"}, 1, "The release has no status.json"),
    ],
)
def test_a_rehearsal_says_what_does_not_work(tmp_path, answers, code, said):
    site = Site(tmp_path)
    for name, text in (("scripts/setup", "#!/bin/sh\n"), (".venv/bin/board", FAKE)):
        path = site.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
    shutil.copy2(ROOT / "scripts" / "rehearse", site.root / "scripts")
    (site.root / ".rehearsal" / "left-behind").mkdir(parents=True)
    done = rehearse(site, **{"BUILD": "0", "NIGHTLY": "0", "NO_STATUS": ""} | answers)
    assert done.returncode == code, done.stdout + done.stderr
    assert said in done.stdout + done.stderr
    assert not (site.root / ".rehearsal").exists()
    assert not (site.root / ".rehearsal.yml").exists()
