"""All that was measured side by side, and what follows from it: medians, and ratios of neighbouring runs."""

from __future__ import annotations

import json
import statistics
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Literal

from measuring import median_ratio

Measure = Literal["seconds", "cpu_seconds", "peak_kb", "tree_kb"]


@dataclass(frozen=True)
class Run:
    """One build: the site's key, how many reports were live, the work, its turn, and what it took.

    `among` is 0 where programs are compared; where an archive is, it is how many reports the sources hold in all.
    """

    site: str
    live: int
    among: int
    work: str
    turn: int
    seconds: float
    cpu_seconds: float
    peak_kb: int
    tree_kb: int


@dataclass
class Figures:
    """The runs of one command, and where they were made.

    `labels` gives the tables' names of the sites. `search` is what `search_bytes.measure` told, or None, and
    `search_note` why there is none.
    """

    labels: dict[str, str]
    words: int
    made: str
    machine: str
    versions: str
    load: float
    runs: list[Run] = field(default_factory=list)
    search: dict[str, int] | None = None
    search_note: str = ""

    def of(self, site: str, live: int, work: str, among: int = 0) -> list[Run]:
        """The runs of a site's work, in order of their turns."""
        wanted = (site, live, among, work)
        found = [run for run in self.runs if (run.site, run.live, run.among, run.work) == wanted]
        return sorted(found, key=lambda run: run.turn)

    def name(self, site: str) -> str:
        """The tables' name of a site."""
        return self.labels.get(site, site)

    def median(self, runs: Iterable[Run], measure: Measure) -> float:
        """The median of a measure over runs."""
        return float(statistics.median(getattr(run, measure) for run in runs))

    def most(self, runs: Iterable[Run], measure: Measure) -> float:
        """The largest of a measure over runs."""
        return float(max(getattr(run, measure) for run in runs))

    def ratio(self, these: list[Run], those: list[Run], measure: Measure) -> float | None:
        """What share of those runs these take: the median of the turns that both have. None without such a turn."""
        by_turn = {run.turn: getattr(run, measure) for run in those}
        pairs = [(getattr(run, measure), by_turn[run.turn]) for run in these if run.turn in by_turn]
        if not pairs:
            return None
        return median_ratio([this for this, _ in pairs], [that for _, that in pairs])

    def sizes(self) -> list[int]:
        """How many reports were live, from few to many; the comparison with an archive is left aside."""
        return sorted({run.live for run in self.runs if run.work == "cold"})

    def works(self) -> list[str]:
        """The works that were measured, in the order of their first runs."""
        return list(dict.fromkeys(run.work for run in self.runs))

    def archives(self) -> list[int]:
        """Among how many reports the live ones stood where an archive was compared: first among themselves."""
        return sorted({run.among for run in self.runs if run.among})

    def save(self, path: Path) -> None:
        """Keep all of it in a file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        rest = json.dumps({name: value for name, value in asdict(self).items() if name != "runs"}, indent=1)
        lines = ",\n".join(json.dumps(asdict(run)) for run in self.runs)
        path.write_text(f'{rest[:-2]},\n "runs": [\n{lines}\n]}}\n', encoding="utf-8")

    @classmethod
    def load_from(cls, path: Path) -> Figures:
        """What `save` kept."""
        kept = json.loads(path.read_text("utf-8"))
        return cls(**kept | {"runs": [Run(**run) for run in kept["runs"]]})
