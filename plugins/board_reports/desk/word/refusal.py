"""Why a Word file cannot be imported, in words for the person who chose it."""

from __future__ import annotations


class CannotImport(Exception):
    """A file cannot be imported; `message` says why and `fix` what to do, without repeating anything that it holds."""

    def __init__(self, message: str, fix: str) -> None:
        super().__init__(f"{message} {fix}")
        self.message, self.fix = message, fix
