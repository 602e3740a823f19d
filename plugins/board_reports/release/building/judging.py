"""Judging contents in a process of its own, so that no text can hold up or break a run."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from board_reports.release.basics import Basics
from board_reports.release.building.child import run_builder
from board_reports.release.memory import Known
from board_reports.reports.problem import Problem, could_not_be_judged

MOST_BAD = 20  # texts that may break the judging in one run, before the rest is left for the next


def judge_unknown(
    basics: Basics,
    sources: Sequence[str],
    progress: Callable[[str, str], None],
    say: Callable[[str], None],
    *,
    cache: bool,
) -> dict[str, Known]:
    """What is found of each source; one that breaks or hangs the judging has that as its problem.

    What could not be judged in the time of one build has a problem, too, and is judged again by the next run.
    """
    found: dict[str, Known] = {}
    ends = time.monotonic() + basics.build_timeout
    for _ in range(MOST_BAD):
        left = [source for source in sources if source not in found]
        seconds = ends - time.monotonic()
        if not left or seconds <= 0:
            break
        say(f"Judging {len(left)} text{'' if len(left) == 1 else 's'} ...")
        request = {"do": "judge", "basics": basics.as_json(), "sources": left, "cache": cache}
        outcome = run_builder(request, seconds=seconds, progress=progress)
        for message in outcome.messages:
            if "verdict" in message:
                problems = tuple(Problem(**one) for one in message["problems"])
                found[message["verdict"]] = Known("", problems, message["seal"], tuple(message["files"]))
        if outcome.done or outcome.suspect is None:
            break
        found[outcome.suspect] = Known("", (could_not_be_judged(outcome.suspect, endless="hung" in outcome.why),))
    for source in sources:
        if source not in found:
            found[source] = Known("", (could_not_be_judged(source, endless=False),))
    return found
