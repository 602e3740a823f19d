"""Draws the plots of docs/speed.md: `python plots.py FIGURES.json FOLDER`, in an environment that has matplotlib.

Light, without a title, to be told apart in grey: each line has its own mark and dashes. The same bytes for the same
figures.
"""

from __future__ import annotations

import sys
from pathlib import Path

import matplotlib as mpl

mpl.use("svg")
import matplotlib.pyplot as plt
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullLocator

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from side_by_side.figures import Figures
from side_by_side.limits import NAMES

STYLES = {  # colour, mark, dashes, width; the darkest and widest are this project's
    "build": ("#08306b", "o", "-", 2.4),
    "nightly": ("#08306b", "s", (0, (4, 1.5)), 1.8),
    "plain": ("#b2182b", "^", "-", 1.6),
    "zensical": ("#b2182b", "v", (0, (1, 1.2)), 1.6),
    "whole": ("#6e6e6e", "D", "-", 1.6),
    "bare": ("#8c8c8c", "x", (0, (5, 2, 1, 2)), 1.6),
}
LETTERS = ["Noto Sans", "DejaVu Sans", "Arial", "Helvetica", "sans-serif"]
SETTINGS = {
    "svg.hashsalt": "board-reports",
    "svg.fonttype": "none",
    "font.family": "sans-serif",
    "font.sans-serif": ["DejaVu Sans"],
    "font.size": 9,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#444444",
    "axes.grid": True,
    "axes.grid.axis": "y",
    "grid.color": "#dddddd",
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "lines.markersize": 5,
}


def draw(figures: Figures, folder: Path) -> None:
    """Write both plots into a folder."""
    with mpl.rc_context(SETTINGS):
        _times(figures, folder / "speed-times.svg")
        _memory(figures, folder / "speed-memory.svg")


def _times(figures: Figures, path: Path) -> None:
    figure, panels = plt.subplots(2, 3, figsize=(9, 6), sharey=True, layout="constrained")
    works = [work for work in NAMES if work in figures.works()]
    for work, axes in zip(works, panels.flat, strict=False):
        _panel(figures, axes, work, {site: _medians(figures, site, work) for site in figures.labels})
        axes.set_yscale("log")
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g} s"))
        axes.yaxis.set_minor_locator(NullLocator())
    for axes in list(panels.flat)[len(works) :]:
        axes.set_axis_off()
    panels.flat[-1].legend(*panels.flat[0].get_legend_handles_labels(), loc="center", fontsize=10)
    _save(figure, path)


def _memory(figures: Figures, path: Path) -> None:
    works = [work for work in ("cold", "dropped") if work in figures.works()]
    figure, panels = plt.subplots(1, len(works), figsize=(9, 3.4), sharey=True, layout="constrained", squeeze=False)
    for work, axes in zip(works, panels.flat, strict=True):
        _panel(figures, axes, work, {site: _peaks(figures, site, work) for site in figures.labels})
        axes.set_ylim(bottom=0)
        axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,.0f} MB"))
    figure.legend(*panels.flat[0].get_legend_handles_labels(), loc="outside right center", fontsize=10)
    _save(figure, path)


def _panel(figures: Figures, axes: Axes, work: str, lines: dict[str, list[tuple[int, float]]]) -> None:
    for site, points in lines.items():
        if not points:
            continue
        colour, mark, dashes, width = STYLES[site]
        sizes, values = zip(*points, strict=True)
        axes.plot(
            sizes, values, label=figures.labels[site], color=colour, marker=mark, linestyle=dashes, linewidth=width
        )
    axes.set_xscale("log")
    axes.set_xticks(figures.sizes(), [f"{size:,}" for size in figures.sizes()])
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel(f"{NAMES[work]}\nlive reports")


def _medians(figures: Figures, site: str, work: str) -> list[tuple[int, float]]:
    runs = ((size, figures.of(site, size, work)) for size in figures.sizes())
    return [(size, figures.median(some, "seconds")) for size, some in runs if some]


def _peaks(figures: Figures, site: str, work: str) -> list[tuple[int, float]]:
    runs = ((size, figures.of(site, size, work)) for size in figures.sizes())
    return [(size, figures.most(some, "tree_kb") / 1024) for size, some in runs if some]


def _save(figure: plt.Figure, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None, "Creator": None}, facecolor="white")
    text = path.read_text("utf-8")
    families = ", ".join(f"'{name}'" if " " in name else name for name in LETTERS)
    path.write_text(text.replace("'DejaVu Sans', sans-serif", families).replace("DejaVu Sans,", ""), "utf-8")
    plt.close(figure)


if __name__ == "__main__":
    draw(Figures.load_from(Path(sys.argv[1])), Path(sys.argv[2]))
