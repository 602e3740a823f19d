"""A target in a bucket of S3 or what speaks like it: no swap there, so each file in an order that harms nobody."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from board_reports.release.manifest import ReleasedFile
from board_reports.release.targets.address import S3Address
from board_reports.release.targets.host import LEASE, LOCK, MARK, TargetBusy, TargetFailed, judge_mark
from board_reports.release.targets.host import mark_of as mark_text
from board_reports.release.targets.s3_store import Held, Store, WrittenAlready
from board_reports.release.targets.served import cache_control, content_type
from board_reports.release.targets.showing import STATUS, Release, in_order, lists_of, slug_in

_WORKERS = 12  # requests at the same time


@dataclass(frozen=True, slots=True)
class _Wanted:
    """What an object should be: its bytes by their digest, and the headers that it is served with."""

    digest: str
    size: int
    kind: str
    kept: str


class Bucket:
    """A place in a bucket as a target; see `Host`."""

    def __init__(self, address: S3Address, site: str, owner: str, *, known: bool) -> None:
        self._store = Store(address, _WORKERS)
        self._site, self._owner, self._known = site, owner, known
        self._held: list[Held] = []
        self._differing: set[str] = set()

    def look(self) -> None:
        """See that the bucket is there, whether it keeps versions, and whether the place is ours."""
        self._store.begin()
        mark = self._store.read(MARK)
        vacant = False
        if mark is None:
            vacant = all(one.path == LOCK for one in self._store.held())
        text = mark[0].decode("utf-8", "replace") if mark else None
        judge_mark(text, self._site, vacant=vacant, known=self._known)
        self._held = self._store.held() if mark else []

    def slugs(self) -> set[str]:
        """The slugs of all reports of which there is an object, or an old version of one."""
        return {slug for one in self._held if (slug := slug_in(one.path))}

    def strip(self, slugs: Collection[str]) -> None:
        """Delete every object of reports, and every version of it; a report's page goes before its files."""
        for slug in sorted(slugs):
            for root in ("", "cy/"):
                held = self._store.held(f"{root}reports/{slug}/")
                self._store.delete(sorted(held, key=lambda one: not one.path.endswith("/index.html")))

    def hold(self) -> None:
        """Take the lock, and mark the place."""
        data = self._owner.encode()
        try:
            self._store.write(LOCK, data, "text/plain", "no-store", only_if_new=True)
        except WrittenAlready:
            there = self._store.read(LOCK)
            if there and there[0] != data and there[1] < LEASE:
                raise TargetBusy("Another machine's run is publishing there. The next run tries again.") from None
            self._store.write(LOCK, data, "text/plain", "no-store")
        if self._store.read(MARK) is None:
            self._store.write(MARK, mark_text(self._site).encode(), "application/json", "no-store")

    def same(self, release: Release) -> bool:
        """Whether each object has the digest and headers that it should, and there is nothing else, old or new."""
        wanted = _wanted(release)
        self._held = self._store.held()
        there = {one.path: one for one in self._held if one.latest}
        looked_at = [path for path, one in wanted.items() if path in there and there[path].size == one.size]
        with ThreadPoolExecutor(_WORKERS) as pool:
            same = dict(zip(looked_at, pool.map(lambda path: self._is(path, wanted[path]), looked_at), strict=True))
        self._differing = {path for path in wanted if not same.get(path)}
        return not self._differing and not self._over(release) and STATUS in there

    def lists(self, release: Release) -> None:
        """Put what named the reports that went; old versions of it go with the switch, which follows."""
        self._put(release, lists_of(release.manifest.files), _wanted(release))
        self.refresh(release)

    def upload(self, release: Release) -> None:
        """Put what differs, group by group."""
        wanted = _wanted(release)
        for group in in_order(one for one in release.manifest.files if one.path in self._differing):
            self._put(release, group, wanted)
        if STATUS not in {one.path for one in self._held if one.latest}:
            self.refresh(release)

    def switch(self, release: Release) -> None:
        """Delete what is not in the release, and all old versions."""
        self._held = self._store.held()
        self._store.delete(self._over(release))

    def refresh(self, release: Release) -> None:
        """Put the status."""
        data = (release.tree / STATUS).read_bytes()
        self._store.write(STATUS, data, content_type(STATUS), "no-cache")
        if self._store.versioned:
            self._store.delete(one for one in self._store.held(STATUS) if not one.latest)

    def let_go(self) -> None:
        """Give the lock back; where that fails, it lapses, and a later run from here takes it over."""
        try:
            self._store.delete(self._store.held(LOCK))
        except TargetFailed:
            return

    def empty(self) -> None:
        """Delete every object and every version, the mark last."""
        held = self._store.held()
        self._store.delete(one for one in held if one.path != MARK)
        self._store.delete(one for one in held if one.path == MARK)

    def close(self) -> None:
        """Close the connections."""
        self._store.close()

    def _over(self, release: Release) -> list[Held]:
        """What is there and should not be: objects that the release does not have, and old versions of any."""
        wanted = {one.path for one in release.manifest.files} | {MARK, LOCK}
        return [one for one in self._held if not (one.latest and one.path in wanted)]

    def _is(self, path: str, wanted: _Wanted) -> bool:
        return self._store.facts(path) == (wanted.digest, wanted.kind, wanted.kept)

    def _put(self, release: Release, group: Sequence[ReleasedFile], wanted: dict[str, _Wanted]) -> None:
        def put(one: ReleasedFile) -> None:
            data = (release.tree / one.path).read_bytes()
            self._store.write(one.path, data, wanted[one.path].kind, wanted[one.path].kept)

        with ThreadPoolExecutor(_WORKERS) as pool:
            waiting = [pool.submit(put, one) for one in group]
            try:
                for one in waiting:
                    one.result()
            finally:
                for one in waiting:
                    one.cancel()


def _wanted(release: Release) -> dict[str, _Wanted]:
    """What each object but the status should be, by path."""
    live = bool(release.manifest.reports)
    digests = release.digests()
    return {
        one.path: _Wanted(
            digests[one.path],
            (release.tree / one.path).stat().st_size,
            content_type(one.path),
            cache_control(one.path, one.kind, live=live),
        )
        for one in release.manifest.files
        if one.path in digests
    }
