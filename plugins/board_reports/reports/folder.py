"""Reading the folder of reports: which files are reports, and their bytes, without ever hanging on one."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from board_reports.reports.problem import Problem
from board_reports.reports.settings import MEGABYTE

MAX_TEXT_BYTES = 2 * MEGABYTE
MOST_FILES = 2000  # beside one report; a report has a handful

_IGNORED = re.compile(r"(?:[._]|~\$).*|README\.md|Thumbs\.db", re.DOTALL)


class CannotRead(Exception):
    """A file cannot be read; `message` and `fix` say why and what to do, without the file's name."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(message)
        self.message, self.fix = message, fix


@dataclass(frozen=True, slots=True)
class Source:
    """The files of one report: `home` is its folder, or None when it is the single file `english`.

    `parts` maps the name of each part's file, Welsh twins included, to its path; `others` maps the POSIX name
    below `home` of every other file to its path. `broken` says why there is no report to read after all.
    """

    name: str
    english: Path
    welsh: Path | None = None
    home: Path | None = None
    parts: dict[str, Path] = field(default_factory=dict)
    others: dict[str, Path] = field(default_factory=dict)
    broken: CannotRead | None = None


def is_ignored(name: str) -> bool:
    """Whether a file with this name below a report's folder is left alone: a draft, or what a program left behind."""
    return any(_IGNORED.fullmatch(part) for part in name.split("/"))


def open_regular(path: Path) -> IO[bytes]:
    """Open a regular file for reading; a link, a pipe, a device or a folder raises CannotRead, at once."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    except OSError as error:
        if error.errno == errno.ELOOP:
            raise CannotRead("It is a symbolic link.", "Put the file itself there.") from None
        raise CannotRead(f"It cannot be opened ({error.strerror}).", "Check the file and its permissions.") from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise CannotRead("It is not an ordinary file.", "Remove it, or put an ordinary file there.")
    return os.fdopen(handle, "rb")


def read_text_bytes(path: Path) -> bytes:
    """The bytes of a Markdown file of at most 2 MB; raises CannotRead."""
    with open_regular(path) as file:
        if os.fstat(file.fileno()).st_size > MAX_TEXT_BYTES:
            raise CannotRead("The file is larger than 2 MB.", "Keep pictures and tables in files of their own.")
        try:
            data = file.read(MAX_TEXT_BYTES + 1)
        except OSError as error:
            raise CannotRead(f"It cannot be read ({error.strerror}).", "Check the file and the disk.") from None
    if len(data) > MAX_TEXT_BYTES:
        raise CannotRead("The file is larger than 2 MB.", "Keep pictures and tables in files of their own.")
    return data


def digest_of(file: IO[bytes]) -> str:
    """The SHA-256 of what is left to read of an open file, in hex, read in small pieces."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]


def told_path(path: Path, root: Path) -> str:
    """A path as problems and listings give it: POSIX, relative to `root`, printable whatever its name."""
    return printable(Path(os.path.relpath(path, root)).as_posix())


def printable(path: str) -> str:
    """A path as it can be printed, whatever its name."""
    if path.isascii() and path.isprintable():
        return path
    text = os.fsencode(path).decode("utf-8", "backslashreplace")
    return re.sub(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]", "�", text)


def _look_closer(_entry: os.DirEntry[str]) -> bool:
    return False


def scan(
    folder: Path, root: Path, known: Callable[[os.DirEntry[str]], bool] = _look_closer
) -> tuple[list[Source], list[Problem]]:
    """The reports of a folder, by name, and a problem for each thing in it that is none.

    A folder or an English file of which `known` says that all is known of it is passed over. Raises CannotRead when
    the folder itself cannot be read.
    """
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        raise CannotRead(
            f"The folder of reports cannot be read ({error.strerror}).", "Create it, or correct reports_dir."
        ) from None
    sources: list[Source] = []
    problems: list[Problem] = []
    names = {entry.name for entry in entries}
    for entry in entries:
        name = entry.name
        if _IGNORED.fullmatch(name) or known(entry):
            continue
        path = Path(entry.path)
        if entry.is_dir(follow_symlinks=False):
            sources.append(scan_home(path))
        elif os.path.isdir(path):  # noqa: PTH112 - of a link that leads nowhere it raises nothing, as others would
            broken = CannotRead("It is a symbolic link.", "Put the folder itself there.")
            sources.append(Source(name, path, broken=broken))
        elif name.endswith(".cy.md") and name != ".cy.md":
            stem = name.removesuffix(".cy.md")
            if f"{stem}.md" not in names:
                broken = CannotRead("The Welsh twin has no English file.", "Put the English file beside it.")
                sources.append(Source(stem, path, broken=broken))
        elif name.lower().endswith(".cy.md"):
            broken = CannotRead("Its name ends in capital letters.", "Let it end in .cy.md, in small letters.")
            sources.append(Source(name.removesuffix(".md"), path, broken=broken))
        elif name.endswith(".md"):
            stem = name.removesuffix(".md")
            welsh = folder / f"{stem}.cy.md" if f"{stem}.cy.md" in names else None
            sources.append(Source(stem, path, welsh))
        else:
            problems.append(Problem(told_path(path, root), None, None, "It is no report.", _what_it_should_be(name)))
    return sources, problems


def scan_home(home: Path) -> Source:
    """The files of the report, or draft, that is the folder `home`; what cannot be read makes it `broken`."""
    parts: dict[str, Path] = {}
    others: dict[str, Path] = {}
    try:
        for folder, folders, files in os.walk(top := str(home), onerror=_raise):  # texts: thousands of paths take long
            below = f"{folder[len(top) :].strip('/')}/" if folder != top else ""
            folders[:] = sorted(name for name in folders if not _IGNORED.fullmatch(name))
            links = [name for name in folders if os.path.islink(f"{folder}/{name}")]  # noqa: PTH114
            for name in [*sorted(files), *links]:
                if _IGNORED.fullmatch(name):
                    continue
                inside = unicodedata.normalize("NFC", f"{below}{name}")
                (parts if not below and name.endswith(".md") else others)[inside] = Path(f"{folder}/{name}")
            if len(parts) + len(others) > MOST_FILES:
                return _broken(home, f"The folder holds more than {MOST_FILES} files.", "Keep one report in it.")
    except OSError as error:
        return _broken(home, f"The folder cannot be read ({error.strerror}).", "Check its permissions.")
    english, welsh = parts.pop("index.md", None), parts.pop("index.cy.md", None)
    if english is None:
        return _broken(
            home, "The folder has no index.md.", "Name the report index.md, or begin the folder's name with _."
        )
    return Source(home.name, english, welsh, home, parts, others)


def _broken(home: Path, message: str, fix: str) -> Source:
    return Source(home.name, home, broken=CannotRead(message, fix))


def _raise(error: OSError) -> None:
    raise error


def _what_it_should_be(name: str) -> str:
    if re.fullmatch(r".+\.(?:md|markdown|mdown)", name, re.IGNORECASE):
        return "Let its name end in .md, in small letters."
    return "Put it in the folder of its report, beside index.md, or take it away."
