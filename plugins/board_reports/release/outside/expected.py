"""What a site should show and should not at an instant: from the current release, the register and the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from board_reports.release.manifest import Kind, Manifest
from board_reports.release.outside.looks import address_of
from board_reports.release.record.ledger import Event, Line
from board_reports.release.state import State
from board_reports.reports import Register, Report

ALLOWED = timedelta(minutes=10)  # after an opening or a closing, by the contract
_EARLIER = 20  # manifests of earlier releases that are asked for the files of what is gone
_RULES = re.compile(rb"""Board-Rules["']?\s+["']?([^\s"';]+)""")


@dataclass(frozen=True)
class Expected:
    """One report: its addresses below the site's home, with the digest of what each should answer, where it is known.

    `settled` is False in the ten minutes after its opening: then nothing is complained about. `digest` is that of
    what is public of it, `reference` None where only its slug is known.
    """

    slug: str
    reference: str | None = None
    addresses: Mapping[str, str | None] = field(default_factory=dict)
    digest: str | None = None
    settled: bool = True

    @property
    def name(self) -> str:
        """What to call it."""
        return self.reference or self.slug


@dataclass(frozen=True)
class Expectation:
    """What the site should be at an instant.

    `live` reports answer, `gone` ones do not, and `either` are slugs that opened or closed in the last ten minutes.
    `whole` says that no other report may be public; without it the site's own feed says which are live. `pages` are
    further addresses that must answer, each with its digest where it is known; `lists` are those that list reports.
    `rules` are the digests that the served rules may have, None when they are not asked for. `complaints` are what
    is wrong without looking at the site: pairs of an address below its home, and the end of a sentence.
    """

    live: tuple[Expected, ...] = ()
    gone: tuple[Expected, ...] = ()
    either: frozenset[str] = frozenset()
    whole: bool = False
    lists: frozenset[str] = frozenset()
    pages: Mapping[str, str | None] = field(default_factory=dict)
    rules: frozenset[str] | None = None
    release: str | None = None
    complaints: tuple[tuple[str, str], ...] = ()


FROM_OUTSIDE = Expectation()


def expected_of_release(
    state: State, current: Manifest, register: Register | None, lines: Iterable[Line], at: datetime
) -> Expectation:
    """What the site should be by its current release; the register and the ledger add what they know.

    Reads no report's text: of the register only the front matter counts.
    """
    live, gone, either = [], [], set[str]()
    for one in current.reports:
        paths = {address_of(file.path): file.sha256 for file in current.files_of(one.slug)}
        found = Expected(one.slug, one.reference, paths, one.digest, settled=not _recent(one.opens, at))
        if one.opens <= at < one.goes:
            live.append(found)
        elif _recent(one.goes, at):
            either.add(one.slug)
        else:
            gone.append(found)
    known = {one.slug for one in (*live, *gone)} | either
    closed, just = _closed(lines, known, at)
    complaints = []
    if register is not None and register.readable:
        since = _changed(state.public / "status.json")
        complaints = list(_contradictions(register, [one for one in live if one.settled], at, since))
        others = {report.slug: report for report in register.reports if report.slug and report.slug not in known}
        just |= {slug for slug, report in others.items() if _may_be_either(report, at, since)}
        closed |= {slug: Expected(slug, report.reference) for slug, report in others.items()}
    closed = {slug: one for slug, one in closed.items() if slug not in just}
    gone.extend(_with_files(closed, state, current.id))
    moved = any(_recent(moment, at) for one in current.reports for moment in (one.opens, one.goes))
    pages = {
        address_of(file.path): None if moved else file.sha256
        for file in current.of_kind(Kind.INDEX, Kind.MADE, Kind.PERMANENT)
    }
    lists = {address_of(file.path) for file in current.of_kind(Kind.INDEX, Kind.MADE)}
    return Expectation(
        live=tuple(live),
        gone=tuple(gone),
        either=frozenset(either | just),
        whole=True,
        lists=frozenset(lists),
        pages=pages,
        rules=None if moved else rules_served(state),
        release=current.id,
        complaints=tuple(complaints),
    )


def expected_of_register(register: Register, at: datetime) -> Expectation:
    """What the site should be where there is no release to compare it with: what the register says, texts judged."""
    live, gone, either = [], [], set[str]()
    for one in register.at(at).reports:
        report, slug = one.report, one.report.slug
        if slug is None:
            continue
        example = one.live and report.example
        if example or _window_moved(report, at):
            either.add(slug)
        elif one.live:
            live.append(Expected(slug, report.reference, {f"reports/{slug}/": None}))
        else:
            gone.append(Expected(slug, report.reference))
    return Expectation(tuple(live), tuple(gone), frozenset(either), whole=True)


def rules_served(state: State) -> frozenset[str]:
    """The digests of the current release's rules, nginx's and Apache's, as their header tells them."""
    found: set[str] = set()
    for path in _rules(state):
        try:
            found |= {digest.decode("ascii", "replace") for digest in _RULES.findall(path.read_bytes())}
        except OSError:
            continue
    return frozenset(found)


def _rules(state: State) -> tuple[Path, ...]:
    return state.rules / "nginx.conf", state.rules / "apache.conf"


def _recent(moment: datetime | None, at: datetime) -> bool:
    return moment is not None and timedelta() <= at - moment < ALLOWED


def _changed(path: Path) -> datetime | None:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, UTC)
    except (OSError, ValueError, OverflowError):
        return None


def _closed(lines: Iterable[Line], known: set[str], at: datetime) -> tuple[dict[str, Expected], set[str]]:
    """The reports that the ledger knows and `known` does not, and the slugs of those whose window closed just now."""
    closed: dict[str, Expected] = {}
    just: set[str] = set()
    for entry in (line.entry for line in lines):
        if entry.slug is not None and entry.slug not in known:
            closed[entry.slug] = Expected(entry.slug, entry.reference)
            if entry.event is Event.OPENED:
                (just.add if _recent(entry.closes, at) else just.discard)(entry.slug)
    return closed, just


def _contradictions(
    register: Register, live: Iterable[Expected], at: datetime, since: datetime | None
) -> Iterable[tuple[str, str]]:
    """The live reports that must not be public by their front matter, unless no run can have seen that yet."""
    emptied = _just_changed(register.folder, at, since)
    for one in live:
        found = register.find(one.slug)
        if found:
            wrong = len(found) > 1 or not may_be_public(found[0], at)
            late = not any(
                _just_changed(report.files.english, at, since) or _window_moved(report, at) for report in found
            )
        else:
            wrong, late = True, not emptied
        if wrong and late:
            yield f"reports/{one.slug}/", f"shows {one.name}, which should not be public: see board status"


def may_be_public(report: Report, at: datetime) -> bool:
    """Whether a report's front matter alone lets it be public; its texts, files and seal are not read."""
    fields, window = report.fields, report.window
    if fields is None or window is None or report.problems or fields.hold or not window.contains(at):
        return False
    today = at.astimezone(window.zone).date()
    if fields.withdrawn_date is not None and fields.withdrawn_date <= today:
        return False
    needed = [fields.approved_date]
    needed.extend(getattr(fields, key, None) for key in report.settings.required_before_publication)
    return all(day is not None and day <= today for day in needed)


def _may_be_either(report: Report, at: datetime, since: datetime | None) -> bool:
    """Whether a report that is not in the release may be public all the same: it opened or closed just now."""
    return _window_moved(report, at) or (may_be_public(report, at) and _just_changed(report.files.english, at, since))


def _window_moved(report: Report, at: datetime) -> bool:
    window = report.window
    return window is not None and (_recent(window.opens, at) or _recent(window.closes, at))


def _just_changed(path: Path, at: datetime, since: datetime | None) -> bool:
    """Whether a person changed it in the last ten minutes, and after the last run, which ended at `since`."""
    changed = _changed(path)
    return _recent(changed, at) and (since is None or (changed is not None and changed > since))


def _with_files(closed: Mapping[str, Expected], state: State, current: str) -> Iterable[Expected]:
    """The closed reports with the addresses of their files, as far as manifests of earlier releases tell them."""
    names = sorted((path.stem for path in state.manifests.glob("*.json") if path.stem != current), reverse=True)
    paths: dict[str, dict[str, str | None]] = {slug: {} for slug in closed}
    for name in names[:_EARLIER]:
        earlier = state.manifest(name)
        for file in earlier.files if earlier else ():
            if file.report in paths:
                paths[file.report][address_of(file.path)] = None
    return [Expected(slug, one.reference, paths[slug]) for slug, one in closed.items()]
