"""What an audit has passed, and against what: so that the next one need not look again at what has not changed.

It is kept beside the manifests, and says nothing of a report: whatever it names, it names by digests with a key.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

VERSION = 1


@dataclass(frozen=True)
class Passed:
    """One audit. `frame` is the digest of what is the same for all pages: versions, configuration, theme.

    `hidden` are the reports that were looked for, `sources` what was public then, each with the digest that its files
    had. `leans` gives for a page the sources, other than its own, that excused something in it.
    """

    frame: str
    key: str = field(default_factory=lambda: secrets.token_hex(16))
    hidden: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    leans: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def mark(self, text: str) -> str:
        """How a text is named here."""
        data = text.encode("utf-8", "surrogateescape")
        return hashlib.blake2b(data, key=bytes.fromhex(self.key), digest_size=10).hexdigest()

    def marks(self, states: Mapping[str, str]) -> dict[str, str]:
        """How sources and their states are named here; one without a sure state is not named at all."""
        return {self.mark(source): self.mark(state) for source, state in states.items() if state}

    def to_bytes(self) -> bytes:
        """The record as JSON."""
        values = {"v": VERSION, "frame": self.frame, "key": self.key, "hidden": self.hidden}
        values |= {"sources": self.sources, "leans": self.leans}
        return json.dumps(values, separators=(",", ":"), sort_keys=True).encode() + b"\n"

    @classmethod
    def read(cls, path: Path, digest: str) -> Passed | None:
        """The record in a file, where its SHA-256 is the one that a manifest names; else None, and all is looked at."""
        try:
            data = path.read_bytes()
            if hashlib.sha256(data).hexdigest() != digest:
                return None
            given = json.loads(data)
            if given.pop("v") != VERSION:
                return None
            return cls(**given | {"leans": {path: tuple(on) for path, on in given["leans"].items()}})
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None
