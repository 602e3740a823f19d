"""Bringing one target to the release: delete first what must go, bring what differs, show it, and look again."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection

from board_reports.release.targets.address import Address, FolderAddress, S3Address
from board_reports.release.targets.host import Host, Superseded, TargetFailed
from board_reports.release.targets.showing import Release

_ROUNDS, _PAUSE = 10, 1.0  # tries, and seconds between them: a command takes a moment to swap what it has cut


def host_of(address: Address, site: str, owner: str, *, known: bool) -> Host:
    """The target at an address, for the site whose address is `site`; `known` says that it was published to before."""
    if isinstance(address, FolderAddress):
        from board_reports.release.targets.folder import Folder  # noqa: PLC0415 - only the kind that is asked for

        return Folder(address, site, known=known)
    if isinstance(address, S3Address):
        from board_reports.release.targets.s3 import Bucket  # noqa: PLC0415

        return Bucket(address, site, owner, known=known)
    from board_reports.release.targets.ssh import Remote  # noqa: PLC0415

    return Remote(address, site, owner, known=known)


def bring(
    host: Host, current: Callable[[], Release | None], going: Collection[str], say: Callable[[str], None]
) -> Release:
    """Bring a target to what is public here, and return that release; raises TargetFailed or OSError.

    `going` are the slugs that have to go, whatever the current release holds. When what is public here changes
    meanwhile, it begins again: it never ends with a release that is no longer current.
    """
    for _ in range(_ROUNDS):
        release = current()
        if release is None:
            raise TargetFailed("There is no release here with a record, so nothing was brought.")
        try:
            _bring(host, release, going, say)
        except Superseded:
            time.sleep(_PAUSE)
            continue
        except FileNotFoundError:  # a report's files go from the tree before its release does
            if release.still() and all(_there(release)):
                raise
            time.sleep(_PAUSE)
            continue
        if release.still():
            return release
    raise TargetFailed("The release here kept changing while it was brought. The next run tries again.")


def _bring(host: Host, release: Release, going: Collection[str], say: Callable[[str], None]) -> None:
    host.look()
    gone = (host.slugs() - release.slugs) | (set(going) & release.slugs)
    if gone:
        say(f"Taking {len(gone)} report{'' if len(gone) == 1 else 's'} off first ...")
        host.strip(gone)
    if release.slugs & set(going):
        raise TargetFailed("The release here still holds what has to go, so that alone was taken off.")
    host.hold()
    try:
        if gone:
            host.lists(release)
        if not host.same(release):
            if not release.whole():
                raise TargetFailed("The release here is not as it was made. The next run makes it anew.")
            say("Bringing what differs ...")
            host.upload(release)
            if not release.still():
                raise Superseded
            host.switch(release)
            if not host.same(release):
                raise TargetFailed("After it was brought up it is not as the release. The next run tries again.")
        host.refresh(release)
    finally:
        host.let_go()


def _there(release: Release) -> list[bool]:
    return [(release.tree / one.path).is_file() for one in release.manifest.files]
