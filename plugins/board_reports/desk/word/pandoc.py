"""Asking pandoc what a plain Word file says: in its sandbox, with limits of time, memory and output."""

from __future__ import annotations

import json
import subprocess
import tempfile
from pathlib import Path
from typing import Any

from board_reports.desk.word.refusal import CannotImport

TIME_LIMIT = 120  # seconds; 100 pages take about one
_MEMORY = "-M1500M"
_OPTIONS = ("--sandbox", "--from=docx", "--to=json", "--track-changes=accept", "+RTS", _MEMORY, "-RTS")


def read_document(data: bytes, *, program: str | None = None, seconds: float = TIME_LIMIT) -> dict[str, Any]:
    """The document as pandoc's tree of `meta` and `blocks`; raises CannotImport when it cannot be had."""
    fix = "Open it in Word, save it again as .docx, and import that."
    with tempfile.TemporaryDirectory(prefix="board-word-") as folder:
        try:
            done = subprocess.run(  # noqa: S603 - the program of the package, with fixed options
                [program or _program(), *_OPTIONS],
                input=data,
                capture_output=True,
                cwd=folder,
                env={"HOME": folder, "LC_ALL": "C.UTF-8", "PATH": ""},
                timeout=seconds,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CannotImport(f"Reading the file took longer than {seconds:g} seconds.", fix) from None
        except OSError:
            raise CannotImport("The program that reads Word files does not run.", _INSTALL) from None
    if done.returncode != 0:
        raise CannotImport("The file cannot be read as a Word document.", fix)
    try:
        tree = json.loads(done.stdout)
    except (ValueError, RecursionError):
        raise CannotImport(
            "The document is nested too deeply to be read.", "Use fewer lists and tables inside one another."
        ) from None
    assert isinstance(tree, dict)
    return tree


_INSTALL = "Install it: pip install 'board-reports[word]'"


def _program() -> str:
    try:
        import pypandoc  # noqa: PLC0415 - an extra that only the import of Word files needs
    except ImportError:
        raise CannotImport("What reads Word files is not installed.", _INSTALL) from None
    beside = Path(pypandoc.__file__).parent / "files" / "pandoc"  # of the package, whatever else the machine has
    if not beside.is_file():
        raise CannotImport("What reads Word files is not installed.", _INSTALL)
    return str(beside)
