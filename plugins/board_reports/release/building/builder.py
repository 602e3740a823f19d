"""The part of a run that may fail in any way: it judges texts and builds the site, in a process of its own.

It reads one request as JSON from standard input, and tells what it does line by line, as JSON, on the descriptor that
its first argument names. Whoever started it can so say what it was at when it failed, hung or died.
"""

from __future__ import annotations

import ctypes
import errno
import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from board_reports.release.basics import Basics
from board_reports.reports.register import Register
from board_reports.reports.shelf import READING, Shelf

Tell = Callable[..., None]

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG
_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def main() -> None:
    """Do what is asked; exit code 0 when it was done, 1 when it failed with a sentence."""
    ctypes.CDLL(None, use_errno=True).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
    with os.fdopen(int(sys.argv[1]), "w", encoding="utf-8", errors="surrogateescape") as channel:

        def tell(**message: Any) -> None:
            channel.write(json.dumps(message) + "\n")
            channel.flush()

        request = json.loads(sys.stdin.buffer.read())
        work = {"judge": judge, "build": build, "statutory": statutory}[request["do"]]
        try:
            done = work(request, tell)
        except Exception as error:
            if (disk := _of_the_disk(error)) is None:
                raise
            tell(failed=f"The site cannot be written ({disk.strerror}).", disk=True)
            done = False
        sys.exit(0 if done else 1)


def _of_the_disk(error: BaseException | None) -> OSError | None:
    """The error of a disk that is full or cannot be written, behind whatever was made of it; None where it is none."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        if isinstance(error, OSError) and error.errno in _DISK:
            return error
        seen.add(id(error))
        error = error.__cause__ or error.__context__
    return None


def judge(request: dict[str, Any], tell: Tell) -> bool:
    """Judge the content of the reports with the given sources, each by itself."""
    from board_reports.site.cache.store import PLACE  # noqa: PLC0415 - only where something is to be judged
    from board_reports.site.rendering.judging import judged  # noqa: PLC0415

    basics = Basics.from_json(request["basics"])
    wanted = set(request["sources"])
    shelf = Shelf(basics.state_dir / PLACE / READING, read_only=True) if request["cache"] else None
    register = Register.read(basics.reports_dir, basics.settings, shelf)
    found = [one for one in register.reports if one.source in wanted]
    for report, content in judged(found, lambda one: tell(step="judge", source=one.source)):
        problems = [problem.as_json() for problem in content.problems]
        files = [file.public_sha256 for file in content.files]
        tell(verdict=report.source, problems=problems, seal=content.seal, files=files)
    return True


def build(request: dict[str, Any], tell: Tell) -> bool:
    """Build the site into `tree`, and write its manifest, without what only the run knows, to `manifest`."""
    from board_reports.release.building.manifesting import manifest_of  # noqa: PLC0415 - MkDocs: only in this process
    from board_reports.site.build import BuildBroke, BuildFailed, build_site  # noqa: PLC0415
    from board_reports.site.cache.store import PLACE  # noqa: PLC0415
    from board_reports.site.moment import Moment  # noqa: PLC0415
    from board_reports.site.wish import Wish  # noqa: PLC0415

    wish = Wish(
        with_examples=request["with_examples"],
        excluded=frozenset(request["excluded"]),
        only=frozenset(request["only"]),
        progress=lambda kind, source: tell(step=kind, source=source),
        cache=Path(request["basics"]["state_dir"]) / PLACE if request["cache"] else None,
        keeps=not request["dry_run"],
        lane="release",
    )
    tree = Path(request["tree"])
    tell(step="start", source="")
    try:
        moment = Moment(datetime.fromisoformat(request["at"]))
        publication = build_site(Path(request["config_file"]), site_dir=tree, moment=moment, wish=wish)
        tell(step="end", source="")
        _only_regular_files(tree)
        manifest = manifest_of(publication, tree, request["id"])
        Path(request["manifest"]).write_bytes(manifest.to_bytes())
    except BuildFailed as error:
        if _of_the_disk(error) is not None:
            raise
        if not isinstance(error, BuildBroke):
            tell(failed=str(error))
            return False
        # whatever a plugin or theme says may repeat a report, and would be mailed
        tell(failed=f"The build broke off ({error.kind}). To see more, run: board build")
        return False
    tell(built=True, left_aside=publication.examples_left_aside)
    return True


def statutory(request: dict[str, Any], tell: Tell) -> bool:
    """Make the statutory pages alone, without MkDocs and its theme."""
    from board_reports.release.building.statutory import make  # noqa: PLC0415

    basics = Basics.from_json(request["basics"])
    at = datetime.fromisoformat(request["at"])
    tree = Path(request["tree"])
    manifest = make(basics, at, tree, release=request["id"], excluded=frozenset(request["excluded"]), tell=tell)
    Path(request["manifest"]).write_bytes(manifest.to_bytes())
    tell(built=True, left_aside=0)
    return True


def _only_regular_files(tree: Path) -> None:
    """Empty folders go: a folder's name alone could tell of a report."""
    for folder, folders, files in os.walk(tree, topdown=False):
        if not files and not any((Path(folder) / name).exists() for name in folders):
            os.rmdir(folder)  # noqa: PTH106 - of a walk that gives texts


if __name__ == "__main__":
    main()
