"""Compiled templates, kept from one build to the next: compiling them is a third of the time of a small build."""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

from board_reports.site.cache.disk import write

_DIGEST = 32  # bytes of SHA-256 before what was compiled


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates as files below `folder`, unless it `keeps` none; a damaged one is compiled again.

    Jinja itself looks whether a file was compiled from the template as it is now, by this Python and this Jinja.
    """

    def __init__(self, folder: Path, *, keeps: bool = True) -> None:
        self.folder = folder
        self.keeps = keeps

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was compiled, if it is as it was written."""
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            data = (self.folder / bucket.key).read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                bucket.bytecode_from_string(data[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write what was compiled, all of it or nothing."""
        if not self.keeps:
            return
        data = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            for folder in (self.folder.parent, self.folder):
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            write(self.folder / bucket.key, hashlib.sha256(data).digest() + data)
