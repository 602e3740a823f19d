"""The audit of a release that was cut down from one that had passed the whole audit: quick, for removal never waits."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Iterable
from pathlib import Path

from board_reports.release.audit import accounting
from board_reports.release.audit.accounting import told
from board_reports.release.audit.glance import Glance, in_forms
from board_reports.release.audit.hiding import hidden_of_release
from board_reports.release.audit.traces import Excused, Search
from board_reports.release.audit.tree import on_traces, shape_of
from board_reports.release.manifest import Kind, Manifest, ReleasedFile

_NOT_READ = (Kind.FILE, Kind.THEME, Kind.STATIC)


def audit_cut(
    tree: Path, manifest: Manifest, before: Manifest, *, excused: Callable[[], Excused] = Excused
) -> tuple[str, ...]:
    """What of a tree that was cut down from the audited release `before` does not hold, in sentences.

    The removed reports are those of `before` that `manifest` does not have: no title, reference, slug or file name of
    theirs may be left. Files that `before` has, too, are known by name, and not read for their digests. `excused` is
    asked only when something is found: another live report may name one that has gone.
    """
    gone = {one.slug for one in before.reports} - {one.slug for one in manifest.reports}
    found = accounting.walked(tree)
    sentences = [*found.faults, *accounting.unaccounted(found, manifest)]
    sentences += accounting.misplaced(manifest, frozenset(one.slug for one in before.reports))
    sentences += accounting.lacking(found, manifest, ())
    old, needles = set(before.files), _needles(before, gone)
    suspects = []
    for file in manifest.files:
        if file.path not in found.files or (file in old and file.kind in _NOT_READ):
            continue
        try:
            data = (tree / file.path).read_bytes()
        except OSError as error:
            sentences.append(f"{told(file.path)}: it cannot be read ({error.strerror}).")
            continue
        if file not in old:
            if file.sha256 and hashlib.sha256(data).hexdigest() != file.sha256:
                sentences.append(f"{told(file.path)}: it is not the file that the manifest describes.")
            sentences += shape_of(file, data)
        if _holds(data, needles):
            suspects.append((file.path, data))
    names = list(found.names)
    if suspects or _holds("\n".join(names).encode("utf-8", "surrogateescape"), needles):
        search = Search(hidden_of_release(before, gone), excused())
        findings = dict.fromkeys(search.in_names(names))
        for path, data in suspects:
            findings.update(dict.fromkeys(search.in_bytes(path, data, hashlib.sha256(data).hexdigest())))
        sentences += on_traces(findings)
    return tuple(sentences)


def tells_of(before: Manifest, gone: Collection[str], excused: Callable[[], Excused]) -> Callable[[str, bytes], bool]:
    """What says of a path and its bytes whether they tell of a report in `gone`, as `audit_cut` would find it."""
    needles = _needles(before, gone)

    def tells(path: str, data: bytes) -> bool:
        if not _holds(data, needles):
            return False
        search = Search(hidden_of_release(before, gone), excused())
        return any(True for _ in search.in_bytes(path, data, hashlib.sha256(data).hexdigest()))

    return tells


def _needles(before: Manifest, gone: Iterable[str]) -> tuple[bytes, ...]:
    """Bytes of which a file has one when it tells of a removed report: in the forms in which pages and index write.

    A title or a file's name that another report of the release has as well is none: it is excused wherever it stands.
    """
    texts: set[str] = set()
    gone = set(gone)
    others = {_name(file) for file in before.of_kind(Kind.FILE) if file.report not in gone}
    others |= {one.title.strip() for one in before.reports if one.slug not in gone}
    for slug in gone:
        one = before.report(slug)
        if one is not None:
            names = {_name(file) for file in before.files_of(slug) if file.kind is Kind.FILE}
            texts |= ({one.title.strip(), *names} - others) | {one.reference.strip(), slug}
    return in_forms(texts)


def _name(file: ReleasedFile) -> str:
    return file.path.rsplit("/", 1)[-1]


def _holds(data: bytes, needles: tuple[bytes, ...]) -> bool:
    return Glance(needles).catches(data)
