"""Putting files in their place whole: a new one never over another, a changed one never over somebody else's change."""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from board_reports.release.state import sync_folder
from board_reports.reports.folder import CannotRead, open_regular, read_text_bytes
from board_reports.reports.rewriting import CannotRewrite
from board_reports.reports.writing import write_report


class SavedMeanwhile(Exception):
    """Somebody else saved the file since it was shown: `now` are its bytes as they are, empty when it is gone."""

    def __init__(self, now: bytes) -> None:
        super().__init__("Somebody else saved this in the meantime.")
        self.now = now


class CannotSave(Exception):
    """The file cannot be saved, and nothing was; the text is a sentence for the user."""


def digest_of(data: bytes) -> str:
    """What a form carries of the bytes that it shows."""
    return hashlib.sha256(data).hexdigest()[:32]


def bytes_of(path: Path) -> bytes:
    """The bytes of a text; raises CannotSave."""
    try:
        return read_text_bytes(path)
    except CannotRead as error:
        raise CannotSave(f"{error.message} {error.fix}") from None


def save_over(path: Path, seen: str, new: bytes) -> None:
    """Put `new` in the place of the text that had the digest `seen`; raises SavedMeanwhile and CannotSave."""
    old = bytes_of(path)
    if digest_of(old) != seen:
        raise SavedMeanwhile(old)
    try:
        write_report(path, old, new)
    except CannotRewrite as error:
        if (now := bytes_of(path)) != old:
            raise SavedMeanwhile(now) from None
        raise CannotSave(str(error)) from None


def save_new(path: Path, data: bytes) -> None:
    """Write a file that is not there yet; when this returns it is on the disk. Raises SavedMeanwhile and CannotSave."""
    try:
        with _beside(path, data, 0o644 & path.parent.stat().st_mode | 0o600) as temporary:
            os.link(temporary, path)  # fails when there is a file: a rename would replace it
        sync_folder(path.parent)
    except FileExistsError:
        raise SavedMeanwhile(_small(path)) from None
    except OSError as error:
        raise CannotSave(f"The file cannot be written ({error.strerror}).") from None


def replace_file(path: Path, seen: str, data: bytes) -> None:
    """Put `data` in the place of a file beside the report; raises SavedMeanwhile and CannotSave."""
    try:
        with _beside(path, data, path.lstat().st_mode & 0o777) as temporary:
            if file_digest(path) != seen:
                raise SavedMeanwhile(b"")
            os.replace(temporary, path)  # noqa: PTH105 - in terms of the system
        sync_folder(path.parent)
    except OSError as error:
        raise CannotSave(f"The file cannot be written ({error.strerror}).") from None


@contextmanager
def _beside(path: Path, data: bytes, mode: int) -> Iterator[str]:
    """The bytes on the disk in a file beside `path`, for as long as it takes to give them its name."""
    handle, temporary = tempfile.mkstemp(prefix=".board-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fchmod(file.fileno(), mode)
            os.fsync(file.fileno())
        yield temporary
    finally:
        Path(temporary).unlink(missing_ok=True)


def file_digest(path: Path) -> str:
    """The digest of any file, as a form carries it; empty when it cannot be read."""
    try:
        with open_regular(path) as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:32]  # type: ignore[arg-type]
    except (CannotRead, OSError):
        return ""


def _small(path: Path) -> bytes:
    try:
        return read_text_bytes(path)
    except CannotRead:
        return b""
