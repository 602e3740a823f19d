"""Compiled templates, kept from one build to the next: compiling them is a third of the time of a small build."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket

_DIGEST = 32  # bytes of SHA-256 before what was compiled


class CompiledTemplates(BytecodeCache):
    """Keeps compiled templates as files below `folder`; a damaged one is compiled again.

    Jinja itself looks whether a file was compiled from the template as it is now, by this Python and this Jinja.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket with what was compiled, if it is as it was written."""
        with contextlib.suppress(OSError, ValueError, EOFError, TypeError):
            data = (self.folder / bucket.key).read_bytes()
            if hashlib.sha256(data[_DIGEST:]).digest() == data[:_DIGEST]:
                bucket.bytecode_from_string(data[_DIGEST:])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Write what was compiled, all of it or nothing."""
        data = bucket.bytecode_to_string()
        with contextlib.suppress(OSError):
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            handle, name = tempfile.mkstemp(dir=self.folder)
            with os.fdopen(handle, "wb") as file:
                file.write(hashlib.sha256(data).digest() + data)
            os.replace(name, self.folder / bucket.key)  # noqa: PTH105 - of a name that the system has made
