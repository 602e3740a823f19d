"""What the last run found: enough for the next one to know that nothing has changed, without looking further."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from board_reports.release.basics import Basics
from board_reports.release.state import write_atomically
from board_reports.reports.problem import Problem

if TYPE_CHECKING:  # a run with nothing to change reads no report
    from board_reports.reports.report import Report

VERSION = 2


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a report's content: the digest of the sources it was judged from, its problems and its seal.

    `files` are the digests (SHA-256 in hex) of its files as they are published.
    """

    digest: str
    problems: tuple[Problem, ...] = ()
    seal: str | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Memory:
    """One run's memory.

    `at` is the run's instant. While the fingerprint of all inputs is the same and the instant is before `valid_until`,
    the outcome is the same: `document` (as `board nightly --format json` prints it) and `exit_code`. `valid_until` is
    None after a run that failed, or whose inputs were too fresh to be sure of. `tree` is the quick digest of the
    current release as the run left it, empty where the run was not sure of it. `known` is by source.
    """

    at: datetime
    basics: Basics | None
    release: str | None = None
    fingerprint: str = ""
    tree: str = ""
    valid_until: datetime | None = None
    exit_code: int = 0
    document: dict[str, Any] = field(default_factory=dict)
    judged_by: str = ""
    known: dict[str, Known] = field(default_factory=dict)
    digests: dict[str, tuple[str, str]] = field(default_factory=dict)

    def write(self, path: Path) -> None:
        """Write it down; raises OSError."""
        document = {
            "v": VERSION,
            "at": self.at.isoformat(),
            "basics": self.basics.as_json() if self.basics else None,
            "release": self.release,
            "fingerprint": self.fingerprint,
            "tree": self.tree,
            "valid_until": self.valid_until.isoformat() if self.valid_until else None,
            "exit_code": self.exit_code,
            "document": self.document,
            "judged_by": self.judged_by,
            "known": {
                source: [known.digest, [one.as_json() for one in known.problems], known.seal, list(known.files)]
                for source, known in self.known.items()
            },
            "digests": self.digests,
        }
        text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
        write_atomically(path, text.encode("utf-8", "surrogateescape"), mode=0o600)

    @classmethod
    def read(cls, path: Path) -> Memory | None:
        """The memory in a file; None when there is none that can be read, which costs a run its haste and no more.

        A run looks twice, before and behind its lock: a file that is still the same is not read again.
        """
        try:
            stat = path.stat()
            stamp = (path, stat.st_size, stat.st_mtime_ns, stat.st_ino)
        except OSError:
            return None
        if _READ.get("stamp") != stamp:
            _READ.update(stamp=stamp, memory=cls._read(path))
        found: Memory | None = _READ["memory"]
        return found

    @classmethod
    def _read(cls, path: Path) -> Memory | None:
        try:
            given = json.loads(path.read_bytes().decode("utf-8", "surrogateescape"))
            if given["v"] != VERSION:
                return None
            return cls(
                at=datetime.fromisoformat(given["at"]),
                basics=Basics.from_json(given["basics"]) if given["basics"] else None,
                release=given["release"],
                fingerprint=given["fingerprint"],
                tree=given.get("tree", ""),
                valid_until=datetime.fromisoformat(given["valid_until"]) if given["valid_until"] else None,
                exit_code=given["exit_code"],
                document=given["document"],
                judged_by=given["judged_by"],
                known={
                    source: Known(digest, tuple(Problem(**one) for one in problems), seal, tuple(files))
                    for source, (digest, problems, seal, files) in given["known"].items()
                },
                digests={path: (stamp, digest) for path, (stamp, digest) in given["digests"].items()},
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return None


_READ: dict[str, Any] = {}


@dataclass
class Judge:
    """Judges a report's content by what is known of it; of what is not known it supposes the best, and notes it.

    `digest_of` gives the digest of a report's sources as they are now.
    """

    known: dict[str, Known]
    digest_of: dict[str, str]
    unknown: dict[str, Report] = field(default_factory=dict)

    def __call__(self, report: Report) -> Known:
        """What is known of the report's content, or that it is as its seal says."""
        found = self.known.get(report.source)
        digest = self.digest_of.get(report.source, "")
        if found is not None and found.digest == digest:
            return found
        self.unknown[report.source] = report
        return Known(digest, (), report.fields.approved_digest if report.fields else None)


def kept(known: dict[str, Known], sources: Iterable[str]) -> dict[str, Known]:
    """What is known of the reports that are still there."""
    there = set(sources)
    return {source: one for source, one in known.items() if source in there}
